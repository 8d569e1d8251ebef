//! The rows of the three tables as a step saw them: those that changed in it, and how many did not.

use maud::{Markup, html};

use super::text::Value;
use crate::golden::step::{NormalStep, Record, Scalar, Tables};

/// What a step did to a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Change<'a> {
    /// It was not there before.
    New(&'a Record),
    /// It was there, with other values.
    Changed(&'a Record, &'a Record),
    /// It is not there any more.
    Gone(&'a Record),
}

/// The rows after a step; `before` are those after the step before it.
pub(super) fn rows(now: &NormalStep, before: Option<&NormalStep>, id: &str) -> Markup {
    let none = Tables::default();
    let before = before.map_or(&none, |step| &step.tables);
    let tables: Vec<(&str, Vec<Change<'_>>, usize)> = now
        .tables
        .named()
        .into_iter()
        .zip(before.named())
        .map(|((name, now), (_, before))| {
            let changes = changes(before, now);
            let unchanged = now.len() - changes.iter().filter(|change| !matches!(change, Change::Gone(_))).count();
            (name, changes, unchanged)
        })
        .collect();
    let quiet: Vec<String> = tables
        .iter()
        .filter(|(_, changes, _)| changes.is_empty())
        .map(|(name, _, unchanged)| match unchanged {
            0 => format!("{name}: no rows"),
            unchanged => format!("{name}: {unchanged} unchanged"),
        })
        .collect();
    html! {
        @for (name, changes, unchanged) in &tables { @if !changes.is_empty() { (table(name, changes, *unchanged, id)) } }
        @if !quiet.is_empty() { p.dim { "Rows: " (quiet.join(" · ")) } }
    }
}

/// What became of the rows of a table. A row is told again by its surrogate id, an event by all that it holds.
fn changes<'a>(before: &'a [Record], now: &'a [Record]) -> Vec<Change<'a>> {
    let mut left: Vec<&Record> = before.iter().collect();
    let mut open = Vec::new();
    for row in now {
        match left.iter().position(|other| *other == row) {
            Some(at) => drop(left.remove(at)),
            None => open.push(row),
        }
    }
    let mut changes = Vec::new();
    for row in open {
        let same =
            |other: &&Record| other.get("surrogateid") == row.get("surrogateid") && !row.contains_key("eventdatetime");
        match left.iter().position(same) {
            Some(at) => changes.push(Change::Changed(left.remove(at), row)),
            None => changes.push(Change::New(row)),
        }
    }
    changes.extend(left.into_iter().map(Change::Gone));
    changes
}

fn table(name: &str, changes: &[Change<'_>], unchanged: usize, id: &str) -> Markup {
    let mut columns: Vec<&String> = Vec::new();
    for change in changes {
        let (Change::New(row) | Change::Changed(_, row) | Change::Gone(row)) = change;
        columns.extend(row.keys().filter(|column| !columns.contains(column)).collect::<Vec<_>>());
    }
    // What changed is not to be looked for.
    let moved = |column: &str| {
        changes
            .iter()
            .any(|change| matches!(change, Change::Changed(before, now) if before.get(column) != now.get(column)))
    };
    columns.sort_by_key(|column| !moved(column));
    html! {
        div.scroll tabindex="0" role="group" aria-label={ (name) " after " (id) } {
            table.rows {
                caption { code { (name) } @if unchanged > 0 { " (" (unchanged) " more unchanged)" } }
                thead { tr { th scope="col" { "Row" } @for column in &columns { th scope="col" { (super::text::Shown(column)) } } } }
                tbody { @for change in changes { (row(change, &columns)) } }
            }
        }
    }
}

fn row(change: &Change<'_>, columns: &[&String]) -> Markup {
    match change {
        Change::New(row) => {
            html! { tr.new { th scope="row" { "new" } @for column in columns { td { (cell(row.get(*column))) } } } }
        }
        Change::Gone(row) => {
            html! { tr.gone { th scope="row" { "gone" } @for column in columns { td { del { (cell(row.get(*column))) } } } } }
        }
        Change::Changed(before, now) => html! {
            tr.changed {
                th scope="row" { "changed" }
                @for column in columns {
                    @let (old, new) = (before.get(*column), now.get(*column));
                    @if old == new { td { (cell(new)) } } @else { td.ch { del { (cell(old)) } " → " ins { (cell(new)) } } }
                }
            }
        },
    }
}

/// A value; what is not there is told as such.
pub(super) fn cell(value: Option<&Scalar>) -> Markup {
    match value {
        Some(Scalar::Null) => html! { span.dim { "null" } },
        Some(value) => html! { (Value(value)) },
        None => html! { span.dim { "(nothing)" } },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(pairs: &[(&str, i64)]) -> Record {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), Scalar::Integer(*value))).collect()
    }

    #[test]
    fn a_row_is_new_changed_or_gone() {
        let (one, two) = (record(&[("surrogateid", 1), ("causeid", 0)]), record(&[("surrogateid", 2), ("causeid", 0)]));
        let changed = record(&[("surrogateid", 1), ("causeid", 27)]);
        let before = [one.clone(), two.clone()];
        assert_eq!(changes(&before, &before), []);
        let now = [changed.clone()];
        assert_eq!(changes(&before, &now), [Change::Changed(&one, &changed), Change::Gone(&two)]);
    }

    #[test]
    fn an_event_is_never_told_as_a_change_of_another() {
        let (one, two) =
            (record(&[("surrogateid", 1), ("eventdatetime", 0)]), record(&[("surrogateid", 1), ("eventdatetime", 5)]));
        let (before, now) = ([one.clone()], [two.clone(), one.clone(), one.clone()]);
        assert_eq!(changes(&before, &now), [Change::New(&two), Change::New(&one)]);
    }
}
