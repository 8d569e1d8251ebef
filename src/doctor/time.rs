//! The target's clock, its zone and its timer, from what it stores and answers about a call of the suite's own.

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, sleep};

use super::check::{Check, Health};
use crate::ccb::answer::{Answer, Field, Value};
use crate::ccb::operation::Operation;
use crate::ccb::second::nearest_quarter_s;
use crate::target::client::Client;
use crate::target::clock;
use crate::target::error::TargetError;
use crate::target::own_call::OwnCall;

/// A clock that is off by no more is in order: both times are cut to the second.
const CLOCK_TOLERANCE: SignedDuration = SignedDuration::from_secs(2);

/// A clock that is off by more makes times unreadable.
const CLOCK_LIMIT: SignedDuration = SignedDuration::from_secs(60);

/// The timer ticks every 10 seconds plus its work, at most 11 (CCB-TIM-01).
const SHORTEST_PERIOD: Duration = Duration::from_millis(9_900);
const LONGEST_PERIOD: Duration = Duration::from_secs(11);

/// How often it is asked whether the timer has ticked.
const LOOK_EVERY: Duration = Duration::from_millis(100);

const TIMER: &str = "timer";

/// The stored time of entering, held against this machine's clock, or the test clock's.
pub(super) fn clock_offset(entered: DateTime, now: Timestamp, whose: &str) -> Check {
    const NAME: &str = "clock";
    let Ok(entered) = TimeZone::UTC.to_timestamp(entered) else {
        return Check::fail(
            NAME,
            format!("the stored time {entered} is none"),
            "store UTC, cut to the second (SPEC 12)",
        );
    };
    let ahead = entered.duration_since(now);
    let seen = format!("a call that entered now is stored {} {whose}", described(ahead));
    if ahead.abs() <= CLOCK_TOLERANCE {
        Check::fine(NAME, seen)
    } else if ahead.abs() <= CLOCK_LIMIT {
        Check::warn(NAME, seen, "let both machines follow the same time server")
    } else {
        Check::fail(
            NAME,
            seen,
            "set the clock of that machine, or store UTC: every time but DBDateTime is UTC (CCB-ROW-02)",
        )
    }
}

/// The zone in which `DBDateTime` is stored, held against the one that was told. A clock that is off is told already: the zone is right if it is so
/// by the time of entering that the same clock told.
pub(super) fn zone(local: DateTime, now: Timestamp, entered: Option<DateTime>, told: Option<&TimeZone>) -> Check {
    let by_now = zone_at(local, now, told);
    let entered = entered.and_then(|entered| TimeZone::UTC.to_timestamp(entered).ok());
    match entered.map(|entered| zone_at(local, entered, told)) {
        Some(same) if by_now.health == Health::Fail && same.health == Health::Fine => same,
        _ => by_now,
    }
}

fn zone_at(local: DateTime, now: Timestamp, told: Option<&TimeZone>) -> Check {
    const NAME: &str = "zone";
    let Ok(as_utc) = TimeZone::UTC.to_timestamp(local) else {
        return Check::fail(
            NAME,
            format!("DBDateTime {local} is no time"),
            "store local time, cut to the second (SPEC 12)",
        );
    };
    let rounded_s = nearest_quarter_s(as_utc.duration_since(now));
    let seen = format!("DBDateTime is {} UTC", described(SignedDuration::from_secs(rounded_s)));
    let Some(told) = told else {
        let remedy = "tell the zone as `timezone`, so that its clock changes can be tested (CCB-ROW-07)";
        return Check::warn(NAME, format!("{seen}, and no zone is told"), remedy);
    };
    let offset_s = i64::from(told.to_offset(now).seconds());
    let name = told.iana_name().unwrap_or("the zone of the profile");
    if offset_s == rounded_s {
        return Check::fine(NAME, format!("{seen}, as in {name}"));
    }
    let expected = described(SignedDuration::from_secs(offset_s));
    Check::fail(
        NAME,
        format!("{seen}, but {name} is {expected} it"),
        "correct `timezone` in the profile, or the servlet's own zone (CCB-ROW-02)",
    )
}

fn described(ahead: SignedDuration) -> String {
    let length_s = ahead.abs().as_secs();
    let (hours, minutes, seconds) = (length_s / 3600, length_s / 60 % 60, length_s % 60);
    let length = [(hours, "h"), (minutes, "min"), (seconds, "s")]
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, unit)| format!("{number} {unit}"))
        .collect::<Vec<_>>()
        .join(" ");
    match length.as_str() {
        "" => "at the same time as".to_owned(),
        length if ahead.is_negative() => format!("{length} behind"),
        length => format!("{length} ahead of"),
    }
}

/// The period of the timer, by moving the test clock to the next tick.
pub(super) async fn period_by_clock(client: &Client, told: Option<Duration>) -> Check {
    let measured = async || -> Result<_, TargetError> {
        let reading = clock::read(client).await?;
        match reading {
            Some(reading) => {
                let ticked = clock::advance_to(client, reading.nexttick).await?;
                Ok(Some(ticked.nexttick.duration_since(ticked.now).unsigned_abs()))
            }
            None => Ok(None),
        }
    };
    match measured().await {
        Ok(Some(period)) => of_period(period, "by the test clock", told),
        Ok(None) => Check::skipped(TIMER, "the test clock is gone"),
        Err(error) => {
            Check::fail(TIMER, error.to_string(), "see SPEC 15: the clock moves forward and tells the next tick")
        }
    }
}

/// The period of the timer, by watching R of a call alone in its queue: it changes at a tick only (CCB-TIM-06).
pub(super) async fn period_by_watching(
    client: &Client,
    call: &OwnCall,
    max_wait: Duration,
    told: Option<Duration>,
) -> Check {
    let begin = Instant::now();
    let mut last = None;
    let mut ticked: Option<Instant> = None;
    while begin.elapsed() < max_wait {
        let ewt = match call.ask(client, Operation::GetStatus).await {
            Ok(Answer::Done(fields)) => match fields.get(&Field::Ewt) {
                Some(Value::Integer(ewt)) => *ewt,
                _ => return Check::fail(TIMER, "GetStatus tells no `ewt`", "see CCB-GST-01"),
            },
            Ok(Answer::Refused(refused)) => {
                return Check::fail(TIMER, format!("GetStatus is refused: {}", refused.error), "see SPEC 8");
            }
            Err(error) => return Check::fail(TIMER, error.to_string(), "look at the servlet's own log"),
        };
        let now = Instant::now();
        if last.is_some_and(|last| last != ewt) {
            match ticked {
                Some(before) => return of_period(now - before, "by watching", told),
                None => ticked = Some(now),
            }
        }
        last = Some(ewt);
        sleep(LOOK_EVERY).await;
    }
    let waited_s = max_wait.as_secs_f64();
    let seen = match ticked {
        Some(_) => format!("only one tick was seen within {waited_s} s"),
        None => format!("no tick was seen within {waited_s} s"),
    };
    if max_wait >= LONGEST_PERIOD * 3 {
        return Check::fail(TIMER, seen, "the timer ticks every 10 to 11 seconds (CCB-TIM-01): is it running?");
    }
    Check::skipped(TIMER, format!("{seen}; `--max-wait 45` would tell"))
}

fn of_period(period: Duration, how: &str, told: Option<Duration>) -> Check {
    let seen = format!("it ticks every {:.2} s, {how}", period.as_secs_f64());
    // Watching is as exact as it is often.
    let slack = LOOK_EVERY * 3;
    if let Some(told) = told
        && told.abs_diff(period) > slack
    {
        let remedy = format!("correct `timer-period-s`, which says {}", told.as_secs_f64());
        return Check::fail(TIMER, seen, remedy);
    }
    if period + slack < SHORTEST_PERIOD || period > LONGEST_PERIOD + slack {
        if told.is_some() {
            return Check::warn(
                TIMER,
                seen,
                "as the profile says, but the specification has 10 to 11 seconds (CCB-TIM-01)",
            );
        }
        return Check::fail(TIMER, seen, "the specification has 10 to 11 seconds (CCB-TIM-01)");
    }
    Check::fine(TIMER, seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn a_clock_that_is_an_hour_off_fails_and_one_that_is_seconds_off_warns() {
        let now = at("2015-12-14T17:41:18.810Z");
        let health = |entered: &str| clock_offset(entered.parse().expect("a time"), now, "this machine's clock");
        assert_eq!(health("2015-12-14T17:41:18").health, Health::Fine);
        assert_eq!(health("2015-12-14T17:41:28").health, Health::Warn);
        let behind = health("2015-12-14T16:41:19");
        assert_eq!(behind.health, Health::Fail);
        assert!(behind.seen.contains("59 min 59 s behind"), "{}", behind.seen);
    }

    #[test]
    fn a_zone_is_read_from_a_local_time() {
        let now = at("2015-12-14T17:41:18.810Z");
        let zone_of = |local: &str, name: &str| {
            let told = TimeZone::get(name).expect("a zone");
            zone(local.parse().expect("a time"), now, None, Some(&told))
        };
        assert_eq!(zone_of("2015-12-14T11:41:18", "America/Chicago").health, Health::Fine);
        assert_eq!(zone_of("2015-12-14T23:11:17", "Asia/Kolkata").health, Health::Fine);
        let off = zone_of("2015-12-14T11:41:18", "America/New_York");
        assert_eq!(off.health, Health::Fail);
        assert!(off.seen.contains("6 h behind UTC") && off.seen.contains("5 h behind it"), "{}", off.seen);
        let time = |text: &str| Some(text.parse::<DateTime>().expect("a time"));
        assert_eq!(zone(time("2015-12-14T17:41:18").expect("a time"), now, None, None).health, Health::Warn);
        // By a clock that is an hour ahead; and by one that is right where UTC was to be stored and is not.
        let chicago = TimeZone::get("America/Chicago").expect("a zone");
        let by =
            |local: &str, entered: &str| zone(time(local).expect("a time"), now, time(entered), Some(&chicago)).health;
        assert_eq!(by("2015-12-14T12:41:18", "2015-12-14T18:41:18"), Health::Fine);
        assert_eq!(by("2015-12-14T11:41:18", "2015-12-14T11:41:18"), Health::Fine);
        assert_eq!(by("2015-12-14T12:41:18", "2015-12-14T17:41:18"), Health::Fail);
    }

    #[test]
    fn a_period_is_held_against_the_specification_and_the_profile() {
        let health = |period_s: f64, told_s: Option<f64>| {
            of_period(Duration::from_secs_f64(period_s), "by watching", told_s.map(Duration::from_secs_f64)).health
        };
        assert_eq!(health(10.0, None), Health::Fine);
        assert_eq!(health(10.14, None), Health::Fine);
        assert_eq!(health(5.0, None), Health::Fail);
        assert_eq!(health(30.0, None), Health::Fail);
        assert_eq!(health(2.0, Some(2.0)), Health::Warn);
        assert_eq!(health(10.0, Some(2.0)), Health::Fail);
    }
}
