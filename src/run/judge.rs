//! The judge at the checkpoint: each observation in its normal form, held against the golden's step.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::ccb::binding::Bindings;
use crate::ccb::observation::Observation;
use crate::ccb::window::Window;
use crate::golden::compare::{Difference, compare};
use crate::golden::normal::Normaliser;
use crate::golden::step::NormalStep;
use crate::journey::checkpoint::{Checkpoint, Deviated};

/// What the journey showed so far, and what differs at the step where it stopped.
#[derive(Clone, Debug, Default)]
pub struct Protocol {
    /// Every observed step in its normal form.
    pub steps: Vec<NormalStep>,
    /// All differing fields of the last one.
    pub differences: Vec<Difference>,
    /// Whether there was a step whose rows could not be read, and so are not judged.
    pub rows_unread: bool,
    /// The longest that the rows of a step took to be what they must be.
    pub longest_rows_delay: Duration,
    /// How far values might be off, where nobody moves the clock.
    pub widest_window: Option<Window>,
}

/// A protocol that the judge writes while cucumber owns it.
#[derive(Clone, Debug, Default)]
pub struct SharedProtocol(Arc<Mutex<Protocol>>);

impl SharedProtocol {
    /// Takes what was written.
    pub fn take(&self) -> Protocol {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn write<T>(&self, write: impl FnOnce(&mut Protocol) -> T) -> T {
        write(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Judges one journey, or only writes it down where there is no golden yet.
#[derive(Debug)]
pub struct Judge {
    golden: Option<Arc<[NormalStep]>>,
    normaliser: Normaliser,
    protocol: SharedProtocol,
}

impl Judge {
    /// A judge for a journey against a servlet whose local time is that of `zone`.
    pub const fn new(golden: Option<Arc<[NormalStep]>>, zone: TimeZone, protocol: SharedProtocol) -> Self {
        Self { golden, normaliser: Normaliser::new(zone), protocol }
    }
}

impl Checkpoint for Judge {
    fn check(&mut self, when: &str, bindings: &Bindings, observation: &Observation) -> Result<(), Deviated> {
        let step = self.normaliser.normalise(when, bindings, observation);
        let golden = self.golden.as_deref();
        self.protocol.write(|protocol| {
            if let Some(golden) = golden {
                protocol.differences = match golden.get(protocol.steps.len()) {
                    Some(expected) if observation.rows.is_none() => {
                        compare(&expected.without_rows(), &step, observation.window)
                    }
                    Some(expected) => compare(expected, &step, observation.window),
                    None => vec![beyond_the_golden(when)],
                };
            }
            protocol.steps.push(step);
            protocol.widest_window = observation.window.or(protocol.widest_window);
            protocol.rows_unread |= observation.rows.is_none();
            protocol.longest_rows_delay = protocol.longest_rows_delay.max(observation.rows_delay);
            if protocol.differences.is_empty() { Ok(()) } else { Err(Deviated) }
        })
    }

    fn awaits_rows(&self, when: &str, bindings: &Bindings, observation: &Observation) -> bool {
        let number = self.protocol.write(|protocol| protocol.steps.len());
        let Some(expected) = self.golden.as_deref().and_then(|golden| golden.get(number)) else { return false };
        // A look that does not count numbers no surrogate id.
        let step = self.normaliser.clone().normalise(when, bindings, observation);
        let window = observation.window;
        let differs = |golden: &NormalStep, step: &NormalStep| !compare(golden, step, window).is_empty();
        differs(expected, &step) && !differs(&expected.without_rows(), &step.without_rows())
    }
}

fn beyond_the_golden(when: &str) -> Difference {
    let (expected, actual) = ("(no further step)".to_owned(), when.to_owned());
    Difference { path: "when".to_owned(), expected, actual, clause: None }
}
