//! A queue: a named waiting line and its record (SPEC 1, 4 and 10).

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::as_text;
use super::leave_rate::Leaves;
use super::queue_record::QueueRecord;
use super::wait::dequeue_rate_s;
use crate::ccb::callid::Callid;

/// The queue whose record serves those that have none of their own (CCB-SQD-03).
pub const DEFAULT: &str = "default";

/// A queue that was named (CCB-ROW-04).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    /// Its id in `queueref`.
    pub id: i64,
    /// Its name, at most 40 characters.
    pub name: String,
    /// Its own record, once one was set.
    pub record: Option<SetRecord>,
    /// EWT of the call that entered last, also after it left (SPEC 10).
    pub last_ewt_s: u16,
    /// Since when the present first entry is first; means nothing while the line is empty.
    #[serde(with = "as_text")]
    pub first_since: Timestamp,
    /// Who waits, the first first. Kept with the entries, not here.
    #[serde(skip)]
    pub line: Vec<Callid>,
    /// When callers left of late.
    #[serde(skip)]
    pub leaves: Leaves,
}

/// A record and when it was set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRecord {
    /// The record.
    pub record: QueueRecord,
    /// When it was set.
    #[serde(with = "as_text")]
    pub set: Timestamp,
}

impl SetRecord {
    /// Whether it is no older than its refresh interval; at the very instant it is still good (CCB-SQD-05).
    pub fn is_good(&self, now: Timestamp) -> bool {
        now.duration_since(self.set) <= SignedDuration::from_mins(self.record.refresh_min.into())
    }
}

impl Queue {
    /// A queue that nobody waits in.
    pub fn new(id: i64, name: &str) -> Self {
        Self {
            id,
            name: name.to_owned(),
            record: None,
            last_ewt_s: 0,
            first_since: Timestamp::UNIX_EPOCH,
            line: Vec::new(),
            leaves: Leaves::default(),
        }
    }

    /// D.
    pub fn dequeue_rate_s(&self) -> i64 {
        dequeue_rate_s(self.last_ewt_s, self.line.len())
    }

    /// Puts a call at the end of the line (CCB-ENQ-04).
    pub fn put(&mut self, callid: Callid, ewt_s: u16, now: Timestamp) {
        if self.line.is_empty() {
            self.first_since = now;
        }
        self.line.push(callid);
        self.last_ewt_s = ewt_s;
    }

    /// Takes calls out; where the first is among them, the next is first from now on (CCB-TIM-07, CCB-TIM-10).
    pub fn take(&mut self, callids: &[Callid], now: Timestamp) {
        let first = self.line.first().copied();
        self.line.retain(|callid| !callids.contains(callid));
        if self.line.first().copied() != first {
            self.first_since = now;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    /// CCB-SQD-05.
    #[test]
    fn record_is_good_to_the_very_instant() {
        let record = SetRecord { record: QueueRecord::default(), set: at("2015-12-14T17:41:18.888Z") };
        assert!(record.is_good(at("2015-12-14T18:11:18.888Z")));
        assert!(!record.is_good(at("2015-12-14T18:11:18.889Z")));
    }

    /// CCB-TIM-07: only where the first one leaves.
    #[test]
    fn next_becomes_first() {
        let (a, b, c) = (Callid::from_u128(1), Callid::from_u128(2), Callid::from_u128(3));
        let (entered, later) = (at("2015-12-14T17:41:18Z"), at("2015-12-14T17:41:58Z"));
        let mut queue = Queue::new(1, "billing");
        for callid in [a, b, c] {
            queue.put(callid, 180, entered);
        }
        queue.take(&[b], later);
        assert_eq!((queue.line.as_slice(), queue.first_since), (&[a, c][..], entered));
        queue.take(&[a], later);
        assert_eq!((queue.line.as_slice(), queue.first_since), (&[c][..], later));
    }
}
