//! The timeline: where a journey stands on its target's clock, and how it is placed against the timer.
//!
//! A target's clock shows any time it likes when a journey begins, and its ticks fall where they fall. So that a golden holds for
//! all of them, a journey is placed: its first second has a fixed distance to the second in which a tick falls.

use std::time::Duration;

use jiff::civil::{Time, Weekday};
use jiff::tz::{TimeZone, TimeZoneTransition};
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::moment::Moment;
use super::stop::{Stop, Unmet};
use crate::ccb::capability::Capability;
use crate::ccb::clause::ClauseId;
use crate::ccb::second::floor;
use crate::target::clock::Reading;
use crate::target::error::TargetError;
use crate::target::pace::Pace;
use crate::target::session::Target;

/// The ordinary period of the timer (CCB-TIM-01).
const TIMER_PERIOD: Duration = Duration::from_secs(10);

/// The published ticks drift from their period by a millisecond once (SPEC 17).
const TICK_TOLERANCE: SignedDuration = SignedDuration::from_millis(1);

/// No journey lasts longer: a script that asks for more has a mistake.
const LONGEST_STEP: SignedDuration = SignedDuration::from_hours(24 * 60);

/// A zone changes its clocks twice a year; one that does not within so many changes never does.
const CLOCK_CHANGES_AHEAD: usize = 4;

/// Which way clocks change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClockChange {
    /// Into daylight saving time: an hour is left out.
    Forward,
    /// Out of it: an hour comes twice.
    Back,
}

/// Where a journey stands.
#[derive(Debug, Default)]
pub struct Timeline {
    placed: Option<Placed>,
}

#[derive(Clone, Copy, Debug)]
struct Placed {
    now: Timestamp,
    /// When the timer ticks next, where a test clock tells it.
    nexttick: Option<Timestamp>,
    /// The journey's first instant, and the time of day that the feature calls it.
    begin: Timestamp,
    begin_time: Option<Time>,
    /// The timer's period, where the journey must keep clear of the seconds in which it ticks.
    clear_of: Option<SignedDuration>,
}

impl Timeline {
    /// The present instant, once the journey is placed.
    pub fn now(&self) -> Option<Timestamp> {
        self.placed.map(|placed| placed.now)
    }

    /// Places a journey that names no time of day: it begins with the whole second after a tick.
    ///
    /// # Errors
    ///
    /// Where the target's clock does not move.
    pub async fn place_by_default(&mut self, target: &Target) -> Result<(), Stop> {
        if self.placed.is_some() {
            return Ok(());
        }
        let second = SignedDuration::from_secs(1);
        let (begin, clear_of) = match target.pace() {
            Pace::Moved => {
                let tick = target.advance_to(settled(target).await?.nexttick).await?;
                (floor(tick.now) + second, Some(tick.nexttick.duration_since(tick.now)))
            }
            Pace::Rehearsed { phase_s } => {
                let tick = target.advance_to(settled(target).await?.nexttick).await?;
                (floor(tick.now) + SignedDuration::from_secs(*phase_s), None)
            }
            Pace::Real(clock) => (floor(clock.fresh_tick().await) + second, None),
        };
        let nexttick = reach(target, begin).await?;
        self.placed = Some(Placed { now: begin, nexttick, begin, begin_time: None, clear_of });
        Ok(())
    }

    /// Places a journey so that a tick falls in the second that the feature calls `tick_time`, after a beginning at `begin_time`.
    /// The times of day are the feature's own: on the target's clock the journey may fall at any hour.
    ///
    /// # Errors
    ///
    /// Where the journey is placed already, `tick_time` is not later, or the target's clock does not move.
    pub async fn place_at_tick(&mut self, target: &Target, begin_time: Time, tick_time: Time) -> Result<(), Stop> {
        self.must_not_be_placed()?;
        let lead = begin_time.duration_until(tick_time);
        if !lead.is_positive() {
            return Err(Stop::Script(format!("a tick at {tick_time} is not after the beginning at {begin_time}")));
        }
        let (now, mut tick, period) = match target.pace() {
            Pace::Moved | Pace::Rehearsed { .. } => {
                let reading = target.advance_to(settled(target).await?.nexttick).await?;
                (reading.now, reading.nexttick, reading.nexttick.duration_since(reading.now))
            }
            Pace::Real(clock) => {
                (clock.now(), clock.last_tick(), SignedDuration::try_from(clock.timer_period()).unwrap_or_default())
            }
        };
        if !period.is_positive() {
            return Err(Stop::Script("the timer has no period".to_owned()));
        }
        let earliest = floor(now) + lead;
        while floor(tick) < earliest {
            tick += period;
        }
        let begin = floor(tick) - lead;
        // The clock is moved, or waited for, by the first step.
        self.placed = Some(Placed { now, nexttick: None, begin, begin_time: Some(begin_time), clear_of: None });
        Ok(())
    }

    /// Places a journey at the next `begin_time` of the servlet's local time, and restarts the timer there with `period`.
    ///
    /// # Errors
    ///
    /// Where the journey is placed already, or the target does not move its clock or restart its timer.
    pub async fn place_with_timer(&mut self, target: &Target, begin_time: Time, period: Duration) -> Result<(), Stop> {
        self.must_not_be_placed()?;
        let begin = next_time_of_day(target.clock().await?.now, target.zone(), begin_time)?;
        target.advance_to(begin).await?;
        let reading = target.restart_timer(period).await?;
        self.placed = Some(Placed::new(&reading, begin, begin_time));
        Ok(())
    }

    /// Places a journey at a time of day on the next such day of the week, in a zone of the feature's choice.
    ///
    /// # Errors
    ///
    /// Where the journey is placed already, or the target's clock does not move.
    pub async fn place_on_weekday(
        &mut self,
        target: &Target,
        weekday: Weekday,
        time: Time,
        zone: &TimeZone,
    ) -> Result<(), Stop> {
        self.must_not_be_placed()?;
        let impossible = |error: jiff::Error| Stop::Script(format!("the clock cannot be set to {time}: {error}"));
        let now = target.clock().await?.now;
        let mut date = zone.to_datetime(now).date();
        let begin = loop {
            let instant = zone.to_timestamp(date.to_datetime(time)).map_err(impossible)?;
            if date.weekday() == weekday && instant >= now {
                break instant;
            }
            date = date.tomorrow().map_err(impossible)?;
        };
        self.place_at(target, begin, time).await
    }

    /// Places a journey `lead` before the clocks of the servlet's zone change next, into or out of daylight saving time.
    ///
    /// # Errors
    ///
    /// Where the zone never changes its clocks, the journey is placed already, or the target's clock does not move.
    pub async fn place_before_clock_change(
        &mut self,
        target: &Target,
        change: ClockChange,
        lead: SignedDuration,
    ) -> Result<(), Stop> {
        self.must_not_be_placed()?;
        let zone = target.zone();
        let now = target.clock().await?.now;
        let wanted = |transition: &TimeZoneTransition| {
            transition.timestamp() - lead > now && transition.dst().is_dst() == (change == ClockChange::Forward)
        };
        let transition = zone.following(now).take(CLOCK_CHANGES_AHEAD).find(wanted).ok_or_else(|| {
            Stop::Target(TargetError::Lacking(
                "the servlet's zone, as far as it is known, changes no clocks".to_owned(),
            ))
        })?;
        let begin = transition.timestamp() - lead;
        self.place_at(target, begin, zone.to_datetime(begin).time()).await
    }

    async fn place_at(&mut self, target: &Target, begin: Timestamp, begin_time: Time) -> Result<(), Stop> {
        settled(target).await?;
        let reading = target.advance_to(begin).await?;
        self.placed = Some(Placed::new(&reading, begin, begin_time));
        Ok(())
    }

    /// Makes sure that a journey of which only whole seconds are told asks nothing in a second in which the timer ticks: what it saw
    /// would depend on the target's fraction of a second.
    ///
    /// # Errors
    ///
    /// Where it does.
    pub fn must_be_clear_of_ticks(&self) -> Result<(), Stop> {
        let Some(Placed { now, nexttick: Some(nexttick), clear_of: Some(period), begin, .. }) = self.placed else {
            return Ok(());
        };
        let second = floor(now);
        if [nexttick, nexttick - period].into_iter().any(|tick| floor(tick) == second) {
            let after_s = second.duration_since(begin).as_secs();
            let message = format!(
                "the timer ticks in this second, {after_s} s after the beginning; act a second earlier or later"
            );
            return Err(Stop::Script(message));
        }
        Ok(())
    }

    /// Moves the target's clock to a moment.
    ///
    /// # Errors
    ///
    /// Where the moment is in the past, or a time of day is told in a journey that has none.
    pub async fn advance(&mut self, target: &Target, moment: Moment) -> Result<(), Stop> {
        if moment == Moment::Now && self.placed.is_some() {
            return Ok(());
        }
        self.place_by_default(target).await?;
        let placed = self.placed()?;
        let instant = match moment {
            Moment::Now => return Ok(()),
            Moment::At(time) => instant_of(placed, time)?,
            Moment::Later(length) if length <= LONGEST_STEP => placed.now + length,
            Moment::Later(length) => return Err(Stop::Script(format!("{length} is longer than any journey"))),
        };
        self.move_to(target, instant).await
    }

    /// Moves the clock to the next tick.
    ///
    /// # Errors
    ///
    /// Where the clock does not move.
    pub async fn advance_to_tick(&mut self, target: &Target) -> Result<(), Stop> {
        self.place_by_default(target).await?;
        let tick = self.placed()?.nexttick.ok_or_else(untold_ticks)?;
        self.move_to(target, tick).await
    }

    /// Moves the clock to the next tick, which the feature expects at a time of day.
    ///
    /// # Errors
    ///
    /// Where the next tick falls at another time.
    pub async fn advance_to_tick_at(&mut self, target: &Target, time: Time) -> Result<(), Stop> {
        let placed = self.placed()?;
        let expected = instant_of(placed, time)?;
        let actual = placed.nexttick.ok_or_else(untold_ticks)?;
        if expected.duration_since(actual).abs() > TICK_TOLERANCE {
            return Err(Stop::Unmet(Unmet {
                path: "clock.nexttick".to_owned(),
                expected: expected.to_string(),
                actual: actual.to_string(),
                clause: ClauseId::from_text("CCB-TIM-01"),
            }));
        }
        self.move_to(target, actual).await
    }

    /// Reads the clock again, after the servlet's timer may have begun anew.
    ///
    /// # Errors
    ///
    /// Where the clock does not answer.
    pub async fn refresh(&mut self, target: &Target) -> Result<(), Stop> {
        if let Some(placed) = &mut self.placed
            && !matches!(target.pace(), Pace::Real(_))
        {
            let reading = target.clock().await?;
            (placed.now, placed.nexttick) = (reading.now, Some(reading.nexttick));
            // The timer begun at this very instant, and ticks at whole periods from it.
            placed.clear_of = None;
        }
        Ok(())
    }

    async fn move_to(&mut self, target: &Target, instant: Timestamp) -> Result<(), Stop> {
        let placed = self.placed()?;
        if instant < placed.now {
            let now = placed.now;
            return Err(Stop::Script(format!("a step at {instant} comes after one at {now}")));
        }
        let nexttick = reach(target, instant).await?;
        self.placed = Some(Placed { now: instant, nexttick, ..placed });
        Ok(())
    }

    fn placed(&self) -> Result<Placed, Stop> {
        self.placed.ok_or_else(|| Stop::Script("the journey has no place in time yet".to_owned()))
    }

    fn must_not_be_placed(&self) -> Result<(), Stop> {
        match self.placed {
            None => Ok(()),
            Some(_) => Err(Stop::Script("the journey was placed against the timer already".to_owned())),
        }
    }
}

impl Placed {
    /// At a time of day that the feature tells, by a test clock.
    const fn new(reading: &Reading, begin: Timestamp, begin_time: Time) -> Self {
        let nexttick = Some(reading.nexttick);
        Self { now: reading.now, nexttick, begin, begin_time: Some(begin_time), clear_of: None }
    }
}

/// Moves the clock to an instant, or waits for it; tells the tick that comes next, where a test clock tells it.
async fn reach(target: &Target, instant: Timestamp) -> Result<Option<Timestamp>, Stop> {
    match target.pace() {
        Pace::Moved | Pace::Rehearsed { .. } => Ok(Some(target.advance_to(instant).await?.nexttick)),
        Pace::Real(clock) => {
            clock.wait_until(instant).await;
            Ok(None)
        }
    }
}

fn untold_ticks() -> Stop {
    Stop::Script("nobody tells when the timer ticks next; tag the scenario with @cap:test-clock".to_owned())
}

/// The clock, with the timer at its ordinary period: an earlier journey may have restarted it with one of its own.
async fn settled(target: &Target) -> Result<Reading, Stop> {
    if target.capabilities().contains(&Capability::TestClockTimer) {
        return Ok(target.restart_timer(TIMER_PERIOD).await?);
    }
    Ok(target.clock().await?)
}

/// The instant that the feature calls `time`: within a day from its beginning.
fn instant_of(placed: Placed, time: Time) -> Result<Timestamp, Stop> {
    let Some(begin_time) = placed.begin_time else {
        return Err(Stop::Script(format!("{time} is told in a journey whose beginning has no time of day")));
    };
    let after = begin_time.duration_until(time);
    let day = SignedDuration::from_hours(24);
    Ok(placed.begin + if after.is_negative() { after + day } else { after })
}

fn next_time_of_day(now: Timestamp, zone: &TimeZone, time: Time) -> Result<Timestamp, Stop> {
    let impossible = |error: jiff::Error| Stop::Script(format!("the clock cannot be set to {time}: {error}"));
    let today = zone.to_datetime(now).date();
    for date in [today, today.checked_add(1.day()).map_err(impossible)?] {
        let instant = zone.to_timestamp(date.to_datetime(time)).map_err(impossible)?;
        if instant >= now {
            return Ok(instant);
        }
    }
    Err(Stop::Script(format!("the clock cannot be set to {time}")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    fn instant(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    #[test]
    fn a_time_of_day_is_today_or_tomorrow() {
        let chicago = TimeZone::get("America/Chicago").expect("a zone");
        let wanted = time(11, 41, 12, 554_000_000);
        let next = |now: &str| next_time_of_day(instant(now), &chicago, wanted).ok();
        assert_eq!(next("2015-12-14T17:41:03.114Z"), Some(instant("2015-12-14T17:41:12.554Z")));
        assert_eq!(next("2015-12-14T17:41:13Z"), Some(instant("2015-12-15T17:41:12.554Z")));
    }

    #[test]
    fn the_times_of_a_feature_count_from_its_beginning_over_midnight() {
        let now = instant("2020-01-01T00:00:00Z");
        let placed = Placed { now, nexttick: None, begin: now, begin_time: Some(time(23, 59, 0, 0)), clear_of: None };
        assert_eq!(instant_of(placed, time(23, 59, 1, 500_000_000)).ok(), Some(instant("2020-01-01T00:00:01.5Z")));
        assert_eq!(instant_of(placed, time(0, 1, 0, 0)).ok(), Some(instant("2020-01-01T00:02:00Z")));
        assert!(instant_of(Placed { begin_time: None, ..placed }, time(0, 1, 0, 0)).is_err());
    }
}
