//! Why a store cannot be opened, or did not keep what it was given.

use crate::ccb::database::{DatabaseUrl, UnknownEngine};

/// What went wrong with the database.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names no engine.
    #[error(transparent)]
    Unknown(#[from] UnknownEngine),
    /// The URL is none that the servlet can store in.
    #[error(
        "`{url}` is no database of this servlet, write `sqlite:FILE`, `postgres://HOST/NAME` or `mysql://HOST/NAME`"
    )]
    Url {
        /// Which.
        url: DatabaseUrl,
    },
    /// The mutant is made of SQL for another engine.
    #[error("this mutant changes rows by SQL for SQLite, serve it with a database `sqlite:FILE`")]
    Mutant,
    /// The file is something else.
    #[error("the file holds no SQLite database, name another one or a new one")]
    NoDatabase,
    /// A table of that name is there already, with other columns.
    #[error("the database has a `{table}` of another kind, name a database of this servlet or a new one")]
    Foreign {
        /// Its name.
        table: &'static str,
    },
    /// What was kept for a restart cannot be read.
    #[error("the kept state in `{table}` cannot be read: {reason}")]
    Kept {
        /// Where it is kept.
        table: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// The database did not answer in time.
    #[error("the database did not answer in time, it may be locked by another program")]
    Slow,
    /// The servlet is stopping.
    #[error("the database is closed")]
    Closed,
    /// Anything else that the database said.
    #[error("the database failed: {0}")]
    Database(sqlx::Error),
}

impl StoreError {
    /// Whether the database did not answer in time, so that asking it again takes as long.
    pub(super) const fn is_late(&self) -> bool {
        matches!(self, Self::Slow)
    }
}

/// `SQLITE_NOTADB`.
const NOT_A_DATABASE: &str = "26";

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
        if code.is_some_and(|code| code == NOT_A_DATABASE) { Self::NoDatabase } else { Self::Database(error) }
    }
}
