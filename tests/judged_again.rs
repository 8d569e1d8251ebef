//! Recorded runs judged again, held against each other, and joined from shards, each without any target.

mod kit;

use std::path::{Path, PathBuf};

use ccbspec::journal::reader::read;
use ccbspec::verdict::outcome::Verdict;
use kit::{Told, change, copy, records, told};
use tempfile::TempDir;

/// A directory with journals in it.
struct Desk(TempDir);

impl Desk {
    fn new() -> Self {
        Self(TempDir::new().expect("a directory"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        text(&self.path(name)).to_owned()
    }

    /// Runs with a journal of this name.
    fn run(&self, name: &str, arguments: &[&str]) -> PathBuf {
        let _ = told([&["run", "--journal", &self.text(name)], arguments].concat());
        self.path(name)
    }

    fn command(&self, arguments: &[&str]) -> Told {
        let named = |argument: &&str| if argument.contains('.') { self.text(argument) } else { (*argument).to_owned() };
        told(arguments.iter().map(named))
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path in UTF-8")
}

const FEW: [&str; 4] = ["enter-one-row", "register-keeps-place", "plain-callback", "wait-alone"];

#[test]
fn a_run_that_is_judged_again_by_the_same_is_the_same_to_the_byte() {
    let desk = Desk::new();
    desk.run("run.jsonl", &["--mutant", "register-created"]);
    let recorded = read(&desk.path("run.jsonl")).expect("it is whole");
    let told = desk.command(&["rejudge", "run.jsonl", "--out", "one.jsonl"]);
    let counts = format!("no regression: {} unchanged", recorded.outcome().scenarios.len());
    told.must(1, &[&counts]);
    desk.command(&["rejudge", "run.jsonl", "--out", "two.jsonl"]).must(1, &[]);
    let bytes = |name: &str| std::fs::read(desk.path(name)).expect("it was written");
    assert!(bytes("one.jsonl") == bytes("two.jsonl"), "the same journal, the same bytes");
    let again = read(&desk.path("one.jsonl")).expect("it is whole");
    assert_eq!(records(&again), records(&recorded));
    assert!(again.outcome().count(Verdict::Fail) > 50);
}

#[test]
fn a_golden_that_was_changed_is_told_by_exactly_its_scenario() {
    let desk = Desk::new();
    desk.run("run.jsonl", &[]);
    let goldens = copy("golden", desk.0.path());
    let golden = goldens.join("entering/enter-one-row.snap");
    change(&golden, "icmestimatedwaittime: 180", "icmestimatedwaittime: 181");
    let told = told(["rejudge", &desk.text("run.jsonl"), "--goldens", text(&goldens)]);
    told.must(
        1,
        &[
            "newly failing\n  enter-one-row",
            "pass → fail",
            "callbackqueue[0].icmestimatedwaittime: 181 expected, 180 seen",
            "regression: 1 newly failing, 242 unchanged",
        ],
    );
}

#[test]
fn what_was_recorded_no_further_is_no_pass() {
    let desk = Desk::new();
    let goldens = copy("golden", desk.0.path());
    let golden = goldens.join("entering/enter-one-row.snap");
    change(&golden, "icmestimatedwaittime: 180", "icmestimatedwaittime: 181");
    desk.run("run.jsonl", &["enter-one-row", "--goldens", text(&goldens)]);
    // It stopped at a difference that there is not any more; nobody knows what would have come then.
    desk.command(&["rejudge", "run.jsonl"])
        .must(3, &["no longer tested", "fail → could-not-run", "the recording ends"]);
}

#[test]
fn a_feature_that_was_changed_needs_another_run() {
    let desk = Desk::new();
    desk.run("run.jsonl", &["enter-one-row", "plain-callback"]);
    let features = copy("features", desk.0.path());
    let goldens = copy("golden", desk.0.path());
    let (feature, golden) = (features.join("plain.feature"), goldens.join("plain/plain-callback.snap"));
    let registers = "seconds later CallbackEntry registers the caller's callback";
    for file in [&feature, &golden] {
        change(file, &format!("20 {registers}"), &format!("21 {registers}"));
    }
    let arguments = ["rejudge", &desk.text("run.jsonl"), "--features", text(&features), "--goldens", text(&goldens)];
    told(arguments).must(3, &["plain-callback", "its steps are other than those that were recorded"]);
}

#[test]
fn another_profile_and_known_failures_judge_otherwise() {
    let desk = Desk::new();
    desk.run("run.jsonl", &["--mutant", "register-created", "archive-complete", "register-keeps-place"]);
    let profile = "target: http://127.0.0.1:9/\ncapabilities: []\n";
    std::fs::write(desk.path("p.yaml"), profile).expect("it can be written");
    let told = desk.command(&["rejudge", "run.jsonl", "--profile", "p.yaml"]);
    told.must(1, &["archive-complete", "→ not-applicable", "no longer tested"]);
    let entry = "- scenario: register-keeps-place\n  step: nothing like it\n  differences: [{field: a, expected: 1, observed: 2}]\n  \
                 reason: r\n  issue: i\n  expires: 2999-12-31\n";
    std::fs::write(desk.path("k.yaml"), entry).expect("it can be written");
    desk.command(&["rejudge", "run.jsonl", "--known-failures", "k.yaml"]).must(1, &["non-conformant"]);
}

#[test]
fn each_kind_of_change_is_told_and_a_regression_is_red() {
    let desk = Desk::new();
    desk.run("good.jsonl", &FEW);
    desk.run("bad.jsonl", &[&FEW[..], &["--mutant", "register-created"]].concat());
    desk.run("other.jsonl", &[&FEW[..], &["--mutant", "register-attempt-begun"]].concat());
    desk.run("fewer.jsonl", &FEW[..2]);
    let compare = |old: &str, new: &str| desk.command(&["compare", old, new]);
    compare("good.jsonl", "good.jsonl").must(0, &["no regression: 4 unchanged"]);
    compare("good.jsonl", "bad.jsonl")
        .must(1, &["newly failing", "register-keeps-place", "regression: 3 newly failing"]);
    compare("bad.jsonl", "good.jsonl").must(0, &["newly passing", "no regression: 3 newly passing, 1 unchanged"]);
    compare("bad.jsonl", "other.jsonl")
        .must(1, &["failing otherwise", "was", "callback[0].eventtypeid", "nbrattempts"]);
    compare("good.jsonl", "fewer.jsonl").must(1, &["no longer tested", "pass → not there", "2 no longer tested"]);
    compare("fewer.jsonl", "good.jsonl").must(0, &["new\n", "2 new"]);
}

#[test]
fn shards_are_joined_and_an_overlap_or_a_gap_is_an_error() {
    let desk = Desk::new();
    desk.run("whole.jsonl", &[]);
    for index in ["1", "2", "3"] {
        desk.run(&format!("{index}.jsonl"), &["--shard", &format!("hash:{index}/3")]);
    }
    desk.run("2of4.jsonl", &["--shard", "hash:2/4"]);
    desk.run("other.jsonl", &["--shard", "hash:2/3", "--mutant", "register-created"]);
    let merge = |journals: &[&str]| desk.command(&[&["merge"], journals, &["--out", "merged.jsonl"]].concat());
    merge(&["1.jsonl", "3.jsonl"]).must(2, &["these shards are missing: 2/3"]);
    merge(&["1.jsonl", "2.jsonl", "3.jsonl", "2.jsonl"]).must(2, &["are both shard hash:2/3"]);
    merge(&["1.jsonl", "2of4.jsonl", "3.jsonl"]).must(2, &["is a shard of 3", "one of 4"]);
    merge(&["1.jsonl", "other.jsonl", "3.jsonl"]).must(2, &["they differ in the mutant"]);
    merge(&["whole.jsonl"]).must(2, &["is not the journal of a shard"]);
    assert!(!desk.path("merged.jsonl").exists(), "nothing is written of what is not whole");
    merge(&["3.jsonl", "1.jsonl", "2.jsonl"]).must(0, &["conformant: 243 scenarios"]);
    desk.command(&["compare", "whole.jsonl", "merged.jsonl"]).must(0, &["no regression: 243 unchanged"]);
    let (whole, merged) = (read(&desk.path("whole.jsonl")), read(&desk.path("merged.jsonl")));
    let ids = |journal: Result<_, _>| -> Vec<String> {
        let journal: ccbspec::journal::whole::Journal = journal.expect("it is whole");
        journal.header.selection.selected.clone()
    };
    let sorted = |mut ids: Vec<String>| {
        ids.sort();
        ids
    };
    assert_eq!(sorted(ids(whole)), sorted(ids(merged)));
}
