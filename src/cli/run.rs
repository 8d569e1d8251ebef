//! `ccbspec run`.

use std::path::Path;
use std::sync::Arc;

use tokio::time::sleep;

use super::args::{RunArgs, SelectArgs, TargetArgs};
use super::overseer::Overseer;
use super::progress::Teller;
use super::reports::{Reports, Stdout};
use super::{journals, printed, told};
use crate::ccb::nonce::new_seed;
use crate::journal::keeper::Keeper;
use crate::journal::whole::Journal;
use crate::journey::limits::Limits;
use crate::profile::resolve::{Flags, embedded_dialect, process_environment, resolve};
use crate::profile::resolved::Profile;
use crate::report::console::{self, Detail, Layout};
use crate::run::activity_log::ActivityLogs;
use crate::run::catalogue::Catalogue;
use crate::run::error::RunError;
use crate::run::goldens::Goldens;
use crate::run::listener::Progress;
use crate::run::mutants::canary;
use crate::run::plan::Plan;
use crate::run::play::{Bounds, Part};
use crate::run::selection::Selection;
use crate::run::{header, known_failures, suite};
use crate::target::embedded::Bent;
use crate::target::pace::Pace;
use crate::target::source::TargetSource;
use crate::verdict::exit::Exit;

pub(super) async fn run(args: RunArgs) -> Exit {
    let overseer = match Overseer::start() {
        Ok(overseer) => overseer,
        Err(error) => return told(Exit::Harness, &format!("cannot oversee the run: {error}")),
    };
    let detail = match (args.quiet, args.verbose) {
        (true, _) => Detail::Failures,
        (false, true) => Detail::Steps,
        (false, false) => Detail::Features,
    };
    let files = match Reports::prepare(args.reports.clone(), args.journal.as_deref(), Stdout::Taken) {
        Ok(files) => files,
        Err(message) => return told(Exit::Usage, &message),
    };
    let journal = match journal(args, &overseer).await {
        Ok(journal) => journal,
        Err(error) => return told(error.exit(), &error),
    };
    let layout = Layout { detail, columns: columns() };
    // A report that nobody could read proves nothing.
    let told = printed(
        console::print(&mut anstream::stdout().lock(), &journal, layout),
        journal.outcome().exit(),
        "the report",
    );
    files.write(&journal, told)
}

/// How wide the terminal is; elsewhere wide enough.
fn columns() -> usize {
    terminal_size::terminal_size_of(std::io::stdout()).map_or(Layout::COLUMNS, |(width, _)| usize::from(width.0))
}

async fn journal(args: RunArgs, overseer: &Overseer) -> Result<Journal, RunError> {
    // What is not readable is told before the target hears anything.
    let known_failures = args.known_failures.as_deref().map(known_failures::read).transpose()?;
    let limits = Limits { step: args.step_timeout.0, journey: args.journey_timeout.0, run: args.run_timeout.0 };
    let catalogue = catalogue(&args.select)?;
    let SelectArgs { ids, tags, shard, .. } = args.select;
    let selected = Selection::new(tags.as_deref(), ids.clone())?.in_shard(shard);
    let selected = selected.of(&catalogue)?;
    let goldens = args.goldens.map_or(Goldens::Embedded, Goldens::Directory);
    let flags: Flags = args.target.into();
    let profile = resolve(&flags, &process_environment)?;
    let max_wait = profile.as_ref().and_then(|profile| profile.max_wait);
    let variants = profile.as_ref().map(|profile| profile.variants.clone()).unwrap_or_default();
    let parts = suite::parts(&selected, &goldens, &variants)?;
    let suite_identity = header::suite(&catalogue, &goldens)?;
    let canaries = canary::sing().await?;
    let source = if let Some(mutant) = args.mutant {
        let dialect = embedded_dialect(&flags, &process_environment)?;
        TargetSource::Embedded { bent: Bent::As(mutant), pace: Pace::Moved, dialect, logs: None }
    } else {
        tokio::select! {
            source = source_of(&flags, profile.as_ref()) => source?,
            why = overseer.halted() => return Err(RunError::Interrupted(why)),
            () = sleep(limits.run) => return Err(RunError::Interrupted("the run's time was over".to_owned())),
        }
    };
    let activity_logs = args.activity_log.as_deref().map(activity_logs).transpose()?;
    let source = activity_logs.as_ref().map_or(source.clone(), |logs| source.clone().logging(logs.directory()));
    let plan = Plan::new(&source, &parts.iter().collect::<Vec<&Part>>(), max_wait);
    let seed = args.seed.unwrap_or_else(new_seed);
    let mut header = header::plain(&source, &plan, seed);
    header.suite = suite_identity;
    header.canaries = canaries;
    header.profile = profile.as_ref().map(header::profile);
    header.known_failures = known_failures.map(|entries| header::known(entries, &catalogue));
    header.selection.tags = tags;
    header.selection.ids = ids;
    header.selection.shard = shard.map(|shard| shard.to_string());
    header.selection.max_wait_ms = max_wait.map(|wait| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX));
    header.selection.of = catalogue.scripts.len();
    let keeper = match args.journal.as_deref() {
        Some(path) => journals::keep(Some(path), header)?,
        None => Keeper::held(header),
    };
    let progress = Arc::new(Progress::default());
    overseer.expect_end_within(plan.limits(limits, source.concurrency()).run);
    let teller = (!args.quiet).then(|| Teller::begin(&plan, &progress));
    let bounds =
        Bounds { limits, halted: || overseer.halted(), seed, listener: progress, activity_logs: activity_logs.clone() };
    let journal = suite::perform_within(&source, &plan, keeper, bounds).await;
    if let Some(teller) = teller {
        teller.end();
    }
    let journal = journal?;
    if let Some(why) = activity_logs.and_then(|logs| logs.failure()) {
        return Err(RunError::Harness(why));
    }
    Ok(journal)
}

fn activity_logs(directory: &Path) -> Result<ActivityLogs, RunError> {
    let failed = |error: std::io::Error| {
        let (path, reason) = (directory.to_owned(), error.to_string());
        RunError::File { action: "write", path, reason }
    };
    ActivityLogs::create(directory).map_err(failed)
}

pub(super) fn catalogue(args: &SelectArgs) -> Result<Catalogue, RunError> {
    match &args.features {
        Some(directory) => Catalogue::from_directory(directory),
        None => Catalogue::embedded(),
    }
}

pub(super) async fn source(args: TargetArgs) -> Result<TargetSource, RunError> {
    let flags: Flags = args.into();
    let profile = resolve(&flags, &process_environment)?;
    source_of(&flags, profile.as_ref()).await
}

/// The profile's target, or the embedded reference where none is told.
async fn source_of(flags: &Flags, profile: Option<&Profile>) -> Result<TargetSource, RunError> {
    match profile {
        Some(profile) => Ok(TargetSource::remote(profile.remote_options()).await?),
        None => Ok(TargetSource::speaking(embedded_dialect(flags, &process_environment)?)),
    }
}

/// The profile that counts; none where nothing names a target.
pub(super) fn profile(args: TargetArgs) -> Result<Option<Profile>, RunError> {
    Ok(resolve(&args.into(), &process_environment)?)
}
