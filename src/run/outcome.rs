//! From what happened to a scenario to its record in the journal.

use std::sync::Arc;

use cucumber::gherkin::{self, StepType};

use super::catalogue::Script;
use super::plan::LeftOut;
use crate::golden::compare::Difference;
use crate::golden::step::NormalStep;
use crate::journal::judging::judged;
use crate::journal::scenario::{End, Identity, Performance, ScenarioRecord, Step, Stopped};
use crate::journey::stop::Stop;
use crate::verdict::outcome::{Reason, Verdict};

/// The record of a scenario that was played.
pub fn of_performance(script: &Script, performance: Performance, golden: Option<&Arc<[NormalStep]>>) -> ScenarioRecord {
    let steps = steps(script);
    let judged = judged(&steps, &performance, golden);
    let expected = if judged.reason.is_some() { golden.map(|golden| golden.to_vec()) } else { None };
    ScenarioRecord {
        scenario: identity(script),
        steps,
        performance: Some(performance),
        passed_steps: judged.passed_steps,
        expected,
        verdict: judged.reason.as_ref().map_or(Verdict::Pass, Reason::verdict),
        reason: judged.reason,
    }
}

/// The record of a scenario that a run did not come to.
pub fn unreached(script: &Script, why: &str) -> ScenarioRecord {
    unplayed(script, Reason::Hindered(why.to_owned()))
}

/// The record of a scenario that was not to be played.
pub fn left_out(script: &Script, why: &LeftOut) -> ScenarioRecord {
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
    unplayed(script, reason)
}

/// The record of a scenario that was not played, for this reason.
pub fn unplayed(script: &Script, reason: Reason) -> ScenarioRecord {
    ScenarioRecord {
        scenario: identity(script),
        steps: steps(script),
        performance: None,
        passed_steps: 0,
        expected: None,
        verdict: reason.verdict(),
        reason: Some(reason),
    }
}

fn identity(script: &Script) -> Identity {
    Identity {
        id: script.id.clone(),
        title: script.title.clone(),
        feature: script.feature.name.clone(),
        source: script.source.clone(),
        line: script.line,
        clauses: script.clauses.clone(),
        capabilities: script.capabilities.clone(),
        tags: script.tags.clone(),
    }
}

/// The steps of a scenario, those of the background first.
pub fn steps(script: &Script) -> Vec<Step> {
    let background = script.feature.background.iter().flat_map(|background| &background.steps);
    let step = |step: &gherkin::Step| Step {
        keyword: step.keyword.trim().to_owned(),
        observed: step.ty == StepType::When,
        text: step.value.clone(),
        table: step.table.as_ref().map(|table| table.rows.clone()).unwrap_or_default(),
        docstring: step.docstring.clone(),
        line: step.position.line,
    };
    background.chain(&script.scenario().steps).map(step).collect()
}

/// How a journey that stopped has ended.
pub fn end_of(stop: &Stop) -> End {
    End::Stopped(match stop {
        Stop::Deviated => return End::Deviated,
        Stop::Unmet(unmet) => Stopped::Differs(vec![Difference {
            path: unmet.path.clone(),
            expected: unmet.expected.clone(),
            actual: unmet.actual.clone(),
            clause: unmet.clause,
        }]),
        Stop::Target(error) => match error.breach() {
            Some(clause) => Stopped::Breach { message: error.to_string(), clause },
            None => Stopped::Hindered(error.to_string()),
        },
        Stop::OutOfTime(message) => Stopped::Hindered(message.clone()),
        Stop::Script(message) => Stopped::Fault(message.clone()),
    })
}
