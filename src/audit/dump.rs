//! Rows of database dumps, kept until their call is judged. Most name no call: a surrogate id stands for it (CCB-ROW-01), and what call that is
//! follows from the times that they hold.

use std::collections::BTreeMap;

use foldhash::{HashMap, HashSet};

use super::bytes::{Scan, hexadecimal};
use super::limits::MOST_WAITING_ROWS;
use super::line::row::{Row, RowKind};
use crate::ccb::callid::DIGITS;

/// A printed row, with its file.
pub type Printed = (Row, u32);

/// The rows that wait.
#[derive(Debug, Default)]
pub struct Dump {
    rows: BTreeMap<i64, Vec<Printed>>,
    by_second: HashMap<i64, Vec<i64>>,
    by_guid: HashMap<u128, i64>,
    /// Surrogate ids whose call a row names.
    named: HashSet<i64>,
    count: usize,
    /// Rows that were not kept, since there were too many.
    pub surplus: u64,
    /// Rows that belong to a call that was judged.
    pub judged: u64,
}

impl Dump {
    /// Keeps a row.
    pub fn add(&mut self, row: Row, file: u32) {
        let Some(surrogate) = row.number("surrogateid").filter(|_| self.count < MOST_WAITING_ROWS) else {
            self.surplus += 1;
            return;
        };
        for column in ["eventdatetime", "enterdatetime"] {
            if let Some(second) = row.cell(column).and_then(|cell| second(&cell.value)) {
                let known = self.by_second.entry(second).or_default();
                if !known.contains(&surrogate) {
                    known.push(surrogate);
                }
            }
        }
        if let Some(guid) = guid(&row) {
            self.by_guid.insert(guid, surrogate);
            self.named.insert(surrogate);
        }
        self.rows.entry(surrogate).or_default().push((row, file));
        self.count += 1;
    }

    /// The rows of a call that had events in these seconds (UTC), the first of which is that in which it entered. Where two calls may be meant, none.
    pub fn of_call(&self, guid: u128, seconds: &[i64], number: Option<&str>) -> Option<(i64, &[Printed])> {
        let found = self.by_guid.get(&guid).copied().or_else(|| {
            seconds.iter().find_map(|second| {
                let known = self.by_second.get(second)?;
                let mut fitting = known.iter().filter(|surrogate| {
                    let rows = self.rows.get(surrogate).map(Vec::as_slice).unwrap_or_default();
                    let own = rows.iter().find_map(|(row, _)| row.cell("ani"));
                    !self.named.contains(surrogate)
                        && number.is_none_or(|number| own.is_none_or(|cell| cell.value == number || known.len() == 1))
                });
                fitting.next().copied().filter(|_| fitting.next().is_none())
            })
        })?;
        self.rows.get(&found).map(|rows| (found, rows.as_slice()))
    }

    /// Forgets the rows of a call that was judged.
    pub fn forget(&mut self, surrogate: i64) {
        let Some(rows) = self.rows.remove(&surrogate) else { return };
        self.count -= rows.len();
        self.judged += rows.len() as u64;
        for (row, _) in &rows {
            for column in ["eventdatetime", "enterdatetime"] {
                let Some(second) = row.cell(column).and_then(|cell| second(&cell.value)) else { continue };
                if let Some(known) = self.by_second.get_mut(&second) {
                    known.retain(|other| *other != surrogate);
                    if known.is_empty() {
                        self.by_second.remove(&second);
                    }
                }
            }
            if let Some(guid) = guid(row) {
                self.by_guid.remove(&guid);
            }
        }
        self.named.remove(&surrogate);
    }

    /// Rows whose call no log told of, each with its file and line.
    pub fn rest(&self) -> impl Iterator<Item = (u32, u64)> {
        self.rows.values().flatten().filter_map(|(row, file)| row.cells.first().map(|cell| (*file, cell.line)))
    }

    /// Whether a row is of a table that is judged.
    pub fn knows(row: &Row) -> bool {
        row.kind().is_some_and(|kind| matches!(kind, RowKind::Callback | RowKind::Event | RowKind::Queue))
    }
}

/// The call that a row names.
fn guid(row: &Row) -> Option<u128> {
    let cell = row.cell("callguid").filter(|cell| cell.value.len() == DIGITS)?;
    hexadecimal(cell.value.as_bytes())
}

/// A time as tables print it, `YYYY-MM-DD HH:MM:SS` with or without a fraction, in seconds since 1970 of whatever clock it is.
pub fn second(text: &str) -> Option<i64> {
    let mut scan = Scan::new(text.as_bytes());
    let day = scan.dashed_date()?;
    scan.blanks();
    Some(day * 86_400 + scan.time_of_day_s()?)
}

/// A date as tables print it, `MM/DD/YYYY` or `YYYY-MM-DD`, in days since 1970.
pub fn day(text: &str) -> Option<i64> {
    let scan = Scan::new(text.as_bytes());
    scan.clone().slashed_date().or_else(|| scan.clone().dashed_date())
}
