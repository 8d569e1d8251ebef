//! What `CallbackEntry` does.

use cucumber::gherkin::Step;
use cucumber::when;

use crate::journey::applications::{callback_entry, callback_queue};
use crate::journey::moment::Moment;
use crate::journey::stop::Stop;
use crate::journey::words::{CallerName, settings};
use crate::journey::world::World;

#[when(expr = "{moment}CallbackEntry puts {caller} in queue {word} with an estimated wait of {int} seconds")]
async fn puts_in_queue(world: &mut World, step: &Step, moment: Moment, caller: CallerName, queue: String, ewt_s: u32) {
    world.act(step, moment, async |stage| callback_entry::enter(stage, &caller, &queue, ewt_s).await.map(drop)).await;
}

#[when(expr = "{moment}CallbackEntry asks whether {caller} may be offered a callback")]
async fn asks_for_offer(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    world.act(step, moment, async |stage| callback_entry::validate(stage, &caller).await.map(drop)).await;
}

#[when(expr = "{moment}CallbackEntry sets the record of queue {word}")]
async fn sets_record(world: &mut World, step: &Step, moment: Moment, queue: String) {
    world
        .act(step, moment, async |stage| {
            let table = step.table.as_ref().map(|table| table.rows.as_slice()).unwrap_or_default();
            let record = settings(table).map_err(Stop::Script)?;
            callback_entry::set_record(stage, &queue, &record).await.map(drop)
        })
        .await;
}

#[when(expr = "{moment}{caller} hangs up, and CallbackEntry lets the call leave")]
async fn hangs_up(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    world.act(step, moment, async |stage| callback_queue::leave(stage, &caller).await.map(drop)).await;
}

#[when(expr = "{moment}CallbackEntry registers {caller}'s callback for {string}")]
async fn registers_scheduled(world: &mut World, step: &Step, moment: Moment, caller: CallerName, schedule: String) {
    world
        .act(step, moment, async |stage| callback_entry::register_scheduled(stage, &caller, &schedule).await.map(drop))
        .await;
}

#[when(expr = "{moment}CallbackEntry registers {caller}'s callback")]
async fn registers(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    world.act(step, moment, async |stage| callback_entry::register(stage, &caller).await.map(drop)).await;
}
