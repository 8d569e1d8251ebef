//! The console report: each scenario with its steps and states, then one line that counts.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::known_failures;
use crate::ccb::capability::Capability;
use crate::ccb::claim::ClaimFault;
use crate::ccb::clause::{self, ClauseId};
use crate::golden::compare::Difference;
use crate::verdict::exit::Exit;
use crate::verdict::outcome::{Reason, ScenarioOutcome, StepEnd, StepOutcome, Verdict};
use crate::verdict::rollup::RunOutcome;

/// How much is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// Every step of every scenario.
    Steps,
    /// A line a scenario; the steps only of those that did not pass.
    Scenarios,
}

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GREEN: Style = AnsiColor::Green.on_default();
pub(super) const RED: Style = AnsiColor::Red.on_default();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default();

/// The states of a callback are printed from this column, where the step's text leaves room.
const STATES_COLUMN: usize = 108;

/// Prints a whole run.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print(out: &mut impl Write, run: &RunOutcome, detail: Detail) -> io::Result<()> {
    let shard = run.shard.as_ref().map_or(String::new(), |shard| format!(", shard {shard}"));
    writeln!(out, "ccbspec {} against {}{shard}", env!("CARGO_PKG_VERSION"), run.target)?;
    if let Some(window) = run.window {
        writeln!(
            out,
            "{DIM}judged in real time: stored times may be {} s early or {} s late, what a tick decides {} s off{DIM:#}",
            window.early_s, window.late_s, window.tick_s
        )?;
    }
    let mut source = "";
    for scenario in &run.scenarios {
        if scenario.source != source {
            source = &scenario.source;
            writeln!(out, "\n{BOLD}{}{BOLD:#} {DIM}{source}{DIM:#}", scenario.feature)?;
        }
        print_scenario(out, scenario, detail)?;
    }
    print_chapters(out, run)?;
    print_undeclared(out, run)?;
    print_variants(out, run)?;
    print_claims(out, run)?;
    known_failures::print_summary(out, run)?;
    if let Some(why) = &run.ended_early {
        writeln!(out, "\n{YELLOW}ended early{YELLOW:#}: {why}")?;
    }
    writeln!(out)?;
    print_summary(out, run)
}

/// Prints the line that counts.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print_summary(out: &mut impl Write, run: &RunOutcome) -> io::Result<()> {
    writeln!(out, "{}", summary(run))
}

/// One line a chapter of the specification: how many scenarios check its clauses, and how many passed.
fn print_chapters(out: &mut impl Write, run: &RunOutcome) -> io::Result<()> {
    let mut chapters: BTreeMap<&str, (BTreeSet<ClauseId>, usize, usize)> = BTreeMap::new();
    for scenario in &run.scenarios {
        let touched: BTreeSet<&str> = scenario.clauses.iter().map(|clause| clause.chapter()).collect();
        for chapter in touched {
            let (clauses, scenarios, passed) = chapters.entry(chapter).or_default();
            clauses.extend(scenario.clauses.iter().filter(|clause| clause.chapter() == chapter));
            *scenarios += 1;
            *passed += usize::from(scenario.verdict() == Verdict::Pass);
        }
    }
    writeln!(out, "\n{BOLD}Chapters{BOLD:#}")?;
    for (chapter, (clauses, scenarios, passed)) in chapters {
        let all = clause::all().filter(|(id, _)| id.chapter() == chapter).count();
        writeln!(
            out,
            "  {chapter}  {:2} of {all:2} clauses, {passed:3} of {scenarios:3} scenarios pass",
            clauses.len()
        )?;
    }
    Ok(())
}

/// The variants that were in force: a pass is one of the clauses as they allow.
fn print_variants(out: &mut impl Write, run: &RunOutcome) -> io::Result<()> {
    for variant in &run.variants {
        writeln!(out, "\n{YELLOW}variant{YELLOW:#}  {BOLD}{variant}{BOLD:#} in force ({})", variant.clause())?;
    }
    Ok(())
}

/// How many scenarios did not apply, by the capability that was not declared.
fn print_undeclared(out: &mut impl Write, run: &RunOutcome) -> io::Result<()> {
    let mut missing: BTreeMap<Capability, usize> = BTreeMap::new();
    for scenario in &run.scenarios {
        if let Some(Reason::Undeclared(capabilities)) = &scenario.reason {
            for capability in capabilities {
                *missing.entry(*capability).or_default() += 1;
            }
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let counts: Vec<String> = missing.iter().map(|(capability, count)| format!("{capability} {count}")).collect();
    let scenarios = run.count(Verdict::NotApplicable);
    writeln!(
        out,
        "\n{YELLOW}not declared{YELLOW:#}, and so not tested: {scenarios} scenarios, by capability: {}",
        counts.join(", ")
    )
}

/// What was declared and is not there, and the other way round.
fn print_claims(out: &mut impl Write, run: &RunOutcome) -> io::Result<()> {
    for claim in &run.claims {
        let (style, word) = match claim.fault {
            ClaimFault::Broken => (RED, "fail"),
            ClaimFault::Unclaimed | ClaimFault::Unproven => (YELLOW, "warn"),
        };
        let clause = claim.clause().map_or(String::new(), |clause| format!(" ({clause})"));
        writeln!(
            out,
            "\n{style}{word}{style:#}  capability {BOLD}{}{BOLD:#} {}{clause}",
            claim.capability,
            claim.verdict()
        )?;
        writeln!(out, "      {}", safe(&claim.seen))?;
    }
    Ok(())
}

/// The last line: counts by verdict, clauses, time, and what they mean.
fn summary(run: &RunOutcome) -> String {
    let exit = run.exit();
    let style = match exit {
        Exit::Conformant => GREEN,
        Exit::NoNewFailures | Exit::Incomplete | Exit::NothingSelected => YELLOW,
        _ => RED,
    };
    let counts: Vec<String> = Verdict::ALL
        .into_iter()
        .filter_map(|verdict| match run.count(verdict) {
            0 if verdict != Verdict::Pass => None,
            count => Some(format!("{count} {verdict}")),
        })
        .collect();
    let broken = match run.broken_claims() {
        0 => String::new(),
        1 => ", 1 false claim".to_owned(),
        count => format!(", {count} false claims"),
    };
    let scenarios = run.scenarios.len();
    let steps: usize = run.scenarios.iter().map(|scenario| scenario.steps.len()).sum();
    let delay = run.longest_rows_delay_ms.map_or(String::new(), |delay| format!(", rows within {delay} ms"));
    format!(
        "{style}{BOLD}{}{BOLD:#}{style:#}: {scenarios} {}, {steps} steps: {} ({}.{:03} s{delay})",
        exit.word(),
        if scenarios == 1 { "scenario" } else { "scenarios" },
        counts.join(", ") + &broken,
        run.elapsed_ms / 1000,
        run.elapsed_ms % 1000,
    )
}

fn print_scenario(out: &mut impl Write, scenario: &ScenarioOutcome, detail: Detail) -> io::Result<()> {
    let verdict = scenario.verdict();
    let style = style_of(verdict);
    writeln!(out, "  {style}{verdict}{style:#}  {BOLD}{}{BOLD:#}  {}", scenario.id, scenario.title)?;
    let whole = match verdict {
        Verdict::Pass => detail == Detail::Steps,
        Verdict::NotApplicable => false,
        _ => true,
    };
    for step in scenario.steps.iter().filter(|step| whole && step.end != StepEnd::NotReached) {
        print_step(out, scenario, step)?;
    }
    if let Some(reason) = &scenario.reason {
        print_reason(out, reason)?;
    }
    if let Some(wire) = &scenario.exchange {
        writeln!(out, "      {DIM}asked      {}{DIM:#}", wire.asked)?;
        writeln!(out, "      {DIM}came back  {}{DIM:#}", wire.told())?;
    }
    match &scenario.known {
        Some(known) => known_failures::print_known(out, scenario, known),
        None => Ok(()),
    }
}

fn print_step(out: &mut impl Write, scenario: &ScenarioOutcome, step: &StepOutcome) -> io::Result<()> {
    let text = format!("{} {}", step.keyword, step.text);
    let mark = match step.end {
        StepEnd::Stopped => format!("{RED}✗{RED:#}"),
        StepEnd::Passed | StepEnd::NotReached => format!("{GREEN}✓{GREEN:#}"),
    };
    let states = step.states.as_ref().map(|states| match states.join("; ") {
        none if none.is_empty() => "no callback".to_owned(),
        some => some,
    });
    write!(out, "    {mark} {text}")?;
    if let Some(states) = states {
        let padding = STATES_COLUMN.saturating_sub(text.chars().count());
        write!(out, "{:padding$}  {DIM}{states}{DIM:#}", "")?;
    }
    writeln!(out)?;
    if step.end == StepEnd::Stopped {
        writeln!(out, "      {DIM}at {}:{}{DIM:#}", scenario.source, step.line)?;
    }
    Ok(())
}

fn print_reason(out: &mut impl Write, reason: &Reason) -> io::Result<()> {
    match reason {
        Reason::Differs(differences) => differences.iter().try_for_each(|difference| print_difference(out, difference)),
        Reason::Breach { message, clause } => writeln!(out, "      {} ({clause})", safe(message)),
        Reason::Undeclared(capabilities) => {
            let names: Vec<&str> = capabilities.iter().map(|capability| capability.name()).collect();
            writeln!(out, "      the target does not offer: {}", names.join(", "))
        }
        Reason::Hindered(message) | Reason::Fault(message) => writeln!(out, "      {}", safe(message)),
    }
}

fn print_difference(out: &mut impl Write, difference: &Difference) -> io::Result<()> {
    let clause = difference.clause.map_or(String::new(), |clause| format!(" ({clause})"));
    writeln!(out, "      {BOLD}{}{BOLD:#}{clause}", difference.path)?;
    writeln!(out, "        expected {GREEN}{}{GREEN:#}", safe(&difference.expected))?;
    writeln!(out, "        actual   {RED}{}{RED:#}", safe(&difference.actual))
}

/// Values come from a target: none may steer the terminal.
pub(super) fn safe(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect()
}

const fn style_of(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => GREEN,
        Verdict::Fail | Verdict::UnexpectedlyPassed | Verdict::HarnessError => RED,
        Verdict::Warn | Verdict::KnownFailure | Verdict::NotApplicable | Verdict::CouldNotRun => YELLOW,
    }
}
