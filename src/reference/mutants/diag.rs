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
        name: "diag-size-of-another",
        clause: "CCB-DIA-02",
        scenario: "diag-entries",
        field: "diag.size",
        breaks: "it shows no size of a queue, but for the places of its entries",
        hook: Hook::Answers(|wire| {
            if is_page(wire) {
                wire.body = wire.body.replace("<p>Size 3,", "<p>");
            }
        }),
    },
    Mutant {
        name: "diag-places-untold",
        clause: "CCB-DIA-02",
        scenario: "diag-entries",
        field: "diag.place",
        breaks: "it shows nobody's place",
        hook: Hook::Answers(|wire| {
            if is_page(wire) {
                for place in 1..=3 {
                    wire.body = wire.body.replace(&format!("<td class=\"number\">{place}</td>"), "<td></td>");
                }
            }
        }),
    },
    Mutant {
        name: "diag-remaining-of-another",
        clause: "CCB-DIA-02",
        scenario: "diag-entries",
        field: "diag.remaining",
        breaks: "it shows the remaining time of the first entry for all",
        hook: Hook::Answers(|wire| {
            if is_page(wire) {
                wire.body = wire.body.replace(">581</td>", ">191</td>");
            }
        }),
    },
    Mutant {
        name: "diag-offer-untold",
        clause: "CCB-DIA-02",
        scenario: "diag-entries",
        field: "diag.offered",
        breaks: "it does not show whether a callback was offered",
        hook: Hook::Shows(|queues| {
            queues.iter_mut().flat_map(|queue| &mut queue.entries).for_each(|entry| entry.callback = "");
        }),
    },
    Mutant {
        name: "diag-unescaped",
        clause: "CCB-DIA-03",
        scenario: "diag-hostile-as-a-script",
        field: "diag.runs",
        breaks: "it writes a queue's name as markup",
        hook: Hook::Answers(|wire| {
            if is_page(wire) {
                wire.body = wire.body.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            }
        }),
    },
    Mutant {
        name: "diag-unescaped-in-an-attribute",
        clause: "CCB-DIA-03",
        scenario: "diag-hostile-as-a-quotation",
        field: "diag.runs",
        breaks: "it writes a queue's name as text, and once more in an attribute, in which a quotation mark ends it",
        hook: Hook::Answers(|wire| {
            name_again(wire, |name| format!("<h2 title=\"{}\">{name}</h2>", name.replace("&quot;", "\"")));
        }),
    },
    Mutant {
        name: "diag-name-as-a-link",
        clause: "CCB-DIA-03",
        scenario: "diag-hostile-as-a-link",
        field: "diag.runs",
        breaks: "it makes a link of a queue's name",
        hook: Hook::Answers(|wire| name_again(wire, |name| format!("<h2><a href=\"{name}\">{name}</a></h2>"))),
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

/// Writes the headings of queues in another way; told the name as the page escapes it.
fn name_again(wire: &mut Wire, heading: impl Fn(&str) -> String) {
    if !is_page(wire) {
        return;
    }
    let mut parts = wire.body.split("<h2>");
    let begin = parts.next().unwrap_or_default().to_owned();
    let written = parts.map(|part| match part.split_once("</h2>") {
        Some((name, rest)) => heading(name) + rest,
        None => part.to_owned(),
    });
    wire.body = begin + &written.collect::<String>();
}

fn is_page(wire: &Wire) -> bool {
    wire.content_type.starts_with("text/html")
}
