//! The conformance suite under `cargo test`: every scenario is a test by name, against the embedded reference, or against the
//! servlet that `CCBSPEC_TARGET` and `CCBSPEC_DATABASE`, or the profile `CCBSPEC_PROFILE`, name.

use std::process::ExitCode;
use std::sync::Arc;

use ccbspec::ccb::dialect::Dialect;
use ccbspec::profile::resolve::{Flags, embedded_dialect, process_environment, resolve};
use ccbspec::profile::resolved::Profile;
use ccbspec::report::console::{self, Detail, Layout};
use ccbspec::run::catalogue::{Catalogue, Script};
use ccbspec::run::error::RunError;
use ccbspec::run::goldens::Goldens;
use ccbspec::run::suite;
use ccbspec::target::source::TargetSource;
use ccbspec::verdict::outcome::{Reason, Verdict};
use libtest_mimic::{Arguments, Completion, Failed, Trial};

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    let target = match Target::from_environment() {
        Ok(target) => Arc::new(target),
        Err(message) => return complain(&message),
    };
    let catalogue = match Catalogue::embedded() {
        Ok(catalogue) => catalogue,
        Err(error) => return complain(&error.to_string()),
    };
    if matches!(*target, Target::Remote(_)) {
        // Journeys share the target's clock: one at a time.
        arguments.test_threads = Some(1);
    }
    let trials = catalogue
        .scripts
        .into_iter()
        .map(|script| {
            let target = Arc::clone(&target);
            Trial::ignorable_test(format!("{}::{}", script.stem, script.id), move || play(&target, &script))
        })
        .collect();
    libtest_mimic::run(&arguments, trials).exit_code()
}

#[expect(clippy::print_stderr, reason = "a test reports to whoever runs it")]
fn complain(message: &str) -> ExitCode {
    eprintln!("error: {message}");
    ExitCode::from(2)
}

enum Target {
    Embedded(Arc<Dialect>),
    Remote(Box<Profile>),
}

impl Target {
    fn from_environment() -> Result<Self, String> {
        let flags = Flags::default();
        let profile = resolve(&flags, &process_environment).map_err(|error| error.to_string())?;
        match profile {
            Some(profile) => Ok(Self::Remote(Box::new(profile))),
            None => {
                embedded_dialect(&flags, &process_environment).map(Self::Embedded).map_err(|error| error.to_string())
            }
        }
    }

    async fn source(&self) -> Result<TargetSource, RunError> {
        match self {
            Self::Embedded(dialect) => Ok(TargetSource::speaking(Arc::clone(dialect))),
            Self::Remote(profile) => Ok(TargetSource::remote(profile.remote_options()).await?),
        }
    }
}

fn play(target: &Target, script: &Arc<Script>) -> Result<Completion, Failed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let journal =
        runtime.block_on(async { suite::run(&target.source().await?, &[script], &Goldens::Embedded).await })?;
    let scenario = journal.scenario(0)?;
    match (scenario.outcome.verdict(), &scenario.outcome.reason) {
        (Verdict::Pass, _) => Ok(Completion::Completed),
        (Verdict::NotApplicable, Some(Reason::Undeclared(capabilities))) => {
            Ok(Completion::ignored_with(format!("the target does not offer {capabilities:?}")))
        }
        _ => {
            let mut report = anstream::StripStream::new(Vec::new());
            console::print(&mut report, &journal, Layout::plain(Detail::Steps))?;
            Err(Failed::from(String::from_utf8_lossy(&report.into_inner()).into_owned()))
        }
    }
}
