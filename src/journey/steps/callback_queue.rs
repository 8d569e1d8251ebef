//! What `CallbackQueue` does.

use cucumber::gherkin::Step;
use cucumber::when;
use jiff::SignedDuration;

use crate::journey::applications::{callback_queue, callback_wait};
use crate::journey::moment::Moment;
use crate::journey::words::CallerName;
use crate::journey::world::World;

#[when(expr = "{moment}CallbackQueue asks for {caller} between two loops of music")]
async fn asks_between_loops(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    world.act(step, moment, async |stage| callback_wait::ask_status(stage, &caller).await.map(drop)).await;
}

#[when(expr = "{moment}CallbackQueue plays {int} loops of {int} seconds to {caller}, and asks after each")]
async fn plays_loops(world: &mut World, step: &Step, moment: Moment, loops: usize, length_s: i64, caller: CallerName) {
    world
        .act(step, moment, async |stage| {
            for _ in 0..loops {
                stage.at(Moment::Later(SignedDuration::from_secs(length_s))).await?;
                callback_wait::ask_status(stage, &caller).await?;
            }
            Ok(())
        })
        .await;
}

#[when(expr = "{moment}{caller} hangs up, and CallbackQueue lets the call leave")]
async fn hangs_up(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    world.act(step, moment, async |stage| callback_queue::leave(stage, &caller).await.map(drop)).await;
}

#[when(expr = "{moment}{caller} reaches an agent and CallbackQueue lets the call leave")]
async fn reaches_agent(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    world.act(step, moment, async |stage| callback_queue::leave(stage, &caller).await.map(drop)).await;
}
