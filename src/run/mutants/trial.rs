//! Trials: what became of a mutant.

use crate::golden::compare::Difference;
use crate::target::embedded::Mutant;
use crate::verdict::exit::Exit;
use crate::verdict::outcome::{Reason, ScenarioOutcome, StepEnd, Verdict};

/// How a breach that shows in no field is spelt, before its clause.
const BREACH: &str = "breach.";

/// How many fields are told of a scenario that stopped for others than it should.
const MOST_TOLD: usize = 8;

/// Where a scenario noticed a mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kill {
    /// The scenario's id.
    pub scenario: String,
    /// The words of the step at which it stopped.
    pub step: String,
    /// The line of that step in its feature, from 1.
    pub line: usize,
    /// What differed there: of several fields that which was looked for, or else the first.
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
    /// Where each of the other scenarios that were played noticed it.
    pub noticed: Vec<Kill>,
    /// How many scenarios were played against it.
    pub played: usize,
}

impl Trial {
    /// Whether that scenario noticed it, in whatever field.
    pub fn is_noticed_by(&self, scenario: &str) -> bool {
        let own = matches!(&self.fate, Fate::Killed(kill) if kill.scenario == scenario);
        own || self.noticed.iter().any(|kill| kill.scenario == scenario)
    }
}

/// What became of all mutants that were tried.
#[derive(Clone, Debug)]
pub struct Trials {
    /// Each, in the order of the catalogue of mutants.
    pub trials: Vec<Trial>,
    /// How many scenarios there are.
    pub scenarios: usize,
    /// The scenarios that noticed no mutant, though they should have: a scenario that notices nothing checks nothing.
    pub idle: Vec<String>,
}

impl Trials {
    /// How many were killed as named.
    pub fn killed(&self) -> usize {
        self.trials.iter().filter(|trial| matches!(trial.fate, Fate::Killed(_))).count()
    }

    /// What the run says: only where every mutant was killed as named, and no scenario is idle, does the suite check what it claims to.
    pub fn exit(&self) -> Exit {
        match self.trials.len() {
            0 => Exit::NothingSelected,
            all if all == self.killed() && self.idle.is_empty() => Exit::Conformant,
            _ => Exit::NonConformant,
        }
    }
}

/// What a mutant comes to in its own scenario: killed by a difference in its field alone. What could not be run proves nothing.
pub(super) fn fate(mutant: &Mutant, outcome: &ScenarioOutcome) -> Fate {
    match noticed(mutant, outcome) {
        Ok(kill) if kill.difference.path.starts_with(mutant.field) => Fate::Killed(kill),
        Ok(kill) => {
            let paths: Vec<String> = differences(outcome).into_iter().map(|difference| difference.path).collect();
            let told = paths[..paths.len().min(MOST_TOLD)].join(", ");
            Fate::Survived(format!("`{}` stops at `{}` for other fields: {told}", outcome.id, kill.step))
        }
        Err(why) => Fate::Survived(why),
    }
}

/// Where a scenario noticed a mutant, or why it did not.
pub(super) fn noticed(mutant: &Mutant, outcome: &ScenarioOutcome) -> Result<Kill, String> {
    let differences = differences(outcome);
    let named = differences.iter().find(|difference| difference.path.starts_with(mutant.field));
    let Some(difference) = named.or(differences.first()) else {
        return Err(match (&outcome.reason, outcome.verdict()) {
            (Some(Reason::Hindered(message) | Reason::Fault(message)), verdict) => {
                format!("`{}`: {verdict}: {message}", outcome.id)
            }
            (_, Verdict::Pass) => format!("`{}` passes", outcome.id),
            (_, verdict) => format!("`{}`: {verdict}", outcome.id),
        });
    };
    let (step, line) = match outcome.steps.iter().find(|step| step.end == StepEnd::Stopped) {
        Some(step) => (step.text.clone(), step.line),
        None => (String::new(), outcome.line),
    };
    Ok(Kill { scenario: outcome.id.clone(), step, line, difference: difference.clone() })
}

/// What a scenario found wrong with the target's answers or rows; nothing where it did not come that far.
fn differences(outcome: &ScenarioOutcome) -> Vec<Difference> {
    match &outcome.reason {
        Some(Reason::Differs(differences)) => differences.clone(),
        Some(Reason::Breach { message, clause }) => vec![Difference {
            path: format!("{BREACH}{clause}"),
            expected: "an answer in the dialect".to_owned(),
            actual: message.clone(),
            clause: Some(*clause),
        }],
        None | Some(Reason::Undeclared(_) | Reason::Hindered(_) | Reason::Fault(_)) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::capability::Capability;
    use crate::ccb::clause::ClauseId;
    use crate::target::embedded::mutants;

    fn first() -> &'static Mutant {
        mutants().next().expect("there are mutants")
    }

    fn differs(paths: &[&str]) -> Reason {
        let difference = |path: &&str| {
            let (expected, actual) = ("1".to_owned(), "2".to_owned());
            Difference { path: (*path).to_owned(), expected, actual, clause: None }
        };
        Reason::Differs(paths.iter().map(difference).collect())
    }

    #[test]
    fn only_a_difference_in_the_named_field_kills() {
        let killed = |reason| matches!(fate(first(), &ScenarioOutcome::because(reason)), Fate::Killed(_));
        assert!(killed(Some(differs(&[first().field]))));
        assert!(killed(Some(differs(&["elsewhere", first().field]))));
        assert!(!killed(Some(differs(&["elsewhere"]))));
        assert!(!killed(None));
        assert!(!killed(Some(Reason::Hindered("gone".to_owned()))));
        assert!(!killed(Some(Reason::Fault("panic".to_owned()))));
        assert!(!killed(Some(Reason::Undeclared(vec![Capability::Archive]))));
        let clause = ClauseId::from_text("CCB-TRN-03").expect("the specification has it");
        assert!(!killed(Some(Reason::Breach { message: String::new(), clause })));
    }

    #[test]
    fn what_was_not_played_to_a_difference_notices_nothing() {
        assert!(noticed(first(), &ScenarioOutcome::because(Some(differs(&["elsewhere"])))).is_ok());
        for reason in [None, Some(Reason::Hindered("gone".to_owned())), Some(Reason::Fault("panic".to_owned()))] {
            assert!(noticed(first(), &ScenarioOutcome::because(reason)).is_err());
        }
    }

    #[test]
    fn nothing_tried_is_no_proof() {
        let trials = |trials: Vec<Trial>, idle: &[&str]| {
            Trials { trials, scenarios: 1, idle: idle.iter().map(|id| (*id).to_owned()).collect() }.exit()
        };
        let trial = |fate| Trial { mutant: first(), fate, noticed: vec![], played: 1 };
        let killed = || trial(fate(first(), &ScenarioOutcome::because(Some(differs(&[first().field])))));
        assert_eq!(trials(vec![], &[]), Exit::NothingSelected);
        assert_eq!(trials(vec![trial(Fate::Survived(String::new()))], &[]), Exit::NonConformant);
        assert_eq!(trials(vec![killed()], &["x"]), Exit::NonConformant, "an idle scenario");
        assert_eq!(trials(vec![killed()], &[]), Exit::Conformant);
    }
}
