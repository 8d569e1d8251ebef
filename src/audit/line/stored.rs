//! What the database's side of a servlet logs: the records of `JdbcCallbackQueueDAO` and `JdbcCallbackDAO`.

use super::text::{Guid, OTHER, Text, guid};
use crate::audit::bytes::{Scan, text as owned};

/// A row of `callbackqueue` as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueRow {
    /// `QueueName`.
    pub queue: Box<str>,
    /// `QueueStatus`.
    pub status: Box<str>,
    /// `ValidationStatus`.
    pub validation: Box<str>,
    /// `EnterDateTime`, local seconds since 1970.
    pub entered_s: Option<i64>,
    /// `LeaveDateTime`.
    pub left: Box<str>,
    /// `CVPEstimatedWaitTime`.
    pub cvp_ewt: Box<str>,
    /// `ICMEstimatedWaitTime`.
    pub icm_ewt: Box<str>,
    /// `CallStartDate`, local seconds since 1970.
    pub start_s: Option<i64>,
}

/// A row of `callback` as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackRow {
    /// `ANI`.
    pub number: Box<str>,
    /// `EventTypeId`.
    pub state: Box<str>,
    /// `CauseId`.
    pub cause: Box<str>,
    /// `CallBackType`.
    pub kind: Box<str>,
    /// `OldGUID`.
    pub old_guid: Box<str>,
    /// `Gateway`.
    pub gateway: Box<str>,
    /// `Location`.
    pub location: Box<str>,
    /// `NbrAttempts`.
    pub attempts: Box<str>,
    /// `ScheduledCallBackDateTime` and `ScheduledCallBackDN`.
    pub scheduled: [Box<str>; 2],
    /// `RecordingURL`.
    pub recording: Box<str>,
    /// `CallStartDate`, local seconds since 1970.
    pub start_s: Option<i64>,
    /// `eventDateTime`, likewise.
    pub event_s: Option<i64>,
}

/// Reads a line of one of the two.
pub fn parse(scan: &mut Scan<'_>) -> Option<(Option<Guid>, Text)> {
    if scan.literal(b"JdbcCallbackQueueDAO:").is_some() {
        if scan.literal(b"store: Request").is_some() {
            return queue_row(scan.rest);
        }
        if scan.literal(b"updateValidationStatus: Request").is_some() {
            let guid = value_of(scan, b"CallGUID=").and_then(|mut scan| guid(&mut scan))?;
            let status = value_of(scan, b"validationStatus=").and_then(|mut scan| scan.number())?;
            return Some((Some(guid), Text::ValidationStatus(status)));
        }
        if scan.literal(b"updateQueueStatus: Request").is_some() {
            let guid = value_of(scan, b"CallGUID=").and_then(|mut scan| guid(&mut scan))?;
            let status = value_of(scan, b"queueStatus=").and_then(|mut scan| scan.number())?;
            let left_s = value_of(scan, b"leaveDateTime=").and_then(|mut left| date_s(&mut left))?;
            return Some((Some(guid), Text::QueueStatus(status, left_s)));
        }
        return OTHER;
    }
    if scan.literal(b"JdbcCallbackDAO:").is_some() {
        if scan.literal(b"store: Request").is_some() {
            return callback_row(scan.rest);
        }
        if scan.literal(b"updateEvent: Request").is_some() {
            let guid = value_of(scan, b"CallGUID=").and_then(|mut scan| guid(&mut scan))?;
            let mut at = value_of(scan, b"eventDateTime:")?;
            let cause = value_of(scan, b"CauseID=").and_then(|mut scan| scan.number())?;
            return Some((Some(guid), Text::Event(at.record_date_s(), cause)));
        }
    }
    OTHER
}

/// What comes behind a name, wherever it stands.
pub fn value_of<'a>(scan: &Scan<'a>, name: &[u8]) -> Option<Scan<'a>> {
    memchr::memmem::find(scan.rest, name).map(|at| Scan::new(&scan.rest[at + name.len()..]))
}

/// A record's date, local seconds since 1970, or that there is none; none at all where its end is missing. It has six words.
pub fn date_s(scan: &mut Scan<'_>) -> Option<Option<i64>> {
    const WORDS: usize = 6;
    const SHORTEST: usize = b"Mon Dec 14 11:41:18 CST 2015".len();
    scan.blanks();
    let read = scan.record_date_s();
    let words = || scan.rest.split(|byte| *byte == b' ').filter(|word| !word.is_empty()).count();
    (read.is_some() || scan.rest.len() >= SHORTEST && words() >= WORDS).then_some(read)
}

/// The value of `NAME: 'VALUE'`, as records are printed.
fn quoted<'a>(text: &'a [u8], name: &str) -> Option<&'a [u8]> {
    let needle = format!(" {name}:");
    let mut scan = value_of(&Scan::new(text), needle.as_bytes())?;
    scan.blanks();
    scan.literal(b"'")?;
    scan.until(b'\'')
}

fn quoted_date_s(text: &[u8], name: &str) -> Option<i64> {
    Scan::new(quoted(text, name)?).record_date_s()
}

fn queue_row(text: &[u8]) -> Option<(Option<Guid>, Text)> {
    let guid = value_of(&Scan::new(text), b"CallGUID=").and_then(|mut scan| guid(&mut scan))?;
    let value = |name: &str| quoted(text, name).map(owned);
    value("CallStartDate")?;
    let row = QueueRow {
        queue: value("QueueName")?,
        status: value("QueueStatus")?,
        validation: value("ValidationStatus")?,
        entered_s: quoted_date_s(text, "EnterDateTime"),
        left: value("LeaveDateTime")?,
        cvp_ewt: value("CVPEstimatedWaitTime")?,
        icm_ewt: value("ICMEstimatedWaitTime")?,
        start_s: quoted_date_s(text, "CallStartDate"),
    };
    Some((Some(guid), Text::QueueRow(Box::new(row))))
}

fn callback_row(text: &[u8]) -> Option<(Option<Guid>, Text)> {
    let guid = quoted(text, "CallGUID").and_then(|digits| guid(&mut Scan::new(digits)))?;
    let value = |name: &str| quoted(text, name).map(owned);
    let event_s = value_of(&Scan::new(text), b"eventDateTime:").and_then(|mut event| date_s(&mut event))?;
    let row = CallbackRow {
        number: value("ANI")?,
        state: value("EventTypeId")?,
        cause: value("CauseId")?,
        kind: value("CallBackType")?,
        old_guid: value("OldGUID")?,
        gateway: value("Gateway")?,
        location: value("Location")?,
        attempts: value("NbrAttempts")?,
        scheduled: [value("ScheduledCallBackDateTime")?, value("ScheduledCallBackDN")?],
        recording: value("RecordingURL")?,
        start_s: quoted_date_s(text, "CallStartDate"),
        event_s,
    };
    Some((Some(guid), Text::Callback(Box::new(row))))
}
