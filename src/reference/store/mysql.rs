//! The store in `MySQL` and `MariaDB`.

use sqlx::mysql::{MySqlArguments, MySqlConnectOptions, MySqlRow};
use sqlx::{Arguments as _, AssertSqlSafe, ConnectOptions as _, Executor as _, MySqlConnection, Row as _};

use super::connection::{Texts, gather};
use super::error::StoreError;
use super::statement::{Statement, Value};
use crate::ccb::database::DatabaseUrl;

/// A lock that another program holds is not waited for for long. In seconds.
const SESSION: &str = "set session lock_wait_timeout = 1; set session innodb_lock_wait_timeout = 1";

pub(super) async fn open(url: &DatabaseUrl) -> Result<MySqlConnection, StoreError> {
    let options: MySqlConnectOptions = url.for_driver().parse().map_err(|_| StoreError::Url { url: url.clone() })?;
    let mut connection = options.disable_statement_logging().connect().await?;
    sqlx::raw_sql(SESSION).execute(&mut connection).await?;
    Ok(connection)
}

pub(super) async fn script(connection: &mut MySqlConnection, sql: &str) -> Result<(), StoreError> {
    // Making a table ends every transaction, so that there is none; each statement may be run again.
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(connection).await?;
    Ok(())
}

pub(super) async fn read(connection: &mut MySqlConnection, selects: &[&str]) -> Result<Vec<Vec<Texts>>, StoreError> {
    let sql = format!("start transaction; {}; commit", selects.join("; "));
    let answers = sqlx::raw_sql(AssertSqlSafe(sql)).fetch_many(connection);
    gather::<sqlx::MySql>(answers, selects.len(), texts).await
}

fn texts(row: &MySqlRow) -> Result<Texts, sqlx::Error> {
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (0..row.len()).map(|column| Ok(row.try_get_unchecked::<Option<Vec<u8>>, _>(column)?.map(text))).collect()
}

/// Everything of a transaction but its commit.
pub(super) async fn begin(
    connection: &mut MySqlConnection,
    mark: &Statement,
    statements: &[Statement],
) -> Result<(), StoreError> {
    connection.execute(sqlx::raw_sql("start transaction")).await?;
    // An empty transaction only shows that the database can be reached.
    let mark = Some(mark).filter(|_| !statements.is_empty());
    for statement in mark.into_iter().chain(statements) {
        let mut arguments = MySqlArguments::default();
        for value in &statement.values {
            let added = match value {
                Value::Integer(number) => arguments.add(*number),
                Value::Text(text) => arguments.add(text.as_deref()),
                Value::Date(text) | Value::Time(text) => arguments.add(text.as_str()),
            };
            added.map_err(sqlx::Error::Encode)?;
        }
        connection.execute(sqlx::query_with(AssertSqlSafe(statement.sql), arguments)).await?;
    }
    Ok(())
}

pub(super) async fn commit(connection: &mut MySqlConnection) -> Result<(), StoreError> {
    connection.execute(sqlx::raw_sql("commit")).await?;
    Ok(())
}
