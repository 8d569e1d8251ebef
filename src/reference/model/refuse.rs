//! How the servlet words its refusals (SPEC 2.1). No message repeats what a caller sent.

use crate::ccb::answer::Refused;
use crate::ccb::parameter::Parameter;
use crate::ccb::refusal::Refusal;

/// A required parameter is absent or empty.
pub fn missing(parameter: Parameter) -> Refused {
    Refused {
        error: Refusal::MissingParameter,
        parameter: Some(parameter.name().to_owned()),
        message: format!("`{parameter}` is required, send it with a value"),
    }
}

/// A value is of the wrong form or out of range; `allowed` tells what would do.
pub fn invalid(parameter: Parameter, allowed: &str) -> Refused {
    Refused {
        error: Refusal::InvalidParameter,
        parameter: Some(parameter.name().to_owned()),
        message: format!("`{parameter}` must be {allowed}"),
    }
}

/// Any refusal that is not about one parameter.
pub fn refused(error: Refusal) -> Refused {
    let message = match error {
        Refusal::UnknownMethod => "`method` names no operation of this servlet",
        Refusal::MissingParameter => "a required parameter is missing",
        Refusal::InvalidParameter => "a parameter is invalid",
        Refusal::Unavailable => "the database cannot be reached, try again later",
        Refusal::UnknownCallid => "no call of that `callid` ever entered, send EnterQueue first",
        Refusal::NotInQueue => "the call of that `callid` has left its queue",
        Refusal::NoCallback => "the call has no callback, send AddCallback first",
        Refusal::DuplicateRecord => "the call is in a queue or has a callback already",
        Refusal::IllegalTransition => "the callback cannot go there from its present state",
    };
    Refused { error, parameter: None, message: message.to_owned() }
}
