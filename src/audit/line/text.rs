//! What reporting lines tell: the texts of section 18.

use super::stored::{self, CallbackRow, QueueRow, date_s, value_of};
use crate::audit::bytes::{Scan, hexadecimal, text as owned};
use crate::ccb::callid::DIGITS;

/// The GUID that a line names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Guid {
    /// 32 hexadecimal digits.
    Good(u128),
    /// Something else in its place.
    Damaged(Box<str>),
}

/// What a tick calculated (CCB-LOG-01), seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// `queuePos`, 0 for the first.
    pub position: i64,
    /// `dqRateA`: D.
    pub dequeue_rate_s: i64,
    /// `timeInFirstPlace(SeCS)`: F.
    pub in_first_place_s: i64,
    /// `reconnectTime`.
    pub reconnect_s: i64,
    /// `SLA_time`.
    pub sla_s: i64,
    /// `RemainingTime`: R, as logged.
    pub remaining_s: i64,
}

impl Tick {
    /// R by the formula of CCB-LOG-01.
    pub const fn recomputed_s(&self) -> i64 {
        (self.position + 1)
            .saturating_mul(self.dequeue_rate_s)
            .saturating_sub(self.in_first_place_s)
            .saturating_sub(self.reconnect_s)
            .saturating_sub(self.sla_s)
    }
}

/// What a reporting line tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// `EnterQueue`: the wait that the router estimates, seconds.
    Enter(i64),
    /// `EnterQueue`: when the call started, local seconds.
    Started(Option<i64>),
    /// `EnterQueue`: queue and calling number.
    Named(Box<(Box<str>, Box<str>)>),
    /// An entry was made; entries before it.
    Put(i64),
    /// A `callbackqueue` row is stored.
    QueueRow(Box<QueueRow>),
    /// `Validate`.
    Validate,
    /// It answers `refresh`.
    Refresh,
    /// It answers a result with these bits.
    Validated(Box<str>, u32),
    /// The capacity of the queue is looked at.
    Capacity(Box<Capacity>),
    /// The share that one more callback would make, percent.
    Percent(i64),
    /// `ValidationStatus` is stored.
    ValidationStatus(i64),
    /// `SetQueueDefaults` for a queue.
    SetDefaults(Box<str>),
    /// `AddCallback`.
    Add,
    /// A `callback` row is stored.
    Callback(Box<CallbackRow>),
    /// `GetStatus`.
    GetStatus,
    /// `UpdateStatus`: status and reason.
    Update(i64, i64),
    /// It answers a word.
    Returned(Box<str>),
    /// After 27.
    Dropped,
    /// After 28.
    Added,
    /// `QueueStatus` and `LeaveDateTime`, local seconds, are stored.
    QueueStatus(i64, Option<i64>),
    /// That was done, with this status.
    QueueStatusDone(i64),
    /// An event is stored: its time, local seconds, and its cause.
    Event(Option<i64>, i64),
    /// That was done, with this state.
    EventDone(i64),
    /// A tick.
    Tick(Tick),
    /// `LeaveQueue`.
    Leave,
    /// The entry is gone.
    Removed,
    /// The entry is stale; the keepalive of its queue, seconds.
    Stale(i64),
    /// A request was refused: its method and the error.
    Refused(Box<(Box<str>, Box<str>)>),
    /// Nothing that matters.
    Other,
}

/// What the capacity of a queue is judged by (CCB-VAL-12, 13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Capacity {
    /// The queue.
    pub queue: Box<str>,
    /// Callbacks that are pending or in progress.
    pub pending: i64,
    /// `maxcount`.
    pub most: i64,
    /// Entries.
    pub size: i64,
    /// `maxpercent`.
    pub most_percent: i64,
}

/// How the texts that matter begin: a text that ends within one of these goes on in the next line.
const OPENINGS: [&[u8]; 20] = [
    b"QueueStats:recalculateRemainingWaitTimes:",
    b"QueueStats putEntry:",
    b"QueueStats removeEntry:",
    b"UpdateStatusHandler:",
    b"GetStatusHandler:",
    b"ValidateHandler:",
    b"AddCallbackHandler:",
    b"SetQueueDefaultsHandler:",
    b"EnterQueueHandler:",
    b"EnterQueue CALLGUID=",
    b"JdbcCallbackQueueDAO:store: Request",
    b"JdbcCallbackQueueDAO:updateValidationStatus: Request",
    b"JdbcCallbackQueueDAO:updateQueueStatus: Request",
    b"JdbcCallbackDAO:store: Request",
    b"JdbcCallbackDAO:updateEvent: Request",
    b"willQueueHandleCallback:",
    b"LeaveQueue CALLGUID=",
    b"removeQueueEntry CALLGUID=",
    b"CallbackTimer: stale entry CALLGUID=",
    b"CallbackServlet: refused method=",
];
/// The longest of them, bytes.
const LONGEST_OPENING: usize = 52;

impl Text {
    /// Whether it ends with a value that is as good with its last characters as without them: a line that is cut off does not show it.
    pub const fn ends_with_a_value(&self) -> bool {
        matches!(
            self,
            Self::Enter(_)
                | Self::Named(_)
                | Self::Put(_)
                | Self::Percent(_)
                | Self::Capacity(_)
                | Self::ValidationStatus(_)
                | Self::Validated(..)
                | Self::Update(..)
                | Self::Returned(_)
                | Self::QueueStatusDone(_)
                | Self::EventDone(_)
                | Self::Event(..)
                | Self::Tick(_)
                | Self::Stale(_)
                | Self::Refused(_)
        )
    }
}

/// Reads a text. None where it begins as one of those that matter and something is missing, as in a wrapped line.
#[inline]
pub fn parse(text: &[u8]) -> Option<(Option<Guid>, Text)> {
    let read = whole(text);
    // Most lines are longer, and need not be looked at twice.
    if text.len() < LONGEST_OPENING && matches!(read, Some((None, Text::Other))) && is_begun(text) {
        return None;
    }
    read
}

/// Whether a text is the beginning of one that matters.
fn is_begun(text: &[u8]) -> bool {
    !text.is_empty() && OPENINGS.iter().any(|opening| opening.len() > text.len() && opening.starts_with(text))
}

/// What a record that was read as whole may yet go on with in the next line: only the end of its line says that `Validate` tells no result.
pub fn takes(text: &Text, more: &[u8]) -> bool {
    let result = more.strip_prefix(b"results:").is_some_and(|word| word.first().is_some_and(u8::is_ascii_alphabetic));
    *text == Text::Validate && (result || more == b"refresh")
}

fn whole(text: &[u8]) -> Option<(Option<Guid>, Text)> {
    let mut scan = Scan::new(text);
    match text.first() {
        Some(b'Q') => {
            let tick = b"QueueStats:recalculateRemainingWaitTimes:";
            if scan.literal(tick).is_some() {
                return recalculated(&mut scan);
            }
            queue_stats(&mut scan)
        }
        Some(b'U') => handler(&mut scan, b"UpdateStatusHandler", b"CALLGUID=", update),
        Some(b'G') => handler(&mut scan, b"GetStatusHandler", b"CALLGUID=", |_| Some(Text::GetStatus)),
        Some(b'V') => handler(&mut scan, b"ValidateHandler", b"GUID=", validate),
        Some(b'A') => handler(&mut scan, b"AddCallbackHandler", b"CALLGUID=", |_| Some(Text::Add)),
        Some(b'S') => set_defaults(&mut scan),
        Some(b'E') => enter(&mut scan),
        Some(b'J') => stored::parse(&mut scan),
        Some(b'w') => capacity(&mut scan),
        Some(b'L') => named(&mut scan, b"LeaveQueue", Text::Leave),
        Some(b'r') => named(&mut scan, b"removeQueueEntry", Text::Removed),
        Some(b'C') => stale_or_refused(&mut scan),
        _ => Some((None, Text::Other)),
    }
}

pub(super) const OTHER: Option<(Option<Guid>, Text)> = Some((None, Text::Other));

fn recalculated(scan: &mut Scan<'_>) -> Option<(Option<Guid>, Text)> {
    scan.key(b"recalculateRemainingWaitTimes")?;
    scan.key(b"CALLGUID=")?;
    let guid = guid(scan)?;
    let mut value = |name: &[u8]| {
        scan.key(name)?;
        scan.number()
    };
    let tick = Tick {
        position: value(b"queuePos=")?,
        dequeue_rate_s: value(b"dqRateA=")?,
        in_first_place_s: value(b"timeInFirstPlace(SeCS)=")?,
        reconnect_s: value(b"reconnectTime=")?,
        sla_s: value(b"SLA_time=")?,
        remaining_s: value(b"RemainingTime=")?,
    };
    Some((Some(guid), Text::Tick(tick)))
}

fn queue_stats(scan: &mut Scan<'_>) -> Option<(Option<Guid>, Text)> {
    if scan.literal(b"QueueStats putEntry:").is_some() {
        scan.blanks();
        let guid = guid(scan)?;
        scan.key(b"<List size:")?;
        return Some((Some(guid), Text::Put(scan.digits()?)));
    }
    if scan.literal(b"QueueStats removeEntry:").is_some() {
        scan.blanks();
        return Some((Some(guid(scan)?), Text::Removed));
    }
    OTHER
}

/// A line of a handler, `XHandler:XHandler.exec: XHandler GUID=...`, and what comes after the GUID.
#[inline]
fn handler(
    scan: &mut Scan<'_>,
    name: &[u8],
    key: &[u8],
    then: impl FnOnce(&mut Scan<'_>) -> Option<Text>,
) -> Option<(Option<Guid>, Text)> {
    if scan.literal(name).is_none() || scan.literal(b":").is_none() {
        return OTHER;
    }
    scan.until(b':')?;
    scan.key(name)?;
    scan.key(key)?;
    let guid = guid(scan)?;
    Some((Some(guid), then(scan)?))
}

fn update(scan: &mut Scan<'_>) -> Option<Text> {
    if scan.key(b"status=").is_some() {
        let status = scan.number()?;
        scan.key(b"reason=")?;
        return Some(Text::Update(status, scan.number()?));
    }
    if scan.key(b"returning").is_some() {
        scan.key(b"status=").or_else(|| scan.key(b"stauts="))?;
        let word = scan.word();
        return (!word.is_empty()).then(|| Text::Returned(owned(word)));
    }
    if scan.key(b"Drop From Queue").is_some() {
        return Some(Text::Dropped);
    }
    if scan.key(b"Add To Queue").is_some() {
        return Some(Text::Added);
    }
    let done = if scan.key(b"updateQueueStatus").is_some() {
        Text::QueueStatusDone
    } else {
        scan.key(b"updateEvent")?;
        Text::EventDone
    };
    scan.key(b"status=")?;
    Some(done(scan.number()?))
}

fn validate(scan: &mut Scan<'_>) -> Option<Text> {
    if scan.key(b"refresh").is_some() {
        return Some(Text::Refresh);
    }
    if scan.key(b"results:").is_none() {
        return Some(Text::Validate);
    }
    let result = owned(scan.word());
    scan.key(b"validation status bitmask=")?;
    scan.literal(b"0x")?;
    let mask = hexadecimal(scan.alphanumeric())?;
    Some(Text::Validated(result, u32::try_from(mask).unwrap_or(u32::MAX)))
}

fn set_defaults(scan: &mut Scan<'_>) -> Option<(Option<Guid>, Text)> {
    if scan.literal(b"SetQueueDefaultsHandler:").is_none() {
        return OTHER;
    }
    scan.until(b':')?;
    scan.key(b"SetQueueDefaultsHandler")?;
    scan.key(b"QueueName=")?;
    (!scan.is_empty()).then(|| (None, Text::SetDefaults(owned(scan.rest.trim_ascii_end()))))
}

fn enter(scan: &mut Scan<'_>) -> Option<(Option<Guid>, Text)> {
    if scan.literal(b"EnterQueueHandler:").is_some() {
        if scan.literal(b"validate:").is_some() {
            scan.key(b"validate")?;
            scan.key(b"guid=")?;
            let guid = guid(scan)?;
            scan.key(b"icmewt=")?;
            return Some((Some(guid), Text::Enter(scan.number()?)));
        }
        scan.until(b':')?;
        scan.key(b"EnterQueueHandler")?;
        scan.key(b"CALLGUID=")?;
        let guid = guid(scan)?;
        scan.key(b"CallStartDate=")?;
        return date_s(scan).map(|started_s| (Some(guid), Text::Started(started_s)));
    }
    if scan.literal(b"EnterQueue CALLGUID=").is_none() {
        return OTHER;
    }
    let guid = guid(scan)?;
    scan.key(b"QueueName=")?;
    // A queue's name may hold blanks.
    let at = memchr::memmem::rfind(scan.rest, b" ani=")?;
    let (queue, number) = (owned(&scan.rest[..at]), owned(scan.rest[at + b" ani=".len()..].trim_ascii_end()));
    Some((Some(guid), Text::Named(Box::new((queue, number)))))
}

fn capacity(scan: &mut Scan<'_>) -> Option<(Option<Guid>, Text)> {
    if scan.literal(b"willQueueHandleCallback:").is_none() {
        return OTHER;
    }
    scan.blanks();
    if scan.literal(b"percent:").is_some() {
        scan.blanks();
        let percent = scan.number()?;
        scan.blanks();
        // More digits and a colon are another line that was run together with this one.
        return scan.is_empty().then_some((None, Text::Percent(percent)));
    }
    scan.key(b"QueueName:")?;
    scan.blanks();
    let at = memchr::memmem::find(scan.rest, b" pendingCallBacks:")?;
    let queue = owned(&scan.rest[..at]);
    scan.rest = &scan.rest[at..];
    let mut value = |name: &[u8]| {
        scan.key(name)?;
        scan.blanks();
        scan.number()
    };
    let capacity = Capacity {
        queue,
        pending: value(b"pendingCallBacks:")?,
        most: value(b"MaxCalls:")?,
        size: value(b"CurrentQueueSize:")?,
        most_percent: value(b"MaxPercent:")?,
    };
    Some((None, Text::Capacity(Box::new(capacity))))
}

fn named(scan: &mut Scan<'_>, name: &[u8], text: Text) -> Option<(Option<Guid>, Text)> {
    if scan.literal(name).is_none() {
        return OTHER;
    }
    scan.key(b"CALLGUID=")?;
    Some((Some(guid(scan)?), text))
}

fn stale_or_refused(scan: &mut Scan<'_>) -> Option<(Option<Guid>, Text)> {
    if scan.literal(b"CallbackTimer: stale entry CALLGUID=").is_some() {
        let guid = guid(scan)?;
        let keepalive = value_of(scan, b"keepalive=").and_then(|mut scan| scan.digits())?;
        return Some((Some(guid), Text::Stale(keepalive)));
    }
    if scan.literal(b"CallbackServlet: refused method=").is_some() {
        let method = owned(scan.word());
        let guid = scan.key(b"CALLGUID=").and_then(|()| guid(scan));
        let error = value_of(scan, b"error=").map(|mut scan| owned(scan.word()))?;
        return Some((guid, Text::Refused(Box::new((method, error)))));
    }
    OTHER
}

/// Reads a GUID. Nothing may stand between its 32nd digit and the next word: `...C90Areturning stauts=done`.
#[inline]
pub fn guid(scan: &mut Scan<'_>) -> Option<Guid> {
    if let Some((digits, rest)) = scan.rest.split_at_checked(DIGITS)
        && let Some(number) = hexadecimal(digits)
        && !rest.first().is_some_and(u8::is_ascii_hexdigit)
    {
        scan.rest = rest;
        return Some(Guid::Good(number));
    }
    let word = scan.alphanumeric();
    (!word.is_empty()).then(|| Guid::Damaged(owned(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: &str = "064CD880000100000000025308C6C90A";

    fn read(text: &str) -> Text {
        parse(text.as_bytes()).unwrap_or_else(|| panic!("{text}")).1
    }

    #[test]
    fn published_texts() {
        let update = "UpdateStatusHandler:UpdateStatusHandler.exec: UpdateStatusHandler CALLGUID=";
        for (text, wanted) in [
            (format!("EnterQueueHandler:validate: validate guid={GUID} icmewt=180"), Text::Enter(180)),
            (format!("QueueStats putEntry: {GUID}<List size:0>"), Text::Put(0)),
            (format!("{update}{GUID} status=24 reason=27"), Text::Update(24, 27)),
            (format!("{update}{GUID}returning stauts=success"), Text::Returned("success".into())),
            (format!("{update}{GUID} returning status=retry"), Text::Returned("retry".into())),
            (format!("{update}{GUID} updateEvent status=22 returns=1 Callback Event table:"), Text::EventDone(22)),
            (format!("QueueStats removeEntry: {GUID}"), Text::Removed),
        ] {
            assert_eq!(read(&text), wanted);
        }
        let validate = "ValidateHandler:ValidateHandler.exec: ValidateHandler GUID=";
        let validated = format!("{validate}{GUID} results:preemptive validation status bitmask=0x00000003");
        assert_eq!(read(&validated), Text::Validated("preemptive".into(), 3));
        assert_eq!(read(&format!("{validate}{GUID} refresh")), Text::Refresh);
    }

    #[test]
    fn a_published_tick() {
        let text = format!(
            "QueueStats:recalculateRemainingWaitTimes: recalculateRemainingWaitTimes CALLGUID={GUID} queuePos=0 dqRateA=180 \
             timeInFirstPlace(SeCS)=248 reconnectTime=30 SLA_time=60 RemainingTime=-158"
        );
        let Text::Tick(tick) = read(&text) else { panic!("{text}") };
        assert_eq!((tick.remaining_s, tick.recomputed_s()), (-158, -158));
    }

    #[test]
    fn what_is_missing_is_missed() {
        for text in [
            "GetStatusHandler:GetStatusHandler.exec: GetStatusHandler",
            "JdbcCallbackDAO:updateEvent: Request to update event on Callback record.",
            "JdbcCallbackQueueDAO:updateValidationStatus: Request to update validation status in",
            "willQueueHandleCallback: percent: 10015216: 10.201.198.11:",
            "LeaveQueue",
            "QueueStats",
            "EnterQueue",
            "JdbcCallbackQueueDAO:store:",
            "JdbcCallbackQueueDAO:updateValidationStatus:",
            "JdbcCallbackQueueDAO:updateQueueStatus:",
            "JdbcCallbackDAO:store:",
            "JdbcCallbackDAO:updateEvent:",
            "CallbackTimer: stale",
            "CallbackServlet: refused",
        ] {
            assert_eq!(parse(text.as_bytes()), None, "{text}");
        }
        assert_eq!(read("JdbcCallbackDAO:store: Responded with retCode: 0"), Text::Other);
    }

    /// A date of six words is whole, whatever its zone is called.
    #[test]
    fn a_date_that_is_cut_off() {
        let record = format!(
            "JdbcCallbackQueueDAO:updateQueueStatus: Request to update CallbackQueue status. CallGUID={GUID} queueStatus=0 \
             leaveDateTime=Mon Dec 14 11:51:43 GMT-06:00"
        );
        assert_eq!(parse(record.as_bytes()), None);
        assert!(matches!(read(&format!("{record} 2015")), Text::QueueStatus(0, Some(_))));
    }

    #[test]
    fn what_a_validation_goes_on_with() {
        for (more, wanted) in [
            ("refresh", true),
            ("results:none", true),
            ("results: none", false),
            ("refresh the page", false),
            ("validation", false),
        ] {
            assert_eq!(takes(&Text::Validate, more.as_bytes()), wanted, "{more}");
        }
        assert!(!takes(&Text::GetStatus, b"refresh"));
    }

    #[test]
    fn openings_are_as_long_as_the_longest() {
        assert_eq!(OPENINGS.iter().map(|opening| opening.len()).max(), Some(LONGEST_OPENING));
        for opening in OPENINGS {
            for end in 1..opening.len() {
                assert_eq!(parse(&opening[..end]), None, "{}", String::from_utf8_lossy(&opening[..end]));
            }
        }
    }

    #[test]
    fn damaged_guids() {
        for text in
            ["064CD880000100000000025308C6C90", "064CD880000100000000025308C6C90A1", "064CD88000010000000002530BC6C9Ol"]
        {
            assert_eq!(guid(&mut Scan::new(text.as_bytes())), Some(Guid::Damaged(text.into())), "{text}");
        }
        assert_eq!(guid(&mut Scan::new(b" x")), None);
    }
}
