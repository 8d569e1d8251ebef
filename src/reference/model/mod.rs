//! The model of the servlet: (state, instant, request) to (answer, changes). No I/O, no clock reads, no waiting.

mod add;
mod archive;
mod as_text;
pub mod attempts;
pub mod change;
mod decide;
pub mod dialed_number;
mod enter;
pub mod entry;
pub mod instant;
mod leave;
mod leave_rate;
pub mod note;
pub mod opening_hours;
pub mod parameters;
#[cfg(test)]
mod properties;
pub mod queue;
pub mod queue_record;
pub mod refuse;
pub mod request;
pub mod state;
pub mod status;
#[cfg(test)]
mod testing;
mod timer;
pub mod update;
mod validate;
mod wait;
mod zone;
