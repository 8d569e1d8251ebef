//! `LeaveQueue`, and how any entry departs (SPEC 9).

use jiff::Timestamp;

use super::change::{Change, QueueStatus, Step};
use super::decide::{Outcome, result};
use super::entry::Entry;
use super::note::Note;
use super::state::Model;
use crate::ccb::callid::Callid;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;

impl Model {
    pub(super) fn leave(&self, now: Timestamp, callid: Callid) -> Outcome {
        let entry = self.entry(callid)?;
        // A caller who leaves while the callback is outstanding cancels it (CCB-LVQ-05).
        let mut steps = departure(now, entry, QueueStatus::InQueue, Cause::CallAbandon);
        let mut queue = self.queue_of(entry).clone();
        queue.take(&[callid], now);
        queue.leaves.add(now, self.record(&queue).sample_min);
        steps.push(Change::Queue(queue).into());
        Ok((result("done"), steps))
    }

    /// The entry's queue without it (CCB-LVQ-01).
    pub(super) fn without(&self, entry: &Entry, now: Timestamp) -> Change {
        let mut queue = self.queue_of(entry).clone();
        queue.take(&[entry.call.callid], now);
        Change::Queue(queue)
    }
}

/// What becomes of an entry that goes: its rows, and its callback, which `cause` cancels where it is outstanding.
/// The queue closes up in a change of its own.
pub(super) fn departure(now: Timestamp, entry: &Entry, status: QueueStatus, cause: Cause) -> Vec<Step> {
    let call = entry.call;
    let mut steps: Vec<Step> = vec![Change::Left { call, status, at: now }.into()];
    let outstanding = entry.callback.as_ref().filter(|callback| callback.state.is_outstanding());
    if let Some(callback) = outstanding {
        let (state, attempts) = (EventType::Canceled, callback.attempts);
        steps.push(Change::CallbackState { call, state, cause, attempts }.into());
        steps.push(Change::Event { call, state, cause, at: now }.into());
    }
    steps.push(Note::Removed(call.callid).into());
    steps.push(Change::EntryGone(call).into());
    steps
}

#[cfg(test)]
mod tests {
    use super::super::change::changes;
    use super::super::testing::{World, text};
    use super::*;
    use crate::ccb::refusal::Refusal;

    fn rows(steps: &[Step]) -> Vec<&Change> {
        changes(steps).filter(|change| !matches!(change, Change::Queue(_) | Change::EntryGone(_))).collect()
    }

    /// CCB-LVQ-02 and 03: without a callback, or with a finished one, only `callbackqueue` changes.
    #[test]
    fn ordinary_leave() {
        let mut finished = World::lone_with_callback();
        finished.ask("UpdateStatus callid=1 status=22");
        finished.ask("UpdateStatus callid=1 status=24 reason=27");
        for mut world in [World::lone(), finished] {
            world.pass("499s");
            let (call, at) = (world.model.entry(Callid::from_u128(1)).expect("there").call, world.now);
            let steps = world.steps("LeaveQueue callid=1");
            assert_eq!(rows(&steps), [&Change::Left { call, status: QueueStatus::InQueue, at }]);
        }
    }

    /// CCB-LVQ-05: pending or in progress is canceled, 20 and cause 2.
    #[test]
    fn leave_cancels_an_outstanding_callback() {
        let mut in_progress = World::lone_with_callback();
        in_progress.ask("UpdateStatus callid=1 status=22");
        for (mut world, attempts) in [(World::lone_with_callback(), 0), (in_progress, 1)] {
            let (call, at) = (world.model.entry(Callid::from_u128(1)).expect("there").call, world.now);
            let (state, cause) = (EventType::Canceled, Cause::CallAbandon);
            let steps = world.steps("LeaveQueue callid=1");
            let expected = [
                &Change::Left { call, status: QueueStatus::InQueue, at },
                &Change::CallbackState { call, state, cause, attempts },
                &Change::Event { call, state, cause, at },
            ];
            assert_eq!(rows(&steps), expected);
        }
    }

    /// CCB-LVQ-04, CCB-GST-08.
    #[test]
    fn leaving_twice() {
        let mut world = World::lone();
        assert_eq!(text(&world.ask("LeaveQueue callid=1")), "result=done");
        for method in ["LeaveQueue", "GetStatus"] {
            assert_eq!(world.refusal(&format!("{method} callid=1")), Refusal::NotInQueue);
            assert_eq!(world.refusal(&format!("{method} callid=2")), Refusal::UnknownCallid);
        }
        for request in ["AddCallback callid=1 number=1", "UpdateStatus callid=1 status=22"] {
            assert_eq!(world.refusal(request), Refusal::NotInQueue);
        }
    }
}
