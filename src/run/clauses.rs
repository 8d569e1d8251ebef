//! The table of clauses: what checks each, and what proves that the check bites.

use std::fmt::Write as _;

use super::catalogue::{Catalogue, Script};
use super::mutants::witnesses::Witnesses;
use crate::ccb::clause::{self, ClauseId, Level};
use crate::target::embedded::Mutant;

/// Clauses that no scenario checks, and where they are shown instead.
const SHOWN_ELSEWHERE: &[(&str, &str)] = &[
    ("CCB-TRN-07", "`tests/transport.rs`: an answer that does not come in time is a breach"),
    ("CCB-CLK-02", "`src/reference/server/tests/durability.rs`: a servlet on the system's clock offers none"),
    ("CCB-LOG-01", "audited from recordings, not played"),
    ("CCB-LOG-02", "audited from recordings, not played"),
    ("CCB-LOG-03", "audited from recordings, not played"),
    ("CCB-LOG-04", "audited from recordings, not played"),
    ("CCB-LOG-05", "audited from recordings, not played"),
    ("CCB-LOG-06", "audited from recordings, not played"),
    ("CCB-LOG-07", "audited from recordings, not played"),
];

/// How a witness is found.
const WITNESSES: &str = "write `src/run/mutants/witnesses.yaml` anew with `ccbspec mutants --witnesses`";

/// One clause with what checks it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The clause.
    pub clause: ClauseId,
    /// The ids of the scenarios that are tagged with it.
    pub scenarios: Vec<String>,
    /// The names of the mutants that break it.
    pub mutants: Vec<&'static str>,
}

impl Line {
    /// Where it is shown, if by no scenario.
    pub fn elsewhere(&self) -> Option<&'static str> {
        SHOWN_ELSEWHERE.iter().find(|(id, _)| *id == self.clause.as_str()).map(|(_, place)| *place)
    }

    /// What is missing, if something is.
    fn gap(&self) -> Option<String> {
        let clause = self.clause;
        match (self.scenarios.is_empty(), self.elsewhere()) {
            (true, None) => Some(format!("{clause} is checked by no scenario; write one, or tell where it is shown")),
            (false, Some(_)) => Some(format!("{clause} has a scenario and needs not be shown elsewhere any more")),
            (false, None) if self.mutants.is_empty() && clause.clause().level == Level::Must => {
                Some(format!("{clause} is broken by no mutant, so nobody knows whether its scenarios would notice"))
            }
            _ => None,
        }
    }
}

/// Every clause of the specification, in its order.
pub fn lines(catalogue: &Catalogue, mutants: &[&'static Mutant]) -> Vec<Line> {
    clause::all()
        .map(|(clause, _)| Line {
            clause,
            scenarios: catalogue
                .scripts
                .iter()
                .filter(|script| script.clauses.contains(&clause))
                .map(|script| script.id.clone())
                .collect(),
            mutants: mutants
                .iter()
                .filter(|mutant| mutant.clause == clause.as_str())
                .map(|mutant| mutant.name)
                .collect(),
        })
        .collect()
}

/// What is missing, a line each: for a clause, for a scenario, for a mutant.
pub fn gaps(lines: &[Line], catalogue: &Catalogue, mutants: &[&'static Mutant], witnesses: &Witnesses) -> Vec<String> {
    let bare = lines.iter().filter_map(Line::gap);
    let named = |script: &Script| mutants.iter().any(|mutant| mutant.scenario == script.id);
    let is_mutant = |name: &str| mutants.iter().any(|mutant| mutant.name == name);
    let idle = catalogue.scripts.iter().filter(|script| !named(script)).filter_map(|script| {
        let clauses = clauses_of(script);
        match witnesses.of(&script.id) {
            Some(name) if is_mutant(name) => None,
            Some(name) => Some(format!(
                "`{}` ({clauses}): its witness `{name}` is gone, so nobody knows what it notices; {WITNESSES}",
                script.id
            )),
            None => Some(format!("`{}` ({clauses}) notices no mutant that anybody knows of; {WITNESSES}", script.id)),
        }
    });
    let is_scenario = |id: &str| catalogue.scripts.iter().any(|script| script.id == id);
    let lost = mutants.iter().filter(|mutant| !is_scenario(mutant.scenario)).map(|mutant| {
        format!("{} is broken by `{}`, but its scenario `{}` is gone", mutant.clause, mutant.name, mutant.scenario)
    });
    let unneeded = witnesses
        .scenarios()
        .filter(|id| !is_scenario(id))
        .map(|id| format!("`{id}` has a witness and is gone; {WITNESSES}"));
    bare.chain(idle).chain(lost).chain(unneeded).collect()
}

fn clauses_of(script: &Script) -> String {
    let clauses: Vec<&str> = script.clauses.iter().map(|clause| clause.as_str()).collect();
    clauses.join(" ")
}

/// The table in Markdown, as `CLAUSES.md` holds it.
pub fn markdown(lines: &[Line]) -> String {
    let mut text = String::from(
        "# Clauses, what checks them, and what proves it\n\n\
         Written by `ccbspec clauses`, and held against it by `ccbspec clauses --check`. A scenario checks the clauses that it is\n\
         tagged with; a mutant is the reference with that clause broken, which a scenario must notice (`ccbspec mutants`).\n\n\
         | clause | level | scenarios | mutants |\n| --- | --- | --- | --- |\n",
    );
    for line in lines {
        let level = line.clause.clause().level.word();
        let scenarios = match line.elsewhere() {
            Some(place) => place.to_owned(),
            None => listed(line.scenarios.iter().map(String::as_str)),
        };
        let _ =
            writeln!(text, "| {} | {level} | {scenarios} | {} |", line.clause, listed(line.mutants.iter().copied()));
    }
    text
}

/// Where a table that was kept and the one of today differ: the clauses, or `its text` where it is none of their lines.
pub fn stale<'a>(kept: &'a str, table: &'a str) -> Vec<&'a str> {
    let other = |line: &&str, text: &str| !text.lines().any(|kept| kept == *line);
    let gone = kept.lines().filter(|line| other(line, table));
    let new = table.lines().filter(|line| other(line, kept));
    let mut places: Vec<&str> = gone
        .chain(new)
        .map(|line| line.split(' ').nth(1).filter(|cell| ClauseId::from_text(cell).is_some()).unwrap_or("its text"))
        .collect();
    places.sort_unstable();
    places.dedup();
    places
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::target::embedded::mutants;

    #[test]
    fn what_is_shown_elsewhere_is_a_clause() {
        for (id, _) in SHOWN_ELSEWHERE {
            assert!(ClauseId::from_text(id).is_some(), "{id}");
        }
    }

    #[test]
    fn a_stale_table_tells_which_clauses() {
        let line = |mutants: &str| format!("# Clauses\n| CCB-ENQ-01 | MUST | `x` | {mutants} |\n");
        assert_eq!(stale(&line("`y`"), &line("`y`")), Vec::<&str>::new());
        assert_eq!(stale(&line("`y`"), &line("none")), ["CCB-ENQ-01"]);
        assert_eq!(stale("# Claws\n", "# Clauses\n"), ["its text"]);
    }

    #[test]
    fn every_kind_of_gap_is_told() {
        let line = |id: &str, scenarios: &[&str], mutants: &[&'static str]| Line {
            clause: ClauseId::from_text(id).expect("a clause"),
            scenarios: scenarios.iter().map(|id| (*id).to_owned()).collect(),
            mutants: mutants.to_vec(),
        };
        let gap = |line: Line| line.gap().unwrap_or_default();
        assert!(gap(line("CCB-ENQ-01", &[], &[])).contains("no scenario"));
        assert!(gap(line("CCB-ENQ-01", &["x"], &[])).contains("no mutant"));
        assert!(gap(line("CCB-LOG-01", &["x"], &["y"])).contains("elsewhere"));
        for whole in [line("CCB-ENQ-01", &["x"], &["y"]), line("CCB-LOG-01", &[], &[]), line("CCB-ARC-02", &["x"], &[])]
        {
            assert_eq!(gap(whole), "");
        }
    }

    /// What `clauses --check` says of a catalogue and mutants that are not those of the kept table.
    fn check(catalogue: &Catalogue, mutants: &[&'static Mutant], kept: &str) -> String {
        let lines = lines(catalogue, mutants);
        let mut wrong = gaps(&lines, catalogue, mutants, &Witnesses::embedded());
        wrong.extend(stale(kept, &markdown(&lines)).into_iter().map(str::to_owned));
        wrong.join("\n")
    }

    #[test]
    fn a_scenario_or_a_mutant_that_is_deleted_is_missed_and_its_clause_told() {
        let catalogue = Catalogue::embedded().expect("it is in order");
        let mutants: Vec<&'static Mutant> = mutants().collect();
        let kept = markdown(&lines(&catalogue, &mutants));
        assert_eq!(check(&catalogue, &mutants, &kept), "");
        for index in 0..catalogue.scripts.len() {
            let mut catalogue = catalogue.clone();
            let gone = catalogue.scripts.remove(index);
            let said = check(&catalogue, &mutants, &kept);
            for clause in &gone.clauses {
                assert!(said.contains(clause.as_str()), "`{}` is gone, and of {clause} is said: {said}", gone.id);
            }
        }
        for index in 0..mutants.len() {
            let mut mutants = mutants.clone();
            let gone = mutants.remove(index);
            let said = check(&catalogue, &mutants, &kept);
            assert!(said.contains(gone.clause), "`{}` is gone, and it is said: {said}", gone.name);
        }
    }

    #[test]
    fn a_scenario_that_notices_nothing_is_told() {
        let catalogue = Catalogue::embedded().expect("it is in order");
        let mutants: Vec<&'static Mutant> = mutants().collect();
        let lines = lines(&catalogue, &mutants);
        let said = gaps(&lines, &catalogue, &mutants, &Witnesses::default()).join("\n");
        let unnamed =
            catalogue.scripts.iter().filter(|script| !mutants.iter().any(|mutant| mutant.scenario == script.id));
        for script in unnamed {
            assert!(said.contains(&format!("`{}`", script.id)), "{said}");
        }
    }
}
