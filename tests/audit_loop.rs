//! The loop: what the suite played and logged is audited, and the audit agrees with the run.

#![allow(clippy::unwrap_used)]

use std::path::Path;
use std::sync::Arc;

use ccbspec::audit::report::Report;
use ccbspec::audit::{Options, perform};
use ccbspec::journal::keeper::Keeper;
use ccbspec::run::activity_log::ActivityLogs;
use ccbspec::run::catalogue::{Catalogue, Script};
use ccbspec::run::goldens::Goldens;
use ccbspec::run::plan::Plan;
use ccbspec::run::play::{Bounds, Part};
use ccbspec::run::{header, suite};
use ccbspec::target::embedded::{Bent, mutants};
use ccbspec::target::source::TargetSource;
use ccbspec::verdict::exit::Exit;
use ccbspec::verdict::outcome::Verdict;
use ccbspec::verdict::rollup::RunOutcome;

/// The mutants whose deviation shows in the logs, in one column with the clauses that the audit finds broken.
const SEEN: &str = include_str!("audit/seen-mutants.txt");

fn logged(bent: Bent, scripts: &[&Arc<Script>], directory: &Path) -> (RunOutcome, Report) {
    let logs = ActivityLogs::create(directory).unwrap();
    let source = TargetSource::embedded(bent).logging(directory);
    let parts = suite::parts(scripts, &Goldens::Embedded, &source.variants()).unwrap();
    let plan = Plan::new(&source, &parts.iter().collect::<Vec<&Part>>(), None);
    let bounds = Bounds { activity_logs: Some(logs.clone()), ..Bounds::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let header = header::plain(&source, &plan, bounds.seed);
    let outcome = runtime
        .block_on(suite::perform_within(&source, &plan, Keeper::held(header), bounds))
        .unwrap()
        .outcome()
        .clone();
    assert_eq!(logs.failure(), None);
    (outcome, perform(&[directory.to_owned()], &Options::default()).unwrap())
}

#[test]
fn the_reference_is_sound_by_its_logs_too() {
    let catalogue = Catalogue::embedded().unwrap();
    let scripts: Vec<&Arc<Script>> = catalogue.scripts.iter().collect();
    let directory = tempfile::tempdir().unwrap();
    let (outcome, report) = logged(Bent::Straight, &scripts, directory.path());
    assert_eq!(outcome.exit(), Exit::Conformant);
    let violations: Vec<_> = report.findings.iter().filter(|finding| finding.expected.is_some()).collect();
    assert!(violations.is_empty(), "{violations:#?}");
    assert_eq!(report.exit(), Exit::Conformant);
    assert!(report.summary.calls > 300 && report.summary.ticks > 900 && report.summary.answers_checked > 100);
}

/// Each mutant is played by its own scenario up to where it is noticed. Some deviate in what no log tells: rows, the wire, the Diag page,
/// limits. The others the audit finds, and just those are listed.
#[test]
fn mutants_whose_deviation_shows_are_found() {
    let catalogue = Catalogue::embedded().unwrap();
    let mut seen = String::new();
    for mutant in mutants() {
        let script = catalogue.scripts.iter().find(|script| script.id == mutant.scenario).unwrap();
        let directory = tempfile::tempdir().unwrap();
        let (outcome, report) = logged(Bent::As(mutant), &[script], directory.path());
        assert_eq!(outcome.count(Verdict::Pass), 0, "{}", mutant.name);
        if report.exit() == Exit::NonConformant {
            let clauses: Vec<&str> = report.violations_by_clause.keys().copied().collect();
            seen.push_str(&[mutant.name, " ", &clauses.join(" "), "\n"].concat());
        }
    }
    assert_eq!(seen, SEEN, "write tests/audit/seen-mutants.txt anew where the audit sees more");
}
