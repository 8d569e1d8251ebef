//! The explanation of a fault: what it tells, and that the part of the journey which it cuts out still shows the fault.

mod kit;

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::sync::Arc;

use ccbspec::journal::keeper::Keeper;
use ccbspec::journal::scenario::ScenarioRecord;
use ccbspec::journal::whole::Journal;
use ccbspec::report::explain::feature;
use ccbspec::run::catalogue::{Catalogue, Script};
use ccbspec::run::goldens::Goldens;
use ccbspec::run::plan::Plan;
use ccbspec::run::play::{Bounds, Part};
use ccbspec::run::{header, suite};
use ccbspec::target::embedded::{Bent, Mutant, mutants};
use ccbspec::target::source::TargetSource;
use ccbspec::verdict::outcome::{Reason, Verdict};
use kit::{Served, records, told};
use tempfile::TempDir;

/// Plays scripts against a mutant.
fn play(mutant: &'static Mutant, scripts: &[&Arc<Script>], goldens: &Goldens) -> Journal {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let source = TargetSource::embedded(Bent::As(mutant));
    let parts = suite::parts(scripts, goldens, &BTreeSet::new()).expect("the goldens are in order");
    let plan = Plan::new(&source, &parts.iter().collect::<Vec<&Part>>(), None);
    let bounds = Bounds::default();
    let header = header::plain(&source, &plan, bounds.seed);
    runtime.block_on(suite::perform_within(&source, &plan, Keeper::held(header), bounds)).expect("it can be played")
}

/// The paths and values that differ, or what is wrong with an answer.
fn fault(record: &ScenarioRecord) -> Vec<(String, String, String)> {
    match record.reason.as_ref().expect("it does not pass") {
        Reason::Differs(differences) => {
            differences.iter().map(|it| (it.path.clone(), it.expected.clone(), it.actual.clone())).collect()
        }
        Reason::Breach { message, clause } => vec![(clause.to_string(), String::new(), message.clone())],
        other => panic!("{}: {other:?}", record.scenario.id),
    }
}

/// The part is all that goes to somebody who must mend the servlet: it must fail where the whole did, for the same fields, and need nothing else.
#[test]
fn the_shortest_part_of_a_journey_shows_its_fault() {
    let catalogue = Catalogue::embedded().expect("it is in order");
    let mut shorter = 0;
    let mut tried = 0;
    for mutant in mutants().step_by(5) {
        let script = catalogue.scripts.iter().find(|script| script.id == mutant.scenario).expect("its scenario");
        let whole = play(mutant, &[script], &Goldens::Embedded);
        let record = &records(&whole)[0];
        let part = feature::shortest(record).expect("it has a fault");
        let directory = TempDir::new().expect("a directory");
        let goldens = directory.path().join("golden").join(part.file.trim_end_matches(".feature"));
        fs::create_dir_all(&goldens).expect("a directory is made");
        fs::write(directory.path().join(&part.file), &part.feature).expect("the feature is written");
        let golden = part.golden.expect("it was judged by a golden");
        fs::write(goldens.join(&part.golden_file), golden).expect("the golden is written");
        let cut = Catalogue::from_directory(directory.path()).expect("it is a feature that can be played");
        let again = play(mutant, &[&cut.scripts[0]], &Goldens::Directory(directory.path().join("golden")));
        let again = &records(&again)[0];
        assert_eq!(fault(again), fault(record), "{} in {}\n{}", mutant.name, mutant.scenario, part.feature);
        assert_eq!(again.passed_steps + 1, again.steps.len(), "nothing comes after the fault");
        tried += 1;
        shorter += usize::from(again.steps.len() < record.steps.len());
    }
    assert!(tried > 50 && shorter * 2 > tried, "{shorter} of {tried} are shorter than the whole");
}

#[test]
fn an_explanation_tells_clause_states_rows_exchange_and_the_way_back() {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("run.jsonl");
    let journal = path.to_str().expect("a path in UTF-8");
    told(["run", "--journal", journal, "--mutant", "register-created", "wait-goes-on", "enter-one-row"]).must(1, &[]);
    told(["explain", journal]).must(
        0,
        &[
            "fail  wait-goes-on",
            "CCB-ADD-02 MUST  One Callback row is stored",
            "✗ And 1 second later CallbackEntry registers the caller's callback",
            "callback[0].eventtypeid",
            "  → eventtypeid                21",
            "--data-binary 'method=AddCallback&callid=",
            "ccbspec run wait-goes-on --mutant register-created --seed ",
        ],
    );
    let all = told(["explain", journal]);
    assert!(!all.stdout.contains("enter-one-row"), "what passed needs no explanation unless it is asked for");
    told(["explain", journal, "enter-one-row"]).must(0, &["pass  enter-one-row", "It showed what it must"]);
    told(["explain", journal, "wait-goes-on"])
        .must(0, &["#!/bin/sh", "Feature: Waiting time", "source: features/waiting.feature"]);
    told(["explain", journal, "no-such"]).must(2, &["the journal has no scenario `no-such`"]);
    let bytes = fs::read(&path).expect("it is there");
    fs::write(&path, &bytes[..bytes.len() - 100]).expect("it is cut off");
    told(["explain", journal]).must(2, &["is unfinished"]);
}

/// The script asks the servlet itself, with values of its own, and shows the fault where there is one.
#[test]
fn the_script_shows_the_fault_on_the_wire() {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("run.jsonl");
    let journal = path.to_str().expect("a path in UTF-8");
    let mutant = "enter-repeats-the-estimate";
    told(["run", "--journal", journal, "--mutant", mutant, "enter-one-row"]).must(1, &[]);
    let out = directory.path().join("part");
    told(["explain", journal, "enter-one-row", "--out", out.to_str().expect("a path in UTF-8")])
        .must(0, &["enter-one-row.sh"]);
    let script = out.join("enter-one-row.sh");
    // In a checkout the same names are those of the suite's own features and goldens.
    let feature = out.join("features").join("entering.feature");
    std::fs::remove_file(&script).expect("it was written");
    std::fs::write(&feature, "mine").expect("it is written");
    told(["explain", journal, "enter-one-row", "--out", out.to_str().expect("a path in UTF-8")])
        .must(2, &["entering.feature", "it is there already"]);
    assert_eq!(std::fs::read_to_string(&feature).ok().as_deref(), Some("mine"));
    assert!(!script.exists(), "nothing is written where not all can be");
    std::fs::remove_file(&feature).expect("it is there");
    std::fs::remove_dir_all(out.join("golden")).expect("it was written");
    told(["explain", journal, "enter-one-row", "--out", out.to_str().expect("a path in UTF-8")])
        .must(0, &["enter-one-row.sh"]);
    let clock = ["--test-clock", "2016-12-14T17:41:03.514Z"];
    for (more, told, other) in [(&["--mutant", mutant][..], "ewt=180", "ewt=0"), (&[], "ewt=0", "ewt=180")] {
        let home = TempDir::new().expect("a directory");
        let served = Served::start(home.path(), &[&clock[..], more].concat());
        let origin = served.url.split_inclusive('/').take(3).collect::<String>();
        let played = Command::new("sh").arg(&script).arg(origin.trim_end_matches('/')).output();
        let played = played.expect("there is a shell and curl");
        let text = String::from_utf8_lossy(&played.stdout).into_owned() + &String::from_utf8_lossy(&played.stderr);
        assert!(played.status.success(), "{text}");
        let line = |wanted: &str| text.lines().any(|line| line == wanted);
        assert!(line(told) && !line(other) && text.contains("answer.ewt (CCB-ENQ-02): 0 expected, 180 seen"), "{text}");
    }
}

#[test]
fn what_was_not_played_is_told_as_such() {
    let mutant = mutants().next().expect("there are mutants");
    let catalogue = Catalogue::embedded().expect("it is in order");
    let script = &catalogue.scripts[0];
    let journal = play(mutant, &[script], &Goldens::Embedded);
    let mut record = records(&journal).remove(0);
    record.performance = None;
    record.reason = Some(Reason::Hindered("the run was over".to_owned()));
    record.verdict = Verdict::CouldNotRun;
    let mut text = Vec::new();
    ccbspec::report::explain::text::print(&mut text, &journal, &record).expect("memory is writable");
    let text = String::from_utf8_lossy(&text);
    assert!(text.contains("It was not played: the run was over."), "{text}");
    assert_eq!(feature::shortest(&record), None);
}
