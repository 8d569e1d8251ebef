//! Many requests at once, whose outcome must be that of some order (CCB-TRN-08).
//!
//! Which order that is differs from run to run; so callers are named by the order of their rows, and like requests are told by the
//! order of their answers.

use cucumber::gherkin::Step;
use cucumber::{given, then, when};
use futures::future::try_join_all;

use crate::ccb::answer::{Answer, Field, Value};
use crate::ccb::callid::Callid;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::observation::{Cell, Request};
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::ccb::validation::Validation;
use crate::ccb::variant::stored_validation;
use crate::journey::moment::Moment;
use crate::journey::stage::meet;
use crate::journey::stop::Stop;
use crate::journey::words::CallerName;
use crate::journey::world::World;
use crate::target::rows::Own;

/// What a row holds after `preemptive`, and after a full gateway (CCB-VAL-05).
const PASSED: u16 = Validation::PASSED.stored();
const GATEWAY_FULL: u16 = Validation::PASSED.union(Validation::EXCEED_CAPACITY_GW).stored();

#[when(expr = "{moment}{int} callers are put in queue {word} at once, with an estimated wait of {int} seconds")]
async fn callers_enter(world: &mut World, step: &Step, moment: Moment, count: usize, queue: String, ewt_s: u32) {
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
        .await;
}

#[when(expr = "{moment}all {int} callers hang up at once")]
async fn callers_hang_up(world: &mut World, step: &Step, moment: Moment, count: usize) {
    world
        .act(step, moment, async |stage| {
            let leave = |callid| Request::new(Operation::LeaveQueue).with(Parameter::Callid, &callid);
            let requests = stage.calls().iter().copied().take(count).map(leave).collect();
            stage.ask_at_once(requests).await
        })
        .await;
}

#[when(expr = "{moment}CallbackWait calls {caller} back {int} times at once")]
async fn begins_often(world: &mut World, step: &Step, moment: Moment, caller: CallerName, count: usize) {
    world
        .act(step, moment, async |stage| {
            let callid = stage.caller(&caller).callid;
            let request = Request::new(Operation::UpdateStatus)
                .with(Parameter::Callid, &callid)
                .with(Parameter::Status, &EventType::InProgress.id())
                .with(Parameter::Reason, &Cause::None.id());
            stage.ask_at_once(vec![request; count]).await
        })
        .await;
}

#[when(expr = "{moment}CallbackEntry registers {caller}'s callback {int} times at once")]
async fn registers_often(world: &mut World, step: &Step, moment: Moment, caller: CallerName, count: usize) {
    world
        .act(step, moment, async |stage| {
            let caller = stage.caller(&caller);
            let request = Request::new(Operation::AddCallback)
                .with(Parameter::Callid, &caller.callid)
                .with(Parameter::Number, &caller.number);
            stage.ask_at_once(vec![request; count]).await
        })
        .await;
}

#[given(
    expr = "{int} others entered queue {word}, and ask for {caller}'s gateway at once while {caller}'s callback is registered"
)]
async fn others_ask(world: &mut World, count: usize, queue: String, caller: CallerName, registering: CallerName) {
    world
        .play(async |stage| {
            if registering != caller {
                return Err(Stop::Script("the gateway and the callback are those of one caller".to_owned()));
            }
            let queue = stage.names.queue(&queue);
            let caller = stage.caller(&caller).clone();
            let others: Vec<Callid> = std::iter::repeat_with(|| stage.names.unnamed_call()).take(count).collect();
            for callid in &others {
                let request = Request::new(Operation::EnterQueue)
                    .with(Parameter::Callid, callid)
                    .with(Parameter::Qname, &queue)
                    .with(Parameter::Ewt, "640")
                    .with(Parameter::Ani, "1");
                stage.target().ask(&request).await?;
            }
            let ask = |callid: &Callid| {
                Request::new(Operation::Validate)
                    .with(Parameter::Callid, callid)
                    .with(Parameter::Gw, &caller.gateway.id)
                    .with(Parameter::Loc, &caller.gateway.location)
                    .with(Parameter::Trunks, &caller.gateway.trunks)
            };
            let register = Request::new(Operation::AddCallback)
                .with(Parameter::Callid, &caller.callid)
                .with(Parameter::Number, &caller.number);
            // The registration goes in the midst of the questions.
            let (first, second) = others.split_at(count / 2);
            let requests: Vec<Request> =
                first.iter().map(ask).chain(std::iter::once(register)).chain(second.iter().map(ask)).collect();
            let mut answers = try_join_all(requests.iter().map(|request| stage.target().ask(request))).await?;
            answers.remove(first.len());
            stage.others = others.into_iter().zip(answers).collect();
            Ok(())
        })
        .await;
}

#[then(expr = "each of the others was told what is stored")]
async fn others_were_told(world: &mut World) {
    world
        .play(async |stage| {
            let calls: Vec<Callid> = stage.others.iter().map(|(callid, _)| *callid).collect();
            let rows = stage.target().observe(&Own::calls(&calls)).await?;
            for (callid, answer) in &stage.others {
                let told = match answer {
                    Answer::Done(fields) => fields.get(&Field::Result).map(ToString::to_string).unwrap_or_default(),
                    Answer::Refused(refused) => refused.error.to_string(),
                };
                let row =
                    rows.callbackqueue.iter().find(|row| row.get("callguid") == Some(&Cell::Text(callid.to_string())));
                let stored = match row.and_then(|row| row.get("validationstatus")) {
                    Some(Cell::Integer(status)) => *status,
                    _ => -1,
                };
                let expected = if told == "preemptive" { PASSED } else { GATEWAY_FULL };
                let expected = stored_validation(expected.into(), stage.target().variants());
                meet(&format!("callbackqueue.validationstatus after `{told}`"), &expected, &stored, "CCB-VAL-05")?;
            }
            Ok(())
        })
        .await;
}

#[then(expr = "the places of the {int} callers are all different, without a gap")]
async fn places_differ(world: &mut World, count: i64) {
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
        .await;
}

#[then(expr = "no place is left")]
async fn no_place_left(world: &mut World) {
    world
        .play(async |stage| {
            let mut left = 0;
            for callid in stage.calls().to_vec() {
                let request = Request::new(Operation::GetStatus).with(Parameter::Callid, &callid);
                left += usize::from(matches!(stage.target().ask(&request).await?, Answer::Done(_)));
            }
            meet("entries", &0, &left, "CCB-LVQ-01")
        })
        .await;
}
