//! Reports: they read verdicts and decide nothing.

pub mod console;
mod known_failures;
pub mod mutants;
