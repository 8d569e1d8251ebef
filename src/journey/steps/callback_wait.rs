//! What `CallbackWait` does.

use cucumber::gherkin::Step;
use cucumber::when;

use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::journey::applications::callback_wait;
use crate::journey::moment::Moment;
use crate::journey::state_words::Failure;
use crate::journey::words::CallerName;
use crate::journey::world::World;

#[when(expr = "{moment}CallbackWait asks how long {caller} still waits")]
async fn asks_status(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    world.act(step, moment, async |stage| callback_wait::ask_status(stage, &caller).await.map(drop)).await;
}

#[when(expr = "{moment}CallbackWait asks every 15 seconds until it is {caller}'s turn")]
async fn waits_for_turn(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    world.act(step, moment, async |stage| callback_wait::wait_for_turn(stage, &caller).await).await;
}

#[when(
    expr = "{moment}the servlet goes down, and CallbackWait asks for {caller} {int} times in vain before it is up again"
)]
async fn asks_while_down(world: &mut World, step: &Step, moment: Moment, caller: CallerName, in_vain: usize) {
    world.act(step, moment, async |stage| callback_wait::ask_while_down(stage, &caller, in_vain).await.map(drop)).await;
}

#[when(expr = "{moment}CallbackWait calls {caller} back")]
async fn calls_back(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    update(world, step, moment, &caller, EventType::InProgress, Cause::None).await;
}

#[when(expr = "{moment}CallbackWait reports that {caller} answered and is connected")]
async fn reports_connected(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    update(world, step, moment, &caller, EventType::Complete, Cause::Connected).await;
}

#[when(expr = "{moment}CallbackWait reports that {caller} {failure}")]
async fn reports_failure(world: &mut World, step: &Step, moment: Moment, caller: CallerName, failure: Failure) {
    update(world, step, moment, &caller, EventType::Complete, failure.0).await;
}

#[when(expr = "{moment}CallbackWait sets {caller}'s callback back to pending")]
async fn sets_back(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    update(world, step, moment, &caller, EventType::Pending, Cause::None).await;
}

#[when(expr = "{moment}CallbackWait drops {caller} from the callbacks that wait")]
async fn drops(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    update(world, step, moment, &caller, EventType::DroppedFromQueue, Cause::None).await;
}

#[when(expr = "{moment}CallbackQueue adds {caller} to the callers that wait for an agent")]
async fn adds(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    update(world, step, moment, &caller, EventType::AddedToQueue, Cause::None).await;
}

async fn update(world: &mut World, step: &Step, moment: Moment, caller: &CallerName, state: EventType, cause: Cause) {
    world.act(step, moment, async |stage| callback_wait::update(stage, caller, state, cause).await.map(drop)).await;
}
