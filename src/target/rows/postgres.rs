//! Reading `PostgreSQL`.

use std::str::FromStr as _;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::{AssertSqlSafe, ConnectOptions as _, Executor as _, Row as _, TypeInfo as _, ValueRef as _};

use super::error::{DatabaseError, ReadError, told};
use super::reader::{ACQUIRE_TIMEOUT, MAX_CONNECTIONS, Place, Texts, batch, gather, in_time};
use super::select::Select;
use crate::ccb::database::DatabaseUrl;

/// So that every value comes in the one spelling that is read here, that nothing can be written, and that a lock is told by the
/// database itself. Times in milliseconds.
const SESSION: &str = "set default_transaction_read_only = on; set standard_conforming_strings = on; \
                       set datestyle = 'ISO, YMD'; set timezone = 'UTC'; set bytea_output = 'hex'; \
                       set statement_timeout = 4000; set lock_timeout = 4000";

pub(super) async fn open(url: &DatabaseUrl) -> Result<PgPool, DatabaseError> {
    let options = PgConnectOptions::from_str(&url.for_driver())
        .map_err(|error| DatabaseError::Url { url: url.clone(), reason: url.without_secrets(&error.to_string()) })?
        .application_name("ccbspec")
        .disable_statement_logging();
    PgPoolOptions::new()
        .max_connections(MAX_CONNECTIONS)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .after_connect(|connection, _| Box::pin(async move { connection.execute(SESSION).await.map(|_| ()) }))
        .connect_with(options)
        .await
        .map_err(|error| DatabaseError::Open { url: url.clone(), reason: url.without_secrets(&told(&error)) })
}

pub(super) async fn read(pool: &PgPool, selects: &[Select]) -> Result<Vec<Vec<Texts>>, ReadError> {
    let sql = batch("begin transaction isolation level repeatable read read only", selects, "commit");
    in_time(pool, async |connection| {
        // The simple protocol: every value comes as text.
        let answers = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(connection);
        gather::<sqlx::Postgres>(answers, selects.len(), texts).await
    })
    .await
}

pub(super) async fn places(pool: &PgPool) -> Result<Vec<Place>, ReadError> {
    const SQL: &str = "select c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod) from pg_class c join pg_attribute a on a.attrelid = c.oid \
                       where c.relkind in ('r', 'v', 'm', 'p', 'f') and pg_table_is_visible(c.oid) and a.attnum > 0 \
                       and not a.attisdropped";
    in_time(pool, async |connection| {
        let read: Result<Vec<(String, String, String)>, _> = sqlx::query_as(SQL).fetch_all(connection).await;
        read.map(|rows| rows.into_iter().map(Place::from).collect()).map_err(|error| ReadError::at(0, &error))
    })
    .await
}

fn texts(row: &PgRow) -> Result<Texts, sqlx::Error> {
    (0..row.len())
        .map(|index| {
            let value = row.try_get_raw(index)?;
            if value.is_null() {
                return Ok(None);
            }
            let text = value.as_str().map_err(sqlx::Error::Decode)?.to_owned();
            Ok(Some(if value.type_info().name() == "BYTEA" { from_bytes(&text).unwrap_or(text) } else { text }))
        })
        .collect()
}

/// Text that is kept as bytes: `\x3036` is `06`.
fn from_bytes(text: &str) -> Option<String> {
    let digits = text.strip_prefix("\\x")?;
    let bytes = (0..digits.len()).step_by(2).map(|at| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok());
    String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()
}
