//! Reading `SQLite`.

use std::str::FromStr as _;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _, Row as _, ValueRef as _};

use super::error::{DatabaseError, ReadError, told};
use super::reader::{ACQUIRE_TIMEOUT, Place, Texts, batch, gather, in_time};
use super::select::Select;
use crate::ccb::database::DatabaseUrl;

/// How long the servlet's writing is waited for. Shorter than the bound on reading, so that it is the database that tells.
const BUSY_TIMEOUT: Duration = Duration::from_secs(4);

pub(super) async fn open(url: &DatabaseUrl) -> Result<SqlitePool, DatabaseError> {
    let options = SqliteConnectOptions::from_str(url.secret())
        .map_err(|error| DatabaseError::Url { url: url.clone(), reason: error.to_string() })?
        .create_if_missing(false)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("query_only", "on")
        .disable_statement_logging();
    SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // A connection to a file does not get lost, and asking it takes as long as a read.
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options)
        .await
        .map_err(|error| DatabaseError::Open { url: url.clone(), reason: told(&error) })
}

pub(super) async fn read(pool: &SqlitePool, selects: &[Select]) -> Result<Vec<Vec<Texts>>, ReadError> {
    // All in one go: a statement of its own is a hand-off to the connection's thread and back. Prepared once a text, since a journey
    // asks the same after every step.
    let sql = batch("begin", selects, "commit");
    in_time(pool, async |connection| {
        let answers = connection.fetch_many(sqlx::query(AssertSqlSafe(sql)));
        gather::<sqlx::Sqlite>(answers, selects.len(), texts).await
    })
    .await
}

pub(super) async fn places(pool: &SqlitePool) -> Result<Vec<Place>, ReadError> {
    const SQL: &str = "select m.name, c.name, coalesce(c.type, '') from sqlite_master m join pragma_table_info(m.name) c \
                       where m.type in ('table', 'view')";
    in_time(pool, async |connection| {
        let read: Result<Vec<(String, String, String)>, _> = sqlx::query_as(SQL).fetch_all(connection).await;
        read.map(|rows| rows.into_iter().map(Place::from).collect()).map_err(|error| ReadError::at(0, &error))
    })
    .await
}

fn texts(row: &SqliteRow) -> Result<Texts, sqlx::Error> {
    (0..row.len())
        .map(|index| {
            if row.try_get_raw(index)?.is_null() {
                return Ok(None);
            }
            // A number comes as its digits, and bytes as the text that they are.
            if let Ok(text) = row.try_get_unchecked::<String, _>(index) {
                return Ok(Some(text));
            }
            let bytes: Vec<u8> = row.try_get_unchecked(index)?;
            Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
        })
        .collect()
}
