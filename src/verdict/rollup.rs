//! The roll-up: what all scenarios of a run mean together.

use super::exit::Exit;
use super::outcome::{ScenarioOutcome, Verdict};
use crate::ccb::variant::Variant;

/// A whole run.
#[derive(Clone, Debug)]
pub struct RunOutcome {
    /// What it ran against.
    pub target: String,
    /// The variants that were in force.
    pub variants: Vec<Variant>,
    /// Every selected scenario, in the order of features and lines.
    pub scenarios: Vec<ScenarioOutcome>,
    /// How long it took.
    pub elapsed_ms: u128,
}

impl RunOutcome {
    /// How many scenarios have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.scenarios.iter().filter(|scenario| scenario.verdict() == verdict).count()
    }

    /// What the run says. A fault of the suite outweighs a failure, a failure what is missing, and a run in which nothing
    /// passed or warned is never conformant.
    pub fn exit(&self) -> Exit {
        if self.scenarios.is_empty() {
            Exit::NothingSelected
        } else if self.count(Verdict::HarnessError) > 0 {
            Exit::Harness
        } else if self.count(Verdict::Fail) > 0 {
            Exit::NonConformant
        } else if self.count(Verdict::CouldNotRun) > 0 || self.count(Verdict::Pass) + self.count(Verdict::Warn) == 0 {
            Exit::Incomplete
        } else {
            Exit::Conformant
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::capability::Capability;
    use crate::verdict::outcome::Reason;

    fn run(reasons: Vec<Option<Reason>>) -> Exit {
        let scenario = |reason| ScenarioOutcome {
            id: "x".to_owned(),
            title: String::new(),
            feature: String::new(),
            source: String::new(),
            line: 1,
            clauses: vec![],
            steps: vec![],
            reason,
        };
        let scenarios = reasons.into_iter().map(scenario).collect();
        RunOutcome { target: String::new(), variants: vec![], scenarios, elapsed_ms: 0 }.exit()
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
}
