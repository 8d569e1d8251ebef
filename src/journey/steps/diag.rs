//! The Diag page, as a browser shows it.

use cucumber::gherkin::Step;
use cucumber::{then, when};

use crate::journey::moment::Moment;
use crate::journey::stage::{Stage, meet};
use crate::journey::stop::Stop;
use crate::journey::words::CallerName;
use crate::journey::world::World;
use crate::target::diag::Page;

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
            let section = page(stage)?.section_of(&name);
            for (path, number) in [("diag.size", size), ("diag.dequeue_rate", dequeue_rate_s)] {
                let shown = section.iter().any(|word| *word == number.to_string());
                meet(path, &number, if shown { &number } else { &"(not shown)" }, "CCB-DIA-02")?;
            }
            Ok(())
        })
        .await;
}

#[then(expr = "nothing on the page runs")]
async fn nothing_runs(world: &mut World) {
    world
        .play(async |stage| {
            let found = page(stage)?.what_runs();
            meet("diag", &"nothing that runs", &found.first().map_or("nothing that runs", String::as_str), "CCB-DIA-03")
        })
        .await;
}

fn page(stage: &Stage) -> Result<&Page, Stop> {
    stage.diag_page().ok_or_else(|| Stop::Script("nobody has opened the Diag page".to_owned()))
}

fn shows(stage: &Stage, path: &str, text: &str, expected: bool) -> Result<(), Stop> {
    let told = |shown: bool| if shown { text.to_owned() } else { format!("no {text}") };
    meet(path, &told(expected), &told(page(stage)?.shows(text)), "CCB-DIA-02")
}
