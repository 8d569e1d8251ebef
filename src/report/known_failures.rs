//! What the console tells of known failures: how each goes with what became of its scenario, and the entries that new failures would need.

use std::io::{self, Write};

use super::console::{BOLD, DIM, RED, YELLOW, safe};
use crate::verdict::entry_text;
use crate::verdict::known_failure::{Entry, Known, KnownFailures, Stale, Standing};
use crate::verdict::outcome::{ScenarioOutcome, Verdict};
use crate::verdict::rollup::RunOutcome;

/// Tells, below a scenario, what is kept of it.
pub(super) fn print_known(out: &mut impl Write, scenario: &ScenarioOutcome, known: &Known) -> io::Result<()> {
    let Known { entry, standing } = known;
    let (issue, place) = (safe(&entry.issue), place(entry));
    match standing {
        Standing::AsRecorded => {
            writeln!(
                out,
                "      {YELLOW}known{YELLOW:#} until {}, {issue}: {}{place}",
                entry.expires,
                safe(&entry.reason)
            )
        }
        Standing::Expired => {
            writeln!(out, "      {RED}known, but no longer accepted{RED:#} since {}, {issue}{place}", entry.expires)
        }
        Standing::Passes => {
            let but = match scenario.own_verdict() {
                Verdict::Warn => "only warns, which needs no entry",
                _ => "passes",
            };
            let text = format!("kept as a known failure ({issue}), but {but}: remove the entry");
            writeln!(out, "      {RED}{text}{RED:#}{place}")
        }
        Standing::Otherwise(told) => {
            writeln!(out, "      {RED}not the known failure{RED:#} of {issue}{place}")?;
            told.iter().try_for_each(|line| writeln!(out, "        {}", safe(line)))
        }
    }
}

/// Tells, below all scenarios, which entries match nothing, how many were left alone, and the entries that new failures would need.
pub(super) fn print_summary(out: &mut impl Write, run: &RunOutcome) -> io::Result<()> {
    if let Some(KnownFailures { stale, unselected }) = &run.known_failures
        && !(stale.is_empty() && *unselected == 0)
    {
        writeln!(out, "\n{BOLD}Known failures{BOLD:#}")?;
        for Stale { entry, why } in stale {
            let (id, issue) = (safe(&entry.scenario), safe(&entry.issue));
            writeln!(out, "  {RED}stale{RED:#}  {BOLD}{id}{BOLD:#} ({issue}): {}{}", why.words(), place(entry))?;
        }
        if *unselected > 0 {
            writeln!(out, "  {unselected} left alone, whose scenarios were not selected")?;
        }
    }
    let new = |scenario: &&ScenarioOutcome| match scenario.known.as_ref().map(|known| &known.standing) {
        None | Some(Standing::Otherwise(_)) => scenario.verdict() == Verdict::Fail,
        Some(Standing::AsRecorded | Standing::Expired | Standing::Passes) => false,
    };
    let entries: Vec<String> = run.scenarios.iter().filter(new).filter_map(entry_text::ready_to_paste).collect();
    if !entries.is_empty() {
        writeln!(
            out,
            "\n{BOLD}New failures, for `--known-failures`{BOLD:#}{DIM}; they count once reason, issue and expiry are filled in{DIM:#}\n"
        )?;
        entries.iter().try_for_each(|entry| write!(out, "{entry}"))?;
    }
    Ok(())
}

fn place(entry: &Entry) -> String {
    entry.line.map_or(String::new(), |line| format!(" {DIM}(line {line}){DIM:#}"))
}
