//! What can go wrong between the suite and a target, each with what it means for a verdict.

use std::time::Duration;

use crate::ccb::clause::ClauseId;
use crate::ccb::observation::ROWS_NOT_READ;
use crate::ccb::table::Table;

/// A request, a look at the clock or a look at the rows that did not succeed.
#[derive(Clone, Debug, thiserror::Error)]
pub enum TargetError {
    /// Nothing answers at the address.
    #[error("cannot reach {url}: {reason}; is the servlet running, and is its port right?")]
    Unreachable {
        /// Where the request went.
        url: String,
        /// What the system said.
        reason: String,
    },
    /// The target did not answer in time (CCB-TRN-07).
    #[error("no answer to {operation} within {} ms", limit.as_millis())]
    Timeout {
        /// What was asked.
        operation: &'static str,
        /// How long it had.
        limit: Duration,
    },
    /// The target answered, but not in its dialect (CCB-TRN-03, CCB-TRN-04).
    #[error("malformed answer to {operation}: {reason}")]
    Malformed {
        /// What was asked.
        operation: &'static str,
        /// What is wrong with the answer.
        reason: String,
        /// The clause that it breaks.
        clause: &'static str,
    },
    /// The rows could not be read.
    #[error("cannot read the rows of `{table}`: {reason}")]
    Rows {
        /// The table that was read.
        table: Table,
        /// What the database said.
        reason: String,
    },
    /// There is no database to read.
    #[error("{ROWS_NOT_READ}")]
    RowsNotRead,
    /// What a journey needs is not offered.
    #[error("{0}")]
    Lacking(String),
    /// The embedded reference could not be started.
    #[error("cannot start the embedded reference: {0}")]
    Embedded(String),
}

impl TargetError {
    /// The clause that the target breaks by this error; without one, the fault may not be the target's.
    pub fn breach(&self) -> Option<ClauseId> {
        match self {
            Self::Timeout { .. } => ClauseId::from_text("CCB-TRN-07"),
            Self::Malformed { clause, .. } => ClauseId::from_text(clause),
            Self::Unreachable { .. } | Self::Rows { .. } | Self::RowsNotRead | Self::Lacking(_) | Self::Embedded(_) => {
                None
            }
        }
    }
}
