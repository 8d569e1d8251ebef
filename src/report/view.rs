//! A journal as reports look at it: each record beside what became of it, by feature and by chapter, and what is wrong with the run as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use super::fault::Fault;
use crate::ccb::claim::ClaimFault;
use crate::ccb::clause::{self, ClauseId};
use crate::journal::scenario::ScenarioRecord;
use crate::journal::whole::{Journal, Scenario};
use crate::verdict::exit::Exit;
use crate::verdict::outcome::{ScenarioOutcome, Verdict};
use crate::verdict::rollup::RunOutcome;
use crate::verdict::summary::{FeatureName, Summary};

/// A journal and what it comes to.
#[derive(Clone, Debug)]
pub struct View<'a> {
    /// The journal.
    pub journal: &'a Journal,
    /// What it comes to.
    pub run: &'a RunOutcome,
}

/// One scenario: what was noted, and what became of it.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    /// What was noted.
    pub record: &'a ScenarioRecord,
    /// What became of it, known failures taken into account.
    pub outcome: &'a ScenarioOutcome,
}

/// The scenarios of one feature.
#[derive(Clone, Copy, Debug)]
pub struct FeatureView<'a> {
    /// Its title and its path.
    pub name: &'a FeatureName,
    /// In the order of lines, in short.
    pub scenarios: &'a [Summary],
    /// The number of the first among all of the run.
    pub first: usize,
}

/// How far a chapter of the specification was tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Chapter {
    /// Its name, such as `UPD`.
    pub chapter: &'static str,
    /// How many clauses it has.
    pub clauses: usize,
    /// How many of them the selected scenarios check.
    pub clauses_checked: usize,
    /// How many selected scenarios check one of them.
    pub scenarios: usize,
    /// How many of those passed.
    pub passed: usize,
}

/// The closed set of what can be wrong with a run beside its scenarios.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MatterKind {
    /// It ended before its end.
    EndedEarly,
    /// A capability is declared and is not there.
    FalseClaim,
    /// What is kept of known failures matches nothing.
    StaleKnownFailure,
    /// The suite did not notice a mutant that it must notice.
    SurvivingCanary,
    /// Nothing was selected.
    NothingSelected,
    /// Nothing else says why the run does not succeed.
    Result,
}

/// Something that keeps a run from succeeding and is no scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Matter {
    /// What sort of thing it is.
    pub kind: MatterKind,
    /// A name that no other matter of the run has.
    pub name: String,
    /// What is wrong.
    pub message: String,
}

impl<'a> View<'a> {
    /// A journal and what it comes to.
    pub const fn new(journal: &'a Journal) -> Self {
        Self { journal, run: journal.outcome() }
    }

    /// Every selected scenario, in the order of features and lines.
    pub fn scenarios(&self) -> impl Iterator<Item = io::Result<Scenario<'a>>> {
        self.those(|_| true)
    }

    /// Those of such verdicts, in the same order; of no others the record is read.
    pub fn those(&self, verdicts: impl Fn(Verdict) -> bool) -> impl Iterator<Item = io::Result<Scenario<'a>>> {
        let journal = self.journal;
        let all = self.run.scenarios.iter().enumerate();
        let numbers = all.filter(move |(_, scenario)| verdicts(scenario.verdict)).map(|(number, _)| number);
        numbers.map(|number| Ok(journal.scenario(number)?))
    }

    /// The same by feature.
    pub fn features(&self) -> Vec<FeatureView<'a>> {
        let mut first = 0;
        let alike = self.run.scenarios.chunk_by(|one, other| one.feature.source == other.feature.source);
        let view = |scenarios: &'a [Summary]| {
            let view = FeatureView { name: &scenarios[0].feature, scenarios, first };
            first += scenarios.len();
            view
        };
        alike.map(view).collect()
    }

    /// The numbers of those that a reader must look at, the worst verdict first.
    pub fn worst_first(&self) -> Vec<usize> {
        let scenarios = self.run.scenarios.iter().enumerate().filter(|(_, scenario)| is_told(scenario.verdict));
        let mut told: Vec<(usize, Verdict)> = scenarios.map(|(number, scenario)| (number, scenario.verdict)).collect();
        told.sort_by_key(|(_, verdict)| match verdict {
            Verdict::HarnessError => 0,
            Verdict::Fail => 1,
            Verdict::UnexpectedlyPassed => 2,
            Verdict::CouldNotRun => 3,
            Verdict::Warn => 4,
            Verdict::KnownFailure => 5,
            Verdict::Pass | Verdict::NotApplicable => 6,
        });
        told.into_iter().map(|(number, _)| number).collect()
    }

    /// Every chapter of which a clause is checked.
    pub fn chapters(&self) -> Vec<Chapter> {
        let mut chapters: BTreeMap<&'static str, (BTreeSet<ClauseId>, usize, usize)> = BTreeMap::new();
        for scenario in &self.run.scenarios {
            let touched: BTreeSet<&'static str> = scenario.clauses.iter().map(|clause| clause.chapter()).collect();
            for chapter in touched {
                let (clauses, scenarios, passed) = chapters.entry(chapter).or_default();
                clauses.extend(scenario.clauses.iter().filter(|clause| clause.chapter() == chapter));
                *scenarios += 1;
                *passed += usize::from(scenario.verdict == Verdict::Pass);
            }
        }
        let chapter = |(chapter, (clauses, scenarios, passed)): (&'static str, (BTreeSet<ClauseId>, usize, usize))| {
            let all = clause::all().filter(|(id, _)| id.chapter() == chapter).count();
            Chapter { chapter, clauses: all, clauses_checked: clauses.len(), scenarios, passed }
        };
        chapters.into_iter().map(chapter).collect()
    }

    /// What keeps the run from succeeding and is no scenario. A run that does not succeed has a scenario that says so or one of these.
    pub fn matters(&self) -> Vec<Matter> {
        let mut matters = Vec::new();
        let mut matter = |kind, name: String, message: String| matters.push(Matter { kind, name, message });
        if let Some(why) = &self.run.ended_early {
            matter(MatterKind::EndedEarly, "ended-early".to_owned(), format!("ended early: {why}"));
        }
        for claim in self.run.claims.iter().filter(|claim| claim.fault == ClaimFault::Broken) {
            let message = format!("capability {} {}: {}", claim.capability, claim.verdict(), claim.seen);
            matter(MatterKind::FalseClaim, format!("claim-{}", claim.capability), message);
        }
        for stale in self.run.known_failures.iter().flat_map(|known| &known.stale) {
            let message = format!(
                "the known failure `{}` ({}) matches nothing: {}",
                stale.entry.scenario,
                stale.entry.issue,
                stale.why.words()
            );
            matter(MatterKind::StaleKnownFailure, format!("known-failure-{}", stale.entry.scenario), message);
        }
        for canary in self.journal.header.canaries.iter().filter(|canary| !canary.noticed) {
            let message = format!("the mutant `{}` was not noticed, so the suite is not fit to judge", canary.mutant);
            matter(MatterKind::SurvivingCanary, format!("canary-{}", canary.mutant), message);
        }
        let exit = self.run.exit();
        if self.run.scenarios.is_empty() {
            let message = "no scenario was selected, so nothing was tested".to_owned();
            matter(MatterKind::NothingSelected, "nothing-selected".to_owned(), message);
        } else if exit.code() != 0
            && matters.is_empty()
            && !self.run.scenarios.iter().any(|scenario| is_bad(scenario.verdict))
        {
            let message = format!("{}: no scenario that was selected could be tested", exit.word());
            matters.push(Matter { kind: MatterKind::Result, name: "result".to_owned(), message });
        }
        matters
    }

    /// How it ended, in a word.
    pub fn exit(&self) -> Exit {
        self.run.exit()
    }

    /// How many scenarios were left out of the run by what was asked for; nothing where it was all there are.
    pub fn left_out(&self) -> Option<usize> {
        let selection = &self.journal.header.selection;
        let left_out = selection.of.saturating_sub(selection.selected.len());
        (left_out > 0).then_some(left_out)
    }

    /// Whether features or goldens are not those that the program carries.
    pub fn is_edited(&self) -> bool {
        let suite = &self.journal.header.suite;
        suite.features.edited || suite.goldens.edited
    }

    /// Counts by verdict, such as `236 pass, 1 fail`, false claims among them.
    pub fn counts(&self) -> String {
        let counts = Verdict::ALL.into_iter().filter_map(|verdict| match self.run.count(verdict) {
            0 if verdict != Verdict::Pass => None,
            count => Some(format!("{count} {verdict}")),
        });
        let broken = match self.run.broken_claims() {
            0 => None,
            1 => Some("1 false claim".to_owned()),
            count => Some(format!("{count} false claims")),
        };
        counts.chain(broken).collect::<Vec<_>>().join(", ")
    }
}

impl<'a> Told<'a> {
    /// A scenario of a journal.
    pub fn of(scenario: &'a Scenario<'_>) -> Self {
        Self { record: &scenario.record, outcome: &scenario.outcome }
    }

    /// The verdict, known failures taken into account.
    pub fn verdict(&self) -> Verdict {
        self.outcome.verdict()
    }

    /// Where and how it stopped.
    pub fn fault(&self) -> Option<Fault<'a>> {
        Fault::of(self.record)
    }
}

impl<'a> FeatureView<'a> {
    /// Its scenarios with all that is known of them, read one at a time.
    pub fn told(&self, view: &View<'a>) -> impl Iterator<Item = io::Result<Scenario<'a>>> + use<'a> {
        let journal = view.journal;
        (self.first..self.first + self.scenarios.len()).map(move |number| Ok(journal.scenario(number)?))
    }
}

/// Whether a reader must look at a scenario of that verdict.
pub const fn is_told(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Pass | Verdict::NotApplicable)
}

/// Whether a scenario of that verdict alone keeps the run from succeeding.
const fn is_bad(verdict: Verdict) -> bool {
    match verdict {
        Verdict::Fail | Verdict::UnexpectedlyPassed | Verdict::CouldNotRun | Verdict::HarnessError => true,
        Verdict::Pass | Verdict::Warn | Verdict::NotApplicable | Verdict::KnownFailure => false,
    }
}
