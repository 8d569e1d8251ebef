//! The model: everything that the servlet knows, and how a change alters it. No I/O, no clock.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::change::Change;
use super::dialed_number::DialedNumberRules;
use super::entry::{Entry, Gateway};
use super::queue::{DEFAULT, Queue, SetRecord};
use super::queue_record::QueueRecord;
use super::refuse::refused;
use crate::ccb::answer::Refused;
use crate::ccb::callid::Callid;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::refusal::Refusal;

/// What the operator configured, beside the queues' records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rules {
    /// The server's zone.
    pub time_zone: TimeZone,
    /// Most outstanding callbacks to one number, if limited (CCB-VAL-17).
    pub max_calls_per_ani: Option<u32>,
    /// Which numbers may be called back, if limited (CCB-VAL-18).
    pub dialed_numbers: Option<DialedNumberRules>,
}

/// What a store kept for a restart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Every queue that was named.
    pub queues: Vec<Queue>,
    /// Every entry that had not left, in any order.
    pub entries: Vec<Entry>,
    /// The rows of `callback_current`, by surrogate id.
    pub current: BTreeMap<i64, CurrentCallback>,
    /// Every callid that ever entered.
    pub seen: HashSet<Callid>,
    /// The highest surrogate id ever given.
    pub last_surrogate: i64,
}

/// What a row of `callback_current` says to a validation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CurrentCallback {
    /// `ani`.
    pub number: String,
    /// `gateway` and `location`.
    pub gateway: Gateway,
    /// `eventtypeid`.
    pub state: EventType,
    /// `causeid`.
    pub cause: Cause,
}

/// The servlet's memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// What the operator configured.
    pub rules: Rules,
    /// Every queue that was named, by name.
    pub queues: BTreeMap<String, Queue>,
    /// Every entry.
    pub entries: HashMap<Callid, Entry>,
    /// The rows of `callback_current`, by surrogate id.
    pub current: BTreeMap<i64, CurrentCallback>,
    seen: HashSet<Callid>,
    last_surrogate: i64,
}

impl Model {
    /// The memory as it was kept. The restart counts as contact, and R is calculated at once (CCB-DUR-01).
    pub fn restore(rules: Rules, mut kept: Kept, now: Timestamp) -> Self {
        let mut queues: BTreeMap<String, Queue> =
            kept.queues.into_iter().map(|queue| (queue.name.clone(), queue)).collect();
        // Places follow the order of entering, and so do surrogate ids (CCB-ENQ-04).
        kept.entries.sort_by_key(|entry| entry.call.surrogate);
        let mut entries = HashMap::new();
        for mut entry in kept.entries {
            let Some(queue) = queues.get_mut(&entry.queue) else { continue };
            queue.line.push(entry.call.callid);
            entry.last_contact = now;
            entries.insert(entry.call.callid, entry);
        }
        let mut model = Self {
            rules,
            queues,
            entries,
            current: kept.current,
            seen: kept.seen,
            last_surrogate: kept.last_surrogate,
        };
        model.recalculate(now);
        model
    }

    /// Counts a request as contact, where the callid has an entry (SPEC 1).
    pub fn contact(&mut self, callid: Callid, now: Timestamp) {
        if let Some(entry) = self.entries.get_mut(&callid) {
            entry.last_contact = now;
        }
    }

    /// Whether anybody waits anywhere: without entries a tick does nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Makes a change that was stored.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Queue(queue) => {
                self.queues.insert(queue.name.clone(), queue.clone());
            }
            Change::Entry(entry) => {
                self.entries.insert(entry.call.callid, entry.clone());
            }
            Change::EntryGone(call) => {
                self.entries.remove(&call.callid);
            }
            Change::QueueRow(row) => {
                self.seen.insert(row.call.callid);
                self.last_surrogate = row.call.surrogate;
            }
            Change::Callback { call, number, gateway, .. } => {
                let (number, gateway) = (number.clone(), gateway.clone());
                let row = CurrentCallback { number, gateway, state: EventType::Pending, cause: Cause::None };
                self.current.insert(call.surrogate, row);
            }
            Change::CallbackState { call, state, cause, .. } => {
                if let Some(row) = self.current.get_mut(&call.surrogate) {
                    (row.state, row.cause) = (*state, *cause);
                }
            }
            Change::Archived { surrogate } => {
                self.current.remove(surrogate);
            }
            // Nothing that is decided later depends on these.
            Change::ValidationStatus { .. } | Change::Left { .. } | Change::Event { .. } | Change::Purged { .. } => {}
        }
    }

    /// The entry of a call.
    ///
    /// # Errors
    /// `unknown_callid` where the call never entered, `not_in_queue` where it left (CCB-GST-08).
    pub fn entry(&self, callid: Callid) -> Result<&Entry, Refused> {
        self.entries.get(&callid).ok_or_else(|| {
            refused(if self.seen.contains(&callid) { Refusal::NotInQueue } else { Refusal::UnknownCallid })
        })
    }

    /// The queue that an entry stands in.
    pub fn queue_of(&self, entry: &Entry) -> &Queue {
        &self.queues[&entry.queue]
    }

    /// The queue of that name, or a new one that nobody named yet.
    pub(super) fn queue_or_new(&self, name: &str) -> Queue {
        let next_id = || self.queues.values().map(|queue| queue.id).max().unwrap_or(0) + 1;
        self.queues.get(name).cloned().unwrap_or_else(|| Queue::new(next_id(), name))
    }

    /// The record that serves a queue: its own, else that of `default`; expired or not (CCB-SQD-03).
    pub(super) fn set_record<'a>(&'a self, queue: &'a Queue) -> Option<&'a SetRecord> {
        queue.record.as_ref().or_else(|| self.queues.get(DEFAULT)?.record.as_ref())
    }

    /// The same, with the defaults where there is none at all (CCB-SQD-06).
    pub fn record(&self, queue: &Queue) -> QueueRecord {
        self.set_record(queue).map(|set| set.record.clone()).unwrap_or_default()
    }

    /// A surrogate id that was never used (CCB-ROW-01).
    pub(super) const fn next_surrogate(&self) -> i64 {
        self.last_surrogate + 1
    }

    /// Pending and in-progress callbacks among a queue's entries (CCB-VAL-12).
    pub fn outstanding(&self, queue: &Queue) -> usize {
        let callbacks = queue.line.iter().filter_map(|callid| self.entries.get(callid)?.callback.as_ref());
        callbacks.filter(|callback| callback.state.is_outstanding()).count()
    }
}
