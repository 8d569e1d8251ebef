//! Observations: everything that a step of a journey saw, before it is brought to a normal form.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use super::callid::Callid;
use super::cell_text::{CellText, columns};
use super::micros;
use super::operation::Operation;
use super::parameter::Parameter;
use super::transmission::Transmission;
use super::window::Window;

/// The verb by which a request is sent (CCB-TRN-02).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verb {
    /// The parameters are in the body.
    #[default]
    Post,
    /// The parameters are in the query.
    Get,
}

/// A request, apart from how the wire spells it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Request {
    /// How it is sent.
    pub verb: Verb,
    /// What it asks for.
    pub operation: Operation,
    /// Its parameters, in the order sent; `method` is not among them.
    pub parameters: Vec<(Parameter, String)>,
}

impl Request {
    /// A request without parameters.
    pub fn new(operation: Operation) -> Self {
        Self { verb: Verb::default(), operation, parameters: Vec::new() }
    }

    /// The same with one parameter more.
    #[must_use]
    pub fn with(mut self, parameter: Parameter, value: &(impl ToString + ?Sized)) -> Self {
        self.parameters.push((parameter, value.to_string()));
        self
    }

    /// The first value of a parameter.
    pub fn value(&self, parameter: Parameter) -> Option<&str> {
        self.parameters.iter().find(|(name, _)| *name == parameter).map(|(_, value)| value.as_str())
    }
}

/// One request and what came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Exchange {
    /// The instant on the target's clock at which it was asked.
    pub at: Timestamp,
    /// What was asked.
    pub request: Request,
    /// What was answered.
    pub answer: Answer,
}

/// One value of a stored row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(from = "CellText", into = "CellText")]
pub enum Cell {
    /// Nothing stored.
    Null,
    /// A number.
    Integer(i64),
    /// Text without trailing blanks.
    Text(String),
    /// A date without zone.
    Date(Date),
    /// A time without zone.
    DateTime(DateTime),
}

/// What is told of a journey whose rows nobody could read.
pub const ROWS_NOT_READ: &str =
    "its rows were not read, so that nothing says it conforms; name the servlet's database with `--database`";

/// One stored row: the documented columns by name, in lower case.
pub type Row = BTreeMap<&'static str, Cell>;

/// The time that a row holds in a column, if it is one.
pub fn time(row: &Row, column: &str) -> Option<DateTime> {
    match row.get(column) {
        Some(Cell::DateTime(time)) => Some(*time),
        _ => None,
    }
}

/// The rows of the calls of one journey, each table in an order that says what happened when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rows {
    /// Of the view `callback`, in the order of the rows of `callbackqueue`, then by surrogate id.
    #[serde(with = "columns")]
    #[schemars(with = "Vec<BTreeMap<String, Cell>>")]
    pub callback: Vec<Row>,
    /// In the same order, then by `eventdatetime`, then `dbdatetime`: no column orders the events of one second (SPEC 12).
    #[serde(with = "columns")]
    #[schemars(with = "Vec<BTreeMap<String, Cell>>")]
    pub callbackevent: Vec<Row>,
    /// In the order of the journey's calls; then what else is in its queues, by surrogate id.
    #[serde(with = "columns")]
    #[schemars(with = "Vec<BTreeMap<String, Cell>>")]
    pub callbackqueue: Vec<Row>,
    /// The `queueref` rows of the queues that the journey named or its calls are in: name by id.
    pub queue_names: BTreeMap<i64, String>,
}

/// One line of the Diag page: an entry, as its data attributes tell it (CCB-DIA-04).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DiagEntry {
    /// Whose place it is.
    pub callid: Callid,
    /// Its position, 0 for the first.
    pub qpos: i64,
    /// Remaining time R as of the last tick, seconds; may be negative.
    pub remaining_s: i64,
}

/// What one `When` of a journey saw.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Observation {
    /// The instant on the target's clock at which the step was over.
    pub at: Timestamp,
    /// What was asked and answered, in order.
    pub exchanges: Vec<Exchange>,
    /// What the Diag page told of the journey's calls, if the step read it.
    pub diag: Option<Vec<DiagEntry>>,
    /// The stored rows of the journey's calls after the step; none where the target has no database that can be read.
    pub rows: Option<Rows>,
    /// How long after the first look at them they were read; zero where the first look sufficed.
    #[serde(with = "micros", rename = "rows_delay_us")]
    #[schemars(with = "u64")]
    pub rows_delay: Duration,
    /// How far values may be off, where nobody moves the clock.
    pub window: Option<Window>,
    /// What went over the wire since the step before, the test clock's among it.
    pub transmissions: Vec<Transmission>,
}
