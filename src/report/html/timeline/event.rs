//! What happens in a journey, as far as it is drawn: a line each.

use jiff::SignedDuration;

use super::label::{self, answered, asked};
use crate::ccb::application::Application;
use crate::ccb::operation::Operation;
use crate::ccb::transmission::Transmission;
use crate::golden::compare::Difference;
use crate::golden::offset;
use crate::golden::step::{NormalExchange, NormalStep, Record, Scalar};

/// More callers than these share their lanes.
const CALLERS_APART: usize = 4;

/// One line of a drawing.
#[derive(Clone, Debug)]
pub(super) struct Event {
    /// From the journey's start, milliseconds.
    pub at_ms: i64,
    /// The step's number among all steps, from 0.
    pub step: usize,
    /// What it is.
    pub kind: Kind,
    /// The states that were reached, each with its caller.
    pub states: Vec<State>,
    /// Whether it is not what it must be.
    pub differs: bool,
}

/// A state that a callback reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    /// Whose, by the number of the caller.
    pub caller: usize,
    /// Such as `24/27`.
    pub told: String,
    /// How often, one after the other.
    pub count: usize,
    /// Whether it is of a callback whose states are not as they must be.
    pub differs: bool,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A request and its answer, or several alike at one instant.
    Call {
        /// Who asked.
        application: Application,
        /// For which caller.
        caller: usize,
        /// How many.
        count: usize,
        /// What was asked, and what was answered.
        told: String,
    },
    /// A step that asks for nothing.
    Note {
        /// Who does it, where that is an application.
        application: Option<Application>,
        /// What is done.
        told: String,
    },
    /// The journey stopped.
    End,
}

/// The callers of a journey, by name, in the order in which they appear.
#[derive(Debug, Default)]
pub(super) struct Callers(Vec<String>);

/// One step that is to be drawn.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawn<'a> {
    /// Its number among all steps, from 0.
    pub number: usize,
    /// Its normal form.
    pub step: &'a NormalStep,
    /// What went over the wire in it.
    pub transmissions: &'a [Transmission],
    /// Whether it is what should have been.
    pub expected: bool,
    /// The fields in which it differs.
    pub differences: &'a [Difference],
}

impl Callers {
    /// Those of these steps.
    pub(super) fn of<'a>(steps: impl Iterator<Item = &'a NormalStep>) -> Self {
        let mut callers = Vec::new();
        for step in steps {
            let asked = step.exchanges.iter().filter_map(|exchange| label::text(&exchange.request, "callid"));
            for name in asked.chain(step.states.keys().map(String::as_str)).filter_map(label::caller) {
                if !callers.iter().any(|known| known == name) {
                    callers.push(name.to_owned());
                }
            }
        }
        Self(callers)
    }

    /// What the lanes of each are headed by; one heading where they share them.
    pub(super) fn headings(&self) -> Vec<String> {
        match self.0.len() {
            0 | 1 => vec![String::new()],
            many if many > CALLERS_APART => vec![format!("{many} callers")],
            _ => self
                .0
                .iter()
                .map(|name| if name.is_empty() { "the caller".to_owned() } else { capitalised(name) })
                .collect(),
        }
    }

    fn number(&self, callid: &str) -> usize {
        if self.0.len() > CALLERS_APART {
            return 0;
        }
        label::caller(callid).and_then(|name| self.0.iter().position(|known| known == name)).unwrap_or(0)
    }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The lines of these steps. `before` holds the states that were reached before the first of them.
pub(super) fn events(callers: &Callers, steps: &[Drawn<'_>], before: Option<&Record>) -> Vec<Event> {
    let nothing = Record::new();
    let mut before = before.unwrap_or(&nothing);
    let mut events = Vec::new();
    for drawn in steps {
        let mut of_step = of_step(callers, drawn);
        if let Some(last) = of_step.last_mut() {
            last.states = reached(callers, before, drawn);
        }
        events.extend(of_step);
        events.extend(beside_exchanges(drawn));
        before = &drawn.step.states;
    }
    events
}

/// The line of what differs in a step beside its exchanges: its rows, states or the page.
fn beside_exchanges(drawn: &Drawn<'_>) -> Option<Event> {
    let parts = drawn.differences.iter().filter_map(|difference| difference.path.split(['.', '[']).next());
    let mut parts: Vec<&str> =
        parts.filter(|part| !matches!(*part, "exchanges" | "request" | "answer" | "when")).collect();
    parts.dedup();
    if parts.is_empty() {
        return None;
    }
    let sign = if drawn.expected { "otherwise:" } else { "≠" };
    let told = format!("{sign} {}", parts.join(", "));
    let kind = Kind::Note { application: None, told };
    Some(Event { at_ms: at_ms(&drawn.step.at), step: drawn.number, kind, states: Vec::new(), differs: true })
}

/// What a step showed, without its states: at least one line.
fn of_step(callers: &Callers, drawn: &Drawn<'_>) -> Vec<Event> {
    let step = drawn.step;
    let event = |at: &str, kind: Kind, differs: bool| Event {
        at_ms: at_ms(at),
        step: drawn.number,
        kind,
        states: Vec::new(),
        differs,
    };
    let mut events: Vec<Event> = Vec::new();
    for (operation, count) in besides(step, drawn.transmissions) {
        let first = step.exchanges.first().map_or(step.at.as_str(), |exchange| exchange.at.as_str());
        let told = of_others(operation, drawn.transmissions);
        events.push(event(first, Kind::Call { application: Application::Other, caller: 0, count, told }, false));
    }
    for (index, exchange) in step.exchanges.iter().enumerate() {
        let differs = differs(drawn, index);
        let kind = call(callers, &step.when, exchange, differs && !drawn.expected);
        let alike = |other: &&mut Event| {
            other.at_ms == at_ms(&exchange.at) && other.differs == differs && same(&other.kind, &kind)
        };
        match events.iter_mut().find(alike) {
            Some(Event { kind: Kind::Call { count, .. }, .. }) => *count += 1,
            _ => events.push(event(&exchange.at, kind, differs)),
        }
    }
    if events.is_empty() {
        let application = label::named_in(&step.when).filter(|application| *application != Application::Other);
        let told = label::without_moment(&step.when);
        let told =
            application.and_then(|named| told.strip_prefix(named.name())).unwrap_or(told).trim_start().to_owned();
        events.push(event(&step.at, Kind::Note { application, told }, false));
    }
    events
}

fn call(callers: &Callers, when: &str, exchange: &NormalExchange, differs: bool) -> Kind {
    let application = label::sender(when, &exchange.request);
    let caller = label::text(&exchange.request, "callid").map_or(0, |callid| callers.number(callid));
    let sign = if differs { "≠ " } else { "" };
    let told = format!("{sign}{} → {}", asked(&exchange.request), answered(&exchange.answer));
    Kind::Call { application, caller, count: 1, told }
}

/// Whether two calls are told as one.
fn same(one: &Kind, other: &Kind) -> bool {
    match (one, other) {
        (Kind::Call { application, caller, told, .. }, Kind::Call { application: by, caller: of, told: other, .. }) => {
            application == by && caller == of && told == other
        }
        _ => false,
    }
}

/// Whether a difference is in this exchange.
fn differs(drawn: &Drawn<'_>, index: usize) -> bool {
    let many = format!("exchanges[{index}]");
    drawn.differences.iter().any(|difference| {
        let path = difference.path.as_str();
        path.starts_with(&many) || (index == 0 && (path.starts_with("answer") || path.starts_with("request")))
    })
}

/// What went over the wire beside the exchanges: the page, strangers, what the suite asked for itself; not the test clock's.
fn besides(step: &NormalStep, transmissions: &[Transmission]) -> Vec<(Operation, usize)> {
    let told = |operation: Operation| {
        let of = |exchange: &&NormalExchange| label::text(&exchange.request, "operation") == Some(operation.name());
        let sent = transmissions.iter().filter(|sent| sent.operation == operation).count();
        (operation, sent.saturating_sub(step.exchanges.iter().filter(of).count()))
    };
    let all = Operation::ALL.iter().filter(|operation| **operation != Operation::TestClock);
    all.map(|operation| told(*operation)).filter(|(_, count)| *count > 0).collect()
}

fn of_others(operation: Operation, transmissions: &[Transmission]) -> String {
    let mut statuses =
        transmissions.iter().filter(|sent| sent.operation == operation).filter_map(|sent| sent.received.as_ref());
    match (statuses.next(), statuses.next()) {
        (Some(only), None) => format!("{operation} → status {}", only.status),
        _ => operation.to_string(),
    }
}

/// The line of a request that came to no answer, or to none that is understood.
pub(super) fn broken_off(number: usize, when: &str, at_ms: i64, transmission: &Transmission) -> Event {
    let operation = transmission.operation.name();
    let request = Record::from_iter([("operation".to_owned(), Scalar::from(operation))]);
    let told = match (&transmission.failure, &transmission.received) {
        (Some(failure), _) => format!("✗ {operation} → {failure}"),
        (None, Some(received)) => format!("{operation} → status {}", received.status),
        (None, None) => format!("✗ {operation} → nothing"),
    };
    let kind = Kind::Call { application: label::sender(when, &request), caller: 0, count: 1, told };
    Event { at_ms, step: number, kind, states: Vec::new(), differs: transmission.failure.is_some() }
}

/// The states that a step added: of each caller those beyond what was there, and all of them where it is not a continuation.
fn reached(callers: &Callers, before: &Record, drawn: &Drawn<'_>) -> Vec<State> {
    let mut reached: Vec<State> = Vec::new();
    for (call, states) in &drawn.step.states {
        let Scalar::Text(states) = states else { continue };
        let known = label::text(before, call).unwrap_or_default();
        let added = states.strip_prefix(known).unwrap_or(states);
        let differs = drawn.differences.iter().any(|difference| difference.path.strip_prefix("states.") == Some(call));
        for told in added.split(" → ").filter(|told| !told.is_empty()) {
            let caller = callers.number(call);
            match reached.last_mut() {
                Some(State { caller: of, told: last, count, .. }) if *of == caller && last == told => *count += 1,
                _ => reached.push(State { caller, told: told.to_owned(), count: 1, differs }),
            }
        }
    }
    reached
}

/// An offset in milliseconds; what is none counts as the start.
pub(super) fn at_ms(offset: &str) -> i64 {
    let length = offset::parse(offset).unwrap_or(SignedDuration::ZERO);
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
