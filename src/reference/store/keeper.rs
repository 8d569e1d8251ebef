//! The store: keeps all changes of a decision or none, over outages and restarts of its database.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::connection::{CONNECT_TIMEOUT, Connection, Failure, OPENING_TIMEOUT};
use super::dialect::Dialect;
use super::error::StoreError;
use super::statement::Statement;
use super::{load, persist, schema, views};
use crate::ccb::database::{DatabaseUrl, Engine};
use crate::ccb::dialect;
use crate::reference::model::change::Change;
use crate::reference::model::state::Kept;
use crate::reference::mutants::Bent;

/// A database, with a connection that is opened again where it was lost.
#[derive(Debug)]
pub struct Store {
    url: DatabaseUrl,
    /// None after it was lost or closed.
    connection: Option<Connection>,
    closed: bool,
    /// The number of the last decision.
    decision: i64,
    /// The changes of a decision that may have been kept or not.
    doubt: Option<Vec<Change>>,
    time_zone: TimeZone,
    /// False while a tester makes as if it could not be reached.
    reachable: bool,
    bent: Bent,
}

impl Store {
    /// Opens the database of a URL, or creates one of `SQLite`, with every table in it. The local times that it stores are those of
    /// `time_zone` (CCB-ROW-02).
    ///
    /// # Errors
    /// Any [`StoreError`].
    pub async fn open(url: &str, time_zone: TimeZone, bent: Bent) -> Result<Self, StoreError> {
        let url: DatabaseUrl = url.parse()?;
        let dialect = Dialect::of(url.engine()).ok_or_else(|| StoreError::Url { url: url.clone() })?;
        if bent.keeps().is_some() && url.engine() != Engine::Sqlite {
            return Err(StoreError::Mutant);
        }
        let mut connection = Connection::open(&url, OPENING_TIMEOUT).await?;
        schema::make(&mut connection, &dialect).await?;
        let mut store = Self {
            url,
            connection: Some(connection),
            closed: false,
            decision: 0,
            doubt: None,
            time_zone,
            reachable: true,
            bent,
        };
        store.count_decisions().await?;
        Ok(store)
    }

    /// Takes up the count of decisions, which begins with the first start. `SQLite` needs none.
    async fn count_decisions(&mut self) -> Result<(), StoreError> {
        if self.url.engine() == Engine::Sqlite {
            return Ok(());
        }
        let connection = self.connection().await?;
        let [rows] = connection.read(["select number from ccbspec_decision"]).await?;
        if rows.is_empty() {
            connection.script("insert into ccbspec_decision (number) values (0)").await?;
        }
        self.decision = connection.last_decision().await?;
        Ok(())
    }

    /// Makes views under the names by which a servlet's dialect calls tables and columns, where it calls them otherwise.
    ///
    /// # Errors
    /// `NoView`, or what the database says.
    pub async fn rename(&mut self, dialect: &dialect::Dialect) -> Result<(), StoreError> {
        let script = views::script(dialect).map_err(|table| StoreError::NoView { table: table.name() })?;
        if script.is_empty() { Ok(()) } else { self.connection().await?.script(&script).await }
    }

    /// What the database kept for a restart (CCB-DUR-01).
    ///
    /// # Errors
    /// `Kept` where a document cannot be read, or what the database says.
    pub async fn load(&mut self) -> Result<Kept, StoreError> {
        load::load(self.connection().await?).await
    }

    /// Finds out whether a decision that nobody knew of was kept, and tells its changes if it was; they are not in the model yet.
    /// Without such a decision it asks nothing of the database. Until it has succeeded nothing more must be decided.
    ///
    /// # Errors
    /// Where the database cannot tell.
    pub async fn settle(&mut self) -> Result<Vec<Change>, StoreError> {
        if self.doubt.is_none() {
            return Ok(Vec::new());
        }
        let last = match self.connection().await?.last_decision().await {
            Ok(last) => last,
            Err(error) => {
                self.connection = None;
                return Err(error);
            }
        };
        let changes = self.doubt.take().unwrap_or_default();
        Ok(if last == self.decision { changes } else { Vec::new() })
    }

    /// Keeps the changes, made at `now`, for good (CCB-ROW-06). Without changes it shows that the database can be reached.
    ///
    /// # Errors
    /// What the database says; then nothing is kept, or it is in doubt and [`Store::settle`] tells later.
    pub async fn keep(&mut self, now: Timestamp, changes: &[&Change]) -> Result<(), StoreError> {
        let statements = self.statements(now, changes);
        self.decision += 1;
        let was_open = self.connection.is_some();
        let mut outcome = self.write(&statements).await;
        // A connection that was lost in an idle hour is not an outage: only a new one tells that.
        if was_open
            && self.connection.is_none()
            && matches!(outcome, Err(Failure::Nothing(ref error)) if !error.is_late())
        {
            outcome = self.write(&statements).await;
        }
        match outcome {
            Ok(()) => Ok(()),
            Err(Failure::Nothing(error)) => Err(error),
            Err(Failure::Unknown(error)) => {
                self.doubt = Some(changes.iter().map(|change| (*change).clone()).collect());
                // Perhaps it can be found out at once; then nobody need be told.
                match self.settle().await {
                    Ok(kept) if !kept.is_empty() || changes.is_empty() => Ok(()),
                    Ok(_) | Err(_) => Err(error),
                }
            }
        }
    }

    fn statements(&self, now: Timestamp, changes: &[&Change]) -> Vec<Statement> {
        let written = changes.iter().flat_map(|change| {
            let (now, time_zone) = self.bent.stamps(change, now, &self.time_zone);
            persist::statements(persist::dbdatetime(now, &time_zone), change)
        });
        let bent = self.bent.keeps().filter(|_| !changes.is_empty()).map(Statement::new);
        written.chain(bent).collect()
    }

    async fn write(&mut self, statements: &[Statement]) -> Result<(), Failure> {
        let decision = self.decision;
        let connection = self.connection().await.map_err(Failure::Nothing)?;
        let outcome = connection.write(decision, statements).await;
        if outcome.is_err() && connection.can_be_lost() {
            self.connection = None; // whatever is open there ends with it
        }
        outcome
    }

    async fn connection(&mut self) -> Result<&mut Connection, StoreError> {
        if self.closed || !self.reachable {
            return Err(StoreError::Closed);
        }
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => Connection::open(&self.url, CONNECT_TIMEOUT).await?,
        };
        Ok(self.connection.insert(connection))
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
        self.closed = true;
        match self.connection.take() {
            Some(connection) => connection.close().await,
            None => Ok(()),
        }
    }
}
