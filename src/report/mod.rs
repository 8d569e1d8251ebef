//! Reports: they read verdicts and decide nothing.

pub mod changes;
pub mod console;
pub mod doctor;
pub mod explain;
pub mod fault;
mod known_failures;
pub mod mutants;
