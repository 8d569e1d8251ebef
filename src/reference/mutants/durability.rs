//! Restart and outage (SPEC 13).

use super::prelude::*;
use crate::reference::model::attempts::FailedAttempts;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "restart-forgets-attempts",
        clause: "CCB-DUR-01",
        scenario: "restart-attempts",
        field: "answer.result",
        breaks: "it grants all attempts anew after a restart",
        hook: Hook::Restores(|kept| {
            let callbacks = kept.entries.iter_mut().filter_map(|entry| entry.callback.as_mut());
            callbacks.for_each(|callback| callback.failed = FailedAttempts::default());
        }),
    },
    Mutant {
        name: "restart-reverses-the-line",
        clause: "CCB-DUR-01",
        scenario: "restart-attempts",
        field: "answer.qpos",
        breaks: "it takes the last of a queue for the first after a restart",
        hook: Hook::Restored(|model, _| model.queues.values_mut().for_each(|queue| queue.line.reverse())),
    },
    Mutant {
        name: "restart-is-silence",
        clause: "CCB-DUR-01",
        scenario: "restart-is-contact",
        field: "callbackqueue[0].queuestatus",
        breaks: "it takes an entry's time of entering for its last contact after a restart",
        hook: Hook::Restored(|model, _| {
            model.entries.values_mut().for_each(|entry| entry.last_contact = entry.call.entered);
        }),
    },
    Mutant {
        name: "restart-calculates-later",
        clause: "CCB-DUR-01",
        scenario: "restart-in-every-state-is-stopped-and-started-again",
        field: "answer.ewt",
        breaks: "it calculates R only at the first tick after a restart",
        hook: Hook::Restored(|model, _| model.entries.values_mut().for_each(|entry| entry.remaining_s = 0)),
    },
    Mutant {
        name: "restart-forgets-the-offer",
        clause: "CCB-DUR-02",
        scenario: "restart-in-every-state-crashes-and-is-started-again",
        field: "answer.result",
        breaks: "it forgets over a restart that a callback was offered",
        hook: Hook::Restores(|kept| kept.entries.iter_mut().for_each(|entry| entry.preemptive = None)),
    },
    Mutant {
        name: "restart-forgets-the-callback",
        clause: "CCB-ROW-06",
        scenario: "restart-in-every-state-crashes-and-is-started-again",
        field: "answer.dn",
        breaks: "it answers before what it answered is kept for a restart",
        hook: Hook::Keeps("update ccbspec_entry set document = json_set(document, '$.callback', null)"),
    },
    Mutant {
        name: "outage-promises",
        clause: "CCB-DUR-03",
        scenario: "outage",
        field: "answer.error",
        breaks: "it answers `not_in_queue` while the database cannot be reached",
        hook: Hook::Answers(|wire| {
            if wire.body.starts_with("error=unavailable") {
                wire.status = axum::http::StatusCode::CONFLICT;
                "error=not_in_queue\ncause=1037\nmessage=it is not known\n".clone_into(&mut wire.body);
            }
        }),
    },
];
