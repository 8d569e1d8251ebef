//! Progress: how far a run is, for whoever waits for it.

use std::sync::atomic::{AtomicUsize, Ordering};

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

    /// One has begun.
    pub(super) fn start(&self) {
        self.started.fetch_add(1, Ordering::Relaxed);
    }

    /// One is over.
    pub(super) fn finish(&self) {
        self.finished.fetch_add(1, Ordering::Relaxed);
    }
}
