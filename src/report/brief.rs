//! What is told of a scenario that did not pass, in short: the step, the states, the fields, the exchange, and how to play it again.

use std::fmt::Write as _;

use super::explain::again::command;
use super::fault::Fault;
use super::known_failures;
use super::text::one_line;
use super::view::Told;
use crate::ccb::clause::ClauseId;
use crate::ccb::wire::Wire;
use crate::golden::compare::Difference;
use crate::golden::step::{NormalStep, Scalar};
use crate::journal::header::Header;
use crate::verdict::outcome::Reason;

/// The short form. Nothing in it is made harmless yet but what says so.
#[derive(Clone, Debug)]
pub struct Brief<'a> {
    /// The step at which it stopped, with its keyword.
    pub step: Option<String>,
    /// Where that step stands, or the scenario where it stopped at none: file and line.
    pub place: String,
    /// The clauses that decide what is wrong; where none does, those that the scenario checks.
    pub clauses: Vec<ClauseId>,
    /// The states that the last `When` should have shown, where that is known.
    pub states_expected: Option<String>,
    /// The states that it showed, where rows were read.
    pub states_seen: Option<String>,
    /// The fields that differ.
    pub differences: &'a [Difference],
    /// Why it stopped, where no field differs.
    pub message: Option<String>,
    /// What is kept of it as a known failure, and how that goes with it; harmless.
    pub known: Vec<String>,
    /// What was asked last, and what came back.
    pub exchange: Option<&'a Wire>,
    /// The command that plays it again.
    pub again: String,
}

impl<'a> Brief<'a> {
    /// That of a scenario which did not pass; of one that passed, only what is kept of it as a known failure.
    pub fn of(header: &Header, told: Told<'a>) -> Self {
        let fault = told.fault();
        let identity = &told.record.scenario;
        let line = fault.as_ref().map_or(identity.line, |fault| fault.step.line);
        let decided = fault.as_ref().map(Fault::clauses).filter(|clauses| !clauses.is_empty());
        let rows_read = told.record.performance.as_ref().is_some_and(|performance| !performance.rows_unread());
        let shown = |step: Option<&NormalStep>| step.filter(|_| rows_read).map(states);
        Self {
            step: fault.as_ref().map(|fault| format!("{} {}", fault.step.keyword, fault.step.text)),
            place: format!("{}:{line}", identity.source),
            clauses: decided.unwrap_or_else(|| identity.clauses.clone()),
            states_expected: shown(fault.as_ref().and_then(|fault| fault.expected)),
            states_seen: shown(fault.as_ref().and_then(|fault| fault.seen.as_ref())),
            differences: fault.as_ref().map_or(&[], Fault::differences),
            message: told.record.reason.as_ref().and_then(message),
            known: told
                .outcome
                .known
                .as_ref()
                .map(|known| known_failures::lines(told.outcome, known))
                .unwrap_or_default(),
            exchange: told.outcome.exchange.as_ref(),
            again: command(header, &identity.id),
        }
    }

    /// What is wrong, in one harmless line.
    pub fn headline(&self) -> String {
        let told = match (self.differences, &self.message) {
            ([], Some(message)) => message.clone(),
            ([], None) => self.known.first().cloned().unwrap_or_default(),
            ([first, more @ ..], _) => {
                let Difference { path, expected, actual, .. } = first;
                let more = match more.len() {
                    0 => String::new(),
                    1 => ", and 1 more field".to_owned(),
                    count => format!(", and {count} more fields"),
                };
                format!("{path}: expected {expected}, actual {actual}{more}")
            }
        };
        one_line(&told)
    }

    /// All of it as harmless text of some lines.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |line: String| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}", one_line(&line));
        };
        for clause in &self.clauses {
            line(format!("{clause} {:?}: {}", clause.clause().level, clause.clause().text));
        }
        if let Some(step) = &self.step {
            line(format!("step       {step}"));
        }
        line(format!("at         {}", self.place));
        if let Some(states) = &self.states_expected {
            line(format!("states     expected {states}"));
        }
        if let Some(states) = &self.states_seen {
            line(format!("states     seen     {states}"));
        }
        for Difference { path, expected, actual, clause } in self.differences {
            line(format!("{path}{}", clause.map_or(String::new(), |clause| format!(" ({clause})"))));
            line(format!("  expected {expected}"));
            line(format!("  actual   {actual}"));
        }
        if let Some(message) = &self.message {
            line(message.clone());
        }
        self.known.iter().for_each(|known| line(known.clone()));
        if let Some(wire) = self.exchange {
            line(format!("asked      {}", wire.asked));
            line(format!("came back  {}", wire.told()));
        }
        line(format!("again      {}", self.again));
        text
    }
}

/// Why it stopped, where that is not told by fields.
fn message(reason: &Reason) -> Option<String> {
    match reason {
        Reason::Differs(_) => None,
        Reason::Breach { message, clause } => Some(format!("{message} ({clause})")),
        Reason::Undeclared(capabilities) => {
            let names: Vec<&str> = capabilities.iter().map(|capability| capability.name()).collect();
            Some(format!("the target does not offer: {}", names.join(", ")))
        }
        Reason::Hindered(message) | Reason::Fault(message) => Some(message.clone()),
    }
}

/// The states of a step by call; the call's name is left out where there is only one.
pub fn states(step: &NormalStep) -> String {
    let spell = |value: &Scalar| match value {
        Scalar::Text(text) => text.clone(),
        other => other.to_string(),
    };
    match step.states.len() {
        0 => "no callback".to_owned(),
        1 => step.states.values().map(spell).collect(),
        _ => {
            let by_call = step.states.iter().map(|(call, value)| format!("{call} {}", spell(value)));
            by_call.collect::<Vec<_>>().join("; ")
        }
    }
}
