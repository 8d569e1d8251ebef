//! `EnterQueue` (SPEC 3).

use super::prelude::*;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "enter-without-record-unstored",
        clause: "CCB-ENQ-01",
        scenario: "enter-one-row",
        field: "callbackqueue[0]",
        breaks: "it enters nobody in a queue to which no callback can be offered yet",
        hook: Hook::Decides(|scene, decision| {
            if let Request::EnterQueue { queue, .. } = scene.request
                && scene.model.queues.get(queue).is_none_or(|queue| queue.record.is_none())
            {
                decision.steps.clear();
            }
        }),
    },
    Mutant {
        name: "enter-repeats-the-estimate",
        clause: "CCB-ENQ-02",
        scenario: "enter-one-row",
        field: "answer.ewt",
        breaks: "it answers with the router's estimate instead of its own",
        hook: Hook::Decides(|scene, decision| {
            if let Request::EnterQueue { ewt_s, .. } = scene.request {
                alter(decision, Field::Ewt, i64::from(*ewt_s));
            }
        }),
    },
    Mutant {
        name: "enter-stores-the-estimate-as-its-own",
        clause: "CCB-ENQ-03",
        scenario: "enter-one-row",
        field: "callbackqueue[0].cvpestimatedwaittime",
        breaks: "it stores the router's estimate as its own too",
        hook: Hook::Decides(|_, decision| {
            each(&mut decision.steps, |change| {
                if let Change::QueueRow(row) = change {
                    row.estimate_s = row.ewt_s.into();
                }
            });
        }),
    },
    Mutant {
        name: "enter-estimate-in-a-byte-less",
        clause: "CCB-ENQ-03",
        scenario: "enter-longest-wait-32767",
        field: "callbackqueue[0].icmestimatedwaittime",
        breaks: "it stores the longest wait as one second less",
        hook: Hook::Decides(|_, decision| {
            each(&mut decision.steps, |change| {
                if let Change::QueueRow(row) = change {
                    row.ewt_s = row.ewt_s.min(32_766);
                }
            });
        }),
    },
    Mutant {
        name: "enter-time-a-second-late",
        clause: "CCB-ENQ-03",
        scenario: "enter-one-row",
        field: "callbackqueue[0].enterdatetime",
        breaks: "it rounds EnterDateTime up instead of cutting it",
        hook: Hook::Decides(|_, decision| {
            each(&mut decision.steps, |change| {
                if let Change::QueueRow(row) = change {
                    row.call.entered = later(row.call.entered, 1);
                }
            });
        }),
    },
    Mutant {
        name: "enter-leaves-at-once",
        clause: "CCB-ENQ-03",
        scenario: "enter-one-row",
        field: "callbackqueue[0].leavedatetime",
        breaks: "it stores the time of entering as LeaveDateTime too",
        hook: Hook::Decides(|_, decision| {
            if let Some(call) = entered(decision) {
                add(&mut decision.steps, Change::Left { call, status: QueueStatus::InQueue, at: call.entered });
            }
        }),
    },
    Mutant {
        name: "enter-in-local-date",
        clause: "CCB-ENQ-03",
        scenario: "rows-midnight",
        field: "callbackqueue[0].callstartdate",
        breaks: "it stores CallStartDate as the date of the next hour, as a zone ahead of UTC would have it",
        hook: Hook::Keeps("update callbackqueue set callstartdate = date(enterdatetime, '+1 hour')"),
    },
    Mutant {
        name: "enter-in-front",
        clause: "CCB-ENQ-04",
        scenario: "enter-in-order",
        field: "answer.qpos",
        breaks: "it puts a new entry before the others",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::EnterQueue) {
                each(&mut decision.steps, |change| {
                    if let Change::Queue(queue) = change {
                        queue.line.rotate_right(1);
                    }
                });
            }
        }),
    },
    Mutant {
        name: "enter-twice-done",
        clause: "CCB-ENQ-05",
        scenario: "enter-twice",
        field: "answer.error",
        breaks: "it passes over a second EnterQueue as if it had not come",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::EnterQueue) && is_refused(decision, Refusal::DuplicateRecord) {
                *decision = scene.again(|model, _, _| model.entries.clear());
                decision.steps.clear();
            }
        }),
    },
    Mutant {
        name: "enter-twice-goes-last",
        clause: "CCB-ENQ-05",
        scenario: "enter-twice",
        field: "answer.qpos",
        breaks: "it refuses a second EnterQueue and puts the entry at the end all the same",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::EnterQueue)
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
        name: "enter-short-callid",
        clause: "CCB-ENQ-06",
        scenario: "enter-refused-a-callid-too-short",
        field: "answer.error",
        breaks: "it fills up a callid that is a digit short",
        hook: Hook::Receives(|_, pairs| {
            let short = value(pairs, "callid").filter(|callid| callid.len() == 31).map(|callid| format!("{callid}0"));
            if let Some(callid) = short {
                put(pairs, "callid", &callid);
            }
        }),
    },
    Mutant {
        name: "enter-long-callid",
        clause: "CCB-ENQ-06",
        scenario: "enter-refused-a-callid-too-long",
        field: "answer.error",
        breaks: "it cuts a callid that is a digit too long",
        hook: Hook::Receives(|_, pairs| cut(pairs, "callid", 32)),
    },
    Mutant {
        name: "enter-negative-wait",
        clause: "CCB-ENQ-06",
        scenario: "enter-refused-a-negative-wait",
        field: "answer.error",
        breaks: "it takes a wait below 0",
        hook: Hook::Receives(|_, pairs| strip(pairs, "ewt", '-')),
    },
    Mutant {
        name: "enter-wait-off-by-one",
        clause: "CCB-ENQ-06",
        scenario: "enter-refused-a-wait-too-long",
        field: "answer.error",
        breaks: "it takes a wait of 32768 seconds",
        hook: Hook::Receives(|_, pairs| swap(pairs, "ewt", "32768", "32767")),
    },
    Mutant {
        name: "enter-longest-wait-refused",
        clause: "CCB-ENQ-06",
        scenario: "enter-longest-wait-32767",
        field: "answer.ewt",
        breaks: "it refuses the longest wait that is allowed",
        hook: Hook::Receives(|_, pairs| swap(pairs, "ewt", "32767", "32768")),
    },
    Mutant {
        name: "enter-case-counts",
        clause: "CCB-ENQ-06",
        scenario: "enter-small-letters",
        field: "callbackqueue[0]",
        breaks: "it takes a callid in small letters for another call",
        hook: Hook::Receives(|_, pairs| {
            let small = value(pairs, "callid").filter(|callid| callid.bytes().any(|digit| digit.is_ascii_lowercase()));
            if let Some(other) = small.map(|callid| callid.chars().rev().collect::<String>()) {
                put(pairs, "callid", &other);
            }
        }),
    },
    Mutant {
        name: "enter-stores-a-stray",
        clause: "CCB-ENQ-03",
        scenario: "enter-one-row",
        field: "callbackqueue[1]",
        breaks: "it stores a second row whose callid is another",
        hook: Hook::Decides(|_, decision| {
            let strays: Vec<Change> = changes(&decision.steps)
                .filter_map(|change| match change {
                    Change::QueueRow(row) => {
                        let mut row = row.clone();
                        row.call = unheard(row.call);
                        Some(Change::QueueRow(row))
                    }
                    _ => None,
                })
                .collect();
            decision.steps.extend(strays.into_iter().map(Into::into));
        }),
    },
    Mutant {
        name: "enter-stores-an-event",
        clause: "CCB-ENQ-07",
        scenario: "enter-one-row",
        field: "states",
        breaks: "it stores an event `added to queue` at entering",
        hook: Hook::Decides(|scene, decision| {
            if let Some(call) = entered(decision) {
                let (state, cause) = (EventType::AddedToQueue, Cause::None);
                add(&mut decision.steps, Change::Event { call, state, cause, at: scene.now });
            }
        }),
    },
    Mutant {
        name: "enter-shares-the-estimate",
        clause: "CCB-ENQ-08",
        scenario: "enter-two-queues",
        field: "answer.ewt",
        breaks: "it keeps one newest estimate for all queues",
        hook: Hook::Decides(|scene, decision| {
            if let Request::EnterQueue { queue: own, ewt_s, .. } = scene.request {
                for other in scene.model.queues.values().filter(|queue| queue.name != *own) {
                    let mut other = other.clone();
                    other.last_ewt_s = *ewt_s;
                    add(&mut decision.steps, Change::Queue(other));
                }
            }
        }),
    },
    Mutant {
        name: "enter-counts-all-queues",
        clause: "CCB-ENQ-08",
        scenario: "enter-two-queues",
        field: "answer.qpos",
        breaks: "it tells a position among all callers of the servlet",
        hook: Hook::Decides(|scene, decision| {
            if let (Some(entry), Some(qpos)) = (scene.entry(), number(decision, Field::Qpos)) {
                let before = |other: &&Entry| other.queue != entry.queue && other.call.surrogate < entry.call.surrogate;
                let more = scene.model.entries.values().filter(before).count();
                alter(decision, Field::Qpos, qpos + i64::try_from(more).unwrap_or(0));
            }
        }),
    },
    Mutant {
        name: "enter-again-keeps-the-offer",
        clause: "CCB-ENQ-09",
        scenario: "enter-again",
        field: "answer.result",
        breaks: "it remembers of a call that has left that a callback was offered",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::AddCallback) && says(decision, "no_validation") {
                let gateway = scene.model.current.values().next().map(|row| row.gateway.clone());
                *decision = scene.again(|model, _, _| {
                    for entry in model.entries.values_mut() {
                        entry.preemptive.clone_from(&gateway);
                    }
                });
            }
        }),
    },
    Mutant {
        name: "enter-again-keeps-the-status",
        clause: "CCB-ENQ-09",
        scenario: "enter-again",
        field: "callbackqueue[1].validationstatus",
        breaks: "it takes over the validation status of the call's earlier row",
        hook: Hook::Keeps(
            "update callbackqueue set validationstatus = (select max(validationstatus) from callbackqueue other
             where other.callguid = callbackqueue.callguid)",
        ),
    },
];
