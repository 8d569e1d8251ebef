//! The roll-up: what all scenarios of a run mean together.

use std::collections::BTreeMap;
use std::time::Duration;

use super::exit::Exit;
use super::known_failure::KnownFailures;
use super::outcome::{Reason, ScenarioOutcome, Verdict};
use super::summary::Summary;
use crate::ccb::capability::Capability;
use crate::ccb::claim::{Claim, ClaimFault};
use crate::ccb::variant::Variant;
use crate::ccb::window::Window;

/// A whole run.
#[derive(Clone, Debug, Default)]
pub struct RunOutcome {
    /// What it ran against.
    pub target: String,
    /// The shard that it was restricted to, as a user names it.
    pub shard: Option<String>,
    /// The variants that were in force.
    pub variants: Vec<Variant>,
    /// What the target does not do as declared, or does undeclared.
    pub claims: Vec<Claim>,
    /// Every selected scenario in short, in the order of features and lines.
    pub scenarios: Vec<Summary>,
    /// How many scenarios need each capability that was not declared.
    pub undeclared: BTreeMap<Capability, usize>,
    /// How long it took.
    pub elapsed_ms: u128,
    /// The longest that the rows of a step took to appear after the answer; zero where all were there at once.
    pub longest_rows_delay: Duration,
    /// How far values might be off in the journey that was latest; none where a test clock made everything exact.
    pub window: Option<Window>,
    /// Why it ended before its end, if it did.
    pub ended_early: Option<String>,
    /// What known failures came to, where a list of them was given.
    pub known_failures: Option<KnownFailures>,
}

impl RunOutcome {
    /// Adds what became of a scenario, which took so long.
    pub fn add(&mut self, outcome: &ScenarioOutcome, elapsed_us: u64) {
        let summary = Summary::of(outcome, elapsed_us, self.scenarios.last());
        self.scenarios.push(summary);
        if let Some(Reason::Undeclared(capabilities)) = &outcome.reason {
            for capability in capabilities {
                *self.undeclared.entry(*capability).or_default() += 1;
            }
        }
    }

    /// How many scenarios have each verdict; none that none has.
    pub fn verdicts(&self) -> BTreeMap<Verdict, usize> {
        let mut verdicts = BTreeMap::new();
        for scenario in &self.scenarios {
            *verdicts.entry(scenario.verdict).or_default() += 1;
        }
        verdicts
    }

    /// How many steps its scenarios have.
    pub fn steps(&self) -> usize {
        self.scenarios.iter().map(|scenario| scenario.steps).sum()
    }

    /// The longest that rows took to appear, ms; none where all were there at once.
    pub fn longest_rows_delay_ms(&self) -> Option<u64> {
        let delay_ms = u64::try_from(self.longest_rows_delay.as_millis()).unwrap_or(u64::MAX);
        (!self.longest_rows_delay.is_zero()).then_some(delay_ms)
    }

    /// How many scenarios have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.scenarios.iter().filter(|scenario| scenario.verdict == verdict).count()
    }

    /// Whether something that is kept of known failures is not so any more.
    fn keeps_stale_entries(&self) -> bool {
        let stale = self.known_failures.as_ref().is_some_and(|known| !known.stale.is_empty());
        stale || self.count(Verdict::UnexpectedlyPassed) > 0
    }

    /// How many abilities were claimed and are not there, each a failure.
    pub fn broken_claims(&self) -> usize {
        self.claims.iter().filter(|claim| claim.fault == ClaimFault::Broken).count()
    }

    /// What the run says. A fault of the suite outweighs a failure, a failure what is kept in vain of known failures, that what is missing.
    /// A run in which nothing was tested is never conformant, nor is one in which something is known to fail.
    pub fn exit(&self) -> Exit {
        let known = self.count(Verdict::KnownFailure);
        if self.count(Verdict::HarnessError) > 0 {
            Exit::Harness
        } else if self.count(Verdict::Fail) > 0 || self.broken_claims() > 0 {
            Exit::NonConformant
        } else if self.keeps_stale_entries() {
            Exit::StaleKnownFailures
        } else if self.scenarios.is_empty() {
            Exit::NothingSelected
        } else if self.ended_early.is_some()
            || self.count(Verdict::CouldNotRun) > 0
            || self.count(Verdict::Pass) + self.count(Verdict::Warn) + known == 0
        {
            Exit::Incomplete
        } else if known > 0 {
            Exit::NoNewFailures
        } else {
            Exit::Conformant
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(reasons: Vec<Option<Reason>>) -> Exit {
        outcome(reasons).exit()
    }

    fn outcome(reasons: Vec<Option<Reason>>) -> RunOutcome {
        let mut run = RunOutcome::default();
        for reason in reasons {
            run.add(&ScenarioOutcome::because(reason), 0);
        }
        run
    }

    #[test]
    fn nothing_but_passes_is_conformant() {
        let undeclared = || Some(Reason::Undeclared(vec![Capability::Archive]));
        let hindered = || Some(Reason::Hindered(String::new()));
        let fails = || Some(Reason::Differs(vec![]));
        let fault = || Some(Reason::Fault(String::new()));
        assert_eq!(run(vec![None, None]), Exit::Conformant);
        assert_eq!(run(vec![None, undeclared()]), Exit::Conformant);
        assert_eq!(run(vec![undeclared()]), Exit::Incomplete, "nothing was tested");
        assert_eq!(run(vec![None, hindered()]), Exit::Incomplete);
        assert_eq!(run(vec![None, hindered(), fails()]), Exit::NonConformant);
        assert_eq!(run(vec![fails(), fault()]), Exit::Harness);
        assert_eq!(run(vec![]), Exit::NothingSelected);
    }

    #[test]
    fn a_claim_without_the_ability_is_a_failure_and_an_ability_without_the_claim_is_none() {
        let claim = |fault| Claim { capability: Capability::Rates, fault, seen: String::new() };
        let run = |fault| RunOutcome { claims: vec![claim(fault)], ..outcome(vec![None]) }.exit();
        assert_eq!(run(ClaimFault::Broken), Exit::NonConformant);
        assert_eq!(run(ClaimFault::Unclaimed), Exit::Conformant);
        assert_eq!(run(ClaimFault::Unproven), Exit::Conformant);
    }
}
