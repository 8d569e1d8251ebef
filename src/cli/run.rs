//! `ccbspec run`.

use std::sync::Arc;

use super::args::{RunArgs, SelectArgs, TargetArgs};
use super::{told, waiting};
use crate::profile::resolve::{process_environment, resolve};
use crate::profile::resolved::Profile;
use crate::report::console::{self, Detail};
use crate::run::catalogue::Catalogue;
use crate::run::error::RunError;
use crate::run::goldens::Goldens;
use crate::run::plan::Plan;
use crate::run::selection::Selection;
use crate::run::suite;
use crate::target::embedded::Bent;
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
    let profile = profile(args.target)?;
    let max_wait = profile.as_ref().and_then(|profile| profile.max_wait);
    let source = source_of(profile.as_ref()).await?;
    let parts = suite::parts(&selected, &goldens, &source.variants())?;
    let plan = Plan::new(&source, &parts.iter().collect::<Vec<_>>(), max_wait);
    let progress = Arc::default();
    let teller = waiting::announce(&plan, &progress);
    let outcome = suite::perform(&source, &plan, &progress).await;
    if let Some(teller) = teller {
        teller.abort();
    }
    outcome
}

pub(super) fn catalogue(args: &SelectArgs) -> Result<Catalogue, RunError> {
    match &args.features {
        Some(directory) => Catalogue::from_directory(directory),
        None => Catalogue::embedded(),
    }
}

pub(super) async fn source(args: TargetArgs) -> Result<TargetSource, RunError> {
    source_of(profile(args)?.as_ref()).await
}

/// The profile's target, or the embedded reference where none is told.
async fn source_of(profile: Option<&Profile>) -> Result<TargetSource, RunError> {
    match profile {
        Some(profile) => Ok(TargetSource::remote(profile.remote_options()).await?),
        None => Ok(TargetSource::embedded(Bent::Straight)),
    }
}

/// The profile that counts; none where nothing names a target.
pub(super) fn profile(args: TargetArgs) -> Result<Option<Profile>, RunError> {
    Ok(resolve(&args.into(), &process_environment)?)
}
