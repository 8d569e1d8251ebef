//! `UpdateStatus`: the way of a callback from state to state (SPEC 7).

use super::prelude::*;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "update-progress-answers-success",
        clause: "CCB-UPD-01",
        scenario: "attempt-cause-by-default",
        field: "answer.result",
        breaks: "it answers `success` to 22",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::InProgress) && says(decision, "done") {
                answer(decision, "success");
            }
        }),
    },
    Mutant {
        name: "update-progress-without-event",
        clause: "CCB-UPD-01",
        scenario: "attempt-cause-by-default",
        field: "states",
        breaks: "it stores no event for 22",
        hook: Hook::Decides(|_, decision| {
            drop_changes(&mut decision.steps, |change| {
                matches!(change, Change::Event { state: EventType::InProgress, .. })
            });
        }),
    },
    Mutant {
        name: "update-complete-answers-done",
        clause: "CCB-UPD-02",
        scenario: "attempt-busy-then-connected",
        field: "answer.result",
        breaks: "it answers `done` to 24 with 27",
        hook: Hook::Decides(|_, decision| {
            if says(decision, "success") {
                answer(decision, "done");
            }
        }),
    },
    Mutant {
        name: "update-complete-normally",
        clause: "CCB-UPD-02",
        scenario: "attempt-busy-then-connected",
        field: "states",
        breaks: "it stores a normal completion instead of a connection",
        hook: Hook::Decides(|_, decision| {
            each(&mut decision.steps, |change| {
                if let Change::Event { cause, .. } = change
                    && *cause == Cause::Connected
                {
                    *cause = Cause::NormalCompletion;
                }
            });
        }),
    },
    Mutant {
        name: "update-drop-stored",
        clause: "CCB-UPD-03",
        scenario: "attempt-place-kept",
        field: "states",
        breaks: "it stores an event for 27",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::Dropped)
                && let Some(entry) = scene.entry()
            {
                let (call, state, cause) = (entry.call, EventType::DroppedFromQueue, Cause::None);
                add(&mut decision.steps, Change::Event { call, state, cause, at: scene.now });
            }
        }),
    },
    Mutant {
        name: "update-add-answers-success",
        clause: "CCB-UPD-03",
        scenario: "attempt-place-kept",
        field: "answer.result",
        breaks: "it answers `success` to 28, as the element tells it to its application",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::Added) {
                answer(decision, "success");
            }
        }),
    },
    Mutant {
        name: "update-leave-time-once",
        clause: "CCB-UPD-04",
        scenario: "attempt-busy-then-connected",
        field: "callbackqueue[0].leavedatetime",
        breaks: "it sets LeaveDateTime at 22 and not again at 24",
        hook: Hook::Decides(|scene, decision| {
            if !is(scene.request, Update::InProgress) && scene.is(Operation::UpdateStatus) {
                drop_changes(&mut decision.steps, is_left);
            }
        }),
    },
    Mutant {
        name: "update-queue-status",
        clause: "CCB-UPD-04",
        scenario: "attempt-cause-by-default",
        field: "callbackqueue[0].queuestatus",
        breaks: "it sets QueueStatus although the call has not left",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::UpdateStatus) {
                each(&mut decision.steps, |change| {
                    if let Change::Left { status, .. } = change {
                        *status = QueueStatus::Zombie;
                    }
                });
            }
        }),
    },
    Mutant {
        name: "update-pending-leaves",
        clause: "CCB-UPD-04",
        scenario: "attempt-set-back",
        field: "callbackqueue[0].leavedatetime",
        breaks: "it sets LeaveDateTime at 21 too",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::Pending)
                && let Some(entry) = scene.entry()
            {
                let (call, at) = (entry.call, scene.now);
                add(&mut decision.steps, Change::Left { call, status: QueueStatus::InQueue, at });
            }
        }),
    },
    Mutant {
        name: "update-event-at-entering",
        clause: "CCB-UPD-05",
        scenario: "attempt-set-back",
        field: "callbackevent[1].eventdatetime",
        breaks: "it gives every event the time of entering, as the first one has it",
        hook: Hook::Decides(|_, decision| {
            each(&mut decision.steps, |change| {
                if let Change::Event { call, at, .. } = change {
                    *at = call.entered;
                }
            });
        }),
    },
    Mutant {
        name: "update-row-keeps-its-state",
        clause: "CCB-UPD-05",
        scenario: "attempt-cause-by-default",
        field: "callback[0].eventtypeid",
        breaks: "it stores the event and forgets the state of the Callback row",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::InProgress) {
                each(&mut decision.steps, |change| {
                    if let Change::CallbackState { state, .. } = change {
                        *state = EventType::Pending;
                    }
                });
            }
        }),
    },
    Mutant {
        name: "update-row-keeps-its-stamp",
        clause: "CCB-UPD-05",
        scenario: "attempt-cause-by-default",
        field: "callback[0].dbdatetime",
        breaks: "it does not renew DBDateTime of the Callback row",
        hook: Hook::Stamps(|change, now, time_zone| match change {
            Change::CallbackState { call, .. } => (call.entered, time_zone.clone()),
            _ => (now, time_zone.clone()),
        }),
    },
    Mutant {
        name: "update-number-tried-again",
        clause: "CCB-UPD-09",
        scenario: "attempt-canceled-at-once-has-an-invalid-number",
        field: "answer.result",
        breaks: "it lets another attempt follow where the number is invalid",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::InvalidNumber) {
                answer(decision, "retry");
            }
        }),
    },
    Mutant {
        name: "update-cancel-becomes-abandon",
        clause: "CCB-UPD-09",
        scenario: "attempt-canceled-at-once-cancels-the-callback",
        field: "states",
        breaks: "it stores a call abandon where the caller canceled",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::CallerCanceled) {
                each(&mut decision.steps, |change| {
                    if let Change::Event { cause, .. } = change {
                        *cause = Cause::CallAbandon;
                    }
                });
            }
        }),
    },
    Mutant {
        name: "update-cancel-only-in-progress",
        clause: "CCB-UPD-09",
        scenario: "attempt-canceled-while-pending",
        field: "answer.result",
        breaks: "it lets nobody cancel whom it has not called back yet",
        hook: Hook::Decides(|scene, decision| {
            let pending = scene.entry().and_then(|entry| entry.callback.as_ref()).map(|callback| callback.state);
            if is(scene.request, Update::CallerCanceled) && pending == Some(CallbackState::Pending) {
                refuse(decision, Refusal::IllegalTransition);
            }
        }),
    },
    Mutant {
        name: "update-canceled-waits-on",
        clause: "CCB-UPD-10",
        scenario: "attempt-canceled-at-once-has-an-invalid-number",
        field: "answer.error",
        breaks: "it keeps the entry of a canceled callback, so that the call may reach an agent",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::UpdateStatus) {
                drop_changes(&mut decision.steps, |change| matches!(change, Change::EntryGone(_) | Change::Queue(_)));
            }
        }),
    },
    Mutant {
        name: "update-canceled-keeps-the-place",
        clause: "CCB-UPD-10",
        scenario: "attempt-canceled-while-pending",
        field: "answer.qpos",
        breaks: "it does not let those move up who stand behind a canceled callback",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::UpdateStatus) {
                drop_changes(&mut decision.steps, |change| matches!(change, Change::Queue(_)));
            }
        }),
    },
    Mutant {
        name: "update-begun-twice",
        clause: "CCB-UPD-11",
        scenario: "attempt-not-allowed-it-is-begun-twice",
        field: "answer.error",
        breaks: "it begins a callback that is in progress already",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::InProgress) && is_refused(decision, Refusal::IllegalTransition) {
                *decision = scene.with_callbacks(|callback| callback.state = CallbackState::Pending);
            }
        }),
    },
    Mutant {
        name: "update-connected-at-once",
        clause: "CCB-UPD-11",
        scenario: "attempt-not-allowed-it-is-connected-at-once",
        field: "answer.error",
        breaks: "it completes a callback that was never begun",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::Connected) && is_refused(decision, Refusal::IllegalTransition) {
                *decision = scene.with_callbacks(|callback| callback.state = CallbackState::InProgress);
            }
        }),
    },
    Mutant {
        name: "update-connected-anew",
        clause: "CCB-UPD-11",
        scenario: "attempt-not-after-complete-it-is-connected-anew",
        field: "callbackqueue[0].leavedatetime",
        breaks: "it refuses to complete a callback again, and sets LeaveDateTime all the same",
        hook: Hook::Decides(|scene, decision| {
            if is_refused(decision, Refusal::IllegalTransition)
                && let Some(entry) = scene.entry()
            {
                let (call, at) = (entry.call, scene.now);
                add(&mut decision.steps, Change::Left { call, status: QueueStatus::InQueue, at });
            }
        }),
    },
    Mutant {
        name: "update-dropped-too-early",
        clause: "CCB-UPD-11",
        scenario: "attempt-not-allowed-it-is-dropped-too-early",
        field: "answer.error",
        breaks: "it drops a callback that is in progress",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::Dropped) {
                *decision = scene.with_callbacks(|callback| callback.state = CallbackState::Complete);
            }
        }),
    },
    Mutant {
        name: "update-cause-passed-over",
        clause: "CCB-UPD-12",
        scenario: "attempt-refused-progress-for-a-cause",
        field: "answer.error",
        breaks: "it passes over a cause that does not go with 22",
        hook: Hook::Receives(|_, pairs| {
            if value(pairs, "status") == Some("22") {
                put(pairs, "reason", "0");
            }
        }),
    },
    Mutant {
        name: "update-cause-between-the-lists",
        clause: "CCB-UPD-12",
        scenario: "attempt-refused-a-cause-between-the-lists",
        field: "answer.error",
        breaks: "it takes 1029 for a cause",
        hook: Hook::Receives(|_, pairs| {
            if value(pairs, "reason") == Some("1029") {
                put(pairs, "reason", "28");
            }
        }),
    },
    Mutant {
        name: "update-tentative",
        clause: "CCB-UPD-12",
        scenario: "attempt-refused-the-tentative-state",
        field: "answer.error",
        breaks: "it takes 23 for 22",
        hook: Hook::Receives(|_, pairs| swap(pairs, "status", "23", "22")),
    },
    Mutant {
        name: "update-complete-without-cause",
        clause: "CCB-UPD-12",
        scenario: "attempt-refused-completion-without-a-cause",
        field: "answer.error",
        breaks: "it takes 24 without a cause for a question whether that is allowed",
        hook: Hook::Receives(|_, pairs| {
            if value(pairs, "status") == Some("24") && value(pairs, "reason") == Some("0") {
                put(pairs, "reason", "27");
            }
        }),
    },
    Mutant {
        name: "update-drop-goes-last",
        clause: "CCB-UPD-14",
        scenario: "attempt-place-kept",
        field: "answer.qpos",
        breaks: "it puts a call that is dropped behind the others",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::Dropped)
                && let Some(entry) = scene.entry()
            {
                let mut queue = scene.model.queue_of(entry).clone();
                queue.line.rotate_left(1);
                add(&mut decision.steps, Change::Queue(queue));
            }
        }),
    },
    Mutant {
        name: "update-add-starts-anew",
        clause: "CCB-UPD-14",
        scenario: "attempt-place-kept",
        field: "answer.ewt",
        breaks: "it counts the time in first place anew where a call is added",
        hook: Hook::Decides(|scene, decision| {
            if is(scene.request, Update::Added)
                && let Some(entry) = scene.entry()
            {
                let mut queue = scene.model.queue_of(entry).clone();
                queue.first_since = scene.now;
                add(&mut decision.steps, Change::Queue(queue));
            }
        }),
    },
];

fn is(request: &Request, wanted: Update) -> bool {
    matches!(request, Request::UpdateStatus { update, .. } if *update == wanted)
}
