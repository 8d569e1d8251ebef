//! What became of one scenario, in so few words that those of a run of any length fit in memory.

use std::sync::Arc;

use super::outcome::{Reason, ScenarioOutcome, Verdict};
use crate::ccb::clause::ClauseId;

/// What became of one scenario, in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Its id.
    pub id: Box<str>,
    /// Its feature, shared by all that stand in it.
    pub feature: Arc<FeatureName>,
    /// The line of its heading in that feature, from 1.
    pub line: usize,
    /// The clauses that it checks.
    pub clauses: Box<[ClauseId]>,
    /// The clauses over which it stopped.
    pub broken: Box<[ClauseId]>,
    /// How many steps it has.
    pub steps: usize,
    /// How long it took, microseconds; 0 if it was not played.
    pub elapsed_us: u64,
    /// Its verdict, known failures taken into account.
    pub verdict: Verdict,
    /// Its verdict as if no failure were known.
    pub own_verdict: Verdict,
}

/// How a feature is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureName {
    /// Its title.
    pub title: String,
    /// Its file, as it is told.
    pub source: String,
}

impl Summary {
    /// The summary of what became of a scenario. The feature is the one `before` it, if they stand in the same.
    pub fn of(outcome: &ScenarioOutcome, elapsed_us: u64, before: Option<&Self>) -> Self {
        let same = |feature: &Arc<FeatureName>| feature.title == outcome.feature && feature.source == outcome.source;
        let feature = before.map(|before| &before.feature).filter(|feature| same(feature)).cloned();
        let named = || Arc::new(FeatureName { title: outcome.feature.clone(), source: outcome.source.clone() });
        Self {
            id: outcome.id.as_str().into(),
            feature: feature.unwrap_or_else(named),
            line: outcome.line,
            clauses: outcome.clauses.as_slice().into(),
            broken: outcome.reason.as_ref().map(Reason::clauses).unwrap_or_default().into(),
            steps: outcome.steps.len(),
            elapsed_us,
            verdict: outcome.verdict(),
            own_verdict: outcome.own_verdict(),
        }
    }
}
