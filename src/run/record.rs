//! Recording: what scenarios show now, written beside their goldens for an author to review.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::catalogue::Script;
use super::error::RunError;
use super::goldens::Goldens;
use super::plan::Plan;
use super::play::Part;
use super::suite;
use crate::golden::snapshot;
use crate::journal::keeper::KeepError;
use crate::journal::whole::Scenario;
use crate::target::source::TargetSource;
use crate::verdict::outcome::ScenarioOutcome;

/// What recording came to.
#[derive(Debug, Default)]
pub struct Recorded {
    /// The files that were written for review.
    pub pending: Vec<PathBuf>,
    /// The ids of scenarios that show just what their golden holds.
    pub unchanged: Vec<String>,
    /// The scenarios that did not come to their end, of which nothing is written.
    pub stopped: Vec<ScenarioOutcome>,
}

/// Plays the scenarios without judging them, and writes `<id>.snap.new` where that differs from the golden in `directory`.
///
/// # Errors
///
/// Where a file cannot be written.
pub async fn record(source: &TargetSource, selected: &[&Arc<Script>], directory: &Path) -> Result<Recorded, RunError> {
    let parts: Vec<Part> = selected.iter().map(|script| Part { script: (*script).clone(), golden: None }).collect();
    let journal = suite::perform(source, &Plan::new(source, &parts.iter().collect::<Vec<_>>(), None)).await?;
    let mut recorded = Recorded::default();
    for (script, scenario) in selected.iter().zip(journal.scenarios()) {
        let Scenario { record, outcome } = scenario.map_err(KeepError::from)?;
        if record.reason.is_some() {
            recorded.stopped.push(outcome);
            continue;
        }
        let steps = record.normal_steps();
        let path = directory.join(Goldens::relative_path(script));
        let text = snapshot::render(&script.source, &script.id, &steps);
        let golden = std::fs::read_to_string(&path).ok();
        if golden.and_then(|golden| snapshot::parse(&golden).ok()).as_ref() == Some(&steps) {
            recorded.unchanged.push(script.id.clone());
            continue;
        }
        recorded.pending.push(write(&path.with_extension("snap.new"), &text)?);
    }
    Ok(recorded)
}

fn write(path: &Path, text: &str) -> Result<PathBuf, RunError> {
    let fault =
        |error: std::io::Error| RunError::File { action: "write", path: path.to_owned(), reason: error.to_string() };
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory).map_err(fault)?;
    }
    std::fs::write(path, text).map_err(fault)?;
    Ok(path.to_owned())
}
