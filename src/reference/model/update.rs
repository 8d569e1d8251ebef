//! `UpdateStatus`: the callback goes to another state (SPEC 7).

use jiff::Timestamp;

use super::attempts::Failure;
use super::change::{Change, QueueStatus, Step};
use super::decide::{Outcome, result};
use super::entry::{Callback, CallbackState, Entry, Retry};
use super::leave::departure;
use super::note::Note;
use super::parameters::{MAX_NUMBER, Parameters, digits};
use super::refuse::{invalid, missing, refused};
use super::state::Model;
use crate::ccb::answer::Refused;
use crate::ccb::callid::Callid;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::parameter::Parameter;
use crate::ccb::refusal::Refusal;

/// A status and its reason, as far as they go together: the rows of section 7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Update {
    /// 21, 0.
    Pending,
    /// 22, 0.
    InProgress,
    /// 24, 27.
    Connected,
    /// 24 and one of 5, 6, 12, 18 and 25.
    Failed(Failure),
    /// 24, 26.
    InvalidNumber,
    /// 24, 28.
    CallerCanceled,
    /// 27, 0.
    Dropped,
    /// 28, 0.
    Added,
}

impl Update {
    /// Reads `status` and `reason`.
    ///
    /// # Errors
    /// `missing_parameter` without `status`; `invalid_parameter` where one of them is none, or they do not go together
    /// (CCB-UPD-12).
    pub fn parse(parameters: &Parameters) -> Result<Self, Refused> {
        let status = parameters
            .parsed(Parameter::Status, "21, 22, 24, 27 or 28", |text| {
                let id = digits(text)?;
                [21, 22, 24, 27, 28].contains(&id).then_some(id)
            })?
            .ok_or_else(|| missing(Parameter::Status))?;
        let reason = parameters.number(Parameter::Reason, 0..=MAX_NUMBER)?.unwrap_or(0);
        let cause = i32::try_from(reason).ok().and_then(Cause::from_id);
        let cause = cause.ok_or_else(|| invalid(Parameter::Reason, "the id of a cause"))?;
        let update = match (status, cause) {
            (21, Cause::None) => Some(Self::Pending),
            (22, Cause::None) => Some(Self::InProgress),
            (27, Cause::None) => Some(Self::Dropped),
            (28, Cause::None) => Some(Self::Added),
            (24, Cause::Connected) => Some(Self::Connected),
            (24, Cause::InvalidNumber) => Some(Self::InvalidNumber),
            (24, Cause::CallerCanceled) => Some(Self::CallerCanceled),
            (24, cause) => Failure::from_cause(cause).map(Self::Failed),
            _ => None,
        };
        update.ok_or_else(|| invalid(Parameter::Reason, "a reason that goes with the status"))
    }

    /// The status and the reason as a request carries them.
    pub const fn ids(self) -> (EventType, Cause) {
        match self {
            Self::Pending => (EventType::Pending, Cause::None),
            Self::InProgress => (EventType::InProgress, Cause::None),
            Self::Connected => (EventType::Complete, Cause::Connected),
            Self::Failed(failure) => (EventType::Complete, failure.cause()),
            Self::InvalidNumber => (EventType::Complete, Cause::InvalidNumber),
            Self::CallerCanceled => (EventType::Complete, Cause::CallerCanceled),
            Self::Dropped => (EventType::DroppedFromQueue, Cause::None),
            Self::Added => (EventType::AddedToQueue, Cause::None),
        }
    }

    /// Whether section 7 allows it from there.
    const fn is_allowed_from(self, state: CallbackState) -> bool {
        match self {
            Self::InProgress => matches!(state, CallbackState::Pending),
            Self::Pending | Self::Connected | Self::Failed(_) | Self::InvalidNumber => {
                matches!(state, CallbackState::InProgress)
            }
            Self::CallerCanceled => state.is_outstanding(),
            Self::Dropped | Self::Added => matches!(state, CallbackState::Complete),
        }
    }
}

/// Where an update leads.
enum Next {
    /// The callback goes on, changed, with a cause.
    Goes(Callback, Cause),
    /// It is canceled.
    Canceled(Cause),
    /// Nothing is stored, and the log says so.
    Stays(Note),
}

impl Model {
    pub(super) fn update(&self, now: Timestamp, callid: Callid, update: Update) -> Outcome {
        let entry = self.entry(callid)?;
        let callback = entry.callback.clone().ok_or_else(|| refused(Refusal::NoCallback))?;
        if !update.is_allowed_from(callback.state) {
            return Err(refused(Refusal::IllegalTransition)); // CCB-UPD-11
        }
        let (word, next) = self.next(now, entry, callback, update);
        let mut steps: Vec<Step> = vec![Note::Updated { callid, result: word }.into()];
        match next {
            Next::Stays(note) => steps.push(note.into()),
            Next::Goes(callback, cause) => {
                let (call, state, attempts) = (entry.call, callback.state.event_type(), callback.attempts);
                if update != Update::Pending {
                    // 22 and 24 do, each time (CCB-UPD-04).
                    steps.push(Change::Left { call, status: QueueStatus::InQueue, at: now }.into());
                }
                steps.push(Change::CallbackState { call, state, cause, attempts }.into());
                steps.push(Change::Event { call, state, cause, at: now }.into());
                steps.push(Change::Entry(Entry { callback: Some(callback), ..entry.clone() }).into());
            }
            Next::Canceled(cause) => {
                // The call must never reach an agent (CCB-UPD-10).
                steps.extend(departure(now, entry, QueueStatus::InQueue, cause));
                steps.push(self.without(entry, now).into());
            }
        }
        Ok((result(word), steps))
    }

    fn next(&self, now: Timestamp, entry: &Entry, callback: Callback, update: Update) -> (&'static str, Next) {
        let callid = entry.call.callid;
        match update {
            Update::Pending => {
                ("done", Next::Goes(Callback { state: CallbackState::Pending, ..callback }, Cause::None))
            }
            Update::InProgress => {
                let (state, attempts) = (CallbackState::InProgress, callback.attempts + 1);
                // It ends a retry interval that runs (CCB-UPD-15).
                ("done", Next::Goes(Callback { state, attempts, retry: None, ..callback }, Cause::None))
            }
            Update::Connected => {
                ("success", Next::Goes(Callback { state: CallbackState::Complete, ..callback }, Cause::Connected))
            }
            Update::Failed(failure) => {
                let grant = self.record(self.queue_of(entry)).grants.of(failure);
                let mut callback = callback;
                if callback.failed.count(failure, grant) {
                    return ("cancel", Next::Canceled(failure.cause()));
                }
                let (state, retry) = (CallbackState::Pending, Retry::begin(now, grant.interval_s));
                ("retry", Next::Goes(Callback { state, retry, ..callback }, failure.cause()))
            }
            Update::InvalidNumber => ("cancel", Next::Canceled(Cause::InvalidNumber)),
            Update::CallerCanceled => ("cancel", Next::Canceled(Cause::CallerCanceled)),
            Update::Dropped => ("retry", Next::Stays(Note::Dropped(callid))),
            Update::Added => ("retry", Next::Stays(Note::Added(callid))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::change::changes;
    use super::super::testing::{World, text};
    use super::*;
    use crate::ccb::answer::Field;

    /// What a request stores: whether it sets `LeaveDateTime`, the row's state, cause and attempts, the event.
    fn stored(world: &mut World, request: &str) -> String {
        let steps = world.steps(request);
        let mut told = Vec::new();
        for change in changes(&steps) {
            match change {
                Change::Left { at, status, .. } => {
                    assert_eq!((*at, status.id()), (world.now, 0), "CCB-UPD-04");
                    told.push("left".to_owned());
                }
                Change::CallbackState { state, cause, attempts, .. } => {
                    told.push(format!("row {} {} {attempts}", state.id(), cause.id()));
                }
                Change::Event { state, cause, at, .. } => {
                    assert_eq!(*at, world.now, "CCB-UPD-05");
                    told.push(format!("event {} {}", state.id(), cause.id()));
                }
                Change::EntryGone(_) => told.push("gone".to_owned()),
                Change::Entry(_) | Change::Queue(_) => {}
                other => panic!("`{request}` stores {other:?}"),
            }
        }
        told.join(", ")
    }

    fn in_state(state: u8) -> World {
        let mut world = World::lone_with_callback();
        if state >= 22 {
            world.ask("UpdateStatus callid=1 status=22");
        }
        if state >= 24 {
            world.ask("UpdateStatus callid=1 status=24 reason=27");
        }
        world.pass("2s");
        world
    }

    /// The table of section 7 (CCB-UPD-01 to 07, 09, 10 and 13), row by row.
    #[test]
    fn allowed_transitions() {
        let cases = [
            (22, "status=21 reason=0", "done", "row 21 0 1, event 21 0"),
            (21, "status=22", "done", "left, row 22 0 1, event 22 0"),
            (22, "status=24 reason=27", "success", "left, row 24 27 1, event 24 27"),
            (22, "status=24 reason=5", "retry", "left, row 21 5 1, event 21 5"),
            (22, "status=24 reason=6", "retry", "left, row 21 6 1, event 21 6"),
            (22, "status=24 reason=12", "retry", "left, row 21 12 1, event 21 12"),
            (22, "status=24 reason=18", "retry", "left, row 21 18 1, event 21 18"),
            (22, "status=24 reason=25", "retry", "left, row 21 25 1, event 21 25"),
            (22, "status=24 reason=26", "cancel", "left, row 20 26 1, event 20 26, gone"),
            (22, "status=24 reason=28", "cancel", "left, row 20 28 1, event 20 28, gone"),
            (21, "status=24 reason=28", "cancel", "left, row 20 28 0, event 20 28, gone"),
            (24, "status=27 reason=0", "retry", ""),
            (24, "status=28", "retry", ""),
        ];
        for (from, request, result, rows) in cases {
            let request = format!("UpdateStatus callid=1 {request}");
            assert_eq!(text(&in_state(from).ask(&request)), format!("result={result}"), "from {from}: {request}");
            assert_eq!(stored(&mut in_state(from), &request), rows, "from {from}: {request}");
        }
    }

    /// CCB-UPD-11: whatever the table does not allow.
    #[test]
    fn illegal_transitions() {
        let allowed = |from, status, reason| match (status, reason) {
            (22, _) => from == 21,
            (24, 28) => from < 24,
            (21 | 24, _) => from == 22,
            _ => from == 24,
        };
        for from in [21, 22, 24] {
            for (status, reason) in [(21, 0), (22, 0), (24, 27), (24, 5), (24, 26), (24, 28), (27, 0), (28, 0)] {
                let request = format!("UpdateStatus callid=1 status={status} reason={reason}");
                if !allowed(from, status, reason) {
                    assert_eq!(in_state(from).refusal(&request), Refusal::IllegalTransition, "from {from}: {request}");
                }
            }
        }
    }

    /// CCB-UPD-12, also for an unknown callid (SPEC 2.1).
    #[test]
    fn statuses_and_reasons_that_do_not_go() {
        for pair in [
            "status=20",
            "status=23",
            "status=x",
            "status=-22",
            "status=21 reason=27",
            "status=22 reason=5",
            "status=24",
            "status=24 reason=0",
            "status=24 reason=1",
            "status=24 reason=1029",
            "status=24 reason=1024",
            "status=27 reason=27",
            "status=28 reason=1",
            "status=24 reason=x",
            "status=24 reason=9999999999",
        ] {
            for callid in ["1", "2"] {
                let request = format!("UpdateStatus callid={callid} {pair}");
                assert_eq!(in_state(22).refusal(&request), Refusal::InvalidParameter, "{request}");
            }
        }
    }

    /// SPEC 2.1: unknown, gone, without callback, in that order.
    #[test]
    fn whose_callback() {
        let mut world = World::lone();
        let (update, other) = ("UpdateStatus callid=1 status=22", "UpdateStatus callid=2 status=22");
        assert_eq!(world.refusal(update), Refusal::NoCallback);
        assert_eq!(world.refusal(other), Refusal::UnknownCallid);
        world.ask("LeaveQueue callid=1");
        assert_eq!(world.refusal(update), Refusal::NotInQueue);
    }

    fn attempt(world: &mut World, reason: u8) -> String {
        world.ask("UpdateStatus callid=1 status=22");
        text(&world.ask(&format!("UpdateStatus callid=1 status=24 reason={reason}")))
    }

    /// CCB-UPD-07, 10 and 13: the fourth busy of four.
    #[test]
    fn attempts_are_used_up() {
        let mut world = World::lone_with_callback();
        for _ in 0..3 {
            assert_eq!(attempt(&mut world, 5), "result=retry");
        }
        world.ask("UpdateStatus callid=1 status=22");
        let last = stored(&mut world, "UpdateStatus callid=1 status=24 reason=5");
        assert_eq!(last, "left, row 20 5 4, event 20 5, gone");
        assert_eq!(world.refusal("GetStatus callid=1"), Refusal::NotInQueue);
    }

    /// CCB-UPD-08: busy, busy, no answer, busy leaves one busy of four. SPEC 4: three for no response.
    #[test]
    fn attempts_are_counted_by_reason() {
        let mut world = World::lone_with_callback();
        for reason in [5, 5, 6, 5] {
            assert_eq!(attempt(&mut world, reason), "result=retry");
        }
        assert_eq!(attempt(&mut world, 5), "result=cancel");
        let mut world = World::lone_with_callback();
        assert_eq!(
            [25, 25, 25].map(|reason| attempt(&mut world, reason)),
            ["result=retry", "result=retry", "result=cancel"]
        );
    }

    /// CCB-UPD-16.
    #[test]
    fn no_second_attempt() {
        for attempts in [0, 1] {
            let mut world = World::lone_with_callback();
            world.ask(&format!("SetQueueDefaults qname=billing cli=1 maxerror={attempts};300"));
            assert_eq!(attempt(&mut world, 18), "result=cancel", "{attempts}");
        }
    }

    /// CCB-UPD-14 and CCB-TIM-09: dropped and added, the call keeps its place and R goes on falling.
    #[test]
    fn dropped_and_added_keeps_the_place() {
        let mut world = in_state(24);
        world.ask("EnterQueue callid=2 qname=billing ewt=180");
        let before = world.remaining_s(2);
        for status in [27, 28, 27] {
            world.ask(&format!("UpdateStatus callid=1 status={status}"));
            assert_eq!((world.integer(1, Field::Qpos), world.integer(2, Field::Qpos)), (0, 1));
        }
        world.tick_after("10s");
        assert_eq!(world.remaining_s(2), before - 10);
        assert_eq!(world.remaining_s(1), 90 - 12 - 90);
    }
}
