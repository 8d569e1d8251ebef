//! Refusals: the codes by which a request is turned down (SPEC 2.1).

use super::cause::Cause;
use super::named::named_enum;

named_enum! {
    /// The `error` of a refused request, in the order in which they are given where several apply.
    Refusal:
    /// `method` is missing or not one of the eight.
    UnknownMethod = "unknown_method",
    /// A required parameter is absent or empty.
    MissingParameter = "missing_parameter",
    /// A value is of the wrong form or out of range.
    InvalidParameter = "invalid_parameter",
    /// The database cannot be reached.
    Unavailable = "unavailable",
    /// The callid was never seen.
    UnknownCallid = "unknown_callid",
    /// The call was seen, but has left the queue or was cleared.
    NotInQueue = "not_in_queue",
    /// `UpdateStatus` for an entry that has no callback.
    NoCallback = "no_callback",
    /// The call is in a queue already, or has a callback already.
    DuplicateRecord = "duplicate_record",
    /// `UpdateStatus` to a state that section 7 does not allow from the present one.
    IllegalTransition = "illegal_transition",
}

impl Refusal {
    /// The HTTP status that goes with it (SPEC 2.1).
    pub const fn status(self) -> u16 {
        match self {
            Self::UnknownMethod | Self::MissingParameter | Self::InvalidParameter => 400,
            Self::UnknownCallid => 404,
            Self::NotInQueue | Self::NoCallback | Self::DuplicateRecord | Self::IllegalTransition => 409,
            Self::Unavailable => 503,
        }
    }

    /// The cause that its line `cause=ID` tells (SPEC 2.1).
    pub const fn cause(self) -> Cause {
        match self {
            Self::UnknownMethod | Self::IllegalTransition => Cause::Semantic,
            Self::MissingParameter => Cause::VariableData,
            Self::InvalidParameter => Cause::DataRange,
            Self::Unavailable => Cause::CvpSystemUnavailable,
            Self::UnknownCallid => Cause::UnknownCallguid,
            Self::NotInQueue => Cause::NotInQueue,
            Self::NoCallback => Cause::NoEntry,
            Self::DuplicateRecord => Cause::DuplicateRecord,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::clause::SPECIFICATION;

    #[test]
    fn code_status_and_cause_are_those_of_the_table() {
        for refusal in Refusal::ALL {
            let row = format!("| `{refusal}` | {} | {} |", refusal.status(), refusal.cause().id());
            assert!(SPECIFICATION.contains(&row), "SPEC 2.1 has no row {row}");
        }
    }
}
