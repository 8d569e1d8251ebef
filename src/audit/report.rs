//! What an audit comes to, as data: reports only read it.

use std::collections::BTreeMap;

use serde::Serialize;

use super::finding::{Finding, FindingKind};
use super::records::{Batch, Form};
use super::statistics::Summary;
use crate::verdict::exit::Exit;

/// The version of this report's form; it grows when a reader has to know.
pub const FORMAT: u32 = 1;

/// A whole audit.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// [`FORMAT`].
    pub format: u32,
    /// The version of the suite.
    pub version: &'static str,
    /// By what it was judged.
    pub settings: Settings,
    /// What was read, in the order given.
    pub files: Vec<FileReport>,
    /// How many findings there are of each kind, also of those that are not listed.
    pub counts: Counts,
    /// Something that the logs tell could not be judged, as a note says: lines that came after their call was judged, calls in two parts that do not
    /// meet, or logs of applications and servlets that do not tell of the same requests. Such an audit is no success.
    pub incomplete: bool,
    /// How many violations there are of each clause.
    pub violations_by_clause: BTreeMap<&'static str, u64>,
    /// Over all calls.
    pub summary: Summary,
    /// Findings, the gravest first, then by file and line; at most 10,000 of a kind.
    pub findings: Vec<Finding>,
    /// Calls with their journeys: those with a violation first, at most 1,000, of which at most 100 have none.
    pub calls: Vec<CallReport>,
}

/// By what is judged where the logs do not tell it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Settings {
    /// How long a call is kept open for lines that come late, seconds.
    pub window_s: u32,
    /// The keepalive of every queue, seconds.
    pub keepalive_s: u32,
    /// How far the clocks of applications and servlet may be apart, ms.
    pub skew_ms: u32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { window_s: 300, keepalive_s: 180, skew_ms: 0 }
    }
}

/// One file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// Its name as given.
    pub name: String,
    /// Bytes that were read, after unpacking.
    pub bytes: u64,
    /// Lines.
    pub lines: u64,
    /// Records of activity logs.
    pub activity_records: u64,
    /// Records of reporting logs.
    pub reporting_records: u64,
    /// Rows of dumps.
    pub rows: u64,
    /// Lines that are none of these.
    pub other_lines: u64,
    /// Its content is that of another file, and was not read again.
    pub is_copy: bool,
}

impl FileReport {
    /// Adds what was read of another part of the file.
    pub fn add(&mut self, part: Self) {
        self.name = part.name;
        self.bytes += part.bytes;
        self.lines += part.lines;
        self.activity_records += part.activity_records;
        self.reporting_records += part.reporting_records;
        self.rows += part.rows;
        self.other_lines += part.other_lines;
    }

    /// Counts the records of a block.
    pub fn count(&mut self, batch: &Batch) {
        self.other_lines += batch.other_lines;
        for item in &batch.items {
            match item.form {
                Form::Activity(_) => self.activity_records += 1,
                Form::Reporting(_) => self.reporting_records += 1,
                Form::Row(_) => self.rows += 1,
            }
        }
    }
}

/// Findings of each kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Broken clauses.
    pub violations: u64,
    /// Mangled text.
    pub damage: u64,
    /// What a reader should know.
    pub notes: u64,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CallReport {
    /// Its GUID, 32 hexadecimal digits.
    pub call: String,
    /// How far its local time is ahead of UTC, seconds.
    pub offset_s: i64,
    /// The queue.
    pub queue: Option<String>,
    /// The number it calls from.
    pub calling_number: Option<String>,
    /// When it entered, UTC, ms since 1970.
    pub entered_ms: Option<i64>,
    /// When it left, likewise.
    pub left_ms: Option<i64>,
    /// How it ended: `left`, `cleared`, `canceled`; none where the logs do not tell.
    pub ending: Option<&'static str>,
    /// Whether a callback was offered.
    pub offered: Option<bool>,
    /// Whether it was taken.
    pub accepted: bool,
    /// Attempts to call back.
    pub attempts: i64,
    /// Its states in order.
    pub states: Vec<StateReport>,
    /// What was asked and answered, in order.
    pub timeline: Vec<Entry>,
    /// What the timer calculated.
    pub ticks: Vec<TickReport>,
    /// Answers of `GetStatus` that were held against ticks.
    pub answers_checked: u64,
    /// Those that could not be, because the logs tell too little.
    pub answers_unchecked: u64,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// A state of a callback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateReport {
    /// UTC, ms since 1970.
    pub at_ms: i64,
    /// The event type (SPEC 1.1).
    pub state: i32,
    /// The cause (SPEC 1.2).
    pub cause: i32,
    /// Both in words.
    pub words: String,
}

/// A request, as one of the applications or the servlet's own log tells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The application that asked; `CallbackServlet` where only the servlet's log tells it.
    pub lane: &'static str,
    /// When, UTC, ms since 1970.
    pub at_ms: i64,
    /// How long it took, ms, where it is told.
    pub took_ms: Option<i64>,
    /// What was asked.
    pub operation: &'static str,
    /// What was answered, `name=value` with blanks between.
    pub answer: String,
    /// The states afterwards, such as `21/0 → 22/0`.
    pub states: String,
    /// The file's number, and the line.
    pub file: u32,
    /// The line.
    pub line: u32,
}

/// A tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct TickReport {
    /// UTC, ms since 1970.
    pub at_ms: i64,
    /// 0 for the first in the queue.
    pub position: i64,
    /// R as logged, seconds.
    pub remaining_s: i64,
    /// R by the formula.
    pub recomputed_s: i64,
    /// The file's number.
    pub file: u32,
    /// The line.
    pub line: u32,
}

impl Report {
    /// Nothing judged is never conformant, nor is what was judged in part alone.
    pub const fn exit(&self) -> Exit {
        if self.counts.violations > 0 {
            Exit::NonConformant
        } else if self.summary.calls == 0 {
            Exit::NothingSelected
        } else if self.incomplete {
            Exit::Incomplete
        } else {
            Exit::Conformant
        }
    }

    /// Findings of one kind.
    pub fn of_kind(&self, kind: FindingKind) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(move |finding| finding.kind == kind)
    }
}
