//! What `CallbackEngine` does: it says goodbye, and asks nothing of the servlet.

use cucumber::gherkin::Step;
use cucumber::when;

use crate::journey::moment::Moment;
use crate::journey::words::CallerName;
use crate::journey::world::World;

#[when(expr = "{moment}CallbackEngine says goodbye to {caller}, who hangs up and keeps the place")]
async fn says_goodbye(world: &mut World, step: &Step, moment: Moment, caller: CallerName) {
    world
        .act(step, moment, async |stage| {
            stage.caller(&caller);
            Ok(())
        })
        .await;
}
