//! TAP 14: a point a scenario, in one flat list, with what is wrong in YAML below it.
//!
//! What is not applicable is skipped, a known failure is yet to be done, what could not be run is not ok. What is wrong beside scenarios has points of
//! its own at the end. A fault of the suite bails out, after all points, since the others are still of use.

use std::io::{self, Write};

use serde::Serialize;

use super::brief::Brief;
use super::text::one_line;
use super::view::{Matter, Told, View};
use crate::ccb::clause::ClauseId;
use crate::golden::compare::Difference;
use crate::verdict::outcome::Verdict;

/// What stands below a point.
#[derive(Serialize)]
struct Diagnostics {
    verdict: &'static str,
    message: String,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    step: Option<String>,
    clauses: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    states: Option<States>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    differences: Vec<Differing>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    known: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    exchange: Option<Exchange>,
    again: String,
    duration_ms: u64,
}

#[derive(Serialize)]
struct States {
    expected: String,
    actual: String,
}

#[derive(Serialize)]
struct Differing {
    field: String,
    expected: String,
    actual: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    clause: Option<&'static str>,
}

#[derive(Serialize)]
struct Exchange {
    asked: String,
    came_back: String,
}

#[derive(Serialize)]
struct OfTheRun {
    verdict: &'static str,
    message: String,
}

/// Writes the report.
///
/// # Errors
///
/// Where it cannot be written, or a record cannot be read any more.
pub fn write(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    let header = &view.journal.header;
    let matters = view.matters();
    writeln!(out, "TAP version 14\n1..{}", view.run.scenarios.len() + matters.len())?;
    comment(out, &format!("{} {} against {}", header.suite.name, header.suite.version, header.target.label))?;
    comment(out, &format!("mode: {}; seed: {}", header.mode.words(), header.seed))?;
    let selection = &header.selection;
    let edited = if view.is_edited() { "; features or goldens are not those of the suite" } else { "" };
    comment(out, &format!("{} of {} scenarios selected{edited}", selection.selected.len(), selection.of))?;
    let mut number = 0;
    let mut fault = None;
    for feature in view.features() {
        comment(out, &format!("{} {}", feature.name.title, feature.name.source))?;
        for scenario in feature.told(view) {
            let scenario = scenario?;
            let told = Told::of(&scenario);
            number += 1;
            point(out, view, told, number)?;
            if fault.is_none() && told.verdict() == Verdict::HarnessError {
                let why = Brief::of(header, told).headline();
                fault = Some(format!("the suite is at fault in {}: {why}", told.outcome.id));
            }
        }
    }
    for matter in matters {
        number += 1;
        point_of_the_run(out, &matter, number)?;
    }
    comment(out, &format!("{}: {}", view.exit().word(), view.counts()))?;
    match fault {
        Some(why) => writeln!(out, "Bail out! {}", escaped(&why)),
        None => Ok(()),
    }
}

fn point(out: &mut impl Write, view: &View<'_>, told: Told<'_>, number: usize) -> io::Result<()> {
    let (verdict, outcome) = (told.verdict(), told.outcome);
    let brief = Brief::of(&view.journal.header, told);
    let ok = match verdict {
        Verdict::Pass | Verdict::Warn | Verdict::NotApplicable => "ok",
        Verdict::Fail
        | Verdict::KnownFailure
        | Verdict::UnexpectedlyPassed
        | Verdict::CouldNotRun
        | Verdict::HarnessError => "not ok",
    };
    let directive = match verdict {
        Verdict::NotApplicable => format!(" # SKIP {}", escaped(&brief.headline())),
        Verdict::KnownFailure => format!(" # todo {}", escaped(&brief.known.join("; "))),
        _ => String::new(),
    };
    let description = escaped(&format!("{}: {}", outcome.id, outcome.title));
    writeln!(out, "{ok} {number} - {description}{directive}")?;
    match verdict {
        Verdict::Pass | Verdict::NotApplicable => Ok(()),
        _ => below(out, &diagnostics(told, brief)),
    }
}

fn point_of_the_run(out: &mut impl Write, matter: &Matter, number: usize) -> io::Result<()> {
    writeln!(out, "not ok {number} - {}", escaped(&format!("the run: {}", matter.name)))?;
    below(out, &OfTheRun { verdict: "run", message: one_line(&matter.message) })
}

fn diagnostics(told: Told<'_>, brief: Brief<'_>) -> Diagnostics {
    let message = brief.headline();
    let states = match (&brief.states_expected, &brief.states_seen) {
        (Some(expected), Some(seen)) if expected != seen => {
            Some(States { expected: one_line(expected), actual: one_line(seen) })
        }
        _ => None,
    };
    let field = |difference: &Difference| Differing {
        field: one_line(&difference.path),
        expected: one_line(&difference.expected),
        actual: one_line(&difference.actual),
        clause: difference.clause.map(ClauseId::as_str),
    };
    let exchange =
        brief.exchange.map(|wire| Exchange { asked: one_line(&wire.asked), came_back: one_line(&wire.told()) });
    Diagnostics {
        verdict: told.verdict().name(),
        message,
        at: one_line(&brief.place),
        step: brief.step.as_deref().map(one_line),
        clauses: brief.clauses.iter().map(|clause| clause.as_str()).collect(),
        states,
        differences: brief.differences.iter().map(field).collect(),
        known: brief.known,
        exchange,
        again: one_line(&brief.again),
        duration_ms: told.record.elapsed_us() / 1000,
    }
}

/// A block of YAML. Its texts have one line each, so that none of its lines can be the one that ends it.
fn below(out: &mut impl Write, diagnostics: &impl Serialize) -> io::Result<()> {
    writeln!(out, "  ---")?;
    for line in serde_yaml::to_string(diagnostics).map_err(io::Error::other)?.lines() {
        writeln!(out, "  {line}")?;
    }
    writeln!(out, "  ...")
}

fn comment(out: &mut impl Write, told: &str) -> io::Result<()> {
    writeln!(out, "# {}", one_line(told))
}

/// On one line, and without a directive in it.
fn escaped(text: &str) -> String {
    one_line(text).replace('\\', "\\\\").replace('#', "\\#")
}
