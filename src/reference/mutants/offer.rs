//! `Validate` (SPEC 5).

use super::prelude::*;
use crate::reference::model::opening_hours::DayHours;
use crate::reference::model::request::Probe;

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
        name: "offer-silence-is-consent",
        clause: "CCB-VAL-09",
        scenario: "offer-silent-gateway",
        field: "answer.result",
        breaks: "it does not mind that the gateway did not answer",
        hook: Hook::Decides(|scene, decision| {
            if matches!(scene.request, Request::Validate { probe, .. } if !probe.answered) {
                *decision = scene.again(|_, _, request| {
                    if let Request::Validate { probe, .. } = request {
                        let unknown = Some("unknown".to_owned());
                        *probe = Probe { answered: true, gw: unknown.clone(), loc: unknown, trunks: Some(1) };
                    }
                });
                for field in [Field::Gw, Field::Loc, Field::Capacity] {
                    leave_out(decision, field);
                }
            }
        }),
    },
    Mutant {
        name: "offer-silence-without-config",
        clause: "CCB-VAL-09",
        scenario: "offer-silent-gateway",
        field: "callbackqueue[0].validationstatus",
        breaks: "it sets the bit of a gateway without configuration where the gateway did not answer",
        hook: Hook::Decides(|_, decision| {
            status(decision, |status| if status & 0x040 == 0 { status } else { status ^ 0x0C0 });
        }),
    },
    Mutant {
        name: "offer-without-location",
        clause: "CCB-VAL-10",
        scenario: "offer-gateway-without-the-location-of-the-gateway",
        field: "callbackqueue[0].validationstatus",
        breaks: "it does not need the gateway's location",
        hook: Hook::Decides(|scene, decision| {
            if let Request::Validate { probe, .. } = scene.request
                && probe.loc.is_none()
            {
                *decision = scene.again(|_, _, request| {
                    if let Request::Validate { probe, .. } = request {
                        probe.loc = Some(String::new());
                    }
                });
                leave_out(decision, Field::Loc);
            }
        }),
    },
    Mutant {
        name: "offer-without-trunks-full",
        clause: "CCB-VAL-10",
        scenario: "offer-gateway-without-the-id-of-the-gateway",
        field: "callbackqueue[0].validationstatus",
        breaks: "it looks at the trunks of a gateway that told no configuration",
        hook: Hook::Decides(|_, decision| {
            status(decision, |status| if status & 0x080 == 0 { status } else { status | 0x100 });
        }),
    },
    Mutant {
        name: "offer-trunks-off-by-one",
        clause: "CCB-VAL-11",
        scenario: "offer-gateway-full",
        field: "answer.result",
        breaks: "it takes a gateway for full only when more trunks are used than there are",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                let capacity = number(decision, Field::Capacity);
                *decision = scene.again(|_, _, request| {
                    if let Request::Validate { probe, .. } = request {
                        probe.trunks = probe.trunks.map(|trunks| trunks + 1);
                    }
                });
                if let Some(capacity) = capacity {
                    alter(decision, Field::Capacity, capacity);
                }
            }
        }),
    },
    Mutant {
        name: "offer-trunks-of-pending-alone",
        clause: "CCB-VAL-11",
        scenario: "offer-gateway-full",
        field: "answer.result",
        breaks: "it does not count callbacks in progress against their gateway",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.with_current(|row| row.state != EventType::InProgress);
            }
        }),
    },
    Mutant {
        name: "offer-trunks-freed-by-connecting",
        clause: "CCB-VAL-11",
        scenario: "offer-gateway-full",
        field: "answer.result",
        breaks: "it does not count connected callbacks against their gateway",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.with_current(|row| row.state != EventType::Complete);
            }
        }),
    },
    Mutant {
        name: "offer-trunks-of-all-locations",
        clause: "CCB-VAL-11",
        scenario: "offer-gateway-full",
        field: "answer.result",
        breaks: "it counts the callbacks of a gateway's id at all locations",
        hook: Hook::Decides(|scene, decision| {
            if let Request::Validate { probe, .. } = scene.request
                && let Some((own, _)) = probe.configuration()
            {
                *decision = scene.again(|model, _, _| {
                    let same = model.current.values_mut().filter(|row| row.gateway.id == own.id);
                    same.for_each(|row| row.gateway.location.clone_from(&own.location));
                });
            }
        }),
    },
    Mutant {
        name: "offer-trunks-kept-by-canceled",
        clause: "CCB-VAL-11",
        scenario: "offer-gateway-freed",
        field: "answer.result",
        breaks: "it counts canceled callbacks against their gateway",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.again(|model, _, _| {
                    let canceled = model.current.values_mut().filter(|row| row.state == EventType::Canceled);
                    canceled.for_each(|row| row.state = EventType::Tentative);
                });
            }
        }),
    },
    Mutant {
        name: "offer-share-rounded",
        clause: "CCB-VAL-12",
        scenario: "offer-share-at-edge-66",
        field: "answer.result",
        breaks: "it rounds the share of callbacks up",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate)
                && let Some(entry) = scene.entry()
            {
                let queue = scene.model.queue_of(entry);
                let broken = (scene.model.outstanding(queue) + 1) * 100 % queue.line.len() != 0;
                *decision = scene.with_records(|record| {
                    record.max_percent = record.max_percent.saturating_sub(u32::from(broken));
                });
            }
        }),
    },
    Mutant {
        name: "offer-share-without-the-caller",
        clause: "CCB-VAL-12",
        scenario: "offer-share-at-edge-65",
        field: "answer.result",
        breaks: "it does not count the callback that it is asked about",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate)
                && let Some(entry) = scene.entry()
            {
                let one = u32::try_from(100 / scene.model.queue_of(entry).line.len()).unwrap_or(100);
                *decision = scene.with_records(|record| record.max_percent += one);
            }
        }),
    },
    Mutant {
        name: "offer-share-off-by-one",
        clause: "CCB-VAL-12",
        scenario: "offer-each-bit-a-lone-caller-is-more-than-the-share",
        field: "answer.result",
        breaks: "it lets the share exceed its limit by one percent",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.with_records(|record| record.max_percent += 1);
            }
        }),
    },
    Mutant {
        name: "offer-number-off-by-one",
        clause: "CCB-VAL-13",
        scenario: "offer-number-at-edge",
        field: "answer.result",
        breaks: "it offers nothing already where the number would just be reached",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.with_records(|record| record.max_count = record.max_count.saturating_sub(1));
            }
        }),
    },
    Mutant {
        name: "offer-number-of-pending-alone",
        clause: "CCB-VAL-13",
        scenario: "offer-number-at-edge",
        field: "answer.result",
        breaks: "it does not count a callback in progress",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.with_callbacks(|callback| {
                    if callback.state == CallbackState::InProgress {
                        callback.state = CallbackState::Complete;
                    }
                });
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
