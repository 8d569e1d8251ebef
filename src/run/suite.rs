//! A run from end to end: goldens loaded, capabilities weighed, scenarios played, outcomes told.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use jiff::Timestamp;

use super::catalogue::Script;
use super::error::RunError;
use super::goldens::Goldens;
use super::plan::Plan;
use super::play::{Bounds, Part, Played, play_within};
use super::{header, outcome};
use crate::ccb::variant::Variant;
use crate::golden::variant::varied;
use crate::journal::footer::Ended;
use crate::journal::header::Header;
use crate::journal::scenario::ScenarioRecord;
use crate::journal::whole::Journal;
use crate::journey::limits::later;
use crate::target::source::TargetSource;
use crate::verdict::rollup::RunOutcome;

/// Runs the selected scenarios against a target.
///
/// # Errors
///
/// Where a golden is missing or malformed: nothing is played then.
pub async fn run(source: &TargetSource, selected: &[&Script], goldens: &Goldens) -> Result<Journal, RunError> {
    let parts = parts(selected, goldens, &source.variants())?;
    let plan = Plan::new(source, &parts.iter().collect::<Vec<_>>(), None);
    journal(source, &plan).await
}

/// The selected scenarios with what they must show of a target that goes these other ways.
///
/// # Errors
///
/// Where a golden is missing or malformed; all of them are told.
pub fn parts(selected: &[&Script], goldens: &Goldens, variants: &BTreeSet<Variant>) -> Result<Vec<Part>, RunError> {
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

/// Plays what is planned against a target.
///
/// # Errors
///
/// Where a scenario was not played though it should have been, which is a fault of the harness.
pub async fn perform(source: &TargetSource, plan: &Plan<'_>) -> Result<RunOutcome, RunError> {
    Ok(journal(source, plan).await?.outcome())
}

async fn journal(source: &TargetSource, plan: &Plan<'_>) -> Result<Journal, RunError> {
    let bounds = Bounds::default();
    let header = header::plain(source, plan, bounds.seed);
    perform_within(source, plan, header, bounds).await
}

/// Plays what is planned within bounds; what was not played to its end by then could not be run. The bounds' listener is told of every
/// scenario that was selected, and what is returned holds the same.
///
/// # Errors
///
/// As for [`perform`].
pub async fn perform_within<H: Future<Output = String>>(
    source: &TargetSource,
    plan: &Plan<'_>,
    header: Header,
    mut bounds: Bounds<impl Fn() -> H>,
) -> Result<Journal, RunError> {
    let begin = Instant::now();
    bounds.limits = plan.limits(bounds.limits, source.concurrency());
    let run_end = later(bounds.limits.run);
    let mut records = unplayed(plan, |script| plan.left_out.get(&script.id).map(|why| outcome::left_out(script, why)));
    for record in &records {
        bounds.listener.over(record);
    }
    let mut played = play_within(source, &plan.playable, source.concurrency(), run_end, &bounds).await;
    if played.ended_early.is_none() {
        let Played { records, ended_early, faults } = play_within(source, &plan.alone, 1, run_end, &bounds).await;
        played.records.extend(records);
        played.faults.extend(faults);
        played.ended_early = ended_early;
    }
    source.close().await;
    if let Some(fault) = played.faults.into_iter().next() {
        return Err(RunError::Harness(fault));
    }
    records.extend(played.records);
    let mut of_ids: BTreeMap<String, ScenarioRecord> =
        records.into_iter().map(|record| (record.scenario.id.clone(), record)).collect();
    if let Some(why) = &played.ended_early {
        let unreached =
            unplayed(plan, |script| (!of_ids.contains_key(&script.id)).then(|| outcome::unreached(script, why)));
        for record in &unreached {
            bounds.listener.over(record);
        }
        of_ids.extend(unreached.into_iter().map(|record| (record.scenario.id.clone(), record)));
    }
    let never = |id: &str| RunError::Harness(format!("`{id}` was selected and never played"));
    let in_order = plan.parts.iter().map(|part| &part.script.id);
    let scenarios =
        in_order.map(|id| of_ids.remove(id).ok_or_else(|| never(id))).collect::<Result<Vec<_>, RunError>>()?;
    let elapsed_ms = u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX);
    let ended = Ended { ended: Timestamp::now(), elapsed_ms, ended_early: played.ended_early, claims: source.claims() };
    Ok(Journal::new(header, scenarios, ended))
}

/// The records of those scenarios that were not played.
fn unplayed(plan: &Plan<'_>, record: impl Fn(&Script) -> Option<ScenarioRecord>) -> Vec<ScenarioRecord> {
    plan.parts.iter().filter_map(|part| record(&part.script)).collect()
}
