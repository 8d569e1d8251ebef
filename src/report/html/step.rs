//! One step of a journey, and what it showed.

use maud::{Markup, html};

use super::difference;
use super::exchange;
use super::rows::{cell, rows};
use super::text::{Lines, Shown, slug};
use crate::ccb::observation::Observation;
use crate::golden::step::{NormalStep, Record, Scalar};
use crate::journal::scenario::{ScenarioRecord, Step};
use crate::report::fault::Fault;

/// All that is known of a step.
pub(super) struct Told<'a> {
    /// The journey.
    pub record: &'a ScenarioRecord,
    /// The step's number among all steps, from 0.
    pub number: usize,
    /// What it showed, where it was observed, in its normal form and as it was.
    pub seen: Option<(&'a NormalStep, &'a Observation)>,
    /// What the observed step before it showed.
    pub before: Option<&'a NormalStep>,
    /// The fault, if it is here that the journey stopped.
    pub fault: Option<&'a Fault<'a>>,
}

/// How far a step came.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Passed,
    Stopped,
    NotReached,
}

/// The step as an item of a list.
pub(super) fn item(told: &Told<'_>) -> Markup {
    let step = &told.record.steps[told.number];
    let mark = mark(told);
    let class = match mark {
        Mark::Passed => "ok",
        Mark::Stopped => "ko",
        Mark::NotReached => "no",
    };
    let id = format!("{}.s{}", slug(&told.record.scenario.id), told.number + 1);
    html! {
        li id=(id) class=(class) {
            @match (told.seen, mark) {
                (None, Mark::Passed | Mark::NotReached) => div.line { (line(told, step, mark)) (table(step)) },
                (None, Mark::Stopped) => { div.line { (line(told, step, mark)) (table(step)) } (stopped(told)) },
                (Some((seen, observation)), _) => details open[mark == Mark::Stopped] {
                    summary.line { (line(told, step, mark)) }
                    (table(step))
                    (stopped(told))
                    (shown(told, seen, observation))
                },
            }
        }
    }
}

fn mark(told: &Told<'_>) -> Mark {
    if told.fault.is_some() {
        Mark::Stopped
    } else if told.number < told.record.passed_steps {
        Mark::Passed
    } else {
        Mark::NotReached
    }
}

fn line(told: &Told<'_>, step: &Step, mark: Mark) -> Markup {
    let (sign, word) = match mark {
        Mark::Passed => ("✓", "passed"),
        Mark::Stopped => ("✗", "stopped here"),
        Mark::NotReached => ("·", "not reached"),
    };
    html! {
        span.num { (told.number + 1) } span.sign role="img" aria-label=(word) { (sign) } " "
        b { (Shown(&step.keyword)) } " " (Shown(&step.text))
        @if mark == Mark::Stopped { " " strong.alarm { "stopped here" } }
        @if let Some((seen, _)) = told.seen { span.states { (states(&seen.states)) } }
    }
}

/// The states so far, by call.
fn states(states: &Record) -> Markup {
    html! {
        @if states.is_empty() { "no callback" }
        @for (index, (call, told)) in states.iter().enumerate() {
            @if index > 0 { "; " }
            @if states.len() > 1 { (Shown(call)) " " }
            @match told { Scalar::Text(told) => (Shown(&in_runs(told))), other => (cell(Some(other))) }
        }
    }
}

/// A state that is reached again and again is told once, with how often.
fn in_runs(states: &str) -> String {
    let mut runs: Vec<(&str, usize)> = Vec::new();
    for state in states.split(" → ") {
        match runs.last_mut() {
            Some((last, count)) if *last == state => *count += 1,
            _ => runs.push((state, 1)),
        }
    }
    let told = |(state, count): (&str, usize)| if count == 1 { state.to_owned() } else { format!("{state} ×{count}") };
    runs.into_iter().map(told).collect::<Vec<_>>().join(" → ")
}

/// What a step carries below its words.
fn table(step: &Step) -> Markup {
    html! {
        @if !step.table.is_empty() {
            div.scroll tabindex="0" role="group" aria-label="Table of the step" {
                table.given {
                    caption.sr { "Table of the step" }
                    tbody { @for row in &step.table { tr {
                        @for (index, cell) in row.iter().enumerate() { @if index == 0 { th scope="row" { (Shown(cell)) } } @else { td { (Shown(cell)) } } }
                    } } }
                }
            }
        }
        @if let Some(text) = &step.docstring { pre { (Lines(text)) } }
    }
}

/// What is wrong, where the journey stopped here.
fn stopped(told: &Told<'_>) -> Markup {
    let Some(fault) = told.fault else { return html! {} };
    html! {
        div.fault {
            p.dim { "at " (Shown(&told.record.scenario.source)) ":" (fault.step.line) }
            (difference::why(fault.reason, &fault.clauses()))
            (difference::beside(fault))
            @if let Some(expected) = fault.expected.filter(|expected| !expected.exchanges.is_empty() && exchanges_differ(fault)) {
                p.label { "What was expected to be asked and answered:" }
                (exchange::in_words(&expected.exchanges))
            }
            @if told.seen.is_none() { (exchange::in_bytes(fault.transmissions)) }
        }
    }
}

fn exchanges_differ(fault: &Fault<'_>) -> bool {
    fault.seen.as_ref().zip(fault.expected).is_some_and(|(seen, expected)| seen.exchanges != expected.exchanges)
}

/// Exchanges, page and rows.
fn shown(told: &Told<'_>, seen: &NormalStep, observation: &Observation) -> Markup {
    html! {
        (exchange::in_words(&seen.exchanges))
        @if let Some(page) = &seen.diag { (diag(page)) }
        @if let Some(window) = observation.window {
            p.dim { "Judged with windows: stored times " (window.early_s) " s early or " (window.late_s) " s late, what a tick decides " (window.tick_s) " s off." }
        }
        @if observation.rows.is_none() { p.alarm { "The rows could not be read." } }
        @else { (rows(seen, told.before, &format!("step {}", told.number + 1))) }
        @if !observation.rows_delay.is_zero() { p.dim { "The rows came " (observation.rows_delay.as_millis()) " ms after the first look at them." } }
        (exchange::in_bytes(&observation.transmissions))
    }
}

fn diag(page: &[Record]) -> Markup {
    html! {
        p.label { "The Diag page told:" }
        ul.ex {
            @if page.is_empty() { li { "nothing of these calls" } }
            @for entry in page { li { @for (name, value) in entry { (Shown(name)) " " code { (cell(Some(value))) } " " } } }
        }
    }
}
