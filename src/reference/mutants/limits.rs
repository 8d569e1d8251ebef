//! What is configured by number (SPEC 5, CCB-VAL-17 and 18).

use super::prelude::*;
use crate::reference::model::dialed_number::DialedNumberRules;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "limit-off-by-one",
        clause: "CCB-VAL-17",
        scenario: "limit-per-number",
        field: "answer.result",
        breaks: "it offers one callback more to a number than it is configured to",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.again(|model, _, _| {
                    model.rules.max_calls_per_ani = model.rules.max_calls_per_ani.map(|limit| limit + 1);
                });
            }
        }),
    },
    Mutant {
        name: "limit-of-pending-alone",
        clause: "CCB-VAL-17",
        scenario: "limit-per-number",
        field: "answer.result",
        breaks: "it does not count callbacks in progress to a number",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.again(|model, _, _| {
                    let begun = model.current.values_mut().filter(|row| row.state == EventType::InProgress);
                    begun.for_each(|row| row.number.clear());
                });
            }
        }),
    },
    Mutant {
        name: "limit-for-all-numbers",
        clause: "CCB-VAL-17",
        scenario: "limit-per-number",
        field: "answer.result",
        breaks: "it counts the callbacks to all numbers together",
        hook: Hook::Decides(|scene, decision| {
            if let (true, Some(ani)) =
                (scene.is(Operation::Validate), scene.entry().and_then(|entry| entry.ani.clone()))
            {
                *decision = scene.again(|model, _, _| {
                    model.current.values_mut().for_each(|row| row.number.clone_from(&ani));
                });
            }
        }),
    },
    Mutant {
        name: "limit-stored-as-a-bit",
        clause: "CCB-VAL-17",
        scenario: "limit-per-number",
        field: "callbackqueue[1].validationstatus",
        breaks: "it sets the reserved bit where a number has callbacks enough",
        hook: Hook::Decides(|scene, decision| {
            if scene.model.rules.max_calls_per_ani.is_some() && says(decision, "none") {
                status(decision, |status| status | 0x004);
            }
        }),
    },
    Mutant {
        name: "limit-patterns-unread",
        clause: "CCB-VAL-18",
        scenario: "limit-patterns-5009",
        field: "answer.result",
        breaks: "it offers callbacks to numbers that are denied",
        hook: Hook::Decides(|scene, decision| {
            if scene.is(Operation::Validate) {
                *decision = scene.again(|model, _, _| model.rules.dialed_numbers = None);
            }
        }),
    },
    Mutant {
        name: "limit-unmatched-allowed",
        clause: "CCB-VAL-18",
        scenario: "limit-patterns-8001",
        field: "answer.result",
        breaks: "it allows a number that matches nothing",
        hook: Hook::Decides(|scene, decision| {
            let unmatched =
                scene.entry().and_then(|entry| entry.ani.as_deref()).is_some_and(|ani| ani.starts_with('8'));
            if scene.is(Operation::Validate) && unmatched {
                *decision = scene.again(|model, _, _| model.rules.dialed_numbers = None);
            }
        }),
    },
    Mutant {
        name: "limit-denied-by-default",
        clause: "CCB-VAL-18",
        scenario: "limit-patterns-8002",
        field: "answer.result",
        breaks: "it allows no unmatched number even where it is told to",
        hook: Hook::Decides(|scene, decision| {
            let unmatched =
                scene.entry().and_then(|entry| entry.ani.as_deref()).is_some_and(|ani| ani.starts_with('8'));
            if scene.is(Operation::Validate) && unmatched {
                *decision = scene.again(|model, _, _| model.rules.dialed_numbers = Some(DialedNumberRules::default()));
            }
        }),
    },
];
