//! One stay in a queue: from entering to leaving. A call that enters again begins another one (CCB-ENQ-09).

use crate::audit::finding::Place;
use crate::audit::line::stored::{CallbackRow, QueueRow};
use crate::audit::line::text::{Capacity, Tick};
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::operation::Operation;

/// A change of a callback's state, as logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// UTC, ms since 1970.
    pub at_ms: i64,
    /// Local time in whole seconds.
    pub local_s: i64,
    /// The state.
    pub state: EventType,
    /// The cause.
    pub cause: Cause,
    /// Attempts begun until then (CCB-UPD-13).
    pub attempts: i64,
    /// Where.
    pub place: Place,
}

/// A validation that came to a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Validation {
    /// When it was asked, UTC, ms.
    pub at_ms: i64,
    /// `preemptive`, `none` or `refresh`.
    pub result: Box<str>,
    /// Where that was asked.
    pub asked: Place,
    /// Its bits; none with `refresh`.
    pub mask: Option<u32>,
    /// Where.
    pub place: Place,
}

/// How a stay ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// `LeaveQueue`.
    Left,
    /// The timer cleared it (CCB-KAL-01).
    Stale,
    /// Its callback was canceled (CCB-UPD-10).
    Canceled,
}

/// A tick of the timer for this call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ticked {
    /// UTC, ms since 1970.
    pub at_ms: i64,
    /// Local time in whole seconds.
    pub local_s: i64,
    /// The server, by whose log it is told.
    pub host: u64,
    /// What was calculated.
    pub tick: Tick,
    /// Where.
    pub place: Place,
}

/// `QueueStatus` and `LeaveDateTime` as they were stored.
#[derive(Clone, Copy, Debug)]
pub struct Ended {
    /// When that is told, UTC, ms.
    pub at_ms: i64,
    /// Between which local seconds it was stored.
    pub stored_s: (i64, i64),
    /// `QueueStatus`.
    pub status: i64,
    /// `LeaveDateTime`, UTC seconds.
    pub left_s: Option<i64>,
    /// By which clause.
    pub clause: &'static str,
}

/// A stale entry that the timer clears: what must be stored with that (CCB-KAL-01, 02).
#[derive(Clone, Copy, Debug)]
pub struct Cleared {
    /// By which server's log.
    pub host: u64,
    /// When, UTC, ms.
    pub at_ms: i64,
    /// Where.
    pub place: Place,
    /// Its callback was pending or in progress.
    pub outstanding: bool,
    /// `QueueStatus` was stored.
    pub queue_status: bool,
    /// An event was stored.
    pub event: bool,
}

/// What came of a request until now.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seen {
    /// Whether it was refused, or something done for it.
    pub outcome: Option<Outcome>,
    /// `QueueStatus` was stored.
    pub queue_status: bool,
    /// An event was stored.
    pub event: bool,
}

/// Whether a request was heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was refused.
    Refused,
    /// A row was stored, or an entry removed.
    Accepted,
}

/// A request whose outcome is still being told.
#[derive(Clone, Debug)]
pub struct Pending {
    /// What was asked.
    pub operation: Operation,
    /// When, UTC, ms.
    pub at_ms: i64,
    /// Local time in whole seconds.
    pub local_s: i64,
    /// Where.
    pub place: Place,
    /// The server.
    pub host: u64,
    /// Status and reason of `UpdateStatus`.
    pub update: Option<(i64, i64)>,
    /// The word it was answered with.
    pub word: Option<Box<str>>,
    /// What came of it.
    pub seen: Seen,
    /// The `ValidationStatus` that was stored.
    pub stored: Option<(i64, Place)>,
    /// What the capacity was judged by.
    pub capacity: Option<Capacity>,
    /// `Drop From Queue` (27) or `Add To Queue` (28) was told.
    pub moved: Option<i64>,
}

impl Ticked {
    /// UTC in whole seconds: what counts seconds knows no change of clocks.
    pub const fn utc_s(&self) -> i64 {
        self.at_ms.div_euclid(1000)
    }
}

/// A stay.
#[derive(Clone, Debug, Default)]
pub struct Episode {
    /// When it entered: UTC ms and local seconds.
    pub entered: Option<(i64, i64)>,
    /// Where that is told.
    pub place: Place,
    /// The wait that the router estimated, and where it is told.
    pub icm_ewt: Option<(i64, Place)>,
    /// The queue.
    pub queue: Option<Box<str>>,
    /// The calling number.
    pub calling_number: Option<Box<str>>,
    /// When the call started, local seconds.
    pub started_s: Option<i64>,
    /// Entries before it as it entered.
    pub before: Option<i64>,
    /// The row of `callbackqueue`, and where it is stored.
    pub queue_row: Option<(QueueRow, Place)>,
    /// Its validations.
    pub validations: Vec<Validation>,
    /// The row of `callback`: when, and where it is stored.
    pub callback: Option<(CallbackRow, i64, Place)>,
    /// Its states.
    pub changes: Vec<Change>,
    /// Its ticks.
    pub ticks: Vec<Ticked>,
    /// The end: UTC ms, local seconds, how, and where.
    pub left: Option<(i64, i64, Ending, Place)>,
    /// When the servlet was asked something, as its own log tells: what, UTC ms, and where.
    pub asked: Vec<(Operation, i64, Place)>,
    /// The server whose log tells the entering.
    pub host: u64,
    /// When its entry was made, UTC, ms.
    pub put_ms: Option<i64>,
    /// What was stored of its end last.
    pub ended: Option<Ended>,
    /// The `ValidationStatus` that was stored last: when, UTC, ms, by which server's log, and what.
    pub validation_status: Option<(i64, u64, i64)>,
    /// What the timer did as it cleared the entry.
    pub cleared: Option<Cleared>,
    /// When a failed attempt was told: while its interval runs `GetStatus` tells of that (CCB-GST-06).
    pub retries_ms: Vec<i64>,
}

impl Episode {
    /// The state and the cause now.
    pub fn state(&self) -> Option<(EventType, Cause)> {
        self.changes.last().map(|change| (change.state, change.cause))
    }

    /// Attempts begun.
    pub fn attempts(&self) -> i64 {
        self.changes.last().map_or(0, |change| change.attempts)
    }

    /// Whether its callback is pending or in progress.
    pub fn is_outstanding(&self) -> bool {
        matches!(self.state(), Some((EventType::Pending | EventType::InProgress, _)))
    }

    /// Whether a callback is offered at an instant, and was not taken: the entry is there, and its last validation was `preemptive`.
    pub fn is_offered(&self, at_ms: i64) -> bool {
        let last = self.validations.iter().rev().find(|validation| validation.at_ms <= at_ms);
        self.entered.is_some_and(|(entered_ms, _)| entered_ms <= at_ms)
            && self.left.is_none_or(|(left_ms, ..)| left_ms > at_ms)
            && self.callback.is_none()
            && last.is_some_and(|last| *last.result == *"preemptive")
    }

    /// When the callback was added, UTC, ms.
    pub fn added_ms(&self) -> Option<i64> {
        self.callback.as_ref().map(|(_, at_ms, _)| *at_ms)
    }

    /// Whether an instant lies within a retry interval, as far as one can tell: after a failure, and before the next attempt.
    pub fn may_wait_to_retry(&self, at_ms: i64) -> bool {
        let failed = self.retries_ms.iter().rev().find(|failed| **failed <= at_ms);
        failed.is_some_and(|failed| {
            !self
                .changes
                .iter()
                .any(|change| change.state == EventType::InProgress && change.at_ms > *failed && change.at_ms <= at_ms)
        })
    }
}
