//! The store: one connection to `SQLite`, kept open for the store's life, and one transaction at a time on it.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Sqlite, SqliteConnection};

use super::error::StoreError;
use super::{load, persist, schema, views};
use crate::ccb::dialect::Dialect;
use crate::reference::model::change::Change;
use crate::reference::model::state::Kept;
use crate::reference::mutants::Bent;

/// How long a lock that another program holds is waited for. Short, since requests wait in line meanwhile, and all of
/// them have to be answered within ten seconds (CCB-TRN-07).
const BUSY_TIMEOUT: Duration = Duration::from_millis(500);

/// A bound on the waits that `SQLite` itself does not end: locks on a shared cache.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(1);

/// An open database.
#[derive(Debug)]
pub struct Store {
    /// None once it was closed.
    connection: Option<SqliteConnection>,
    time_zone: TimeZone,
    /// False while a tester makes as if it could not be reached.
    reachable: bool,
    bent: Bent,
}

impl Store {
    /// Opens or creates the database of a `sqlite:` URL, with every table in it. The local times that it stores are
    /// those of `time_zone` (CCB-ROW-02).
    ///
    /// # Errors
    /// Any [`StoreError`] but `Kept`.
    pub async fn open(url: &str, time_zone: TimeZone) -> Result<Self, StoreError> {
        let invalid = |_| StoreError::Url { url: url.to_owned() };
        if !url.starts_with("sqlite:") {
            return Err(StoreError::Url { url: url.to_owned() });
        }
        let options: SqliteConnectOptions = url.parse().map_err(invalid)?;
        let options = options
            .create_if_missing(true)
            // Readers and the servlet do not wait for each other.
            .journal_mode(SqliteJournalMode::Wal)
            // A process that is killed loses nothing with it (CCB-DUR-02).
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(BUSY_TIMEOUT)
            .disable_statement_logging();
        let mut connection = options.connect().await?;
        schema::make(&mut connection).await?;
        Ok(Self { connection: Some(connection), time_zone, reachable: true, bent: Bent::default() })
    }

    /// The same, bent.
    pub const fn bent(mut self, bent: Bent) -> Self {
        self.bent = bent;
        self
    }

    /// Makes views under the names by which a dialect calls tables and columns, where it calls them otherwise.
    ///
    /// # Errors
    /// `NoView`, or what the database says.
    pub async fn rename(&mut self, dialect: &Dialect) -> Result<(), StoreError> {
        let statements = views::statements(dialect).map_err(|table| StoreError::NoView { table: table.name() })?;
        let connection = self.connection.as_mut().ok_or(StoreError::Closed)?;
        for statement in statements {
            sqlx::raw_sql(AssertSqlSafe(statement)).execute(&mut *connection).await?;
        }
        Ok(())
    }

    /// What the database kept for a restart (CCB-DUR-01).
    ///
    /// # Errors
    /// `Kept` where a document cannot be read, or what the database says.
    pub async fn load(&mut self) -> Result<Kept, StoreError> {
        load::load(self.connection.as_mut().ok_or(StoreError::Closed)?).await
    }

    /// Begins a transaction that may write. That it begins shows that the database can be reached.
    ///
    /// # Errors
    /// `Slow`, or what the database says.
    pub async fn begin(&mut self) -> Result<Transaction<'_>, StoreError> {
        let connection = self.connection.as_mut().filter(|_| self.reachable).ok_or(StoreError::Closed)?;
        let begin = connection.begin_with("begin immediate");
        let inner = tokio::time::timeout(ANSWER_TIMEOUT, begin).await.map_err(|_| StoreError::Slow)??;
        Ok(Transaction { inner, time_zone: &self.time_zone, bent: self.bent })
    }

    /// Makes as if the database could not be reached, or could be again.
    pub const fn reach(&mut self, reachable: bool) {
        self.reachable = reachable;
    }

    /// Closes the database; from then on it cannot be reached.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close(&mut self) -> Result<(), StoreError> {
        match self.connection.take() {
            Some(connection) => Ok(connection.close().await?),
            None => Ok(()),
        }
    }
}

/// Changes that are kept together, or not at all. Dropped without a commit it keeps nothing.
#[derive(Debug)]
pub struct Transaction<'a> {
    inner: sqlx::Transaction<'a, Sqlite>,
    time_zone: &'a TimeZone,
    bent: Bent,
}

impl Transaction<'_> {
    /// Keeps the changes, made at `now`, for good (CCB-ROW-06).
    ///
    /// # Errors
    /// `Slow`, or what the database says; then nothing is kept.
    pub async fn keep(mut self, now: Timestamp, changes: impl Iterator<Item = &Change>) -> Result<(), StoreError> {
        let write = async {
            for change in changes {
                let (now, time_zone) = self.bent.stamps(change, now, self.time_zone);
                let dbdatetime = persist::dbdatetime(now, &time_zone);
                persist::persist(&mut self.inner, &dbdatetime, change).await?;
            }
            if let Some(sql) = self.bent.keeps() {
                sqlx::raw_sql(sql).execute(&mut *self.inner).await?;
            }
            Ok::<(), StoreError>(())
        };
        tokio::time::timeout(ANSWER_TIMEOUT, write).await.map_err(|_| StoreError::Slow)??;
        // Not within a time limit: a commit whose end is unknown would leave model and tables apart.
        Ok(self.inner.commit().await?)
    }
}
