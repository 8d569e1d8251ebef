//! `ccbspec run`.

use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::time::sleep;

use super::args::{RunArgs, SelectArgs, TargetArgs};
use super::overseer::Overseer;
use super::{told, waiting};
use crate::journey::limits::Limits;
use crate::profile::resolve::{Flags, embedded_dialect, process_environment, resolve};
use crate::profile::resolved::Profile;
use crate::report::console::{self, Detail};
use crate::run::activity_log::ActivityLogs;
use crate::run::catalogue::Catalogue;
use crate::run::error::RunError;
use crate::run::goldens::Goldens;
use crate::run::known_failures;
use crate::run::plan::Plan;
use crate::run::play::{self, Bounds, Part};
use crate::run::selection::Selection;
use crate::run::suite;
use crate::target::embedded::Bent;
use crate::target::pace::Pace;
use crate::target::source::TargetSource;
use crate::verdict::exit::Exit;
use crate::verdict::known_failure;
use crate::verdict::rollup::RunOutcome;

pub(super) async fn run(args: RunArgs) -> Exit {
    let overseer = match Overseer::start() {
        Ok(overseer) => overseer,
        Err(error) => return told(Exit::Harness, &format!("cannot oversee the run: {error}")),
    };
    let detail = if args.quiet { Detail::Scenarios } else { Detail::Steps };
    let outcome = match outcome(args, &overseer).await {
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

async fn outcome(args: RunArgs, overseer: &Overseer) -> Result<RunOutcome, RunError> {
    // What is not readable is told before the target hears anything.
    let known_failures = args.known_failures.as_deref().map(known_failures::read).transpose()?;
    let limits = Limits { step: args.step_timeout.0, journey: args.journey_timeout.0, run: args.run_timeout.0 };
    let catalogue = catalogue(&args.select)?;
    let shard = args.select.shard;
    let selected = Selection::new(args.select.tags.as_deref(), args.select.ids)?.in_shard(shard);
    let selected = selected.of(&catalogue)?;
    let goldens = args.goldens.map_or(Goldens::Embedded, Goldens::Directory);
    let flags: Flags = args.target.into();
    let profile = resolve(&flags, &process_environment)?;
    let max_wait = profile.as_ref().and_then(|profile| profile.max_wait);
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
    let parts = suite::parts(&selected, &goldens, &source.variants())?;
    let plan = Plan::new(&source, &parts.iter().collect::<Vec<&Part>>(), max_wait);
    overseer.expect_end_within(play::limits(&source, &plan.all(), limits).run);
    let progress = Arc::default();
    let teller = waiting::announce(&plan, &progress);
    let bounds = Bounds { limits, halted: || overseer.halted(), progress, activity_logs: activity_logs.clone() };
    let outcome = suite::perform_within(&source, &plan, bounds).await;
    if let Some(teller) = teller {
        teller.abort();
    }
    let mut run = outcome?;
    if let Some(why) = activity_logs.and_then(|logs| logs.failure()) {
        return Err(RunError::Harness(why));
    }
    run.shard = shard.map(|shard| shard.to_string());
    if let Some(entries) = known_failures {
        let exists = |id: &str| catalogue.scripts.iter().any(|script| script.id == id);
        let today = Timestamp::now().to_zoned(TimeZone::UTC).date();
        known_failure::reconcile(&mut run, entries, exists, today);
    }
    Ok(run)
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
