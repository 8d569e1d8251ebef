//! The checkpoint after every `When`.

use std::fmt::Debug;

use crate::ccb::binding::Bindings;
use crate::ccb::observation::Observation;

/// The observation is not what it must be; the checkpoint itself keeps how. The journey goes no further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deviated;

/// Holds what a step saw against what it must show.
pub trait Checkpoint: Debug {
    /// Judges the observation after the step with the text `when`.
    ///
    /// # Errors
    ///
    /// [`Deviated`] where the journey must stop.
    fn check(&mut self, when: &str, bindings: &Bindings, observation: &Observation) -> Result<(), Deviated>;

    /// Whether the observation after the step with the text `when` is what it must be but for the rows, so that a target whose rows appear
    /// later is worth another look at them.
    fn awaits_rows(&self, when: &str, bindings: &Bindings, observation: &Observation) -> bool;
}
