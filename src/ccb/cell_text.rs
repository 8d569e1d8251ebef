//! How stored values and rows are written into a journal, and read back.

use jiff::civil::{Date, DateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::observation::Cell;

/// A stored value in JSON: nothing, a number or a text as they are, a date or a time told as such, so that none passes for a text.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(untagged, deny_unknown_fields)]
pub(super) enum CellText {
    /// Nothing stored.
    Null(()),
    /// A number.
    Integer(i64),
    /// A text.
    Text(String),
    /// A date without zone.
    Date {
        /// `2015-12-14`.
        date: Date,
    },
    /// A time without zone.
    Time {
        /// `2015-12-14T17:41:18`.
        time: DateTime,
    },
}

impl From<Cell> for CellText {
    fn from(cell: Cell) -> Self {
        match cell {
            Cell::Null => Self::Null(()),
            Cell::Integer(number) => Self::Integer(number),
            Cell::Text(text) => Self::Text(text),
            Cell::Date(date) => Self::Date { date },
            Cell::DateTime(time) => Self::Time { time },
        }
    }
}

impl From<CellText> for Cell {
    fn from(text: CellText) -> Self {
        match text {
            CellText::Null(()) => Self::Null,
            CellText::Integer(number) => Self::Integer(number),
            CellText::Text(text) => Self::Text(text),
            CellText::Date { date } => Self::Date(date),
            CellText::Time { time } => Self::DateTime(time),
        }
    }
}

/// Rows, whose columns are those that are documented.
pub(super) mod columns {
    use std::collections::BTreeMap;

    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    use crate::ccb::observation::{Cell, Row};
    use crate::ccb::table::Table;

    pub fn serialize<S: Serializer>(rows: &[Row], serializer: S) -> Result<S::Ok, S::Error> {
        rows.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Row>, D::Error> {
        let rows = Vec::<BTreeMap<String, Cell>>::deserialize(deserializer)?;
        let row = |row: BTreeMap<String, Cell>| -> Result<Row, D::Error> {
            row.into_iter()
                .map(|(name, cell)| {
                    let column = documented(&name);
                    Ok((column.ok_or_else(|| D::Error::custom(format!("no table has a column `{name}`")))?, cell))
                })
                .collect()
        };
        rows.into_iter().map(row).collect()
    }

    fn documented(name: &str) -> Option<&'static str> {
        let columns = Table::ALL.iter().flat_map(|table| table.columns());
        columns.map(|column| column.name).find(|column| *column == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_read_back_as_what_it_was() {
        let time: DateTime = "2015-12-14T17:41:18".parse().expect("a time");
        let cells = [
            Cell::Null,
            Cell::Integer(-46),
            Cell::Text("2015-12-14T17:41:18".to_owned()),
            Cell::Text(String::new()),
            Cell::Date(time.date()),
            Cell::DateTime(time),
        ];
        let text = serde_json::to_string(&cells).expect("it can be written");
        assert_eq!(text, r#"[null,-46,"2015-12-14T17:41:18","",{"date":"2015-12-14"},{"time":"2015-12-14T17:41:18"}]"#);
        assert_eq!(serde_json::from_str::<Vec<Cell>>(&text).expect("it can be read"), cells);
    }
}
