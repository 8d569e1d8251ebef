//! The servlet's clock: the system's, or one that a tester moves (SPEC 15).

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::model::parameters::{Parameters, digits};
use super::model::refuse::invalid;
use crate::ccb::answer::{Field, Refused, Value};
use crate::ccb::parameter::Parameter;

/// How often the archive runs (CCB-ARC-01).
pub const ARCHIVE_PERIOD: SignedDuration = SignedDuration::from_mins(30);

/// The furthest that one request moves the clock.
const MAX_MOVE: SignedDuration = SignedDuration::from_hours(400 * 24);

/// The shortest and the longest period of the timer (CCB-CLK-03).
pub const TIMER_PERIODS: std::ops::RangeInclusive<SignedDuration> =
    SignedDuration::from_millis(1)..=SignedDuration::from_hours(1);

/// Which clock a servlet runs by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockSettings {
    /// The system's.
    System,
    /// One that stands still until `TestClock` moves it (CCB-CLK-01).
    Test {
        /// Where it starts.
        start: Timestamp,
    },
}

/// The clock that a servlet runs by.
#[derive(Debug)]
pub enum Clock {
    /// The system's; the timer is a task of its own.
    System,
    /// A tester's, with its timer.
    Test(TestClock),
}

impl Clock {
    /// A clock as it is set, its timer started.
    pub fn start(settings: ClockSettings, timer_period: SignedDuration) -> Self {
        match settings {
            ClockSettings::System => Self::System,
            ClockSettings::Test { start } => Self::Test(TestClock::start(start, timer_period)),
        }
    }

    /// The present instant.
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Test(clock) => clock.now,
        }
    }
}

/// A clock that stands still until it is moved.
#[derive(Debug)]
pub struct TestClock {
    now: Timestamp,
    timer_period: SignedDuration,
    next_tick: Timestamp,
    next_archive: Timestamp,
}

/// What falls due as time goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// A run of the timer.
    Tick,
    /// A run of the archive.
    Archive,
}

impl TestClock {
    fn start(now: Timestamp, timer_period: SignedDuration) -> Self {
        Self { now, timer_period, next_tick: later(now, timer_period), next_archive: later(now, ARCHIVE_PERIOD) }
    }

    /// Moves to what falls due next, not after `until`; a tick before an archive run of its instant (CCB-TIM-10).
    pub fn next_due(&mut self, until: Timestamp) -> Option<(Timestamp, Due)> {
        let (at, due) = if self.next_tick <= self.next_archive {
            (self.next_tick, Due::Tick)
        } else {
            (self.next_archive, Due::Archive)
        };
        // The end of representable time stands for what never falls due.
        if at > until || at == Timestamp::MAX {
            return None;
        }
        self.now = at;
        match due {
            Due::Tick => self.next_tick = later(at, self.timer_period),
            Due::Archive => self.next_archive = later(at, ARCHIVE_PERIOD),
        }
        Some((at, due))
    }

    /// Passes over the ticks up to `until`, for when they would find nothing to do.
    pub fn skip_ticks(&mut self, until: Timestamp) {
        let ahead = until.duration_since(self.next_tick).as_nanos();
        if ahead >= 0 {
            let ticks = ahead / self.timer_period.as_nanos() + 1;
            let skipped = SignedDuration::from_nanos_i128(ticks * self.timer_period.as_nanos());
            self.next_tick = later(self.next_tick, skipped);
        }
    }

    /// Passes over the archive runs up to `until` but for the last one, for when nothing can happen between them: what the others
    /// would have moved and removed, the last one does.
    pub fn skip_archives(&mut self, until: Timestamp) {
        let ahead = until.duration_since(self.next_archive).as_nanos();
        if ahead > 0 {
            let runs = ahead / ARCHIVE_PERIOD.as_nanos();
            let skipped = SignedDuration::from_nanos_i128(runs * ARCHIVE_PERIOD.as_nanos());
            self.next_archive = later(self.next_archive, skipped);
        }
    }

    /// Comes to rest after a move: at its end, and with a new timer if one was asked for (CCB-CLK-03).
    pub fn settle(&mut self, movement: Movement) {
        self.now = movement.to;
        if let Some(period) = movement.timer_period {
            self.timer_period = period;
            self.next_tick = later(self.now, period);
        }
    }

    /// The lines `now` and `nexttick` (CCB-CLK-01, CCB-CLK-04).
    pub fn lines(&self, time_zone: &TimeZone) -> BTreeMap<Field, Value> {
        BTreeMap::from([
            (Field::Now, rfc3339(self.now, time_zone).into()),
            (Field::Nexttick, rfc3339(self.next_tick, time_zone).into()),
        ])
    }
}

fn later(instant: Timestamp, duration: SignedDuration) -> Timestamp {
    instant.checked_add(duration).unwrap_or(Timestamp::MAX)
}

/// With three decimals, or nine where three do not tell all.
fn rfc3339(instant: Timestamp, time_zone: &TimeZone) -> String {
    let whole_millis = instant.subsec_nanosecond() % 1_000_000 == 0;
    let format = if whole_millis { "%Y-%m-%dT%H:%M:%S%.3f%:z" } else { "%Y-%m-%dT%H:%M:%S%.9f%:z" };
    instant.to_zoned(time_zone.clone()).strftime(format).to_string()
}

/// What a `TestClock` request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Movement {
    /// Where the clock goes; the present instant where nothing was asked.
    pub to: Timestamp,
    /// The period of a new timer, if one was asked for.
    timer_period: Option<SignedDuration>,
}

impl Movement {
    /// Reads `advance` or `now`, and `timer`.
    ///
    /// # Errors
    /// `invalid_parameter` for a value out of form or range, for both `advance` and `now`, for a move back, and for one
    /// of more than 400 days.
    pub fn parse(parameters: &Parameters, now: Timestamp) -> Result<Self, Refused> {
        let advance = parameters
            .parsed(Parameter::Advance, "decimal seconds, at most 400 days", |text| target(now, seconds(text)?))?;
        let to =
            parameters.parsed(Parameter::Now, "an RFC 3339 time, not before now, at most 400 days off", |text| {
                target(now, text.parse::<Timestamp>().ok()?.duration_since(now))
            })?;
        if advance.is_some() && to.is_some() {
            return Err(invalid(Parameter::Now, "left out where `advance` is given"));
        }
        let timer_period = parameters.parsed(Parameter::Timer, "decimal seconds from 0.001 to 3600", |text| {
            seconds(text).filter(|period| TIMER_PERIODS.contains(period))
        })?;
        Ok(Self { to: advance.or(to).unwrap_or(now), timer_period })
    }
}

/// Where a move ends, if it goes forward, not too far, and leaves a day of representable time after it.
fn target(now: Timestamp, duration: SignedDuration) -> Option<Timestamp> {
    let bounded = (SignedDuration::ZERO..=MAX_MOVE).contains(&duration);
    let to = bounded.then(|| now.checked_add(duration).ok()).flatten()?;
    to.checked_add(SignedDuration::from_hours(24)).is_ok().then_some(to)
}

/// Digits, or digits with up to nine decimals.
fn seconds(text: &str) -> Option<SignedDuration> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let nanos = (fraction.len() <= 9).then(|| digits(&format!("{fraction:0<9}"))).flatten();
    let nanos = nanos.filter(|_| !fraction.is_empty())?;
    Some(SignedDuration::new(digits(whole)?.into(), i32::try_from(nanos).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    fn clock() -> TestClock {
        TestClock::start(at("2015-12-14T17:41:12.554Z"), SignedDuration::from_millis(10_140))
    }

    fn movement(pairs: &[(&str, &str)]) -> Result<Movement, Refused> {
        Movement::parse(&Parameters::from_pairs(pairs.iter().copied()), clock().now)
    }

    /// CCB-CLK-01 and SPEC 17: a timer started at 11:41:12.554 ticks at 11:41:53.114.
    #[test]
    fn ticks_come_at_start_plus_whole_periods() {
        let mut clock = clock();
        let until = at("2015-12-14T17:41:53.114Z");
        let mut ticks = Vec::new();
        while let Some((at, Due::Tick)) = clock.next_due(until) {
            ticks.push(at.to_string());
        }
        assert_eq!(ticks.len(), 4);
        assert_eq!(ticks.last().map(String::as_str), Some("2015-12-14T17:41:53.114Z"));
    }

    /// CCB-TIM-10.
    #[test]
    fn tick_comes_before_an_archive_run_of_its_instant() {
        let mut clock = TestClock::start(at("2015-12-14T17:00:00Z"), SignedDuration::from_mins(10));
        let until = at("2015-12-14T17:30:00Z");
        let due: Vec<Due> = std::iter::from_fn(|| clock.next_due(until)).map(|(_, due)| due).collect();
        assert_eq!(due, [Due::Tick, Due::Tick, Due::Tick, Due::Archive]);
    }

    #[test]
    fn of_skipped_archive_runs_the_last_is_left() {
        let mut clock = TestClock::start(at("2015-12-14T17:00:00Z"), SignedDuration::from_mins(45));
        clock.skip_archives(at("2015-12-14T17:29:59Z"));
        assert_eq!(clock.next_archive, at("2015-12-14T17:30:00Z"), "none is due yet");
        clock.skip_archives(at("2015-12-14T18:30:00Z"));
        assert_eq!(clock.next_archive, at("2015-12-14T18:30:00Z"), "an instant that is reached is due");
        clock.skip_archives(at("2015-12-14T21:10:00Z"));
        assert_eq!(clock.next_archive, at("2015-12-14T21:00:00Z"));
    }

    #[test]
    fn skipped_ticks_leave_the_grid_in_place() {
        let (mut skipping, mut counting) = (clock(), clock());
        let until = at("2015-12-14T18:12:03.254Z");
        skipping.skip_ticks(until);
        while counting.next_due(until).is_some() {}
        assert_eq!(skipping.next_tick, counting.next_tick);
        skipping.skip_ticks(at("2015-12-14T17:00:00Z"));
        assert_eq!(skipping.next_tick, counting.next_tick, "what lies behind is not skipped again");
    }

    #[test]
    fn at_the_end_of_time_nothing_falls_due() {
        let mut clock = TestClock::start(Timestamp::MAX, SignedDuration::from_secs(10));
        clock.skip_ticks(Timestamp::MAX);
        assert_eq!(clock.next_due(Timestamp::MAX), None);
    }

    /// CCB-CLK-03: move first, then restart the timer.
    #[test]
    fn timer_restarts_from_the_present_instant() {
        let mut clock = clock();
        clock.settle(movement(&[("advance", "0.446"), ("timer", "0.5")]).expect("a good request"));
        let lines = clock.lines(&TimeZone::UTC);
        assert_eq!(lines[&Field::Now], "2015-12-14T17:41:13.000+00:00".into());
        assert_eq!(lines[&Field::Nexttick], "2015-12-14T17:41:13.500+00:00".into());
    }

    /// CCB-CLK-04.
    #[test]
    fn printed_with_decimals_and_the_local_offset() {
        let chicago = TimeZone::get("America/Chicago").expect("the bundled database has it");
        assert_eq!(rfc3339(at("2015-12-14T17:41:12.554Z"), &chicago), "2015-12-14T11:41:12.554-06:00");
        assert_eq!(rfc3339(at("2015-06-14T17:41:12Z"), &chicago), "2015-06-14T12:41:12.000-05:00");
        assert_eq!(rfc3339(at("2015-12-14T17:41:12.5541Z"), &TimeZone::UTC), "2015-12-14T17:41:12.554100000+00:00");
    }

    #[test]
    fn what_is_asked_for() {
        assert_eq!(movement(&[]), Ok(Movement { to: clock().now, timer_period: None }));
        for (pairs, to) in [
            (&[("advance", "0")][..], "2015-12-14T17:41:12.554Z"),
            (&[("advance", "10.14")], "2015-12-14T17:41:22.694Z"),
            (&[("now", "2015-12-14T11:41:18.810-06:00")], "2015-12-14T17:41:18.810Z"),
            (&[("now", "2015-12-14T17:41:12.554Z")], "2015-12-14T17:41:12.554Z"),
            (&[("advance", "34560000")], "2017-01-17T17:41:12.554Z"),
        ] {
            assert_eq!(movement(pairs).map(|movement| movement.to), Ok(at(to)), "{pairs:?}");
        }
        for (pairs, parameter) in [
            (&[("now", "2015-12-14T17:41:12.553Z")][..], "now"),
            (&[("now", "2017-01-17T17:41:12.555Z")], "now"),
            (&[("now", "yesterday")], "now"),
            (&[("advance", "1"), ("now", "2015-12-14T17:41:18Z")], "now"),
            (&[("advance", "-1")], "advance"),
            (&[("advance", "1.")], "advance"),
            (&[("advance", ".5")], "advance"),
            (&[("advance", "1e3")], "advance"),
            (&[("advance", "34560000.001")], "advance"),
            (&[("timer", "0")], "timer"),
            (&[("timer", "0.0009")], "timer"),
            (&[("timer", "3600.001")], "timer"),
        ] {
            let error = movement(pairs).expect_err("refused");
            assert_eq!(error.parameter.as_deref(), Some(parameter), "{pairs:?}");
        }
    }
}
