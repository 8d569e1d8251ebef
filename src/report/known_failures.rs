//! What the console tells of known failures: how each goes with what became of its scenario, and the entries that new failures would need.

use std::io::{self, Write};

use super::console::{BOLD, DIM, RED, YELLOW, safe};
use super::view::View;
use crate::verdict::entry_text;
use crate::verdict::known_failure::{Entry, Known, KnownFailures, Stale, Standing};
use crate::verdict::outcome::{ScenarioOutcome, Verdict};
use crate::verdict::rollup::RunOutcome;

/// Tells, below a scenario, what is kept of it.
pub(super) fn print_known(out: &mut impl Write, scenario: &ScenarioOutcome, known: &Known) -> io::Result<()> {
    let style = if known.standing == Standing::AsRecorded { YELLOW } else { RED };
    let mut lines = lines(scenario, known).into_iter();
    if let Some(first) = lines.next() {
        writeln!(out, "      {style}{first}{style:#}")?;
    }
    lines.try_for_each(|line| writeln!(out, "        {line}"))
}

/// What is kept of a scenario and how that goes with what became of it: a line that says so, and what is otherwise.
pub(super) fn lines(scenario: &ScenarioOutcome, known: &Known) -> Vec<String> {
    let Known { entry, standing } = known;
    let (issue, place) = (safe(&entry.issue), place(entry));
    match standing {
        Standing::AsRecorded => {
            vec![format!("known until {}, {issue}: {}{place}", entry.expires, safe(&entry.reason))]
        }
        Standing::Expired => vec![format!("known, but no longer accepted since {}, {issue}{place}", entry.expires)],
        Standing::Passes => {
            let but = match scenario.own_verdict() {
                Verdict::Warn => "only warns, which needs no entry",
                _ => "passes",
            };
            vec![format!("kept as a known failure ({issue}), but {but}: remove the entry{place}")]
        }
        Standing::Otherwise(told) => {
            let first = format!("not the known failure of {issue}{place}");
            [first].into_iter().chain(told.iter().map(|line| safe(line))).collect()
        }
    }
}

/// Tells which entries match nothing, and how many were left alone.
pub(super) fn print_stale(out: &mut impl Write, run: &RunOutcome) -> io::Result<()> {
    let Some(KnownFailures { stale, unselected }) = &run.known_failures else { return Ok(()) };
    if stale.is_empty() && *unselected == 0 {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}Known failures{BOLD:#}")?;
    for Stale { entry, why } in stale {
        let (id, issue) = (safe(&entry.scenario), safe(&entry.issue));
        writeln!(out, "  {RED}stale{RED:#}  {BOLD}{id}{BOLD:#} ({issue}): {}{}", why.words(), place(entry))?;
    }
    if *unselected > 0 {
        writeln!(out, "  {unselected} left alone, whose scenarios were not selected")?;
    }
    Ok(())
}

/// Tells the entries that new failures would need.
pub(super) fn print_new_entries(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    let is_new = |scenario: &ScenarioOutcome| match scenario.known.as_ref().map(|known| &known.standing) {
        None | Some(Standing::Otherwise(_)) => true,
        Some(Standing::AsRecorded | Standing::Expired | Standing::Passes) => false,
    };
    let mut told = false;
    for scenario in view.those(|verdict| verdict == Verdict::Fail) {
        let outcome = scenario?.outcome;
        let Some(entry) = Some(&outcome).filter(|outcome| is_new(outcome)).and_then(entry_text::ready_to_paste) else {
            continue;
        };
        if !told {
            writeln!(
                out,
                "\n{BOLD}New failures, for `--known-failures`{BOLD:#}{DIM}; they count once reason, issue and expiry are filled in{DIM:#}\n"
            )?;
            told = true;
        }
        write!(out, "{entry}")?;
    }
    Ok(())
}

fn place(entry: &Entry) -> String {
    entry.line.map_or(String::new(), |line| format!(" (line {line})"))
}
