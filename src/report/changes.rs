//! What has changed from one run to another, for a reader and for a pipeline.

use std::io::{self, Write};

use super::console::{BOLD, DIM, GREEN, RED, YELLOW, safe};
use crate::journal::changes::{Change, Changes, Kind};
use crate::verdict::known_failure::Manner;
use crate::verdict::outcome::{Reason, ScenarioOutcome};

/// Prints every change, the worst first, and a line that counts.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print(out: &mut impl Write, changes: &Changes) -> io::Result<()> {
    for kind in Kind::ALL {
        let of_kind = changes.scenarios.iter().filter(|change| change.kind == kind);
        for (index, change) in of_kind.enumerate() {
            if index == 0 {
                let style = if kind.is_regression() { RED } else { YELLOW };
                writeln!(out, "{style}{BOLD}{}{BOLD:#}{style:#}", kind.words())?;
            }
            print_change(out, change)?;
        }
    }
    for claim in &changes.newly_broken_claims {
        writeln!(out, "{RED}newly broken{RED:#}  capability {BOLD}{}{BOLD:#} {}", claim.capability, claim.verdict())?;
    }
    let counts: Vec<String> = Kind::ALL
        .into_iter()
        .filter_map(|kind| match changes.count(kind) {
            0 => None,
            count => Some(format!("{count} {}", kind.words())),
        })
        .chain([format!("{} unchanged", changes.unchanged)])
        .collect();
    let regression = changes.exit().code() != 0;
    let (style, word) = if regression { (RED, "regression") } else { (GREEN, "no regression") };
    writeln!(out, "{style}{BOLD}{word}{BOLD:#}{style:#}: {}", counts.join(", "))
}

/// Tells where the two runs are not to be held against each other without more ado.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print_suites(out: &mut impl Write, changes: &Changes) -> io::Result<()> {
    if changes.same_suite {
        return Ok(());
    }
    writeln!(
        out,
        "{YELLOW}note{YELLOW:#}  the two were judged by different suites; `ccbspec rejudge` judges the earlier one by the present suite"
    )
}

fn print_change(out: &mut impl Write, change: &Change) -> io::Result<()> {
    let Some(outcome) = change.after.as_ref().or(change.before.as_ref()) else { return Ok(()) };
    let word = |outcome: Option<&ScenarioOutcome>| outcome.map_or("not there", |outcome| outcome.verdict().name());
    let (before, after) = (word(change.before.as_ref()), word(change.after.as_ref()));
    writeln!(out, "  {BOLD}{}{BOLD:#}  {}  {DIM}{before} → {after}{DIM:#}", outcome.id, safe(&outcome.title))?;
    if change.kind == Kind::FailingOtherwise {
        for (word, outcome) in [("was", &change.before), ("is", &change.after)] {
            for line in outcome.iter().flat_map(told) {
                writeln!(out, "      {DIM}{word:3}{DIM:#}  {}", safe(&line))?;
            }
        }
        return Ok(());
    }
    // What fails now, or what did.
    let lines = change.after.iter().chain(&change.before).map(told).find(|lines| !lines.is_empty());
    for line in lines.unwrap_or_default() {
        writeln!(out, "      {}", safe(&line))?;
    }
    Ok(())
}

/// Why a scenario did not pass, a line a field.
fn told(outcome: &ScenarioOutcome) -> Vec<String> {
    let Some(reason) = &outcome.reason else { return Vec::new() };
    let at = outcome.stopped_at().map(|(step, _)| format!("at `{}` ({}:{})", step.text, outcome.source, step.line));
    let lines = match (Manner::of(reason), reason) {
        (Some(Manner::Differences(differences)), _) => differences
            .into_iter()
            .map(|difference| {
                format!("{}: {} expected, {} seen", difference.field, difference.expected, difference.observed)
            })
            .collect(),
        (Some(Manner::Breach { clause, message }), _) => vec![format!("{message} ({clause})")],
        (None, Reason::Hindered(message) | Reason::Fault(message)) => vec![message.clone()],
        (None, Reason::Undeclared(capabilities)) => {
            let names: Vec<&str> = capabilities.iter().map(|capability| capability.name()).collect();
            vec![format!("the target does not offer: {}", names.join(", "))]
        }
        (None, Reason::Differs(_) | Reason::Breach { .. }) => Vec::new(),
    };
    at.into_iter().chain(lines).collect()
}
