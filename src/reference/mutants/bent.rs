//! What the servlet calls at every place where a mutant may bend it. Without a mutant nothing happens there.

use axum::http::Method;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Mutant;
use super::hook::{Hook, Pairs, Wire};
use super::scene::Scene;
use crate::reference::model::change::{Change, Decision, Step};
use crate::reference::model::parameters::Parameters;
use crate::reference::model::request::Request;
use crate::reference::model::state::{Kept, Model};
use crate::reference::model::status::QueueOverview;

/// How a servlet is bent, if it is.
#[derive(Clone, Copy, Debug, Default)]
pub struct Bent(Option<Hook>);

impl Bent {
    /// Bent as a mutant is; straight without one.
    pub fn by(mutant: Option<&Mutant>) -> Self {
        Self(mutant.map(|mutant| mutant.hook))
    }

    /// A request was read.
    pub fn receives(self, method: &Method, pairs: &mut Pairs<'_>) {
        if let Some(Hook::Receives(bend)) = self.0 {
            bend(method, pairs);
        }
    }

    /// Whether a request counts as contact.
    pub fn contacts(self, model: &Model, now: Timestamp, parameters: &Parameters) -> bool {
        match self.0 {
            Some(Hook::Contacts(counts)) => counts(model, now, parameters),
            _ => true,
        }
    }

    /// A request was decided.
    pub fn decides(self, model: &Model, now: Timestamp, request: &Request) -> Decision {
        let mut decision = model.decide(now, request);
        if let Some(Hook::Decides(bend)) = self.0 {
            bend(&Scene { model, now, request }, &mut decision);
        }
        decision
    }

    /// What a tick stores was decided.
    pub fn ticks(self, model: &Model, now: Timestamp) -> Vec<Step> {
        let mut steps = model.decide_tick(now);
        if let Some(Hook::Ticks(bend)) = self.0 {
            bend(model, now, &mut steps);
        }
        steps
    }

    /// What an archive run stores was decided.
    pub fn archives(self, model: &Model, now: Timestamp) -> Vec<Step> {
        let mut steps = model.decide_archive(now);
        if let Some(Hook::Archives(bend)) = self.0 {
            bend(model, now, &mut steps);
        }
        steps
    }

    /// The model before a tick, for a mutant that compares.
    pub fn before_tick(self, model: &Model) -> Option<Model> {
        matches!(self.0, Some(Hook::Calculates(_))).then(|| model.clone())
    }

    /// R was calculated.
    pub fn calculates(self, before: Option<&Model>, now: Timestamp, model: &mut Model) {
        if let (Some(Hook::Calculates(bend)), Some(before)) = (self.0, before) {
            bend(before, now, model);
        }
    }

    /// The database was read.
    pub fn restores(self, kept: &mut Kept) {
        if let Some(Hook::Restores(bend)) = self.0 {
            bend(kept);
        }
    }

    /// The model was made of what was read.
    pub fn restored(self, model: &mut Model, now: Timestamp) {
        if let Some(Hook::Restored(bend)) = self.0 {
            bend(model, now);
        }
    }

    /// The instant and the zone of the `DBDateTime` that a change writes.
    pub fn stamps(self, change: &Change, now: Timestamp, time_zone: &TimeZone) -> (Timestamp, TimeZone) {
        match self.0 {
            Some(Hook::Stamps(stamp)) => stamp(change, now, time_zone),
            _ => (now, time_zone.clone()),
        }
    }

    /// SQL to end a transaction with.
    pub const fn keeps(self) -> Option<&'static str> {
        match self.0 {
            Some(Hook::Keeps(sql)) => Some(sql),
            _ => None,
        }
    }

    /// The Diag page was asked for.
    pub fn shows(self, mut queues: Vec<QueueOverview>) -> Vec<QueueOverview> {
        if let Some(Hook::Shows(bend)) = self.0 {
            bend(&mut queues);
        }
        queues
    }

    /// The clock is asked to move; the parameters that it goes by instead, where they are others.
    pub fn moves(self, now: Timestamp, parameters: &Parameters) -> Option<Parameters> {
        let Some(Hook::Moves(bend)) = self.0 else { return None };
        let mut parameters = parameters.clone();
        bend(now, &mut parameters);
        Some(parameters)
    }

    /// An answer goes out.
    pub fn answers(self, wire: &mut Wire) {
        if let Some(Hook::Answers(bend)) = self.0 {
            bend(wire);
        }
    }
}
