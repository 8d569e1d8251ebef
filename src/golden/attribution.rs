//! Attribution: which clause decides a field, so that a difference can be looked up.

use crate::ccb::clause::ClauseId;

/// Where in a step a field stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// In what the suite sent.
    Request,
    /// In the answer.
    Answer,
    /// On the Diag page.
    Diag,
    /// In the sequence of states.
    States,
    /// In a row of the view `callback`.
    Callback,
    /// In a row of `callbackevent`.
    CallbackEvent,
    /// In a row of `callbackqueue`.
    CallbackQueue,
}

/// Place, operation and field, and the clause that decides them. `*` stands for any; the first line that fits decides.
const DECIDED_BY: &[(Place, &str, &str, &str)] = &[
    (Place::Answer, "*", "error", "CCB-TRN-04"),
    (Place::Answer, "*", "cause", "CCB-TRN-04"),
    (Place::Answer, "*", "parameter", "CCB-TRN-04"),
    (Place::Answer, "EnterQueue", "ewt", "CCB-ENQ-02"),
    (Place::Answer, "SetQueueDefaults", "*", "CCB-SQD-01"),
    (Place::Answer, "Validate", "result", "CCB-VAL-02"),
    (Place::Answer, "Validate", "*", "CCB-VAL-04"),
    (Place::Answer, "AddCallback", "*", "CCB-ADD-01"),
    (Place::Answer, "GetStatus", "ewt", "CCB-GST-01"),
    (Place::Answer, "GetStatus", "startCallback", "CCB-GST-02"),
    (Place::Answer, "GetStatus", "qpos", "CCB-GST-03"),
    (Place::Answer, "GetStatus", "*", "CCB-GST-04"),
    (Place::Answer, "LeaveQueue", "*", "CCB-LVQ-01"),
    (Place::Diag, "*", "remaining_s", "CCB-TIM-02"),
    (Place::Diag, "*", "*", "CCB-DIA-04"),
    (Place::Callback, "*", "dbdatetime", "CCB-ROW-02"),
    (Place::CallbackEvent, "*", "dbdatetime", "CCB-ROW-02"),
    (Place::CallbackQueue, "*", "dbdatetime", "CCB-ROW-02"),
    (Place::Callback, "*", "surrogateid", "CCB-ROW-01"),
    (Place::CallbackEvent, "*", "surrogateid", "CCB-ROW-01"),
    (Place::CallbackQueue, "*", "surrogateid", "CCB-ROW-01"),
    (Place::Callback, "UpdateStatus", "nbrattempts", "CCB-UPD-13"),
    (Place::Callback, "UpdateStatus", "*", "CCB-UPD-05"),
    (Place::Callback, "AddCallback", "*", "CCB-ADD-02"),
    (Place::CallbackEvent, "AddCallback", "*", "CCB-ADD-03"),
    (Place::CallbackEvent, "UpdateStatus", "*", "CCB-UPD-05"),
    (Place::CallbackEvent, "*", "*", "CCB-ROW-03"),
    (Place::CallbackQueue, "EnterQueue", "*", "CCB-ENQ-03"),
    (Place::CallbackQueue, "Validate", "validationstatus", "CCB-VAL-05"),
    (Place::CallbackQueue, "UpdateStatus", "leavedatetime", "CCB-UPD-04"),
    (Place::CallbackQueue, "UpdateStatus", "queuestatus", "CCB-UPD-04"),
    (Place::CallbackQueue, "LeaveQueue", "leavedatetime", "CCB-LVQ-02"),
    (Place::CallbackQueue, "LeaveQueue", "queuestatus", "CCB-LVQ-02"),
    (Place::CallbackQueue, "GetStatus", "*", "CCB-GST-05"),
    (Place::Callback, "GetStatus", "*", "CCB-GST-05"),
];

/// The clause that decides a field, where one alone does. `field` is empty for a row or an answer as a whole.
pub fn clause(place: Place, operation: Option<&str>, field: &str) -> Option<ClauseId> {
    DECIDED_BY
        .iter()
        .find(|(at, of, name, _)| {
            *at == place && (*of == "*" || operation == Some(*of)) && (*name == "*" || *name == field)
        })
        .and_then(|(_, _, _, id)| ClauseId::from_text(id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ccb::operation::Operation;

    #[test]
    fn every_line_names_a_clause_and_an_operation_that_exist() {
        for (_, operation, field, id) in DECIDED_BY {
            assert!(ClauseId::from_text(id).is_some(), "{id} of {field}");
            assert!(*operation == "*" || Operation::from_name(operation).is_some(), "{operation}");
        }
    }
}
