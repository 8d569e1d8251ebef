//! What the servlet's own timer does.

use cucumber::gherkin::Step;
use cucumber::{then, when};
use jiff::SignedDuration;
use jiff::civil::Time;

use crate::ccb::refusal::Refusal;
use crate::journey::moment::Moment;
use crate::journey::stage::meet;
use crate::journey::world::World;

#[when(expr = "the timer ticks")]
async fn ticks(world: &mut World, step: &Step) {
    world
        .act(step, Moment::Now, async |stage| {
            let (timeline, target) = stage.clock();
            timeline.advance_to_tick(target).await
        })
        .await;
}

#[when(expr = "{moment}nobody has asked for anything")]
async fn time_passes(world: &mut World, step: &Step, moment: Moment) {
    world.act(step, moment, async |_| Ok(())).await;
}

#[then(expr = "ticks come at most {int} seconds apart")]
async fn ticks_come(world: &mut World, longest_s: i64) {
    world
        .play(async |stage| {
            let reading = stage.target().clock().await?;
            let until_next = reading.nexttick.duration_since(reading.now);
            let within = until_next <= SignedDuration::from_secs(longest_s);
            let told = format!("within {longest_s} seconds");
            meet("clock.nexttick", &told, if within { &told } else { &until_next }, "CCB-TIM-01")
        })
        .await;
}

#[then(expr = "the clock tells its instants in local time")]
async fn tells_local_time(world: &mut World) {
    world
        .play(async |stage| {
            let (reading, zone) = (stage.target().clock().await?, stage.target().zone());
            let told = [
                ("clock.now.offset", reading.now, reading.offset),
                ("clock.nexttick.offset", reading.nexttick, reading.nexttick_offset),
            ];
            told.into_iter()
                .try_for_each(|(path, instant, offset)| meet(path, &zone.to_offset(instant), &offset, "CCB-CLK-04"))
        })
        .await;
}

#[then(expr = "the clock does not move back")]
async fn does_not_move_back(world: &mut World) {
    world
        .play(async |stage| {
            let before = stage.target().clock().await?;
            let back = stage.target().try_clock(before.now - SignedDuration::from_millis(1)).await?;
            meet("answer.error", &Refusal::InvalidParameter.name(), &back, "CCB-CLK-01")?;
            let after = stage.target().clock().await?;
            meet("clock.now", &before.now, &after.now, "CCB-CLK-01")
        })
        .await;
}

#[when(regex = r"^the timer ticks at (\d\d:\d\d:\d\d(?:\.\d+)?)$")]
async fn ticks_at(world: &mut World, step: &Step, time: Time) {
    world
        .act(step, Moment::Now, async |stage| {
            let (timeline, target) = stage.clock();
            timeline.advance_to_tick_at(target, time).await?;
            stage.open_diag().await
        })
        .await;
}
