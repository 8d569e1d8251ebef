//! What a run says of every clause.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ccb::clause::{self, ClauseId};
use crate::verdict::outcome::Verdict;
use crate::verdict::rollup::RunOutcome;
use crate::verdict::summary::Summary;

/// What was found out of one clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Finding {
    /// A scenario that checks it failed.
    Fail,
    /// A scenario that checks it could not be run, or the suite was at fault.
    Inconclusive,
    /// A scenario that checks it fails as it is known to.
    KnownFailure,
    /// A scenario that checks it found a SHOULD broken.
    Warn,
    /// Every scenario that checks it and applies passed.
    Pass,
    /// It depends on what was not declared.
    NotApplicable,
    /// No scenario that checks it was selected.
    NotTested,
}

impl Finding {
    /// As statements spell it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Fail => "fail",
            Self::Inconclusive => "inconclusive",
            Self::KnownFailure => "known failure",
            Self::Warn => "warn",
            Self::Pass => "pass",
            Self::NotApplicable => "not applicable",
            Self::NotTested => "not tested",
        }
    }
}

/// One clause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClauseVerdict {
    /// Its id.
    pub clause: ClauseId,
    /// `MUST`, `SHOULD` or `MAY`.
    pub level: String,
    /// What was found out.
    pub finding: Finding,
    /// The scenarios that check it, with their verdicts.
    pub scenarios: Vec<(String, Verdict)>,
}

/// Every clause of the specification, in its order.
pub fn verdicts(run: &RunOutcome) -> Vec<ClauseVerdict> {
    clause::all()
        .map(|(id, clause)| {
            let checks = |scenario: &&Summary| scenario.clauses.contains(&id);
            let scenarios: Vec<(String, Verdict)> = run
                .scenarios
                .iter()
                .filter(checks)
                .map(|scenario| (scenario.id.to_string(), scenario.verdict))
                .collect();
            let level = clause.level.word();
            let finding = finding(scenarios.iter().map(|(_, verdict)| *verdict));
            ClauseVerdict { clause: id, level: level.to_owned(), finding, scenarios }
        })
        .collect()
}

/// The worst that the scenarios of a clause say; those that do not apply say nothing where another does.
fn finding(verdicts: impl Iterator<Item = Verdict>) -> Finding {
    let of_verdict = |verdict| match verdict {
        Verdict::Fail => Finding::Fail,
        Verdict::CouldNotRun | Verdict::HarnessError | Verdict::UnexpectedlyPassed => Finding::Inconclusive,
        Verdict::KnownFailure => Finding::KnownFailure,
        Verdict::Warn => Finding::Warn,
        Verdict::Pass => Finding::Pass,
        Verdict::NotApplicable => Finding::NotApplicable,
    };
    verdicts.map(of_verdict).min().unwrap_or(Finding::NotTested)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_is_as_good_as_its_worst_scenario() {
        let of = |verdicts: &[Verdict]| finding(verdicts.iter().copied());
        assert_eq!(of(&[Verdict::Pass, Verdict::NotApplicable]), Finding::Pass);
        assert_eq!(of(&[Verdict::Pass, Verdict::Warn]), Finding::Warn);
        assert_eq!(of(&[Verdict::Pass, Verdict::CouldNotRun, Verdict::Warn]), Finding::Inconclusive);
        assert_eq!(of(&[Verdict::CouldNotRun, Verdict::Fail]), Finding::Fail);
        assert_eq!(of(&[Verdict::NotApplicable]), Finding::NotApplicable);
        assert_eq!(of(&[]), Finding::NotTested);
    }
}
