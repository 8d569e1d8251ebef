//! The HTML report: one file that needs nothing else, made from a journal alone.
//!
//! It is read on a phone, on paper, in the dark, by ear, and by people who doubt it. What targets, callers, profiles and features are named is
//! text wherever it stands: maud escapes it, and what would not be seen is made visible (`text`). Its one script only filters; without it
//! the page says the same.

mod clauses;
mod counts;
mod difference;
mod exchange;
mod filters;
mod front;
mod identity;
mod journey;
mod journeys;
mod page;
mod rows;
mod step;
mod tally;
mod text;
mod timeline;

pub(super) use page::document;
pub use page::write;
pub(super) use text::Shown;
pub(super) use timeline::{DrawnCall, drawing};
