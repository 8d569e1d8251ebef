//! What is out of order in a journey: a gateway that is silent, a number that is withheld, a request with a mistake.

use cucumber::given;

use crate::journey::stage::{CallingNumber, Probe};
use crate::journey::tamper::{Detail, Tamper};
use crate::journey::words::CallerName;
use crate::journey::world::World;

#[given(expr = "{caller}'s gateway does not answer its probe")]
async fn silent_gateway(world: &mut World, caller: CallerName) {
    world
        .play(async |stage| {
            stage.caller(&caller).probe = Probe::NoResponse;
            Ok(())
        })
        .await;
}

#[given(expr = "{caller}'s gateway answers its probe")]
async fn answering_gateway(world: &mut World, caller: CallerName) {
    world
        .play(async |stage| {
            stage.caller(&caller).probe = Probe::Answered;
            Ok(())
        })
        .await;
}

#[given(expr = "{caller} withholds the number")]
async fn withholds_number(world: &mut World, caller: CallerName) {
    world
        .play(async |stage| {
            stage.caller(&caller).calling_number = CallingNumber::Withheld;
            Ok(())
        })
        .await;
}

#[given(expr = "{caller}'s number is told as {string}")]
async fn number_is_told_as(world: &mut World, caller: CallerName, text: String) {
    world
        .play(async |stage| {
            stage.caller(&caller).calling_number = CallingNumber::Told(text);
            Ok(())
        })
        .await;
}

#[given(expr = "the next request leaves out {detail}")]
async fn leaves_out(world: &mut World, detail: Detail) {
    tamper(world, Tamper::LeaveOut(detail.0)).await;
}

#[given(expr = "in the next request {detail} is {string}")]
async fn replaces(world: &mut World, detail: Detail, value: String) {
    tamper(world, Tamper::Replace(detail.0, value)).await;
}

#[given(expr = "in the next request {detail} is {int} characters long")]
async fn is_long(world: &mut World, detail: Detail, length: usize) {
    tamper(world, Tamper::Replace(detail.0, "7".repeat(length))).await;
}

#[given(expr = "the next request tells {detail} again, as {string}")]
async fn repeats(world: &mut World, detail: Detail, value: String) {
    tamper(world, Tamper::Repeat(detail.0, value)).await;
}

#[given(expr = "the next request spells its callid in small letters")]
async fn small_callid(world: &mut World) {
    tamper(world, Tamper::SmallCallid).await;
}

#[given(expr = "the next request is sent by GET")]
async fn by_get(world: &mut World) {
    tamper(world, Tamper::ByGet).await;
}

async fn tamper(world: &mut World, tamper: Tamper) {
    world
        .play(async |stage| {
            stage.tamper(tamper);
            Ok(())
        })
        .await;
}
