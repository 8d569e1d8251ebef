//! The Diag page, as a browser shows it.

use std::fmt::Display;

use cucumber::gherkin::Step;
use cucumber::{then, when};

use crate::ccb::binding::BindingKind;
use crate::journey::moment::Moment;
use crate::journey::stage::{Stage, meet};
use crate::journey::stop::Stop;
use crate::journey::words::CallerName;
use crate::journey::world::World;
use crate::target::diag::{EntryPart, Page};

#[when(expr = "{moment}somebody opens the Diag page")]
async fn opens_page(world: &mut World, step: &Step, moment: Moment) {
    world.act(step, moment, async |stage| stage.open_diag().await).await;
}

#[then(expr = "the page shows queue {word}")]
async fn shows_queue(world: &mut World, queue: String) {
    world
        .play(async |stage| {
            let name = stage.names.queue(&queue);
            shows(stage, "diag.queue", &name, true)
        })
        .await;
}

#[then(expr = "the page shows {caller}")]
async fn shows_caller(world: &mut World, caller: CallerName) {
    world
        .play(async |stage| {
            let callid = stage.caller(&caller).callid.to_string();
            shows(stage, "diag.callid", &callid, true)
        })
        .await;
}

#[then(expr = "the page does not show {caller}")]
async fn does_not_show_caller(world: &mut World, caller: CallerName) {
    world
        .play(async |stage| {
            let callid = stage.caller(&caller).callid.to_string();
            shows(stage, "diag.callid", &callid, false)
        })
        .await;
}

#[then(expr = "the page shows queue {word} with {int} callers and {int} seconds for each")]
async fn shows_line(world: &mut World, queue: String, size: u32, dequeue_rate_s: u32) {
    world
        .play(async |stage| {
            let name = stage.names.queue(&queue);
            let queues = stage.names.bindings().values(BindingKind::Queue);
            let others: Vec<String> = queues.filter(|other| *other != name).map(str::to_owned).collect();
            // Of a lone caller's entry nobody knows where it ends.
            let apart = if size > 1 { stage.calls() } else { &[] };
            let apart: Vec<String> = apart.iter().map(ToString::to_string).collect();
            for (path, number) in [("diag.size", size), ("diag.dequeue_rate", dequeue_rate_s)] {
                let shown = page(stage)?.shows_of_queue(&name, &others, &apart, number.into());
                is_shown(path, &number, shown)?;
            }
            Ok(())
        })
        .await;
}

#[then(expr = "the page shows {caller} in place {int} with {int} seconds remaining")]
async fn shows_entry(world: &mut World, caller: CallerName, place: i64, remaining_s: i64) {
    world
        .play(async |stage| {
            let callid = stage.caller(&caller).callid.to_string();
            let window = stage.window();
            let admits = |shown_s: i64| match window {
                Some(window) => window.admits_ticked(remaining_s, shown_s),
                None => shown_s == remaining_s,
            };
            let part = entry_part(stage, &callid)?;
            is_shown("diag.place", &place, part.shows_place(place - 1))?;
            is_shown("diag.remaining", &remaining_s, part.shows_seconds(admits))
        })
        .await;
}

#[then(expr = "the page shows that {caller} was offered a callback and {caller} was not")]
async fn shows_offer(world: &mut World, offered: CallerName, other: CallerName) {
    world
        .play(async |stage| {
            let callids = [offered, other].map(|caller| stage.caller(&caller).callid.to_string());
            let [offered, other] = [entry_part(stage, &callids[0])?, entry_part(stage, &callids[1])?];
            is_shown("diag.offered", &"whom a callback was offered", offered.beside_numbers() != other.beside_numbers())
        })
        .await;
}

/// What the names of queues in this chapter would have a browser do.
const HOSTILE_CODE: &str = "evil()";

#[then(expr = "nothing that a queue is called runs")]
async fn nothing_runs(world: &mut World) {
    world
        .play(async |stage| {
            let found = page(stage)?.what_runs(HOSTILE_CODE);
            let nothing = "nothing that runs";
            meet("diag.runs", &nothing, &found.first().map_or(nothing, String::as_str), "CCB-DIA-03")
        })
        .await;
}

fn entry_part(stage: &Stage, callid: &str) -> Result<EntryPart, Stop> {
    let part = page(stage)?.entry_part(callid);
    part.ok_or_else(|| shows(stage, "diag.callid", callid, true).err().unwrap_or(Stop::Script(NOT_READ.to_owned())))
}

/// What a reader sees as a callid in pieces.
const NOT_READ: &str = "a callid is shown, but not in one piece";

fn is_shown(path: &str, wanted: &dyn Display, shown: bool) -> Result<(), Stop> {
    meet(path, wanted, if shown { wanted } else { &"(not shown)" }, "CCB-DIA-02")
}

fn page(stage: &Stage) -> Result<&Page, Stop> {
    stage.diag_page().ok_or_else(|| Stop::Script("nobody has opened the Diag page".to_owned()))
}

fn shows(stage: &Stage, path: &str, text: &str, expected: bool) -> Result<(), Stop> {
    let told = |shown: bool| if shown { text.to_owned() } else { format!("no {text}") };
    meet(path, &told(expected), &told(page(stage)?.shows(text)), "CCB-DIA-02")
}
