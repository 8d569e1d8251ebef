//! `GetStatus` (SPEC 8).

use super::prelude::*;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "status-below-zero",
        clause: "CCB-GST-01",
        scenario: "wait-never-without-callback",
        field: "answer.ewt",
        breaks: "it tells a wait below 0",
        hook: Hook::Decides(|scene, decision| {
            if let Some(entry) = scene.entry()
                && entry.remaining_s < 0
            {
                alter(decision, Field::Ewt, entry.remaining_s);
            }
        }),
    },
    Mutant {
        name: "status-of-this-instant",
        clause: "CCB-GST-01",
        scenario: "wait-alone",
        field: "answer.ewt",
        breaks: "it calculates R anew at every question",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::GetStatus) {
                *decision = scene.again(|model, now, _| drop(model.recalculate(*now)));
            }
        }),
    },
    Mutant {
        name: "status-turn-without-callback",
        clause: "CCB-GST-02",
        scenario: "wait-never-without-callback",
        field: "answer.startCallback",
        breaks: "it tells a caller without a callback that it is time",
        hook: Hook::Decides(|scene, decision| {
            if let Some(entry) = scene.entry()
                && entry.callback.is_none()
            {
                alter(decision, Field::StartCallback, entry.remaining_s < 0);
            }
        }),
    },
    Mutant {
        name: "status-turn-too-early",
        clause: "CCB-GST-02",
        scenario: "wait-alone",
        field: "answer.startCallback",
        breaks: "it begins the callback where less than a tick is left",
        hook: Hook::Decides(|scene, decision| {
            if let Some(entry) = scene.entry()
                && entry.callback.is_some()
                && entry.remaining_s < 10
            {
                alter(decision, Field::StartCallback, true);
            }
        }),
    },
    Mutant {
        name: "status-counts-from-one",
        clause: "CCB-GST-03",
        scenario: "enter-in-order",
        field: "answer.qpos",
        breaks: "it tells the first in the queue position 1",
        hook: Hook::Decides(|_, decision| {
            if let Some(qpos) = number(decision, Field::Qpos) {
                alter(decision, Field::Qpos, qpos + 1);
            }
        }),
    },
    Mutant {
        name: "status-default-timeout",
        clause: "CCB-GST-04",
        scenario: "record-replaced",
        field: "answer.rna",
        breaks: "it tells half of the queue's ring-no-answer timeout",
        hook: Hook::Decides(|_, decision| {
            if let Some(rna) = number(decision, Field::Rna) {
                alter(decision, Field::Rna, rna / 2);
            }
        }),
    },
    Mutant {
        name: "status-line-of-the-caller",
        clause: "CCB-GST-04",
        scenario: "record-defaults",
        field: "answer.cli",
        breaks: "it tells the caller's own number for the queue's calling line id",
        hook: Hook::Decides(|scene, decision| {
            if let Some(ani) = scene.entry().and_then(|entry| entry.ani.clone()) {
                alter(decision, Field::Cli, ani);
            }
        }),
    },
    Mutant {
        name: "status-without-number",
        clause: "CCB-GST-04",
        scenario: "published-callback",
        field: "answer.dn",
        breaks: "it does not tell the number to call",
        hook: Hook::Decides(|_, decision| leave_out(decision, Field::Dn)),
    },
    Mutant {
        name: "status-recording-at-the-turn",
        clause: "CCB-GST-04",
        scenario: "published-callback",
        field: "answer.rec",
        breaks: "it tells the recorded name only once the callback begins",
        hook: Hook::Decides(|_, decision| {
            if field(decision, Field::StartCallback) == Some(&Value::Boolean(false)) {
                leave_out(decision, Field::Rec);
            }
        }),
    },
    Mutant {
        name: "status-renews-the-row",
        clause: "CCB-GST-05",
        scenario: "published-callback",
        field: "callback[0].dbdatetime",
        breaks: "it renews DBDateTime of the Callback row at every question",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::GetStatus)
                && let Some(entry) = scene.entry()
                && let Some(callback) = &entry.callback
            {
                let (call, state, attempts) = (entry.call, callback.state.event_type(), callback.attempts);
                add(&mut decision.steps, Change::CallbackState { call, state, cause: Cause::None, attempts });
            }
        }),
    },
    Mutant {
        name: "status-is-no-contact",
        clause: "CCB-GST-05",
        scenario: "published-callback",
        field: "answer.error",
        breaks: "it does not take a question for contact",
        hook: Hook::Contacts(|_, _, parameters| parameters.operation() != Some(Operation::GetStatus)),
    },
    Mutant {
        name: "status-turn-in-the-interval",
        clause: "CCB-GST-06",
        scenario: "attempt-busy-then-connected",
        field: "answer.startCallback",
        breaks: "it calls a busy caller again without waiting for the retry interval",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::GetStatus) {
                *decision = scene.with_callbacks(|callback| callback.retry = None);
            }
        }),
    },
    Mutant {
        name: "status-interval-unrelieved",
        clause: "CCB-GST-06",
        scenario: "attempt-busy-then-connected",
        field: "answer.ewt",
        breaks: "it tells the whole retry interval until it has run out",
        hook: Hook::Calculates(|before, _, model| {
            for (callid, entry) in &mut model.entries {
                let earlier = before.entry(*callid).ok().and_then(|entry| entry.callback.as_ref()?.retry);
                let now = entry.callback.as_mut().and_then(|callback| callback.retry.as_mut());
                if let (Some(earlier), Some(now)) = (earlier, now) {
                    now.left_s = earlier.left_s;
                }
            }
        }),
    },
    Mutant {
        name: "status-interval-one-tick-longer",
        clause: "CCB-GST-06",
        scenario: "attempt-busy-then-connected",
        field: "answer.startCallback",
        breaks: "it lets a retry interval end one tick late",
        hook: Hook::Calculates(|before, _, model| {
            for (callid, entry) in &mut model.entries {
                let earlier = before.entry(*callid).ok().and_then(|entry| entry.callback.as_ref()?.retry);
                if let (Some(earlier), Some(callback)) = (earlier, &mut entry.callback)
                    && earlier.left_s > 0
                    && callback.retry.is_none()
                {
                    callback.retry = Some(earlier);
                    callback.retry.iter_mut().for_each(|retry| retry.left_s = 0);
                }
            }
        }),
    },
    Mutant {
        name: "status-rate-undivided",
        clause: "CCB-GST-07",
        scenario: "rates-dequeue",
        field: "answer.DQRateA",
        breaks: "it tells the newest estimate for the dequeue rate, however many wait",
        hook: Hook::Decides(|scene, decision| {
            if let Some(entry) = scene.entry() {
                alter(decision, Field::DqRateA, i64::from(scene.model.queue_of(entry).last_ewt_s));
            }
        }),
    },
    Mutant {
        name: "status-first-rate-made-up",
        clause: "CCB-GST-07",
        scenario: "rates-dequeue",
        field: "answer.DQRateB",
        breaks: "it tells the dequeue rate for how long the first waits, although no first one has left",
        hook: Hook::Decides(|_, decision| {
            if let Some(rate) = number(decision, Field::DqRateA) {
                alter(decision, Field::DqRateB, rate);
            }
        }),
    },
    Mutant {
        name: "status-reconnect-rate-made-up",
        clause: "CCB-GST-07",
        scenario: "rates-dequeue",
        field: "answer.RQRate",
        breaks: "it tells the record's reconnect time although nobody was called back",
        hook: Hook::Decides(|_, decision| alter(decision, Field::RqRate, 30)),
    },
    Mutant {
        name: "status-unknown-as-left",
        clause: "CCB-GST-08",
        scenario: "leave-unknown",
        field: "answer.error",
        breaks: "it says of a call that was never seen that it has left",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::GetStatus) && is_refused(decision, Refusal::UnknownCallid) {
                refuse(decision, Refusal::NotInQueue);
            }
        }),
    },
    Mutant {
        name: "status-left-as-unknown",
        clause: "CCB-GST-08",
        scenario: "leave-unknown",
        field: "answer.error",
        breaks: "it forgets a call that has left",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::GetStatus) && is_refused(decision, Refusal::NotInQueue) {
                refuse(decision, Refusal::UnknownCallid);
            }
        }),
    },
];
