//! Every clause of the specification with what the run says of it: what chips and chapters link to.

use std::io::{self, Write};

use maud::{Markup, html};

use super::tally::{self, ClauseTold, Standing};
use super::text::{Prose, Shown, counted, slug};
use crate::ccb::clause::{Basis, ClauseId};

/// The section of clauses.
pub(super) fn section(out: &mut impl Write, clauses: &[ClauseTold<'_>]) -> io::Result<()> {
    let head = html! { h2 id="page.clauses" { "Clauses" } };
    write!(out, "<section aria-labelledby=\"page.clauses\">{}", head.into_string())?;
    for chapter in tally::chapters() {
        let of: Vec<&ClauseTold<'_>> = clauses.iter().filter(|clause| clause.id.chapter() == chapter.code).collect();
        let broken = of.iter().filter(|clause| clause.standing == Standing::Broken).count();
        let told = html! {
            details.plain id={ (chapter.code) ".chapter" } {
                summary { strong { (chapter.code) } " " (chapter.title) " " span.dim { (counted(of.len(), "clause")) @if broken > 0 { ", " (broken) " broken" } } }
                (chapter_table(chapter.code, &of))
            }
        };
        out.write_all(told.into_string().as_bytes())?;
    }
    write!(out, "</section>")
}

fn chapter_table(code: &str, clauses: &[&ClauseTold<'_>]) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label={ "Clauses of " (code) } {
            table.clauses {
                caption { "Clauses of " (code) ", and the journeys of this run that check them" }
                thead { tr { th scope="col" { "Clause" } th scope="col" { "In this run" } th scope="col" { "Text" } } }
                tbody {
                    @for clause in clauses {
                        tr id={ (clause.id) ".clause" } {
                            th scope="row" { (clause.id) br; span.dim { (marks(clause.id)) } }
                            td.alarm[clause.standing == Standing::Broken] { (clause.standing.name()) }
                            td { p { (Prose(clause.id.clause().text)) } (journeys(clause)) }
                        }
                    }
                }
            }
        }
    }
}

fn journeys(clause: &ClauseTold<'_>) -> Markup {
    html! {
        @if !clause.journeys.is_empty() {
            p.links { @for id in &clause.journeys { a href={ "#" (slug(id)) } { (Shown(id)) } " " } }
        }
    }
}

/// Level and basis, such as `MUST, T`.
fn marks(id: ClauseId) -> String {
    let clause = id.clause();
    let basis = match clause.basis {
        Basis::Trace => "T",
        Basis::Cisco => "C",
        Basis::Derived => "D",
        Basis::Suite => "S",
    };
    format!("{}, {basis}", clause.level.word())
}

/// Links to clauses.
pub(super) fn chips(clauses: &[ClauseId]) -> Markup {
    html! { @for id in clauses { a.chip href={ "#" (id) ".clause" } { (id) } " " } }
}

/// The texts of clauses, where they are needed.
pub(super) fn texts(clauses: &[ClauseId]) -> Markup {
    html! {
        dl.texts { @for id in clauses { div { dt { (id) " " span.dim { (marks(*id)) } } dd { (Prose(id.clause().text)) } } } }
    }
}
