//! Reports: they read verdicts and decide nothing.

pub mod console;
pub mod doctor;
pub mod fault;
pub mod html;
mod known_failures;
pub mod mutants;
