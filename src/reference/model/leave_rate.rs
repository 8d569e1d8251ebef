//! The servlet's own estimate of the wait, from how often callers left of late (SPEC 4, `sample` and `burst`).

use std::collections::VecDeque;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::instant::whole_seconds;
use super::parameters::digits;

/// `X:Y`: X requests to leave within Y seconds are left out of the average.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Burst {
    /// X.
    pub requests: u32,
    /// Y.
    pub within_s: u32,
}

impl Burst {
    /// Reads `X:Y`.
    pub fn from_text(text: &str) -> Option<Self> {
        let (requests, within) = text.split_once(':')?;
        Some(Self { requests: digits(requests)?, within_s: digits(within)? })
    }
}

/// When callers left, within the averaging window. Kept in memory only: a restart begins to average anew.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leaves(VecDeque<Timestamp>);

impl Leaves {
    /// Adds one request to leave and forgets those that left the window; a window of 0 keeps nothing.
    pub fn add(&mut self, now: Timestamp, sample_min: u32) {
        self.0.push_back(now);
        let window = SignedDuration::from_mins(i64::from(sample_min));
        while self.0.front().is_some_and(|leave| now.duration_since(*leave) >= window) {
            self.0.pop_front();
        }
    }

    /// Average seconds for each caller to leave over the window; none without statistics.
    pub fn average_s(&self, now: Timestamp, sample_min: u32, burst: Burst) -> Option<i64> {
        let window_s = i64::from(sample_min) * 60;
        let leaves: Vec<Timestamp> =
            self.0.iter().copied().filter(|leave| whole_seconds(*leave, now) < window_s).collect();
        let counted = leaves.len() - in_bursts(&leaves, burst);
        window_s.checked_div(i64::try_from(counted).ok()?)
    }
}

/// How many of the requests stand in a burst: at least X of them with no more than Y seconds from first to last.
fn in_bursts(leaves: &[Timestamp], burst: Burst) -> usize {
    let Some(span) = usize::try_from(burst.requests).ok().filter(|requests| *requests > 0) else { return 0 };
    let mut marked = vec![false; leaves.len()];
    for (first, window) in leaves.windows(span).enumerate() {
        if whole_seconds(window[0], window[span - 1]) <= i64::from(burst.within_s) {
            marked[first..first + span].fill(true);
        }
    }
    marked.into_iter().filter(|in_burst| *in_burst).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    const BURST: Burst = Burst { requests: 10, within_s: 1 };

    fn leaves(seconds: impl IntoIterator<Item = i64>) -> Leaves {
        let mut leaves = Leaves::default();
        for second in seconds {
            leaves.add(Timestamp::from_second(second).expect("in range"), 15);
        }
        leaves
    }

    fn average_s(leaves: &Leaves, at_s: i64, burst: Burst) -> Option<i64> {
        leaves.average_s(Timestamp::from_second(at_s).expect("in range"), 15, burst)
    }

    /// SPEC 4: the average over the window; nine leaves in 15 minutes are one each 100 s.
    #[test]
    fn window_is_shared_among_those_who_left() {
        assert_eq!(average_s(&leaves((1..=9).map(|n| n * 60)), 600, BURST), Some(100));
        assert_eq!(average_s(&leaves([]), 600, BURST), None);
        assert_eq!(average_s(&leaves([60]), 960, BURST), None, "it left the window");
    }

    #[test]
    fn a_burst_is_left_out() {
        let burst = Burst { requests: 3, within_s: 1 };
        assert_eq!(average_s(&leaves([10, 10, 11, 100, 200, 300]), 400, burst), Some(300));
        assert_eq!(average_s(&leaves([10, 12, 100]), 400, burst), Some(300), "two are no burst of three");
        assert_eq!(average_s(&leaves([10, 10, 10]), 400, burst), None);
    }

    #[test]
    fn burst_is_two_numbers() {
        assert_eq!(Burst::from_text("10:1"), Some(BURST));
        for text in ["10", "10:", "10;1", "a:1", "1:2:3"] {
            assert_eq!(Burst::from_text(text), None, "{text}");
        }
    }
}
