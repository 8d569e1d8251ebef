//! The table of clauses: what checks each, and what proves that the check bites.

use std::fmt::Write as _;

use super::catalogue::Catalogue;
use crate::ccb::clause::{self, ClauseId, Level};
use crate::target::embedded::mutants;

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
];

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
pub fn lines(catalogue: &Catalogue) -> Vec<Line> {
    clause::all()
        .map(|(clause, _)| Line {
            clause,
            scenarios: catalogue
                .scripts
                .iter()
                .filter(|script| script.clauses.contains(&clause))
                .map(|script| script.id.clone())
                .collect(),
            mutants: mutants().filter(|mutant| mutant.clause == clause.as_str()).map(|mutant| mutant.name).collect(),
        })
        .collect()
}

/// What is missing, a line each.
pub fn gaps(lines: &[Line]) -> Vec<String> {
    lines.iter().filter_map(Line::gap).collect()
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
        let level = match line.clause.clause().level {
            Level::Must => "MUST",
            Level::Should => "SHOULD",
            Level::May => "MAY",
        };
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
        let gap = |line: Line| gaps(&[line]).first().cloned().unwrap_or_default();
        assert!(gap(line("CCB-ENQ-01", &[], &[])).contains("no scenario"));
        assert!(gap(line("CCB-ENQ-01", &["x"], &[])).contains("no mutant"));
        assert!(gap(line("CCB-LOG-01", &["x"], &["y"])).contains("elsewhere"));
        for whole in [line("CCB-ENQ-01", &["x"], &["y"]), line("CCB-LOG-01", &[], &[]), line("CCB-ARC-02", &["x"], &[])]
        {
            assert_eq!(gap(whole), "");
        }
    }
}
