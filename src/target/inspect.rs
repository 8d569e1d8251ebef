//! Which tables and columns a database really has, for whoever must tell all that are missing and not only the first.

use std::str::FromStr;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _};

use crate::ccb::table::Table;

/// A column as the database tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundColumn {
    /// Its name, in lower case: names carry no case (SPEC 12).
    pub name: String,
    /// Its declared type, in lower case; empty where the database tells none.
    pub kind: String,
}

/// The columns of a table or view, none where there is no such table; `None` where this version cannot look into such a database.
///
/// # Errors
///
/// What the database says where it cannot be read.
pub async fn columns(url: &str, tables: &[Table]) -> Result<Option<Vec<(Table, Vec<FoundColumn>)>>, String> {
    if !url.starts_with("sqlite:") {
        return Ok(None);
    }
    let told = |error: sqlx::Error| error.to_string();
    let options = SqliteConnectOptions::from_str(url).map_err(told)?.create_if_missing(false).read_only(true);
    let mut connection = options.connect().await.map_err(told)?;
    let mut found = Vec::new();
    for table in tables {
        let sql = format!("SELECT name, type FROM pragma_table_info('{table}')");
        let rows = sqlx::query(AssertSqlSafe(sql)).fetch_all(&mut connection).await.map_err(told)?;
        let column = |row: &sqlx::sqlite::SqliteRow| -> Result<FoundColumn, sqlx::Error> {
            let (name, kind): (String, String) = (row.try_get(0)?, row.try_get(1)?);
            Ok(FoundColumn { name: name.to_ascii_lowercase(), kind: kind.to_ascii_lowercase() })
        };
        found.push((*table, rows.iter().map(column).collect::<Result<_, _>>().map_err(told)?));
    }
    connection.close().await.map_err(told)?;
    Ok(Some(found))
}
