//! Windows: how far a value may be off where nobody moves the clock (design: exact or tolerant, never vague).
//!
//! Against a test clock everything is exact and there is no window. In real time a request is handled a little after the moment that the journey
//! tells, a time is cut to the second, and nobody knows just when the timer ticks. What follows from that, and no more, is forgiven.

use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How far values may be off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Window {
    /// A stored time may be so many seconds earlier than told: the error of the clocks' difference, cut to the second.
    pub early_s: i64,
    /// A stored time may be so many seconds later: the same, and how late the step was.
    pub late_s: i64,
    /// What a tick decides, an `ewt`, R or the time at which a stale entry went, may be so many seconds off either way: a whole period of the
    /// timer, a tenth of it for its work (CCB-TIM-01), and what a time may be off.
    pub tick_s: i64,
}

impl Window {
    /// The window of a step that was over `late` after its moment, where the clocks' difference is known to `uncertainty`.
    pub fn new(timer_period: Duration, uncertainty: Duration, late: Duration) -> Self {
        let early_s = whole_s(uncertainty);
        let late_s = whole_s(late + uncertainty);
        Self { early_s, late_s, tick_s: whole_s(timer_period + timer_period / 10) + late_s }
    }

    /// The wider of two, in every way.
    #[must_use]
    pub fn max(self, other: Self) -> Self {
        Self {
            early_s: self.early_s.max(other.early_s),
            late_s: self.late_s.max(other.late_s),
            tick_s: self.tick_s.max(other.tick_s),
        }
    }

    /// Whether a stored time may be `actual_s` where `expected_s` is told.
    pub fn admits_time(self, expected_s: i64, actual_s: i64) -> bool {
        (expected_s - self.early_s..=expected_s + self.late_s).contains(&actual_s)
    }

    /// Whether what a tick decides may be `actual_s` where `expected_s` is told.
    pub fn admits_ticked(self, expected_s: i64, actual_s: i64) -> bool {
        (expected_s - actual_s).abs() <= self.tick_s
    }

    /// Whether `startCallback` may be `starts` with this `ewt`, where `expected_s` is told: R may be on either side of 0 if it is near 0, but
    /// both fields are of one side (CCB-GST-02). Where R may be exactly 0 nothing is tested; where it must have run out it must start.
    pub fn admits_start(self, expected_s: i64, actual_s: i64, starts: bool) -> bool {
        let near = expected_s <= self.tick_s && self.admits_ticked(expected_s, actual_s);
        let may_be_zero = expected_s > 0 && actual_s == 0;
        near && (may_be_zero || starts == (actual_s == 0))
    }
}

/// Whole seconds, no part of one lost.
fn whole_s(length: Duration) -> i64 {
    i64::try_from(length.as_millis().div_ceil(1000)).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(late_ms: u64) -> Window {
        Window::new(Duration::from_secs(10), Duration::from_millis(120), Duration::from_millis(late_ms))
    }

    #[test]
    fn it_grows_with_what_was_measured() {
        assert_eq!(window(300), Window { early_s: 1, late_s: 1, tick_s: 12 });
        assert_eq!(window(2500), Window { early_s: 1, late_s: 3, tick_s: 14 });
        let exact = Window::new(Duration::ZERO, Duration::ZERO, Duration::ZERO);
        assert_eq!(exact, Window { early_s: 0, late_s: 0, tick_s: 0 });
    }

    #[test]
    fn what_is_further_off_is_not_admitted() {
        let window = window(300);
        assert!(window.admits_time(102, 101) && window.admits_time(102, 103) && !window.admits_time(102, 104));
        assert!(window.admits_ticked(145, 133) && !window.admits_ticked(145, 132) && !window.admits_ticked(145, 158));
    }

    #[test]
    fn it_starts_only_where_nothing_is_left_to_wait() {
        let window = window(300);
        assert!(
            window.admits_start(5, 0, true) && window.admits_start(0, 7, false) && window.admits_start(5, 0, false)
        );
        assert!(!window.admits_start(5, 3, true), "R above 0 starts nothing");
        assert!(!window.admits_start(0, 0, false), "and R of 0 does");
        assert!(!window.admits_start(45, 0, true), "far from 0 nothing is forgiven");
    }
}
