//! A run from end to end: goldens loaded, capabilities weighed, scenarios played, outcomes told.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use super::catalogue::Script;
use super::error::RunError;
use super::goldens::Goldens;
use super::plan::Plan;
use super::play::{Bounds, Part, Played, play_within};
use super::records::Records;
use super::{header, outcome};
use crate::ccb::variant::Variant;
use crate::golden::variant::varied;
use crate::journal::footer::Ended;
use crate::journal::keeper::{KeepError, Keeper};
use crate::journal::whole::Journal;
use crate::journey::limits::later;
use crate::target::source::TargetSource;
use crate::verdict::outcome::ScenarioOutcome;

/// Runs the selected scenarios against a target; what happens is held in memory.
///
/// # Errors
///
/// Where a golden is missing or malformed: nothing is played then.
pub async fn run(source: &TargetSource, selected: &[&Arc<Script>], goldens: &Goldens) -> Result<Journal, RunError> {
    let parts = parts(selected, goldens, &source.variants())?;
    let plan = Plan::new(source, &parts.iter().collect::<Vec<_>>(), None);
    perform(source, &plan).await
}

/// The selected scenarios with what they must show of a target that goes these other ways.
///
/// # Errors
///
/// Where a golden is missing or malformed; all of them are told.
pub fn parts(
    selected: &[&Arc<Script>],
    goldens: &Goldens,
    variants: &BTreeSet<Variant>,
) -> Result<Vec<Part>, RunError> {
    let mut mistakes = Vec::new();
    let mut parts = Vec::with_capacity(selected.len());
    for script in selected {
        match goldens.load(script) {
            Ok(golden) => {
                let golden = varied(golden, variants);
                parts.push(Part { script: (*script).clone(), golden: Some(golden.into()) });
            }
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() { Ok(parts) } else { Err(RunError::Mistakes(mistakes)) }
}

/// Plays what is planned against a target; what happens is held in memory.
///
/// # Errors
///
/// Where a scenario was not played though it should have been, which is a fault of the harness.
pub async fn perform(source: &TargetSource, plan: &Plan<'_>) -> Result<Journal, RunError> {
    let bounds = Bounds::default();
    let keeper = Keeper::held(header::plain(source, plan, bounds.seed));
    perform_within(source, plan, keeper, bounds).await
}

/// As [`perform`], and tells what became of each scenario.
///
/// # Errors
///
/// As for [`perform`].
pub async fn outcomes(source: &TargetSource, plan: &Plan<'_>) -> Result<Vec<ScenarioOutcome>, RunError> {
    let journal = perform(source, plan).await?;
    let outcomes = journal.scenarios().map(|scenario| Ok(scenario.map_err(KeepError::from)?.outcome));
    outcomes.collect()
}

/// Plays what is planned within bounds; what was not played to its end by then could not be run. The bounds' listener is told of every
/// scenario that was selected, and the keeper has the same when it is finished.
///
/// # Errors
///
/// As for [`perform`], and where the journal cannot be written.
pub async fn perform_within<H: Future<Output = String>>(
    source: &TargetSource,
    plan: &Plan<'_>,
    keeper: Keeper,
    mut bounds: Bounds<impl Fn() -> H>,
) -> Result<Journal, RunError> {
    let begin = Instant::now();
    bounds.limits = plan.limits(bounds.limits, source.concurrency());
    let run_end = later(bounds.limits.run);
    let records = Records::new(keeper, Arc::clone(&bounds.listener));
    for script in plan.parts.iter().map(|part| &part.script) {
        if let Some(why) = plan.left_out.get(&script.id) {
            records.over(outcome::left_out(script, why));
        }
    }
    let mut played = play_within(source, &plan.playable, source.concurrency(), run_end, &bounds, &records).await;
    if played.ended_early.is_none() {
        let Played { ended_early, faults } = play_within(source, &plan.alone, 1, run_end, &bounds, &records).await;
        played.faults.extend(faults);
        played.ended_early = ended_early;
    }
    source.close().await;
    if let Some(fault) = played.faults.into_iter().next() {
        return Err(RunError::Harness(fault));
    }
    if let Some(why) = &played.ended_early {
        let missing: BTreeSet<String> = records.missing().into_iter().collect();
        for script in plan.parts.iter().map(|part| &part.script).filter(|script| missing.contains(&script.id)) {
            records.over(outcome::unreached(script, why));
        }
    }
    let elapsed_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    let ended = Ended { ended: Timestamp::now(), elapsed_ms, ended_early: played.ended_early, claims: source.claims() };
    Ok(records.finish(ended)?)
}
