//! What a run says of each clause, each chapter and each level.

use std::collections::BTreeMap;

use crate::ccb::claim::{Claim, ClaimFault};
use crate::ccb::clause::{self, ClauseId, Level, SPECIFICATION};
use crate::verdict::outcome::Verdict;
use crate::verdict::rollup::RunOutcome;

/// What a run says of one clause, from nothing to the worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Standing {
    /// No journey of this run that applies checks it.
    Untested,
    /// Every journey that checks it passed.
    Holds,
    /// A journey that checks it could not be run.
    Undecided,
    /// A journey that checks it failed, over another clause or none: it was not seen to the end.
    Unproven,
    /// A journey failed over it.
    Broken,
}

impl Standing {
    /// From best to worst, then what says nothing.
    pub(super) const ALL: [Self; 5] = [Self::Holds, Self::Broken, Self::Unproven, Self::Undecided, Self::Untested];

    /// In a word or two, for a column.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Holds => "hold",
            Self::Broken => "broken",
            Self::Unproven => "unproven",
            Self::Undecided => "undecided",
            Self::Untested => "not tested",
        }
    }

    /// What that means.
    pub(super) const fn meaning(self) -> &'static str {
        match self {
            Self::Holds => "every journey that checks the clause passed",
            Self::Broken => "a journey failed over the clause",
            Self::Unproven => "a journey that checks the clause failed over something else, and so did not show it",
            Self::Undecided => "a journey that checks the clause could not be run",
            Self::Untested => "no journey of this run that applies checks the clause",
        }
    }

    /// The class of its part of a bar.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Holds => "b-holds",
            Self::Broken => "b-broken",
            Self::Unproven => "b-unproven",
            Self::Undecided => "b-undecided",
            Self::Untested => "b-untested",
        }
    }
}

/// One clause in a run.
#[derive(Debug)]
pub(super) struct ClauseTold<'a> {
    /// Which.
    pub id: ClauseId,
    /// What the run says of it.
    pub standing: Standing,
    /// The journeys of the run that check it, by their ids.
    pub journeys: Vec<&'a str>,
}

/// Every clause of the specification, by ascending id.
pub(super) fn clauses(run: &RunOutcome) -> Vec<ClauseTold<'_>> {
    let told = |(id, _)| (id, ClauseTold { id, standing: Standing::Untested, journeys: Vec::new() });
    let mut all: BTreeMap<ClauseId, ClauseTold<'_>> = clause::all().map(told).collect();
    let worsen = |all: &mut BTreeMap<ClauseId, ClauseTold<'_>>, id: ClauseId, standing: Standing| {
        if let Some(clause) = all.get_mut(&id) {
            clause.standing = clause.standing.max(standing);
        }
    };
    for journey in &run.scenarios {
        let standing = match journey.verdict {
            Verdict::Pass | Verdict::UnexpectedlyPassed => Standing::Holds,
            Verdict::Fail | Verdict::Warn | Verdict::KnownFailure => Standing::Unproven,
            Verdict::CouldNotRun | Verdict::HarnessError => Standing::Undecided,
            Verdict::NotApplicable => Standing::Untested,
        };
        for id in &journey.clauses {
            worsen(&mut all, *id, standing);
            if let Some(clause) = all.get_mut(id) {
                clause.journeys.push(&journey.id);
            }
        }
        if standing == Standing::Unproven {
            for id in &journey.broken {
                worsen(&mut all, *id, Standing::Broken);
            }
        }
    }
    let broken = run.claims.iter().filter(|claim| claim.fault == ClaimFault::Broken);
    for id in broken.filter_map(Claim::clause) {
        worsen(&mut all, id, Standing::Broken);
    }
    all.into_values().collect()
}

/// A chapter of the specification that has clauses.
#[derive(Debug)]
pub(super) struct Chapter {
    /// Such as `UPD`.
    pub code: &'static str,
    /// Its heading, such as `UpdateStatus`.
    pub title: &'static str,
}

/// The chapters, in the order of the specification.
pub(super) fn chapters() -> Vec<Chapter> {
    let mut chapters = Vec::new();
    for heading in SPECIFICATION.lines().filter_map(|line| line.strip_prefix("## ")) {
        let title = heading.split_once(". ").map_or(heading, |(_, title)| title);
        let Some((title, codes)) = title.split_once(" (") else { continue };
        let codes = codes.split_once(')').map_or("", |(codes, _)| codes);
        for code in codes.split(", ").filter(|code| clause::all().any(|(id, _)| id.chapter() == *code)) {
            chapters.push(Chapter { code, title });
        }
    }
    chapters
}

/// Every level, the most binding first.
pub(super) const LEVELS: [Level; 3] = [Level::Must, Level::Should, Level::May];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_clause_is_in_a_chapter_with_a_title() {
        let chapters = chapters();
        for (id, _) in clause::all() {
            assert_eq!(chapters.iter().filter(|chapter| chapter.code == id.chapter()).count(), 1, "{id}");
        }
        assert_eq!((chapters[0].code, chapters[0].title), ("TRN", "Transport and the default dialect"));
    }
}
