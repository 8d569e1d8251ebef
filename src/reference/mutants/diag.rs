//! The Diag page (SPEC 14).

use axum::http::StatusCode;

use super::hook::Wire;
use super::prelude::*;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "diag-as-text",
        clause: "CCB-DIA-01",
        scenario: "diag-page",
        field: "breach.CCB-DIA-01",
        breaks: "it sends its page as plain text",
        hook: Hook::Answers(|wire| {
            if is_page(wire) {
                wire.content_type = "text/plain; charset=UTF-8".into();
            }
        }),
    },
    Mutant {
        name: "diag-not-found",
        clause: "CCB-DIA-01",
        scenario: "diag-page",
        field: "breach.CCB-DIA-01",
        breaks: "it has no page",
        hook: Hook::Answers(|wire| {
            if is_page(wire) {
                wire.status = StatusCode::NOT_FOUND;
            }
        }),
    },
    Mutant {
        name: "diag-first-alone",
        clause: "CCB-DIA-02",
        scenario: "diag-page",
        field: "diag[1]",
        breaks: "it shows the first entry of every queue alone",
        hook: Hook::Shows(|queues| queues.iter_mut().for_each(|queue| queue.entries.truncate(1))),
    },
    Mutant {
        name: "diag-queue-unnamed",
        clause: "CCB-DIA-02",
        scenario: "diag-page",
        field: "diag.size",
        breaks: "it does not show what a queue is called",
        hook: Hook::Shows(|queues| queues.iter_mut().for_each(|queue| "Queue".clone_into(&mut queue.name))),
    },
    Mutant {
        name: "diag-unescaped",
        clause: "CCB-DIA-03",
        scenario: "diag-hostile-as-a-script",
        field: "diag",
        breaks: "it writes a queue's name as markup",
        hook: Hook::Answers(|wire| {
            if is_page(wire) {
                wire.body = wire.body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            }
        }),
    },
    Mutant {
        name: "diag-escaped-twice",
        clause: "CCB-DIA-03",
        scenario: "diag-hostile-as-an-entity",
        field: "diag.queue",
        breaks: "it takes what looks like an entity in a queue's name for one",
        hook: Hook::Answers(|wire| {
            if is_page(wire) {
                wire.body = wire.body.replace("&amp;", "&");
            }
        }),
    },
    Mutant {
        name: "diag-cut-at-zero",
        clause: "CCB-DIA-04",
        scenario: "diag-remaining",
        field: "diag[0].remaining_s",
        breaks: "it shows no remaining time below 0",
        hook: Hook::Shows(|queues| {
            let entries = queues.iter_mut().flat_map(|queue| &mut queue.entries);
            entries.for_each(|entry| entry.remaining_s = entry.remaining_s.max(0));
        }),
    },
    Mutant {
        name: "diag-counts-from-one",
        clause: "CCB-DIA-04",
        scenario: "diag-remaining",
        field: "diag[0].qpos",
        breaks: "it tells the first position as 1 in its data",
        hook: Hook::Answers(|wire| {
            if is_page(wire) {
                wire.body = wire.body.replace("data-qpos=\"0\"", "data-qpos=\"1\"");
            }
        }),
    },
];

fn is_page(wire: &Wire) -> bool {
    wire.content_type.starts_with("text/html")
}
