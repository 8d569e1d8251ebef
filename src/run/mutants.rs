//! Mutants: does the suite notice each clause that is broken, in the scenario and the field that it should?

use std::collections::BTreeMap;
use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::catalogue::{Catalogue, Script};
use super::error::RunError;
use super::goldens::Goldens;
use super::suite;
use crate::ccb::dialect::shipped;
use crate::golden::compare::Difference;
use crate::target::embedded::Mutant;
use crate::target::source::TargetSource;
use crate::verdict::exit::Exit;
use crate::verdict::outcome::{Reason, ScenarioOutcome, StepEnd, Verdict};

/// How a breach that shows in no field is spelt, before its clause.
const BREACH: &str = "breach.";

/// How many fields are told of a scenario that stopped for others than it should.
const MOST_TOLD: usize = 8;

/// Where a scenario noticed a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kill {
    /// The words of the step at which it stopped.
    pub step: String,
    /// The line of that step in its feature, from 1.
    pub line: usize,
    /// What differed there.
    pub difference: Difference,
}

/// What became of a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Its scenario noticed it, in its field.
    Killed(Kill),
    /// It was not noticed as it should be, and why.
    Survived(String),
}

/// A mutant and what became of it.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The mutant.
    pub mutant: &'static Mutant,
    /// What became of it in its own scenario.
    pub fate: Fate,
    /// Every scenario that noticed it; none where only its own was played.
    pub noticed_by: Vec<String>,
}

/// What became of all mutants that were tried.
#[derive(Clone, Debug)]
pub struct Trials {
    /// Each, in the order of the catalogue of mutants.
    pub trials: Vec<Trial>,
    /// The scenarios that noticed no mutant, where all were played.
    pub idle: Option<Vec<String>>,
}

impl Trials {
    /// How many were killed as named.
    pub fn killed(&self) -> usize {
        self.trials.iter().filter(|trial| matches!(trial.fate, Fate::Killed(_))).count()
    }

    /// What the run says: only where every mutant was killed as named does the suite check what it claims to.
    pub fn exit(&self) -> Exit {
        match self.trials.len() {
            0 => Exit::NothingSelected,
            all if all == self.killed() => Exit::Conformant,
            _ => Exit::NonConformant,
        }
    }
}

/// How much is played against each mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Its own scenario.
    Own,
    /// Every scenario.
    All,
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
    extent: Extent,
) -> Result<Trials, RunError> {
    let hook = panic::take_hook();
    mute_panics();
    // On a thread of its own, since the caller's may have a runtime already.
    let tried = || tried(mutants, catalogue, goldens, extent);
    let trials = thread::scope(|scope| scope.spawn(tried).join());
    panic::set_hook(hook);
    let trials = trials.map_err(|_| panicked())??;
    let idle = (extent == Extent::All).then(|| {
        let idle = |script: &&Script| !trials.iter().any(|trial| trial.noticed_by.contains(&script.id));
        catalogue.scripts.iter().filter(idle).map(|script| script.id.clone()).collect()
    });
    Ok(Trials { trials, idle })
}

fn tried(
    mutants: &[&'static Mutant],
    catalogue: &Catalogue,
    goldens: &Goldens,
    extent: Extent,
) -> Result<Vec<Trial>, RunError> {
    let straight = straight(mutants, catalogue, goldens)?;
    let next = AtomicUsize::new(0);
    let work = || -> Result<Vec<(usize, Trial)>, RunError> {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(mutant) = mutants.get(index) else { return Ok(done) };
            done.push((index, try_one(mutant, catalogue, goldens, extent, &straight)?));
        }
    };
    let mut done = Vec::new();
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from).min(mutants.len());
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            done.extend(worker.join().map_err(|_| panicked())??);
        }
        Ok::<(), RunError>(())
    })?;
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, trial)| trial).collect())
}

fn panicked() -> RunError {
    RunError::Harness("a thread that tried mutants panicked".to_owned())
}

/// What the mutants' scenarios come to without a mutant: one that fails by itself proves nothing.
fn straight(
    mutants: &[&'static Mutant],
    catalogue: &Catalogue,
    goldens: &Goldens,
) -> Result<BTreeMap<String, Verdict>, RunError> {
    let named = |script: &&Script| mutants.iter().any(|mutant| mutant.scenario == script.id);
    let scripts: Vec<&Script> = catalogue.scripts.iter().filter(named).collect();
    let outcomes = play(&TargetSource::Embedded(shipped::default()), &scripts, goldens)?;
    Ok(outcomes.into_iter().map(|outcome| (outcome.id.clone(), outcome.verdict())).collect())
}

fn try_one(
    mutant: &'static Mutant,
    catalogue: &Catalogue,
    goldens: &Goldens,
    extent: Extent,
    straight: &BTreeMap<String, Verdict>,
) -> Result<Trial, RunError> {
    let chosen = |script: &&Script| extent == Extent::All || script.id == mutant.scenario;
    let scripts: Vec<&Script> = catalogue.scripts.iter().filter(chosen).collect();
    let outcomes = play(&TargetSource::Mutant(mutant), &scripts, goldens)?;
    let own = outcomes.iter().find(|outcome| outcome.id == mutant.scenario);
    let fate = match (own, straight.get(mutant.scenario)) {
        (Some(own), Some(Verdict::Pass)) => fate(mutant, own),
        (Some(_), Some(verdict)) => {
            Fate::Survived(format!("`{}` does not pass without it either: {verdict}", mutant.scenario))
        }
        _ => Fate::Survived(format!("there is no scenario `{}`", mutant.scenario)),
    };
    let noticed = |outcome: &&ScenarioOutcome| matches!(outcome.verdict(), Verdict::Fail | Verdict::Warn);
    let noticed_by = match extent {
        Extent::Own => Vec::new(),
        Extent::All => outcomes.iter().filter(noticed).map(|outcome| outcome.id.clone()).collect(),
    };
    Ok(Trial { mutant, fate, noticed_by })
}

fn play(source: &TargetSource, scripts: &[&Script], goldens: &Goldens) -> Result<Vec<ScenarioOutcome>, RunError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| RunError::Harness(format!("no runtime for a worker: {error}")))?;
    let outcome = runtime.block_on(suite::run(source, scripts, goldens));
    mute_panics();
    Ok(outcome?.scenarios)
}

/// Keeps the panics of steps that stop off stderr. cucumber does so too while it runs, but puts back what it found, which may be what
/// another thread's run had not yet put in place; so this is said again after every run.
fn mute_panics() {
    panic::set_hook(Box::new(|_| {}));
}

/// A mutant is killed by a difference in its field alone. What could not be run proves nothing.
fn fate(mutant: &Mutant, outcome: &ScenarioOutcome) -> Fate {
    let differences = match &outcome.reason {
        None => return Fate::Survived(format!("`{}` passes", outcome.id)),
        Some(Reason::Differs(differences)) => differences.clone(),
        Some(Reason::Breach { message, clause }) => vec![Difference {
            path: format!("{BREACH}{clause}"),
            expected: "an answer in the dialect".to_owned(),
            actual: message.clone(),
            clause: Some(*clause),
        }],
        Some(Reason::Undeclared(_) | Reason::Hindered(_) | Reason::Fault(_)) => {
            return Fate::Survived(format!("`{}`: {}", outcome.id, unproven(outcome)));
        }
    };
    let (step, line) = match outcome.steps.iter().find(|step| step.end == StepEnd::Stopped) {
        Some(step) => (step.text.clone(), step.line),
        None => (String::new(), outcome.line),
    };
    if let Some(difference) = differences.iter().find(|difference| difference.path.starts_with(mutant.field)) {
        return Fate::Killed(Kill { step, line, difference: difference.clone() });
    }
    let paths: Vec<&str> = differences.iter().take(MOST_TOLD).map(|difference| difference.path.as_str()).collect();
    Fate::Survived(format!("`{}` stops at `{step}` for other fields: {}", outcome.id, paths.join(", ")))
}

fn unproven(outcome: &ScenarioOutcome) -> String {
    let verdict = outcome.verdict();
    match &outcome.reason {
        Some(Reason::Hindered(message) | Reason::Fault(message)) => format!("{verdict}: {message}"),
        _ => verdict.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::capability::Capability;
    use crate::ccb::clause::ClauseId;
    use crate::target::embedded::mutants;

    fn outcome(reason: Option<Reason>) -> ScenarioOutcome {
        ScenarioOutcome {
            id: "x".to_owned(),
            title: String::new(),
            feature: String::new(),
            source: String::new(),
            line: 1,
            clauses: vec![],
            steps: vec![],
            reason,
        }
    }

    fn first() -> &'static Mutant {
        mutants().next().expect("there are mutants")
    }

    fn differs(path: &str) -> Reason {
        let (expected, actual) = ("1".to_owned(), "2".to_owned());
        Reason::Differs(vec![Difference { path: path.to_owned(), expected, actual, clause: None }])
    }

    #[test]
    fn only_a_difference_in_the_named_field_kills() {
        let killed = |reason| matches!(fate(first(), &outcome(reason)), Fate::Killed(_));
        assert!(killed(Some(differs(first().field))));
        assert!(!killed(Some(differs("elsewhere"))));
        assert!(!killed(None));
        assert!(!killed(Some(Reason::Hindered("gone".to_owned()))));
        assert!(!killed(Some(Reason::Fault("panic".to_owned()))));
        assert!(!killed(Some(Reason::Undeclared(vec![Capability::Archive]))));
        let clause = ClauseId::from_text("CCB-TRN-03").expect("the specification has it");
        assert!(!killed(Some(Reason::Breach { message: String::new(), clause })));
    }

    #[test]
    fn nothing_tried_is_no_proof() {
        assert_eq!(Trials { trials: vec![], idle: None }.exit(), Exit::NothingSelected);
        let survived = Trial { mutant: first(), fate: Fate::Survived(String::new()), noticed_by: vec![] };
        assert_eq!(Trials { trials: vec![survived], idle: None }.exit(), Exit::NonConformant);
    }

    #[test]
    fn every_mutant_is_caught_by_a_scenario_that_checks_its_clause() {
        let catalogue = Catalogue::embedded().expect("it is in order");
        for mutant in mutants() {
            let script = catalogue.scripts.iter().find(|script| script.id == mutant.scenario);
            let script = script.unwrap_or_else(|| panic!("`{}`: no scenario `{}`", mutant.name, mutant.scenario));
            let tagged = script.clauses.iter().any(|clause| clause.as_str() == mutant.clause);
            assert!(tagged, "`{}`: `{}` is not tagged @{}", mutant.name, mutant.scenario, mutant.clause);
        }
    }
}
