//! The explanation as a console tells it.

use std::io::{self, Write};

use super::again::command;
use super::table::{RowPair, differing_rows};
use super::{curl, feature, script};
use crate::ccb::transmission::Transmission;
use crate::golden::step::NormalStep;
use crate::journal::scenario::ScenarioRecord;
use crate::journal::whole::Journal;
use crate::report::brief::states;
use crate::report::console::{BOLD, DIM, GREEN, RED, safe};
use crate::report::fault::Fault;
use crate::verdict::outcome::Reason;

/// What stands in a table where a row is not there.
const NO_ROW: &str = "(no row)";

/// Explains every scenario of a journal that did not pass.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print_all(out: &mut impl Write, journal: &Journal) -> io::Result<()> {
    let (mut explained, mut unplayed) = (0, 0);
    for scenario in journal.scenarios() {
        let record = scenario?.record;
        match (&record.performance, &record.reason) {
            (None, _) => unplayed += 1,
            (Some(_), Some(_)) => {
                print(out, journal, &record)?;
                explained += 1;
            }
            (Some(_), None) => {}
        }
    }
    if unplayed > 0 {
        writeln!(out, "{unplayed} scenarios were not played; `ccbspec explain JOURNAL SCENARIO` tells why")?;
    }
    if explained == 0 {
        writeln!(out, "every scenario that was played passed; there is nothing to explain")?;
    }
    Ok(())
}

/// Explains one scenario, without the files that show its fault again.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print(out: &mut impl Write, journal: &Journal, record: &ScenarioRecord) -> io::Result<()> {
    let identity = &record.scenario;
    let style = if record.reason.is_some() { RED } else { GREEN };
    writeln!(out, "{style}{}{style:#}  {BOLD}{}{BOLD:#}  {}", record.verdict, identity.id, safe(&identity.title))?;
    writeln!(out, "{DIM}{}:{}{DIM:#}\n", safe(&identity.source), identity.line)?;
    if let Some(fault) = Fault::of(record) {
        print_clauses(out, record, &fault)?;
        print_journey(out, record, Some(&fault))?;
        print_fault(out, &fault)?;
        print_exchanges(out, &fault)?;
    } else {
        print_reason(out, record.reason.as_ref())?;
        print_journey(out, record, None)?;
    }
    writeln!(out, "{BOLD}Again{BOLD:#}\n  {}\n", safe(&command(&journal.header, &identity.id)))
}

/// Prints the shortest part of a journey that still shows its fault, as a script and as a feature with its golden.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print_parts(out: &mut impl Write, record: &ScenarioRecord) -> io::Result<()> {
    if let Some(script) = script::shortest(record) {
        writeln!(out, "{BOLD}As a shell script{BOLD:#}\n")?;
        print_file(out, &script)?;
    }
    if let Some(part) = feature::shortest(record) {
        writeln!(out, "{BOLD}As a feature{BOLD:#} {DIM}{}{DIM:#}\n", safe(&part.file))?;
        print_file(out, &part.feature)?;
        if let Some(golden) = &part.golden {
            writeln!(out, "{BOLD}Its golden{BOLD:#} {DIM}{}{DIM:#}\n", safe(&part.golden_file))?;
            print_file(out, golden)?;
        }
    }
    Ok(())
}

fn print_file(out: &mut impl Write, text: &str) -> io::Result<()> {
    for line in text.lines() {
        writeln!(out, "  {}", safe(line))?;
    }
    writeln!(out)
}

/// The clauses that decide what is wrong; where none does, those that the scenario checks.
fn print_clauses(out: &mut impl Write, record: &ScenarioRecord, fault: &Fault<'_>) -> io::Result<()> {
    let decided = fault.clauses();
    let (title, clauses) = if decided.is_empty() {
        ("Clauses that it checks", record.scenario.clauses.clone())
    } else {
        ("Clauses", decided)
    };
    writeln!(out, "{BOLD}{title}{BOLD:#}")?;
    for id in clauses {
        let clause = id.clause();
        writeln!(out, "  {id} {}  {}", clause.level.word(), clause.text)?;
    }
    writeln!(out)
}

fn print_journey(out: &mut impl Write, record: &ScenarioRecord, fault: Option<&Fault<'_>>) -> io::Result<()> {
    writeln!(out, "{BOLD}Journey{BOLD:#}")?;
    let seen = record.normal_steps();
    let mut seen = seen.iter();
    for (index, step) in record.steps.iter().enumerate() {
        let text = format!("{} {}", step.keyword, safe(&step.text));
        let shown = if step.observed { seen.next() } else { None };
        let at = shown.map_or(String::new(), |shown| format!("  {DIM}{}  {}{DIM:#}", shown.at, safe(&states(shown))));
        match fault {
            Some(fault) if index > fault.number => writeln!(out, "  {DIM}· {text}{DIM:#}")?,
            Some(fault) if index == fault.number => writeln!(out, "  {RED}✗{RED:#} {BOLD}{text}{BOLD:#}{at}")?,
            _ if index < record.passed_steps => writeln!(out, "  {GREEN}✓{GREEN:#} {text}{at}")?,
            _ => writeln!(out, "  {DIM}· {text}{DIM:#}")?,
        }
    }
    writeln!(out)
}

fn print_reason(out: &mut impl Write, reason: Option<&Reason>) -> io::Result<()> {
    match reason {
        None => writeln!(out, "It showed what it must.\n"),
        Some(Reason::Undeclared(missing)) => {
            let names: Vec<&str> = missing.iter().map(|capability| capability.name()).collect();
            writeln!(out, "It was not played: the target does not offer {}.\n", names.join(", "))
        }
        Some(Reason::Hindered(why) | Reason::Fault(why)) => writeln!(out, "It was not played: {}.\n", safe(why)),
        Some(Reason::Breach { .. } | Reason::Differs(_)) => Ok(()),
    }
}

fn print_fault(out: &mut impl Write, fault: &Fault<'_>) -> io::Result<()> {
    writeln!(out, "{BOLD}What is wrong{BOLD:#}")?;
    match fault.reason {
        Reason::Differs(differences) => {
            for difference in differences {
                let clause = difference.clause.map_or(String::new(), |clause| format!("  {DIM}{clause}{DIM:#}"));
                writeln!(out, "  {}{clause}", difference.path)?;
                writeln!(out, "    expected {GREEN}{}{GREEN:#}", safe(&difference.expected))?;
                writeln!(out, "    seen     {RED}{}{RED:#}", safe(&difference.actual))?;
            }
        }
        Reason::Breach { message, clause } => writeln!(out, "  {} ({clause})", safe(message))?,
        Reason::Hindered(message) | Reason::Fault(message) => writeln!(out, "  {}", safe(message))?,
        Reason::Undeclared(_) => {}
    }
    writeln!(out)?;
    let (Some(expected), Some(seen)) = (fault.expected, &fault.seen) else { return Ok(()) };
    print_states(out, expected, seen)?;
    for row in differing_rows(expected, seen, fault.differences()) {
        print_row(out, &row)?;
    }
    Ok(())
}

/// The states of every call, where they are not as they should be.
fn print_states(out: &mut impl Write, expected: &NormalStep, seen: &NormalStep) -> io::Result<()> {
    if expected.states == seen.states {
        return Ok(());
    }
    let told = |step: &NormalStep| safe(&states(step));
    writeln!(out, "{BOLD}States{BOLD:#}")?;
    writeln!(out, "  expected {GREEN}{}{GREEN:#}", told(expected))?;
    writeln!(out, "  seen     {RED}{}{RED:#}\n", told(seen))
}

/// A row, a line a column; what differs is marked by an arrow as well as by its colour.
fn print_row(out: &mut impl Write, row: &RowPair) -> io::Result<()> {
    let cell = |text: &Option<String>| text.as_deref().map_or(NO_ROW.to_owned(), safe);
    let width = |of: &dyn Fn(usize) -> usize| (0..row.cells.len()).map(of).max().unwrap_or_default();
    let columns = width(&|index| row.cells[index].column.chars().count());
    let values = width(&|index| cell(&row.cells[index].expected).chars().count()).max("expected".len());
    writeln!(out, "{BOLD}{}{BOLD:#}", row.path)?;
    writeln!(out, "  {DIM}  {:columns$}  {:values$}  seen{DIM:#}", "column", "expected")?;
    for pair in &row.cells {
        let (expected, seen) = (cell(&pair.expected), cell(&pair.seen));
        let column = &pair.column;
        if pair.differs {
            writeln!(
                out,
                "  {RED}→{RED:#} {BOLD}{column:columns$}{BOLD:#}  {GREEN}{expected:values$}{GREEN:#}  {RED}{seen}{RED:#}"
            )?;
        } else {
            writeln!(out, "    {column:columns$}  {expected:values$}  {seen}")?;
        }
    }
    writeln!(out)
}

fn print_exchanges(out: &mut impl Write, fault: &Fault<'_>) -> io::Result<()> {
    if fault.transmissions.is_empty() {
        return Ok(());
    }
    writeln!(out, "{BOLD}On the wire in this step{BOLD:#}")?;
    fault.transmissions.iter().try_for_each(|asked| print_exchange(out, asked))?;
    writeln!(out)
}

fn print_exchange(out: &mut impl Write, asked: &Transmission) -> io::Result<()> {
    let took = asked.elapsed_us;
    writeln!(
        out,
        "  {BOLD}{}{BOLD:#} {DIM}{}, {}.{:03} ms{DIM:#}",
        asked.operation,
        asked.began,
        took / 1000,
        took % 1000
    )?;
    writeln!(out, "  {}", curl::line(&asked.sent))?;
    match &asked.received {
        None => writeln!(out, "    nothing came back")?,
        Some(received) => {
            let cut = if received.whole { "" } else { ", broken off" };
            writeln!(out, "    {}{cut}", received.status)?;
            for line in String::from_utf8_lossy(&received.body.0).lines().take(LONGEST_BODY_LINES) {
                writeln!(out, "    {}", safe(line))?;
            }
        }
    }
    match &asked.failure {
        Some(failure) => writeln!(out, "    {RED}{}{RED:#}", safe(failure)),
        None => Ok(()),
    }
}

/// Of a longer body the rest is left to the journal.
const LONGEST_BODY_LINES: usize = 40;
