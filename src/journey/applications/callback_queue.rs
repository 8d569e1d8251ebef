//! `CallbackQueue`: plays music to the caller until an agent takes the call.

use crate::ccb::answer::Answer;
use crate::ccb::observation::Request;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::journey::stage::Stage;
use crate::journey::stop::Stop;
use crate::journey::words::CallerName;

/// Takes the caller out of the queue: the call has reached an agent, or has ended.
///
/// # Errors
///
/// Where the target does not answer.
pub async fn leave(stage: &mut Stage, caller: &CallerName) -> Result<Answer, Stop> {
    let callid = stage.caller(caller).callid;
    stage.ask(Request::new(Operation::LeaveQueue).with(Parameter::Callid, &callid)).await
}
