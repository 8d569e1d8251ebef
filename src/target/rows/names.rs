//! What the documented tables and columns are called in a target's database.

use std::collections::BTreeMap;

use crate::ccb::table::Table;

/// The actual name of every table and column, as it goes into SQL; where nothing else was said, the documented one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    tables: BTreeMap<Table, String>,
    columns: BTreeMap<(Table, &'static str), String>,
}

impl Names {
    /// The same, with a table called `name`.
    #[must_use]
    pub fn with_table(mut self, table: Table, name: String) -> Self {
        self.tables.insert(table, name);
        self
    }

    /// The same, with the column that is documented as `column` called `name`.
    #[must_use]
    pub fn with_column(mut self, table: Table, column: &'static str, name: String) -> Self {
        self.columns.insert((table, column), name);
        self
    }

    /// What a table is called.
    pub fn table(&self, table: Table) -> &str {
        self.tables.get(&table).map_or(table.name(), String::as_str)
    }

    /// What a documented column of a table is called.
    pub fn column(&self, table: Table, column: &'static str) -> &str {
        self.columns.get(&(table, column)).map_or(column, String::as_str)
    }
}
