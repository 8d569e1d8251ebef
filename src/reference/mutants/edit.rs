//! Small edits of decisions, for the catalogue.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use crate::ccb::answer::{Answer, Field, Value};
use crate::ccb::callid::Callid;
use crate::ccb::refusal::Refusal;
use crate::reference::model::change::{Change, Decision, Step, changes};
use crate::reference::model::entry::Call;
use crate::reference::model::refuse::refused;

/// A field of the answer, if it is a success that has it.
pub fn field(decision: &Decision, field: Field) -> Option<&Value> {
    match &decision.answer {
        Answer::Done(lines) => lines.get(&field),
        Answer::Refused(_) => None,
    }
}

/// A number in the answer.
pub fn number(decision: &Decision, name: Field) -> Option<i64> {
    match field(decision, name) {
        Some(Value::Integer(number)) => Some(*number),
        _ => None,
    }
}

/// Whether the answer's `result` is that word.
pub fn says(decision: &Decision, word: &str) -> bool {
    matches!(field(decision, Field::Result), Some(Value::Text(text)) if text == word)
}

/// Whether it is that refusal.
pub fn is_refused(decision: &Decision, refusal: Refusal) -> bool {
    matches!(&decision.answer, Answer::Refused(refused) if refused.error == refusal)
}

/// Puts another value where the answer has that field.
pub fn alter(decision: &mut Decision, field: Field, value: impl Into<Value>) {
    if let Answer::Done(lines) = &mut decision.answer
        && let Some(old) = lines.get_mut(&field)
    {
        *old = value.into();
    }
}

/// Leaves a field out of the answer.
pub fn leave_out(decision: &mut Decision, field: Field) {
    if let Answer::Done(lines) = &mut decision.answer {
        lines.remove(&field);
    }
}

/// Answers with one line `result`.
pub fn answer(decision: &mut Decision, result: &str) {
    decision.answer = Answer::Done(BTreeMap::from([(Field::Result, result.into())]));
}

/// Refuses, and stores nothing.
pub fn refuse(decision: &mut Decision, refusal: Refusal) {
    *decision = Decision { answer: Answer::Refused(refused(refusal)), steps: Vec::new() };
}

/// Alters changes, in their order.
pub fn each(steps: &mut [Step], mut alter: impl FnMut(&mut Change)) {
    for step in steps {
        if let Step::Change(change) = step {
            alter(change);
        }
    }
}

/// Leaves changes out.
pub fn drop_changes(steps: &mut Vec<Step>, unwanted: impl Fn(&Change) -> bool) {
    steps.retain(|step| !matches!(step, Step::Change(change) if unwanted(change)));
}

/// Adds a change at the end.
pub fn add(steps: &mut Vec<Step>, change: Change) {
    steps.push(change.into());
}

/// Makes changes twice.
pub fn repeat(steps: &mut Vec<Step>, wanted: impl Fn(&Change) -> bool) {
    let again: Vec<Step> =
        steps.iter().filter(|step| matches!(step, Step::Change(change) if wanted(change))).cloned().collect();
    steps.extend(again);
}

/// The call whose row begins.
pub fn entered(decision: &Decision) -> Option<Call> {
    changes(&decision.steps).find_map(|change| match change {
        Change::QueueRow(row) => Some(row.call),
        _ => None,
    })
}

/// Another call, which nobody has made.
pub fn unheard(call: Call) -> Call {
    let callid =
        Callid::from_u128(u128::from_be_bytes(*b"nobody called us") ^ u128::from(call.surrogate.unsigned_abs()));
    Call { surrogate: call.surrogate + 1_000_000, callid, ..call }
}

/// That many seconds later.
pub fn later(instant: Timestamp, seconds: i64) -> Timestamp {
    instant.saturating_add(SignedDuration::from_secs(seconds)).unwrap_or(instant)
}

/// The call whose callback begins.
pub fn registered(decision: &Decision) -> Option<Call> {
    changes(&decision.steps).find_map(|change| match change {
        Change::Callback { call, .. } => Some(*call),
        _ => None,
    })
}

/// Stores another validation status.
pub fn status(decision: &mut Decision, bend: impl Fn(u16) -> u16) {
    each(&mut decision.steps, |change| {
        if let Change::ValidationStatus { status, .. } = change {
            *status = bend(*status);
        }
    });
}

/// Whether it is a state of a callback that a change stores: in its row, or as an event.
pub const fn is_state(change: &Change) -> bool {
    matches!(change, Change::CallbackState { .. } | Change::Event { .. })
}

/// Whether it is the end of a row of `callbackqueue`.
pub const fn is_left(change: &Change) -> bool {
    matches!(change, Change::Left { .. })
}
