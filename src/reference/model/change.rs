//! Changes: what a decision does to the tables and to the model. The store keeps them all or none (CCB-ROW-06).

use jiff::Timestamp;

use super::entry::{Call, Entry, Gateway};
use super::note::Note;
use super::queue::Queue;
use crate::ccb::answer::Answer;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;

/// What is answered, and what has to be done and told before that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The answer.
    pub answer: Answer,
    /// What leads to it, in order.
    pub steps: Vec<Step>,
}

/// One step of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// Something to store and to apply.
    Change(Box<Change>),
    /// Something that only the reporting log tells.
    Note(Note),
}

impl From<Change> for Step {
    fn from(change: Change) -> Self {
        Self::Change(Box::new(change))
    }
}

impl From<Note> for Step {
    fn from(note: Note) -> Self {
        Self::Note(note)
    }
}

/// The changes among steps, in order.
pub fn changes(steps: &[Step]) -> impl Iterator<Item = &Change> {
    steps.iter().filter_map(|step| match step {
        Step::Change(change) => Some(change.as_ref()),
        Step::Note(_) => None,
    })
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// A queue is from now on as given; named in `queueref`.
    Queue(Queue),
    /// An entry is from now on as given.
    Entry(Entry),
    /// An entry is gone.
    EntryGone(Call),
    /// A row of `callbackqueue` begins (CCB-ENQ-03).
    QueueRow(QueueRow),
    /// Its `validationstatus` (CCB-VAL-05).
    ValidationStatus {
        /// Whose row.
        call: Call,
        /// The mask without OK.
        status: u16,
    },
    /// Its `leavedatetime`, which becomes now, and `queuestatus`.
    Left {
        /// Whose row.
        call: Call,
        /// How it left.
        status: QueueStatus,
        /// Now.
        at: Timestamp,
    },
    /// A row of `callback_current` begins, pending (CCB-ADD-02).
    Callback {
        /// Whose row.
        call: Call,
        /// `ani`: the number to call.
        number: String,
        /// `recordingurl`.
        recording: Option<String>,
        /// `gateway` and `location`.
        gateway: Gateway,
    },
    /// Its state, cause and attempts.
    CallbackState {
        /// Whose row.
        call: Call,
        /// `eventtypeid`.
        state: EventType,
        /// `causeid`.
        cause: Cause,
        /// `nbrattempts`.
        attempts: u32,
    },
    /// A row of `callbackevent` (CCB-ROW-03).
    Event {
        /// Whose row.
        call: Call,
        /// `eventtypeid`.
        state: EventType,
        /// `causeid`.
        cause: Cause,
        /// `eventdatetime`.
        at: Timestamp,
    },
    /// A row of `callback_current` moves to `callback_historical` (CCB-ARC-01).
    Archived {
        /// Whose row.
        surrogate: i64,
    },
    /// Events before that instant are removed (CCB-ARC-03).
    Purged {
        /// A whole second.
        before: Timestamp,
    },
}

/// A row of `callbackqueue` as it begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRow {
    /// Whose row.
    pub call: Call,
    /// `queueid`.
    pub queue_id: i64,
    /// The queue's name, for the log.
    pub queue: String,
    /// `cvpestimatedwaittime`, seconds.
    pub estimate_s: i64,
    /// `icmestimatedwaittime`, seconds.
    pub ewt_s: u16,
}

/// `QueueStatus` of `callbackqueue`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueueStatus {
    /// 0: in the queue, or left in the ordinary way (CCB-LVQ-02).
    InQueue,
    /// 1: left, as the guide's list of values says. The trace shows 0, so only a mutant stores it.
    Left,
    /// 2: cleared because it was stale (CCB-KAL-01).
    Zombie,
}

impl QueueStatus {
    /// The number that the table holds.
    pub const fn id(self) -> i64 {
        match self {
            Self::InQueue => 0,
            Self::Left => 1,
            Self::Zombie => 2,
        }
    }
}
