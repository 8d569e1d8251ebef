//! The waiting time (SPEC 10).

use super::prelude::*;
use crate::reference::model::instant::whole_seconds;
use crate::reference::model::queue::Queue;
use crate::reference::model::state::Model;

pub(super) const MUTANTS: &[Mutant] =
    &[
        Mutant {
            name: "wait-slow-timer",
            clause: "CCB-TIM-01",
            scenario: "clock-moves",
            field: "clock.nexttick",
            breaks: "its timer ticks every 12 seconds",
            hook: Hook::Moves(|_, parameters| {
                if parameters.text(Parameter::Now, 64) == Ok(None) && parameters.text(Parameter::Timer, 64) == Ok(None)
                {
                    parameters.replace(Parameter::Timer, Some("12".to_owned()));
                }
            }),
        },
        Mutant {
            name: "wait-without-service-level",
            clause: "CCB-TIM-02",
            scenario: "wait-other-times",
            field: "answer.ewt",
            breaks: "it takes the reconnect time off, and not the service level agreement",
            hook: Hook::Calculates(|_, _, model| {
                entries(model, |model, entry, _| if entry.callback.is_some() { sla_s(model, entry) } else { 0 });
            }),
        },
        Mutant {
            name: "wait-off-by-one",
            clause: "CCB-TIM-02",
            scenario: "diag-remaining",
            field: "diag[0].remaining_s",
            breaks: "it counts a second of waiting too few where nothing is left",
            hook: Hook::Calculates(|_, _, model| {
                entries(model, |_, entry, _| i64::from(entry.remaining_s < 0));
            }),
        },
        Mutant {
            name: "wait-all-have-callbacks",
            clause: "CCB-TIM-03",
            scenario: "wait-alone",
            field: "answer.ewt",
            breaks: "it takes reconnect time and service level agreement off for everybody",
            hook: Hook::Calculates(|_, _, model| {
                entries(model, |_, entry, _| if entry.callback.is_none() { -90 } else { 0 });
            }),
        },
        Mutant {
            name: "wait-uncut",
            clause: "CCB-TIM-04",
            scenario: "published-callback",
            field: "answer.ewt",
            breaks: "it counts F from the instant of entering instead of its whole second",
            hook: Hook::Calculates(|_, now, model| {
                entries(model, |_, _, queue| {
                    let exact = now.duration_since(queue.first_since).as_secs();
                    whole_seconds(queue.first_since, now) - exact
                });
            }),
        },
        Mutant {
            name: "wait-of-the-one-before",
            clause: "CCB-TIM-05",
            scenario: "wait-second-place",
            field: "answer.ewt",
            breaks: "it multiplies D by the number of callers before, without the caller",
            hook: Hook::Calculates(|_, _, model| {
                entries(model, |_, entry, queue| {
                    if queue.line.first() == Some(&entry.call.callid) { 0 } else { -queue.dequeue_rate_s() }
                });
            }),
        },
        Mutant {
            name: "wait-undivided",
            clause: "CCB-TIM-05",
            scenario: "wait-second-place",
            field: "answer.ewt",
            breaks: "it gives every entry the whole estimate, whatever its place",
            hook: Hook::Calculates(|_, _, model| {
                entries(model, |_, entry, queue| {
                    let place = queue.line.iter().position(|callid| *callid == entry.call.callid).unwrap_or(0) + 1;
                    let share = i64::try_from(place).unwrap_or(1) * queue.dequeue_rate_s();
                    i64::from(queue.last_ewt_s) - share
                });
            }),
        },
        Mutant {
            name: "wait-own-estimate",
            clause: "CCB-TIM-05",
            scenario: "wait-newest-estimate",
            field: "answer.ewt",
            breaks: "it goes by the estimate with which the entry itself came",
            hook: Hook::Calculates(|_, _, model| {
                entries(model, |_, entry, queue| {
                    let size = i64::try_from(queue.line.len()).unwrap_or(1).max(1);
                    let place = queue.line.iter().position(|callid| *callid == entry.call.callid).unwrap_or(0) + 1;
                    let own = i64::from(entry.ewt_s) / size - queue.dequeue_rate_s();
                    i64::try_from(place).unwrap_or(1) * own
                });
            }),
        },
        Mutant {
            name: "wait-nothing-before-a-tick",
            clause: "CCB-TIM-06",
            scenario: "wait-alone",
            field: "answer.ewt",
            breaks: "it tells 0 until the first tick after entering",
            hook: Hook::Decides(|scene, decision| {
                if scene.is(Operation::EnterQueue) {
                    each(&mut decision.steps, |change| {
                        if let Change::Entry(entry) = change {
                            entry.remaining_s = 0;
                        }
                    });
                }
            }),
        },
        Mutant {
            name: "wait-a-tick-behind",
            clause: "CCB-TIM-06",
            scenario: "wait-alone",
            field: "answer.ewt",
            breaks: "it calculates R at a tick as of ten seconds before",
            hook: Hook::Calculates(|_, _, model| entries(model, |_, _, _| 10)),
        },
        Mutant {
            name: "wait-first-since-ever",
            clause: "CCB-TIM-07",
            scenario: "wait-second-place",
            field: "answer.ewt",
            breaks: "it lets F run on where the first leaves",
            hook: Hook::Decides(|scene, decision| {
                let since = scene.entry().map(|entry| scene.model.queue_of(entry).first_since);
                if let (true, Some(since)) = (scene.is(Operation::LeaveQueue), since) {
                    each(&mut decision.steps, |change| {
                        if let Change::Queue(queue) = change {
                            queue.first_since = since;
                        }
                    });
                }
            }),
        },
        Mutant {
            name: "wait-rate-of-entering",
            clause: "CCB-TIM-08",
            scenario: "wait-newest-estimate",
            field: "answer.ewt",
            breaks: "it does not calculate D anew where a call leaves",
            hook: Hook::Decides(|scene, decision| {
                let size = scene.entry().map(|entry| scene.model.queue_of(entry).line.len());
                if let (true, Some(size)) = (scene.is(Operation::LeaveQueue), size) {
                    each(&mut decision.steps, |change| {
                        if let Change::Queue(queue) = change {
                            let rate = usize::from(queue.last_ewt_s) / size;
                            queue.last_ewt_s = u16::try_from(rate * queue.line.len()).unwrap_or(u16::MAX);
                        }
                    });
                }
            }),
        },
        Mutant {
            name: "wait-stops-in-progress",
            clause: "CCB-TIM-09",
            scenario: "wait-goes-on",
            field: "answer.ewt",
            breaks: "its timer passes over callbacks in progress",
            hook: Hook::Calculates(|before, _, model| stopped(before, model, CallbackState::InProgress)),
        },
        Mutant {
            name: "wait-stops-at-completion",
            clause: "CCB-TIM-09",
            scenario: "wait-goes-on",
            field: "answer.ewt",
            breaks: "its timer passes over callbacks that are complete",
            hook: Hook::Calculates(|before, _, model| stopped(before, model, CallbackState::Complete)),
        },
        Mutant {
            name: "wait-calculated-before-clearing",
            clause: "CCB-TIM-10",
            scenario: "keepalive-stale",
            field: "answer.ewt",
            breaks: "at a tick it calculates R first and clears stale entries then",
            hook: Hook::Calculates(|before, now, model| {
                let mut earlier = before.clone();
                earlier.recalculate(now);
                for (callid, entry) in &mut model.entries {
                    if let Ok(earlier) = earlier.entry(*callid) {
                        entry.remaining_s = earlier.remaining_s;
                    }
                }
            }),
        },
        Mutant {
            name: "wait-first-since-ever-at-a-tick",
            clause: "CCB-TIM-10",
            scenario: "keepalive-stale",
            field: "answer.ewt",
            breaks: "it lets F run on where a stale entry goes",
            hook: Hook::Ticks(|model, _, steps| {
                each(steps, |change| {
                    if let Change::Queue(queue) = change
                        && let Some(before) = model.queues.get(&queue.name)
                    {
                        queue.first_since = before.first_since;
                    }
                });
            }),
        },
    ];

/// Adds so many seconds to R of every entry.
fn entries(model: &mut Model, more_s: impl Fn(&Model, &Entry, &Queue) -> i64) {
    let more: Vec<_> =
        model.entries.iter().map(|(callid, entry)| (*callid, more_s(model, entry, model.queue_of(entry)))).collect();
    for (callid, more_s) in more {
        if let Some(entry) = model.entries.get_mut(&callid) {
            entry.remaining_s += more_s;
        }
    }
}

fn sla_s(model: &Model, entry: &Entry) -> i64 {
    model.record(model.queue_of(entry)).sla_s.into()
}

/// R of callbacks in that state stays as it was.
fn stopped(before: &Model, model: &mut Model, state: CallbackState) {
    for (callid, entry) in &mut model.entries {
        if let Ok(earlier) = before.entry(*callid)
            && entry.callback.as_ref().is_some_and(|callback| callback.state == state)
        {
            entry.remaining_s = earlier.remaining_s;
        }
    }
}
