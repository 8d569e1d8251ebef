//! A run from end to end: goldens loaded, capabilities weighed, scenarios played, outcomes told.

use std::collections::BTreeSet;
use std::time::Instant;

use super::catalogue::Script;
use super::error::RunError;
use super::goldens::Goldens;
use super::outcome;
use super::plan::Plan;
use super::play::{Bounds, Part, Played, play_within};
use crate::ccb::variant::Variant;
use crate::ccb::window::Window;
use crate::golden::variant::varied;
use crate::journey::limits::later;
use crate::target::source::TargetSource;
use crate::verdict::rollup::RunOutcome;

/// Runs the selected scenarios against a target.
///
/// # Errors
///
/// Where a golden is missing or malformed: nothing is played then.
pub async fn run(source: &TargetSource, selected: &[&Script], goldens: &Goldens) -> Result<RunOutcome, RunError> {
    let parts = parts(selected, goldens, &source.variants())?;
    let plan = Plan::new(source, &parts.iter().collect::<Vec<_>>(), None);
    perform(source, &plan).await
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
    perform_within(source, plan, Bounds::default()).await
}

/// Plays what is planned within bounds; what was not played to its end by then could not be run.
///
/// # Errors
///
/// As for [`perform`].
pub async fn perform_within<H: Future<Output = String>>(
    source: &TargetSource,
    plan: &Plan<'_>,
    mut bounds: Bounds<impl Fn() -> H>,
) -> Result<RunOutcome, RunError> {
    let begin = Instant::now();
    bounds.limits = plan.limits(bounds.limits, source.concurrency());
    let run_end = later(bounds.limits.run);
    let mut played = play_within(source, &plan.playable, source.concurrency(), run_end, &bounds).await;
    if played.ended_early.is_none() {
        let Played { performances, ended_early } = play_within(source, &plan.alone, 1, run_end, &bounds).await;
        played.performances.extend(performances);
        played.ended_early = ended_early;
    }
    let Played { performances, ended_early } = played;
    source.close().await;
    let scenarios = plan
        .parts
        .iter()
        .map(|Part { script, .. }| match (plan.left_out.get(&script.id), performances.get(&script.id)) {
            (Some(why), _) => Ok(outcome::left_out(script, why)),
            (None, Some(performance)) => Ok(outcome::of_performance(script, performance)),
            (None, None) => match &ended_early {
                Some(why) => Ok(outcome::unreached(script, why)),
                None => Err(RunError::Harness(format!("`{}` was selected and never played", script.id))),
            },
        })
        .collect::<Result<_, RunError>>()?;
    let delays = performances.values().map(|performance| performance.protocol.longest_rows_delay);
    let longest_rows_delay_ms = delays.max().filter(|delay| !delay.is_zero()).map(|delay| delay.as_millis());
    let windows = performances.values().filter_map(|performance| performance.protocol.widest_window);
    Ok(RunOutcome {
        target: source.label(),
        variants: source.variants().into_iter().collect(),
        claims: source.claims(),
        scenarios,
        elapsed_ms: begin.elapsed().as_millis(),
        longest_rows_delay_ms,
        window: windows.reduce(Window::max),
        ended_early,
        ..RunOutcome::default()
    })
}
