//! Changes: what is otherwise in one run than in another.

use std::collections::BTreeMap;

use super::reader::JournalError;
use super::whole::Journal;
use crate::ccb::claim::{Claim, ClaimFault};
use crate::verdict::exit::Exit;
use crate::verdict::known_failure::Manner;
use crate::verdict::outcome::{ScenarioOutcome, Verdict};

/// How a scenario has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It did not fail, and does now.
    NewlyFailing,
    /// It fails in another way than before.
    FailingOtherwise,
    /// It was tested, and is not any more: it could not be run, does not apply, or was not selected.
    NoLongerTested,
    /// Only SHOULDs are broken that were not before.
    NewlyWarning,
    /// There is no such scenario any more.
    Gone,
    /// There was no such scenario before.
    New,
    /// It was not tested before, and passes now.
    NewlyTested,
    /// It failed, and does not any more.
    NewlyPassing,
    /// Otherwise in another way.
    Otherwise,
}

impl Kind {
    /// Every kind, the worst first.
    pub const ALL: [Self; 9] = [
        Self::NewlyFailing,
        Self::FailingOtherwise,
        Self::NoLongerTested,
        Self::NewlyWarning,
        Self::Gone,
        Self::New,
        Self::NewlyTested,
        Self::NewlyPassing,
        Self::Otherwise,
    ];

    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::NewlyFailing => "newly failing",
            Self::FailingOtherwise => "failing otherwise",
            Self::NoLongerTested => "no longer tested",
            Self::NewlyWarning => "newly warning",
            Self::Gone => "gone",
            Self::New => "new",
            Self::NewlyTested => "newly tested",
            Self::NewlyPassing => "newly passing",
            Self::Otherwise => "otherwise",
        }
    }

    /// Whether something that was shown before is not shown any more.
    pub const fn is_regression(self) -> bool {
        matches!(self, Self::NewlyFailing | Self::FailingOtherwise | Self::NoLongerTested)
    }
}

/// One scenario that has changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// How.
    pub kind: Kind,
    /// What became of it before; nothing where it was not among the scenarios.
    pub before: Option<ScenarioOutcome>,
    /// What becomes of it now.
    pub after: Option<ScenarioOutcome>,
}

/// All that has changed from one run to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changes {
    /// Scenarios, the worst kind first, each kind in the order of the later run.
    pub scenarios: Vec<Change>,
    /// Abilities that are claimed and not there, and of which that was not so before.
    pub newly_broken_claims: Vec<Claim>,
    /// How many scenarios are as they were.
    pub unchanged: usize,
    /// Whether both were judged by the same suite.
    pub same_suite: bool,
}

impl Changes {
    /// What is otherwise in the run of `after` than in that of `before`.
    ///
    /// # Errors
    ///
    /// Where a record cannot be read any more.
    pub fn between(before: &Journal, after: &Journal) -> Result<Self, JournalError> {
        // A scenario that is not selected is not gone: nobody knows what becomes of it.
        let selection = &after.header.selection;
        let whole = selection.selected.len() == selection.of;
        let earlier = before.outcome().scenarios.iter().enumerate();
        let mut earlier: BTreeMap<&str, usize> = earlier.map(|(number, scenario)| (&*scenario.id, number)).collect();
        let mut scenarios = Vec::new();
        let mut unchanged = 0;
        for after in after.scenarios() {
            let after = after?.outcome;
            let Some(number) = earlier.remove(after.id.as_str()) else {
                scenarios.push(Change { kind: Kind::New, before: None, after: Some(after) });
                continue;
            };
            let before = before.scenario(number)?.outcome;
            match changed(&before, &after) {
                None => unchanged += 1,
                Some(kind) => scenarios.push(Change { kind, before: Some(before), after: Some(after) }),
            }
        }
        for number in earlier.into_values() {
            let before = before.scenario(number)?.outcome;
            let was_tested = is_tested(before.verdict());
            let kind = if whole || !was_tested { Kind::Gone } else { Kind::NoLongerTested };
            scenarios.push(Change { kind, before: Some(before), after: None });
        }
        scenarios.sort_by_key(|change| change.kind);
        let broken = |claims: &[Claim]| -> Vec<Claim> {
            claims.iter().filter(|claim| claim.fault == ClaimFault::Broken).cloned().collect()
        };
        let were = broken(&before.footer.claims);
        let mut newly_broken_claims = broken(&after.footer.claims);
        newly_broken_claims.retain(|claim| !were.iter().any(|was| was.capability == claim.capability));
        let same_suite = before.header.suite == after.header.suite;
        Ok(Self { scenarios, newly_broken_claims, unchanged, same_suite })
    }

    /// How many scenarios have changed in this way.
    pub fn count(&self, kind: Kind) -> usize {
        self.scenarios.iter().filter(|change| change.kind == kind).count()
    }

    /// Whether anything that was shown before is not shown any more.
    pub fn exit(&self) -> Exit {
        let regression = self.scenarios.iter().any(|change| change.kind.is_regression());
        if regression || !self.newly_broken_claims.is_empty() { Exit::NonConformant } else { Exit::Conformant }
    }
}

/// How a scenario has changed, if it has.
fn changed(before: &ScenarioOutcome, after: &ScenarioOutcome) -> Option<Kind> {
    let (was, is) = (before.verdict(), after.verdict());
    let kind = match (is_failing(was), is_failing(is)) {
        (false, true) => Kind::NewlyFailing,
        (true, true) if manner(before) != manner(after) => Kind::FailingOtherwise,
        (true, true) if was == is => return None,
        (true, false) if is_tested(is) => Kind::NewlyPassing,
        (false, false) if was == is && manner(before) == manner(after) => return None,
        _ if is_tested(was) && !is_tested(is) => Kind::NoLongerTested,
        (false, false) if is == Verdict::Warn => Kind::NewlyWarning,
        (false, false) if !is_tested(was) && is_tested(is) => Kind::NewlyTested,
        _ => Kind::Otherwise,
    };
    Some(kind)
}

/// Whether a verdict makes a run red by itself; that it is known does not make it otherwise.
const fn is_failing(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Fail | Verdict::KnownFailure | Verdict::HarnessError)
}

const fn is_tested(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::NotApplicable | Verdict::CouldNotRun)
}

/// At which step a scenario stopped, and in what way.
fn manner(outcome: &ScenarioOutcome) -> Option<(String, Option<Manner>)> {
    let reason = outcome.reason.as_ref()?;
    let step = outcome.stopped_at().map(|(step, occurrence)| format!("{occurrence} {}", step.text));
    Some((step.unwrap_or_default(), Manner::of(reason)))
}
