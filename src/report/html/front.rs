//! The verdict, in words and with its meaning, and what makes it prove less than a whole run would.

use maud::{Markup, html};

use super::text::{Shown, counted, span};
use crate::journal::header::Mode;
use crate::journal::whole::Journal;
use crate::verdict::exit::Exit;
use crate::verdict::outcome::Verdict;
use crate::verdict::rollup::RunOutcome;

/// The page's beginning.
pub(super) fn front(journal: &Journal, run: &RunOutcome) -> Markup {
    let exit = run.exit();
    let caveats = caveats(journal, run);
    html! {
        header class={ "front " (tone(exit)) } {
            p.kind { "ccbspec conformance report" }
            h1 { span.glyph aria-hidden="true" { (glyph(exit)) } (exit.word()) }
            p.subject { (Shown(&subject(journal))) }
            p.meaning { (meaning(exit)) }
            p.counts { (summary(run)) }
            @if !caveats.is_empty() {
                div.caveats role="note" aria-labelledby="page.caveats" {
                    p id="page.caveats" { strong { "This run proves less than it might:" } }
                    ul { @for caveat in &caveats { li { (Shown(caveat)) } } }
                }
            }
        }
    }
}

/// What was tested, in a line.
pub(super) fn subject(journal: &Journal) -> String {
    let product = journal.header.profile.as_ref().and_then(|profile| {
        let parts = [&profile.vendor, &profile.product, &profile.version];
        let parts: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    });
    let target = &journal.header.target.label;
    match product {
        Some(product) if !target.starts_with(&product) => format!("{product}, at {target}"),
        _ => target.clone(),
    }
}

const fn glyph(exit: Exit) -> &'static str {
    match exit {
        Exit::Conformant => "✓",
        Exit::NoNewFailures => "≈",
        Exit::NonConformant | Exit::StaleKnownFailures | Exit::Harness => "✗",
        Exit::Usage | Exit::Incomplete | Exit::NothingSelected | Exit::Unreachable => "?",
    }
}

const fn tone(exit: Exit) -> &'static str {
    match exit {
        Exit::Conformant => "good",
        Exit::NonConformant | Exit::StaleKnownFailures | Exit::Harness => "bad",
        Exit::NoNewFailures | Exit::Usage | Exit::Incomplete | Exit::NothingSelected | Exit::Unreachable => "open",
    }
}

const fn meaning(exit: Exit) -> &'static str {
    match exit {
        Exit::Conformant => {
            "Every journey that was selected and applies to this target showed what the specification demands."
        }
        Exit::NoNewFailures => {
            "It does not conform: something fails. But nothing fails that is not kept as a known failure, in the very way that is known."
        }
        Exit::NonConformant => {
            "The target does not do what the specification demands: a journey failed, or a claim of its profile does not hold."
        }
        Exit::StaleKnownFailures => {
            "What is kept of known failures is not so any more: the list must be put right before the run says anything."
        }
        Exit::Incomplete => "Nothing failed, but something could not be found out. That is no pass.",
        Exit::NothingSelected => "No journey was selected, so nothing was tested.",
        Exit::Usage => "The run could not begin: something that it was given is not usable.",
        Exit::Unreachable => "The target did not answer.",
        Exit::Harness => "The suite itself is at fault, so nothing can be said of the target.",
    }
}

/// Counts by verdict, and the time.
fn summary(run: &RunOutcome) -> String {
    let counts: Vec<String> = Verdict::ALL
        .into_iter()
        .map(|verdict| (verdict, run.count(verdict)))
        .filter(|(verdict, count)| *verdict == Verdict::Pass || *count > 0)
        .map(|(verdict, count)| format!("{count} {verdict}"))
        .collect();
    let steps = run.steps();
    let claims = match run.broken_claims() {
        0 => String::new(),
        count => format!(", {}", counted(count, "false claim")),
    };
    let elapsed = span(i64::try_from(run.elapsed_ms).unwrap_or(i64::MAX));
    let (journeys, steps) = (counted(run.scenarios.len(), "journey"), counted(steps, "step"));
    format!("{journeys} with {steps}: {}{claims}, in {elapsed}.", counts.join(", "))
}

/// Whatever makes the run prove less than one of the whole suite as it is carried against a product.
fn caveats(journal: &Journal, run: &RunOutcome) -> Vec<String> {
    let mut caveats = Vec::new();
    if let Some(why) = &journal.footer.ended_early {
        caveats.push(format!("It ended early: {why}"));
    }
    about_suite(journal, &mut caveats);
    about_selection(journal, &mut caveats);
    match (&journal.header.target.mutant, &journal.header.target.url) {
        (Some(mutant), _) => caveats.push(format!(
            "It ran against `{mutant}`, a mutant of the suite's own reference with one deliberate fault, and not against a product."
        )),
        (None, None) => caveats.push("It ran against the reference that the suite carries, and not against a product.".to_owned()),
        (None, Some(_)) => {}
    }
    if journal.header.mode == Mode::Rehearsed {
        caveats.push("It was a rehearsal of real time: a test clock was moved as if time passed by itself.".to_owned());
    }
    let count = |verdict| run.count(verdict);
    match count(Verdict::KnownFailure) {
        0 => {}
        known => caveats.push(format!(
            "{} fail as it is known and accepted, and are not counted as failures.",
            counted(known, "journey")
        )),
    }
    match count(Verdict::NotApplicable) {
        0 => {}
        left => caveats.push(format!(
            "{} of capabilities that the target does not declare were not played.",
            counted(left, "journey")
        )),
    }
    match count(Verdict::CouldNotRun) {
        0 => {}
        left => caveats.push(format!("{} could not be run.", counted(left, "journey"))),
    }
    caveats
}

fn about_suite(journal: &Journal, caveats: &mut Vec<String>) {
    let header = &journal.header;
    for (what, texts) in [("features", &header.suite.features), ("goldens", &header.suite.goldens)] {
        if texts.edited {
            let place = texts.directory.as_deref().unwrap_or("an unknown place");
            caveats.push(format!("Its {what} are not those of the suite, but were read from `{place}`."));
        }
    }
    for canary in header.canaries.iter().filter(|canary| !canary.noticed) {
        let (mutant, scenario, field) = (&canary.mutant, &canary.scenario, &canary.field);
        caveats.push(format!(
            "The suite did not notice its own canary, the mutant `{mutant}`, which `{scenario}` must notice in `{field}`: the suite is unfit to judge."
        ));
    }
    if journal.sha256.is_none() {
        caveats.push("It was made without a sealed journal, so that nobody can check it afterwards.".to_owned());
    }
}

fn about_selection(journal: &Journal, caveats: &mut Vec<String>) {
    let selection = &journal.header.selection;
    if let Some(shard) = &selection.shard {
        caveats.push(format!("It is one shard of a run, {shard}."));
    }
    if let Some(tags) = &selection.tags {
        caveats.push(format!("Only journeys whose tags fulfil `{tags}` were selected."));
    }
    if !selection.ids.is_empty() {
        caveats.push(format!("Only journeys of ids that were named were selected: {}.", selection.ids.join(", ")));
    }
    if let Some(wait_ms) = selection.max_wait_ms {
        let longest = span(i64::try_from(wait_ms).unwrap_or(i64::MAX));
        caveats.push(format!("Journeys that wait longer than {longest} were left out."));
    }
    let (selected, of) = (selection.selected.len(), selection.of);
    if selected < of {
        caveats.push(format!("{selected} of the suite's {of} journeys were selected."));
    }
}
