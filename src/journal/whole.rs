//! A whole journal, as every report reads it.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;

use super::footer::{Ended, Footer};
use super::header::Header;
use super::judging;
use super::scenario::{Performance, ScenarioRecord};
use crate::ccb::window::Window;
use crate::golden::step::{NormalStep, Scalar};
use crate::verdict::known_failure;
use crate::verdict::outcome::{ScenarioOutcome, StepEnd, StepOutcome, Verdict};
use crate::verdict::rollup::RunOutcome;

/// A finished run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Journal {
    /// What was about to be run.
    pub header: Header,
    /// Every scenario that was selected, in the order of features and lines.
    pub scenarios: Vec<ScenarioRecord>,
    /// How it ended.
    pub footer: Footer,
    /// The seal; nothing where none was written.
    pub sha256: Option<String>,
}

impl Journal {
    /// The journal of a run that has ended; the footer tells what follows from the records.
    pub fn new(header: Header, scenarios: Vec<ScenarioRecord>, ended: Ended) -> Self {
        let Ended { ended, elapsed_ms, ended_early, claims } = ended;
        let (verdicts, result, exit_code) = (BTreeMap::new(), String::new(), 0);
        let mut footer = Footer { ended, elapsed_ms, ended_early, claims, verdicts, result, exit_code };
        let run = outcome(&header, &scenarios, &footer);
        let exit = run.exit();
        footer.verdicts = verdicts_of(&run);
        exit.word().clone_into(&mut footer.result);
        footer.exit_code = exit.code();
        Self { header, scenarios, footer, sha256: None }
    }

    /// What the run comes to. Known failures count as of the day on which the run began.
    pub fn outcome(&self) -> RunOutcome {
        outcome(&self.header, &self.scenarios, &self.footer)
    }
}

/// What these records come to; of the footer only what is known before the verdicts is looked at.
pub(super) fn outcome(header: &Header, scenarios: &[ScenarioRecord], footer: &Footer) -> RunOutcome {
    let performances = || scenarios.iter().filter_map(|record| record.performance.as_ref());
    let observations = || {
        let checkpoints = performances().flat_map(|performance| &performance.checkpoints);
        checkpoints.map(|checkpoint| &checkpoint.observation)
    };
    let delays = observations().map(|observation| observation.rows_delay);
    let windows = observations().filter_map(|observation| observation.window);
    let mut run = RunOutcome {
        target: header.target.label.clone(),
        shard: header.selection.shard.clone(),
        variants: header.target.variants.clone(),
        claims: footer.claims.clone(),
        scenarios: scenarios.iter().map(ScenarioRecord::outcome).collect(),
        elapsed_ms: footer.elapsed_ms.into(),
        longest_rows_delay_ms: delays.max().filter(|delay| !delay.is_zero()).map(|delay| delay.as_millis()),
        window: windows.reduce(Window::max),
        ended_early: footer.ended_early.clone(),
        known_failures: None,
    };
    if let Some(known) = &header.known_failures {
        let exists = |id: &str| known.iter().any(|known| known.exists && known.entry.scenario == id);
        let today = header.started.to_zoned(TimeZone::UTC).date();
        let entries = known.iter().map(|known| known.entry.clone()).collect();
        known_failure::reconcile(&mut run, entries, exists, today);
    }
    run
}

/// How many scenarios have each verdict.
pub(super) fn verdicts_of(run: &RunOutcome) -> BTreeMap<Verdict, usize> {
    let mut verdicts = BTreeMap::new();
    for scenario in &run.scenarios {
        *verdicts.entry(scenario.verdict()).or_default() += 1;
    }
    verdicts
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
