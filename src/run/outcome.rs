//! From what happened to a scenario to its verdict.

use cucumber::gherkin::{Step, StepType};

use super::catalogue::Script;
use super::plan::LeftOut;
use super::play::Performance;
use crate::golden::compare::Difference;
use crate::golden::step::{NormalStep, Scalar};
use crate::journey::stop::Stop;
use crate::target::error::TargetError;
use crate::verdict::outcome::{Reason, ScenarioOutcome, StepEnd, StepOutcome, Verdict};

/// What became of a scenario that was played.
pub fn of_performance(script: &Script, performance: &Performance) -> ScenarioOutcome {
    let reason = reason(script, performance);
    let steps = steps(script, performance, reason.is_some());
    let exchange = if reason.is_some() { performance.exchange.clone() } else { None };
    ScenarioOutcome { steps, reason, exchange, ..unplayed(script) }
}

/// What became of a scenario that a run did not come to.
pub fn unreached(script: &Script, why: &str) -> ScenarioOutcome {
    let steps = steps(script, &Performance::default(), false);
    ScenarioOutcome { steps, reason: Some(Reason::Hindered(why.to_owned())), ..unplayed(script) }
}

/// What became of a scenario that was not played.
pub fn left_out(script: &Script, why: &LeftOut) -> ScenarioOutcome {
    let reason = match why {
        LeftOut::Undeclared(missing) => Reason::Undeclared(missing.clone()),
        LeftOut::NoTestClock(capability) => {
            Reason::Hindered(format!("it needs `{capability}`, which is declared, but is not there"))
        }
        LeftOut::TooLong(length, max_wait) => Reason::Hindered(format!(
            "it takes {} s in real time, longer than the {} s that `--max-wait` allows",
            length.as_secs_f64().ceil(),
            max_wait.as_secs_f64()
        )),
    };
    let steps = steps(script, &Performance::default(), false);
    ScenarioOutcome { steps, reason: Some(reason), ..unplayed(script) }
}

fn unplayed(script: &Script) -> ScenarioOutcome {
    ScenarioOutcome {
        id: script.id.clone(),
        title: script.title.clone(),
        feature: script.feature.name.clone(),
        source: script.source.clone(),
        line: script.line,
        clauses: script.clauses.clone(),
        steps: Vec::new(),
        reason: None,
        exchange: None,
        known: None,
    }
}

fn all_steps(script: &Script) -> impl Iterator<Item = &Step> {
    let background = script.feature.background.iter().flat_map(|background| &background.steps);
    background.chain(&script.scenario().steps)
}

/// Why a scenario did not pass. Where rows were not read, a warning is not all that there may be to tell.
fn reason(script: &Script, performance: &Performance) -> Option<Reason> {
    match reason_of_what_was_seen(script, performance) {
        Some(reason) if performance.protocol.rows_unread && reason.verdict() == Verdict::Warn => {
            Some(Reason::Hindered(TargetError::RowsNotRead.to_string()))
        }
        None if performance.protocol.rows_unread => Some(Reason::Hindered(TargetError::RowsNotRead.to_string())),
        other => other,
    }
}

/// Why a scenario did not pass, as far as it was seen. It passed only if nothing stopped it, cucumber played every step, and every `When` was observed.
fn reason_of_what_was_seen(script: &Script, performance: &Performance) -> Option<Reason> {
    if let Some(fault) = performance.faults.first() {
        return Some(Reason::Fault(fault.clone()));
    }
    match &performance.stop {
        Some(stop) => return Some(reason_of(stop, performance)),
        None if !performance.differences().is_empty() => {
            return Some(Reason::Fault("a difference did not stop the journey".to_owned()));
        }
        None => {}
    }
    let (steps, whens) = (all_steps(script).count(), script.whens().count());
    if !performance.finished || performance.passed_steps != steps {
        let passed = performance.passed_steps;
        return Some(Reason::Fault(format!("{passed} of {steps} steps were played, and nothing says why")));
    }
    let observed = performance.protocol.steps.len();
    if observed != whens {
        return Some(Reason::Fault(format!("{whens} `When`s were played, but {observed} observed")));
    }
    None
}

fn reason_of(stop: &Stop, performance: &Performance) -> Reason {
    match stop {
        Stop::Deviated => Reason::Differs(performance.differences().to_vec()),
        Stop::Unmet(unmet) => Reason::Differs(vec![Difference {
            path: unmet.path.clone(),
            expected: unmet.expected.clone(),
            actual: unmet.actual.clone(),
            clause: unmet.clause,
        }]),
        Stop::Target(error) => match error.breach() {
            Some(clause) => Reason::Breach { message: error.to_string(), clause },
            None => Reason::Hindered(error.to_string()),
        },
        Stop::OutOfTime(message) => Reason::Hindered(message.clone()),
        Stop::Script(message) => Reason::Fault(message.clone()),
    }
}

fn steps(script: &Script, performance: &Performance, stopped: bool) -> Vec<StepOutcome> {
    let mut observed = performance.protocol.steps.iter();
    all_steps(script)
        .enumerate()
        .map(|(index, step)| {
            let end = match index {
                _ if index < performance.passed_steps => StepEnd::Passed,
                _ if index == performance.passed_steps && stopped => StepEnd::Stopped,
                _ => StepEnd::NotReached,
            };
            let shown = if step.ty == StepType::When { observed.next() } else { None };
            let shown = shown.filter(|_| !performance.protocol.rows_unread);
            StepOutcome {
                keyword: step.keyword.trim().to_owned(),
                text: step.value.clone(),
                line: step.position.line,
                end,
                states: shown.map(states),
            }
        })
        .collect()
}

fn states(step: &NormalStep) -> Vec<String> {
    let spell = |value: &Scalar| match value {
        Scalar::Text(text) => text.clone(),
        other => other.to_string(),
    };
    step.states.values().map(spell).collect()
}

impl Performance {
    fn differences(&self) -> &[Difference] {
        &self.protocol.differences
    }
}
