//! The reports of an audit that go into files: each tells what was found, and nothing that a log says becomes markup.

#[path = "kit/xml.rs"]
mod xml;

use std::fs;

use ccbspec::audit::report::Report;
use ccbspec::audit::{Options, perform};
use ccbspec::report::audited::{AuditKind, render};
use tempfile::TempDir;

const PUBLISHED: &str = include_str!("audit/published.log");

fn audit(text: &str) -> Report {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("all.log");
    fs::write(&path, text).expect("the log is written");
    perform(&[path], &Options::default()).expect("it can be read")
}

fn made(kind: AuditKind, report: &Report) -> String {
    render(kind, report).expect("it can be made")
}

/// One tick that is a second off.
fn broken() -> String {
    assert!(PUBLISHED.contains("RemainingTime=35"));
    PUBLISHED.replacen("RemainingTime=35", "RemainingTime=36", 1)
}

#[test]
fn every_kind_tells_a_violation_and_its_absence() {
    let (sound, broken) = (audit(PUBLISHED), audit(&broken()));
    assert_eq!((sound.exit().code(), broken.exit().code()), (0, 1));
    for kind in AuditKind::ALL {
        let (sound, broken) = (made(*kind, &sound), made(*kind, &broken));
        assert!(!sound.contains("RemainingTime"), "{kind}");
        for told in ["RemainingTime", "CCB-LOG-01", "36", "064CD880000100000000025308C6C90A"] {
            assert!(broken.contains(told), "{kind} does not tell {told}:\n{broken}");
        }
    }
    assert!(made(AuditKind::Html, &broken).contains("✗ violation"));
    assert!(made(AuditKind::Markdown, &sound).starts_with("# ✅ ccbspec audit: no violation"));
    assert!(made(AuditKind::Markdown, &broken).starts_with("# ❌ ccbspec audit: violations"));
}

#[test]
fn a_test_reporter_reads_a_failure_a_call() {
    for (text, failures) in [(PUBLISHED.to_owned(), 0), (broken(), 1)] {
        let junit = made(AuditKind::Junit, &audit(&text));
        xml::must_be_junit(&junit);
        let elements = xml::elements(&junit);
        let count = |name: &str| elements.iter().filter(|element| element.name == name).count();
        assert_eq!((count("testsuite"), count("failure"), count("error")), (2, failures, 0), "{junit}");
    }
    let nothing = made(AuditKind::Junit, &audit("nothing that is a log\n"));
    xml::must_be_junit(&nothing);
    assert!(nothing.contains("<error") && nothing.contains("nothing was judged"), "{nothing}");
}

#[test]
fn every_request_is_drawn_and_told() {
    let report = audit(PUBLISHED);
    let page = made(AuditKind::Html, &report);
    let rows = report.calls[0].timeline.len();
    assert_eq!(rows, 19);
    for number in 1..=rows {
        let id = format!("064CD880000100000000025308C6C90A.s{number}\"");
        assert!(page.contains(&format!("href=\"#{id}")) && page.contains(&format!("id=\"{id}")), "request {number}");
    }
    for state in ["21/0", "22/0", "24/27"] {
        assert!(page.contains(&format!(">{state}</text>")), "the state {state} is not drawn");
    }
    assert!(page.contains("11:41:18.") && page.contains("18 ticks held against the formula"));
    assert_eq!(page, made(AuditKind::Html, &report), "the same audit, the same bytes");
    for from_elsewhere in ["<script", "http-equiv=\"refresh\"", "src=\"http", "href=\"http"] {
        assert!(!page.contains(from_elsewhere), "{from_elsewhere}");
    }
}

#[test]
fn what_a_log_says_is_text() {
    let hostile = "\"><script>alert(1)</script>\u{202e}`|]]>";
    let mut report = audit(&broken());
    report.files[0].name = hostile.to_owned();
    let call = &mut report.calls[0];
    call.queue = Some(hostile.to_owned());
    for entry in &mut call.timeline {
        hostile.clone_into(&mut entry.answer);
        hostile.clone_into(&mut entry.states);
    }
    for finding in report.findings.iter_mut().chain(&mut call.findings) {
        (finding.file, finding.about) = (hostile.into(), hostile.into());
        (finding.expected, finding.found) = (Some(hostile.into()), Some(hostile.into()));
    }
    xml::must_be_junit(&made(AuditKind::Junit, &report));
    let page = made(AuditKind::Html, &report);
    assert!(!page.contains("<script") && !page.contains('\u{202e}') && page.contains("&lt;script&gt;"));
    let markdown = made(AuditKind::Markdown, &report);
    for line in markdown.lines().filter(|line| line.contains("<script>")) {
        let span = line.trim_start_matches("- ");
        let fence = span.len() - span.trim_start_matches('`').len();
        assert!(fence > 1 && span.ends_with(&"`".repeat(fence)), "it can leave its code: {line}");
    }
}
