//! Why a journey stopped before its end.

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
    /// The feature asks for what cannot be: a mistake of its author.
    #[error("the feature cannot be played: {0}")]
    Script(String),
}
