//! The examination of one journey: each observation in its normal form, held against the golden's step. The same while a run goes on and when
//! its journal is judged again.

use std::sync::Arc;

use jiff::tz::TimeZone;

use super::compare::{Difference, compare};
use super::normal::Normaliser;
use super::step::NormalStep;
use crate::ccb::binding::Bindings;
use crate::ccb::observation::Observation;

/// Examines one journey step by step, or only brings it to its normal form where there is no golden.
#[derive(Clone, Debug)]
pub struct Examiner {
    golden: Option<Arc<[NormalStep]>>,
    normaliser: Normaliser,
    seen: usize,
}

impl Examiner {
    /// For a journey against a servlet whose local time is that of `zone`.
    pub const fn new(golden: Option<Arc<[NormalStep]>>, zone: TimeZone) -> Self {
        Self { golden, normaliser: Normaliser::new(zone), seen: 0 }
    }

    /// The normal form of the journey's next observation, and all fields in which it differs from the golden. Where no rows were read none
    /// are compared.
    pub fn examine(
        &mut self,
        when: &str,
        bindings: &Bindings,
        observation: &Observation,
    ) -> (NormalStep, Vec<Difference>) {
        let step = self.normaliser.normalise(when, bindings, observation);
        let number = self.seen;
        self.seen += 1;
        let differences = match self.golden.as_deref().map(|golden| golden.get(number)) {
            None => Vec::new(),
            Some(None) => vec![beyond_the_golden(when)],
            Some(Some(expected)) if observation.rows.is_none() => {
                compare(&expected.without_rows(), &step, observation.window)
            }
            Some(Some(expected)) => compare(expected, &step, observation.window),
        };
        (step, differences)
    }

    /// Whether the next observation is what it must be but for the rows. Nothing is noted: a look that does not count numbers no
    /// surrogate id.
    pub fn awaits_rows(&self, when: &str, bindings: &Bindings, observation: &Observation) -> bool {
        let Some(expected) = self.golden.as_deref().and_then(|golden| golden.get(self.seen)) else { return false };
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
