//! Counts: by verdict, by chapter and by level, each with a bar that is read without colour.

use maud::{Markup, html};

use super::tally::{self, Chapter, ClauseTold, LEVELS, Standing};
use crate::ccb::clause::Level;
use crate::verdict::outcome::Verdict;
use crate::verdict::rollup::RunOutcome;

/// How wide a bar is, and how high, in pixels.
const BAR: (usize, usize) = (160, 14);

/// The section of counts.
pub(super) fn section(run: &RunOutcome, clauses: &[ClauseTold<'_>]) -> Markup {
    html! {
        section aria-labelledby="page.counts" {
            h2 id="page.counts" { "Counts" }
            (patterns())
            (verdicts(run))
            (levels(clauses))
            (chapters(run, clauses))
            (legend())
        }
    }
}

/// The fillings of bars: each has a texture of its own, so that colour is not all.
fn patterns() -> Markup {
    html! {
        svg.defs width="0" height="0" aria-hidden="true" focusable="false" {
            defs {
                pattern id="page.slashes" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)" {
                    rect.p-bad width="6" height="6" {} path.p-ink d="M0 0V6" {}
                }
                pattern id="page.dots" width="5" height="5" patternUnits="userSpaceOnUse" {
                    rect.p-open width="5" height="5" {} circle.p-dot cx="2.5" cy="2.5" r="1.2" {}
                }
                pattern id="page.bars" width="5" height="5" patternUnits="userSpaceOnUse" {
                    rect.p-warn width="5" height="5" {} path.p-ink d="M0 0V5" {}
                }
            }
        }
    }
}

fn bar(parts: &[(&'static str, usize)]) -> Markup {
    let all: usize = parts.iter().map(|(_, count)| count).sum();
    let edge = |count: usize| (count * BAR.0).checked_div(all).unwrap_or(0);
    let mut before = 0;
    let mut pieces = Vec::new();
    for (class, count) in parts.iter().filter(|(_, count)| *count > 0) {
        let (from, to) = (edge(before), edge(before + count));
        pieces.push((class, from, (to - from).max(2)));
        before += count;
    }
    html! {
        svg.bar width=(BAR.0) height=(BAR.1) viewBox={ "0 0 " (BAR.0) " " (BAR.1) } aria-hidden="true" focusable="false" {
            @for (class, x, width) in pieces { rect class=(class) x=(x) width=(width) height=(BAR.1) {} }
            rect.b-frame x="0.5" y="0.5" width=(BAR.0 - 1) height=(BAR.1 - 1) {}
        }
    }
}

fn verdicts(run: &RunOutcome) -> Markup {
    let all = run.scenarios.len();
    html! {
        div.scroll tabindex="0" role="group" aria-label="Journeys by verdict" {
            table.counts {
                caption { "Journeys by verdict" }
                thead { tr { th scope="col" { "Verdict" } th.n scope="col" { "Journeys" } th scope="col" { "Share of " (all) } } }
                tbody {
                    @for verdict in Verdict::ALL {
                        @let count = run.count(verdict);
                        tr.nought[count == 0] {
                            th scope="row" { (badge(verdict)) }
                            td.n { (count) }
                            td { (bar(&[(bar_class(verdict), count), ("b-untested", all - count)])) }
                        }
                    }
                }
            }
        }
    }
}

/// A verdict with its sign: never by colour alone.
pub(super) fn badge(verdict: Verdict) -> Markup {
    html! { span class={ "v v-" (verdict.name()) } { span.glyph aria-hidden="true" { (glyph(verdict)) } (verdict.name()) } }
}

const fn glyph(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Fail => "✗",
        Verdict::Warn => "!",
        Verdict::NotApplicable => "–",
        Verdict::CouldNotRun => "?",
        Verdict::KnownFailure => "≈",
        Verdict::UnexpectedlyPassed => "↑",
        Verdict::HarnessError => "#",
    }
}

const fn bar_class(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "b-holds",
        Verdict::Fail | Verdict::UnexpectedlyPassed | Verdict::HarnessError => "b-broken",
        Verdict::Warn | Verdict::KnownFailure => "b-unproven",
        Verdict::CouldNotRun | Verdict::NotApplicable => "b-undecided",
    }
}

/// How many of these clauses have each standing.
fn standings<'a, 'b: 'a>(clauses: &(impl Iterator<Item = &'a ClauseTold<'b>> + Clone)) -> [(Standing, usize); 5] {
    Standing::ALL.map(|standing| (standing, clauses.clone().filter(|clause| clause.standing == standing).count()))
}

fn cells(counts: &[(Standing, usize); 5]) -> Markup {
    let all: usize = counts.iter().map(|(_, count)| count).sum();
    html! {
        td.n { (all) }
        @for (standing, count) in counts { td.n.nought[*count == 0].alarm[*standing == Standing::Broken && *count > 0] { (count) } }
        td { (bar(&counts.map(|(standing, count)| (standing.class(), count)))) }
    }
}

fn heads() -> Markup {
    html! {
        th.n scope="col" { "Clauses" }
        @for standing in Standing::ALL { th.n scope="col" { (standing.name()) } }
        th scope="col" { "Share" }
    }
}

fn levels(clauses: &[ClauseTold<'_>]) -> Markup {
    let of = |level: Level| standings(&clauses.iter().filter(move |clause| clause.id.clause().level == level));
    html! {
        div.scroll tabindex="0" role="group" aria-label="Clauses by level" {
            table.counts {
                caption { "Clauses by level" }
                thead { tr { th scope="col" { "Level" } (heads()) } }
                tbody { @for level in LEVELS { tr { th scope="row" { (level.word()) } (cells(&of(level))) } } }
            }
        }
    }
}

fn chapters(run: &RunOutcome, clauses: &[ClauseTold<'_>]) -> Markup {
    html! {
        div.scroll tabindex="0" role="group" aria-label="Clauses and journeys by chapter" {
            table.counts {
                caption { "Clauses and journeys by chapter of the specification" }
                thead { tr { th scope="col" { "Chapter" } (heads()) th.n scope="col" { "Journeys" } th.n scope="col" { "pass" } } }
                tbody { @for chapter in tally::chapters() { (chapter_row(run, clauses, &chapter)) } }
            }
        }
    }
}

fn chapter_row(run: &RunOutcome, clauses: &[ClauseTold<'_>], chapter: &Chapter) -> Markup {
    let counts = standings(&clauses.iter().filter(|clause| clause.id.chapter() == chapter.code));
    let touching =
        run.scenarios.iter().filter(|scenario| scenario.clauses.iter().any(|id| id.chapter() == chapter.code));
    let (all, passed) =
        (touching.clone().count(), touching.filter(|scenario| scenario.verdict == Verdict::Pass).count());
    html! {
        tr {
            th scope="row" { a href={ "#" (chapter.code) ".chapter" } { (chapter.code) } " " span.dim { (chapter.title) } }
            (cells(&counts))
            td.n { (all) }
            td.n.alarm[passed < all] { (passed) }
        }
    }
}

fn legend() -> Markup {
    html! {
        dl.legend {
            @for standing in Standing::ALL {
                div { dt { (bar_key(standing)) (standing.name()) } dd { (standing.meaning()) } }
            }
        }
    }
}

fn bar_key(standing: Standing) -> Markup {
    html! { svg.key width="18" height="12" aria-hidden="true" focusable="false" { rect class=(standing.class()) width="18" height="12" {} rect.b-frame x="0.5" y="0.5" width="17" height="11" {} } " " }
}
