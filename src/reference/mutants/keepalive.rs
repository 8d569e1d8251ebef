//! Keepalive (SPEC 11).

use super::prelude::*;
use crate::reference::model::request::Request as Asked;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "keepalive-without-status",
        clause: "CCB-KAL-01",
        scenario: "keepalive-stale",
        field: "callbackqueue[0].queuestatus",
        breaks: "it clears a stale entry and leaves its QueueStatus 0",
        hook: Hook::Ticks(|_, _, steps| {
            each(steps, |change| {
                if let Change::Left { status, .. } = change {
                    *status = QueueStatus::InQueue;
                }
            });
        }),
    },
    Mutant {
        name: "keepalive-without-row",
        clause: "CCB-KAL-01",
        scenario: "keepalive-exact",
        field: "callbackqueue[0].queuestatus",
        breaks: "it clears a stale entry from memory and not in the table",
        hook: Hook::Ticks(|_, _, steps| drop_changes(steps, is_left)),
    },
    Mutant {
        name: "keepalive-never",
        clause: "CCB-KAL-01",
        scenario: "keepalive-complete",
        field: "callbackqueue[0].queuestatus",
        breaks: "it clears nobody",
        hook: Hook::Ticks(|_, _, steps| steps.clear()),
    },
    Mutant {
        name: "keepalive-pending-goes-on",
        clause: "CCB-KAL-02",
        scenario: "keepalive-pending-callbackwait-asks-how-long-the-caller-still-waits",
        field: "states",
        breaks: "it does not cancel the callback of a stale entry",
        hook: Hook::Ticks(|_, _, steps| drop_changes(steps, is_state)),
    },
    Mutant {
        name: "keepalive-as-abandon",
        clause: "CCB-KAL-02",
        scenario: "keepalive-pending-callbackwait-calls-the-caller-back",
        field: "states",
        breaks: "it stores a call abandon where an entry is stale",
        hook: Hook::Ticks(|_, _, steps| {
            each(steps, |change| {
                if let Change::Event { cause, .. } = change {
                    *cause = Cause::CallAbandon;
                }
            });
        }),
    },
    Mutant {
        name: "keepalive-cancels-the-connected",
        clause: "CCB-KAL-02",
        scenario: "keepalive-complete",
        field: "states",
        breaks: "it cancels a connected callback where its entry is stale",
        hook: Hook::Ticks(|model, now, steps| {
            let gone: Vec<_> = crate::reference::model::change::changes(steps)
                .filter_map(|change| match change {
                    Change::EntryGone(call) => Some(*call),
                    _ => None,
                })
                .collect();
            for call in gone {
                let callback = model.entry(call.callid).ok().and_then(|entry| entry.callback.as_ref());
                if callback.is_some_and(|callback| callback.state == CallbackState::Complete) {
                    add(steps, Change::Event { call, state: EventType::Canceled, cause: Cause::TimeOut, at: now });
                }
            }
        }),
    },
    Mutant {
        name: "keepalive-for-a-while",
        clause: "CCB-KAL-03",
        scenario: "keepalive-music",
        field: "exchanges",
        breaks: "it takes no contact into account later than half an hour after entering",
        hook: Hook::Contacts(|model, now, parameters| {
            let entry = parameters.contact().and_then(|callid| model.entry(callid).ok());
            entry.is_none_or(|entry| now.duration_since(entry.call.entered) < SignedDuration::from_mins(30))
        }),
    },
    Mutant {
        name: "keepalive-refused-is-silence",
        clause: "CCB-KAL-03",
        scenario: "keepalive-refused-contact",
        field: "callbackqueue[0].queuestatus",
        breaks: "it does not take a request that is refused for its form for contact",
        hook: Hook::Contacts(|_, _, parameters| {
            parameters.operation() == Some(Operation::TestClock) || Asked::parse(parameters).is_ok()
        }),
    },
    Mutant {
        name: "keepalive-no-callback-is-silence",
        clause: "CCB-KAL-03",
        scenario: "keepalive-refused-contact",
        field: "callbackqueue[0].queuestatus",
        breaks: "it does not take a request that is refused for the call's state for contact",
        hook: Hook::Contacts(|model, now, parameters| match Asked::parse(parameters) {
            Ok(request) => matches!(model.decide(now, &request).answer, crate::ccb::answer::Answer::Done(_)),
            Err(_) => true,
        }),
    },
    Mutant {
        name: "keepalive-off-by-one",
        clause: "CCB-KAL-04",
        scenario: "keepalive-exact",
        field: "callbackqueue[0].queuestatus",
        breaks: "it clears an entry whose last contact is exactly the keepalive ago",
        hook: Hook::Ticks(|model, now, steps| {
            *steps = model.decide_tick(now.saturating_add(SignedDuration::from_nanos(1)).unwrap_or(now));
        }),
    },
    Mutant {
        name: "keepalive-closes-no-gap",
        clause: "CCB-KAL-04",
        scenario: "keepalive-stale",
        field: "answer.qpos",
        breaks: "it does not let those behind a stale entry move up",
        hook: Hook::Ticks(|_, _, steps| drop_changes(steps, |change| matches!(change, Change::Queue(_)))),
    },
];
