//! What the catalogue is written with.

pub use jiff::tz::TimeZone;
pub use jiff::{SignedDuration, Timestamp};

pub use super::Mutant;
pub use super::edit::{
    add, alter, answer, drop_changes, each, entered, field, is_left, is_refused, is_state, later, leave_out, number,
    refuse, registered, repeat, says, status, unheard,
};
pub use super::hook::Hook;
pub use super::pairs::{cut, is_method, put, put_if_absent, strip, swap, value};
pub use crate::ccb::answer::{Field, Value};
pub use crate::ccb::cause::Cause;
pub use crate::ccb::event_type::EventType;
pub use crate::ccb::operation::Operation;
pub use crate::ccb::parameter::Parameter;
pub use crate::ccb::refusal::Refusal;
pub use crate::reference::model::change::{Change, QueueStatus, changes};
pub use crate::reference::model::entry::{CallbackState, Entry};
pub use crate::reference::model::request::Request;
pub use crate::reference::model::update::Update;
