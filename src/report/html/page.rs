//! The whole page.

use std::io::{self, Write};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::tally::ClauseTold;
use super::text::Shown;
use super::{clauses, counts, filters, front, identity, journeys, tally};
use crate::journal::whole::Journal;
use crate::report::view::{FeatureView, View};
use crate::verdict::rollup::RunOutcome;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = include_str!("script.js");

/// Where on the page what is written journey by journey goes. No text of a journal can read alike, since it is markup.
const HOLE: &str = "<!-- journeys -->";

/// Writes the page. The same journal makes the same bytes.
///
/// # Errors
///
/// Where it cannot be written, or a record cannot be read any more.
pub fn write(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    let (journal, run) = (view.journal, view.run);
    let features = view.features();
    let clauses = tally::clauses(run);
    let frame = frame(journal, run, &features, &clauses).into_string();
    let mut parts = frame.split(HOLE);
    let mut next = |out: &mut _| write_part(out, parts.next());
    next(out)?;
    journeys::attention(out, view, &features)?;
    next(out)?;
    journeys::by_feature(out, view, &features)?;
    next(out)?;
    clauses::section(out, &clauses)?;
    next(out)
}

fn write_part(out: &mut impl Write, part: Option<&str>) -> io::Result<()> {
    let part = part.ok_or_else(|| io::Error::other("the page has too few holes"))?;
    out.write_all(part.as_bytes())
}

/// The page with a hole for what did not pass, for the journeys by feature, and for the clauses.
fn frame(journal: &Journal, run: &RunOutcome, features: &[FeatureView<'_>], clauses: &[ClauseTold<'_>]) -> Markup {
    let hole = || PreEscaped(HOLE);
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(&format!("{}: {}", run.exit().word(), front::subject(journal)), &policy()))
            body {
                a.skip href="#page.main" { "To the journeys" }
                (front::front(journal, run))
                (contents())
                main id="page.main" {
                    (filters::form(run, features))
                    (hole())
                    (counts::section(run, clauses))
                    (identity::section(journal, run))
                    (hole())
                    (hole())
                }
                (foot(journal))
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// Another report in the same clothes: one HTML file without any script, that asks for nothing.
pub(in crate::report) fn document(title: &str, body: &Markup) -> String {
    let policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(title, policy))
            body { (body) }
        }
    }
    .into_string()
}

/// What the browser is told: it may run this one script, and may ask for nothing.
fn policy() -> String {
    let script = STANDARD.encode(Sha256::digest(SCRIPT.as_bytes()));
    format!(
        "default-src 'none'; script-src 'sha256-{script}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
    )
}

fn head(title: &str, policy: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            title { (Shown(title)) }
            // Otherwise a browser asks a server for one.
            link rel="icon" href="data:,";
            style { (PreEscaped(STYLE)) }
        }
    }
}

fn contents() -> Markup {
    html! {
        nav.contents aria-label="Contents" {
            a href="#page.attention" { "What did not pass" } " "
            a href="#page.counts" { "Counts" } " "
            a href="#page.tested" { "What was tested" } " "
            a href="#page.features" { "Journeys by feature" } " "
            a href="#page.clauses" { "Clauses" }
        }
    }
}

fn foot(journal: &Journal) -> Markup {
    html! {
        footer {
            @match &journal.sha256 {
                Some(sha256) => p { "Made from the journal that is sealed " code.digest { (Shown(sha256)) } },
                None => p { "Made from a journal that was not sealed." },
            }
            p.dim { "Times of steps and rows are told from the start of their journey (T+15s); " code { "${call}" } ", " code { "#1" } " and the like stand for what the run made unique. In bytes, " code { "\\n" } " and its like tell what is there." }
        }
    }
}
