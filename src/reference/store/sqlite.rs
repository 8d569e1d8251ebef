//! The store in `SQLite`: whatever belongs together goes to the connection's thread at once, since each hand-off costs more than most
//! statements do.

use std::fmt::Write as _;
use std::time::Duration;

use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqliteRow, SqliteSynchronous};
use sqlx::{Arguments as _, AssertSqlSafe, ConnectOptions as _, Executor as _, Row as _, SqliteConnection};

use super::connection::{Texts, gather};
use super::error::StoreError;
use super::statement::{Statement, Value};
use crate::ccb::database::DatabaseUrl;

/// How long a lock that another program holds is waited for.
const BUSY_TIMEOUT: Duration = Duration::from_millis(500);

pub(super) async fn open(url: &DatabaseUrl) -> Result<SqliteConnection, StoreError> {
    let options: SqliteConnectOptions = url.secret().parse().map_err(|_| StoreError::Url { url: url.clone() })?;
    let options = options
        .create_if_missing(true)
        // Readers and the servlet do not wait for each other.
        .journal_mode(SqliteJournalMode::Wal)
        // A process that is killed loses nothing with it (CCB-DUR-02).
        .synchronous(SqliteSynchronous::Normal)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging();
    Ok(options.connect().await?)
}

pub(super) async fn script(connection: &mut SqliteConnection, sql: &str) -> Result<(), StoreError> {
    let sql = format!("begin immediate; {sql} commit");
    let run = sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *connection).await;
    ended(connection, run.map(|_| ())).await
}

pub(super) async fn read(connection: &mut SqliteConnection, selects: &[&str]) -> Result<Vec<Vec<Texts>>, StoreError> {
    let sql = format!("begin; {}; commit", selects.join("; "));
    let answers = connection.fetch_many(sqlx::raw_sql(AssertSqlSafe(sql)));
    let read = gather::<sqlx::Sqlite>(answers, selects.len(), texts).await;
    if read.is_err() {
        roll_back(connection).await;
    }
    read
}

fn texts(row: &SqliteRow) -> Result<Texts, sqlx::Error> {
    (0..row.len()).map(|column| row.try_get_unchecked(column)).collect()
}

/// That a transaction begins shows that the database can be reached, so one without statements is not in vain.
pub(super) async fn write(connection: &mut SqliteConnection, statements: &[Statement]) -> Result<(), StoreError> {
    let mut sql = String::from("begin immediate;");
    let mut arguments = SqliteArguments::default();
    for statement in statements {
        let _ = write!(sql, " {};", statement.sql);
        for value in &statement.values {
            let added = match value {
                Value::Integer(number) => arguments.add(*number),
                Value::Text(text) => arguments.add(text.clone()),
                Value::Date(text) | Value::Time(text) => arguments.add(text.clone()),
            };
            added.map_err(sqlx::Error::Encode)?;
        }
    }
    sql.push_str(" commit");
    let written = connection.execute(sqlx::query_with(AssertSqlSafe(sql), arguments)).await;
    ended(connection, written.map(|_| ())).await
}

/// A batch stops at what fails, and would leave its transaction open.
async fn ended(connection: &mut SqliteConnection, outcome: Result<(), sqlx::Error>) -> Result<(), StoreError> {
    if outcome.is_err() {
        roll_back(connection).await;
    }
    Ok(outcome?)
}

async fn roll_back(connection: &mut SqliteConnection) {
    // Fails where there is no transaction, because it was its beginning that failed.
    let _ = connection.execute("rollback").await;
}
