//! `ccbspec`: the conformance suite for Courtesy Callback servlets.
//!
//! `ARCHITECTURE.md` tells the rooms and who may use whom; `SPEC.md` is the law that the suite tests.

pub mod audit;
pub mod ccb;
pub mod cli;
pub mod doctor;
pub mod golden;
pub mod journal;
pub mod journey;
pub mod profile;
pub mod reference;
pub mod report;
pub mod run;
pub mod statement;
pub mod target;
pub mod verdict;
