//! `Validate`: gateways and queues that can carry no more (SPEC 5, CCB-VAL-09 to 13).

use super::prelude::*;
use crate::reference::model::request::Probe;

pub(super) const MUTANTS: &[Mutant] = &[
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
];
