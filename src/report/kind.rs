//! The kinds of report that go into files, each made from a journal alone: the same journal makes the same bytes.

use std::io::{self, Write};

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

/// Writes the report of a kind on a journal. Records are looked at one at a time.
///
/// # Errors
///
/// Where it cannot be written, or a record cannot be read any more; what was written by then is no report.
pub fn write(out: &mut impl Write, kind: Kind, journal: &Journal) -> io::Result<()> {
    let view = View::new(journal);
    match kind {
        Kind::Junit => junit::write(out, &view),
        Kind::Json => json::write(out, &view),
        Kind::Tap => tap::write(out, &view),
        Kind::Markdown => out.write_all(markdown::render(&view)?.as_bytes()),
        Kind::Badge => out.write_all(badge::render(&view).as_bytes()),
        Kind::Html => html::write(out, &view),
    }
}
