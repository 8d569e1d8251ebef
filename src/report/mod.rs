//! Reports: they read verdicts and decide nothing.

pub mod console;
pub mod doctor;
pub mod mutants;
