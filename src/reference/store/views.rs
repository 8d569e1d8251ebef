//! Views under the names of a dialect, for a suite that reads the tables of another vendor.

use crate::ccb::dialect::Dialect;
use crate::ccb::table::Table;

/// The statements that make a view for every table which the dialect calls otherwise, or whose columns it does.
///
/// # Errors
///
/// The first table whose columns have other names while it keeps its own, or whose name is one of a schema: no view can stand there.
pub(super) fn statements(dialect: &Dialect) -> Result<Vec<String>, Table> {
    let mut statements = Vec::new();
    for table in Table::ALL.iter().copied().filter(|table| dialect.renames(*table)) {
        let name = dialect.table_name(table);
        let taken = Table::ALL.iter().any(|own| own.name().eq_ignore_ascii_case(name));
        if taken || name.contains('.') {
            return Err(table);
        }
        let columns: Vec<String> = table
            .columns()
            .iter()
            .map(|column| format!("{} as {}", column.name, dialect.column_name(table, column.name)))
            .collect();
        // Anew each time: the dialect may have changed since the last start.
        statements.push(format!("drop view if exists {name}"));
        statements.push(format!("create view {name} as select {} from {table}", columns.join(", ")));
    }
    Ok(statements)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::dialect::shipped;

    #[test]
    fn every_renamed_table_has_a_view() {
        assert_eq!(statements(&shipped::default()), Ok(Vec::new()));
        let other = shipped::named("header-xml").expect("it is shipped").dialect();
        let statements = statements(&other).expect("it can be done");
        assert_eq!(statements.len(), 2 * Table::ALL.len());
        let queue = "create view cb_queue_name as select queueid as queue_no, queuename as name from queueref";
        assert!(statements.iter().any(|statement| statement == queue), "{statements:?}");
        let columns_alone = shipped::ALL[0].yaml.replace("columns: {}", "columns: { queueref: { queueid: id } }");
        let columns_alone = Dialect::parse(&columns_alone, "mine").expect("it is in order");
        assert_eq!(super::statements(&columns_alone), Err(Table::QueueRef));
    }
}
