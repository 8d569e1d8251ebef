//! What tables and columns are called in a servlet's database (SPEC 12).

use std::collections::BTreeMap;

use super::model::Dialect;
use crate::ccb::table::Table;

/// The names that differ from the documented ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) tables: BTreeMap<Table, String>,
    pub(super) columns: BTreeMap<Table, BTreeMap<&'static str, String>>,
}

impl Dialect {
    /// What a documented table is called: letters, digits and `_`, and points between a schema and a table.
    pub fn table_name(&self, table: Table) -> &str {
        self.database.tables.get(&table).map_or(table.name(), String::as_str)
    }

    /// What a documented column of a table is called: letters, digits and `_`.
    pub fn column_name<'a>(&'a self, table: Table, column: &'a str) -> &'a str {
        let renamed = self.database.columns.get(&table).and_then(|columns| columns.get(column));
        renamed.map_or(column, String::as_str)
    }

    /// Whether a table or one of its columns is not called as documented.
    pub fn renames(&self, table: Table) -> bool {
        self.table_name(table) != table.name()
            || table.columns().iter().any(|column| self.column_name(table, column.name) != column.name)
    }
}
