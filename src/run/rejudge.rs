//! Judging again: a recorded run, offline, by the present features and goldens, another profile or other known failures.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::catalogue::{Catalogue, Script};
use super::error::RunError;
use super::goldens::Goldens;
use super::outcome::{of_performance, steps, unplayed, unreached};
use super::play::Part;
use super::selection::Selection;
use super::{header, suite};
use crate::ccb::capability::Capability;
use crate::ccb::clause::{ClauseId, Level};
use crate::ccb::variant::Variant;
use crate::journal::header::{Header, JudgedAgain, KnownEntry};
use crate::journal::keeper::{KeepError, Keeper};
use crate::journal::scenario::{End, Performance, ScenarioRecord, Step, Stopped};
use crate::journal::whole::Journal;
use crate::profile::resolved::Profile;
use crate::verdict::known_failure::Entry;
use crate::verdict::outcome::Reason;

/// By what a recorded run is judged.
#[derive(Clone, Debug)]
pub struct Measure<'a> {
    /// The scenarios.
    pub catalogue: &'a Catalogue,
    /// What they must show.
    pub goldens: &'a Goldens,
    /// What is declared of the target; nothing where that of the recording stays.
    pub profile: Option<&'a Profile>,
    /// The known failures; nothing where those of the recording stay.
    pub known_failures: Option<Vec<Entry>>,
}

/// A recorded run that is to be judged again.
#[derive(Debug)]
pub struct Again<'a> {
    /// The header of the journal that comes of it.
    pub header: Header,
    recorded: &'a Journal,
    parts: Vec<Part>,
}

impl<'a> Again<'a> {
    /// Looks by what a recorded run is judged again.
    ///
    /// # Errors
    ///
    /// Where a golden is missing or malformed, or nothing of what was selected is there any more.
    pub fn of(recorded: &'a Journal, measure: &Measure<'_>) -> Result<Self, RunError> {
        let mut header = recorded.header.clone();
        header.suite = header::suite(measure.catalogue, measure.goldens)?;
        header.judged_again = Some(JudgedAgain {
            sha256: recorded.sha256.clone().unwrap_or_default(),
            suite: recorded.header.suite.clone(),
        });
        if let Some(profile) = measure.profile {
            header.profile = Some(header::profile(profile));
            header.target.variants = profile.variants.iter().copied().collect();
            header.target.capabilities = capabilities(&recorded.header.target.capabilities, profile);
        }
        header.known_failures = match &measure.known_failures {
            Some(entries) => Some(header::known(entries.clone(), measure.catalogue)),
            None => header.known_failures.map(|known| {
                let entries = known.into_iter().map(|KnownEntry { entry, .. }| entry).collect();
                header::known(entries, measure.catalogue)
            }),
        };
        let selected = selected(recorded, measure.catalogue)?;
        let variants: BTreeSet<Variant> = header.target.variants.iter().copied().collect();
        let parts = suite::parts(&selected, measure.goldens, &variants)?;
        header.selection.of = measure.catalogue.scripts.len();
        header.selection.selected = parts.iter().map(|part| part.script.id.clone()).collect();
        Ok(Self { header, recorded, parts })
    }

    /// Judges it. What was not recorded could not be run.
    ///
    /// # Errors
    ///
    /// Where a record cannot be read any more, or the new journal cannot be written.
    pub fn judge(&self, mut keeper: Keeper) -> Result<Journal, KeepError> {
        let declared: BTreeSet<Capability> = self.header.target.capabilities.iter().copied().collect();
        for part in &self.parts {
            let recorded = self.recorded.find(&part.script.id)?;
            let recorded = recorded.as_ref().map(|scenario| &*scenario.record);
            keeper.add(judged(&part.script, recorded, part.golden.as_ref(), &declared));
        }
        keeper.finish(self.recorded.footer.clone().into())
    }
}

/// What a target may be tested on by another profile: what that declares alone, or beside what was found out, as it says.
fn capabilities(found: &[Capability], profile: &Profile) -> Vec<Capability> {
    let mut capabilities = profile.capabilities.capabilities.clone();
    if !profile.capabilities.complete {
        capabilities.extend(found);
    }
    // What follows from the dialect is not a user's to declare.
    capabilities.retain(|capability| !capability.is_of_dialect());
    capabilities.extend(found.iter().filter(|capability| capability.is_of_dialect()));
    capabilities.into_iter().collect()
}

/// What was selected then, of the scenarios that there are now.
fn selected<'a>(recorded: &Journal, catalogue: &'a Catalogue) -> Result<Vec<&'a Arc<Script>>, RunError> {
    let asked = &recorded.header.selection;
    let exists = |id: &&String| catalogue.scripts.iter().any(|script| script.id == **id);
    let ids: Vec<String> = asked.ids.iter().filter(exists).cloned().collect();
    if ids.is_empty() && !asked.ids.is_empty() {
        return Err(RunError::NothingSelected);
    }
    let shard = asked.shard.as_deref().and_then(|shard| shard.parse().ok());
    Selection::new(asked.tags.as_deref(), ids)?.in_shard(shard).of(catalogue)
}

fn judged(
    script: &Script,
    recorded: Option<&ScenarioRecord>,
    golden: Option<&Arc<[crate::golden::step::NormalStep]>>,
    declared: &BTreeSet<Capability>,
) -> ScenarioRecord {
    let missing: Vec<Capability> =
        script.capabilities.iter().copied().filter(|capability| !declared.contains(capability)).collect();
    if !missing.is_empty() {
        return unplayed(script, Reason::Undeclared(missing));
    }
    let Some(recorded) = recorded else { return unreached(script, "it is not in the recording; run again") };
    let Some(performance) = &recorded.performance else {
        return match &recorded.reason {
            Some(Reason::Hindered(why)) => unreached(script, why),
            _ => unreached(script, "it was not played when the run was recorded; run again"),
        };
    };
    if let Err(why) = credible(script, performance) {
        return unreached(script, &format!("what the recording tells of its end cannot be: {why}; run again"));
    }
    let now = steps(script);
    if !now.iter().map(words).eq(recorded.steps.iter().map(words)) {
        return unreached(script, "its steps are other than those that were recorded; run again");
    }
    of_performance(script, performance.clone(), golden)
}

/// Whether a journey of this scenario can have ended so. Why one stopped on its way is no golden's to say, but a SHOULD stops only those that
/// check it, a breach is never of one, and whatever went through was observed.
fn credible(script: &Script, performance: &Performance) -> Result<(), String> {
    let is_should = |clause: &ClauseId| clause.clause().level == Level::Should;
    let stop = match &performance.end {
        Some(End::Stopped(stop)) => Some(stop),
        Some(End::Deviated) | None => None,
    };
    let decided: Vec<ClauseId> = match stop {
        Some(Stopped::Differs(differences)) => differences.iter().filter_map(|difference| difference.clause).collect(),
        Some(Stopped::Breach { clause, .. }) if is_should(clause) => {
            return Err(format!("no answer is malformed by {clause}, which is a SHOULD"));
        }
        _ => Vec::new(),
    };
    if let Some(clause) = decided.iter().find(|clause| is_should(clause) && !script.clauses.contains(clause)) {
        return Err(format!("it stops for {clause}, a SHOULD that it does not check"));
    }
    let (passed, observed) = (performance.passed_steps, performance.checkpoints.len());
    let whens = steps(script).iter().take(passed).filter(|step| step.observed).count();
    if whens > observed {
        return Err(format!("{passed} steps went through, and {observed} of their {whens} `When`s were observed"));
    }
    Ok(())
}

/// A step but for where it stands.
fn words(step: &Step) -> Step {
    Step { line: 0, ..step.clone() }
}
