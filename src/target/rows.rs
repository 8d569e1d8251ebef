//! The row observer: the stored rows of a journey's calls, read over SQL after every step (SPEC 12).

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use jiff::civil::{Date, DateTime};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool, SqlitePoolOptions, SqliteRow};
use sqlx::{AssertSqlSafe, Row as _, TypeInfo as _, ValueRef as _};

use super::error::TargetError;
use crate::ccb::callid::Callid;
use crate::ccb::dialect::Dialect;
use crate::ccb::observation::{Cell, Row, Rows};
use crate::ccb::table::{Column, ColumnKind, Table};

/// How long the observer waits for a database that the servlet is writing to.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// The tables that the observer reads, and so those that must be there.
const READ: [Table; 4] = [Table::Callback, Table::CallbackEvent, Table::CallbackQueue, Table::QueueRef];

/// A database that cannot be observed: a mistake in the configuration, not a verdict about the target.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DatabaseError {
    /// The URL is not one that this build can open.
    #[error("`{url}` is no database URL that can be read here: {reason}; give one such as `sqlite:ccb.db`")]
    Url {
        /// As given.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// The database could not be opened.
    #[error("cannot open the database `{url}`: {reason}")]
    Open {
        /// As given.
        url: String,
        /// What the database said.
        reason: String,
    },
    /// It is a database, but not that of a Courtesy Callback servlet.
    #[error("`{url}` is no Courtesy Callback database: cannot read `{table}` with its documented columns: {reason}")]
    Foreign {
        /// As given.
        url: String,
        /// The table that is missing or different.
        table: Table,
        /// What the database said.
        reason: String,
    },
}

/// Reads rows. It never writes.
#[derive(Clone, Debug)]
pub struct RowObserver {
    pool: SqlitePool,
    dialect: Arc<Dialect>,
}

impl RowObserver {
    /// Opens the database at `url`, whose tables are called as in `dialect`, and makes sure that it is one of a Courtesy Callback servlet.
    ///
    /// # Errors
    ///
    /// Where the URL cannot be understood, the database not be opened, or a documented table or column is missing.
    pub async fn open(url: &str, dialect: Arc<Dialect>) -> Result<Self, DatabaseError> {
        let wrong_url = |reason: String| DatabaseError::Url { url: url.to_owned(), reason };
        if !url.starts_with("sqlite:") {
            return Err(wrong_url("this version reads SQLite".to_owned()));
        }
        let options = SqliteConnectOptions::from_str(url)
            .map_err(|error| wrong_url(error.to_string()))?
            .create_if_missing(false)
            .busy_timeout(BUSY_TIMEOUT);
        let pool = SqlitePoolOptions::new()
            .max_connections(1)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(options)
            .await
            .map_err(|error| DatabaseError::Open { url: url.to_owned(), reason: innermost(&error) })?;
        let observer = Self { pool, dialect };
        for table in READ {
            let sql = format!("SELECT {} FROM {} LIMIT 1", column_list(table), observer.dialect.relation(table));
            let read = sqlx::query(AssertSqlSafe(sql)).fetch_optional(&observer.pool).await;
            read.map_err(|error| DatabaseError::Foreign { url: url.to_owned(), table, reason: innermost(&error) })?;
        }
        Ok(observer)
    }

    /// The rows of `calls`, and the names of the queues they are in.
    ///
    /// # Errors
    ///
    /// Where a table cannot be read.
    pub async fn observe(&self, calls: &[Callid]) -> Result<Rows, TargetError> {
        let guids: Vec<String> = calls.iter().map(Callid::to_string).collect();
        // A char column may be padded, and its digits be spelt small (CCB-ENQ-06).
        let callbackqueue = self.select(Table::CallbackQueue, "upper(trim(callguid))", &guids, "surrogateid").await?;
        let surrogates: Vec<String> = callbackqueue.iter().filter_map(|row| integer(row, "surrogateid")).collect();
        let callback = self.select(Table::Callback, "surrogateid", &surrogates, "surrogateid").await?;
        let order = "surrogateid, eventdatetime, dbdatetime";
        let callbackevent = self.select(Table::CallbackEvent, "surrogateid", &surrogates, order).await?;
        let queues: Vec<String> = callbackqueue.iter().filter_map(|row| integer(row, "queueid")).collect();
        let mut queue_names = BTreeMap::new();
        for row in self.select(Table::QueueRef, "queueid", &queues, "queueid").await? {
            if let (Some(Cell::Integer(id)), Some(Cell::Text(name))) = (row.get("queueid"), row.get("queuename")) {
                queue_names.insert(*id, name.clone());
            }
        }
        Ok(Rows { callback, callbackevent, callbackqueue, queue_names })
    }

    /// Whether `queueref` holds a queue of that name.
    ///
    /// # Errors
    ///
    /// Where the table cannot be read.
    pub async fn knows_queue(&self, name: &str) -> Result<bool, TargetError> {
        let names = [name.to_owned()];
        Ok(!self.select(Table::QueueRef, "trim(queuename)", &names, "queueid").await?.is_empty())
    }

    /// The ids and names of a reference table.
    ///
    /// # Errors
    ///
    /// Where the table cannot be read.
    pub async fn reference_rows(&self, table: Table) -> Result<BTreeMap<i64, String>, TargetError> {
        let sql = format!("SELECT {} FROM {}", column_list(table), self.dialect.relation(table));
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&self.pool).await;
        let fault = |error: sqlx::Error| TargetError::Rows { table, reason: innermost(&error) };
        let read = |row: &SqliteRow| Ok((row.try_get(0)?, row.try_get::<String, _>(1)?.trim_end().to_owned()));
        rows.map_err(fault)?.iter().map(read).collect::<Result<_, _>>().map_err(fault)
    }

    /// How often a surrogate id stands in a table.
    ///
    /// # Errors
    ///
    /// Where the table cannot be read.
    pub async fn count(&self, table: Table, surrogate: i64) -> Result<usize, TargetError> {
        let rows = self.select(table, "surrogateid", &[surrogate.to_string()], "surrogateid").await?;
        Ok(rows.len())
    }

    /// The surrogate ids of callbacks in a state, found by joining the view with the names of states as published.
    ///
    /// # Errors
    ///
    /// Where the tables cannot be read.
    pub async fn callbacks_in_state(&self, name: &str) -> Result<Vec<i64>, TargetError> {
        let [callbacks, states] = [Table::Callback, Table::EventTypeRef].map(|table| self.dialect.relation(table));
        let sql = format!(
            "SELECT callback.surrogateid FROM {callbacks}, {states} \
             WHERE callback.eventtypeid = eventtyperef.eventtypeid AND trim(eventtyperef.eventtype) = ?"
        );
        let found = sqlx::query_scalar(AssertSqlSafe(sql)).bind(name).fetch_all(&self.pool).await;
        found.map_err(|error| TargetError::Rows { table: Table::Callback, reason: innermost(&error) })
    }

    async fn select(&self, table: Table, key: &str, keys: &[String], order: &str) -> Result<Vec<Row>, TargetError> {
        if keys.is_empty() {
            return Ok(Vec::new());
        }
        let places = vec!["?"; keys.len()].join(", ");
        // A number is compared as text, since a key column may be of any integer type.
        let key = if key.contains('(') { key.to_owned() } else { format!("CAST({key} AS TEXT)") };
        let (columns, from) = (column_list(table), self.dialect.relation(table));
        let sql = format!("SELECT {columns} FROM {from} WHERE {key} IN ({places}) ORDER BY {order}");
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for key in keys {
            query = query.bind(key);
        }
        let fault = |reason: String| TargetError::Rows { table, reason };
        let rows = query.fetch_all(&self.pool).await.map_err(|error| fault(innermost(&error)))?;
        rows.iter()
            .map(|row| {
                table
                    .columns()
                    .iter()
                    .enumerate()
                    .map(|(index, column)| Ok((column.name, cell(row, index, *column)?)))
                    .collect::<Result<Row, sqlx::Error>>()
                    .map_err(|error| fault(innermost(&error)))
            })
            .collect()
    }
}

fn column_list(table: Table) -> String {
    let names: Vec<&str> = table.columns().iter().map(|column| column.name).collect();
    names.join(", ")
}

fn integer(row: &Row, column: &str) -> Option<String> {
    match row.get(column) {
        Some(Cell::Integer(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// What a column holds. A time or number of another form than its kind stays text, so that a golden shows it.
fn cell(row: &SqliteRow, index: usize, column: Column) -> Result<Cell, sqlx::Error> {
    let raw = row.try_get_raw(index)?;
    if raw.is_null() {
        return Ok(Cell::Null);
    }
    let stored_as = raw.type_info().name().to_owned();
    if stored_as == "INTEGER" {
        return row.try_get_unchecked(index).map(Cell::Integer);
    }
    if stored_as == "REAL" {
        return row.try_get_unchecked::<f64, _>(index).map(|number| Cell::Text(number.to_string()));
    }
    let text: String = row.try_get_unchecked(index)?;
    let text = text.trim_end().to_owned();
    Ok(match column.kind {
        ColumnKind::Date => text.parse::<Date>().map_or(Cell::Text(text), Cell::Date),
        ColumnKind::UtcTime | ColumnKind::LocalTime => {
            text.parse::<DateTime>().map_or(Cell::Text(text), Cell::DateTime)
        }
        ColumnKind::Surrogate | ColumnKind::Integer | ColumnKind::Text => Cell::Text(text),
    })
}

fn innermost(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::Database(database) => database.message().to_owned(),
        other => other.to_string(),
    }
}
