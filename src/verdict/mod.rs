//! Verdicts: what became of each scenario, and what a run of them means.

pub mod entry_text;
pub mod exit;
pub mod known_failure;
pub mod outcome;
pub mod rollup;
pub mod summary;
