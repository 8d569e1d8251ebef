//! The suite tried on mutants: each clause that is broken must be noticed, in the scenario and the field that check it.

mod kit;

use kit::told;

/// The proof that every check bites, and that no scenario is idle.
#[test]
fn every_mutant_is_killed_as_named_and_every_scenario_notices_one() {
    let told = told(["mutants", "--quick"]);
    told.must(0, &["mutants killed as named"]);
    for bad in ["survived", "idle"] {
        assert!(!told.stdout.contains(bad), "{}", told.stdout);
    }
    let killed = told.stdout.lines().filter(|line| line.starts_with("killed ")).count();
    assert!(killed >= 100, "{killed} mutants");
    // A step that stops is no panic to be told of.
    assert_eq!(told.stderr, "");
}

#[test]
fn a_mutant_by_name_and_one_that_there_is_not() {
    told(["mutants", "rows-stamp-in-utc"]).must(0, &["killed", "CCB-ROW-02", "also by", "1 of 1"]);
    told(["mutants", "rows-stamp-in-utc", "--list"]).must(0, &["it stores DBDateTime in UTC"]);
    told(["mutants", "no-such"]).must(2, &["no mutant is named `no-such`", "--list"]);
    told(["serve", "--mutant", "no-such"]).must(2, &["no mutant is named `no-such`", "ccbspec mutants --list"]);
}

/// What is left out of the matrix, since the mutant would change nothing there, is as without the mutant.
#[test]
fn a_mutant_changes_only_what_it_reaches() {
    let told = told(["mutants", "diag-first-alone"]);
    told.must(0, &["1 of 1"]);
    let played = told.stdout.lines().last().and_then(|line| line.split(": ").nth(1)).expect("a line that counts");
    let played: usize = played.split(' ').next().and_then(|number| number.parse().ok()).expect("a number of pairs");
    assert!((1..20).contains(&played), "{}", told.stdout);
}

/// A mutant that its scenario does not notice is told, and nothing is proven.
#[test]
fn a_check_that_is_gone_is_told() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let features = kit::copy("features", directory.path());
    let goldens = kit::copy("golden", directory.path());
    let golden = goldens.join("rows").join("rows-reference-data.snap");
    kit::change(&golden, "queuestatus: 0", "queuestatus: 1");
    let arguments = ["mutants", "--quick", "rows-cause-missing", "--features"].map(str::to_owned).into_iter();
    let arguments = arguments.chain([features.display().to_string(), "--goldens".to_owned()]);
    let told = told(arguments.chain([goldens.display().to_string()]));
    told.must(1, &["survived", "does not pass without it either: fail", "0 of 1"]);
}

#[test]
fn every_clause_has_what_checks_it_and_the_table_says_so() {
    let table = kit::root().join("CLAUSES.md").display().to_string();
    told(["clauses", "--check", "--table", &table]).must(0, &[]);
    let directory = tempfile::tempdir().expect("a temporary directory");
    let stale = directory.path().join("CLAUSES.md");
    std::fs::write(&stale, "# Clauses\n").expect("writable");
    told(["clauses", "--check", "--table", &stale.display().to_string()]).must(1, &["is stale"]);
}
