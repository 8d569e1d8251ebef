//! Limits: how long a step, a journey and a run may take, so that nothing a target does can hang a run.

use std::time::Duration;

use tokio::time::Instant;

/// How long a step may take unless a user says otherwise: it may ask many times, each within the request's own limit.
pub const STEP_TIMEOUT: Duration = Duration::from_secs(60);

/// How long a journey may take unless a user says otherwise, with the time that it waits for its target.
pub const JOURNEY_TIMEOUT: Duration = Duration::from_mins(5);

/// How long a run may take unless a user says otherwise.
pub const RUN_TIMEOUT: Duration = Duration::from_hours(1);

/// How long each may take. In real time, what a journey waits by itself is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A step.
    pub step: Duration,
    /// A journey, from the wait for its target to its end.
    pub journey: Duration,
    /// A run.
    pub run: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { step: STEP_TIMEOUT, journey: JOURNEY_TIMEOUT, run: RUN_TIMEOUT }
    }
}

/// The limits of a journey that is under way.
#[derive(Clone, Copy, Debug)]
pub struct Clocked {
    limits: Limits,
    end: Instant,
}

impl Limits {
    /// The limits of a journey that begins now.
    pub fn begin(self) -> Clocked {
        Clocked { limits: self, end: Instant::now() + self.journey }
    }
}

impl Clocked {
    /// The limits themselves.
    pub const fn limits(self) -> Limits {
        self.limits
    }

    /// The journey's end.
    pub const fn end(self) -> Instant {
        self.end
    }

    /// When a step that begins now must have ended.
    pub fn end_of_step(self) -> Instant {
        self.end.min(Instant::now() + self.limits.step)
    }

    /// What to say of a step that did not end until then.
    pub fn why(self) -> String {
        if Instant::now() >= self.end {
            format!("the journey did not end within {} ms (`--journey-timeout`)", self.limits.journey.as_millis())
        } else {
            format!("the step did not end within {} ms (`--step-timeout`)", self.limits.step.as_millis())
        }
    }
}
