//! `JUnit` XML: a test suite a feature, a test case a scenario, its clause as class name.
//!
//! A failure is what the target did wrong, an error what keeps the run from saying so. What is wrong beside scenarios is an error of a suite of its own, so that
//! whoever reads nothing but this file never takes an incomplete run for a good one.

use std::time::Duration;

use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

use super::brief::Brief;
use super::text::{one_line, visible};
use super::view::{FeatureView, Matter, Told, View};
use crate::verdict::outcome::Verdict;

/// The report as XML.
///
/// # Errors
///
/// Where the XML cannot be written.
pub fn render(view: &View<'_>) -> Result<String, SerializeError> {
    let header = &view.journal.header;
    let mut report = Report::new(one_line(&format!("{} against {}", header.suite.name, header.target.label)));
    report.set_time(Duration::from_millis(view.journal.footer.elapsed_ms));
    let properties = properties(view);
    let matters = view.matters();
    let of_the_run = (!matters.is_empty()).then(|| suite_of_the_run(&matters));
    for mut suite in of_the_run.into_iter().chain(view.features().iter().map(|feature| suite(view, feature))) {
        suite.add_properties(properties.iter().map(|(name, value)| (*name, value.as_str())));
        suite.extra.insert("timestamp".into(), header.started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string().into());
        report.add_test_suite(suite);
    }
    let told = format!(" skipped=\"{}\"", report.skipped);
    // The schema of Jenkins has no such attribute of the root, and its plugin refuses a file that has one. No text before it can read alike, since
    // quotes in an attribute are escaped.
    Ok(report.to_string()?.replacen(&told, "", 1))
}

fn properties(view: &View<'_>) -> Vec<(&'static str, String)> {
    let (header, footer) = (&view.journal.header, &view.journal.footer);
    let (suite, target, selection) = (&header.suite, &header.target, &header.selection);
    let optional = [
        ("target-url", target.url.clone()),
        ("mutant", target.mutant.clone()),
        ("profile-sha256", header.profile.as_ref().map(|profile| profile.sha256.clone())),
        ("tags", selection.tags.clone()),
        ("shard", selection.shard.clone()),
        ("ended-early", view.run.ended_early.clone()),
        ("journal-sha256", view.journal.sha256.clone()),
    ];
    let told = [
        ("suite", format!("{} {}", suite.name, suite.version)),
        ("specification-sha256", suite.specification_sha256.clone()),
        ("features-sha256", suite.features.sha256.clone()),
        ("features-edited", suite.features.edited.to_string()),
        ("goldens-sha256", suite.goldens.sha256.clone()),
        ("goldens-edited", suite.goldens.edited.to_string()),
        ("target", target.label.clone()),
        ("dialect", target.dialect.clone()),
        ("mode", header.mode.words().to_owned()),
        ("seed", header.seed.to_string()),
        ("selected", format!("{} of {}", selection.selected.len(), selection.of)),
        ("result", footer.result.clone()),
        ("exit-code", footer.exit_code.to_string()),
    ];
    let optional = optional.into_iter().filter_map(|(name, value)| Some((name, value?)));
    told.into_iter().chain(optional).map(|(name, value)| (name, one_line(&value))).collect()
}

fn suite(view: &View<'_>, feature: &FeatureView<'_>) -> TestSuite {
    let mut suite = TestSuite::new(one_line(feature.title));
    suite.extra.insert("file".into(), one_line(feature.source).into());
    suite.add_test_cases(feature.scenarios.iter().map(|told| case(view, *told)));
    suite.set_time(suite.test_cases.iter().filter_map(|case| case.time).sum());
    suite
}

/// What is wrong with the run and is no scenario.
fn suite_of_the_run(matters: &[Matter]) -> TestSuite {
    let mut suite = TestSuite::new("The run");
    for matter in matters {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_type("run").set_message(one_line(&matter.message)).set_description(visible(&matter.message));
        let mut case = TestCase::new(one_line(&matter.name), status);
        case.set_classname("run").set_time(Duration::ZERO);
        suite.add_test_case(case);
    }
    suite.set_time(Duration::ZERO);
    suite
}

fn case(view: &View<'_>, told: Told<'_>) -> TestCase {
    let identity = &told.record.scenario;
    let brief = Brief::of(&view.journal.header, told);
    let verdict = told.verdict();
    let status = match verdict {
        Verdict::Pass | Verdict::Warn => TestCaseStatus::success(),
        Verdict::Fail => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Verdict::CouldNotRun | Verdict::HarnessError | Verdict::UnexpectedlyPassed => {
            TestCaseStatus::non_success(NonSuccessKind::Error)
        }
        Verdict::NotApplicable | Verdict::KnownFailure => TestCaseStatus::skipped(),
    };
    let mut case = TestCase::new(one_line(&format!("{}: {}", identity.id, identity.title)), status);
    if verdict != Verdict::Pass {
        let message = match verdict {
            Verdict::KnownFailure => brief.known.join("; "),
            _ => brief.headline(),
        };
        case.status.set_type(verdict.name()).set_message(message).set_description(brief.text());
    }
    if verdict == Verdict::Warn {
        case.set_system_out(format!("warning: {}\n{}", brief.headline(), brief.text()));
    }
    if let Some(clause) = identity.clauses.first() {
        case.set_classname(clause.as_str());
    }
    let elapsed_us = told.record.performance.as_ref().map_or(0, |performance| performance.elapsed_us);
    case.set_time(Duration::from_micros(elapsed_us));
    case
}
