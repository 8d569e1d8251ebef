//! Rows that differ, column by column, with the differing cells marked.

use crate::golden::compare::Difference;
use crate::golden::step::{NormalStep, Record, Scalar};

/// One row of a table as it should be and as it is, of which something differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowPair {
    /// The table, and the row's number there, from 0: `callbackqueue[0]`.
    pub path: String,
    /// Every column.
    pub cells: Vec<CellPair>,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellPair {
    /// The column.
    pub column: String,
    /// As it should be; nothing where there should be no such row.
    pub expected: Option<String>,
    /// As it is; nothing where there is no such row.
    pub seen: Option<String>,
    /// Whether that is a difference.
    pub differs: bool,
}

/// The rows of which something differs, in the order of a golden.
pub fn differing_rows(expected: &NormalStep, seen: &NormalStep, differences: &[Difference]) -> Vec<RowPair> {
    let mut pairs = Vec::new();
    for ((table, golden), (_, actual)) in expected.tables.named().into_iter().zip(seen.tables.named()) {
        for index in 0..golden.len().max(actual.len()) {
            let path = format!("{table}[{index}]");
            let of_row = |difference: &&Difference| {
                difference.path.strip_prefix(&path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let differing: Vec<&Difference> = differences.iter().filter(of_row).collect();
            if !differing.is_empty() {
                pairs.push(pair(path, golden.get(index), actual.get(index), &differing));
            }
        }
    }
    pairs
}

fn pair(path: String, expected: Option<&Record>, seen: Option<&Record>, differing: &[&Difference]) -> RowPair {
    let columns = expected.into_iter().chain(seen).flat_map(Record::keys);
    let mut cells: Vec<CellPair> = Vec::new();
    for column in columns {
        if cells.iter().any(|cell| cell.column == *column) {
            continue;
        }
        let cell = |record: Option<&Record>| record.and_then(|record| record.get(column)).map(Scalar::to_string);
        let own = format!("{path}.{column}");
        let differs = differing.iter().any(|difference| difference.path == path || difference.path == own);
        cells.push(CellPair { column: column.clone(), expected: cell(expected), seen: cell(seen), differs });
    }
    RowPair { path, cells }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::compare::compare;
    use crate::golden::step::Tables;

    fn step(causes: &[i64]) -> NormalStep {
        let row = |cause: &i64| {
            Record::from_iter([
                ("surrogateid".to_owned(), Scalar::from("#1")),
                ("causeid".to_owned(), Scalar::Integer(*cause)),
            ])
        };
        let tables = Tables { callbackevent: causes.iter().map(row).collect(), ..Tables::default() };
        let (when, at) = ("asks".to_owned(), "T+0s".to_owned());
        NormalStep { when, at, exchanges: vec![], diag: None, states: Record::new(), tables }
    }

    #[test]
    fn only_rows_that_differ_are_told_and_only_cells_that_differ_are_marked() {
        let (golden, seen) = (step(&[0, 27]), step(&[0, 28, 5]));
        let rows = differing_rows(&golden, &seen, &compare(&golden, &seen, None));
        let marked: Vec<(&str, Vec<&str>)> = rows
            .iter()
            .map(|row| {
                let cells = row.cells.iter().filter(|cell| cell.differs).map(|cell| cell.column.as_str());
                (row.path.as_str(), cells.collect())
            })
            .collect();
        assert_eq!(
            marked,
            [("callbackevent[1]", vec!["causeid"]), ("callbackevent[2]", vec!["surrogateid", "causeid"])]
        );
        assert_eq!(rows[1].cells[1].expected, None, "there should be no third row");
    }
}
