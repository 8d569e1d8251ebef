//! What somebody sends who is none of the four applications: a servlet must bear it (CCB-TRN-09).

use cucumber::gherkin::Step;
use cucumber::{then, when};
use reqwest::Method;

use crate::journey::moment::Moment;
use crate::journey::stage::meet;
use crate::journey::stop::Stop;
use crate::journey::world::World;
use crate::target::client::Foreign;

#[when(expr = "{moment}somebody sends a request by {word}")]
async fn sends_by(world: &mut World, step: &Step, moment: Moment, verb: String) {
    world
        .act(step, moment, async |stage| {
            let verb = verb.parse().map_err(|_| Stop::Script(format!("`{verb}` is no verb of HTTP")))?;
            stage.send_foreign(Foreign::Verb(verb)).await
        })
        .await;
}

#[when(expr = "{moment}somebody sends a body of {int} bytes")]
async fn sends_body(world: &mut World, step: &Step, moment: Moment, length: usize) {
    world.act(step, moment, async |stage| stage.send_foreign(Foreign::BodyBytes(length)).await).await;
}

#[then(expr = "it is turned away with status {int}")]
async fn turned_away(world: &mut World, status: u16) {
    world
        .play(async |stage| {
            let Some((sent, answer)) = stage.foreign() else {
                return Err(Stop::Script("nobody has sent anything foreign".to_owned()));
            };
            meet("status", &status, &answer.status, "CCB-TRN-09")?;
            if *sent == Foreign::Verb(Method::HEAD) {
                // No body ever answers it.
                return Ok(());
            }
            let actual = stage.target().dialect().check_turned_away(answer).err();
            let line = "one line of text that is no refusal";
            meet("answer.body", &line, &actual.as_deref().unwrap_or(line), "CCB-TRN-09")
        })
        .await;
}
