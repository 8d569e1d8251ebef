//! Rows of the database as `DBAccess` prints them: one column a line, name and value in two columns, long names cut and marked with `+`.

use crate::audit::bytes::text;
use crate::ccb::table::Table;

/// Where values begin, as printed.
const FEWEST_BLANKS: usize = 2;
/// How a value that goes on in the next line is indented, at least.
const INDENT: usize = 10;

/// Which table a row is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// `callback`, or one of the two tables that it shows.
    Callback,
    /// `callbackevent`.
    Event,
    /// `callbackqueue`.
    Queue,
}

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The column's name, or as much of it as was printed.
    pub column: Box<str>,
    /// The line it stands in.
    pub line: u64,
    /// What stands there, without blanks around it.
    pub value: String,
}

/// A row as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its values in the printed order.
    pub cells: Vec<Cell>,
    /// The file ends within its last line, so that its last value may go on.
    pub cut: bool,
}

impl Row {
    /// A value by its column.
    pub fn cell(&self, column: &str) -> Option<&Cell> {
        self.cells.iter().find(|cell| *cell.column == *column)
    }

    /// A value that is a number.
    pub fn number(&self, column: &str) -> Option<i64> {
        self.cell(column)?.value.parse().ok()
    }

    /// Which table it is of, as its columns say; none where they do not say so.
    pub fn kind(&self) -> Option<RowKind> {
        if self.cell("callguid").is_some() || self.cell("queuestatus").is_some() {
            Some(RowKind::Queue)
        } else if self.cell("eventdatetime").is_some() {
            Some(RowKind::Event)
        } else if self.cell("callbacktype").is_some() || self.cell("nbrattempts").is_some() {
            Some(RowKind::Callback)
        } else {
            None
        }
    }
}

/// What a line adds to a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// A column with its value.
    Cell(&'a str, &'a [u8]),
    /// More of the value before it.
    More(&'a [u8]),
}

/// Reads one line of a row.
pub fn parse(line: &[u8]) -> Option<Part<'_>> {
    let indent = line.iter().take_while(|byte| **byte == b' ').count();
    if indent >= INDENT && indent < line.len() {
        return Some(Part::More(line.trim_ascii()));
    }
    let end = line.iter().position(|byte| !(byte.is_ascii_lowercase() || *byte == b'+')).unwrap_or(line.len());
    let (name, rest) = line.split_at(end);
    let blanks = rest.iter().take_while(|byte| **byte == b' ').count();
    let name = std::str::from_utf8(name).ok()?;
    if (!rest.is_empty() && blanks < FEWEST_BLANKS) || !is_column(name) {
        return None;
    }
    Some(Part::Cell(name, rest.trim_ascii()))
}

/// Whether a table that an audit reads has a column of that name, or one that begins so where it was cut.
fn is_column(name: &str) -> bool {
    let (begin, cut) = match name.strip_suffix('+') {
        Some(begin) if begin.len() >= 8 => (begin, true),
        Some(_) => return false,
        None => (name, false),
    };
    let tables = [Table::Callback, Table::CallbackEvent, Table::CallbackQueue];
    let mut columns = tables.iter().flat_map(|table| table.columns());
    columns.any(|column| column.name == begin || cut && column.name.starts_with(begin))
}

impl Row {
    /// Adds what a line tells; false where it begins another row.
    pub fn add(&mut self, part: &Part<'_>, line: u64) -> bool {
        match part {
            Part::Cell(name, value) => {
                // Two names that were cut look alike.
                if !name.ends_with('+') && self.cell(name).is_some() {
                    return false;
                }
                self.cells.push(Cell { column: (*name).into(), line, value: text(value).into() });
            }
            Part::More(value) => {
                if let Some(cell) = self.cells.last_mut().filter(|cell| !cell.value.is_empty()) {
                    cell.value.push_str(&text(value));
                }
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_as_printed() {
        let mut row = Row::default();
        let printed = "ani                5008\noldguid\nrecordingurl       http://10.1.1.1:7000/a145\n                   90.wav\n\
                       scheduledcallback+\nscheduledcallback+\neventtypeid        21\nsurrogateid        33";
        for (line, text) in (1..).zip(printed.lines()) {
            let part = parse(text.as_bytes()).unwrap_or_else(|| panic!("{text}"));
            assert!(row.add(&part, line), "{text}");
        }
        assert_eq!(row.cell("recordingurl").map(|cell| cell.value.as_str()), Some("http://10.1.1.1:7000/a14590.wav"));
        assert_eq!((row.number("eventtypeid"), row.number("surrogateid")), (Some(21), Some(33)));
        assert!(!row.add(&Part::Cell("ani", b"5009"), 9), "another row begins");
    }

    #[test]
    fn prose_is_no_row() {
        for line in
            ["", "ani 5008", "the  end", "location, location", "Display next page of results.", "callbackevents  1"]
        {
            assert_eq!(parse(line.as_bytes()), None, "{line}");
        }
    }
}
