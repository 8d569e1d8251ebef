//! The model of the servlet: (state, instant, request) to (answer, changes). No I/O, no clock reads, no waiting.

mod add;
mod archive;
mod as_text;
mod attempts;
pub mod change;
mod decide;
pub mod dialed_number;
mod enter;
pub mod entry;
mod instant;
mod leave;
mod leave_rate;
pub mod note;
mod opening_hours;
pub mod parameters;
#[cfg(test)]
mod properties;
pub mod queue;
mod queue_record;
pub mod refuse;
pub mod request;
pub mod state;
pub mod status;
#[cfg(test)]
mod testing;
mod timer;
mod update;
mod validate;
mod wait;
mod zone;
