//! The kinds of report that go into files, each made from a journal alone: the same journal makes the same bytes.

use super::view::View;
use super::{badge, html, json, junit, markdown, tap};
use crate::ccb::named::named_enum;
use crate::journal::whole::Journal;

named_enum! {
    /// A kind of report.
    Kind:
    /// XML for test reporters.
    Junit = "junit",
    /// One JSON object, whose schema `ccbspec schema report` prints.
    Json = "json",
    /// The Test Anything Protocol, version 14.
    Tap = "tap",
    /// For the summary of a pipeline's step, at most 1 MiB.
    Markdown = "markdown",
    /// A small SVG.
    Badge = "badge",
    /// One page with everything, without anything from elsewhere.
    Html = "html",
}

/// A report that could not be made, which is a fault of the suite.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the report `{kind}` could not be made: {reason}")]
pub struct RenderError {
    /// Of which kind.
    pub kind: Kind,
    /// What went wrong.
    pub reason: String,
}

/// The report of a kind on a journal.
///
/// # Errors
///
/// Where a writer of its format fails, which no journal should make it do.
pub fn render(kind: Kind, journal: &Journal) -> Result<String, RenderError> {
    let view = View::new(journal);
    let failed = |reason: String| RenderError { kind, reason };
    match kind {
        Kind::Junit => junit::render(&view).map_err(|error| failed(error.to_string())),
        Kind::Json => json::render(&view).map_err(|error| failed(error.to_string())),
        Kind::Tap => tap::render(&view).map_err(|error| failed(error.to_string())),
        Kind::Markdown => Ok(markdown::render(&view)),
        Kind::Badge => Ok(badge::render(&view)),
        Kind::Html => Ok(html::page(journal)),
    }
}
