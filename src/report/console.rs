//! The console report: a line a feature or every step, what did not pass together at the end, then one line that counts.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::text::one_line;
use super::view::{FeatureView, View};
use super::{failures, known_failures, steps};
use crate::ccb::claim::{Claim, ClaimFault};
use crate::journal::whole::Journal;
use crate::verdict::exit::Exit;
use crate::verdict::outcome::Verdict;

/// How much is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Detail {
    /// What keeps the run from succeeding, and the summary.
    Failures,
    /// A line a feature, what did not pass, and what else there is to know of the run.
    Features,
    /// Every step of every scenario as well.
    Steps,
}

/// How it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// How much.
    pub detail: Detail,
    /// How many columns there are. Only what is of use when cut is fitted to them.
    pub columns: usize,
}

impl Layout {
    /// The columns of an output that is no terminal.
    pub const COLUMNS: usize = 120;

    /// For an output that is no terminal.
    pub const fn plain(detail: Detail) -> Self {
        Self { detail, columns: Self::COLUMNS }
    }
}

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GREEN: Style = AnsiColor::Green.on_default();
pub(super) const RED: Style = AnsiColor::Red.on_default();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default();

/// Prints a whole run.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print(out: &mut impl Write, journal: &Journal, layout: Layout) -> io::Result<()> {
    let view = View::new(journal);
    if layout.detail == Detail::Failures {
        failures::print(out, &view, layout)?;
        print_claims(out, view.run.claims.iter().filter(|claim| claim.fault == ClaimFault::Broken))?;
        known_failures::print_stale(out, view.run)?;
        print_early_end(out, &view)?;
        return writeln!(out, "{}", summary(&view));
    }
    print_head(out, &view)?;
    match layout.detail {
        Detail::Steps => steps::print(out, &view, layout)?,
        Detail::Features | Detail::Failures => print_features(out, &view)?,
    }
    failures::print(out, &view, layout)?;
    print_claims(out, &view.run.claims)?;
    print_variants(out, &view)?;
    print_undeclared(out, &view)?;
    print_chapters(out, &view)?;
    known_failures::print_stale(out, view.run)?;
    known_failures::print_new_entries(out, &view)?;
    print_early_end(out, &view)?;
    writeln!(out, "\n{}", summary(&view))
}

fn print_head(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    let run = view.run;
    let shard = run.shard.as_ref().map_or(String::new(), |shard| format!(", shard {shard}"));
    let version = &view.journal.header.suite.version;
    writeln!(out, "ccbspec {version} against {}{shard}", safe(&run.target))?;
    let Some(window) = run.window else { return Ok(()) };
    writeln!(
        out,
        "{DIM}judged in real time: stored times may be {} s early or {} s late, what a tick decides {} s off{DIM:#}",
        window.early_s, window.late_s, window.tick_s
    )
}

/// A line a feature: how its scenarios went, by verdict.
fn print_features(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    let features = view.features();
    let widest = features.iter().map(|feature| feature.name.title.chars().count()).max().unwrap_or_default();
    writeln!(out)?;
    for feature in &features {
        let (style, mark) = worst(feature);
        let counts: Vec<String> = Verdict::ALL
            .into_iter()
            .filter_map(|verdict| {
                let count = feature.scenarios.iter().filter(|scenario| scenario.verdict == verdict).count();
                let style = style_of(verdict);
                (count > 0).then(|| format!("{style}{count} {verdict}{style:#}"))
            })
            .collect();
        writeln!(out, "{style}{mark}{style:#} {:widest$}  {}", safe(&feature.name.title), counts.join(", "))?;
    }
    Ok(())
}

fn worst(feature: &FeatureView<'_>) -> (Style, char) {
    let verdicts = || feature.scenarios.iter().map(|scenario| scenario.verdict);
    if verdicts().any(|verdict| style_of(verdict) == RED) {
        (RED, '✗')
    } else if verdicts().all(|verdict| verdict == Verdict::Pass) {
        (GREEN, '✓')
    } else if verdicts().all(|verdict| matches!(verdict, Verdict::Pass | Verdict::NotApplicable)) {
        (YELLOW, '-')
    } else {
        (YELLOW, '!')
    }
}

/// One line a chapter of the specification: how many scenarios check its clauses, and how many passed.
fn print_chapters(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    writeln!(out, "\n{BOLD}Chapters{BOLD:#}")?;
    view.chapters().iter().try_for_each(|chapter| {
        writeln!(
            out,
            "  {}  {:2} of {:2} clauses, {:3} of {:3} scenarios pass",
            chapter.chapter, chapter.clauses_checked, chapter.clauses, chapter.passed, chapter.scenarios
        )
    })
}

/// The variants that were in force: a pass is one of the clauses as they allow.
fn print_variants(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    view.run.variants.iter().try_for_each(|variant| {
        writeln!(out, "\n{YELLOW}variant{YELLOW:#}  {BOLD}{variant}{BOLD:#} in force ({})", variant.clause())
    })
}

/// How many scenarios did not apply, by the capability that was not declared.
fn print_undeclared(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    let missing = &view.run.undeclared;
    if missing.is_empty() {
        return Ok(());
    }
    let counts: Vec<String> = missing.iter().map(|(capability, count)| format!("{capability} {count}")).collect();
    let scenarios = view.run.count(Verdict::NotApplicable);
    writeln!(
        out,
        "\n{YELLOW}not declared{YELLOW:#}, and so not tested: {scenarios} scenarios, by capability: {}",
        counts.join(", ")
    )
}

/// What was declared and is not there, and the other way round.
fn print_claims<'a>(out: &mut impl Write, claims: impl IntoIterator<Item = &'a Claim>) -> io::Result<()> {
    for claim in claims {
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

fn print_early_end(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    match &view.run.ended_early {
        None => Ok(()),
        Some(why) => writeln!(out, "\n{YELLOW}ended early{YELLOW:#}: {}", safe(why)),
    }
}

/// Prints the line that sums a run up.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print_summary(out: &mut impl Write, journal: &Journal) -> io::Result<()> {
    writeln!(out, "{}", summary(&View::new(journal)))
}

/// The last line: what the run means, counts by verdict, time. What was not wholly tested is not simply conformant.
fn summary(view: &View<'_>) -> String {
    let (run, exit) = (view.run, view.exit());
    let style = match exit {
        Exit::Conformant => GREEN,
        Exit::NoNewFailures | Exit::Incomplete | Exit::NothingSelected => YELLOW,
        _ => RED,
    };
    let (scenarios, of) = (run.scenarios.len(), view.journal.header.selection.of);
    let suite = &view.journal.header.suite;
    let partial = scenarios < of || suite.features.edited || suite.goldens.edited;
    let far = if partial && exit == Exit::Conformant { " as far as tested" } else { "" };
    let counted = match (scenarios < of, scenarios) {
        (true, _) => format!("{scenarios} of {of} scenarios"),
        (false, 1) => "1 scenario".to_owned(),
        (false, _) => format!("{scenarios} scenarios"),
    };
    let steps = run.steps();
    let delay = run.longest_rows_delay_ms().map_or(String::new(), |delay| format!(", rows within {delay} ms"));
    format!(
        "{style}{BOLD}{}{far}{BOLD:#}{style:#}: {counted}, {steps} steps: {} ({}.{:03} s{delay})",
        exit.word(),
        view.counts(),
        run.elapsed_ms / 1000,
        run.elapsed_ms % 1000,
    )
}

/// Values come from a target: none may steer the terminal.
pub(super) fn safe(text: &str) -> String {
    one_line(text)
}

pub(super) const fn style_of(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => GREEN,
        Verdict::Fail | Verdict::UnexpectedlyPassed | Verdict::HarnessError => RED,
        Verdict::Warn | Verdict::KnownFailure | Verdict::NotApplicable | Verdict::CouldNotRun => YELLOW,
    }
}
