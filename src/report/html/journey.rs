//! One journey: its verdict, its drawing and its steps.

use maud::{Markup, html};

use super::clauses::{chips, texts};
use super::counts::badge;
use super::difference;
use super::exchange;
use super::step::{self, Told};
use super::tally::LEVELS;
use super::text::{Shown, counted, slug, span};
use super::timeline::timeline;
use crate::journal::scenario::{Performance, ScenarioRecord};
use crate::report::fault::Fault;
use crate::report::view::{Told as Scenario, is_told};
use crate::verdict::known_failure::{Known, Standing};
use crate::verdict::outcome::Verdict;

/// A journey as it was recorded, and what became of it.
#[derive(Clone, Copy)]
pub(super) struct Journey<'a> {
    /// The record, and what it comes to.
    pub told: Scenario<'a>,
    /// The number of its feature on the page.
    pub feature: usize,
}

impl Journey<'_> {
    /// The verdict, known failures taken into account.
    pub(super) fn verdict(&self) -> Verdict {
        self.told.verdict()
    }

    /// What the filters go by.
    fn chapters(&self) -> String {
        let mut chapters: Vec<&str> = self.told.record.scenario.clauses.iter().map(|id| id.chapter()).collect();
        chapters.dedup();
        chapters.join(" ")
    }

    fn levels(&self) -> String {
        let of = |level: &&crate::ccb::clause::Level| {
            self.told.record.scenario.clauses.iter().any(|id| id.clause().level == **level)
        };
        LEVELS.iter().filter(of).map(|level| level.word()).collect::<Vec<_>>().join(" ")
    }

    fn clause_ids(&self) -> String {
        self.told.record.scenario.clauses.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// The journey, closed or open, and on paper open or not. `heading` is the level of its heading.
pub(super) fn details(journey: &Journey<'_>, heading: u8, open: bool, printed: bool) -> Markup {
    let scenario = &journey.told.record.scenario;
    let attention = is_told(journey.verdict());
    html! {
        details.journey.attention[attention].printed[printed] id=(slug(&scenario.id)) open[open] data-v=(journey.verdict().name()) data-f=(journey.feature)
            data-c=(journey.chapters()) data-l=(journey.levels()) data-k=(journey.clause_ids()) {
            summary { div.head {
                (badge(journey.verdict())) " "
                @match heading { 3 => h3 { (Shown(&scenario.title)) }, _ => h4 { (Shown(&scenario.title)) } }
                " " code.id { (Shown(&scenario.id)) }
                @if attention { (in_short(journey)) }
            } }
            (body(journey))
        }
    }
}

/// A line that leads to a journey that stands elsewhere.
pub(super) fn link(journey: &Journey<'_>) -> Markup {
    let scenario = &journey.told.record.scenario;
    html! {
        p.elsewhere data-to=(slug(&scenario.id)) {
            (badge(journey.verdict())) " " a href={ "#" (slug(&scenario.id)) } { (Shown(&scenario.title)) } " " code.id { (Shown(&scenario.id)) } " " span.dim { "above" }
        }
    }
}

fn in_short(journey: &Journey<'_>) -> Markup {
    let record = journey.told.record;
    html! {
        @if let Some(reason) = &record.reason {
            p.short {
                @if record.performance.is_some() { "Step " (record.passed_steps.min(record.steps.len().saturating_sub(1)) + 1) ", " }
                (Shown(&difference::in_short(reason)))
            }
        }
    }
}

fn body(journey: &Journey<'_>) -> Markup {
    let record = journey.told.record;
    let seen = record.normal_steps();
    let fault = Fault::of(record);
    // A step that broke off tells them itself.
    let told_already = fault.as_ref().is_some_and(|fault| record.steps[fault.number].observed && fault.seen.is_none());
    html! {
        div.body {
            p.facts-line {
                "Feature " (Shown(&record.scenario.feature)) ", " code { (Shown(&record.scenario.source)) ":" (record.scenario.line) }
                @if let Some(performance) = &record.performance { ". " (played(performance)) }
            }
            @if !record.scenario.capabilities.is_empty() {
                p { "Needs: " (record.scenario.capabilities.iter().map(|capability| capability.name()).collect::<Vec<_>>().join(", ")) }
            }
            p.chips { "Checks " (chips(&record.scenario.clauses)) }
            details.plain.texts-of { summary { "The text of " (counted(record.scenario.clauses.len(), "clause")) } (texts(&record.scenario.clauses)) }
            @if let Some(known) = &journey.told.outcome.known { (kept(known)) }
            @if let (None, Some(reason)) = (&fault, &record.reason) { div.fault { (difference::why(reason, &[])) } }
            (faults(record))
            (timeline(record, &seen, fault.as_ref()))
            ol.steps { @for number in 0..record.steps.len() { (step::item(&told(record, &seen, fault.as_ref(), number))) } }
            @if let Some(performance) = record.performance.as_ref().filter(|_| !told_already) { (exchange::in_bytes(&performance.afterwards)) }
        }
    }
}

fn played(performance: &Performance) -> Markup {
    let elapsed_ms = i64::try_from(performance.elapsed_us / 1000).unwrap_or(i64::MAX);
    html! {
        "Played at " (performance.began) " in " (span(elapsed_ms))
        @if let Some(zone) = &performance.zone { "; the servlet’s local time is that of " (Shown(zone)) }
    }
}

fn faults(record: &ScenarioRecord) -> Markup {
    let faults = record.performance.as_ref().map(|performance| performance.faults.as_slice()).unwrap_or_default();
    html! { @for fault in faults { p.alarm { "The suite did wrong: " (Shown(fault)) } } }
}

/// What is kept of it as a known failure.
fn kept(known: &Known) -> Markup {
    let Known { entry, standing } = known;
    html! {
        div.known {
            p { strong { (match standing {
                Standing::AsRecorded => "A known failure, as it was recorded",
                Standing::Expired => "A known failure that is no longer accepted",
                Standing::Otherwise(_) => "Not the known failure that was recorded",
                Standing::Passes => "Kept as a known failure, and does not fail: remove the entry",
            }) } ": " (Shown(&entry.reason)) " (" (Shown(&entry.issue)) ", until " (entry.expires) ")" }
            @if let Standing::Otherwise(told) = standing { ul { @for line in told { li { (Shown(line)) } } } }
        }
    }
}

fn told<'a>(
    record: &'a ScenarioRecord,
    seen: &'a [crate::golden::step::NormalStep],
    fault: Option<&'a Fault<'a>>,
    number: usize,
) -> Told<'a> {
    let observed =
        record.steps[number].observed.then(|| record.steps[..number].iter().filter(|step| step.observed).count());
    let checkpoints =
        record.performance.as_ref().map(|performance| performance.checkpoints.as_slice()).unwrap_or_default();
    let pair = |index: usize| Some((seen.get(index)?, &checkpoints.get(index)?.observation));
    Told {
        record,
        number,
        seen: observed.and_then(pair),
        before: observed.and_then(|index| seen.get(index.checked_sub(1)?)),
        fault: fault.filter(|fault| fault.number == number),
    }
}
