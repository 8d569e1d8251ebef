//! Verdicts: what became of each scenario, and what a run of them means.

pub mod exit;
pub mod outcome;
pub mod rollup;
