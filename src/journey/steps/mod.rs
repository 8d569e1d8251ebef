//! Step definitions: the words that features are made of. Each only passes on to a stage or an application.

pub mod at_once;
pub mod callback_engine;
pub mod callback_entry;
pub mod callback_queue;
pub mod callback_wait;
pub mod diag;
pub mod given;
pub mod hindrance;
pub mod operation;
pub mod stranger;
pub mod then;
pub mod timer;
