//! A run from end to end: goldens loaded, capabilities weighed, scenarios played, outcomes told.

use std::time::Instant;

use super::catalogue::Script;
use super::error::RunError;
use super::goldens::Goldens;
use super::outcome;
use super::play::{Bounds, Part, Played, play_within};
use crate::ccb::capability::Capability;
use crate::target::source::TargetSource;
use crate::verdict::rollup::RunOutcome;

/// Runs the selected scenarios against a target.
///
/// # Errors
///
/// Where a golden is missing or malformed: nothing is played then.
pub async fn run(source: &TargetSource, selected: &[&Script], goldens: &Goldens) -> Result<RunOutcome, RunError> {
    let parts = parts(selected, goldens)?;
    perform(source, &parts.iter().collect::<Vec<_>>()).await
}

/// The selected scenarios with what they must show.
///
/// # Errors
///
/// Where a golden is missing or malformed; all of them are told.
pub fn parts(selected: &[&Script], goldens: &Goldens) -> Result<Vec<Part>, RunError> {
    let mut mistakes = Vec::new();
    let mut parts = Vec::with_capacity(selected.len());
    for script in selected {
        match goldens.load(script) {
            Ok(golden) => parts.push(Part { script: (*script).clone(), golden: Some(golden.into()) }),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if mistakes.is_empty() { Ok(parts) } else { Err(RunError::Mistakes(mistakes)) }
}

/// Plays scenarios against a target, as far as it can do what they depend on.
///
/// # Errors
///
/// Where one was not played though it should have been, which is a fault of the harness.
pub async fn perform(source: &TargetSource, parts: &[&Part]) -> Result<RunOutcome, RunError> {
    perform_within(source, parts, Bounds::default()).await
}

/// Plays scenarios within bounds; what was not played to its end by then could not be run.
///
/// # Errors
///
/// As for [`perform`].
pub async fn perform_within(
    source: &TargetSource,
    parts: &[&Part],
    bounds: Bounds<impl Future<Output = String>>,
) -> Result<RunOutcome, RunError> {
    let begin = Instant::now();
    let offered = source.capabilities();
    let missing = |script: &Script| -> Vec<Capability> {
        script.capabilities.iter().copied().filter(|capability| !offered.contains(capability)).collect()
    };
    let playable: Vec<&Part> = parts.iter().copied().filter(|part| missing(&part.script).is_empty()).collect();
    let Played { performances, ended_early } = play_within(source, &playable, bounds).await;
    let scenarios = parts
        .iter()
        .map(|Part { script, .. }| {
            let missing = missing(script);
            if !missing.is_empty() {
                return Ok(outcome::undeclared(script, missing));
            }
            let performance = performances
                .get(&script.id)
                .ok_or_else(|| RunError::Harness(format!("`{}` was selected and never played", script.id)))?;
            Ok(outcome::of_performance(script, performance))
        })
        .collect::<Result<_, RunError>>()?;
    let elapsed_ms = begin.elapsed().as_millis();
    Ok(RunOutcome { target: source.label(), scenarios, elapsed_ms, ended_early, ..RunOutcome::default() })
}
