//! Known failures: what fails, why that is accepted, and until when. A scenario that is kept here is played all the same, and is excused
//! only if it fails in the very way that was recorded.

use std::collections::BTreeSet;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::outcome::{Reason, ScenarioOutcome, Verdict};
use super::rollup::RunOutcome;
use crate::ccb::clause::ClauseId;
use crate::golden::compare::Difference;

/// One known failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// The scenario's id.
    pub scenario: String,
    /// The words of the step at which it stops.
    pub step: String,
    /// The how manieth step of these words in the scenario that is, from 1.
    pub occurrence: usize,
    /// How it fails there.
    pub manner: Manner,
    /// Why that is accepted.
    pub reason: String,
    /// Where it is tracked.
    pub issue: String,
    /// The last day, in UTC, on which it is accepted.
    pub expires: Date,
    /// Its line in the file, from 1, where that is known.
    pub line: Option<usize>,
}

/// How a scenario fails at the step where it stops.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Manner {
    /// These fields differ, and no other.
    Differences(Vec<RecordedDifference>),
    /// The answer could not be understood.
    Breach {
        /// The clause that it breaks.
        clause: ClauseId,
        /// What is wrong with it.
        message: String,
    },
}

/// One field that differs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct RecordedDifference {
    /// Its path, such as `answer.ewt`.
    pub field: String,
    /// What it must be, as a report shows it.
    pub expected: String,
    /// What it is, as a report shows it.
    pub observed: String,
}

/// A scenario of which a known failure is kept, and how the two go together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The entry.
    pub entry: Entry,
    /// How what became of the scenario goes with it.
    pub standing: Standing,
}

/// How what became of a scenario goes with the known failure that is kept of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It fails as recorded.
    AsRecorded,
    /// It fails, and the entry has expired.
    Expired,
    /// It fails in another way: what is otherwise, a line each.
    Otherwise(Vec<String>),
    /// It does not fail.
    Passes,
}

/// An entry that matches nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stale {
    /// The entry.
    pub entry: Entry,
    /// Why it matches nothing.
    pub why: StaleBecause,
}

/// Why an entry matches nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StaleBecause {
    /// There is no such scenario.
    NoSuchScenario,
    /// The target does not declare what the scenario depends on.
    NotApplicable,
}

/// What known failures came to in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KnownFailures {
    /// Entries that match nothing.
    pub stale: Vec<Stale>,
    /// How many entries are of scenarios that this run did not select.
    pub unselected: usize,
}

/// What is known of a scenario, of what is kept: nothing of one that could not be run, whatever is kept of it. `today` is the day in UTC.
pub fn known<'a>(
    scenario: &ScenarioOutcome,
    mut entries: impl DoubleEndedIterator<Item = &'a Entry>,
    today: Date,
) -> Option<Known> {
    let entry = entries.rfind(|entry| entry.scenario == scenario.id)?;
    match scenario.own_verdict() {
        Verdict::NotApplicable | Verdict::CouldNotRun | Verdict::HarnessError => None,
        _ => Some(Known { entry: entry.clone(), standing: standing(scenario, entry, today) }),
    }
}

/// What the known failures that are kept come to in a run. `exists` tells whether there is a scenario of an id, selected or not.
pub fn reconciled<'a>(
    run: &RunOutcome,
    entries: impl Iterator<Item = &'a Entry>,
    exists: impl Fn(&str) -> bool,
) -> KnownFailures {
    let mut found = KnownFailures::default();
    for entry in entries {
        let why = match run.scenarios.iter().find(|scenario| *scenario.id == *entry.scenario) {
            None if exists(&entry.scenario) => {
                found.unselected += 1;
                continue;
            }
            None => StaleBecause::NoSuchScenario,
            Some(scenario) if scenario.own_verdict == Verdict::NotApplicable => StaleBecause::NotApplicable,
            Some(_) => continue,
        };
        found.stale.push(Stale { entry: entry.clone(), why });
    }
    found
}

fn standing(scenario: &ScenarioOutcome, entry: &Entry, today: Date) -> Standing {
    if scenario.own_verdict() != Verdict::Fail {
        return Standing::Passes;
    }
    let otherwise = otherwise(scenario, entry);
    if !otherwise.is_empty() {
        Standing::Otherwise(otherwise)
    } else if entry.expires < today {
        Standing::Expired
    } else {
        Standing::AsRecorded
    }
}

/// What of a failure is not as recorded; nothing where all is.
fn otherwise(scenario: &ScenarioOutcome, entry: &Entry) -> Vec<String> {
    let here = match scenario.stopped_at() {
        Some((step, occurrence)) if step.text == entry.step && occurrence == entry.occurrence => None,
        Some((step, occurrence)) => Some(place(&step.text, occurrence)),
        None => Some("no step".to_owned()),
    };
    if let Some(here) = here {
        return vec![format!("it stops at {here}, not at {}", place(&entry.step, entry.occurrence))];
    }
    match (&entry.manner, &scenario.reason) {
        (Manner::Differences(recorded), Some(Reason::Differs(differences))) => changed(recorded, differences),
        (Manner::Breach { clause, message }, Some(Reason::Breach { clause: now, message: told })) => {
            if clause == now && message == told {
                Vec::new()
            } else {
                vec![format!("the recorded breach is `{message}` ({clause})")]
            }
        }
        (Manner::Differences(_), _) => {
            vec!["it is recorded with fields that differ, and now the answer cannot be understood".to_owned()]
        }
        (Manner::Breach { message, clause }, _) => {
            vec![format!("the answer is understood now, the recorded breach was `{message}` ({clause})")]
        }
    }
}

fn place(step: &str, occurrence: usize) -> String {
    if occurrence == 1 { format!("`{step}`") } else { format!("occurrence {occurrence} of `{step}`") }
}

fn changed(recorded: &[RecordedDifference], differences: &[Difference]) -> Vec<String> {
    let now: BTreeSet<RecordedDifference> = differences.iter().map(RecordedDifference::of).collect();
    let before: BTreeSet<RecordedDifference> = recorded.iter().cloned().collect();
    let mut told = Vec::new();
    for RecordedDifference { field, expected, observed } in before.difference(&now) {
        told.push(match now.iter().find(|other| other.field == *field) {
            Some(_) => format!("`{field}` was recorded as {observed} where {expected} is expected"),
            None => format!("`{field}` does not differ any more"),
        });
    }
    for RecordedDifference { field, .. } in now.difference(&before) {
        if !before.iter().any(|other| other.field == *field) {
            told.push(format!("`{field}` is not recorded"));
        }
    }
    told
}

impl RecordedDifference {
    /// As an entry holds a difference.
    pub fn of(difference: &Difference) -> Self {
        let Difference { path, expected, actual, .. } = difference;
        Self { field: path.clone(), expected: expected.clone(), observed: actual.clone() }
    }
}

impl Manner {
    /// How a scenario that has this reason fails; `None` where it does not fail by differences or a breach.
    pub fn of(reason: &Reason) -> Option<Self> {
        match reason {
            Reason::Differs(differences) => {
                Some(Self::Differences(differences.iter().map(RecordedDifference::of).collect()))
            }
            Reason::Breach { message, clause } => Some(Self::Breach { clause: *clause, message: message.clone() }),
            Reason::Undeclared(_) | Reason::Hindered(_) | Reason::Fault(_) => None,
        }
    }
}

impl StaleBecause {
    /// In words, after the scenario's id.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NoSuchScenario => "there is no such scenario",
            Self::NotApplicable => "the scenario is not applicable to this target",
        }
    }
}
