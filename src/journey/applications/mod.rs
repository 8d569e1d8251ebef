//! The voice applications: what each asks of the servlet (SPEC 16).

pub mod callback_entry;
pub mod callback_queue;
pub mod callback_wait;
