//! `CallbackEntry`: enters the caller, offers a callback, and registers it.

use crate::ccb::answer::Answer;
use crate::ccb::observation::Request;
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::journey::stage::{CallingNumber, Probe, Stage};
use crate::journey::stop::Stop;
use crate::journey::words::CallerName;

/// Puts a caller in a queue with the wait that the router estimates, seconds.
///
/// # Errors
///
/// Where the target does not answer.
pub async fn enter(stage: &mut Stage, caller: &CallerName, queue: &str, ewt_s: u32) -> Result<Answer, Stop> {
    let queue = stage.names.queue(queue);
    let caller = stage.caller(caller);
    let request = Request::new(Operation::EnterQueue)
        .with(Parameter::Callid, &caller.callid)
        .with(Parameter::Qname, &queue)
        .with(Parameter::Ewt, &ewt_s);
    let request = match &caller.calling_number {
        CallingNumber::Own => request.with(Parameter::Ani, &caller.number),
        CallingNumber::Told(text) => request.with(Parameter::Ani, text),
        CallingNumber::Withheld => request,
    };
    stage.ask(request).await
}

/// Asks whether the caller may be offered a callback, after a probe of the gateway.
///
/// # Errors
///
/// Where the target does not answer.
pub async fn validate(stage: &mut Stage, caller: &CallerName) -> Result<Answer, Stop> {
    let caller = stage.caller(caller);
    let request = Request::new(Operation::Validate).with(Parameter::Callid, &caller.callid);
    let request = match &caller.probe {
        Probe::Answered => request
            .with(Parameter::Probe, "ok")
            .with(Parameter::Gw, &caller.gateway.id)
            .with(Parameter::Loc, &caller.gateway.location)
            .with(Parameter::Trunks, &caller.gateway.trunks),
        Probe::NoResponse => request.with(Parameter::Probe, "noresponse"),
    };
    stage.ask(request).await
}

/// Sets the record of a queue.
///
/// # Errors
///
/// Where the target does not answer.
pub async fn set_record(stage: &mut Stage, queue: &str, settings: &[(Parameter, String)]) -> Result<Answer, Stop> {
    let queue = stage.names.queue(queue);
    let mut request = Request::new(Operation::SetQueueDefaults).with(Parameter::Qname, &queue);
    for (parameter, value) in settings {
        request = request.with(*parameter, value);
    }
    stage.ask(request).await
}

/// Registers a callback for a time of the caller's choice, which the feature does not have (CCB-ADD-05).
///
/// # Errors
///
/// Where the target does not answer.
pub async fn register_scheduled(stage: &mut Stage, caller: &CallerName, schedule: &str) -> Result<Answer, Stop> {
    let caller = stage.caller(caller);
    let request = Request::new(Operation::AddCallback)
        .with(Parameter::Callid, &caller.callid)
        .with(Parameter::Number, &caller.number)
        .with(Parameter::Scheduled, schedule);
    stage.ask(request).await
}

/// Registers the callback to the caller's number, with the recorded name.
///
/// # Errors
///
/// Where the target does not answer.
pub async fn register(stage: &mut Stage, caller: &CallerName) -> Result<Answer, Stop> {
    let caller = stage.caller(caller);
    let request = Request::new(Operation::AddCallback)
        .with(Parameter::Callid, &caller.callid)
        .with(Parameter::Number, &caller.number)
        .with(Parameter::Rec, &caller.recording);
    stage.ask(request).await
}
