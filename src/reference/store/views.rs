//! Views under the names of a dialect, for a suite that reads the tables of another vendor.

use std::fmt::Write as _;

use crate::ccb::dialect::Dialect;
use crate::ccb::table::Table;

/// What makes a view for every table which the dialect calls otherwise, or whose columns it does; nothing where there is none.
///
/// # Errors
///
/// The first table whose columns have other names while it keeps its own, or whose name is one of a schema: no view can stand there.
pub(super) fn script(dialect: &Dialect) -> Result<String, Table> {
    let mut script = String::new();
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
        let columns = columns.join(", ");
        let _ = write!(script, "drop view if exists {name}; create view {name} as select {columns} from {table};");
    }
    Ok(script)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::dialect::shipped;

    #[test]
    fn every_renamed_table_has_a_view() {
        assert_eq!(script(&shipped::default()), Ok(String::new()));
        let other = shipped::named("header-xml").expect("it is shipped").dialect();
        let script = script(&other).expect("it can be done");
        assert_eq!(script.matches("create view ").count(), Table::ALL.len());
        let queue = "drop view if exists cb_queue_name; \
                     create view cb_queue_name as select queueid as queue_no, queuename as name from queueref;";
        assert!(script.contains(queue), "{script}");
        let columns_alone = shipped::ALL[0].yaml.replace("columns: {}", "columns: { queueref: { queueid: id } }");
        let columns_alone = Dialect::parse(&columns_alone, "mine").expect("it is in order");
        assert_eq!(super::script(&columns_alone), Err(Table::QueueRef));
    }
}
