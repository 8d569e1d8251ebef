//! Mutants: the reference with one clause broken, so that the suite can be shown to notice (SPEC, every chapter).
//!
//! A mutant is data. Its [`Hook`] bends the way of a request at one place, from outside: the model itself knows nothing of mutants,
//! and a servlet without one runs the same code. `bent` is what the servlet calls; `edit` and `scene` are what the catalogue is
//! written with, one file a chapter.

mod archive;
mod at_once;
mod attempts;
mod bent;
mod capacity;
mod clock;
mod diag;
mod durability;
mod edit;
mod entering;
mod hook;
mod keepalive;
mod leaving;
mod limits;
mod offer;
mod pairs;
mod prelude;
mod record;
mod registering;
mod rows;
mod scene;
mod status;
#[cfg(test)]
mod tests;
mod transport;
mod updating;
mod waiting;
mod watch;

pub use bent::Bent;
use hook::Hook;
pub use hook::Wire;
pub use watch::Watch;

/// A reference that breaks one clause, and how the suite must notice.
#[derive(Debug)]
pub struct Mutant {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// The clause that it breaks.
    pub clause: &'static str,
    /// The id of the scenario that must catch it.
    pub scenario: &'static str,
    /// How the path of a field begins that must differ where that scenario stops; `breach.` and a clause where the target's answer
    /// cannot be understood at all.
    pub field: &'static str,
    /// What it does wrong, in a sentence.
    pub breaks: &'static str,
    /// Where it bends the servlet, and how.
    hook: Hook,
}

/// The catalogue, a list for every chapter.
const CHAPTERS: &[&[Mutant]] = &[
    transport::MUTANTS,
    at_once::MUTANTS,
    entering::MUTANTS,
    record::MUTANTS,
    offer::MUTANTS,
    capacity::MUTANTS,
    limits::MUTANTS,
    registering::MUTANTS,
    updating::MUTANTS,
    attempts::MUTANTS,
    status::MUTANTS,
    leaving::MUTANTS,
    waiting::MUTANTS,
    keepalive::MUTANTS,
    rows::MUTANTS,
    archive::MUTANTS,
    durability::MUTANTS,
    diag::MUTANTS,
    clock::MUTANTS,
];

/// Every mutant, in the order of the specification's chapters.
pub fn mutants() -> impl Iterator<Item = &'static Mutant> {
    CHAPTERS.iter().copied().flatten()
}
