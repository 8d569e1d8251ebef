//! `ccbspec run`.

use super::args::{RunArgs, SelectArgs, TargetArgs};
use super::told;
use crate::profile::resolve::{process_environment, resolve};
use crate::profile::resolved::Profile;
use crate::report::console::{self, Detail};
use crate::run::catalogue::Catalogue;
use crate::run::error::RunError;
use crate::run::goldens::Goldens;
use crate::run::selection::Selection;
use crate::run::suite;
use crate::target::source::TargetSource;
use crate::verdict::exit::Exit;
use crate::verdict::rollup::RunOutcome;

pub(super) async fn run(args: RunArgs) -> Exit {
    let detail = if args.quiet { Detail::Scenarios } else { Detail::Steps };
    let outcome = match outcome(args).await {
        Ok(outcome) => outcome,
        Err(error) => return told(error.exit(), &error),
    };
    let exit = outcome.exit();
    match console::print(&mut anstream::stdout().lock(), &outcome, detail) {
        Ok(()) => exit,
        // A report that nobody could read proves nothing.
        Err(error) => told(Exit::Harness, &format!("cannot print the report: {error}")),
    }
}

async fn outcome(args: RunArgs) -> Result<RunOutcome, RunError> {
    let catalogue = catalogue(&args.select)?;
    let selected = Selection::new(args.select.tags.as_deref(), args.select.ids)?;
    let selected = selected.of(&catalogue)?;
    let goldens = args.goldens.map_or(Goldens::Embedded, Goldens::Directory);
    let source = source(args.target).await?;
    suite::run(&source, &selected, &goldens).await
}

pub(super) fn catalogue(args: &SelectArgs) -> Result<Catalogue, RunError> {
    match &args.features {
        Some(directory) => Catalogue::from_directory(directory),
        None => Catalogue::embedded(),
    }
}

pub(super) async fn source(args: TargetArgs) -> Result<TargetSource, RunError> {
    match profile(args)? {
        Some(profile) => Ok(TargetSource::remote(profile.remote_options()).await?),
        None => Ok(TargetSource::Embedded),
    }
}

/// The profile that counts; none where nothing names a target.
pub(super) fn profile(args: TargetArgs) -> Result<Option<Profile>, RunError> {
    Ok(resolve(&args.into(), &process_environment)?)
}
