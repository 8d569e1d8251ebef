//! The judge at the checkpoint: each observation is examined and written down, and stops the journey where it is not what it must be.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::tz::TimeZone;

use crate::ccb::binding::Bindings;
use crate::ccb::observation::Observation;
use crate::ccb::zone_text;
use crate::golden::examine::Examiner;
use crate::golden::step::NormalStep;
use crate::journal::scenario::Checkpoint as Checked;
use crate::journey::checkpoint::{Checkpoint, Deviated};
use crate::target::trace::Trace;

/// What a journey showed so far.
#[derive(Clone, Debug, Default)]
pub struct Protocol {
    /// The zone of the servlet's local time; nothing before there is a target.
    pub zone: Option<String>,
    /// What goes over the wire, as far as no checkpoint has taken it.
    pub trace: Trace,
    /// Every step that was observed.
    pub checkpoints: Vec<Checked>,
    /// Whether the last of them was not what it must be.
    pub deviated: bool,
}

/// A protocol that the judge writes while cucumber owns it.
#[derive(Clone, Debug, Default)]
pub struct SharedProtocol(Arc<Mutex<Protocol>>);

impl SharedProtocol {
    /// Takes what was written.
    pub fn take(&self) -> Protocol {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, write: impl FnOnce(&mut Protocol)) {
        write(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

/// Judges one journey, or only writes it down where there is no golden yet.
#[derive(Debug)]
pub struct Judge {
    examiner: Examiner,
    protocol: SharedProtocol,
}

impl Judge {
    /// A judge for a journey against a servlet whose local time is that of `zone`, and whose exchanges are noted in `trace`.
    pub fn new(golden: Option<Arc<[NormalStep]>>, zone: &TimeZone, trace: Trace, protocol: SharedProtocol) -> Self {
        protocol.write(|protocol| {
            protocol.zone = zone_text::to_text(zone);
            protocol.trace = trace;
        });
        Self { examiner: Examiner::new(golden, zone.clone()), protocol }
    }
}

impl Checkpoint for Judge {
    fn check(&mut self, when: &str, bindings: &Bindings, observation: &Observation) -> Result<(), Deviated> {
        let (_, differences) = self.examiner.examine(when, bindings, observation);
        let deviated = !differences.is_empty();
        self.protocol.write(|protocol| {
            protocol.checkpoints.push(Checked {
                when: when.to_owned(),
                bindings: bindings.clone(),
                observation: observation.clone(),
            });
            protocol.deviated = deviated;
        });
        if deviated { Err(Deviated) } else { Ok(()) }
    }

    fn awaits_rows(&self, when: &str, bindings: &Bindings, observation: &Observation) -> bool {
        self.examiner.awaits_rows(when, bindings, observation)
    }
}
