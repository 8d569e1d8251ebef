//! A target's own clock, where the suite cannot move it: how far it is ahead of this machine's, and when its timer ticks.
//!
//! Both are learned from calls of the suite's own: the times that are stored for them tell the clocks' difference, and one of them stays
//! in a queue of its own and is asked about all the time, since its remaining time changes with every tick (CCB-TIM-06).

use std::time::Duration;

use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::Instant;

use super::client::Client;
use super::error::TargetError;
use super::own_call::OwnCall;
use super::rows::{Own, RowObserver};
use crate::ccb::answer::{Answer, Field, Value};
use crate::ccb::observation::time;
use crate::ccb::operation::Operation;
use crate::ccb::second::{floor, nearest_quarter_s};
use crate::ccb::window::Window;

/// How long after its moment a step is played, so that an error of the clocks' difference puts nothing into the second before.
const MARGIN: SignedDuration = SignedDuration::from_millis(300);

/// How many calls tell the clocks' difference, each at another part of the second.
const PROBES: i32 = 4;

/// How often the call that tells the ticks is asked about.
const BEAT: Duration = Duration::from_millis(200);

/// How many periods of the timer may pass until the first tick is seen.
const PERIODS_TO_FIRST_TICK: u32 = 2;

/// The clock of a target that goes by itself.
#[derive(Debug)]
pub struct RealClock {
    ahead: SignedDuration,
    uncertainty: Duration,
    timer_period: Duration,
    ticks: watch::Receiver<Option<Timestamp>>,
    watching: JoinHandle<()>,
    client: Client,
    watched: OwnCall,
}

/// What the stored times of a servlet tell of its clock.
#[derive(Clone, Copy, Debug)]
pub struct Difference {
    /// How far it is ahead of this machine's clock.
    pub ahead: SignedDuration,
    /// How wrong that may be.
    pub uncertainty: Duration,
    /// How far its local time is ahead of UTC.
    pub offset: Offset,
}

impl Difference {
    /// Where no stored time can be read: the clocks are said to show the same, give or take a second.
    pub const UNKNOWN: Self =
        Self { ahead: SignedDuration::ZERO, uncertainty: Duration::from_secs(1), offset: Offset::UTC };
}

impl RealClock {
    /// Watches the timer of a target whose clocks' difference is known, until its first tick was seen.
    ///
    /// # Errors
    ///
    /// Where the target refuses the call, or no tick is seen in twice the period.
    pub async fn start(client: &Client, difference: Difference, timer_period: Duration) -> Result<Self, TargetError> {
        let watched = enter(client).await?;
        let (told, mut ticks) = watch::channel(None);
        let beat = Metronome { client: client.clone(), watched: watched.clone(), ahead: difference.ahead, told };
        let watching = tokio::spawn(beat.watch());
        let first = ticks.wait_for(Option::is_some);
        let limit = timer_period * PERIODS_TO_FIRST_TICK;
        let seen = matches!(tokio::time::timeout(limit, first).await, Ok(Ok(_)));
        let Difference { ahead, uncertainty, .. } = difference;
        let clock = Self { ahead, uncertainty, timer_period, ticks, watching, client: client.clone(), watched };
        if !seen {
            clock.stop().await;
            return Err(TargetError::Lacking(format!(
                "the servlet's timer was not seen to tick within {} s: the `ewt` of a waiting call did not change (CCB-TIM-01)",
                limit.as_secs()
            )));
        }
        Ok(clock)
    }

    /// The present instant on the target's clock.
    pub fn now(&self) -> Timestamp {
        Timestamp::now() + self.ahead
    }

    /// The last tick that was seen, on the target's clock, to a tenth of a second or so.
    pub fn last_tick(&self) -> Timestamp {
        self.ticks.borrow().unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Waits for a tick that is less than a second old, and tells when it was.
    pub async fn fresh_tick(&self) -> Timestamp {
        let second = SignedDuration::from_secs(1);
        let mut ticks = self.ticks.clone();
        let fresh = |tick: &Option<Timestamp>| tick.is_some_and(|tick| self.now().duration_since(tick) < second);
        // A servlet that ticks no more shows it in its journeys: they begin all the same.
        let limit = self.timer_period * PERIODS_TO_FIRST_TICK;
        match tokio::time::timeout(limit, ticks.wait_for(fresh)).await {
            Ok(Ok(tick)) => tick.unwrap_or_else(|| self.now()),
            _ => self.now(),
        }
    }

    /// The timer's period as the profile tells it.
    pub const fn timer_period(&self) -> Duration {
        self.timer_period
    }

    /// Waits until the target's clock shows `instant`, and a little longer.
    pub async fn wait_until(&self, instant: Timestamp) {
        let left = (instant + MARGIN).duration_since(self.now());
        if let Ok(left) = Duration::try_from(left) {
            tokio::time::sleep_until(Instant::now() + left).await;
        }
    }

    /// How far values may be off in a step that was to happen at `moment` and is over now.
    pub fn window(&self, moment: Timestamp) -> Window {
        let late = self.now().duration_since(moment).max(SignedDuration::ZERO).unsigned_abs();
        Window::new(self.timer_period, self.uncertainty, late)
    }

    /// The window of a clock that is never late.
    pub fn rehearsed_window() -> Window {
        Window::new(Duration::from_secs(10), Duration::from_millis(100), Duration::from_millis(300))
    }

    /// Watches no longer; the call that was watched leaves.
    pub async fn stop(&self) {
        self.watching.abort();
        self.watched.leave(&self.client).await;
    }
}

impl Drop for RealClock {
    fn drop(&mut self) {
        self.watching.abort();
    }
}

/// Asks for a call all the time, and tells the ticks.
struct Metronome {
    client: Client,
    watched: OwnCall,
    ahead: SignedDuration,
    told: watch::Sender<Option<Timestamp>>,
}

impl Metronome {
    async fn watch(self) {
        let mut beats = tokio::time::interval(BEAT);
        beats.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut last: Option<(Timestamp, i64)> = None;
        loop {
            beats.tick().await;
            let asked = Timestamp::now();
            let Ok(Answer::Done(fields)) = self.watched.ask(&self.client, Operation::GetStatus).await else { continue };
            let Some(Value::Integer(ewt_s)) = fields.get(&Field::Ewt) else { continue };
            if let Some((before, last_ewt_s)) = last
                && last_ewt_s != *ewt_s
            {
                // Between the last question and this one.
                let tick = before + asked.duration_since(before) / 2;
                self.told.send_replace(Some(tick + self.ahead));
            }
            last = Some((asked, *ewt_s));
        }
    }
}

/// Learns the clocks' difference from the times that are stored for a few calls of the suite's own.
///
/// # Errors
///
/// Where the target refuses a call, its row cannot be read, or the times contradict each other.
pub async fn difference(client: &Client, observer: &RowObserver) -> Result<Difference, TargetError> {
    let mut earliest: Option<SignedDuration> = None;
    let mut latest: Option<SignedDuration> = None;
    let mut offset = Offset::UTC;
    for probe in 0..PROBES {
        let now = Timestamp::now();
        let next = floor(now) + SignedDuration::from_secs(1) + SignedDuration::from_secs(1) * probe / PROBES;
        tokio::time::sleep(next.duration_since(now).unsigned_abs()).await;
        let before = Timestamp::now();
        let call = enter(client).await?;
        let after = Timestamp::now();
        let rows = observer.observe(&Own::calls(&[call.callid])).await;
        call.leave(client).await;
        let rows = rows?;
        let row = rows.callbackqueue.first();
        let stored = |column: &str| row.and_then(|row| time(row, column)).ok_or_else(|| untold(column));
        let (entered, changed) = (stored("enterdatetime")?, stored("dbdatetime")?);
        let entered = TimeZone::UTC.to_timestamp(entered).map_err(|_| untold("enterdatetime"))?;
        let local = TimeZone::UTC.to_timestamp(changed).map_err(|_| untold("dbdatetime"))?;
        let offset_s = nearest_quarter_s(local.duration_since(entered));
        offset = i32::try_from(offset_s)
            .ok()
            .and_then(|seconds| Offset::from_seconds(seconds).ok())
            .ok_or_else(|| untold("dbdatetime"))?;
        // The servlet's clock was within the stored second at some instant between question and answer.
        let second = SignedDuration::from_secs(1);
        earliest = earliest.max(Some(entered.duration_since(after)));
        let most = (entered + second).duration_since(before);
        latest = Some(latest.map_or(most, |latest| latest.min(most)));
    }
    let (Some(earliest), Some(latest)) = (earliest, latest) else { return Err(untold("enterdatetime")) };
    if latest < earliest {
        return Err(TargetError::Lacking(
            "the times stored for calls that entered one after the other contradict each other: the servlet's clock does not run evenly"
                .to_owned(),
        ));
    }
    let ahead = (earliest + latest) / 2;
    Ok(Difference { ahead, uncertainty: (latest - earliest).unsigned_abs() / 2, offset })
}

/// Enters a call of the suite's own.
async fn enter(client: &Client) -> Result<OwnCall, TargetError> {
    let call = OwnCall::new();
    match call.ask(client, Operation::EnterQueue).await? {
        Answer::Done(_) => Ok(call),
        Answer::Refused(refused) => Err(TargetError::Lacking(format!(
            "a call that is to tell the servlet's clock was refused with `{}`",
            refused.error
        ))),
    }
}

fn untold(column: &str) -> TargetError {
    TargetError::Lacking(format!(
        "the servlet's clock cannot be told from `callbackqueue.{column}` of a call that has just entered (CCB-ENQ-03)"
    ))
}
