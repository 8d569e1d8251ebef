//! Every scenario on the console with its steps, and the states as they grow.

use std::io::{self, Write};

use super::brief::Brief;
use super::console::{BOLD, DIM, GREEN, Layout, RED, safe, style_of};
use super::failures;
use super::view::{Told, View};
use crate::verdict::outcome::{ScenarioOutcome, StepEnd, StepOutcome, Verdict};

/// The states of a callback are printed from this column, where the step's text and the terminal leave room.
const STATES_COLUMN: usize = 108;

/// What is left for them at least.
const STATES_WIDTH: usize = 24;

/// Prints them by feature.
pub(super) fn print(out: &mut impl Write, view: &View<'_>, layout: Layout) -> io::Result<()> {
    for feature in view.features() {
        writeln!(out, "\n{BOLD}{}{BOLD:#} {DIM}{}{DIM:#}", safe(&feature.name.title), safe(&feature.name.source))?;
        feature.told(view).try_for_each(|scenario| print_scenario(out, view, Told::of(&scenario?), layout))?;
    }
    Ok(())
}

fn print_scenario(out: &mut impl Write, view: &View<'_>, told: Told<'_>, layout: Layout) -> io::Result<()> {
    let (scenario, verdict) = (told.outcome, told.verdict());
    let style = style_of(verdict);
    writeln!(out, "  {style}{verdict}{style:#}  {BOLD}{}{BOLD:#}  {}", safe(&scenario.id), safe(&scenario.title))?;
    let shown = |step: &&StepOutcome| verdict != Verdict::NotApplicable && step.end != StepEnd::NotReached;
    scenario.steps.iter().filter(shown).try_for_each(|step| print_step(out, scenario, step, layout))?;
    if verdict == Verdict::Pass {
        return Ok(());
    }
    failures::print_why(out, told, &Brief::of(&view.journal.header, told), layout)
}

fn print_step(out: &mut impl Write, scenario: &ScenarioOutcome, step: &StepOutcome, layout: Layout) -> io::Result<()> {
    let text = safe(&format!("{} {}", step.keyword, step.text));
    let mark = match step.end {
        StepEnd::Stopped => format!("{RED}✗{RED:#}"),
        StepEnd::Passed | StepEnd::NotReached => format!("{GREEN}✓{GREEN:#}"),
    };
    let states = step.states.as_ref().map(|states| match states.join("; ") {
        none if none.is_empty() => "no callback".to_owned(),
        some => safe(&some),
    });
    write!(out, "    {mark} {text}")?;
    if let Some(states) = states {
        let column = STATES_COLUMN.min(layout.columns.saturating_sub(STATES_WIDTH));
        let padding = column.saturating_sub(text.chars().count());
        write!(out, "{:padding$}  {DIM}{states}{DIM:#}", "")?;
    }
    writeln!(out)?;
    if step.end == StepEnd::Stopped {
        writeln!(out, "      {DIM}at {}:{}{DIM:#}", safe(&scenario.source), step.line)?;
    }
    Ok(())
}
