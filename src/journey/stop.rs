//! Why a journey stopped before its end.

use crate::ccb::binding::Bindings;
use crate::ccb::clause::ClauseId;
use crate::target::error::TargetError;

/// What a `Then` of the feature told, and what was so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmet {
    /// What was looked at, such as `answer.ewt`.
    pub path: String,
    /// What the feature tells.
    pub expected: String,
    /// What was observed.
    pub actual: String,
    /// The clause behind it, where there is one.
    pub clause: Option<ClauseId>,
}

/// Why a journey stopped.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Stop {
    /// The checkpoint found the observation different from its golden.
    #[error("the step differs from its golden")]
    Deviated,
    /// The feature told otherwise.
    #[error("{}: {} was expected, {} was observed", _0.path, _0.expected, _0.actual)]
    Unmet(Unmet),
    /// The target did not do its part.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// It did not end in time, or was ended: why.
    #[error("{0}")]
    OutOfTime(String),
    /// The feature asks for what cannot be: a mistake of its author.
    #[error("the feature cannot be played: {0}")]
    Script(String),
}

impl Stop {
    /// The same, with what this run made unique told by its name, so that every run tells it alike.
    #[must_use]
    pub fn masked(self, bindings: &Bindings) -> Self {
        let masked = |text: &str| bindings.masked(text);
        match self {
            Self::Unmet(unmet) => {
                let (expected, actual) = (masked(&unmet.expected), masked(&unmet.actual));
                Self::Unmet(Unmet { expected, actual, ..unmet })
            }
            Self::Target(TargetError::Malformed { operation, reason, clause }) => {
                Self::Target(TargetError::Malformed { operation, reason: masked(&reason), clause })
            }
            other => other,
        }
    }
}
