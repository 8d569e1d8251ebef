//! The trace: the exchange that a client had last, or that which failed; for a journey, all that went over the wire.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::ccb::transmission::Transmission;
use crate::ccb::wire::Wire;

/// What one journey's client notes of its exchanges; its clones note in the same place.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    last: Option<Wire>,
    /// Of requests that were sent at once, one may fail before another comes back.
    failed: Option<Wire>,
    /// All since they were taken last; none where nobody takes them.
    transmissions: Option<Vec<Transmission>>,
}

impl Trace {
    /// One that keeps every transmission until it is [taken](Self::take).
    pub fn keeping() -> Self {
        Self(Arc::new(Mutex::new(Noted { transmissions: Some(Vec::new()), ..Noted::default() })))
    }

    /// Keeps a transmission that is over, in a trace that does so.
    pub fn keep(&self, transmission: impl FnOnce() -> Transmission) {
        if let Some(transmissions) = &mut self.noted().transmissions {
            transmissions.push(transmission());
        }
    }

    /// What was kept since the last time, in the order in which it was over.
    pub fn take(&self) -> Vec<Transmission> {
        self.noted().transmissions.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// A request is sent.
    pub fn begin(&self, wire: &Wire) {
        let mut noted = self.noted();
        noted.failed = None;
        noted.last = Some(wire.clone());
    }

    /// More came back.
    pub fn note(&self, wire: &Wire) {
        self.noted().last = Some(wire.clone());
    }

    /// What came back is not what must.
    pub fn fail(&self, wire: Wire) {
        self.noted().failed = Some(wire);
    }

    /// The exchange that failed, or else the last one.
    pub fn telling(&self) -> Option<Wire> {
        let noted = self.noted();
        noted.failed.clone().or_else(|| noted.last.clone())
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
