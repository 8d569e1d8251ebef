//! What a mutant sees when it bends a decision.

use jiff::Timestamp;

use super::edit::each;
use crate::ccb::callid::Callid;
use crate::ccb::operation::Operation;
use crate::reference::model::change::{Change, Decision};
use crate::reference::model::entry::{Callback, Entry};
use crate::reference::model::queue_record::QueueRecord;
use crate::reference::model::request::Request;
use crate::reference::model::state::{CurrentCallback, Model};

/// A request that was decided, and what it was decided from.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// The model before it.
    pub model: &'a Model,
    /// When it came.
    pub now: Timestamp,
    /// The request.
    pub request: &'a Request,
}

impl Scene<'_> {
    /// Whether it is a request of that operation.
    pub const fn is(&self, operation: Operation) -> bool {
        let own = match self.request {
            Request::EnterQueue { .. } => Operation::EnterQueue,
            Request::Validate { .. } => Operation::Validate,
            Request::SetQueueDefaults { .. } => Operation::SetQueueDefaults,
            Request::AddCallback { .. } => Operation::AddCallback,
            Request::GetStatus { .. } => Operation::GetStatus,
            Request::UpdateStatus { .. } => Operation::UpdateStatus,
            Request::LeaveQueue { .. } => Operation::LeaveQueue,
            Request::Diag => Operation::Diag,
        };
        own as u8 == operation as u8
    }

    /// The callid that it names.
    pub const fn callid(&self) -> Option<Callid> {
        match self.request {
            Request::EnterQueue { callid, .. }
            | Request::Validate { callid, .. }
            | Request::AddCallback { callid, .. }
            | Request::GetStatus { callid }
            | Request::UpdateStatus { callid, .. }
            | Request::LeaveQueue { callid } => Some(*callid),
            Request::SetQueueDefaults { .. } | Request::Diag => None,
        }
    }

    /// The entry of that callid before the request.
    pub fn entry(&self) -> Option<&Entry> {
        self.callid().and_then(|callid| self.model.entry(callid).ok())
    }

    /// What is decided where the model, the instant and the request are others. Queues that are stored keep their records.
    pub fn again(&self, bend: impl FnOnce(&mut Model, &mut Timestamp, &mut Request)) -> Decision {
        let (mut model, mut now, mut request) = (self.model.clone(), self.now, self.request.clone());
        bend(&mut model, &mut now, &mut request);
        let mut decision = model.decide(now, &request);
        each(&mut decision.steps, |change| {
            if let Change::Queue(queue) = change
                && let Some(own) = self.model.queues.get(&queue.name)
            {
                queue.record.clone_from(&own.record);
            }
        });
        decision
    }

    /// What is decided where every queue's record is another.
    pub fn with_records(&self, bend: impl Fn(&mut QueueRecord)) -> Decision {
        self.again(|model, _, _| {
            let records = model.queues.values_mut().filter_map(|queue| queue.record.as_mut());
            records.for_each(|set| bend(&mut set.record));
        })
    }

    /// What is decided where every callback of an entry is another.
    pub fn with_callbacks(&self, bend: impl Fn(&mut Callback)) -> Decision {
        self.again(|model, _, _| {
            let callbacks = model.entries.values_mut().filter_map(|entry| entry.callback.as_mut());
            callbacks.for_each(bend);
        })
    }

    /// What is decided where other callbacks count against their gateways and numbers.
    pub fn with_current(&self, counts: impl Fn(&CurrentCallback) -> bool) -> Decision {
        self.again(|model, _, _| model.current.retain(|_, row| counts(row)))
    }
}
