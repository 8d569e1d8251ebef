//! The reader: runs selects in one read-only snapshot, and hands back every value as text, whatever its type.

use std::time::Duration;

use futures::{Stream, StreamExt as _};
use sqlx::mysql::MySqlPool;
use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{Database, Either, Pool};

use super::error::{DatabaseError, ReadError};
#[cfg(feature = "odbc")]
use super::odbc;
use super::select::Select;
use super::{mysql, postgres, sqlite};
use crate::ccb::database::{DatabaseUrl, Engine};

/// How long a snapshot may take: a row that is locked, or a database that is gone, is told in time.
pub(super) const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// How long a connection is waited for, opened anew where the last one was lost.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// The most connections that one run opens beside the servlet's own.
pub(super) const MAX_CONNECTIONS: u32 = 2;

/// The values of one row, in the order of its columns; `None` is a NULL.
pub(super) type Texts = Vec<Option<String>>;

/// A table or view and one of its columns, as the database itself spells them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) table: String,
    pub(super) column: String,
    /// The column's type; empty where the database tells none.
    pub(super) kind: String,
}

impl From<(String, String, String)> for Place {
    fn from((table, column, kind): (String, String, String)) -> Self {
        Self { table, column, kind }
    }
}

/// An open database.
#[derive(Clone, Debug)]
pub(super) enum Reader {
    Sqlite(SqlitePool),
    Postgres(PgPool),
    Mysql(MySqlPool),
    #[cfg(feature = "odbc")]
    Odbc(odbc::Source),
}

impl Reader {
    /// Opens a database.
    pub(super) async fn open(url: &DatabaseUrl) -> Result<Self, DatabaseError> {
        match url.engine() {
            Engine::Sqlite => sqlite::open(url).await.map(Self::Sqlite),
            Engine::Postgres => postgres::open(url).await.map(Self::Postgres),
            Engine::Mysql => mysql::open(url).await.map(Self::Mysql),
            #[cfg(feature = "odbc")]
            Engine::Odbc => odbc::open(url).await.map(Self::Odbc),
            #[cfg(not(feature = "odbc"))]
            engine @ Engine::Odbc => Err(DatabaseError::NotBuilt { url: url.clone(), engine }),
        }
    }

    /// The rows of each select, all of one moment.
    pub(super) async fn read(&self, selects: &[Select]) -> Result<Vec<Vec<Texts>>, ReadError> {
        match self {
            Self::Sqlite(pool) => sqlite::read(pool, selects).await,
            Self::Postgres(pool) => postgres::read(pool, selects).await,
            Self::Mysql(pool) => mysql::read(pool, selects).await,
            #[cfg(feature = "odbc")]
            Self::Odbc(source) => odbc::read(source, selects).await,
        }
    }

    /// Every column of every table and view that is found without naming a schema.
    pub(super) async fn places(&self) -> Result<Vec<Place>, ReadError> {
        match self {
            Self::Sqlite(pool) => sqlite::places(pool).await,
            Self::Postgres(pool) => postgres::places(pool).await,
            Self::Mysql(pool) => mysql::places(pool).await,
            #[cfg(feature = "odbc")]
            Self::Odbc(source) => odbc::places(source).await,
        }
    }
}

/// Several statements as one text.
pub(super) fn batch(begin: &str, selects: &[Select], end: &str) -> String {
    let selects = selects.iter().map(|select| select.sql.as_str());
    let statements: Vec<&str> = std::iter::once(begin).chain(selects).chain([end]).collect();
    statements.join("; ")
}

/// Reads on a connection of the pool, in time. A connection on which that failed is not used again: nobody knows what it is about to
/// answer, or whether its transaction has ended.
pub(super) async fn in_time<DB: Database, T>(
    pool: &Pool<DB>,
    read: impl AsyncFnOnce(&mut DB::Connection) -> Result<T, ReadError>,
) -> Result<T, ReadError> {
    let mut connection = pool.acquire().await.map_err(|error| ReadError::at(0, &error))?;
    let outcome = match tokio::time::timeout(READ_TIMEOUT, read(&mut connection)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(ReadError::late(READ_TIMEOUT)),
    };
    if outcome.is_err() {
        drop(connection.detach());
    }
    outcome
}

/// What the statements of a batch answered: one that begins, the selects, and one that ends.
pub(super) async fn gather<DB: Database>(
    mut answers: impl Stream<Item = Result<Either<DB::QueryResult, DB::Row>, sqlx::Error>> + Unpin,
    selects: usize,
    texts: impl Fn(&DB::Row) -> Result<Texts, sqlx::Error>,
) -> Result<Vec<Vec<Texts>>, ReadError> {
    let mut read: Vec<Vec<Texts>> = vec![Vec::new(); selects];
    let mut done = 0;
    while let Some(answer) = answers.next().await {
        // Statement 0 begins; a driver tells the end of each after its rows.
        let select = usize::saturating_sub(done, 1);
        match answer.map_err(|error| ReadError::at(select, &error))? {
            Either::Left(_) => done += 1,
            Either::Right(row) => {
                let texts = texts(&row).map_err(|error| ReadError::at(select, &error))?;
                let unasked = || ReadError { select, reason: "the driver told a row that nobody asked for".to_owned() };
                read.get_mut(select).ok_or_else(unasked)?.push(texts);
            }
        }
    }
    if done == selects + 2 {
        Ok(read)
    } else {
        let reason = format!("only {done} of {} statements were answered", selects + 2);
        Err(ReadError { select: usize::saturating_sub(done, 1), reason })
    }
}
