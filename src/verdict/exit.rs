//! Exit codes: what a pipeline reads.

use std::process::ExitCode;

/// Why the process ends as it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Every selected scenario that applies passed, or only warned.
    Conformant,
    /// Nothing failed but what is known to fail, in the way that is known.
    NoNewFailures,
    /// A scenario failed.
    NonConformant,
    /// The command line, a feature, a golden or a database is not usable.
    Usage,
    /// A scenario could not be run, or none applied.
    Incomplete,
    /// No scenario was selected.
    NothingSelected,
    /// What is kept of known failures is not so any more.
    StaleKnownFailures,
    /// The target does not answer.
    Unreachable,
    /// The suite itself is at fault.
    Harness,
}

impl Exit {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Conformant | Self::NoNewFailures => 0,
            Self::NonConformant => 1,
            Self::Usage => 2,
            Self::Incomplete => 3,
            Self::NothingSelected => 4,
            Self::StaleKnownFailures => 5,
            Self::Unreachable => 6,
            Self::Harness => 70,
        }
    }

    /// What it says of the target, in a word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Conformant => "conformant",
            Self::NoNewFailures => "no new failures",
            Self::NonConformant => "non-conformant",
            Self::Usage => "not usable",
            Self::Incomplete => "incomplete",
            Self::NothingSelected => "nothing selected",
            Self::StaleKnownFailures => "stale known failures",
            Self::Unreachable => "unreachable",
            Self::Harness => "harness error",
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
