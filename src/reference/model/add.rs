//! `AddCallback`: the caller takes the callback (SPEC 6).

use super::attempts::FailedAttempts;
use super::change::Change;
use super::decide::{Outcome, result};
use super::entry::{Callback, CallbackState, Entry};
use super::refuse::refused;
use super::state::Model;
use crate::ccb::callid::Callid;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::refusal::Refusal;

impl Model {
    pub(super) fn add(&self, callid: Callid, number: &str, recording: Option<&str>, scheduled: bool) -> Outcome {
        let entry = self.entry(callid)?;
        if scheduled {
            return Ok((result("invalid_time"), Vec::new())); // CCB-ADD-05
        }
        if entry.callback.is_some() {
            return Err(refused(Refusal::DuplicateRecord)); // CCB-ADD-06
        }
        let Some(gateway) = entry.preemptive.clone() else {
            return Ok((result("no_validation"), Vec::new())); // CCB-ADD-04
        };
        let (call, number, recording) = (entry.call, number.to_owned(), recording.map(str::to_owned));
        let callback = Callback {
            number: number.clone(),
            recording: recording.clone(),
            state: CallbackState::Pending,
            attempts: 0,
            failed: FailedAttempts::default(),
            retry: None,
        };
        let steps = vec![
            Change::Entry(Entry { callback: Some(callback), ..entry.clone() }).into(),
            Change::Callback { call, number, recording, gateway }.into(),
            // The first event carries the time of entering (CCB-ADD-03).
            Change::Event { call, state: EventType::Pending, cause: Cause::None, at: call.entered }.into(),
        ];
        Ok((result("valid"), steps))
    }
}

#[cfg(test)]
mod tests {
    use super::super::change::changes;
    use super::super::entry::Gateway;
    use super::super::testing::{World, text};
    use super::*;
    use crate::ccb::answer::Field;

    /// CCB-ADD-01, 02 and 03.
    #[test]
    fn adding_after_a_preemptive_validation() {
        let mut world = World::lone_validated();
        let entered = world.model.entry(Callid::from_u128(1)).expect("it is in the queue").call;
        world.pass("36.4s");
        let steps = world.steps("AddCallback callid=1 number=5008 rec=http://h/a.wav");
        let rows: Vec<&Change> = changes(&steps).filter(|change| !matches!(change, Change::Entry(_))).collect();
        let gateway = Gateway { id: "10.201.198.21".into(), location: "doclab".into() };
        let row = Change::Callback {
            call: entered,
            number: "5008".into(),
            recording: Some("http://h/a.wav".into()),
            gateway,
        };
        let event = Change::Event { call: entered, state: EventType::Pending, cause: Cause::None, at: entered.entered };
        assert_eq!(rows, [&row, &event]);
    }

    /// CCB-ADD-04 and CCB-VAL-16: the last validation counts, a `refresh` too.
    #[test]
    fn adding_without_a_preemptive_validation() {
        let mut world = World::lone();
        assert_eq!(text(&world.ask("AddCallback callid=1 number=5008")), "result=no_validation");
        for last in ["Validate callid=1 probe=noresponse", "Validate callid=1"] {
            let mut world = World::lone_validated();
            world.ask(last);
            assert_eq!(text(&world.ask("AddCallback callid=1 number=5008")), "result=no_validation", "{last}");
        }
        let mut world = World::lone_validated();
        world.pass("1801s");
        world.ask(World::VALIDATE);
        assert_eq!(text(&world.ask("AddCallback callid=1 number=5008")), "result=no_validation", "refresh");
    }

    /// CCB-ADD-05: before any question of validation or duplicate, but after whether the call is in a queue.
    #[test]
    fn scheduled_callbacks_are_outside_the_feature() {
        for mut world in [World::lone(), World::lone_validated(), World::lone_with_callback()] {
            let request = "AddCallback callid=1 number=5008 scheduled=tomorrow";
            assert!(world.steps(request).is_empty());
            assert_eq!(text(&world.ask(request)), "result=invalid_time");
        }
        let unknown = World::lone().refusal("AddCallback callid=2 number=5008 scheduled=tomorrow");
        assert_eq!(unknown, Refusal::UnknownCallid);
    }

    /// CCB-ADD-06.
    #[test]
    fn adding_twice() {
        let mut world = World::lone_with_callback();
        assert_eq!(world.refusal("AddCallback callid=1 number=5009"), Refusal::DuplicateRecord);
        assert_eq!(world.ask("GetStatus callid=1")[&Field::Dn], "5008".into());
    }

    /// CCB-ADD-07, CCB-TIM-06: adding does not recalculate R.
    #[test]
    fn adding_leaves_the_remaining_time() {
        let mut world = World::lone_validated();
        let before = world.integer(1, Field::Ewt);
        world.pass("20s");
        world.ask("AddCallback callid=1 number=5008");
        assert_eq!(world.integer(1, Field::Ewt), before);
    }
}
