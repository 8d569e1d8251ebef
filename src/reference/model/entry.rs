//! An entry: a call's place in a queue, and the callback that it may have (SPEC 1).

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::as_text;
use super::attempts::FailedAttempts;
use super::instant::{cut_to_second, whole_seconds};
use crate::ccb::callid::Callid;
use crate::ccb::event_type::EventType;

/// A call as the tables know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Call {
    /// What stands for it in every table (CCB-ROW-01).
    pub surrogate: i64,
    /// Its GUID.
    #[serde(with = "as_text")]
    pub callid: Callid,
    /// When it entered.
    #[serde(with = "as_text")]
    pub entered: Timestamp,
}

impl Call {
    /// `CallStartDate`: the UTC date of entering (CCB-ENQ-03).
    pub fn start_date(&self) -> Date {
        self.entered.to_zoned(TimeZone::UTC).date()
    }
}

/// A call in a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Whose place it is.
    pub call: Call,
    /// The queue's name.
    pub queue: String,
    /// The EWT that came with the call, 0 to 32767 s.
    pub ewt_s: u16,
    /// The calling number.
    pub ani: Option<String>,
    /// The gateway of the last validation, where that was `preemptive` (CCB-ADD-04).
    pub preemptive: Option<Gateway>,
    /// The callback, once one was added.
    pub callback: Option<Callback>,
    /// The last contact. In memory only: a restart counts as contact (CCB-DUR-01).
    #[serde(skip)]
    pub last_contact: Timestamp,
    /// R as of the last tick, seconds; may be negative. In memory only: a restart calculates it at once.
    #[serde(skip)]
    pub remaining_s: i64,
}

/// Where a callback goes out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gateway {
    /// Its id, at most 40 characters.
    pub id: String,
    /// Its location, at most 32 characters.
    pub location: String,
}

/// The promise to call back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Callback {
    /// The number to call.
    pub number: String,
    /// URL of the recorded name.
    pub recording: Option<String>,
    /// How far it is.
    pub state: CallbackState,
    /// Attempts begun (CCB-UPD-13).
    pub attempts: u32,
    /// Attempts that failed.
    pub failed: FailedAttempts,
    /// The retry interval that runs, if one does.
    pub retry: Option<Retry>,
}

/// How far the callback of an entry is; a canceled one has no entry any more (CCB-UPD-10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CallbackState {
    /// 21.
    Pending,
    /// 22.
    InProgress,
    /// 24.
    Complete,
}

impl CallbackState {
    /// Pending or in progress: it counts against its queue, and leaving cancels it (CCB-VAL-12, CCB-LVQ-05).
    pub const fn is_outstanding(self) -> bool {
        matches!(self, Self::Pending | Self::InProgress)
    }

    /// The state as the tables hold it.
    pub const fn event_type(self) -> EventType {
        match self {
            Self::Pending => EventType::Pending,
            Self::InProgress => EventType::InProgress,
            Self::Complete => EventType::Complete,
        }
    }
}

/// A retry interval (CCB-GST-06).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    /// The failure, cut to the second.
    #[serde(with = "as_text")]
    since: Timestamp,
    /// The whole of it.
    interval_s: u32,
    /// What was left of it at the last tick.
    pub left_s: i64,
}

impl Retry {
    /// One that begins with a failure now; none where it has no length (CCB-UPD-16).
    pub fn begin(now: Timestamp, interval_s: u32) -> Option<Self> {
        (interval_s > 0).then(|| Self { since: cut_to_second(now), interval_s, left_s: interval_s.into() })
    }

    /// The same as of a tick; none where it has run out there.
    pub fn at_tick(self, now: Timestamp) -> Option<Self> {
        let left_s = i64::from(self.interval_s) - whole_seconds(self.since, now);
        (left_s > 0).then_some(Self { left_s, ..self })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    /// CCB-GST-06: seconds count from the failure cut to the second; it is over at the tick where none is left.
    #[test]
    fn retry_interval_runs_by_ticks() {
        let retry = Retry::begin(at("2015-12-14T17:43:19.772Z"), 20).expect("it has a length");
        assert_eq!(retry.left_s, 20);
        assert_eq!(retry.at_tick(at("2015-12-14T17:43:24.374Z")).map(|retry| retry.left_s), Some(15));
        assert_eq!(retry.at_tick(at("2015-12-14T17:43:38.999Z")).map(|retry| retry.left_s), Some(1));
        assert_eq!(retry.at_tick(at("2015-12-14T17:43:39.000Z")), None);
    }

    /// CCB-UPD-16.
    #[test]
    fn retry_interval_of_no_length_never_runs() {
        assert_eq!(Retry::begin(at("2015-12-14T17:43:19Z"), 0), None);
    }

    /// CCB-ENQ-03: the UTC date, whatever the date is elsewhere.
    #[test]
    fn start_date_is_that_of_utc() {
        let call = Call { surrogate: 1, callid: Callid::from_u128(1), entered: at("2015-12-14T23:30:00-06:00") };
        assert_eq!(call.start_date().to_string(), "2015-12-15");
    }
}
