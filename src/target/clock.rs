//! The test clock of a target, as the suite moves it (SPEC 15).

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimeParser;
use jiff::tz::Offset;

use super::client::Client;
use super::error::TargetError;
use crate::ccb::answer::{Answer, Field, Value};
use crate::ccb::dialect::excerpt;
use crate::ccb::observation::Request;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::ccb::refusal::Refusal;

/// The first instant that a clock may tell: 1900.
const EARLIEST: Timestamp = Timestamp::constant(-2_208_988_800, 0);

/// The last instant that a clock may tell: 9000. A journey goes on from there, and must not come to the end of the calendar.
const LATEST: Timestamp = Timestamp::constant(221_845_392_000, 0);

/// What the clock told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The present instant.
    pub now: Timestamp,
    /// When the timer ticks next.
    pub nexttick: Timestamp,
    /// How far the servlet's local time is ahead of UTC (CCB-CLK-04).
    pub offset: Offset,
    /// How far it is ahead at the next tick.
    pub nexttick_offset: Offset,
}

/// Reads the clock; `None` where the target does not offer one (CCB-CLK-02), or its dialect has no name for it.
///
/// # Errors
///
/// Where the target does not answer, or not in its dialect.
pub async fn read(client: &Client) -> Result<Option<Reading>, TargetError> {
    if !client.dialect().has(Operation::TestClock) {
        return Ok(None);
    }
    match client.ask(&Request::new(Operation::TestClock)).await? {
        Answer::Refused(refused) if refused.error == Refusal::UnknownMethod => Ok(None),
        answer => reading(&answer).map(Some),
    }
}

/// Moves the clock forward to `instant`; every tick that falls due until then runs.
///
/// # Errors
///
/// As for [`read`], and where the target refuses.
pub async fn advance_to(client: &Client, instant: Timestamp) -> Result<Reading, TargetError> {
    let request = Request::new(Operation::TestClock).with(Parameter::Now, &instant);
    let moved = reading(&client.ask(&request).await?)?;
    if moved.now != instant {
        return Err(malformed(format!("the clock was to stand at {instant} and tells {}", moved.now)));
    }
    Ok(moved)
}

/// Tries to move the clock, also back; tells the refusal, or `moved`.
///
/// # Errors
///
/// As for [`read`].
pub async fn attempt(client: &Client, instant: Timestamp) -> Result<&'static str, TargetError> {
    let request = Request::new(Operation::TestClock).with(Parameter::Now, &instant);
    Ok(match client.ask(&request).await? {
        Answer::Done(_) => "moved",
        Answer::Refused(refused) => refused.error.name(),
    })
}

/// Restarts the timer: the next tick falls `period` after now, and so on (CCB-CLK-03).
///
/// # Errors
///
/// As for [`advance_to`].
pub async fn restart_timer(client: &Client, period: Duration) -> Result<Reading, TargetError> {
    let request = Request::new(Operation::TestClock).with(Parameter::Timer, &period.as_secs_f64());
    let restarted = reading(&client.ask(&request).await?)?;
    if restarted.nexttick.duration_since(restarted.now).unsigned_abs() != period {
        let reason = format!("the timer was restarted at {} and next ticks at {}", restarted.now, restarted.nexttick);
        return Err(malformed(reason));
    }
    Ok(restarted)
}

/// Whether the timer can be restarted, asked in a way that restarts none: with a period that is out of range.
///
/// # Errors
///
/// As for [`read`].
pub async fn offers_timer(client: &Client) -> Result<bool, TargetError> {
    let request = Request::new(Operation::TestClock).with(Parameter::Timer, "0");
    let answer = client.ask(&request).await?;
    Ok(matches!(answer, Answer::Refused(refused) if refused.error == Refusal::InvalidParameter))
}

fn reading(answer: &Answer) -> Result<Reading, TargetError> {
    let fields = match answer {
        Answer::Done(fields) => fields,
        Answer::Refused(refused) => {
            return Err(malformed(format!("refused with `{}`: {}", refused.error, excerpt(&refused.message))));
        }
    };
    let instant = |field: Field| match fields.get(&field) {
        Some(Value::Text(text)) if parse(text).is_some() && !has_millis(text) => Err(TargetError::Malformed {
            operation: Operation::TestClock.name(),
            reason: format!("`{field}={text}` has fewer than three decimals of a second"),
            clause: "CCB-CLK-04",
        }),
        Some(Value::Text(text)) => parse(text).ok_or_else(|| malformed(format!("`{field}={text}` is not RFC 3339"))),
        _ => Err(malformed(format!("no line `{field}`"))),
    };
    let (now, offset) = instant(Field::Now)?;
    let (nexttick, nexttick_offset) = instant(Field::Nexttick)?;
    // Beyond these no calendar reckons on, and no servlet lives there.
    if [now, nexttick].into_iter().any(|instant| !(EARLIEST..=LATEST).contains(&instant)) {
        return Err(malformed(format!(
            "the clock stands at {now} and next ticks at {nexttick}, which is not between 1900 and 9000"
        )));
    }
    if nexttick < now {
        return Err(malformed(format!("the next tick at {nexttick} is before now, {now}")));
    }
    Ok(Reading { now, nexttick, offset, nexttick_offset })
}

fn parse(text: &str) -> Option<(Timestamp, Offset)> {
    static PARSER: DateTimeParser = DateTimeParser::new();
    let pieces = PARSER.parse_pieces(text).ok()?;
    let offset = pieces.to_numeric_offset()?;
    Some((text.parse().ok()?, offset))
}

/// Whether the seconds have three decimals or more (CCB-CLK-04).
fn has_millis(text: &str) -> bool {
    let decimals = text.split_once('.').map(|(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count());
    decimals.is_some_and(|decimals| decimals >= 3)
}

fn malformed(reason: String) -> TargetError {
    TargetError::Malformed { operation: Operation::TestClock.name(), reason, clause: "CCB-CLK-01" }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(now: &str, nexttick: &str) -> Answer {
        Answer::Done([(Field::Now, now.into()), (Field::Nexttick, nexttick.into())].into())
    }

    #[test]
    fn a_reading_knows_the_local_offset() {
        let read = reading(&told("2015-12-14T11:41:12.554-06:00", "2015-12-14T11:41:22.554-06:00")).expect("a reading");
        assert_eq!(read.now, "2015-12-14T17:41:12.554Z".parse().expect("a timestamp"));
        assert_eq!(read.offset, Offset::constant(-6));
    }

    #[test]
    fn nonsense_is_no_reading() {
        assert!(reading(&told("noon", "2015-12-14T11:41:22.554-06:00")).is_err());
        assert!(reading(&told("2015-12-14T11:41:12Z", "2015-12-14T11:41:02Z")).is_err(), "a tick in the past");
        let whole = reading(&told("2015-12-14T11:41:12-06:00", "2015-12-14T11:41:22.554-06:00"));
        assert!(matches!(whole, Err(TargetError::Malformed { clause: "CCB-CLK-04", .. })), "no decimals");
        let end_of_time = reading(&told("9999-12-30T21:59:59.999Z", "9999-12-30T22:00:00.000Z"));
        assert!(end_of_time.is_err(), "a clock at the end of the calendar");
        assert!(reading(&Answer::Done([(Field::Ewt, 0.into())].into())).is_err());
    }
}
