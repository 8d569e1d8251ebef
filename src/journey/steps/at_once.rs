//! Many requests at once, whose outcome must be that of some order (CCB-TRN-08).
//!
//! Which order that is differs from run to run; so callers are named by the order of their rows, and like requests are told by the
//! order of their answers.

use cucumber::gherkin::Step;
use cucumber::{then, when};

use crate::ccb::answer::{Answer, Field, Value};
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::observation::Request;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::journey::moment::Moment;
use crate::journey::stage::meet;
use crate::journey::words::CallerName;
use crate::journey::world::{Stopped, World};

#[when(expr = "{moment}{int} callers are put in queue {word} at once, with an estimated wait of {int} seconds")]
async fn callers_enter(
    world: &mut World,
    step: &Step,
    moment: Moment,
    count: usize,
    queue: String,
    ewt_s: u32,
) -> Result<(), Stopped> {
    world
        .act(step, moment, async |stage| {
            let queue = stage.names.queue(&queue);
            stage
                .ask_for_many(count, |callid| {
                    Request::new(Operation::EnterQueue)
                        .with(Parameter::Callid, &callid)
                        .with(Parameter::Qname, &queue)
                        .with(Parameter::Ewt, &ewt_s)
                })
                .await
        })
        .await
}

#[when(expr = "{moment}all {int} callers hang up at once")]
async fn callers_hang_up(world: &mut World, step: &Step, moment: Moment, count: usize) -> Result<(), Stopped> {
    world
        .act(step, moment, async |stage| {
            let leave = |callid| Request::new(Operation::LeaveQueue).with(Parameter::Callid, &callid);
            let requests = stage.calls().iter().copied().take(count).map(leave).collect();
            stage.ask_at_once(requests).await
        })
        .await
}

#[when(expr = "{moment}CallbackWait calls {caller} back {int} times at once")]
async fn begins_often(
    world: &mut World,
    step: &Step,
    moment: Moment,
    caller: CallerName,
    count: usize,
) -> Result<(), Stopped> {
    world
        .act(step, moment, async |stage| {
            let callid = stage.caller(&caller).callid;
            let request = Request::new(Operation::UpdateStatus)
                .with(Parameter::Callid, &callid)
                .with(Parameter::Status, &EventType::InProgress.id())
                .with(Parameter::Reason, &Cause::None.id());
            stage.ask_at_once(vec![request; count]).await
        })
        .await
}

#[when(expr = "{moment}CallbackEntry registers {caller}'s callback {int} times at once")]
async fn registers_often(
    world: &mut World,
    step: &Step,
    moment: Moment,
    caller: CallerName,
    count: usize,
) -> Result<(), Stopped> {
    world
        .act(step, moment, async |stage| {
            let caller = stage.caller(&caller);
            let request = Request::new(Operation::AddCallback)
                .with(Parameter::Callid, &caller.callid)
                .with(Parameter::Number, &caller.number);
            stage.ask_at_once(vec![request; count]).await
        })
        .await
}

#[then(expr = "the places of the {int} callers are all different, without a gap")]
async fn places_differ(world: &mut World, count: i64) -> Result<(), Stopped> {
    world
        .play(async |stage| {
            let mut places = Vec::new();
            for callid in stage.calls().to_vec() {
                let request = Request::new(Operation::GetStatus).with(Parameter::Callid, &callid);
                match stage.target().ask(&request).await? {
                    Answer::Done(fields) => match fields.get(&Field::Qpos) {
                        Some(Value::Integer(place)) => places.push(*place),
                        _ => places.push(-1),
                    },
                    Answer::Refused(_) => places.push(-1),
                }
            }
            places.sort_unstable();
            let expected: Vec<i64> = (0..count).collect();
            meet("answer.qpos", &format!("{expected:?}"), &format!("{places:?}"), "CCB-ENQ-04")
        })
        .await
}

#[then(expr = "no place is left")]
async fn no_place_left(world: &mut World) -> Result<(), Stopped> {
    world
        .play(async |stage| {
            let mut left = 0;
            for callid in stage.calls().to_vec() {
                let request = Request::new(Operation::GetStatus).with(Parameter::Callid, &callid);
                left += usize::from(matches!(stage.target().ask(&request).await?, Answer::Done(_)));
            }
            meet("entries", &0, &left, "CCB-LVQ-01")
        })
        .await
}
