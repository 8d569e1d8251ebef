//! `CallbackWait`: waits until it is the caller's turn, calls back, and tells how that went.

use jiff::SignedDuration;

use crate::ccb::answer::{Answer, Field, Value};
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::observation::Request;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::journey::moment::Moment;
use crate::journey::stage::{Stage, meet};
use crate::journey::stop::Stop;
use crate::journey::words::CallerName;

/// The short wait between two questions.
const SHORT_WAIT: SignedDuration = SignedDuration::from_secs(15);

/// How often it tries after a failed `GetStatus` (SPEC 16).
const MOST_TRIES: usize = 6;

/// More questions than any journey's wait takes: a servlet that never says yes must not hold the suite.
const MOST_QUESTIONS: usize = 240;

/// Asks how long the caller still waits.
///
/// # Errors
///
/// Where the target does not answer.
pub async fn ask_status(stage: &mut Stage, caller: &CallerName) -> Result<Answer, Stop> {
    let callid = stage.caller(caller).callid;
    stage.ask(Request::new(Operation::GetStatus).with(Parameter::Callid, &callid)).await
}

/// Asks while the servlet is down, as often as told in vain, and once more when it is up again.
///
/// # Errors
///
/// Where the suite cannot stop the target, or it does not answer once it is up.
pub async fn ask_while_down(stage: &mut Stage, caller: &CallerName, in_vain: usize) -> Result<Answer, Stop> {
    if in_vain >= MOST_TRIES {
        return Err(Stop::Script(format!("CallbackWait tries {MOST_TRIES} times and then gives up")));
    }
    let callid = stage.caller(caller).callid;
    let request = Request::new(Operation::GetStatus).with(Parameter::Callid, &callid);
    stage.try_in_vain(&request, in_vain).await?;
    stage.ask(request).await
}

/// Asks again and again, a short wait apart, until it is the caller's turn.
///
/// # Errors
///
/// Where the target does not answer, refuses, or never says that it is.
pub async fn wait_for_turn(stage: &mut Stage, caller: &CallerName) -> Result<(), Stop> {
    for _ in 0..MOST_QUESTIONS {
        let answer = ask_status(stage, caller).await?;
        match &answer {
            Answer::Done(fields) if fields.get(&Field::StartCallback) == Some(&Value::Boolean(true)) => return Ok(()),
            Answer::Done(_) => stage.at(Moment::Later(SHORT_WAIT)).await?,
            // What was refused stands in the observation, where the golden tells it.
            Answer::Refused(_) => return Ok(()),
        }
    }
    meet("answer.startCallback", &true, &format!("false, {MOST_QUESTIONS} times"), "CCB-GST-02")
}

/// Tells the servlet to what state the callback goes.
///
/// # Errors
///
/// Where the target does not answer.
pub async fn update(stage: &mut Stage, caller: &CallerName, status: EventType, reason: Cause) -> Result<Answer, Stop> {
    let callid = stage.caller(caller).callid;
    let request = Request::new(Operation::UpdateStatus)
        .with(Parameter::Callid, &callid)
        .with(Parameter::Status, &status.id())
        .with(Parameter::Reason, &reason.id());
    stage.ask(request).await
}
