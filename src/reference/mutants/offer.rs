//! `Validate` (SPEC 5).

use super::prelude::*;
use crate::reference::model::opening_hours::DayHours;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "offer-refresh-stores",
        clause: "CCB-VAL-01",
        scenario: "record-expires",
        field: "callbackqueue[0].validationstatus",
        breaks: "it stores a validation status where the record must be set first",
        hook: Hook::Decides(|scene, decision| {
            if says(decision, "refresh")
                && let Some(entry) = scene.entry()
            {
                add(&mut decision.steps, Change::ValidationStatus { call: entry.call, status: 0 });
            }
        }),
    },
    Mutant {
        name: "offer-without-record",
        clause: "CCB-VAL-01",
        scenario: "record-expires",
        field: "answer.result",
        breaks: "it answers `none` instead of `refresh`",
        hook: Hook::Decides(|_, decision| {
            if says(decision, "refresh") {
                alter(decision, Field::Result, "none");
            }
        }),
    },
    Mutant {
        name: "offer-probe-not-told",
        clause: "CCB-VAL-02",
        scenario: "offer-probe-by-default",
        field: "answer.result",
        breaks: "it takes a probe of which nothing is told for one that was not answered",
        hook: Hook::Receives(|_, pairs| {
            if is_method(pairs, Operation::Validate) {
                put_if_absent(pairs, "probe", "noresponse");
            }
        }),
    },
    Mutant {
        name: "offer-whatever-the-bits",
        clause: "CCB-VAL-03",
        scenario: "offer-each-bit-the-wait-is-too-short",
        field: "answer.result",
        breaks: "it answers `preemptive` although a bit is set",
        hook: Hook::Decides(|scene, decision| {
            if scene.entry().is_some() && says(decision, "none") {
                alter(decision, Field::Result, "preemptive");
            }
        }),
    },
    Mutant {
        name: "offer-tells-the-present-wait",
        clause: "CCB-VAL-04",
        scenario: "offer-gateway-full",
        field: "answer.ewt",
        breaks: "it tells the remaining time instead of the EWT that the call entered with",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate)
                && let Some(entry) = scene.entry()
            {
                alter(decision, Field::Ewt, entry.remaining_s);
            }
        }),
    },
    Mutant {
        name: "offer-tells-what-is-left",
        clause: "CCB-VAL-04",
        scenario: "offer-gateway-full",
        field: "answer.capacity",
        breaks: "it tells how many trunks are left instead of the capacity that the probe gave",
        hook: Hook::Decides(|_, decision| {
            if let Some(trunks) = number(decision, Field::Capacity) {
                alter(decision, Field::Capacity, trunks - 1);
            }
        }),
    },
    Mutant {
        name: "offer-tells-no-gateway",
        clause: "CCB-VAL-04",
        scenario: "offer-probe-by-default",
        field: "answer.gw",
        breaks: "it leaves the gateway out of its answer",
        hook: Hook::Decides(|_, decision| leave_out(decision, Field::Gw)),
    },
    Mutant {
        name: "offer-stores-ok",
        clause: "CCB-VAL-05",
        scenario: "offer-silent-gateway",
        field: "callbackqueue[0].validationstatus",
        breaks: "it stores the mask with OK",
        hook: Hook::Decides(|_, decision| status(decision, |status| status | 0x001)),
    },
    Mutant {
        name: "offer-stores-only-offers",
        clause: "CCB-VAL-05",
        scenario: "offer-each-bit-the-number-is-reached",
        field: "callbackqueue[0].validationstatus",
        breaks: "it stores the status only where a callback is offered",
        hook: Hook::Decides(|_, decision| {
            if says(decision, "none") {
                drop_changes(&mut decision.steps, |change| matches!(change, Change::ValidationStatus { .. }));
            }
        }),
    },
    Mutant {
        name: "offer-nobody-refused",
        clause: "CCB-VAL-06",
        scenario: "offer-not-in-queue",
        field: "exchanges[1].answer.error",
        breaks: "it refuses a caller without an entry instead of answering `none`",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) && scene.entry().is_none() {
                refuse(decision, Refusal::NotInQueue);
            }
        }),
    },
    Mutant {
        name: "offer-nobody-has-a-wait",
        clause: "CCB-VAL-06",
        scenario: "offer-not-in-queue",
        field: "exchanges[1].answer.ewt",
        breaks: "it tells a wait to a caller without an entry",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) && scene.entry().is_none() {
                alter(decision, Field::Ewt, 180);
            }
        }),
    },
    Mutant {
        name: "offer-wait-off-by-one",
        clause: "CCB-VAL-07",
        scenario: "offer-wait-at-edge-180",
        field: "answer.result",
        breaks: "it offers nothing where the wait is just the shortest",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.with_records(|record| {
                    record.min_ewt_s += u32::from(record.min_ewt_s > 0);
                });
            }
        }),
    },
    Mutant {
        name: "offer-wait-upside-down",
        clause: "CCB-VAL-07",
        scenario: "offer-each-bit-the-wait-is-too-short",
        field: "answer.result",
        breaks: "it reads `maxewt` as its name says: it offers where the wait is not longer",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate)
                && let Some(ewt_s) = scene.entry().map(|entry| u32::from(entry.ewt_s))
            {
                *decision = scene.with_records(|record| {
                    let too_long = record.min_ewt_s > 0 && ewt_s > record.min_ewt_s;
                    record.min_ewt_s = if too_long { u32::MAX } else { 0 };
                });
            }
        }),
    },
    Mutant {
        name: "offer-wait-of-nothing",
        clause: "CCB-VAL-07",
        scenario: "offer-no-wait-at-all",
        field: "answer.result",
        breaks: "it offers nothing to a caller without a wait, although the shortest is 0",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.with_records(|record| record.min_ewt_s = record.min_ewt_s.max(1));
            }
        }),
    },
    Mutant {
        name: "offer-hours-in-the-servers-zone",
        clause: "CCB-VAL-08",
        scenario: "offer-opening-hours-tuesday",
        field: "answer.result",
        breaks: "it reads a queue's hours in the server's zone",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.with_records(|record| record.zone = None);
            }
        }),
    },
    Mutant {
        name: "offer-last-second-cut",
        clause: "CCB-VAL-08",
        scenario: "offer-opening-hours-wednesday",
        field: "answer.result",
        breaks: "of the last second of the hours it takes the first instant alone",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) && scene.now.subsec_nanosecond() > 0 {
                *decision = scene.again(|_, now, _| *now = later(*now, 1));
            }
        }),
    },
    Mutant {
        name: "offer-hours-a-second-early",
        clause: "CCB-VAL-08",
        scenario: "offer-opening-hours-monday",
        field: "answer.result",
        breaks: "it rounds the time of day to the second, and so begins half a second early",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) && scene.now.subsec_nanosecond() >= 500_000_000 {
                *decision = scene.again(|_, now, _| *now = later(*now, 1));
            }
        }),
    },
    Mutant {
        name: "offer-closed-day-open",
        clause: "CCB-VAL-08",
        scenario: "offer-opening-hours-friday",
        field: "answer.result",
        breaks: "it takes `none` for a day without limits",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.with_records(|record| record.opening_hours.0 = [DayHours::ALL_DAY; 7]);
            }
        }),
    },
    Mutant {
        name: "offer-week-from-monday",
        clause: "CCB-VAL-08",
        scenario: "offer-opening-hours-thursday",
        field: "answer.result",
        breaks: "it counts the days of the week from Monday instead of Sunday",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.with_records(|record| record.opening_hours.0.rotate_left(1));
            }
        }),
    },
    Mutant {
        name: "offer-anonymous-in-capitals",
        clause: "CCB-VAL-14",
        scenario: "offer-no-number-anonymous-in-capital",
        field: "answer.result",
        breaks: "it takes `Anonymous` with a capital for a number",
        hook: Hook::Receives(|_, pairs| swap(pairs, "ani", "Anonymous", "0")),
    },
    Mutant {
        name: "offer-number-withheld",
        clause: "CCB-VAL-14",
        scenario: "offer-number-withheld",
        field: "answer.result",
        breaks: "it offers a callback to a caller without a number",
        hook: Hook::Receives(|_, pairs| {
            if is_method(pairs, Operation::EnterQueue) {
                put_if_absent(pairs, "ani", "0");
            }
        }),
    },
    Mutant {
        name: "offer-no-number-has-a-bit",
        clause: "CCB-VAL-14",
        scenario: "offer-no-number-na",
        field: "callbackqueue[0].validationstatus",
        breaks: "it sets the reserved bit for a caller without a number",
        hook: Hook::Decides(|scene, decision| {
            if scene.entry().is_some_and(|entry| entry.ani.as_deref() == Some("NA")) {
                status(decision, |status| status | 0x004);
            }
        }),
    },
    Mutant {
        name: "offer-first-bit-alone",
        clause: "CCB-VAL-15",
        scenario: "offer-two-bits",
        field: "callbackqueue[0].validationstatus",
        breaks: "it stops at the first check that fails",
        hook: Hook::Decides(|_, decision| {
            status(decision, |status| {
                let bits = status & !0x002;
                0x002 | (bits & bits.wrapping_neg())
            });
        }),
    },
    Mutant {
        name: "offer-first-answer-counts",
        clause: "CCB-VAL-16",
        scenario: "offer-last-answer-counts",
        field: "answer.result",
        breaks: "it remembers that a callback was offered, whatever a later validation says",
        hook: Hook::Decides(|_, decision| {
            if says(decision, "none") {
                drop_changes(&mut decision.steps, |change| matches!(change, Change::Entry(_)));
            }
        }),
    },
    Mutant {
        name: "offer-refresh-does-not-count",
        clause: "CCB-VAL-16",
        scenario: "record-expires",
        field: "answer.result",
        breaks: "it remembers an offer over a `refresh`",
        hook: Hook::Decides(|_, decision| {
            if says(decision, "refresh") {
                drop_changes(&mut decision.steps, |change| matches!(change, Change::Entry(_)));
            }
        }),
    },
];
