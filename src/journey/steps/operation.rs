//! What operators do: they configure the servlet, restart it, and lose its database.

use cucumber::gherkin::Step;
use cucumber::{given, when};

use crate::journey::moment::Moment;
use crate::journey::stop::Stop;
use crate::journey::world::World;
use crate::target::operation::{Ending, Limits};

#[given(expr = "the servlet allows at most {int} callbacks to a number")]
async fn allows_at_most(world: &mut World, limit: u32) {
    world
        .play(async |stage| stage.configure(Limits { max_calls_per_ani: Some(limit), dialed_numbers: None }).await)
        .await;
}

#[given(expr = "the servlet's dialed number rules are")]
async fn dialed_number_rules(world: &mut World, step: &Step) {
    world
        .play(async |stage| {
            let table = step.table.as_ref().map(|table| table.rows.as_slice()).unwrap_or_default();
            if table.is_empty() {
                return Err(Stop::Script("rules are told in a table, one a row".to_owned()));
            }
            let rules: Vec<String> = table.iter().map(|row| row.join(" ")).collect();
            stage.configure(Limits { max_calls_per_ani: None, dialed_numbers: Some(rules.join("\n")) }).await
        })
        .await;
}

#[when(expr = "{moment}the servlet is stopped and started again")]
async fn is_restarted(world: &mut World, step: &Step, moment: Moment) {
    world.act(step, moment, async |stage| stage.restart(Ending::Stop).await).await;
}

#[when(expr = "{moment}the servlet crashes and is started again")]
async fn crashes(world: &mut World, step: &Step, moment: Moment) {
    world.act(step, moment, async |stage| stage.restart(Ending::Crash).await).await;
}

#[when(expr = "{moment}the database cannot be reached")]
async fn loses_database(world: &mut World, step: &Step, moment: Moment) {
    world.act(step, moment, async |stage| stage.reach_database(false).await).await;
}

#[when(expr = "{moment}the database can be reached again")]
async fn finds_database(world: &mut World, step: &Step, moment: Moment) {
    world.act(step, moment, async |stage| stage.reach_database(true).await).await;
}
