//! Attempts that failed, and what follows (SPEC 7, CCB-UPD-06 to 08, 13, 15 and 16).

use super::prelude::*;
use super::scene::Scene;
use crate::reference::model::attempts::{Grant, Grants};

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "attempt-stays-in-progress",
        clause: "CCB-UPD-06",
        scenario: "attempt-busy-then-connected",
        field: "callback[0].eventtypeid",
        breaks: "it leaves a callback in progress whose attempt failed",
        hook: Hook::Decides(|_, decision| {
            if says(decision, "retry") {
                each(&mut decision.steps, |change| {
                    if let Change::CallbackState { state, .. } = change {
                        *state = EventType::InProgress;
                    }
                });
            }
        }),
    },
    Mutant {
        name: "attempt-failure-without-cause",
        clause: "CCB-UPD-06",
        scenario: "attempt-used-up-is-busy",
        field: "states",
        breaks: "it stores a failed attempt without its cause",
        hook: Hook::Decides(|_, decision| {
            if says(decision, "retry") {
                each(&mut decision.steps, |change| {
                    if let Change::Event { cause, .. } = change {
                        *cause = Cause::None;
                    }
                });
            }
        }),
    },
    Mutant {
        name: "attempt-one-more",
        clause: "CCB-UPD-07",
        scenario: "attempt-fourth-is-busy",
        field: "answer.result",
        breaks: "it grants one attempt more than it should",
        hook: Hook::Decides(|scene, decision| {
            if let Some(granted) = granted(scene, |grant| grant.attempts += 1) {
                *decision = granted;
            }
        }),
    },
    Mutant {
        name: "attempt-one-less",
        clause: "CCB-UPD-07",
        scenario: "attempt-fourth-does-not-answer",
        field: "answer.result",
        breaks: "it grants one attempt less than it should",
        hook: Hook::Decides(|scene, decision| {
            if let Some(granted) = granted(scene, |grant| grant.attempts = grant.attempts.saturating_sub(1)) {
                *decision = granted;
            }
        }),
    },
    Mutant {
        name: "attempt-canceled-without-its-cause",
        clause: "CCB-UPD-07",
        scenario: "attempt-fourth-cannot-be-reached-after-an-error",
        field: "states",
        breaks: "it stores a time-out where the attempts are used up",
        hook: Hook::Decides(|_, decision| {
            if says(decision, "cancel") {
                each(&mut decision.steps, |change| {
                    if let Change::Event { cause, .. } = change {
                        *cause = Cause::TimeOut;
                    }
                });
            }
        }),
    },
    Mutant {
        name: "attempt-counted-together",
        clause: "CCB-UPD-08",
        scenario: "attempt-counted-apart",
        field: "answer.result",
        breaks: "it counts attempts whatever the reason for which they failed",
        hook: Hook::Decides(|scene, decision| {
            let begun = scene.entry().and_then(|entry| entry.callback.as_ref()).map_or(0, |callback| callback.attempts);
            let bend = |grant: &mut Grant| grant.attempts = if begun >= grant.attempts { 1 } else { u32::MAX };
            if let Some(granted) = granted(scene, bend) {
                *decision = granted;
            }
        }),
    },
    Mutant {
        name: "attempt-not-counted",
        clause: "CCB-UPD-13",
        scenario: "attempt-busy-then-connected",
        field: "callback[0].nbrattempts",
        breaks: "it counts the first attempt and no other",
        hook: Hook::Decides(|_, decision| {
            each(&mut decision.steps, |change| {
                if let Change::CallbackState { attempts, .. } = change {
                    *attempts = (*attempts).min(1);
                }
            });
        }),
    },
    Mutant {
        name: "attempt-counted-at-its-end",
        clause: "CCB-UPD-13",
        scenario: "attempt-set-back",
        field: "callback[0].nbrattempts",
        breaks: "it counts an attempt where it ends instead of where it begins",
        hook: Hook::Decides(|_, decision| {
            each(&mut decision.steps, |change| {
                if let Change::CallbackState { attempts, state: EventType::InProgress, .. } = change {
                    *attempts = attempts.saturating_sub(1);
                }
            });
        }),
    },
    Mutant {
        name: "attempt-refused-in-the-interval",
        clause: "CCB-UPD-15",
        scenario: "attempt-during-interval",
        field: "answer.result",
        breaks: "it refuses an attempt while a retry interval runs",
        hook: Hook::Decides(|scene, decision| {
            let retries = scene.entry().and_then(|entry| entry.callback.as_ref()).and_then(|callback| callback.retry);
            if scene.is(Operation::UpdateStatus) && retries.is_some() {
                refuse(decision, Refusal::IllegalTransition);
            }
        }),
    },
    Mutant {
        name: "attempt-interval-goes-on",
        clause: "CCB-UPD-15",
        scenario: "attempt-during-interval",
        field: "answer.startCallback",
        breaks: "it lets a retry interval run on after the next attempt was begun",
        hook: Hook::Decides(|scene, decision| {
            let retries = scene.entry().and_then(|entry| entry.callback.as_ref()).and_then(|callback| callback.retry);
            each(&mut decision.steps, |change| {
                if let Change::Entry(Entry { callback: Some(callback), .. }) = change {
                    callback.retry = callback.retry.or(retries);
                }
            });
        }),
    },
    Mutant {
        name: "attempt-none-is-no-limit",
        clause: "CCB-UPD-16",
        scenario: "attempt-one-at-most-0",
        field: "answer.result",
        breaks: "it takes 0 attempts for no limit",
        hook: Hook::Decides(|scene, decision| {
            let bend = |grant: &mut Grant| {
                if grant.attempts == 0 {
                    grant.attempts = u32::MAX;
                }
            };
            if let Some(granted) = granted(scene, bend) {
                *decision = granted;
            }
        }),
    },
    Mutant {
        name: "attempt-interval-of-nothing",
        clause: "CCB-UPD-16",
        scenario: "attempt-no-interval",
        field: "answer.startCallback",
        breaks: "it lets an interval of 0 seconds run until the next tick",
        hook: Hook::Decides(|scene, decision| {
            if let Some(granted) = granted(scene, |grant| grant.interval_s = grant.interval_s.max(1)) {
                *decision = granted;
            }
        }),
    },
];

/// What `UpdateStatus` comes to where every grant of every record is another.
fn granted(scene: &Scene<'_>, bend: impl Fn(&mut Grant)) -> Option<crate::reference::model::change::Decision> {
    scene.is(Operation::UpdateStatus).then(|| {
        scene.with_records(|record| {
            let Grants { busy, no_answer, trunks_busy, error, no_response } = &mut record.grants;
            for grant in [busy, no_answer, trunks_busy, error, no_response] {
                bend(grant);
            }
        })
    })
}
