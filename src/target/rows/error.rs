//! Why a database cannot be observed.

use std::time::Duration;

use crate::ccb::database::{DatabaseUrl, Engine};
use crate::ccb::table::Table;

/// A database that cannot be observed: a mistake in the configuration, not a verdict about the target. No message tells a password.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The URL is not one that its driver understands.
    #[error("`{url}` is no database URL for {}: {reason}", url.engine().name())]
    Url {
        /// Which.
        url: DatabaseUrl,
        /// What is wrong.
        reason: String,
    },
    /// This build has no driver for it.
    #[error("`{url}` is read through {}, which this build cannot; build ccbspec with `--features odbc`", engine.name())]
    NotBuilt {
        /// Which.
        url: DatabaseUrl,
        /// What it would need.
        engine: Engine,
    },
    /// The database could not be opened.
    #[error("cannot open the database `{url}`: {reason}")]
    Open {
        /// Which.
        url: DatabaseUrl,
        /// What the database said.
        reason: String,
    },
    /// A documented table is not there.
    #[error("`{url}` is no Courtesy Callback database: it has no table or view `{table}`")]
    NoTable {
        /// Which database.
        url: DatabaseUrl,
        /// The table's name there.
        table: String,
    },
    /// A documented column is not there.
    #[error("`{url}` is no Courtesy Callback database: its `{table}` has no column `{column}`")]
    NoColumn {
        /// Which database.
        url: DatabaseUrl,
        /// The table's name there.
        table: String,
        /// The column's name there.
        column: String,
    },
    /// Everything is there, and cannot be read all the same.
    #[error("`{url}` is no Courtesy Callback database that can be read: cannot read `{table}`: {reason}")]
    Unreadable {
        /// Which database.
        url: DatabaseUrl,
        /// The table.
        table: Table,
        /// What the database said.
        reason: String,
    },
}

/// Selects that could not be read.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{reason}")]
pub(super) struct ReadError {
    /// How many selects were read before.
    pub(super) select: usize,
    /// What the database said, or that it said nothing.
    pub(super) reason: String,
}

impl ReadError {
    /// What a driver said while it ran the select of that number.
    pub(super) fn at(select: usize, error: &sqlx::Error) -> Self {
        Self { select, reason: told(error) }
    }

    /// The database did not answer in time.
    pub(super) fn late(limit: Duration) -> Self {
        let seconds = limit.as_secs();
        Self {
            select: 0,
            reason: format!("the database did not answer within {seconds} s; is it reachable, or a row locked?"),
        }
    }
}

/// What a driver said, in one line and without its own preamble.
pub(super) fn told(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(database) => database.message().to_owned(),
        sqlx::Error::PoolTimedOut => {
            "no connection in time; is the database reachable, and has it connections left?".to_owned()
        }
        other => other.to_string(),
    }
}
