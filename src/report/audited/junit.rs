//! An audit as `JUnit` XML: a case a call that is kept, under the clause of its first violation, and one of the audit as a whole.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Property, Report as JunitReport, TestCase, TestCaseStatus, TestSuite};

use crate::audit::finding::{Finding, FindingKind};
use crate::audit::report::{CallReport, Report};
use crate::report::text::{one_line, visible};
use crate::verdict::exit::Exit;

pub(super) fn render(report: &Report) -> Result<String, String> {
    let mut junit = JunitReport::new("ccbspec audit");
    let mut calls = TestSuite::new("calls");
    calls.add_test_cases(report.calls.iter().map(case));
    let mut whole = TestSuite::new("the audit");
    whole.add_test_cases(matters(report));
    for suite in [&mut calls, &mut whole] {
        for file in &report.files {
            suite.add_property(Property::new("file", one_line(&file.name)));
        }
        suite.add_property(Property::new("suite", format!("ccbspec {}", report.version)));
    }
    junit.add_test_suites([calls, whole]);
    // The schema that readers know has no such attribute at the root.
    let skipped = format!(" skipped=\"{}\"", junit.skipped);
    junit.to_string().map(|text| text.replacen(&skipped, "", 1)).map_err(|error| error.to_string())
}

fn case(call: &CallReport) -> TestCase {
    let violations: Vec<&Finding> = violations(&call.findings).collect();
    let status = match violations.first() {
        None => TestCaseStatus::success(),
        Some(first) => {
            let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
            status.set_type("violation");
            status.set_message(told(first));
            status.set_description(visible(&violations.iter().map(|it| told(it)).collect::<Vec<_>>().join("\n")));
            status
        }
    };
    let mut case = TestCase::new(format!("call {}", one_line(&call.call)), status);
    case.set_classname(violations.first().and_then(|first| first.clause).unwrap_or("audit"));
    let stay_ms = call.entered_ms.zip(call.left_ms).map_or(0, |(entered, left)| left - entered);
    case.set_time(Duration::from_millis(u64::try_from(stay_ms).unwrap_or_default()));
    case
}

/// What is wrong beside the calls that are kept: violations of no kept call, violations of which not all are listed, and that nothing was judged, or not everything.
fn matters(report: &Report) -> Vec<TestCase> {
    let mut cases = Vec::new();
    let mut failing = |name: &str, kind: NonSuccessKind, message: String| {
        let mut status = TestCaseStatus::non_success(kind);
        status.set_type("audit");
        status.set_message(one_line(&message));
        let mut case = TestCase::new(name.to_owned(), status);
        case.set_classname("audit");
        case.set_time(Duration::ZERO);
        cases.push(case);
    };
    let kept = |finding: &&Finding| report.calls.iter().any(|call| call.findings.contains(finding));
    for (index, finding) in violations(&report.findings).filter(|finding| !kept(finding)).enumerate() {
        failing(&format!("violation {}", index + 1), NonSuccessKind::Failure, told(finding));
    }
    let listed = violations(&report.findings).count() as u64;
    if listed < report.counts.violations {
        let more = report.counts.violations - listed;
        failing("more violations", NonSuccessKind::Failure, format!("{more} violations are counted, and not listed"));
    }
    if report.exit() == Exit::NothingSelected {
        failing("calls", NonSuccessKind::Error, "no call was found, so nothing was judged".to_owned());
    }
    if report.incomplete {
        failing("parts", NonSuccessKind::Error, "not everything could be judged; notes say what".to_owned());
    }
    if cases.is_empty() {
        let summary = &report.summary;
        let name = format!("{} calls, {} ticks", summary.calls, summary.ticks);
        let mut case = TestCase::new(name, TestCaseStatus::success());
        case.set_classname("audit");
        case.set_time(Duration::ZERO);
        cases.push(case);
    }
    cases
}

fn violations(findings: &[Finding]) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(|finding| finding.kind == FindingKind::Violation)
}

/// A finding in a line.
pub(super) fn told(finding: &Finding) -> String {
    let clause = finding.clause.map_or(String::new(), |clause| format!(" ({clause})"));
    let values = match (&finding.expected, &finding.found) {
        (Some(expected), Some(found)) => format!(": expected {expected}, found {found}"),
        (Some(expected), None) => format!(": expected {expected}"),
        (None, Some(found)) => format!(": {found}"),
        (None, None) => String::new(),
    };
    one_line(&format!("{}:{}  {}{clause}{values}", finding.file, finding.line, finding.about))
}
