//! Who is told of scenarios while they are played.

use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::journal::scenario::ScenarioRecord;
use crate::verdict::outcome::Verdict;

/// Is told as soon as a scenario begins and is over.
pub trait Listener: Debug + Send + Sync {
    /// One has begun.
    fn begins(&self, id: &str);

    /// One is over.
    fn over(&self, record: &ScenarioRecord);
}

/// Counts scenarios while they are played.
#[derive(Debug, Default)]
pub struct Progress {
    started: AtomicUsize,
    finished: AtomicUsize,
    not_passed: AtomicUsize,
}

/// How far a run is, in scenarios that are played.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counts {
    /// How many are under way.
    pub under_way: usize,
    /// How many are over.
    pub done: usize,
    /// How many of those did not pass, known failures not looked at.
    pub not_passed: usize,
}

impl Progress {
    /// How far the run is.
    pub fn counts(&self) -> Counts {
        let done = self.finished.load(Ordering::Relaxed);
        let under_way = self.started.load(Ordering::Relaxed).saturating_sub(done);
        Counts { under_way, done, not_passed: self.not_passed.load(Ordering::Relaxed) }
    }
}

impl Listener for Progress {
    fn begins(&self, _: &str) {
        self.started.fetch_add(1, Ordering::Relaxed);
    }

    fn over(&self, record: &ScenarioRecord) {
        // What was not played was never begun.
        if record.performance.is_some() {
            self.finished.fetch_add(1, Ordering::Relaxed);
            self.not_passed.fetch_add(usize::from(record.verdict != Verdict::Pass), Ordering::Relaxed);
        }
    }
}
