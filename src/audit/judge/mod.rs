//! Judging: what the logs tell of one call is held against the clauses.

mod answers;
mod case;
mod contacts;
mod entering;
mod episode;
mod offering;
mod outcome;
mod pairs;
mod rows;
mod servlet;
mod ticks;
mod updating;

pub use case::{Context, Judged, Wanted, judge};
