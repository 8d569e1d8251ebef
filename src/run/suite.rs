//! A run from end to end: goldens loaded, capabilities weighed, scenarios played, outcomes told.

use std::sync::Arc;
use std::time::Instant;

use super::catalogue::Script;
use super::error::RunError;
use super::goldens::Goldens;
use super::outcome;
use super::play::{Part, play};
use crate::ccb::capability::Capability;
use crate::golden::variant::varied;
use crate::target::source::TargetSource;
use crate::verdict::rollup::RunOutcome;

/// Runs the selected scenarios against a target.
///
/// # Errors
///
/// Where a golden is missing or malformed: nothing is played then.
pub async fn run(source: &TargetSource, selected: &[&Script], goldens: &Goldens) -> Result<RunOutcome, RunError> {
    let begin = Instant::now();
    let offered = source.capabilities();
    let variants = source.variants();
    let missing = |script: &Script| -> Vec<Capability> {
        script.capabilities.iter().copied().filter(|capability| !offered.contains(capability)).collect()
    };
    let mut mistakes = Vec::new();
    let mut parts = Vec::new();
    for script in selected {
        match goldens.load(script) {
            Ok(golden) if missing(script).is_empty() => {
                let golden = varied(golden, &variants);
                parts.push(Part { script: (*script).clone(), golden: Some(Arc::from(golden)) });
            }
            Ok(_) => {}
            Err(mistake) => mistakes.push(mistake),
        }
    }
    if !mistakes.is_empty() {
        return Err(RunError::Mistakes(mistakes));
    }
    let performances = play(source, &parts).await;
    let scenarios = selected
        .iter()
        .map(|script| {
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
    let variants = variants.into_iter().collect();
    let (target, claims) = (source.label(), source.claims());
    Ok(RunOutcome { target, variants, claims, scenarios, elapsed_ms: begin.elapsed().as_millis() })
}
