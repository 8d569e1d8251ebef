//! A whole journal, as every report reads it.

use std::borrow::Cow;

use super::footer::Footer;
use super::header::Header;
use super::judging;
use super::reader::JournalError;
use super::records::Records;
use super::rollup::told;
use super::scenario::{Performance, ScenarioRecord};
use crate::golden::step::{NormalStep, Scalar};
use crate::verdict::outcome::{ScenarioOutcome, StepEnd, StepOutcome};
use crate::verdict::rollup::RunOutcome;

/// A finished run. Its records are looked at one at a time: those of a file are read then.
#[derive(Clone, Debug)]
pub struct Journal {
    /// What was about to be run.
    pub header: Header,
    /// How it ended.
    pub footer: Footer,
    /// The seal; nothing where none was written.
    pub sha256: Option<String>,
    records: Records,
    run: RunOutcome,
}

/// A scenario of a journal.
#[derive(Clone, Debug)]
pub struct Scenario<'a> {
    /// What was recorded.
    pub record: Cow<'a, ScenarioRecord>,
    /// What it comes to, known failures taken into account as of the day on which the run began.
    pub outcome: ScenarioOutcome,
}

impl Journal {
    /// A journal of these parts.
    pub(super) const fn of(
        header: Header,
        records: Records,
        run: RunOutcome,
        footer: Footer,
        sha256: Option<String>,
    ) -> Self {
        Self { header, footer, sha256, records, run }
    }

    /// What the run comes to, with every scenario in short. Known failures count as of the day on which the run began.
    pub const fn outcome(&self) -> &RunOutcome {
        &self.run
    }

    /// The scenario that is told under this number in [`outcome`](Self::outcome).
    ///
    /// # Errors
    ///
    /// Where its record cannot be read any more.
    pub fn scenario(&self, number: usize) -> Result<Scenario<'_>, JournalError> {
        let record = self.records.get(number)?;
        let outcome = told(&self.header, &record);
        Ok(Scenario { record, outcome })
    }

    /// The scenario of an id, if it was selected.
    ///
    /// # Errors
    ///
    /// As for [`scenario`](Self::scenario).
    pub fn find(&self, id: &str) -> Result<Option<Scenario<'_>>, JournalError> {
        let number = self.run.scenarios.iter().position(|scenario| *scenario.id == *id);
        number.map(|number| self.scenario(number)).transpose()
    }

    /// Every scenario that was selected, in the order of features and lines.
    pub fn scenarios(&self) -> impl Iterator<Item = Result<Scenario<'_>, JournalError>> {
        (0..self.run.scenarios.len()).map(|number| self.scenario(number))
    }
}

impl ScenarioRecord {
    /// What became of it, before known failures are looked at.
    pub fn outcome(&self) -> ScenarioOutcome {
        let identity = &self.scenario;
        let exchange = self.performance.as_ref().and_then(|performance| performance.exchange.clone());
        ScenarioOutcome {
            id: identity.id.clone(),
            title: identity.title.clone(),
            feature: identity.feature.clone(),
            source: identity.source.clone(),
            line: identity.line,
            clauses: identity.clauses.clone(),
            steps: self.step_outcomes(),
            reason: self.reason.clone(),
            exchange: exchange.filter(|_| self.reason.is_some()),
            known: None,
        }
    }

    /// How long it took, microseconds; 0 if it was not played.
    pub fn elapsed_us(&self) -> u64 {
        self.performance.as_ref().map_or(0, |performance| performance.elapsed_us)
    }

    /// What each observed `When` showed, in its normal form.
    pub fn normal_steps(&self) -> Vec<NormalStep> {
        self.performance.as_ref().map(judging::normal_steps).unwrap_or_default()
    }

    fn step_outcomes(&self) -> Vec<StepOutcome> {
        let shown = self.performance.as_ref().filter(|performance| !performance.rows_unread());
        let mut shown = shown.map(judging::normal_steps).unwrap_or_default().into_iter();
        let end = |index: usize| match index {
            _ if index < self.passed_steps => StepEnd::Passed,
            _ if index == self.passed_steps && self.performance.is_some() && self.reason.is_some() => StepEnd::Stopped,
            _ => StepEnd::NotReached,
        };
        let outcome = |(index, step): (usize, &super::scenario::Step)| {
            let states = if step.observed { shown.next().map(|step| states(&step)) } else { None };
            let (keyword, text) = (step.keyword.clone(), step.text.clone());
            StepOutcome { keyword, text, line: step.line, end: end(index), states }
        };
        self.steps.iter().enumerate().map(outcome).collect()
    }
}

impl Performance {
    /// Whether there was a step whose rows could not be read, and so are not judged.
    pub fn rows_unread(&self) -> bool {
        self.checkpoints.iter().any(|checkpoint| checkpoint.observation.rows.is_none())
    }
}

fn states(step: &NormalStep) -> Vec<String> {
    let spell = |value: &Scalar| match value {
        Scalar::Text(text) => text.clone(),
        other => other.to_string(),
    };
    step.states.values().map(spell).collect()
}
