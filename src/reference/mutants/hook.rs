//! The places at which a mutant may bend the servlet.

use std::borrow::Cow;

use axum::http::{Method, StatusCode};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::scene::Scene;
use crate::reference::model::change::{Change, Decision, Step};
use crate::reference::model::parameters::Parameters;
use crate::reference::model::state::{Kept, Model};
use crate::reference::model::status::QueueOverview;

/// Names and values as a request carries them, in their order and spelt as in the default dialect.
pub use crate::ccb::dialect::Pairs;

/// An answer as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// The status.
    pub status: StatusCode,
    /// `Content-Type`.
    pub content_type: Cow<'static, str>,
    /// The body.
    pub body: String,
}

/// A place, and what is done there.
#[derive(Clone, Copy, Debug)]
pub enum Hook {
    /// A request's names and values, before anything is made of them.
    Receives(fn(&Method, &mut Pairs<'_>)),
    /// Whether a request counts as contact. Told the model before it, and when it came.
    Contacts(fn(&Model, Timestamp, &Parameters) -> bool),
    /// A request's decision, before it is stored, applied and answered.
    Decides(fn(&Scene<'_>, &mut Decision)),
    /// What a tick stores. Told the model before it.
    Ticks(fn(&Model, Timestamp, &mut Vec<Step>)),
    /// R of every entry, once a tick calculated it. Told the model as it was before the tick, and the one that goes on.
    Calculates(fn(&Model, Timestamp, &mut Model)),
    /// What an archive run stores. Told the model before it.
    Archives(fn(&Model, Timestamp, &mut Vec<Step>)),
    /// What a start finds in the database.
    Restores(fn(&mut Kept)),
    /// The model that a start makes of it.
    Restored(fn(&mut Model, Timestamp)),
    /// The instant and the zone of the `DBDateTime` that a change writes.
    Stamps(fn(&Change, Timestamp, &TimeZone) -> (Timestamp, TimeZone)),
    /// SQL that ends every transaction. It must not matter how often it is run.
    Keeps(&'static str),
    /// What the Diag page shows.
    Shows(fn(&mut Vec<QueueOverview>)),
    /// What a request to move the clock says. Told the present instant.
    Moves(fn(Timestamp, &mut Parameters)),
    /// An answer on its way out.
    Answers(fn(&mut Wire)),
}
