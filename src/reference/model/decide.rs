//! The way from a request to its decision.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::change::{Decision, Step};
use super::request::Request;
use super::state::Model;
use crate::ccb::answer::{Answer, Field, Refused, Value};

/// What an operation comes to: its answer's lines and its steps, or a refusal, which changes nothing (CCB-TRN-05).
pub(super) type Outcome = Result<(Lines, Vec<Step>), Refused>;

/// The lines of an answer.
pub(super) type Lines = BTreeMap<Field, Value>;

impl Model {
    /// Decides a request that passed the checks of form, as of an instant; changes nothing.
    pub fn decide(&self, now: Timestamp, request: &Request) -> Decision {
        let outcome = match request {
            Request::EnterQueue { callid, queue, ewt_s, ani } => {
                self.enter(now, *callid, queue, *ewt_s, ani.as_deref())
            }
            Request::Validate { callid, probe } => Ok(self.validate(now, *callid, probe)),
            Request::SetQueueDefaults { queue, record } => Ok(self.set_queue_defaults(now, queue, record)),
            Request::AddCallback { callid, number, recording, scheduled } => {
                self.add(*callid, number, recording.as_deref(), *scheduled)
            }
            Request::GetStatus { callid } => self.status(*callid),
            Request::UpdateStatus { callid, update } => self.update(now, *callid, *update),
            Request::LeaveQueue { callid } => self.leave(now, *callid),
            // The page is read from the overview; as an answer it has no lines.
            Request::Diag => Ok((Lines::new(), Vec::new())),
        };
        match outcome {
            Ok((lines, steps)) => Decision { answer: Answer::Done(lines), steps },
            Err(refused) => Decision { answer: Answer::Refused(refused), steps: Vec::new() },
        }
    }
}

/// The one line that most operations answer.
pub(super) fn result(result: &str) -> Lines {
    Lines::from([(Field::Result, result.into())])
}
