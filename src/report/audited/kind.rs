//! The kinds of report that an audit has.

use super::{html, junit, markdown};
use crate::audit::report::Report;
use crate::ccb::named::named_enum;

named_enum! {
    /// A kind of report of an audit.
    AuditKind:
    /// Everything that was found, as one JSON object.
    Json = "json",
    /// One page, with the timeline of every call that is kept.
    Html = "html",
    /// XML for test reporters: a case a call, a failure a violation.
    Junit = "junit",
    /// For the summary of a pipeline's step.
    Markdown = "markdown",
}

/// The report of a kind. The same audit makes the same bytes.
///
/// # Errors
///
/// Where a writer of its format fails, which no audit should make it do.
pub fn render(kind: AuditKind, report: &Report) -> Result<String, String> {
    match kind {
        AuditKind::Json => {
            serde_json::to_string_pretty(report).map(|text| text + "\n").map_err(|error| error.to_string())
        }
        AuditKind::Html => Ok(html::page(report)),
        AuditKind::Junit => junit::render(report),
        AuditKind::Markdown => Ok(markdown::render(report)),
    }
}
