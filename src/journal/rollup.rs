//! Rolling up: from one record after the other to what the run comes to. Nothing of a record is kept but its summary.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::footer::Ended;
use super::header::{Header, KnownEntry};
use super::scenario::ScenarioRecord;
use crate::ccb::window::Window;
use crate::verdict::known_failure::{self, Entry};
use crate::verdict::outcome::ScenarioOutcome;
use crate::verdict::rollup::RunOutcome;

/// What the records that were looked at come to.
#[derive(Clone, Debug, Default)]
pub(super) struct Rollup(RunOutcome);

/// Why the records of a run are not those of what was selected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Disorder {
    /// One is not there.
    #[error("`{0}` was selected and has no record")]
    Missing(String),
    /// One is of something else.
    #[error("`{0}` has a record, but was not selected")]
    Unselected(String),
    /// One is there twice.
    #[error("`{0}` has two records")]
    Twice(String),
}

impl Rollup {
    /// Adds a record.
    pub(super) fn add(&mut self, header: &Header, record: &ScenarioRecord) {
        let Self(run) = self;
        if let Some(performance) = &record.performance {
            for observation in performance.checkpoints.iter().map(|checkpoint| &checkpoint.observation) {
                run.longest_rows_delay = run.longest_rows_delay.max(observation.rows_delay);
                run.window = run.window.into_iter().chain(observation.window).reduce(Window::max);
            }
        }
        run.add(&told(header, record), record.elapsed_us());
    }

    /// Those of the selected scenarios that no record is of.
    pub(super) fn missing(&self, selected: &[String]) -> Vec<String> {
        let Self(run) = self;
        let there: BTreeSet<&str> = run.scenarios.iter().map(|scenario| &*scenario.id).collect();
        selected.iter().filter(|id| !there.contains(id.as_str())).cloned().collect()
    }

    /// The numbers of the records in the order of what was selected.
    ///
    /// # Errors
    ///
    /// Where they are not those of what was selected.
    pub(super) fn order(&self, selected: &[String]) -> Result<Vec<usize>, Disorder> {
        let Self(run) = self;
        let mut numbers: BTreeMap<&str, usize> = BTreeMap::new();
        for (number, scenario) in run.scenarios.iter().enumerate() {
            if numbers.insert(&scenario.id, number).is_some() {
                return Err(Disorder::Twice(scenario.id.to_string()));
            }
        }
        let number = |id: &String| numbers.remove(id.as_str()).ok_or_else(|| Disorder::Missing(id.clone()));
        let order = selected.iter().map(number).collect::<Result<Vec<usize>, Disorder>>()?;
        match numbers.keys().next() {
            Some(id) => Err(Disorder::Unselected((*id).to_owned())),
            None => Ok(order),
        }
    }

    /// What the run comes to, its scenarios in that order.
    pub(super) fn end(self, header: &Header, ended: Ended, order: &[usize]) -> RunOutcome {
        let Self(mut run) = self;
        run.scenarios = order.iter().map(|number| run.scenarios[*number].clone()).collect();
        run.target.clone_from(&header.target.label);
        run.shard.clone_from(&header.selection.shard);
        run.variants.clone_from(&header.target.variants);
        run.claims = ended.claims;
        run.elapsed_ms = ended.elapsed_ms.into();
        run.ended_early = ended.ended_early;
        run.known_failures = header.known_failures.as_ref().map(|known| {
            let exists = |id: &str| known.iter().any(|known| known.exists && known.entry.scenario == id);
            known_failure::reconciled(&run, entries(known), exists)
        });
        run
    }
}

/// What became of a scenario, known failures taken into account as of the day on which the run began.
pub(super) fn told(header: &Header, record: &ScenarioRecord) -> ScenarioOutcome {
    let mut outcome = record.outcome();
    let known = header.known_failures.as_deref().unwrap_or_default();
    outcome.known = known_failure::known(&outcome, entries(known), day(header));
    outcome
}

fn day(header: &Header) -> Date {
    header.started.to_zoned(TimeZone::UTC).date()
}

fn entries(known: &[KnownEntry]) -> impl DoubleEndedIterator<Item = &Entry> {
    known.iter().map(|known| &known.entry)
}
