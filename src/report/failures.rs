//! What did not pass, together at the end of the console report, each in its short form: clauses, step, states, fields, exchange, and the
//! command that plays it again.

use std::io::{self, Write};

use super::brief::Brief;
use super::console::{BOLD, DIM, Detail, GREEN, Layout, RED, safe, style_of};
use super::known_failures;
use super::text::cut;
use super::view::{Told, View};
use crate::golden::compare::Difference;
use crate::journal::whole::Scenario;
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
        let mut told = Telling { view, layout, group: None, groups: 0 };
        for scenario in view.those(|verdict| section.verdicts.contains(&verdict)) {
            if told.groups == 0 {
                writeln!(out, "\n{BOLD}{}{BOLD:#}", section.title)?;
            }
            told.tell(out, scenario?)?;
        }
        told.end_group(out)?;
    }
    Ok(())
}

/// A section that is being told, one scenario after the other. Those that could not be run for one reason make a group, of which the last is
/// told with its reason.
struct Telling<'v, 'a> {
    view: &'v View<'a>,
    layout: Layout,
    group: Option<Group<'a>>,
    /// How many groups have begun.
    groups: usize,
}

struct Group<'a> {
    last: Scenario<'a>,
    /// How many came before the last.
    others: usize,
}

impl<'a> Telling<'_, 'a> {
    fn tell(&mut self, out: &mut impl Write, scenario: Scenario<'a>) -> io::Result<()> {
        match &mut self.group {
            Some(group) if is_alike(Told::of(&group.last), Told::of(&scenario)) => {
                if self.layout.detail == Detail::Steps || group.others < NAMED_OF_ONE_REASON {
                    print_line(out, Told::of(&group.last), self.layout)?;
                }
                group.others += 1;
                group.last = scenario;
                Ok(())
            }
            _ => {
                self.end_group(out)?;
                if self.layout.detail == Detail::Steps || self.groups < TOLD_IN_FULL {
                    writeln!(out)?;
                }
                self.groups += 1;
                self.group = Some(Group { last: scenario, others: 0 });
                Ok(())
            }
        }
    }

    fn end_group(&mut self, out: &mut impl Write) -> io::Result<()> {
        let Some(Group { last, others }) = self.group.take() else { return Ok(()) };
        let (view, layout, told) = (self.view, self.layout, Told::of(&last));
        let all = layout.detail == Detail::Steps;
        if !all && others > NAMED_OF_ONE_REASON {
            let more = others - NAMED_OF_ONE_REASON;
            writeln!(out, "  {DIM}… {more} more, which `--verbose` names …{DIM:#}")?;
        }
        print_line(out, told, layout)?;
        let brief = Brief::of(&view.journal.header, told);
        if all || self.groups <= TOLD_IN_FULL {
            print_brief(out, view, told, &brief, layout)
        } else {
            writeln!(out, "      {DIM}at {}{DIM:#}  {}", safe(&brief.place), cut(&brief.headline(), layout.columns))
        }
    }
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
