//! `AddCallback` (SPEC 6).

use super::prelude::*;
use crate::reference::model::entry::Gateway;

/// The same callback of a call that nobody has made.
fn stray(change: &Change) -> Option<Change> {
    let mut change = change.clone();
    let Change::Callback { call, .. } = &mut change else { return None };
    *call = unheard(*call);
    Some(change)
}

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "register-created",
        clause: "CCB-ADD-01",
        scenario: "register-keeps-place",
        field: "callback[0].eventtypeid",
        breaks: "it leaves a new callback in the state `created`",
        hook: Hook::Decides(|_, decision| {
            if let Some(call) = registered(decision) {
                let (state, cause) = (EventType::Created, Cause::None);
                add(&mut decision.steps, Change::CallbackState { call, state, cause, attempts: 0 });
            }
        }),
    },
    Mutant {
        name: "register-answers-done",
        clause: "CCB-ADD-01",
        scenario: "register-keeps-place",
        field: "answer.result",
        breaks: "it answers `done` instead of `valid`",
        hook: Hook::Decides(|_, decision| {
            if says(decision, "valid") {
                answer(decision, "done");
            }
        }),
    },
    Mutant {
        name: "register-stores-a-stray",
        clause: "CCB-ADD-02",
        scenario: "register-keeps-place",
        field: "callback[1]",
        breaks: "it stores a second row of the callback under a surrogate id that no call has",
        hook: Hook::Decides(|_, decision| {
            let strays: Vec<Change> = changes(&decision.steps).filter_map(stray).collect();
            decision.steps.extend(strays.into_iter().map(Into::into));
        }),
    },
    Mutant {
        name: "register-calling-number",
        clause: "CCB-ADD-02",
        scenario: "register-number-signs",
        field: "callback[0].ani",
        breaks: "it stores the number that the call came from instead of the one to call",
        hook: Hook::Decides(|scene, decision| {
            let ani = scene.entry().and_then(|entry| entry.ani.clone());
            each(&mut decision.steps, |change| {
                if let (Change::Callback { number, .. }, Some(ani)) = (change, &ani) {
                    number.clone_from(ani);
                }
            });
        }),
    },
    Mutant {
        name: "register-without-recording",
        clause: "CCB-ADD-02",
        scenario: "register-keeps-place",
        field: "callback[0].recordingurl",
        breaks: "it does not store the recorded name",
        hook: Hook::Decides(|_, decision| {
            each(&mut decision.steps, |change| {
                if let Change::Callback { recording, .. } = change {
                    *recording = None;
                }
            });
        }),
    },
    Mutant {
        name: "register-gateway-and-location-swapped",
        clause: "CCB-ADD-02",
        scenario: "register-keeps-place",
        field: "callback[0].gateway",
        breaks: "it stores the location as the gateway, and the gateway as the location",
        hook: Hook::Keeps(
            "update callback_current set gateway = location, location = gateway where location not like '%gateway%'",
        ),
    },
    Mutant {
        name: "register-scheduled-type",
        clause: "CCB-ADD-02",
        scenario: "register-keeps-place",
        field: "callback[0].callbacktype",
        breaks: "it stores the type of a scheduled callback",
        hook: Hook::Keeps("update callback_current set callbacktype = 's'"),
    },
    Mutant {
        name: "register-attempt-begun",
        clause: "CCB-ADD-02",
        scenario: "register-keeps-place",
        field: "callback[0].nbrattempts",
        breaks: "it counts an attempt before one was begun",
        hook: Hook::Decides(|_, decision| {
            if let Some(call) = registered(decision) {
                let (state, cause) = (EventType::Pending, Cause::None);
                add(&mut decision.steps, Change::CallbackState { call, state, cause, attempts: 1 });
            }
        }),
    },
    Mutant {
        name: "register-with-old-guid",
        clause: "CCB-ADD-02",
        scenario: "register-keeps-place",
        field: "callback[0].oldguid",
        breaks: "it stores the call's own GUID as the old one",
        hook: Hook::Keeps(
            "update callback_current set oldguid =
             (select callguid from callbackqueue q where q.surrogateid = callback_current.surrogateid)",
        ),
    },
    Mutant {
        name: "register-event-now",
        clause: "CCB-ADD-03",
        scenario: "register-keeps-place",
        field: "callbackevent[0].eventdatetime",
        breaks: "it stores the time of adding as that of the first event",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::AddCallback) {
                each(&mut decision.steps, |change| {
                    if let Change::Event { at, .. } = change {
                        *at = scene.now;
                    }
                });
            }
        }),
    },
    Mutant {
        name: "register-without-event",
        clause: "CCB-ADD-03",
        scenario: "register-keeps-place",
        field: "states",
        breaks: "it stores no event for a new callback",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::AddCallback) {
                drop_changes(&mut decision.steps, |change| matches!(change, Change::Event { .. }));
            }
        }),
    },
    Mutant {
        name: "register-event-twice",
        clause: "CCB-ADD-03",
        scenario: "register-keeps-place",
        field: "callbackevent[1]",
        breaks: "it stores the first event twice",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::AddCallback) {
                repeat(&mut decision.steps, |change| matches!(change, Change::Event { .. }));
            }
        }),
    },
    Mutant {
        name: "register-without-offer",
        clause: "CCB-ADD-04",
        scenario: "register-without-offer",
        field: "answer.result",
        breaks: "it registers a callback that was never offered",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::AddCallback) && says(decision, "no_validation") {
                *decision = scene.again(|model, _, _| {
                    let nowhere = Gateway { id: String::new(), location: String::new() };
                    model.entries.values_mut().for_each(|entry| entry.preemptive = Some(nowhere.clone()));
                });
            }
        }),
    },
    Mutant {
        name: "register-unoffered-row",
        clause: "CCB-ADD-04",
        scenario: "register-without-offer",
        field: "callback[0]",
        breaks: "it answers `no_validation` and stores the callback all the same",
        hook: Hook::Decides(|scene, decision| {
            if says(decision, "no_validation")
                && let Some(entry) = scene.entry()
                && let Request::AddCallback { number, .. } = scene.request
            {
                let (call, number) = (entry.call, number.clone());
                let gateway = Gateway { id: String::new(), location: String::new() };
                add(&mut decision.steps, Change::Callback { call, number, recording: None, gateway });
            }
        }),
    },
    Mutant {
        name: "register-schedule-after-offer",
        clause: "CCB-ADD-05",
        scenario: "register-scheduled",
        field: "answer.result",
        breaks: "it looks for an offer before it looks for a scheduled time",
        hook: Hook::Decides(|scene, decision| {
            if says(decision, "invalid_time") && scene.entry().is_some_and(|entry| entry.preemptive.is_none()) {
                answer(decision, "no_validation");
            }
        }),
    },
    Mutant {
        name: "register-schedule-passed-over",
        clause: "CCB-ADD-05",
        scenario: "register-scheduled",
        field: "answer.result",
        breaks: "it registers a callback at once where one for later was asked for",
        hook: Hook::Decides(|scene, decision| {
            if says(decision, "invalid_time") && scene.entry().is_some_and(|entry| entry.preemptive.is_some()) {
                *decision = scene.again(|_, _, request| {
                    if let Request::AddCallback { scheduled, .. } = request {
                        *scheduled = false;
                    }
                });
            }
        }),
    },
    Mutant {
        name: "register-twice",
        clause: "CCB-ADD-06",
        scenario: "register-keeps-place",
        field: "answer.error",
        breaks: "it answers a second AddCallback like the first",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::AddCallback) && is_refused(decision, Refusal::DuplicateRecord) {
                answer(decision, "valid");
            }
        }),
    },
    Mutant {
        name: "register-twice-event",
        clause: "CCB-ADD-06",
        scenario: "register-keeps-place",
        field: "states",
        breaks: "it refuses a second AddCallback and stores an event for it",
        hook: Hook::Decides(|scene, decision| {
            if is_refused(decision, Refusal::DuplicateRecord)
                && scene.is(Operation::AddCallback)
                && let Some(entry) = scene.entry()
            {
                let (call, state, cause) = (entry.call, EventType::Pending, Cause::None);
                add(&mut decision.steps, Change::Event { call, state, cause, at: scene.now });
            }
        }),
    },
    Mutant {
        name: "register-goes-last",
        clause: "CCB-ADD-07",
        scenario: "register-keeps-place",
        field: "answer.qpos",
        breaks: "it puts an entry with a callback behind those that wait on the line",
        hook: Hook::Decides(|scene, decision| {
            if registered(decision).is_some()
                && let Some(entry) = scene.entry()
            {
                let mut queue = scene.model.queue_of(entry).clone();
                queue.line.retain(|callid| *callid != entry.call.callid);
                queue.line.push(entry.call.callid);
                add(&mut decision.steps, Change::Queue(queue));
            }
        }),
    },
    Mutant {
        name: "register-calculates",
        clause: "CCB-ADD-07",
        scenario: "register-keeps-place",
        field: "answer.ewt",
        breaks: "it takes reconnect time and service level agreement off at once",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::AddCallback) {
                each(&mut decision.steps, |change| {
                    if let Change::Entry(entry) = change {
                        entry.remaining_s -= 90;
                    }
                });
            }
        }),
    },
    Mutant {
        name: "register-letters",
        clause: "CCB-ADD-08",
        scenario: "register-refused-letters-in-its-number",
        field: "answer.error",
        breaks: "it passes over letters in a number",
        hook: Hook::Receives(|_, pairs| strip(pairs, "number", 'x')),
    },
    Mutant {
        name: "register-number-too-long",
        clause: "CCB-ADD-08",
        scenario: "register-refused-a-number-of-33-signs",
        field: "answer.error",
        breaks: "it cuts a number of 33 signs",
        hook: Hook::Receives(|_, pairs| cut(pairs, "number", 32)),
    },
    Mutant {
        name: "register-plus-refused",
        clause: "CCB-ADD-08",
        scenario: "register-number-signs",
        field: "answer.result",
        breaks: "it refuses a number with a plus",
        hook: Hook::Receives(|_, pairs| {
            if value(pairs, "number").is_some_and(|number| number.starts_with('+')) {
                put(pairs, "number", "x");
            }
        }),
    },
];
