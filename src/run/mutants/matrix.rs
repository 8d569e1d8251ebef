//! The matrix: which scenario notices which mutant.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::reach::{self, Reach};
use super::trial::{Fate, Trial, Trials, fate, noticed};
use super::witnesses::Witnesses;
use super::workers::{Player, spread};
use crate::run::catalogue::{Catalogue, Script};
use crate::run::error::RunError;
use crate::run::goldens::Goldens;
use crate::run::play::Part;
use crate::run::suite;
use crate::target::embedded::{Bent, Mutant};
use crate::target::source::TargetSource;
use crate::verdict::outcome::Verdict;

/// How much is played against each mutant.
#[derive(Clone, Copy, Debug)]
pub enum Extent<'a> {
    /// The scenario that it names, and those that it is the witness for.
    Named(&'a Witnesses),
    /// Every scenario in which it changes something.
    All,
}

impl Extent<'_> {
    /// Whether the scenario is played against the mutant, given that the mutant could change something there.
    fn plays(self, mutant: &Mutant, scenario: &str) -> bool {
        match self {
            Self::Named(witnesses) => mutant.scenario == scenario || witnesses.of(scenario) == Some(mutant.name),
            Self::All => true,
        }
    }
}

/// Tries mutants.
///
/// # Errors
///
/// Where goldens are missing or malformed, or a thread cannot be used.
pub fn run(
    mutants: &[&'static Mutant],
    catalogue: &Catalogue,
    goldens: &Goldens,
    extent: Extent<'_>,
) -> Result<Trials, RunError> {
    let wanted = |script: &&Arc<Script>| mutants.iter().any(|mutant| extent.plays(mutant, &script.id));
    let scripts: Vec<&Arc<Script>> = catalogue.scripts.iter().filter(wanted).collect();
    let parts = suite::parts(&scripts, goldens, &BTreeSet::new())?;
    let parts: Vec<&Part> = parts.iter().collect();
    let reach: BTreeMap<&str, Reach> =
        parts.iter().map(|part| part.script.id.as_str()).zip(reach::of(&parts)?).collect();
    let trials = spread(mutants, |player, mutant| try_one(player, mutant, &parts, &reach, extent))?;
    // Of a few mutants nothing follows for the scenarios: only all of them show that one is idle.
    let idle = |script: &&Arc<Script>| !trials.iter().any(|trial| trial.is_noticed_by(&script.id));
    let idle = match mutants.len() {
        all if all == crate::target::embedded::mutants().count() => {
            catalogue.scripts.iter().filter(idle).map(|script| script.id.clone()).collect()
        }
        _ => Vec::new(),
    };
    Ok(Trials { trials, scenarios: catalogue.scripts.len(), idle })
}

fn try_one(
    player: &Player,
    mutant: &'static Mutant,
    parts: &[&Part],
    reach: &BTreeMap<&str, Reach>,
    extent: Extent<'_>,
) -> Result<Trial, RunError> {
    let sound = |id: &str| reach.get(id).is_some_and(|reach| reach.verdict == Verdict::Pass && reach.has(mutant));
    let chosen = |part: &&Part| sound(&part.script.id) && extent.plays(mutant, &part.script.id);
    let chosen: Vec<&Part> = parts.iter().copied().filter(chosen).collect();
    let outcomes = player.play(&TargetSource::embedded(Bent::As(mutant)), &chosen)?;
    let own = outcomes.iter().find(|outcome| outcome.id == mutant.scenario);
    let fate = match (own, reach.get(mutant.scenario)) {
        (Some(own), _) => fate(mutant, own),
        (None, Some(Reach { verdict: Verdict::Pass, .. })) => {
            Fate::Survived(format!("it changes nothing in `{}`", mutant.scenario))
        }
        (None, Some(Reach { verdict, .. })) => {
            Fate::Survived(format!("`{}` does not pass without it either: {verdict}", mutant.scenario))
        }
        (None, None) => Fate::Survived(format!("there is no scenario `{}`", mutant.scenario)),
    };
    let others = outcomes.iter().filter(|outcome| outcome.id != mutant.scenario);
    let noticed = others.filter_map(|outcome| noticed(mutant, outcome).ok()).collect();
    Ok(Trial { mutant, fate, noticed, played: chosen.len() })
}
