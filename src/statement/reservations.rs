//! Reservations: what keeps a run from being called conformant although nothing in it failed.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::journal::header::{Header, Mode};
use crate::journal::whole::Journal;
use crate::verdict::exit::Exit;
use crate::verdict::outcome::Verdict;

/// One of them, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Reservation(pub String);

/// Every reservation about a run.
pub fn reservations(journal: &Journal) -> Vec<Reservation> {
    let mut found = Vec::new();
    of_header(&journal.header, &mut found);
    if let Some(why) = &journal.footer.ended_early {
        found.push(format!("the run ended early: {why}"));
    }
    let verdicts = &journal.footer.verdicts;
    for verdict in [Verdict::CouldNotRun, Verdict::HarnessError, Verdict::KnownFailure, Verdict::UnexpectedlyPassed] {
        if let Some(count) = verdicts.get(&verdict) {
            found.push(format!("{count} scenarios are {verdict}"));
        }
    }
    let run = journal.outcome();
    if run.known_failures.as_ref().is_some_and(|known| !known.stale.is_empty()) {
        found.push("known failures are kept that match nothing".to_owned());
    }
    // Whatever else keeps a run from being conformant keeps a statement from it.
    if found.is_empty() && !matches!(run.exit(), Exit::Conformant | Exit::NonConformant) {
        found.push(format!("the run came to `{}`", run.exit().word()));
    }
    found.into_iter().map(Reservation).collect()
}

fn of_header(header: &Header, found: &mut Vec<String>) {
    let selection = &header.selection;
    if selection.selected.len() != selection.of {
        found.push(format!("only {} of {} scenarios were selected", selection.selected.len(), selection.of));
    }
    for (texts, word) in [(&header.suite.features, "features"), (&header.suite.goldens, "goldens")] {
        if texts.edited {
            found.push(format!("the {word} are not those that the suite is published with"));
        }
    }
    if header.canaries.is_empty() {
        found.push("no canary was let out, so nobody knows whether the suite was fit".to_owned());
    }
    for canary in header.canaries.iter().filter(|canary| !canary.noticed) {
        found.push(format!("the suite did not notice its canary `{}`: it was not fit", canary.mutant));
    }
    if let Some(mutant) = &header.target.mutant {
        found.push(format!("the target was the mutant `{mutant}`, which is no product"));
    }
    let targets: BTreeSet<&str> = header.merged.iter().map(|shard| shard.target.as_str()).collect();
    let is_named = header.profile.as_ref().is_some_and(|profile| profile.product.is_some());
    if targets.len() > 1 && !is_named {
        let targets = targets.into_iter().collect::<Vec<_>>().join(", ");
        found.push(format!("its shards ran against {targets}, and no profile names the product that all of them are"));
    }
    if header.mode == Mode::Rehearsed {
        found.push("time was rehearsed".to_owned());
    }
}
