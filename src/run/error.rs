//! What keeps a run from beginning.

use std::fmt;
use std::path::PathBuf;

use crate::ccb::shard::Shard;
use crate::journal::keeper::KeepError;
use crate::journal::merge::MergeError;
use crate::journal::reader::JournalError;
use crate::profile::problem::ProfileError;
use crate::target::error::TargetError;
use crate::target::source::SetupError;
use crate::verdict::exit::Exit;

/// A mistake in a feature or a golden, with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// The file, as a user knows it.
    pub file: String,
    /// The line there, from 1, where there is one.
    pub line: Option<usize>,
    /// What is wrong and what to do.
    pub message: String,
}

impl fmt::Display for Mistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.message),
            None => write!(f, "{}: {}", self.file, self.message),
        }
    }
}

/// Why a run could not begin.
#[derive(Clone, Debug, thiserror::Error)]
pub enum RunError {
    /// Features or goldens have mistakes; all that were found.
    #[error("{}", list(_0))]
    Mistakes(Vec<Mistake>),
    /// A directory or file could not be read or written.
    #[error("cannot {action} `{}`: {reason}", path.display())]
    File {
        /// `read` or `write`.
        action: &'static str,
        /// Which.
        path: PathBuf,
        /// What the system said.
        reason: String,
    },
    /// The tag expression cannot be understood.
    #[error("`{expression}` is no tag expression: {reason}; write one such as `@CCB-UPD-01 and not @cap:archive`")]
    TagExpression {
        /// As given.
        expression: String,
        /// What is wrong.
        reason: String,
    },
    /// A selection names a scenario that there is not.
    #[error("no scenario has the id `{0}`; `ccbspec list` shows those there are")]
    UnknownScenario(String),
    /// A journal has no record of a scenario.
    #[error("the journal has no scenario `{0}`; `ccbspec explain JOURNAL` tells those that did not pass")]
    NotRecorded(String),
    /// No scenario was selected.
    #[error("no scenario is selected, so nothing was tested; `ccbspec list` shows those there are")]
    NothingSelected,
    /// Scenarios were selected, but none belongs to the shard.
    #[error("the shard {shard} is empty: none of the {of} selected scenarios belongs to it, so nothing was tested")]
    EmptyShard {
        /// Which.
        shard: Shard,
        /// How many were selected before.
        of: usize,
    },
    /// It was ended before it began.
    #[error("{0} before it began, so nothing was tested")]
    Interrupted(String),
    /// The target is not ready.
    #[error("{}", setup(_0))]
    Setup(#[from] SetupError),
    /// A golden would be recorded of a target that varies from it.
    #[error("a golden holds what the clauses say first; leave `variants` out of the profile to record one")]
    Variants,
    /// A golden would be recorded where values are off by what the clock does.
    #[error(
        "a golden holds exact times, which a target without a test clock does not show; record it of one that has one"
    )]
    RealTime,
    /// A journal is none, or not as it was written.
    #[error("`{}` {error}", path.display())]
    Journal {
        /// Which.
        path: PathBuf,
        /// What is wrong with it.
        error: JournalError,
    },
    /// A statement cannot be written or read.
    #[error("{0}")]
    Statement(String),
    /// Journals of shards do not make one run.
    #[error("{0}")]
    Merge(#[from] MergeError),
    /// The profile cannot be used.
    #[error("{0}")]
    Profile(#[from] ProfileError),
    /// A journal came to nothing.
    #[error("a fault of the harness: {0}")]
    Keep(#[from] KeepError),
    /// The suite itself is at fault.
    #[error("a fault of the harness: {0}")]
    Harness(String),
}

impl RunError {
    /// The exit code that goes with it.
    pub const fn exit(&self) -> Exit {
        match self {
            Self::NothingSelected | Self::EmptyShard { .. } => Exit::NothingSelected,
            Self::Setup(SetupError::Target(error) | SetupError::Exchange { error, .. }) => match error {
                TargetError::Unreachable { .. } | TargetError::Timeout { .. } => Exit::Unreachable,
                TargetError::Malformed { .. } => Exit::Usage,
                TargetError::Rows { .. } | TargetError::RowsNotRead | TargetError::Lacking(_) => Exit::Incomplete,
                TargetError::Embedded(_) => Exit::Harness,
            },
            Self::Interrupted(_) => Exit::Incomplete,
            Self::Harness(_) | Self::Keep(_) => Exit::Harness,
            Self::Mistakes(_)
            | Self::File { .. }
            | Self::TagExpression { .. }
            | Self::UnknownScenario(_)
            | Self::NotRecorded(_)
            | Self::Profile(_)
            | Self::Variants
            | Self::RealTime
            | Self::Journal { .. }
            | Self::Merge(_)
            | Self::Statement(_)
            | Self::Setup(SetupError::Database(_)) => Exit::Usage,
        }
    }
}

/// A target that answers, but not as a servlet does before anything was asked of it, is most likely another server.
fn setup(error: &SetupError) -> String {
    match error {
        SetupError::Target(TargetError::Malformed { .. })
        | SetupError::Exchange { error: TargetError::Malformed { .. }, .. } => {
            format!("no Courtesy Callback servlet answers in this dialect: {error}; is that its URL, and its dialect?")
        }
        _ => error.to_string(),
    }
}

fn list(mistakes: &[Mistake]) -> String {
    let lines: Vec<String> = mistakes.iter().map(Mistake::to_string).collect();
    lines.join("\n")
}
