//! What differs at the step where a journey stopped: the fields with their clauses, and the tables with expected and seen rows beside each other.

use std::collections::BTreeSet;

use maud::{Markup, html};

use super::clauses;
use super::rows::cell;
use super::text::{Shown, counted};
use crate::ccb::clause::ClauseId;
use crate::golden::compare::Difference;
use crate::golden::step::{NormalStep, Record};
use crate::report::fault::Fault;
use crate::verdict::outcome::Reason;

/// So many differing fields are told at once.
const SHOWN_AT_ONCE: usize = 12;

/// Why a journey did not pass, with the texts of the clauses that decide it.
pub(super) fn why(reason: &Reason, clauses_told: &[ClauseId]) -> Markup {
    html! {
        @match reason {
            Reason::Differs(differences) => (fields(differences)),
            Reason::Breach { message, clause } => p.alarm { "✗ " (Shown(message)) " (" (clause) ")" },
            Reason::Undeclared(capabilities) => p {
                "The target does not declare: " (capabilities.iter().map(|capability| capability.name()).collect::<Vec<_>>().join(", "))
            },
            Reason::Hindered(message) => p { "It could not be run: " (Shown(message)) },
            Reason::Fault(message) => p.alarm { "The suite itself is at fault: " (Shown(message)) },
        }
        @if !clauses_told.is_empty() { (clauses::texts(clauses_told)) }
    }
}

/// Differing fields; where there are very many, the first of them, and the others when somebody wants to see them.
fn fields(differences: &[Difference]) -> Markup {
    let (first, more) = differences.split_at(differences.len().min(SHOWN_AT_ONCE));
    html! {
        (fields_table(first, &format!("{} not as expected", counted(differences.len(), "field"))))
        @if !more.is_empty() {
            details.plain { summary { "All but the first " (SHOWN_AT_ONCE) } (fields_table(more, &counted(more.len(), "further field"))) }
        }
    }
}

fn fields_table(differences: &[Difference], caption: &str) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label=(caption) {
            table.fields {
                caption { (caption) }
                thead { tr { th scope="col" { "Field" } th scope="col" { "Expected" } th scope="col" { "Seen" } th scope="col" { "Clause" } } }
                tbody { @for difference in differences {
                    tr {
                        th scope="row" { code { (Shown(&difference.path)) } }
                        td.want { (Shown(&difference.expected)) }
                        td.have { "≠ " (Shown(&difference.actual)) }
                        td { @match difference.clause { Some(id) => (clauses::chips(&[id])), None => "none alone decides" } }
                    }
                } }
            }
        }
    }
}

/// The first differences in a few words, for a heading.
pub(super) fn in_short(reason: &Reason) -> String {
    match reason {
        Reason::Differs(differences) => {
            let Some(first) = differences.first() else { return "it stopped".to_owned() };
            let clause = first.clause.map_or(String::new(), |clause| format!(" ({clause})"));
            let more = match differences.len() - 1 {
                0 => String::new(),
                more => format!(", and {}", counted(more, "more field")),
            };
            format!("{}: expected {}, seen {}{clause}{more}", first.path, brief(&first.expected), brief(&first.actual))
        }
        Reason::Breach { message, clause } => format!("{message} ({clause})"),
        Reason::Undeclared(capabilities) => {
            let names: Vec<&str> = capabilities.iter().map(|capability| capability.name()).collect();
            format!("not declared: {}", names.join(", "))
        }
        Reason::Hindered(message) | Reason::Fault(message) => message.clone(),
    }
}

fn brief(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// States and tables of the step, expected beside seen, as far as they differ.
pub(super) fn beside(fault: &Fault<'_>) -> Markup {
    let (Some(expected), Some(seen)) = (fault.expected, fault.seen.as_ref()) else { return html! {} };
    let paths: BTreeSet<&str> = fault.differences().iter().map(|difference| difference.path.as_str()).collect();
    let concerns = |name: &str| paths.iter().any(|path| path.starts_with(&format!("{name}[")));
    let page = ("diag", expected.diag.as_deref().unwrap_or_default(), seen.diag.as_deref().unwrap_or_default());
    let named = expected.tables.named().into_iter().zip(seen.tables.named());
    let tables = std::iter::once(page).chain(named.map(|((name, expected), (_, seen))| (name, expected, seen)));
    html! {
        @if paths.iter().any(|path| path.starts_with("states")) { (states(expected, seen)) }
        @for (name, expected, seen) in tables { @if concerns(name) { (table(name, expected, seen, &paths)) } }
    }
}

fn states(expected: &NormalStep, seen: &NormalStep) -> Markup {
    let calls: BTreeSet<&String> = expected.states.keys().chain(seen.states.keys()).collect();
    html! {
        div.scroll tabindex="0" role="group" aria-label="States, expected and seen" {
            table.fields {
                caption { "States and causes so far" }
                thead { tr { th scope="col" { "Call" } th scope="col" { "Expected" } th scope="col" { "Seen" } } }
                tbody { @for call in calls {
                    @let (want, have) = (expected.states.get(call), seen.states.get(call));
                    tr {
                        th scope="row" { (Shown(call)) }
                        @if want == have { td { (cell(want)) } td { "the same" } } @else { td.want { (cell(want)) } td.have { "≠ " (cell(have)) } }
                    }
                } }
            }
        }
    }
}

/// A table row by row: what was expected above what was seen; rows that are alike stand once.
fn table(name: &str, expected: &[Record], seen: &[Record], paths: &BTreeSet<&str>) -> Markup {
    let mut columns: Vec<&String> = Vec::new();
    for row in expected.iter().chain(seen) {
        columns.extend(row.keys().filter(|column| !columns.contains(column)).collect::<Vec<_>>());
    }
    // What differs is not to be looked for.
    let differs = |column: &str| {
        paths.iter().any(|path| path.starts_with(&format!("{name}[")) && path.ends_with(&format!("].{column}")))
    };
    columns.sort_by_key(|column| !differs(column));
    let rows = expected.len().max(seen.len());
    html! {
        div.scroll tabindex="0" role="group" aria-label={ (name) ", expected and seen" } {
            table.rows.diff {
                caption { code { (name) } ", expected and seen; what differs stands first and is marked ≠" }
                thead { tr { th scope="col" { "Row" } @for column in &columns { th scope="col" { (Shown(column)) } } } }
                tbody { @for index in 0..rows {
                    (pair(&format!("{name}[{index}]"), index, expected.get(index), seen.get(index), &columns, paths))
                } }
            }
        }
    }
}

fn pair(
    path: &str,
    index: usize,
    expected: Option<&Record>,
    seen: Option<&Record>,
    columns: &[&String],
    paths: &BTreeSet<&str>,
) -> Markup {
    let differs = |column: &str| paths.contains(format!("{path}.{column}").as_str());
    match (expected, seen) {
        (Some(expected), Some(seen)) if columns.iter().any(|column| differs(column)) => html! {
            tr.want { th scope="row" { (index + 1) " expected" } @for column in columns { td.mark[differs(column)] { (cell(expected.get(*column))) } } }
            tr.have { th scope="row" { (index + 1) " seen" } @for column in columns {
                td.mark[differs(column)] { @if differs(column) { "≠ " } (cell(seen.get(*column))) }
            } }
        },
        (Some(expected), None) => html! {
            tr.want { th scope="row" { (index + 1) " expected, ≠ not there" } @for column in columns { td.mark { (cell(expected.get(*column))) } } }
        },
        (None, Some(seen)) => html! {
            tr.have { th scope="row" { (index + 1) " ≠ seen, not expected" } @for column in columns { td.mark { (cell(seen.get(*column))) } } }
        },
        (_, Some(seen)) => {
            html! { tr { th scope="row" { (index + 1) " alike" } @for column in columns { td { (cell(seen.get(*column))) } } } }
        }
        (None, None) => html! {},
    }
}
