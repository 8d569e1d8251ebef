//! What did not pass, together at the end of the console report, each in its short form: clauses, step, states, fields, exchange, and the
//! command that plays it again.

use std::io::{self, Write};

use super::brief::Brief;
use super::console::{BOLD, DIM, Detail, GREEN, Layout, RED, safe, style_of};
use super::known_failures;
use super::text::cut;
use super::view::{Told, View};
use crate::golden::compare::Difference;
use crate::verdict::outcome::Verdict;

/// So many of a section are told in full; where a servlet is wrong altogether, more would help nobody. The others have a line each, and
/// all of theirs with `--verbose`.
const TOLD_IN_FULL: usize = 25;

/// So many that could not be run for the same reason are named.
const NAMED_OF_ONE_REASON: usize = 10;

/// So many fields of one failure are told; what is wrong in every loop of a long step is seen in the first.
const FIELDS_TOLD: usize = 8;

/// Some verdicts, and what they are called together.
struct Section {
    title: &'static str,
    verdicts: &'static [Verdict],
    /// Whether they keep a run from succeeding.
    grave: bool,
}

const SECTIONS: [Section; 4] = [
    Section {
        title: "Failures",
        verdicts: &[Verdict::Fail, Verdict::UnexpectedlyPassed, Verdict::HarnessError],
        grave: true,
    },
    Section { title: "Could not be run", verdicts: &[Verdict::CouldNotRun], grave: true },
    Section { title: "Warnings", verdicts: &[Verdict::Warn], grave: false },
    Section { title: "Known to fail", verdicts: &[Verdict::KnownFailure], grave: false },
];

/// Prints them, section by section.
pub(super) fn print(out: &mut impl Write, view: &View<'_>, layout: Layout) -> io::Result<()> {
    let sections = SECTIONS.iter().filter(|section| section.grave || layout.detail > Detail::Failures);
    for section in sections {
        let told: Vec<Told<'_>> = view.scenarios().filter(|told| section.verdicts.contains(&told.verdict())).collect();
        if told.is_empty() {
            continue;
        }
        writeln!(out, "\n{BOLD}{}{BOLD:#}", section.title)?;
        print_section(out, view, &told, layout)?;
    }
    Ok(())
}

fn print_section(out: &mut impl Write, view: &View<'_>, told: &[Told<'_>], layout: Layout) -> io::Result<()> {
    let all = layout.detail == Detail::Steps;
    let mut in_full = 0;
    for alike in told.chunk_by(|one, other| is_alike(*one, *other)) {
        let Some((last, others)) = alike.split_last() else { continue };
        if all || in_full < TOLD_IN_FULL {
            writeln!(out)?;
        }
        let named = if all { others.len() } else { others.len().min(NAMED_OF_ONE_REASON) };
        others.iter().take(named).try_for_each(|told| print_line(out, *told, layout))?;
        if named < others.len() {
            writeln!(out, "  {DIM}… {} more, which `--verbose` names …{DIM:#}", others.len() - named)?;
        }
        print_line(out, *last, layout)?;
        in_full += 1;
        let brief = Brief::of(&view.journal.header, *last);
        if all || in_full <= TOLD_IN_FULL {
            print_brief(out, view, *last, &brief, layout)?;
        } else {
            writeln!(out, "      {DIM}at {}{DIM:#}  {}", safe(&brief.place), cut(&brief.headline(), layout.columns))?;
        }
    }
    Ok(())
}

/// Two that could not be run for the same reason, which is told once.
fn is_alike(one: Told<'_>, other: Told<'_>) -> bool {
    let plain = |told: Told<'_>| told.verdict() == Verdict::CouldNotRun && told.outcome.exchange.is_none();
    plain(one) && plain(other) && one.record.reason == other.record.reason
}

fn print_line(out: &mut impl Write, told: Told<'_>, layout: Layout) -> io::Result<()> {
    let (verdict, scenario) = (told.verdict(), told.outcome);
    let style = style_of(verdict);
    let id = safe(&scenario.id);
    let taken = "    ".len() + verdict.name().len() + "  ".len() + id.chars().count();
    let title = safe(&scenario.title);
    let title = cut(&title, layout.columns.saturating_sub(taken).max(20));
    writeln!(out, "  {style}{verdict}{style:#}  {BOLD}{id}{BOLD:#}  {title}")
}

fn print_brief(
    out: &mut impl Write,
    view: &View<'_>,
    told: Told<'_>,
    brief: &Brief<'_>,
    layout: Layout,
) -> io::Result<()> {
    if told.record.performance.is_none() {
        return print_why(out, told, brief, layout);
    }
    if !matches!(told.verdict(), Verdict::CouldNotRun | Verdict::HarnessError | Verdict::UnexpectedlyPassed) {
        for clause in &brief.clauses {
            let text = format!("{clause}  {}", clause.clause().text);
            writeln!(out, "    {DIM}{}{DIM:#}", cut(&text, layout.columns.saturating_sub(4)))?;
        }
    }
    if let Some(step) = &brief.step {
        writeln!(out, "    {RED}✗{RED:#} {}", safe(step))?;
    }
    writeln!(out, "      {DIM}at {}{DIM:#}", safe(&brief.place))?;
    match (&brief.states_expected, &brief.states_seen) {
        (Some(expected), Some(seen)) if expected != seen => {
            writeln!(out, "      states")?;
            writeln!(out, "        expected {GREEN}{}{GREEN:#}", safe(expected))?;
            writeln!(out, "        actual   {RED}{}{RED:#}", safe(seen))?;
        }
        (_, Some(seen)) => writeln!(out, "      {DIM}states     {}{DIM:#}", safe(seen))?,
        _ => {}
    }
    print_why(out, told, brief, layout)?;
    let elsewhere = match view.journal.header.target.url {
        Some(_) => format!("  {DIM}with this run's target or profile{DIM:#}"),
        None => String::new(),
    };
    writeln!(out, "      {DIM}again{DIM:#}      {}{elsewhere}", safe(&brief.again))
}

/// The fields or the reason, the exchange, and what is kept of it as a known failure.
pub(super) fn print_why(out: &mut impl Write, told: Told<'_>, brief: &Brief<'_>, layout: Layout) -> io::Result<()> {
    let fields = brief.differences.len();
    let shown = if layout.detail == Detail::Steps { fields } else { fields.min(FIELDS_TOLD) };
    brief.differences.iter().take(shown).try_for_each(|difference| print_difference(out, difference))?;
    if shown < fields {
        writeln!(out, "      {DIM}… and {} more fields, which `--verbose` tells{DIM:#}", fields - shown)?;
    }
    if let Some(message) = &brief.message {
        writeln!(out, "      {}", safe(message))?;
    }
    if let Some(wire) = brief.exchange {
        writeln!(out, "      {DIM}asked      {}{DIM:#}", safe(&wire.asked))?;
        writeln!(out, "      {DIM}came back  {}{DIM:#}", safe(&wire.told()))?;
    }
    match &told.outcome.known {
        Some(known) => known_failures::print_known(out, told.outcome, known),
        None => Ok(()),
    }
}

fn print_difference(out: &mut impl Write, difference: &Difference) -> io::Result<()> {
    let clause = difference.clause.map_or(String::new(), |clause| format!(" ({clause})"));
    writeln!(out, "      {BOLD}{}{BOLD:#}{clause}", safe(&difference.path))?;
    writeln!(out, "        expected {GREEN}{}{GREEN:#}", safe(&difference.expected))?;
    writeln!(out, "        actual   {RED}{}{RED:#}", safe(&difference.actual))
}
