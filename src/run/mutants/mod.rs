//! Mutants: does the suite notice each clause that is broken, in the scenario and the field that it should?
//!
//! [reach] plays every scenario on the straight reference and learns which mutants would have changed something in it; [matrix] plays the
//! others; [trial] weighs what a scenario noticed; [witnesses] holds a mutant for each scenario that no mutant names; [canary] has a few of them
//! noticed before every run.

pub mod canary;
pub mod matrix;
pub mod reach;
pub mod trial;
pub mod witnesses;
mod workers;
