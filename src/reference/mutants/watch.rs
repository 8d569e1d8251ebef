//! Watching a straight reference: which mutants would have bent it?
//!
//! A mutant that would change nothing at any place of a journey leaves that journey as it is, since until its first change the bent
//! servlet and the straight one are the same. So the journeys that can notice a mutant at all are known from playing each once.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use super::hook::Hook;
use super::mutants;

/// Notes the mutants that would have changed something.
#[derive(Debug, Default)]
pub struct Watch(Mutex<BTreeSet<&'static str>>);

impl Watch {
    /// The names of the mutants that would have changed something so far.
    pub fn stirred(&self) -> BTreeSet<&'static str> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes every mutant whose hook changes something at a place.
    pub(super) fn note(&self, changes: impl Fn(Hook) -> bool) {
        let mut stirred = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for mutant in mutants() {
            if !stirred.contains(mutant.name) && changes(mutant.hook) {
                stirred.insert(mutant.name);
            }
        }
    }
}
