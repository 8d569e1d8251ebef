//! Reading `MySQL` and `MariaDB`.

use std::str::FromStr as _;

use sqlx::mysql::{MySqlConnectOptions, MySqlPool, MySqlPoolOptions, MySqlRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _, Row as _, TypeInfo as _, ValueRef as _};

use super::error::{DatabaseError, ReadError, told};
use super::reader::{ACQUIRE_TIMEOUT, MAX_CONNECTIONS, Place, Texts, batch, gather, in_time};
use super::select::Select;
use crate::ccb::database::DatabaseUrl;

/// So that nothing can be written, a snapshot is one, and a lock is told by the database itself. Times in seconds.
const SESSION: &str = "set session transaction isolation level repeatable read; set session transaction read only; \
                       set session lock_wait_timeout = 4; set session innodb_lock_wait_timeout = 4";

pub(super) async fn open(url: &DatabaseUrl) -> Result<MySqlPool, DatabaseError> {
    let options = MySqlConnectOptions::from_str(&url.for_driver())
        .map_err(|error| DatabaseError::Url { url: url.clone(), reason: url.without_secrets(&error.to_string()) })?
        .disable_statement_logging();
    MySqlPoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(|connection, _| {
            Box::pin(async move { connection.execute(sqlx::raw_sql(SESSION)).await.map(|_| ()) })
        })
        .connect_with(options)
        .await
        .map_err(|error| DatabaseError::Open { url: url.clone(), reason: url.without_secrets(&told(&error)) })
}

pub(super) async fn read(pool: &MySqlPool, selects: &[Select]) -> Result<Vec<Vec<Texts>>, ReadError> {
    let sql = batch("start transaction with consistent snapshot, read only", selects, "commit");
    in_time(pool, async |connection| {
        // The text protocol: every value comes as text.
        let answers = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(connection);
        gather::<sqlx::MySql>(answers, selects.len(), texts).await
    })
    .await
}

pub(super) async fn places(pool: &MySqlPool) -> Result<Vec<Place>, ReadError> {
    const SQL: &str =
        "select table_name, column_name, column_type from information_schema.columns where table_schema = database()";
    in_time(pool, async |connection| {
        let read = sqlx::raw_sql(SQL).fetch_all(connection).await.map_err(|error| ReadError::at(0, &error))?;
        let text = |row: &MySqlRow, index: usize| row.try_get_unchecked(index);
        let place = |row: &MySqlRow| Ok(Place { table: text(row, 0)?, column: text(row, 1)?, kind: text(row, 2)? });
        read.iter().map(place).collect::<Result<_, sqlx::Error>>().map_err(|error| ReadError::at(0, &error))
    })
    .await
}

fn texts(row: &MySqlRow) -> Result<Texts, sqlx::Error> {
    (0..row.len())
        .map(|index| {
            let value = row.try_get_raw(index)?;
            if value.is_null() {
                return Ok(None);
            }
            // A `timestamp` is an instant, told in the session's zone, which the driver sets to UTC; a `datetime` has no zone.
            let offset = if value.type_info().name() == "TIMESTAMP" { "+00" } else { "" };
            let bytes: Vec<u8> = row.try_get_unchecked(index)?;
            Ok(Some(format!("{}{offset}", String::from_utf8_lossy(&bytes))))
        })
        .collect()
}
