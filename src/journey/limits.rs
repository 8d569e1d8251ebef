//! Limits: how long a step, a journey and a run may take, so that nothing a target does can hang a run.

use std::time::Duration;

use tokio::time::Instant;

/// How long a step may take unless a user says otherwise: it may ask many times, each within the request's own limit.
pub const STEP_TIMEOUT: Duration = Duration::from_mins(1);

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

/// How long a journey waits by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    /// From its start to its end.
    pub whole: Duration,
    /// In the step that waits longest.
    pub longest_step: Duration,
}

/// The limits of a journey that is under way.
#[derive(Clone, Copy, Debug)]
pub struct Clocked {
    limits: Limits,
    end: Instant,
}

impl Limits {
    /// The limits where journeys wait in earnest: each may take as much longer as it waits, and the run as they all do, so many at
    /// once.
    #[must_use]
    pub fn in_real_time(self, waits: &[Waits], at_once: usize) -> Self {
        let sum = waits.iter().fold(Duration::ZERO, |sum, waits| sum.saturating_add(waits.whole));
        let longest = waits.iter().map(|waits| waits.whole).max().unwrap_or_default();
        let at_once = u32::try_from(at_once).unwrap_or(u32::MAX).max(1);
        Self { run: self.run.saturating_add(longest).saturating_add(sum / at_once), ..self }
    }

    /// The limits of one journey that waits in earnest.
    #[must_use]
    pub fn with_waits(self, waits: Waits) -> Self {
        let (step, journey) = (self.step.saturating_add(waits.longest_step), self.journey.saturating_add(waits.whole));
        Self { step, journey, ..self }
    }

    /// The limits of a journey that begins now.
    pub fn begin(self) -> Clocked {
        Clocked { limits: self, end: later(self.journey) }
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
        self.end.min(later(self.limits.step))
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

/// So long from now; a length that no clock can tell is a century.
pub fn later(length: Duration) -> Instant {
    const CENTURY: Duration = Duration::from_hours(24 * 365 * 100);
    let now = Instant::now();
    now.checked_add(length).unwrap_or_else(|| now + CENTURY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_journey_waits_by_itself_is_not_counted() {
        let s = Duration::from_secs;
        let limits = Limits { step: s(60), journey: s(300), run: s(3600) };
        let pace = Waits { whole: s(600), longest_step: s(124) };
        assert_eq!(limits.with_waits(pace), Limits { step: s(184), journey: s(900), run: s(3600) });
        let many = limits.in_real_time(&[pace, Waits::default(), pace], 4);
        assert_eq!(many, Limits { run: s(3600 + 600 + 300), ..limits });
        let endless = Waits { whole: Duration::MAX, longest_step: Duration::MAX };
        assert_eq!(limits.with_waits(endless).journey, Duration::MAX);
    }
}
