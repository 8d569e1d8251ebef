//! The fault of a scenario that did not pass: the step at which it stopped, what should have been seen there and what was.

use crate::ccb::clause::ClauseId;
use crate::ccb::transmission::Transmission;
use crate::golden::compare::Difference;
use crate::golden::step::NormalStep;
use crate::journal::scenario::{ScenarioRecord, Step};
use crate::verdict::outcome::Reason;

/// Where and how a scenario stopped.
#[derive(Clone, Debug)]
pub struct Fault<'a> {
    /// The step's number among all steps, from 0.
    pub number: usize,
    /// The step.
    pub step: &'a Step,
    /// Why.
    pub reason: &'a Reason,
    /// What the last observed `When` up to there showed; nothing where none was.
    pub seen: Option<NormalStep>,
    /// What that `When` should have shown, where a golden says.
    pub expected: Option<&'a NormalStep>,
    /// What went over the wire in that `When`, or after it where the journey broke off before the next.
    pub transmissions: &'a [Transmission],
}

impl<'a> Fault<'a> {
    /// That of a scenario; nothing where it passed or was not played.
    pub fn of(record: &'a ScenarioRecord) -> Option<Self> {
        let (performance, reason) = (record.performance.as_ref()?, record.reason.as_ref()?);
        let number = record.passed_steps.min(record.steps.len().checked_sub(1)?);
        let step = &record.steps[number];
        let whens = record.steps[..=number].iter().filter(|step| step.observed).count();
        let observed = whens.min(performance.checkpoints.len());
        let last = observed.checked_sub(1);
        // A `When` that broke off before its checkpoint left its exchanges behind the last one.
        let broken_off = step.observed && observed < whens;
        let transmissions = match last {
            Some(last) if !broken_off => performance.checkpoints[last].observation.transmissions.as_slice(),
            _ => performance.afterwards.as_slice(),
        };
        let last = last.filter(|_| !broken_off);
        Some(Self {
            number,
            step,
            reason,
            seen: last.and_then(|last| record.normal_steps().into_iter().nth(last)),
            expected: record.expected.as_ref().and_then(|expected| expected.get(whens.checked_sub(1)?)),
            transmissions,
        })
    }

    /// The fields that differ.
    pub fn differences(&self) -> &'a [Difference] {
        match self.reason {
            Reason::Differs(differences) => differences,
            _ => &[],
        }
    }

    /// The clauses that decide what is wrong, each once, in the order in which they are told.
    pub fn clauses(&self) -> Vec<ClauseId> {
        self.reason.clauses()
    }
}
