//! How a target's time passes: by a clock that the suite moves, or by itself.

use std::sync::Arc;

use jiff::Timestamp;

use super::real_clock::RealClock;
use crate::ccb::window::Window;

/// How a target's time passes.
#[derive(Clone, Debug)]
pub enum Pace {
    /// By a test clock that the suite moves (CCB-CLK-01): journeys are placed against the timer, and everything is exact.
    Moved,
    /// By a test clock too, but as if it went by itself: journeys begin so many seconds after any tick, and are judged with windows. So the
    /// judging in real time is tried at every phase of the timer, in no time.
    Rehearsed {
        /// From 0 to 9.
        phase_s: i64,
    },
    /// By itself: the suite waits.
    Real(Arc<RealClock>),
}

impl Pace {
    /// How far values may be off in a step that was to happen at `moment` and is over now.
    pub fn window(&self, moment: Timestamp) -> Option<Window> {
        match self {
            Self::Moved => None,
            Self::Rehearsed { .. } => Some(RealClock::rehearsed_window()),
            Self::Real(clock) => Some(clock.window(moment)),
        }
    }
}
