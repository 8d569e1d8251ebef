//! `LeaveQueue` (SPEC 9).

use super::prelude::*;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "leave-closes-no-gap",
        clause: "CCB-LVQ-01",
        scenario: "enter-in-order",
        field: "answer.qpos",
        breaks: "it does not let those behind move up",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::LeaveQueue) {
                drop_changes(&mut decision.steps, |change| matches!(change, Change::Queue(_)));
            }
        }),
    },
    Mutant {
        name: "leave-stays",
        clause: "CCB-LVQ-01",
        scenario: "leave-unknown",
        field: "answer.error",
        breaks: "it answers `done` and keeps the entry",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::LeaveQueue) {
                drop_changes(&mut decision.steps, |change| matches!(change, Change::Queue(_) | Change::EntryGone(_)));
            }
        }),
    },
    Mutant {
        name: "leave-without-time",
        clause: "CCB-LVQ-02",
        scenario: "leave-after-completion",
        field: "callbackqueue[0].leavedatetime",
        breaks: "it leaves LeaveDateTime as the callback set it",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::LeaveQueue) {
                drop_changes(&mut decision.steps, is_left);
            }
        }),
    },
    Mutant {
        name: "leave-as-stale",
        clause: "CCB-LVQ-02",
        scenario: "leave-while-pending",
        field: "callbackqueue[0].queuestatus",
        breaks: "it sets QueueStatus 2 for whoever leaves",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::LeaveQueue) {
                each(&mut decision.steps, |change| {
                    if let Change::Left { status, .. } = change {
                        *status = QueueStatus::Zombie;
                    }
                });
            }
        }),
    },
    Mutant {
        name: "leave-as-the-guide-says",
        clause: "CCB-LVQ-02",
        scenario: "leave-after-completion",
        field: "callbackqueue[0].queuestatus",
        breaks: "it sets QueueStatus 1 for whoever leaves, which is a variant",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::LeaveQueue) {
                each(&mut decision.steps, |change| {
                    if let Change::Left { status, .. } = change {
                        *status = QueueStatus::Left;
                    }
                });
            }
        }),
    },
    Mutant {
        name: "leave-cancels-the-connected",
        clause: "CCB-LVQ-03",
        scenario: "leave-after-completion",
        field: "states",
        breaks: "it cancels a callback that was connected where the caller leaves",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::LeaveQueue)
                && let Some(entry) = scene.entry()
                && let Some(callback) = &entry.callback
                && callback.state == CallbackState::Complete
            {
                let (call, state, cause) = (entry.call, EventType::Canceled, Cause::CallAbandon);
                add(&mut decision.steps, Change::CallbackState { call, state, cause, attempts: callback.attempts });
                add(&mut decision.steps, Change::Event { call, state, cause, at: scene.now });
            }
        }),
    },
    Mutant {
        name: "leave-event-without-callback",
        clause: "CCB-LVQ-03",
        scenario: "leave-after-declining",
        field: "states",
        breaks: "it stores an event where a caller without a callback leaves",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::LeaveQueue)
                && let Some(entry) = scene.entry()
                && entry.callback.is_none()
            {
                let (call, state, cause) = (entry.call, EventType::Canceled, Cause::CallAbandon);
                add(&mut decision.steps, Change::Event { call, state, cause, at: scene.now });
            }
        }),
    },
    Mutant {
        name: "leave-twice",
        clause: "CCB-LVQ-04",
        scenario: "leave-while-pending",
        field: "answer.error",
        breaks: "it answers `done` to a second LeaveQueue",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::LeaveQueue) && is_refused(decision, Refusal::NotInQueue) {
                answer(decision, "done");
            }
        }),
    },
    Mutant {
        name: "leave-pending-goes-on",
        clause: "CCB-LVQ-05",
        scenario: "leave-while-pending",
        field: "states",
        breaks: "it does not cancel the callback of a caller who leaves",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::LeaveQueue) {
                drop_changes(&mut decision.steps, is_state);
            }
        }),
    },
    Mutant {
        name: "leave-in-progress-goes-on",
        clause: "CCB-LVQ-05",
        scenario: "leave-while-in-progress",
        field: "states",
        breaks: "it cancels a callback that is pending where the caller leaves, and not one in progress",
        hook: Hook::Decides(|scene, decision| {
            let state = scene.entry().and_then(|entry| entry.callback.as_ref()).map(|callback| callback.state);
            if scene.is(Operation::LeaveQueue) && state == Some(CallbackState::InProgress) {
                drop_changes(&mut decision.steps, is_state);
            }
        }),
    },
    Mutant {
        name: "leave-canceled-by-the-caller",
        clause: "CCB-LVQ-05",
        scenario: "leave-while-pending",
        field: "callback[0].causeid",
        breaks: "it stores `caller canceled` in the row where the caller leaves",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::LeaveQueue) {
                each(&mut decision.steps, |change| {
                    if let Change::CallbackState { cause, .. } = change {
                        *cause = Cause::CallerCanceled;
                    }
                });
            }
        }),
    },
];
