//! Reports: they read verdicts and decide nothing.

pub mod audit;
pub mod console;
pub mod doctor;
mod known_failures;
pub mod mutants;
