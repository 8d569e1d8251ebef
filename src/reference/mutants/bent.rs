//! What the servlet calls at every place where a mutant may bend it. Without a mutant nothing happens there.

use std::sync::Arc;

use axum::http::Method;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::Mutant;
use super::hook::{Hook, Pairs, Wire};
use super::scene::Scene;
use super::watch::Watch;
use crate::reference::model::change::{Change, Decision, Step};
use crate::reference::model::parameters::Parameters;
use crate::reference::model::request::Request;
use crate::reference::model::state::{Kept, Model};
use crate::reference::model::status::QueueOverview;

/// How a servlet is bent, if it is.
#[derive(Clone, Debug, Default)]
pub enum Bent {
    /// Not at all.
    #[default]
    Straight,
    /// As a mutant bends it.
    As(&'static Mutant),
    /// Not at all, but noting which mutants would.
    Watched(Arc<Watch>),
}

/// The function of a hook, where the hook is of that place.
macro_rules! at {
    ($place:ident) => {
        |hook| match hook {
            Hook::$place(bend) => Some(bend),
            _ => None,
        }
    };
}

impl Bent {
    /// A request was read.
    pub fn receives(&self, method: &Method, pairs: &mut Pairs<'_>) {
        self.bend(pairs, at!(Receives), |bend, pairs| bend(method, pairs));
    }

    /// Whether a request counts as contact.
    pub fn contacts(&self, model: &Model, now: Timestamp, parameters: &Parameters) -> bool {
        let mut counts = true;
        self.bend(&mut counts, at!(Contacts), |bend, counts| *counts = bend(model, now, parameters));
        counts
    }

    /// A request was decided.
    pub fn decides(&self, model: &Model, now: Timestamp, request: &Request) -> Decision {
        let mut decision = model.decide(now, request);
        let scene = Scene { model, now, request };
        self.bend(&mut decision, at!(Decides), |bend, decision| bend(&scene, decision));
        decision
    }

    /// What a tick stores was decided.
    pub fn ticks(&self, model: &Model, now: Timestamp) -> Vec<Step> {
        let mut steps = model.decide_tick(now);
        self.bend(&mut steps, at!(Ticks), |bend, steps| bend(model, now, steps));
        steps
    }

    /// What an archive run stores was decided.
    pub fn archives(&self, model: &Model, now: Timestamp) -> Vec<Step> {
        let mut steps = model.decide_archive(now);
        self.bend(&mut steps, at!(Archives), |bend, steps| bend(model, now, steps));
        steps
    }

    /// The model before a tick, for mutants that compare.
    pub fn before_tick(&self, model: &Model) -> Option<Model> {
        let compares = match self {
            Self::Straight => false,
            Self::As(mutant) => matches!(mutant.hook, Hook::Calculates(_)),
            Self::Watched(_) => true,
        };
        compares.then(|| model.clone())
    }

    /// R was calculated.
    pub fn calculates(&self, before: Option<&Model>, now: Timestamp, model: &mut Model) {
        if let Some(before) = before {
            self.bend(model, at!(Calculates), |bend, model| bend(before, now, model));
        }
    }

    /// The database was read.
    pub fn restores(&self, kept: &mut Kept) {
        self.bend(kept, at!(Restores), |bend, kept| bend(kept));
    }

    /// The model was made of what was read.
    pub fn restored(&self, model: &mut Model, now: Timestamp) {
        self.bend(model, at!(Restored), |bend, model| bend(model, now));
    }

    /// The instant and the zone of the `DBDateTime` that a change writes.
    pub fn stamps(&self, change: &Change, now: Timestamp, time_zone: &TimeZone) -> (Timestamp, TimeZone) {
        let mut stamp = (now, time_zone.clone());
        self.bend(&mut stamp, at!(Stamps), |bend, stamp| *stamp = bend(change, now, time_zone));
        stamp
    }

    /// SQL to end a transaction with. Whether it would change something only the database knows, so it counts as if it did.
    pub fn keeps(&self) -> Option<&'static str> {
        match self {
            Self::As(Mutant { hook: Hook::Keeps(sql), .. }) => Some(sql),
            Self::Straight | Self::As(_) => None,
            Self::Watched(watch) => {
                watch.note(|hook| matches!(hook, Hook::Keeps(_)));
                None
            }
        }
    }

    /// The Diag page was asked for.
    pub fn shows(&self, mut queues: Vec<QueueOverview>) -> Vec<QueueOverview> {
        self.bend(&mut queues, at!(Shows), |bend, queues| bend(queues));
        queues
    }

    /// The clock is asked to move.
    pub fn moves(&self, now: Timestamp, parameters: &mut Parameters) {
        self.bend(parameters, at!(Moves), |bend, parameters| bend(now, parameters));
    }

    /// An answer goes out.
    pub fn answers(&self, wire: &mut Wire) {
        self.bend(wire, at!(Answers), |bend, wire| bend(wire));
    }

    /// Bends `value` at one place: `of_place` tells what a hook does there, if it is of that place.
    fn bend<T, F>(&self, value: &mut T, of_place: impl Fn(Hook) -> Option<F>, apply: impl Fn(F, &mut T))
    where
        T: Clone + PartialEq,
    {
        match self {
            Self::Straight => {}
            Self::As(mutant) => {
                if let Some(bend) = of_place(mutant.hook) {
                    apply(bend, value);
                }
            }
            Self::Watched(watch) => watch.note(|hook| {
                of_place(hook).is_some_and(|bend| {
                    let mut bent = value.clone();
                    apply(bend, &mut bent);
                    bent != *value
                })
            }),
        }
    }
}
