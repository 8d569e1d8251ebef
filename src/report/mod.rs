//! Reports: they read verdicts and decide nothing.

pub mod changes;
pub mod console;
pub mod doctor;
mod known_failures;
pub mod mutants;
