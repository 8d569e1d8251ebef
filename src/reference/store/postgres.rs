//! The store in `PostgreSQL`.

use sqlx::postgres::{PgArguments, PgConnectOptions, PgRow};
use sqlx::{Arguments as _, AssertSqlSafe, ConnectOptions as _, Executor as _, PgConnection, Row as _, ValueRef as _};

use super::connection::{Texts, gather};
use super::error::StoreError;
use super::statement::{Statement, Value};
use crate::ccb::database::DatabaseUrl;

/// The server gives up together with the servlet, and a transaction whose servlet is gone locks nothing for long. In milliseconds.
const SESSION: &str = "set statement_timeout = 30000; set lock_timeout = 1000; \
                       set idle_in_transaction_session_timeout = 5000; set client_min_messages = warning";

pub(super) async fn open(url: &DatabaseUrl) -> Result<PgConnection, StoreError> {
    let options: PgConnectOptions = url.for_driver().parse().map_err(|_| StoreError::Url { url: url.clone() })?;
    let mut connection = options.application_name("ccbspec serve").disable_statement_logging().connect().await?;
    connection.execute(SESSION).await?;
    Ok(connection)
}

pub(super) async fn script(connection: &mut PgConnection, sql: &str) -> Result<(), StoreError> {
    // The statements of one query are one transaction.
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await?;
    Ok(())
}

pub(super) async fn read(connection: &mut PgConnection, selects: &[&str]) -> Result<Vec<Vec<Texts>>, StoreError> {
    let sql = format!("begin; {}; commit", selects.join("; "));
    let answers = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(connection);
    gather::<sqlx::Postgres>(answers, selects.len(), texts).await
}

fn texts(row: &PgRow) -> Result<Texts, sqlx::Error> {
    (0..row.len())
        .map(|column| {
            let value = row.try_get_raw(column)?;
            if value.is_null() {
                Ok(None)
            } else {
                value.as_str().map(|text| Some(text.to_owned())).map_err(sqlx::Error::Decode)
            }
        })
        .collect()
}

/// Everything of a transaction but its commit.
pub(super) async fn begin(
    connection: &mut PgConnection,
    mark: &Statement,
    statements: &[Statement],
) -> Result<(), StoreError> {
    connection.execute("begin").await?;
    // An empty transaction only shows that the database can be reached.
    let mark = Some(mark).filter(|_| !statements.is_empty());
    for statement in mark.into_iter().chain(statements) {
        let mut arguments = PgArguments::default();
        for value in &statement.values {
            let added = match value {
                Value::Integer(number) => arguments.add(*number),
                Value::Text(text) => arguments.add(text.as_deref()),
                Value::Date(text) | Value::Time(text) => arguments.add(text.as_str()),
            };
            added.map_err(sqlx::Error::Encode)?;
        }
        connection.execute(sqlx::query_with(AssertSqlSafe(statement.numbered()), arguments)).await?;
    }
    Ok(())
}

pub(super) async fn commit(connection: &mut PgConnection) -> Result<(), StoreError> {
    connection.execute("commit").await?;
    Ok(())
}
