//! The figure of a journey: its drawing, and beside it, from the step at which they part, what was expected.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::super::text::{Shown, counted, slug, span};
use super::draw::{Drawing, svg, top};
use super::event::{self, Callers, Drawn, Event, Kind, events};
use super::lanes::Lanes;
use super::scale::{Place, Scale};
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::operation::Operation;
use crate::ccb::transmission::Transmission;
use crate::golden::step::NormalStep;
use crate::journal::scenario::{Performance, ScenarioRecord};
use crate::report::fault::Fault;
use crate::verdict::outcome::Reason;

/// The timeline of a journey that was played; nothing for one of which nothing was observed.
pub(in super::super) fn timeline(record: &ScenarioRecord, seen: &[NormalStep], fault: Option<&Fault<'_>>) -> Markup {
    let Some(performance) = &record.performance else { return html! {} };
    let whens: Vec<usize> = (0..record.steps.len()).filter(|index| record.steps[*index].observed).collect();
    let parted = parted(record, seen, fault, &whens);
    let expected: &[NormalStep] = match (&record.expected, parted) {
        (Some(expected), Some(from)) => expected.get(from..).unwrap_or_default(),
        _ => &[],
    };
    let callers = Callers::of(seen.iter().chain(expected));
    let mut happened = events(&callers, &drawn(performance, seen, fault, &whens), None);
    if let Some(fault) = fault {
        happened.extend(end(record, performance, fault, happened.last().map_or(0, |last| last.at_ms)));
    }
    if happened.is_empty() {
        return html! {};
    }
    let from = parted.unwrap_or(0);
    let should = should(expected, fault, &whens, from);
    let should =
        events(&callers, &should, from.checked_sub(1).and_then(|before| seen.get(before)).map(|step| &step.states));
    let lanes = Lanes::of(callers.headings(), &happened.iter().chain(&should));
    let scale = Scale::of(&[&happened, &should]);
    let drawing = Figure { record, lanes: &lanes, scale };
    html! {
        div.timelines {
            (drawing.seen(&happened))
            @if !should.is_empty() { (drawing.expected(&happened, &should, whens.get(from).copied().unwrap_or(0))) }
        }
        (drawing.notes(&happened, &should))
    }
}

/// The first observed step of which more was expected than seen, or something else.
fn parted(record: &ScenarioRecord, seen: &[NormalStep], fault: Option<&Fault<'_>>, whens: &[usize]) -> Option<usize> {
    let (fault, expected) = (fault?, record.expected.as_ref()?);
    let index = if fault.differences().is_empty() || !record.steps[fault.number].observed {
        seen.len()
    } else {
        whens.iter().position(|when| *when == fault.number)?
    };
    (index < expected.len()).then_some(index)
}

fn drawn<'a>(
    performance: &'a Performance,
    seen: &'a [NormalStep],
    fault: Option<&Fault<'a>>,
    whens: &[usize],
) -> Vec<Drawn<'a>> {
    let steps = seen.iter().zip(&performance.checkpoints).zip(whens);
    steps
        .map(|((step, checkpoint), number)| Drawn {
            number: *number,
            step,
            transmissions: &checkpoint.observation.transmissions,
            expected: false,
            differences: fault.filter(|fault| fault.number == *number).map(Fault::differences).unwrap_or_default(),
        })
        .collect()
}

fn should<'a>(expected: &'a [NormalStep], fault: Option<&Fault<'a>>, whens: &[usize], from: usize) -> Vec<Drawn<'a>> {
    let steps = expected.iter().zip(whens.iter().skip(from));
    steps
        .map(|(step, number)| Drawn {
            number: *number,
            step,
            transmissions: &[],
            expected: true,
            differences: fault.filter(|fault| fault.number == *number).map(Fault::differences).unwrap_or_default(),
        })
        .collect()
}

/// What went over the wire after the last checkpoint of a journey that stopped, and that it stopped.
fn end(record: &ScenarioRecord, performance: &Performance, fault: &Fault<'_>, at_ms: i64) -> Vec<Event> {
    let when = &record.steps[fault.number].text;
    let sent = |sent: &&Transmission| sent.operation != Operation::TestClock || sent.failure.is_some();
    let mut events: Vec<Event> = performance
        .afterwards
        .iter()
        .filter(sent)
        .map(|sent| event::broken_off(fault.number, when, at_ms, sent))
        .collect();
    if let (Reason::Breach { .. }, Some(Event { kind: Kind::Call { told, .. }, differs, .. })) =
        (fault.reason, events.last_mut())
        && !*differs
    {
        told.insert_str(0, "✗ ");
        *differs = true;
    }
    events.push(Event { at_ms, step: fault.number, kind: Kind::End, states: Vec::new(), differs: true });
    events
}

/// The drawings of one journey.
struct Figure<'a> {
    record: &'a ScenarioRecord,
    lanes: &'a Lanes,
    scale: Scale,
}

impl Figure<'_> {
    fn seen(&self, happened: &[Event]) -> Markup {
        let scenario = &self.record.scenario;
        let journey = slug(&scenario.id);
        let id = format!("{journey}.tl");
        let title = format!("Timeline of {}: what was seen", scenario.id);
        let description = described(happened);
        html! {
            figure.timeline {
                figcaption { "Timeline, as seen" }
                div.scroll tabindex="0" role="group" aria-label="Timeline, as seen" {
                    (svg(&Drawing { id: &id, title: &title, description: &description, expected: false, lanes: self.lanes, scale: self.scale, events: happened, journey: &journey }))
                }
            }
        }
    }

    /// What was expected, moved down so that it stands beside the step at which the two part.
    fn expected(&self, happened: &[Event], should: &[Event], step: usize) -> Markup {
        let scenario = &self.record.scenario;
        let journey = slug(&scenario.id);
        let id = format!("{journey}.ex");
        let title = format!("Timeline of {}: what was expected from step {} on", scenario.id, step + 1);
        let description = described(should);
        let top = top(self.lanes);
        let (places, _) = self.scale.places(happened, top);
        let beside = places.iter().find_map(|place| match place {
            Place::Line { y, event, .. } if event.step == step => Some(y - top),
            _ => None,
        });
        html! {
            figure.timeline.expected style={ "--skip:" (beside.unwrap_or(0)) } {
                figcaption { "As expected from step " (step + 1) " on" }
                div.scroll tabindex="0" role="group" aria-label="Timeline, as expected" {
                    (svg(&Drawing { id: &id, title: &title, description: &description, expected: true, lanes: self.lanes, scale: self.scale, events: should, journey: &journey }))
                }
            }
        }
    }

    /// How to read it, and what the states are called.
    fn notes(&self, happened: &[Event], should: &[Event]) -> Markup {
        let states: BTreeSet<&str> =
            happened.iter().chain(should).flat_map(|event| &event.states).map(|state| state.told.as_str()).collect();
        let names: Vec<String> = states.into_iter().map(named).collect();
        html! {
            p.note {
                "Times are from the journey’s start; the numbers on the left are those of the steps below. Waits are to scale"
                @if self.scale.breaks(&[happened, should]) { ", but for those that a zigzag breaks" }
                "."
                @if !names.is_empty() { " States and causes: " (Shown(&names.join("; "))) "." }
            }
        }
    }
}

/// A state and its cause in words: `24/27 Callback Complete, Connected`.
fn named(told: &str) -> String {
    let (state, cause) = told.split_once('/').unwrap_or((told, ""));
    let state = state.parse().ok().and_then(EventType::from_id).map_or("unknown", EventType::name);
    match cause.parse().ok().and_then(Cause::from_id) {
        Some(Cause::None) => format!("{told} {state}"),
        Some(cause) => format!("{told} {state}, {}", cause.name()),
        None => format!("{told} {state}, unknown cause"),
    }
}

/// What a drawing shows, for who cannot see it; every request is told as text in the steps.
fn described(events: &[Event]) -> String {
    let calls: usize = events
        .iter()
        .map(|event| match event.kind {
            Kind::Call { count, .. } => count,
            Kind::Note { .. } | Kind::End => 0,
        })
        .sum();
    let length = events.first().zip(events.last()).map_or(0, |(first, last)| last.at_ms - first.at_ms);
    let states: Vec<&str> = events.iter().flat_map(|event| &event.states).map(|state| state.told.as_str()).collect();
    let states = if states.is_empty() { "no callback".to_owned() } else { format!("states {}", states.join(", ")) };
    let differs = if events.iter().any(|event| event.differs) { "; something is not as expected" } else { "" };
    format!(
        "{} over {}; {states}{differs}. All of it is told in the steps below.",
        counted(calls, "request"),
        span(length.max(0))
    )
}
