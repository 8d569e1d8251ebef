//! What is so before a journey begins.

use std::time::Duration;

use cucumber::gherkin::Step;
use cucumber::given;
use jiff::SignedDuration;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;

use crate::ccb::parameter::Parameter;
use crate::journey::applications::callback_entry;
use crate::journey::stage::Gateway;
use crate::journey::stop::Stop;
use crate::journey::timeline::ClockChange;
use crate::journey::words::{CallerName, settings};
use crate::journey::world::World;

/// The calling line id of a queue whose feature tells none.
const CALLING_LINE_ID: &str = "8005551212";

#[given(expr = "{caller} calls from {word}")]
async fn calls_from(world: &mut World, caller: CallerName, number: String) {
    world
        .play(async |stage| {
            let number = stage.names.number(&number);
            stage.caller(&caller).number = number;
            Ok(())
        })
        .await;
}

#[given(expr = "{caller}'s call came through gateway {word} at {word} with {int} trunks")]
async fn came_through(world: &mut World, caller: CallerName, gateway: String, location: String, trunks: u32) {
    world
        .play(async |stage| {
            let id = stage.names.gateway(&gateway);
            stage.caller(&caller).gateway = Gateway { id, location, trunks };
            Ok(())
        })
        .await;
}

#[given(expr = "queue {word} offers every caller a callback")]
async fn offers_everyone(world: &mut World, queue: String) {
    world
        .play(async |stage| {
            let record = [
                (Parameter::Cli, CALLING_LINE_ID.to_owned()),
                (Parameter::Maxpercent, "100".to_owned()),
                (Parameter::Maxewt, "0".to_owned()),
            ];
            callback_entry::set_record(stage, &queue, &record).await.map(drop)
        })
        .await;
}

#[given(expr = "queue {word} has this record")]
async fn has_record(world: &mut World, step: &Step, queue: String) {
    world
        .play(async |stage| {
            let table = step.table.as_ref().map(|table| table.rows.as_slice()).unwrap_or_default();
            let record = settings(table).map_err(Stop::Script)?;
            callback_entry::set_record(stage, &queue, &record).await.map(drop)
        })
        .await;
}

#[given(regex = r"^it is (\d\d:\d\d:\d\d(?:\.\d+)?) on a ([A-Z][a-z]+day) in ([A-Za-z_/]+)$")]
async fn placed_on_weekday(world: &mut World, time: Time, weekday: String, zone: String) {
    world
        .play(async |stage| {
            let weekday = weekday_of(&weekday)?;
            let zone = TimeZone::get(&zone).map_err(|error| Stop::Script(error.to_string()))?;
            let (timeline, target) = stage.clock();
            timeline.place_on_weekday(target, weekday, time, &zone).await
        })
        .await;
}

#[given(expr = "the servlet's clocks go {word} in {int} seconds")]
async fn placed_before_clock_change(world: &mut World, way: String, lead_s: i64) {
    world
        .play(async |stage| {
            let change = match way.as_str() {
                "forward" => ClockChange::Forward,
                "back" => ClockChange::Back,
                other => return Err(Stop::Script(format!("clocks go forward or back, not {other}"))),
            };
            let (timeline, target) = stage.clock();
            timeline.place_before_clock_change(target, change, SignedDuration::from_secs(lead_s)).await
        })
        .await;
}

fn weekday_of(name: &str) -> Result<Weekday, Stop> {
    let days = Weekday::Monday.cycle_forward().take(7);
    days.into_iter()
        .find(|day| format!("{day:?}") == name)
        .ok_or_else(|| Stop::Script(format!("`{name}` is no day of the week")))
}

#[given(regex = r"^it is (\d\d:\d\d:\d\d(?:\.\d+)?), and the timer will tick at (\d\d:\d\d:\d\d)$")]
async fn placed_at_tick(world: &mut World, begin: Time, tick: Time) {
    world
        .play(async |stage| {
            let (timeline, target) = stage.clock();
            timeline.place_at_tick(target, begin, tick).await
        })
        .await;
}

#[given(regex = r"^it is (\d\d:\d\d:\d\d(?:\.\d+)?), and the timer starts to tick every (\d+(?:\.\d+)?) seconds$")]
async fn placed_with_timer(world: &mut World, begin: Time, period_s: f64) {
    world
        .play(async |stage| {
            let period = Duration::try_from_secs_f64(period_s).map_err(|error| Stop::Script(error.to_string()))?;
            let (timeline, target) = stage.clock();
            timeline.place_with_timer(target, begin, period).await
        })
        .await;
}
