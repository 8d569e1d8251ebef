//! Judging: from what happened to a scenario to its verdict. A run that has just ended and a journal that is judged again go the same way.

use std::sync::Arc;

use super::scenario::{End, Performance, Step};
use crate::ccb::observation::ROWS_NOT_READ;
use crate::ccb::zone_text;
use crate::golden::compare::Difference;
use crate::golden::examine::Examiner;
use crate::golden::step::NormalStep;
use crate::verdict::outcome::{Reason, Verdict};

/// What becomes of a performance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// Why it did not pass.
    pub reason: Option<Reason>,
    /// How many steps went through.
    pub passed_steps: usize,
}

/// Judges a performance of these steps by what it must show; without a golden, only whether it came to its end.
pub fn judged(steps: &[Step], performance: &Performance, golden: Option<&Arc<[NormalStep]>>) -> Judged {
    let seen = examined(performance, golden);
    let rows_unread = performance.checkpoints.iter().any(|checkpoint| checkpoint.observation.rows.is_none());
    let (reason, passed_steps) = reason_of_what_was_seen(steps, performance, &seen);
    let unread = || Some(Reason::Hindered(ROWS_NOT_READ.to_owned()));
    let reason = match reason {
        // Where rows were not read, a warning is not all that there may be to tell.
        Some(reason) if rows_unread && reason.verdict() == Verdict::Warn => unread(),
        None if rows_unread => unread(),
        other => other,
    };
    Judged { reason, passed_steps }
}

/// The steps of a performance in their normal form.
pub fn normal_steps(performance: &Performance) -> Vec<NormalStep> {
    examined(performance, None).steps
}

struct Seen {
    steps: Vec<NormalStep>,
    /// Of the last of them.
    differences: Vec<Difference>,
}

/// Examines checkpoint after checkpoint, up to the first that differs.
fn examined(performance: &Performance, golden: Option<&Arc<[NormalStep]>>) -> Seen {
    let zone = performance.zone.as_deref().and_then(zone_text::from_text);
    let mut examiner = Examiner::new(golden.cloned(), zone.unwrap_or(jiff::tz::TimeZone::UTC));
    let mut seen = Seen { steps: Vec::new(), differences: Vec::new() };
    for checkpoint in &performance.checkpoints {
        let (step, differences) = examiner.examine(&checkpoint.when, &checkpoint.bindings, &checkpoint.observation);
        seen.steps.push(step);
        seen.differences = differences;
        if !seen.differences.is_empty() {
            break;
        }
    }
    seen
}

/// Why a scenario did not pass, as far as it was seen, and how many steps went through. It passed only if nothing stopped it, every step
/// was played, and every `When` was observed.
fn reason_of_what_was_seen(steps: &[Step], performance: &Performance, seen: &Seen) -> (Option<Reason>, usize) {
    let passed = performance.passed_steps;
    if let Some(fault) = performance.faults.first() {
        return (Some(Reason::Fault(fault.clone())), passed);
    }
    if !seen.differences.is_empty() {
        let whens = steps.iter().enumerate().filter(|(_, step)| step.observed);
        let at = whens.map(|(index, _)| index).nth(seen.steps.len() - 1);
        return (Some(Reason::Differs(seen.differences.clone())), at.unwrap_or(passed));
    }
    match &performance.end {
        Some(End::Stopped(stopped)) => return (Some(stopped.clone().into()), passed),
        Some(End::Deviated) => {
            let why = "the recording ends at a step that was judged to differ, and does not any more: nothing is known of what comes after";
            return (Some(Reason::Hindered(why.to_owned())), passed);
        }
        None => {}
    }
    let (all, whens) = (steps.len(), steps.iter().filter(|step| step.observed).count());
    if !performance.finished || passed != all {
        return (Some(Reason::Fault(format!("{passed} of {all} steps were played, and nothing says why"))), passed);
    }
    let observed = performance.checkpoints.len();
    if observed != whens {
        let why = format!("{whens} `When`s were played, but {observed} observed");
        return (Some(Reason::Fault(why)), passed);
    }
    (None, passed)
}
