//! Reach: what every scenario comes to without a mutant, and which mutants could matter to it at all.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::workers::spread;
use crate::run::error::RunError;
use crate::run::play::Part;
use crate::target::embedded::{Bent, Mutant, Watch};
use crate::target::source::TargetSource;
use crate::verdict::outcome::{ScenarioOutcome, Verdict};

/// A scenario, played on the straight reference.
#[derive(Clone, Debug)]
pub struct Reach {
    /// What it came to: one that fails by itself proves nothing.
    pub verdict: Verdict,
    stirred: BTreeSet<&'static str>,
}

impl Reach {
    /// Whether the mutant would have changed something in the scenario. All others would have left it as it was, so they need not be played.
    pub fn has(&self, mutant: &Mutant) -> bool {
        self.stirred.contains(mutant.name)
    }
}

/// Plays every scenario once, each by itself.
///
/// # Errors
///
/// A fault of the harness.
pub fn of(parts: &[&Part]) -> Result<Vec<Reach>, RunError> {
    spread(parts, |player, part| {
        let watch = Arc::new(Watch::default());
        let outcomes = player.play(&TargetSource::embedded(Bent::Watched(Arc::clone(&watch))), &[part])?;
        let verdict = outcomes.first().map_or(Verdict::HarnessError, ScenarioOutcome::verdict);
        Ok(Reach { verdict, stirred: watch.stirred() })
    })
}
