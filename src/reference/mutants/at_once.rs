//! Requests that arrive at once (SPEC 2, CCB-TRN-08): what races would leave behind.

use super::prelude::*;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "at-once-shared-place",
        clause: "CCB-TRN-08",
        scenario: "at-once-enter",
        field: "answer.qpos",
        breaks: "it gives two calls that enter at one instant the same place",
        hook: Hook::Decides(|scene, decision| {
            if let (Some(entry), Some(qpos)) = (scene.entry(), number(decision, Field::Qpos)) {
                let twin = |other: &Entry| {
                    other.call.entered == entry.call.entered && other.call.surrogate + 1 == entry.call.surrogate
                };
                if qpos % 2 == 1 && scene.model.entries.values().any(twin) {
                    alter(decision, Field::Qpos, qpos - 1);
                }
            }
        }),
    },
    Mutant {
        name: "at-once-begun-twice",
        clause: "CCB-TRN-08",
        scenario: "at-once-status",
        field: "states",
        breaks: "it begins every attempt of those that come at once, since none sees the other",
        hook: Hook::Decides(|scene, decision| {
            if is_refused(decision, Refusal::IllegalTransition) {
                *decision = scene.with_callbacks(|callback| callback.state = CallbackState::Pending);
            }
        }),
    },
    Mutant {
        name: "at-once-registered-twice",
        clause: "CCB-TRN-08",
        scenario: "at-once-register",
        field: "states",
        breaks: "of callbacks that are registered at once it stores an event each",
        hook: Hook::Decides(|scene, decision| {
            if is_refused(decision, Refusal::DuplicateRecord)
                && scene.is(Operation::AddCallback)
                && let Some(entry) = scene.entry()
            {
                let (call, state, cause) = (entry.call, EventType::Pending, Cause::None);
                add(&mut decision.steps, Change::Event { call, state, cause, at: call.entered });
            }
        }),
    },
];
