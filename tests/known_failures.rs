//! Known failures, each colour with its exit code, played against mutants of the reference: what fails as recorded is excused, and nothing
//! else is.

mod kit;

use std::collections::BTreeSet;
use std::fs;

use ccbspec::journal::header::{Header, KnownEntry};
use ccbspec::journal::whole::Journal;
use ccbspec::run::catalogue::Catalogue;
use ccbspec::run::goldens::Goldens;
use ccbspec::run::suite;
use ccbspec::target::embedded::{self, Bent};
use ccbspec::target::source::TargetSource;
use ccbspec::verdict::entry_text;
use ccbspec::verdict::exit::Exit;
use ccbspec::verdict::outcome::{ScenarioOutcome, Verdict};
use kit::{Told, journal_of, records, told};
use tempfile::TempDir;

/// A mutant, the one scenario of this name that these tests play, and what it shows there.
const MUTANT: &str = "status-line-of-the-caller";
const SCENARIO: &str = "record-defaults";

/// A scenario that does not notice it.
const OTHER: &str = "diag-page";

/// Plays scenarios against the mutant with a list of known failures.
fn run_with(list: &str, more: &[&str]) -> Told {
    let directory = TempDir::new().expect("a directory");
    let file = directory.path().join("known.yaml");
    fs::write(&file, list).expect("the list is written");
    let file = file.to_str().expect("a UTF-8 path");
    told([&["run", "--known-failures", file][..], more].concat())
}

/// The entries that a report prints, ready to paste.
fn printed(report: &str) -> String {
    let (_, rest) = report.split_once("New failures").expect("new failures are told");
    let lines = rest.lines().skip(1).skip_while(|line| line.is_empty()).take_while(|line| !line.is_empty());
    lines.flat_map(|line| [line, "\n"]).collect()
}

fn filled_in(entry: &str, expires: &str) -> String {
    let entry = entry.replace("  reason: ", "  reason: accepted for now").replace("  issue: ", "  issue: CCB-7");
    entry.replace("  expires: ", &format!("  expires: {expires} "))
}

/// The entry of the mutant's failure, as the report prints it.
fn entry() -> String {
    let told = told(["run", SCENARIO, "--mutant", MUTANT]);
    told.must(1, &["the mutant `status-line-of-the-caller`", "New failures", "actual   \"${number:5008}\""]);
    printed(&told.stdout)
}

#[test]
fn a_printed_entry_is_refused_until_it_is_filled_in_and_then_excuses_the_failure_alone() {
    let entry = entry();
    run_with(&entry, &[SCENARIO, "--mutant", MUTANT]).must(2, &["known.yaml:", "nothing is filled in"]);
    let known = filled_in(&entry, "2999-12-31");
    let excused = run_with(&known, &[SCENARIO, OTHER, "--mutant", MUTANT]);
    excused.must(0, &["known-failure  record-defaults", "until 2999-12-31, CCB-7: accepted for now", "(line 1)"]);
    excused.must(0, &["no new failures: 2 of 243 scenarios", "1 pass, 1 known-failure"]);
    assert!(!excused.stdout.contains("conformant"), "{}", excused.stdout);
    assert!(!excused.stdout.contains("New failures"), "{}", excused.stdout);
    // The same failure of another scenario is not known.
    let other = known.replace("scenario: record-defaults", "scenario: plain-callback");
    run_with(&other, &[SCENARIO, "--mutant", MUTANT]).must(1, &["fail  record-defaults", "1 left alone"]);
}

#[test]
fn failing_otherwise_is_a_failure() {
    let known = filled_in(&entry(), "2999-12-31");
    let otherwise = |old: &str, new: &str, told: &[&str]| {
        assert!(known.contains(old), "`{old}` is not in {known}");
        let run = run_with(&known.replacen(old, new, 1), &[SCENARIO, "--mutant", MUTANT]);
        run.must(1, &["fail  record-defaults", "not the known failure", "New failures"]).must(1, told);
    };
    otherwise("${number:5008}", "${number:5009}", &["`answer.cli` was recorded as \"${number:5009}\""]);
    otherwise(
        "field: answer.cli",
        "field: answer.dn",
        &["`answer.dn` does not differ any more", "`answer.cli` is not recorded"],
    );
    otherwise("step: ", "step: not ", &["it stops at"]);
    otherwise("  step: ", "  occurrence: 3\n  step: ", &["not at occurrence 3 of"]);
    let more = "  differences:\n  - {field: answer.ewt, expected: 1, observed: 2}\n";
    otherwise("  differences:\n", more, &["`answer.ewt` does not differ any more"]);
    let (before, _) = known.split_once("  differences:").expect("differences");
    let (_, after) = known.split_once("  reason:").expect("a reason");
    let breach = format!("{before}  breach: {{clause: CCB-TRN-03, message: what}}\n  reason:{after}");
    let told = run_with(&breach, &[SCENARIO, "--mutant", MUTANT]);
    told.must(1, &["the answer is understood now", "CCB-TRN-03"]);
}

#[test]
fn what_passes_has_expired_or_matches_nothing_is_not_excused() {
    let entry = entry();
    let known = filled_in(&entry, "2999-12-31");
    run_with(&known, &[SCENARIO])
        .must(5, &["unexpectedly-passed  record-defaults", "remove the entry", "stale known failures"]);
    let expired = filled_in(&entry, "2020-02-29");
    run_with(&expired, &[SCENARIO, "--mutant", MUTANT])
        .must(1, &["fail  record-defaults", "since 2020-02-29", "CCB-7"]);
    run_with(&expired, &[SCENARIO]).must(5, &["unexpectedly-passed"]);
    let unknown = known.replace(SCENARIO, "no-such-scenario");
    run_with(&unknown, &["plain-callback"]).must(5, &["stale  no-such-scenario", "there is no such scenario"]);
    // A new failure outweighs a stale entry.
    run_with(&unknown, &[SCENARIO, "--mutant", MUTANT]).must(1, &["stale  no-such-scenario"]);
    let twice = format!("{known}{known}");
    run_with(&twice, &[SCENARIO]).must(2, &["known.yaml:", "two entries of the scenario `record-defaults`"]);
}

#[test]
fn an_entry_of_what_was_not_selected_is_left_alone_and_an_empty_list_changes_nothing() {
    let known = filled_in(&entry(), "2999-12-31");
    let told = run_with(&known, &["plain-callback"]);
    told.must(
        0,
        &["conformant as far as tested: 1 of 243 scenarios,", "1 left alone, whose scenarios were not selected"],
    );
    run_with("[]\n", &["plain-callback"]).must(0, &["conformant"]);
    run_with("", &[SCENARIO, "--mutant", MUTANT]).must(1, &["non-conformant"]);
}

#[test]
fn a_file_that_cannot_be_read_stops_the_run() {
    told(["run", "plain-callback", "--known-failures", "no/such.yaml"]).must(2, &["no/such.yaml", "cannot read"]);
    run_with("- scenario: x\n  steps: y\n", &["plain-callback"]).must(2, &["known.yaml:2", "steps"]);
    run_with("scenario: x\n", &["plain-callback"]).must(2, &["known.yaml:1"]);
    run_with("\u{0}", &["plain-callback"]).must(2, &["known.yaml"]);
    let mut command = kit::ccbspec(["run", "plain-callback"]);
    command.env("CCBSPEC_KNOWN_FAILURES", "no/such.yaml");
    Told::by(command).must(2, &["no/such.yaml"]);
    told(["run", "--mutant", "no-such"]).must(2, &["no mutant is named `no-such`"]);
    told(["run", "--mutant", MUTANT, "--target", "http://127.0.0.1:9/"]).must(2, &["cannot be used with"]);
}

#[test]
fn a_scenario_that_does_not_apply_makes_its_entry_stale() {
    let directory = TempDir::new().expect("a directory");
    let served = kit::Served::start(directory.path(), &["--test-clock", kit::CLOCK_START]);
    let known = filled_in(&entry(), "2999-12-31").replace(SCENARIO, "restart-keeps-the-place");
    let catalogue = Catalogue::embedded().expect("the features are in order");
    let restart = catalogue.scripts.iter().find(|script| script.tags.iter().any(|tag| tag == "cap:restart"));
    let id = &restart.expect("a scenario that restarts").id;
    let known = known.replace("restart-keeps-the-place", id);
    let told = run_with(&known, &[id, "plain-callback", "--target", &served.url, "--database", &served.database]);
    told.must(5, &["stale  ", "is not applicable to this target", "1 not-applicable"]);
}

/// What a mutant comes to in the scenario that must notice it.
async fn played(mutant: &'static embedded::Mutant, catalogue: &Catalogue) -> Journal {
    let script = catalogue.scripts.iter().find(|script| script.id == mutant.scenario).expect("its scenario");
    let source = TargetSource::embedded(Bent::As(mutant));
    suite::run(&source, &[script], &Goldens::Embedded).await.expect("it runs")
}

fn entry_of(scenario: &ScenarioOutcome, mutant: &str) -> String {
    let entry = entry_text::ready_to_paste(scenario).unwrap_or_else(|| panic!("`{mutant}`: no entry: {scenario:?}"));
    filled_in(&entry, "2030-01-01")
}

/// Every so manieth mutant is tried; all of them take half a minute.
const STRIDE: usize = 8;

/// Whatever a mutant breaks, the entry of its failure, taken from one run and filled in, makes it a known failure in another.
#[test]
fn the_entry_of_a_failure_fits_the_next_run() {
    let catalogue = Catalogue::embedded().expect("the features are in order");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut chapters = BTreeSet::new();
    let mut tried = 0;
    for mutant in embedded::mutants().step_by(STRIDE) {
        runtime.block_on(async {
            let first = played(mutant, &catalogue).await;
            let first = first.scenario(0).expect("it was held").outcome;
            if first.verdict() == Verdict::Warn {
                return; // a broken SHOULD needs no excuse
            }
            let text = entry_of(&first, mutant.name);
            let entries =
                entry_text::parse(&text).unwrap_or_else(|mistake| panic!("{}: {mistake}: {text}", mutant.name));
            let second = played(mutant, &catalogue).await;
            let known = entries.into_iter().map(|entry| KnownEntry { entry, exists: true }).collect();
            let header = Header { known_failures: Some(known), ..second.header.clone() };
            let second = journal_of(header, records(&second), second.footer.into());
            let scenario = second.scenario(0).expect("it was held").outcome;
            assert_eq!(scenario.verdict(), Verdict::KnownFailure, "{}: {text}\n{:?}", mutant.name, scenario.known);
            assert_eq!(second.outcome().exit(), Exit::NoNewFailures, "{}", mutant.name);
        });
        chapters.insert(mutant.clause.rsplit_once('-').map(|(chapter, _)| chapter));
        tried += 1;
    }
    assert!(tried >= 20 && chapters.len() >= 10, "{tried} mutants of {chapters:?}");
}
