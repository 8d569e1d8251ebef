//! `SetQueueDefaults` and the records of queues (SPEC 4).

use super::prelude::*;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "record-first-one-stays",
        clause: "CCB-SQD-01",
        scenario: "record-replaced",
        field: "answer.result",
        breaks: "it keeps the first record of a queue whatever comes after",
        hook: Hook::Decides(|scene, decision| {
            if let Request::SetQueueDefaults { queue, .. } = scene.request
                && scene.model.queues.get(queue).is_some_and(|queue| queue.record.is_some())
            {
                decision.steps.clear();
            }
        }),
    },
    Mutant {
        name: "record-answered-success",
        clause: "CCB-SQD-01",
        scenario: "record-allowed-no-share",
        field: "answer.result",
        breaks: "it answers `success` instead of `done`",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::SetQueueDefaults) {
                alter(decision, Field::Result, "success");
            }
        }),
    },
    Mutant {
        name: "record-keeps-what-is-left-out",
        clause: "CCB-SQD-02",
        scenario: "record-replaced",
        field: "answer.result",
        breaks: "it keeps of an earlier record what the new one leaves out",
        hook: Hook::Decides(|scene, decision| {
            if let Request::SetQueueDefaults { queue, .. } = scene.request
                && let Some(earlier) = scene.model.queues.get(queue).and_then(|queue| queue.record.as_ref())
            {
                let (percent, shortest) = (earlier.record.max_percent, earlier.record.min_ewt_s);
                each(&mut decision.steps, |change| {
                    if let Change::Queue(queue) = change
                        && let Some(set) = &mut queue.record
                    {
                        (set.record.max_percent, set.record.min_ewt_s) = (percent, shortest);
                    }
                });
            }
        }),
    },
    Mutant {
        name: "record-default-share",
        clause: "CCB-SQD-02",
        scenario: "record-defaults",
        field: "answer.result",
        breaks: "it lets all of a queue be callbacks where a record tells no share",
        hook: Hook::Receives(|_, pairs| default(pairs, "maxpercent", "100")),
    },
    Mutant {
        name: "record-default-timeout",
        clause: "CCB-SQD-02",
        scenario: "record-defaults",
        field: "answer.rna",
        breaks: "it takes 20 seconds for the ring-no-answer timeout where a record tells none",
        hook: Hook::Receives(|_, pairs| default(pairs, "rna", "20")),
    },
    Mutant {
        name: "record-default-no-response",
        clause: "CCB-SQD-02",
        scenario: "attempt-used-up-does-not-respond",
        field: "answer.result",
        breaks: "it grants four attempts where a caller does not respond and a record tells none, as for the other reasons",
        hook: Hook::Receives(|_, pairs| default(pairs, "maxnoresponse", "4;300")),
    },
    Mutant {
        name: "record-default-error",
        clause: "CCB-SQD-02",
        scenario: "attempt-used-up-cannot-be-reached-after-an-error",
        field: "answer.result",
        breaks: "it grants three attempts after errors where a record tells none",
        hook: Hook::Receives(|_, pairs| default(pairs, "maxerror", "3;300")),
    },
    Mutant {
        name: "record-default-reconnect",
        clause: "CCB-SQD-02",
        scenario: "wait-alone",
        field: "answer.ewt",
        breaks: "it takes 60 seconds to reconnect where a record tells none",
        hook: Hook::Receives(|_, pairs| default(pairs, "reconnect", "60")),
    },
    Mutant {
        name: "record-of-default-unused",
        clause: "CCB-SQD-03",
        scenario: "record-own-before-default",
        field: "answer.result",
        breaks: "it never uses the record of `default`",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.again(|model, _, _| {
                    model.queues.retain(|name, _| name != "default");
                });
            }
        }),
    },
    Mutant {
        name: "record-falls-back-to-default",
        clause: "CCB-SQD-03",
        scenario: "record-own-before-default",
        field: "answer.result",
        breaks: "it uses the record of `default` where a queue's own has expired",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.again(|model, now, _| {
                    for queue in model.queues.values_mut() {
                        queue.record.take_if(|set| !set.is_good(*now));
                    }
                });
            }
        }),
    },
    Mutant {
        name: "record-default-before-own",
        clause: "CCB-SQD-03",
        scenario: "record-own-before-default",
        field: "answer.result",
        breaks: "it uses the record of `default` before a queue's own",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) && scene.model.queues.contains_key("default") {
                *decision = scene.again(|model, _, _| {
                    let others = model.queues.values_mut().filter(|queue| queue.name != "default");
                    others.for_each(|queue| queue.record = None);
                });
            }
        }),
    },
    Mutant {
        name: "record-share-off-by-one",
        clause: "CCB-SQD-04",
        scenario: "record-refused-a-share-over-100",
        field: "answer.error",
        breaks: "it takes a share of 101 percent",
        hook: Hook::Receives(|_, pairs| swap(pairs, "maxpercent", "101", "100")),
    },
    Mutant {
        name: "record-refresh-of-nothing",
        clause: "CCB-SQD-04",
        scenario: "record-refused-a-refresh-of-no-minutes",
        field: "answer.error",
        breaks: "it takes a refresh interval of 0 minutes",
        hook: Hook::Receives(|_, pairs| swap(pairs, "refresh", "0", "1")),
    },
    Mutant {
        name: "record-refresh-over-a-day",
        clause: "CCB-SQD-04",
        scenario: "record-refused-a-refresh-over-a-day",
        field: "answer.error",
        breaks: "it takes a refresh interval of 1441 minutes",
        hook: Hook::Receives(|_, pairs| swap(pairs, "refresh", "1441", "1440")),
    },
    Mutant {
        name: "record-keepalive-of-nothing",
        clause: "CCB-SQD-04",
        scenario: "record-refused-a-keepalive-of-no-seconds",
        field: "answer.error",
        breaks: "it takes a keepalive of 0 seconds for the default",
        hook: Hook::Receives(|_, pairs| swap(pairs, "keepalive", "0", "180")),
    },
    Mutant {
        name: "record-keepalive-too-long",
        clause: "CCB-SQD-04",
        scenario: "record-refused-a-keepalive-too-long",
        field: "answer.error",
        breaks: "it takes a keepalive of 301 seconds",
        hook: Hook::Receives(|_, pairs| swap(pairs, "keepalive", "301", "300")),
    },
    Mutant {
        name: "record-keepalive-refused",
        clause: "CCB-SQD-04",
        scenario: "record-allowed-a-longest-keepalive",
        field: "answer.result",
        breaks: "it refuses the longest keepalive that is allowed",
        hook: Hook::Receives(|_, pairs| swap(pairs, "keepalive", "300", "301")),
    },
    Mutant {
        name: "record-timeout-of-the-keepalive",
        clause: "CCB-SQD-04",
        scenario: "record-refused-a-timeout-of-the-keepalive",
        field: "answer.error",
        breaks: "it takes a ring-no-answer timeout that equals the keepalive",
        hook: Hook::Receives(|_, pairs| swap(pairs, "rna", "180", "179")),
    },
    Mutant {
        name: "record-default-timeout-unchecked",
        clause: "CCB-SQD-04",
        scenario: "record-refused-a-keepalive-of-the-timeout",
        field: "answer.error",
        breaks: "it holds the keepalive against a timeout that is given, and not against the default one",
        hook: Hook::Receives(|_, pairs| swap(pairs, "keepalive", "30", "31")),
    },
    Mutant {
        name: "record-sample-too-short",
        clause: "CCB-SQD-04",
        scenario: "record-refused-a-sample-too-short",
        field: "answer.error",
        breaks: "it takes a sample of 14 minutes",
        hook: Hook::Receives(|_, pairs| swap(pairs, "sample", "14", "15")),
    },
    Mutant {
        name: "record-unknown-zone",
        clause: "CCB-SQD-04",
        scenario: "record-refused-a-zone-that-there-is-not",
        field: "answer.error",
        breaks: "it takes a time zone that it does not know for UTC",
        hook: Hook::Receives(|_, pairs| swap(pairs, "timezone", "Mars/Olympus", "UTC")),
    },
    Mutant {
        name: "record-hours-over-midnight",
        clause: "CCB-SQD-04",
        scenario: "record-refused-hours-that-end-before-they-begin",
        field: "answer.error",
        breaks: "it takes hours that end before they begin for hours over midnight",
        hook: Hook::Receives(|_, pairs| swap(pairs, "monday", "17:00:00-09:00:00", "17:00:00-23:59:59")),
    },
    Mutant {
        name: "record-expires-at-the-instant",
        clause: "CCB-SQD-05",
        scenario: "record-expires",
        field: "answer.result",
        breaks: "it takes a record for expired at the very instant at which its refresh interval ends",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.again(|_, now, _| *now = later(*now, 1));
            }
        }),
    },
    Mutant {
        name: "record-never-expires",
        clause: "CCB-SQD-05",
        scenario: "record-expires",
        field: "answer.result",
        breaks: "it takes a record for good for ever",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.with_records(|record| record.refresh_min = 1440);
            }
        }),
    },
    Mutant {
        name: "record-expired-serves-nothing",
        clause: "CCB-SQD-05",
        scenario: "record-expires",
        field: "answer.cli",
        breaks: "it forgets an expired record altogether",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::GetStatus) {
                *decision = scene.again(|model, now, _| {
                    for queue in model.queues.values_mut() {
                        queue.record.take_if(|set| !set.is_good(*now));
                    }
                });
            }
        }),
    },
    Mutant {
        name: "record-none-no-keepalive",
        clause: "CCB-SQD-06",
        scenario: "record-none",
        field: "callbackqueue[0].queuestatus",
        breaks: "it never clears a queue without a record",
        hook: Hook::Ticks(|model, _, steps| {
            if model.queues.values().all(|queue| queue.record.is_none()) {
                steps.clear();
            }
        }),
    },
    Mutant {
        name: "record-none-line-id",
        clause: "CCB-SQD-06",
        scenario: "record-none",
        field: "answer.cli",
        breaks: "it tells a calling line id of its own where there is no record at all",
        hook: Hook::Decides(|scene, decision| {
            if scene.model.queues.values().all(|queue| queue.record.is_none()) {
                alter(decision, Field::Cli, "anonymous");
            }
        }),
    },
];

fn default(pairs: &mut super::hook::Pairs<'_>, name: &str, value: &str) {
    if is_method(pairs, Operation::SetQueueDefaults) {
        put_if_absent(pairs, name, value);
    }
}
