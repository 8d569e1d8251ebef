//! What became of one scenario.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::known_failure::{Known, Standing};
use crate::ccb::capability::Capability;
use crate::ccb::clause::{ClauseId, Level};
use crate::ccb::wire::Wire;
use crate::golden::compare::Difference;

/// The closed set of what can become of a scenario.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every step showed what it must show.
    Pass,
    /// A MUST was broken.
    Fail,
    /// Only SHOULDs were broken.
    Warn,
    /// The target does not declare a capability that the scenario depends on.
    NotApplicable,
    /// It could not be found out; never a pass.
    CouldNotRun,
    /// It failed in the way that is known, accepted and has not expired.
    KnownFailure,
    /// It is kept as a known failure, and does not fail.
    UnexpectedlyPassed,
    /// The suite itself is at fault.
    HarnessError,
}

impl Verdict {
    /// Every verdict, in the order in which a summary counts them.
    pub const ALL: [Self; 8] = [
        Self::Pass,
        Self::Fail,
        Self::KnownFailure,
        Self::UnexpectedlyPassed,
        Self::Warn,
        Self::NotApplicable,
        Self::CouldNotRun,
        Self::HarnessError,
    ];

    /// As reports spell it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::NotApplicable => "not-applicable",
            Self::CouldNotRun => "could-not-run",
            Self::KnownFailure => "known-failure",
            Self::UnexpectedlyPassed => "unexpectedly-passed",
            Self::HarnessError => "harness-error",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// How a step ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepEnd {
    /// It went through, and showed what it must.
    Passed,
    /// The journey stopped here.
    Stopped,
    /// The journey had stopped before.
    NotReached,
}

/// One step of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepOutcome {
    /// `Given`, `When`, `Then`, `And`, `But`, as written.
    pub keyword: String,
    /// Its words.
    pub text: String,
    /// Its line in the feature, from 1.
    pub line: usize,
    /// How it ended.
    pub end: StepEnd,
    /// For a `When` that was observed: the states and causes so far, by call.
    pub states: Option<Vec<String>>,
}

/// Why a scenario did not pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// Fields that differ from the golden, or from what the feature tells.
    Differs(Vec<Difference>),
    /// The target broke a clause in another way.
    Breach {
        /// What it did.
        message: String,
        /// The clause.
        clause: ClauseId,
    },
    /// A capability is not declared.
    Undeclared(Vec<Capability>),
    /// It could not be played.
    Hindered(String),
    /// The suite is at fault.
    Fault(String),
}

impl Reason {
    /// The clauses that decided it, each once, in the order in which they were found.
    pub fn clauses(&self) -> Vec<ClauseId> {
        let mut clauses = Vec::new();
        let told: Vec<ClauseId> = match self {
            Self::Differs(differences) => differences.iter().filter_map(|difference| difference.clause).collect(),
            Self::Breach { clause, .. } => vec![*clause],
            Self::Undeclared(_) | Self::Hindered(_) | Self::Fault(_) => Vec::new(),
        };
        for clause in told {
            if !clauses.contains(&clause) {
                clauses.push(clause);
            }
        }
        clauses
    }

    /// The verdict that follows. A difference that no single clause decides, or whose clause is a MUST or a declared MAY, is a
    /// failure; only where every difference is of a SHOULD is it a warning.
    pub fn verdict(&self) -> Verdict {
        let of_clause = |clause: Option<ClauseId>| match clause {
            Some(id) if id.clause().level == Level::Should => Verdict::Warn,
            _ => Verdict::Fail,
        };
        match self {
            Self::Differs(differences) => {
                let worst = differences.iter().map(|difference| of_clause(difference.clause));
                if worst.clone().count() > 0 && worst.clone().all(|verdict| verdict == Verdict::Warn) {
                    Verdict::Warn
                } else {
                    Verdict::Fail
                }
            }
            Self::Breach { clause, .. } => of_clause(Some(*clause)),
            Self::Undeclared(_) => Verdict::NotApplicable,
            Self::Hindered(_) => Verdict::CouldNotRun,
            Self::Fault(_) => Verdict::HarnessError,
        }
    }
}

/// What became of one scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioOutcome {
    /// The scenario's stable id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The title of its feature.
    pub feature: String,
    /// The feature's path.
    pub source: String,
    /// Its line there, from 1.
    pub line: usize,
    /// The clauses that it checks.
    pub clauses: Vec<ClauseId>,
    /// Its steps.
    pub steps: Vec<StepOutcome>,
    /// Why it did not pass; `None` for a pass.
    pub reason: Option<Reason>,
    /// What was asked last before it stopped and what came back, or the exchange that failed.
    pub exchange: Option<Wire>,
    /// How that goes with the known failure that is kept of it, if one is.
    pub known: Option<Known>,
}

impl ScenarioOutcome {
    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        match self.known.as_ref().map(|known| &known.standing) {
            Some(Standing::AsRecorded) => Verdict::KnownFailure,
            Some(Standing::Passes) => Verdict::UnexpectedlyPassed,
            Some(Standing::Expired | Standing::Otherwise(_)) | None => self.own_verdict(),
        }
    }

    /// The verdict that it would have if no known failure were kept of it.
    pub fn own_verdict(&self) -> Verdict {
        self.reason.as_ref().map_or(Verdict::Pass, Reason::verdict)
    }

    /// The step at which it stopped, and the how manieth of the steps with the same words it is, from 1; `None` where it did not stop.
    pub fn stopped_at(&self) -> Option<(&StepOutcome, usize)> {
        let index = self.steps.iter().position(|step| step.end == StepEnd::Stopped)?;
        let step = &self.steps[index];
        let occurrence = self.steps[..=index].iter().filter(|other| other.text == step.text).count();
        Some((step, occurrence))
    }
}

#[cfg(test)]
impl ScenarioOutcome {
    /// One for a test: of no feature, without steps.
    pub fn because(reason: Option<Reason>) -> Self {
        let text = String::new;
        let (title, feature, source) = (text(), text(), text());
        let (clauses, steps) = (Vec::new(), Vec::new());
        Self {
            id: "x".to_owned(),
            title,
            feature,
            source,
            line: 1,
            clauses,
            steps,
            reason,
            exchange: None,
            known: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn differs(ids: &[&str]) -> Reason {
        let difference = |id: &&str| Difference {
            path: "x".to_owned(),
            expected: "1".to_owned(),
            actual: "2".to_owned(),
            clause: ClauseId::from_text(id),
        };
        Reason::Differs(ids.iter().map(difference).collect())
    }

    #[test]
    fn only_broken_shoulds_alone_are_a_warning() {
        assert_eq!(differs(&["CCB-TIM-08"]).verdict(), Verdict::Warn);
        assert_eq!(differs(&["CCB-TIM-08", "CCB-TIM-02"]).verdict(), Verdict::Fail);
        assert_eq!(differs(&["CCB-TIM-08", "none"]).verdict(), Verdict::Fail, "a field of no clause is no excuse");
        assert_eq!(differs(&[]).verdict(), Verdict::Fail, "a stop without a difference is no warning");
    }
}
