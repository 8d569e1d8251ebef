//! Finding tables and columns that are spelt otherwise than documented, and naming the one that is missing.

use super::error::{DatabaseError, ReadError};
use super::names::Names;
use super::reader::{Place, Reader};
use crate::ccb::database::{DatabaseUrl, Engine};
use crate::ccb::table::Table;

/// The names as the database spells them, which carry no case (SPEC 12).
///
/// # Errors
///
/// The first table or column that is not there under any spelling; `failed` where the database cannot tell.
pub(super) async fn spelt(
    reader: &Reader,
    url: &DatabaseUrl,
    names: &Names,
    tables: &[Table],
    failed: ReadError,
) -> Result<Names, DatabaseError> {
    let places = reader.places().await.map_err(|_| {
        let reason = url.without_secrets(&failed.reason);
        DatabaseError::Open { url: url.clone(), reason }
    })?;
    let mut spelt = names.clone();
    for table in tables {
        let wanted = names.table(*table);
        if is_qualified(wanted) {
            continue; // of another schema, or quoted already: the database alone can tell
        }
        let columns = columns_of(&places, wanted);
        let Some(Place { table: actual, .. }) = columns.first() else {
            return Err(DatabaseError::NoTable { url: url.clone(), table: wanted.to_owned() });
        };
        spelt = spelt.with_table(*table, quoted(url.engine(), wanted, actual));
        for column in table.columns() {
            let wanted = names.column(*table, column.name);
            let found = closest(columns.iter().map(|place| place.column.as_str()), wanted);
            let Some(found) = found else {
                let (table, column) = (actual.clone(), wanted.to_owned());
                return Err(DatabaseError::NoColumn { url: url.clone(), table, column });
            };
            spelt = spelt.with_column(*table, column.name, quoted(url.engine(), wanted, found));
        }
    }
    Ok(spelt)
}

/// What a database holds of a documented table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundTable {
    /// Which.
    pub table: Table,
    /// What it is called there.
    pub name: String,
    /// Its documented columns; `None` where there is no such table or view.
    pub columns: Option<Vec<FoundColumn>>,
}

/// What a database holds of a documented column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundColumn {
    /// What it is called there.
    pub name: String,
    /// Its declared type in lower case, empty where the database tells none; `None` where there is no such column.
    pub kind: Option<String>,
}

/// Every documented table with its columns, for whoever must tell all that are missing and not only the first. A table of another schema
/// is not looked up: the database alone knows it.
///
/// # Errors
///
/// Where the database cannot be opened, or does not tell what it holds.
pub async fn tables(url: &DatabaseUrl, names: &Names) -> Result<Vec<FoundTable>, DatabaseError> {
    let reader = Reader::open(url).await?;
    let places = reader.places().await.map_err(|error| {
        let reason = url.without_secrets(&error.reason);
        DatabaseError::Open { url: url.clone(), reason }
    })?;
    let wanted = Table::ALL.iter().map(|table| (*table, names.table(*table)));
    Ok(wanted.filter(|(_, name)| !is_qualified(name)).map(|(table, name)| found(&places, names, table, name)).collect())
}

fn found(places: &[Place], names: &Names, table: Table, name: &str) -> FoundTable {
    let of_table = columns_of(places, name);
    let column = |documented: &'static str| {
        let name = names.column(table, documented);
        let spelt = closest(of_table.iter().map(|place| place.column.as_str()), name);
        let place = of_table.iter().find(|place| Some(place.column.as_str()) == spelt);
        FoundColumn { name: name.to_owned(), kind: place.map(|place| place.kind.to_ascii_lowercase()) }
    };
    let columns = table.columns().iter().map(|documented| column(documented.name)).collect();
    FoundTable { table, name: name.to_owned(), columns: (!of_table.is_empty()).then_some(columns) }
}

/// The places of the table of that name: spelt exactly so, or else in another case.
fn columns_of<'a>(places: &'a [Place], table: &str) -> Vec<&'a Place> {
    let Some(table) = closest(places.iter().map(|place| place.table.as_str()), table) else { return Vec::new() };
    places.iter().filter(|place| place.table == table).collect()
}

fn closest<'a>(mut names: impl Iterator<Item = &'a str> + Clone, wanted: &str) -> Option<&'a str> {
    let mut others = names.clone();
    names.find(|name| *name == wanted).or_else(|| others.find(|name| name.eq_ignore_ascii_case(wanted)))
}

fn is_qualified(name: &str) -> bool {
    name.contains(['.', '"', '`', '['])
}

/// A name that is spelt as wanted needs no quotes; another one is found by its own spelling alone.
fn quoted(engine: Engine, wanted: &str, actual: &str) -> String {
    if actual == wanted || is_qualified(wanted) {
        return wanted.to_owned();
    }
    match engine {
        Engine::Mysql => format!("`{}`", actual.replace('`', "``")),
        Engine::Sqlite | Engine::Postgres | Engine::Odbc => format!("\"{}\"", actual.replace('"', "\"\"")),
    }
}
