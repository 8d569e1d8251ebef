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
        let Some((actual, _)) = columns.first() else {
            return Err(DatabaseError::NoTable { url: url.clone(), table: wanted.to_owned() });
        };
        spelt = spelt.with_table(*table, quoted(url.engine(), wanted, actual));
        for column in table.columns() {
            let wanted = names.column(*table, column.name);
            let found = closest(columns.iter().map(|(_, name)| name.as_str()), wanted);
            let Some(found) = found else {
                let (table, column) = (actual.clone(), wanted.to_owned());
                return Err(DatabaseError::NoColumn { url: url.clone(), table, column });
            };
            spelt = spelt.with_column(*table, column.name, quoted(url.engine(), wanted, found));
        }
    }
    Ok(spelt)
}

/// The places of the table of that name: spelt exactly so, or else in another case.
fn columns_of<'a>(places: &'a [Place], table: &str) -> Vec<&'a Place> {
    let Some(table) = closest(places.iter().map(|(table, _)| table.as_str()), table) else { return Vec::new() };
    places.iter().filter(|(name, _)| name == table).collect()
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
