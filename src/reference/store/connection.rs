//! A connection to any of the engines, and what the store does with one.

use std::time::Duration;

use futures::{Stream, StreamExt as _};
use sqlx::mysql::MySqlConnection;
use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;
use sqlx::{Connection as _, Database, Either};

use super::error::StoreError;
use super::statement::Statement;
use super::{mysql, postgres, sqlite};
use crate::ccb::database::{DatabaseUrl, Engine};

/// How long a connection is waited for while the servlet serves. Short, since requests wait in line meanwhile, and all of them have to be
/// answered within ten seconds (CCB-TRN-07).
pub(super) const CONNECT_TIMEOUT: Duration = Duration::from_millis(1500);

/// How long the database has for all that is written or asked at once.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(2);

/// The same, and how long a connection is waited for, before anything is served: a busy disk takes its time to make a database.
pub(super) const OPENING_TIMEOUT: Duration = Duration::from_secs(30);

/// The values of one row as texts.
pub(super) type Texts = Vec<Option<String>>;

/// An open connection.
#[derive(Debug)]
pub(super) enum Connection {
    Sqlite(Box<SqliteConnection>),
    Postgres(Box<PgConnection>),
    Mysql(Box<MySqlConnection>),
}

/// What a transaction that failed has left behind.
#[derive(Debug)]
pub(super) enum Failure {
    /// Nothing, for certain.
    Nothing(StoreError),
    /// Nobody knows: it failed while it was committed.
    Unknown(StoreError),
}

impl Connection {
    /// Opens a connection within a time.
    pub(super) async fn open(url: &DatabaseUrl, within: Duration) -> Result<Self, StoreError> {
        let open = async {
            match url.engine() {
                Engine::Sqlite => Ok(Self::Sqlite(Box::new(sqlite::open(url).await?))),
                Engine::Postgres => Ok(Self::Postgres(Box::new(postgres::open(url).await?))),
                Engine::Mysql => Ok(Self::Mysql(Box::new(mysql::open(url).await?))),
                Engine::Odbc => Err(StoreError::Url { url: url.clone() }),
            }
        };
        tokio::time::timeout(within, open).await.map_err(|_| StoreError::Slow)?
    }

    /// Runs a script that makes tables.
    pub(super) async fn script(&mut self, sql: &str) -> Result<(), StoreError> {
        let run = async {
            match self {
                Self::Sqlite(connection) => sqlite::script(connection, sql).await,
                Self::Postgres(connection) => postgres::script(connection, sql).await,
                Self::Mysql(connection) => mysql::script(connection, sql).await,
            }
        };
        tokio::time::timeout(OPENING_TIMEOUT, run).await.map_err(|_| StoreError::Slow)?
    }

    /// Reads several selects at one moment.
    pub(super) async fn read<const N: usize>(&mut self, selects: [&str; N]) -> Result<[Vec<Texts>; N], StoreError> {
        let read = async {
            match self {
                Self::Sqlite(connection) => sqlite::read(connection, &selects).await,
                Self::Postgres(connection) => postgres::read(connection, &selects).await,
                Self::Mysql(connection) => mysql::read(connection, &selects).await,
            }
        };
        let read = tokio::time::timeout(OPENING_TIMEOUT, read).await.map_err(|_| StoreError::Slow)??;
        read.try_into().map_err(|_| StoreError::Database(sqlx::Error::RowNotFound))
    }

    /// Writes statements in one transaction. `decision` is the number by which a commit of unknown end is recognised later.
    pub(super) async fn write(&mut self, decision: i64, statements: &[Statement]) -> Result<(), Failure> {
        let mark = Statement::new("update ccbspec_decision set number = ?").with(decision);
        match self {
            // Bounded by its busy timeout. It never ends unknown, so that it needs no mark.
            Self::Sqlite(connection) => sqlite::write(connection, statements).await.map_err(Failure::Nothing),
            Self::Postgres(connection) => {
                in_time(postgres::begin(connection, &mark, statements)).await.map_err(Failure::Nothing)?;
                in_time(postgres::commit(connection)).await.map_err(Failure::Unknown)
            }
            Self::Mysql(connection) => {
                in_time(mysql::begin(connection, &mark, statements)).await.map_err(Failure::Nothing)?;
                in_time(mysql::commit(connection)).await.map_err(Failure::Unknown)
            }
        }
    }

    /// The number of the last decision that was kept. Waits for a transaction that is about to keep another.
    pub(super) async fn last_decision(&mut self) -> Result<i64, StoreError> {
        let lock = if matches!(self, Self::Sqlite(_)) { "" } else { " for update" };
        let select = format!("select number from ccbspec_decision{lock}");
        let [rows] = in_time(self.read([&select])).await?;
        let number = rows.first().and_then(|row| row.first()?.as_deref()?.parse().ok());
        number.ok_or_else(|| StoreError::Kept {
            table: "ccbspec_decision",
            reason: "its one row is not there".to_owned(),
        })
    }

    /// Whether a failed write may have failed since the connection was lost, so that another one may do.
    pub(super) const fn can_be_lost(&self) -> bool {
        !matches!(self, Self::Sqlite(_))
    }

    /// Closes it.
    pub(super) async fn close(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(connection) => connection.close().await?,
            Self::Postgres(connection) => connection.close().await?,
            Self::Mysql(connection) => connection.close().await?,
        }
        Ok(())
    }
}

async fn in_time<T>(work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
    tokio::time::timeout(ANSWER_TIMEOUT, work).await.map_err(|_| StoreError::Slow)?
}

/// What the statements of a batch answered: one that begins, the selects, and one that ends.
pub(super) async fn gather<DB: Database>(
    mut answers: impl Stream<Item = Result<Either<DB::QueryResult, DB::Row>, sqlx::Error>> + Unpin,
    selects: usize,
    texts: impl Fn(&DB::Row) -> Result<Texts, sqlx::Error>,
) -> Result<Vec<Vec<Texts>>, StoreError> {
    let mut read: Vec<Vec<Texts>> = vec![Vec::new(); selects];
    let mut done: usize = 0;
    while let Some(answer) = answers.next().await {
        match answer? {
            Either::Left(_) => done += 1,
            Either::Right(row) => read[done.saturating_sub(1).min(selects - 1)].push(texts(&row)?),
        }
    }
    Ok(read)
}
