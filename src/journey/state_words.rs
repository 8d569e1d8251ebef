//! The states of a callback, in the words of a feature.

use std::str::FromStr;

use cucumber::Parameter;

use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;

/// A state and its cause: `pending`, `in progress`, `complete, connected`, `canceled, caller canceled`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "state", regex = r"(?:pending|in progress|complete|canceled)(?:, [a-z ]+)?")]
pub struct StateWords {
    /// The state.
    pub event_type: EventType,
    /// Its cause, `None` where the words tell none.
    pub cause: Cause,
}

impl FromStr for StateWords {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (state, cause) = text.split_once(", ").map_or((text, None), |(state, cause)| (state, Some(cause)));
        let event_type = match state {
            "pending" => EventType::Pending,
            "in progress" => EventType::InProgress,
            "complete" => EventType::Complete,
            "canceled" => EventType::Canceled,
            other => return Err(format!("`{other}` is no state of a callback")),
        };
        let cause = match cause {
            None => Cause::None,
            Some(words) => cause_of(words)?,
        };
        Ok(Self { event_type, cause })
    }
}

/// What `CallbackWait` reports of an attempt that failed, and the cause that it tells the servlet (SPEC 7).
const FAILURES: &[(&str, Cause)] = &[
    ("is busy", Cause::Busy),
    ("does not answer", Cause::NoAnswer),
    ("cannot be reached, all trunks being busy", Cause::TrunksBusy),
    ("cannot be reached after an error", Cause::Error),
    ("does not respond", Cause::NoResponse),
    ("has an invalid number", Cause::InvalidNumber),
    ("cancels the callback", Cause::CallerCanceled),
];

/// How an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(
    name = "failure",
    regex = "is busy|does not answer|cannot be reached, all trunks being busy|cannot be reached after an error|\
             does not respond|has an invalid number|cancels the callback"
)]
pub struct Failure(pub Cause);

impl FromStr for Failure {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let known = FAILURES.iter().find(|(words, _)| *words == text);
        known.map(|(_, cause)| Self(*cause)).ok_or_else(|| format!("no attempt fails so: `{text}`"))
    }
}

/// The cause of a callback that `causeref` calls `words`, whatever the case. Where two have a name, the lower id is meant.
///
/// # Errors
///
/// Where no cause has that name.
pub fn cause_of(words: &str) -> Result<Cause, String> {
    Cause::ALL
        .iter()
        .copied()
        .find(|cause| cause.name().eq_ignore_ascii_case(words))
        .ok_or_else(|| format!("`{words}` is no cause"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read() {
        let read = |text: &str| text.parse::<StateWords>().map(|words| (words.event_type, words.cause));
        assert_eq!(read("in progress"), Ok((EventType::InProgress, Cause::None)));
        assert_eq!(read("complete, connected"), Ok((EventType::Complete, Cause::Connected)));
        assert_eq!(read("canceled, busy"), Ok((EventType::Canceled, Cause::Busy)));
        assert!(read("complete, somehow").is_err());
    }
}
