//! What is told of a call once it is judged.

use std::collections::HashSet;

use super::case::{Case, Judged, Wanted};
use super::episode::{Ending, Episode};
use crate::audit::call::Contact;
use crate::audit::finding::{Draft, Place};
use crate::audit::report::{CallReport, Entry, StateReport, TickReport};
use crate::ccb::answer::Field;
use crate::ccb::callid::Callid;
use crate::ccb::operation::Operation;

/// Ends a case.
pub fn tell(mut case: Case<'_>, wanted: Wanted) -> Judged {
    notes(&mut case);
    let whole = if case.drafts.iter().any(Draft::is_violation) { wanted.broken } else { wanted.sound };
    let stay = case.episodes.last().cloned().unwrap_or_default();
    let call = case.call;
    let offset_s = call.facts.first().map(|fact| fact.offset_s).or(call.offset_ms.map(|offset| offset / 1000));
    let entered_ms = entered_ms(&case, &stay);
    let left =
        stay.left.map(|(at_ms, _, ending, _)| (at_ms, ending)).or(call.left_ms.map(|at_ms| (at_ms, Ending::Left)));
    let requests = call.contacts.iter().filter_map(|contact| {
        let took_ms = contact.answered_ms? - contact.asked_ms;
        Some((took_ms, contact.operation.name(), contact.place))
    });
    let first_attempt_ms = stay.changes.iter().find(|change| change.attempts > 0).map(|change| change.at_ms);
    let since = |at: Option<i64>| Some(at? - entered_ms?);
    let report = CallReport {
        call: Callid::from_u128(call.guid).to_string(),
        offset_s: offset_s.unwrap_or_default(),
        queue: stay.queue.as_deref().or(parameter(&case, "qname")).map(str::to_owned),
        calling_number: stay.calling_number.as_deref().or(parameter(&case, "ani")).map(str::to_owned),
        entered_ms,
        left_ms: left.map(|(at_ms, _)| at_ms),
        ending: left.map(|(_, ending)| match ending {
            Ending::Left => "left",
            Ending::Stale => "cleared",
            Ending::Canceled => "canceled",
        }),
        offered: offered(&case, &stay),
        accepted: stay.callback.is_some() || told(&case, Operation::AddCallback, "valid"),
        attempts: stay.attempts(),
        states: stay
            .changes
            .iter()
            .map(|change| StateReport {
                at_ms: change.at_ms,
                state: change.state.id(),
                cause: change.cause.id(),
                words: format!("{}, {}", change.state.name(), change.cause.name()),
            })
            .collect(),
        timeline: if whole { timeline(&case) } else { Vec::new() },
        ticks: if whole { ticks(&case) } else { Vec::new() },
        answers_checked: case.answers.0,
        answers_unchecked: case.answers.1,
        findings: Vec::new(),
    };
    let heard = case.episodes.iter().map(|stay| stay.asked.len() + usize::from(stay.entered.is_some())).sum::<usize>();
    let both = case.pairs.iter().flatten().count();
    Judged {
        met: (call.contacts.len() as u64, heard as u64, both as u64),
        ticks: case.episodes.iter().map(|stay| stay.ticks.len() as u64).sum(),
        requests: requests.collect(),
        waits_ms: (since(first_attempt_ms), since(left.map(|(at_ms, _)| at_ms))),
        mask: stay.validations.iter().rev().find_map(|validation| validation.mask),
        surrogate: case.surrogate,
        drafts: case.drafts,
        report,
    }
}

fn ticks(case: &Case<'_>) -> Vec<TickReport> {
    case.episodes
        .iter()
        .flat_map(|stay| &stay.ticks)
        .map(|ticked| TickReport {
            at_ms: ticked.at_ms,
            position: ticked.tick.position,
            remaining_s: ticked.tick.remaining_s,
            recomputed_s: ticked.tick.recomputed_s(),
            file: ticked.place.file,
            line: ticked.place.line,
        })
        .collect()
}

/// What a reader should know of how much the logs tell.
fn notes(case: &mut Case<'_>) {
    let place =
        case.call.facts.first().map(|fact| fact.place).or(case.call.contacts.first().map(|contact| contact.place));
    let Some(place) = place else { return };
    let by_servlet = case.episodes.first().is_some_and(|stay| stay.entered.is_some());
    let by_application = case.call.contacts.iter().any(|contact| contact.operation == Operation::EnterQueue);
    let mut note = |about: &str, place: Place| case.drafts.push(Draft::note(place, about));
    if !by_servlet && !by_application {
        note("the call's entering is not in the logs, so that it is judged in part", place);
    }
    if case.call.left_ms.is_none() && case.episodes.last().is_none_or(|stay| stay.left.is_none()) {
        note("the call's leaving is not in the logs, so that it is judged in part", place);
    }
    if case.call.surplus > 0 {
        note(&format!("{} lines of the call are too many to be kept, and not judged", case.call.surplus), place);
    }
}

fn parameter<'a>(case: &'a Case<'_>, name: &str) -> Option<&'a str> {
    case.call.parameters.iter().find(|parameter| *parameter.name == *name).map(|parameter| &*parameter.value)
}

/// The servlet's own time of entering, or the application's.
fn entered_ms(case: &Case<'_>, stay: &Episode) -> Option<i64> {
    let asked = case.call.contacts.iter().find(|contact| contact.operation == Operation::EnterQueue);
    stay.entered.map(|(at_ms, _)| at_ms).or(asked.map(|contact| contact.asked_ms))
}

fn told(case: &Case<'_>, operation: Operation, result: &str) -> bool {
    let mut asked = case.call.contacts.iter().filter(|contact| contact.operation == operation);
    asked.any(|contact| contact.value(Field::Result).is_some_and(|told| *told.value == *result))
}

fn offered(case: &Case<'_>, stay: &Episode) -> Option<bool> {
    if stay.validations.is_empty() {
        let asked = case.call.contacts.iter().any(|contact| contact.operation == Operation::Validate);
        return asked.then(|| told(case, Operation::Validate, "preemptive"));
    }
    Some(stay.validations.iter().any(|validation| *validation.result == *"preemptive"))
}

fn timeline(case: &Case<'_>) -> Vec<Entry> {
    let states = |operation: Operation, at_ms: i64| {
        // What is told of in the same millisecond is what was asked to be.
        let leads = matches!(operation, Operation::UpdateStatus | Operation::AddCallback | Operation::LeaveQueue);
        let until_ms = if leads { at_ms + case.context.skew_ms } else { at_ms - 1 };
        let changes = case.episodes.iter().flat_map(|stay| &stay.changes).filter(|change| change.at_ms <= until_ms);
        changes.map(|change| format!("{}/{}", change.state.id(), change.cause.id())).collect::<Vec<_>>().join(" → ")
    };
    let mut entries: Vec<Entry> = case
        .call
        .contacts
        .iter()
        .map(|contact| Entry {
            lane: contact.application.name(),
            at_ms: contact.asked_ms,
            took_ms: contact.answered_ms.map(|answered| answered - contact.asked_ms),
            operation: contact.operation.name(),
            answer: answer(contact),
            states: states(contact.operation, contact.until_ms()),
            file: contact.place.file,
            line: contact.place.line,
        })
        .collect();
    let entered = case
        .episodes
        .iter()
        .filter_map(|stay| stay.entered.map(|(at_ms, _)| (Operation::EnterQueue, at_ms, stay.place)));
    let asked = entered.chain(case.episodes.iter().flat_map(|stay| stay.asked.iter().copied()));
    let paired: HashSet<Place> = case.pairs.iter().flatten().map(|(_, place)| *place).collect();
    for (operation, at_ms, place) in asked.filter(|(_, _, place)| !paired.contains(place)) {
        let (states, operation) = (states(operation, at_ms), operation.name());
        let (file, line) = (place.file, place.line);
        entries.push(Entry {
            lane: "CallbackServlet",
            at_ms,
            took_ms: None,
            operation,
            answer: String::new(),
            states,
            file,
            line,
        });
    }
    entries.sort_by_key(|entry| entry.at_ms);
    entries
}

fn answer(contact: &Contact) -> String {
    let told: Vec<String> = contact.told.iter().map(|told| format!("{}={}", told.field, told.value)).collect();
    told.join(" ")
}
