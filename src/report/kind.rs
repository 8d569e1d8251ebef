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

/// So much of a file tells whether it is a report.
pub const HEAD_BYTES: usize = 1024;

/// Whether a file that begins so may be an earlier report of the kind of that name, of a run or of an audit.
pub fn is_like(name: &str, head: &[u8]) -> bool {
    let head = String::from_utf8_lossy(head);
    match name {
        "junit" => head.starts_with("<?xml") && head.contains("<testsuites name=\"ccbspec"),
        "json" => head.starts_with('{') && ["\"report_version\"", "\"format\""].iter().any(|key| head.contains(key)),
        "tap" => head.starts_with("TAP version 14"),
        "markdown" => head.starts_with('#') && head.contains("ccbspec"),
        "badge" => head.starts_with("<svg ") && head.contains("courtesy callback"),
        "html" => head.starts_with("<!DOCTYPE html>") && head.contains("Content-Security-Policy"),
        _ => false,
    }
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
