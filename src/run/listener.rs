//! Who is told of scenarios while they are played.

use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::journal::scenario::ScenarioRecord;

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
}

impl Progress {
    /// How many scenarios are under way, and how many are over.
    pub fn counts(&self) -> (usize, usize) {
        let finished = self.finished.load(Ordering::Relaxed);
        (self.started.load(Ordering::Relaxed).saturating_sub(finished), finished)
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
        }
    }
}
