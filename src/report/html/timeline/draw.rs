//! The drawing itself, as SVG in whole units.

use maud::{Markup, html};

use super::super::text::{Shown, span};
use super::event::{Event, Kind, State};
use super::label::short;
use super::lanes::{Column, Lanes, TIMES};
use super::scale::{Place, Scale};
use crate::ccb::application::Application;

/// How many letters a label may have for each hundred units of room.
const LETTERS_A_HUNDRED: usize = 21;

/// Room below the last line, for the scale.
const FOOT: i64 = 24;

/// One drawing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Drawing<'a> {
    /// What distinguishes its ids.
    pub id: &'a str,
    /// Its title, for who cannot see it.
    pub title: &'a str,
    /// What it shows, for who cannot see it.
    pub description: &'a str,
    /// Whether it shows what did not happen.
    pub expected: bool,
    /// The lanes.
    pub lanes: &'a Lanes,
    /// The scale.
    pub scale: Scale,
    /// The lines.
    pub events: &'a [Event],
    /// The id of the journey, to whose steps numbers link.
    pub journey: &'a str,
}

/// Where the first line stands.
pub(super) fn top(lanes: &Lanes) -> i64 {
    if lanes.headings.len() == 1 && lanes.headings[0].is_empty() { 32 } else { 46 }
}

/// The drawing, and where each of its lines stands is told by `Scale::places`.
pub(super) fn svg(drawing: &Drawing<'_>) -> Markup {
    let Drawing { id, lanes, scale, .. } = *drawing;
    let top = top(lanes);
    let (places, end) = scale.places(drawing.events, top);
    let height = end + FOOT;
    let class = if drawing.expected { "tl exp" } else { "tl" };
    html! {
        svg class=(class) width=(lanes.width) height=(height) viewBox={ "0 0 " (lanes.width) " " (height) } role="img"
            aria-labelledby={ (id) ".t " (id) ".d" } {
            title id={ (id) ".t" } { (Shown(drawing.title)) }
            desc id={ (id) ".d" } { (Shown(drawing.description)) }
            (frame(lanes, top, end))
            @for place in &places { (placed(drawing, place)) }
            (foot(scale, end))
        }
    }
}

/// The lanes and their headings.
fn frame(lanes: &Lanes, top: i64, end: i64) -> Markup {
    let from = top - 4;
    let line = |x: usize| format!("M{x} {from}V{end}");
    let columns: String = lanes.columns.iter().map(|column| line(column.x)).collect();
    let states: String = lanes.states.iter().map(|x| line(*x)).collect();
    html! {
        @if top > 40 {
            @for (caller, heading) in lanes.headings.iter().enumerate() { (caller_heading(lanes, caller, heading)) }
        }
        @for Column { application, x, .. } in &lanes.columns { (heading(*application, *x, top)) }
        (two_lines("Callback", "Servlet", lanes.servlet, top))
        @for x in &lanes.states { (two_lines("", "state", *x, top)) }
        path.k d=(columns) {}
        path.z d=(states) {}
        path.sv d=(line(lanes.servlet)) {}
    }
}

fn heading(application: Application, x: usize, top: i64) -> Markup {
    let prefix = if application == Application::Other { "" } else { "Callback" };
    two_lines(prefix, short(application), x, top)
}

fn two_lines(first: &str, second: &str, x: usize, top: i64) -> Markup {
    html! {
        @if !first.is_empty() { text.h x=(x) y=(top - 19) { (first) } }
        text.h x=(x) y=(top - 8) { (second) }
    }
}

fn caller_heading(lanes: &Lanes, caller: usize, heading: &str) -> Markup {
    let of: Vec<usize> = lanes
        .columns
        .iter()
        .filter(|column| column.caller == caller && column.application != Application::Other)
        .map(|column| column.x)
        .collect();
    let middle = (of.iter().min().zip(of.iter().max())).map(|(least, most)| usize::midpoint(*least, *most));
    html! {
        @if let Some(x) = middle { text.c x=(x) y="11" { (Shown(heading)) } }
        @if let Some(x) = lanes.states.get(caller).filter(|_| lanes.headings.len() > 1) { text.c x=(x) y="25" { (Shown(&cut(heading, 8))) } }
    }
}

fn placed(drawing: &Drawing<'_>, place: &Place<'_>) -> Markup {
    match place {
        Place::Wait { y, height, ms, broken } => wait(drawing.lanes, *y, *height, *ms, *broken),
        Place::Line { y, event, first } => line(drawing, *y, event, *first),
    }
}

/// A wait: a dimension line with its length, where there is room for it; across the drawing where it is broken.
fn wait(lanes: &Lanes, y: i64, height: i64, ms: i64, broken: bool) -> Markup {
    let middle = y + height / 2;
    html! {
        @if broken {
            path.br d={ "M0 " (middle - 3) "l6 -4 6 8 6 -8 6 8 6 -8 6 8 6 -8 6 8 6 -8 6 4H" (lanes.width) } {}
            text.m x=(TIMES) y=(middle + 11) { (span(ms)) }
        } @else {
            path.w d={ "M" (TIMES + 4) " " (y) "v" (height) } {}
            @if height >= 11 { text.m x=(TIMES) y=(middle + 3) { (span(ms)) } }
        }
    }
}

fn line(drawing: &Drawing<'_>, y: i64, event: &Event, first: bool) -> Markup {
    let lanes = drawing.lanes;
    let differs = event.differs;
    html! {
        @if event.kind != Kind::End {
            a href={ "#" (drawing.journey) ".s" (event.step + 1) } { text.n x="1" y=(y + 13) { (event.step + 1) } }
        }
        @if first { text.t x=(TIMES) y=(y + 13) { (time(event.at_ms)) } }
        @match &event.kind {
            Kind::Call { application, caller, count, told } => {
                @let x = lanes.x(*application, *caller);
                path.a.x[differs] data-n=[(*count > 1).then_some(count)] d={ "M" (x) " " (y + 15) "H" (lanes.servlet - 2) "m-5-3 5 3-5 3" } {}
                (label(lanes, y, &if *count > 1 { format!("{count} × {told}") } else { told.clone() }, differs))
            }
            Kind::Note { application, told } => {
                (label(lanes, y, told, differs))
                @if let Some(application) = application { circle.o cx=(lanes.x(*application, 0)) cy=(y + 16) r="3" {} }
            }
            Kind::End => { text.l.x x=(lanes.servlet - 6) y=(y + 11) { "✗ stopped here" } }
        }
        (states(lanes, y, event))
    }
}

fn label(lanes: &Lanes, y: i64, told: &str, differs: bool) -> Markup {
    let room = lanes.servlet - TIMES;
    html! { text.l.x[differs] x=(lanes.servlet - 6) y=(y + 11) { (Shown(&cut(told, room * LETTERS_A_HUNDRED / 100))) } }
}

/// The states that a line reached: beside each other's lanes, those of one caller in one.
fn states(lanes: &Lanes, y: i64, event: &Event) -> Markup {
    html! {
        @for (caller, x) in lanes.states.iter().enumerate() {
            @let reached: Vec<&State> = event.states.iter().filter(|state| state.caller == caller).collect();
            @for (index, state) in reached.iter().enumerate() {
                // Several of one step share its line.
                @let y = y + 4 + i64::try_from(index * 16).unwrap_or(0);
                g.s.x[state.differs] {
                    rect x=(x - 20) y=(y) width="40" height="14" rx="7" {}
                    text x=(x) y=(y + 10) { (Shown(&cut(&state.told, 8))) @if state.count > 1 { "×" (state.count) } }
                }
            }
        }
    }
}

/// The scale, as a bar.
fn foot(scale: Scale, end: i64) -> Markup {
    let (units, ms) = scale.bar();
    let y = end + 16;
    html! {
        path.w d={ "M2 " (y - 3) "v6m0-3h" (units) "m0-3v6" } {}
        text.f x=(units + 8) y=(y + 3) { "↕ " (span(ms)) " of waiting" }
    }
}

/// A time from the journey's start.
fn time(ms: i64) -> String {
    let sign = if ms < 0 { '-' } else { '+' };
    let (seconds, millis) = (ms.abs() / 1000, ms.abs() % 1000);
    let fraction = if millis == 0 { String::new() } else { format!(".{millis:03}").trim_end_matches('0').to_owned() };
    format!("T{sign}{seconds}{fraction}s")
}

fn cut(text: &str, letters: usize) -> String {
    match text.char_indices().nth(letters) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}
