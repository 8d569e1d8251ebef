//! The explanation of a scenario: what was to be seen and what was, and how to see it again, all from a journal.
//!
//! [text] tells it to a reader, with a [table] of the rows that differ and each exchange as a [curl] line; [script] and [feature] are the shortest
//! part of the journey that still shows the fault, and [again] is the command that runs it again.

pub mod again;
pub mod curl;
pub mod feature;
pub mod script;
pub mod table;
pub mod text;
