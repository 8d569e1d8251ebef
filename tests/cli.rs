//! Bad input: each mistake has its message, its place and its exit code, and none ends in a pass or a panic.

mod kit;

use std::fs;
use std::path::Path;

use kit::{change, copy, told};
use tempfile::TempDir;

fn text(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

#[test]
fn an_empty_selection_is_no_pass() {
    told(["run", "--tags", "@nosuch"]).must(4, &["no scenario is selected"]);
    told(["run", "nosuch"]).must(2, &["no scenario has the id `nosuch`", "ccbspec list"]);
    told(["run", "--tags", "@a and ("]).must(2, &["no tag expression"]);
    told(["list", "--tags", "@nosuch"]).must(4, &[]);
}

#[test]
fn a_shard_is_told_and_an_empty_one_is_no_pass() {
    let shards: Vec<_> =
        (1..=2).map(|index| told(["run", "plain-callback", "--shard", &format!("hash:{index}/2")])).collect();
    let [one, other] = shards.as_slice() else { panic!("two shards") };
    let (full, empty) = if one.code == Some(0) { (one, other) } else { (other, one) };
    full.must(0, &["against the embedded reference, shard hash:", "1 pass"]);
    empty.must(4, &["the shard hash:", "/2 is empty", "none of the 1 selected scenarios"]);
    let listed = |shard: &str| told(["list", "--tags", "@CCB-GST-01", "--shard", shard]).stdout.lines().count();
    let whole = told(["list", "--tags", "@CCB-GST-01"]).stdout.lines().count();
    assert_eq!((1..=3).map(|index| listed(&format!("hash:{index}/3"))).sum::<usize>(), whole);
    for (bad, message) in [
        ("hash:0/5", "no whole number from 1"),
        ("hash:6/5", "there is no shard 6 of 5"),
        ("count:1/2", "only by `hash`"),
        ("2/5", "write one such as `hash:2/5`"),
    ] {
        told(["run", "--shard", bad]).must(2, &[message]);
        let mut command = kit::ccbspec(["list"]);
        command.env("CCBSPEC_SHARD", bad);
        kit::Told::by(command).must(2, &[message]);
    }
}

#[test]
fn a_target_that_refuses_connections_is_unreachable() {
    told(["run", "--target", "http://127.0.0.1:9/"]).must(6, &["http://127.0.0.1:9/", "is the servlet running"]);
}

#[test]
fn a_wrong_command_line_is_told() {
    told(["run", "--nosuch"]).must(2, &["--nosuch"]);
    told(["run", "--target", "ftp://host/"]).must(2, &["http"]);
    told(["run", "--database", "sqlite:x.db"]).must(2, &["--target"]);
    told(["run", "--target", "http://127.0.0.1:9/", "--timeout", "0"]).must(2, &["seconds"]);
    told(["serve", "--timezone", "Mars/Olympus"]).must(2, &["Mars/Olympus"]);
    told(["serve", "--test-clock", "noon"]).must(2, &["noon"]);
    told(["nosuch"]).must(2, &["nosuch"]);
}

#[test]
fn a_feature_with_a_mistake_is_told_with_file_and_line() {
    let directory = TempDir::new().expect("a directory");
    let file = directory.path().join("bad.feature");
    let scenario = "Feature: F\n\n  @id:x @CCB-UPD-01\n  Scenario: S\n    When CallbackWait calls the caller back\n";
    let refused = |feature: &str, messages: &[&str]| {
        fs::write(&file, feature).expect("a file is written");
        told(["run", "--features", text(directory.path())]).must(2, messages);
    };
    refused("Scenario without a feature\n", &["bad.feature:1", "no Gherkin"]);
    refused(&scenario.replace("calls", "phones"), &["bad.feature:5: unknown step", "phones the caller back"]);
    refused(&scenario.replace("@CCB-UPD-01", "@CCB-UPD-99"), &["bad.feature:4: unknown tag `@CCB-UPD-99`"]);
    refused(&scenario.replace("@CCB-UPD-01", "@CCB-UPD-01 @wip"), &["unknown tag `@wip`"]);
    refused(&scenario.replace("@CCB-UPD-01", "@CCB-UPD-01 @cap:magic"), &["unknown tag `@cap:magic`"]);
    refused(&scenario.replace("@CCB-UPD-01", ""), &["names the clauses"]);
    refused(&scenario.replace("@CCB-UPD-01", "@CCB-UPD-11"), &["@cap:strict-transitions"]);
    refused(&scenario.replace("@id:x", ""), &["one tag `@id:kebab-case`", "has 0"]);
    refused(&scenario.replace("@id:x", "@id:X_1"), &["unknown tag `@id:X_1`"]);
    refused(&scenario.replace("When", "Then"), &["unknown step", "observes nothing"]);
    refused(
        &format!("{scenario}\n  @id:x @CCB-UPD-01\n{}", &scenario[scenario.find("  Scen").expect("it is there")..]),
        &["the id `x`"],
    );
    refused("Feature: F\n", &["bad.feature:1", "holds no scenario"]);
    // The feature is in order; only its golden is not there.
    refused(scenario, &["no golden for `x`", "ccbspec record x"]);
}

#[test]
fn a_directory_without_features_is_told() {
    let directory = TempDir::new().expect("a directory");
    told(["run", "--features", text(directory.path())]).must(2, &["ends in `.feature`"]);
    told(["run", "--features", text(&directory.path().join("nosuch"))]).must(2, &["cannot read", "nosuch"]);
}

#[test]
fn a_golden_that_is_missing_malformed_or_of_another_journey_is_told() {
    let directory = TempDir::new().expect("a directory");
    let goldens = copy("golden", directory.path());
    let golden = goldens.join("plain/plain-callback.snap");
    let run = || told(["run", "-v", "plain-callback", "--goldens", text(&goldens)]);
    run().must(0, &["plain-callback"]);

    let whole = fs::read_to_string(&golden).expect("the golden is read");
    let spoilt = |old: &str, new: &str, messages: &[&str]| {
        fs::write(&golden, &whole).expect("the golden is written");
        change(&golden, old, new);
        run().must(2, messages);
    };
    spoilt("  states:", "  sates:", &["plain-callback.snap:", "malformed golden", "sates"]);
    spoilt("---\n", "", &["plain-callback.snap", "malformed golden", "header"]);
    spoilt(
        "CallbackWait calls the caller back",
        "CallbackWait calls the caller",
        &["but the feature has", "ccbspec record"],
    );

    let last = whole.rfind("\n- when:").expect("there is a last step");
    fs::write(&golden, &whole[..=last]).expect("the golden is written");
    run().must(2, &["it ends before the step"]);
    fs::remove_file(&golden).expect("the golden is removed");
    run().must(2, &["no golden for `plain-callback`"]);
}

#[test]
fn insta_variables_turn_nothing_green() {
    let directory = TempDir::new().expect("a directory");
    let goldens = copy("golden", directory.path());
    let golden = goldens.join("plain/plain-callback.snap");
    change(&golden, "ewt: 0", "ewt: 7");
    let tampered = fs::read_to_string(&golden).expect("the golden is read");
    let mut command = kit::ccbspec(["run", "plain-callback", "--goldens", text(&goldens)]);
    command.env("INSTA_UPDATE", "always").env("INSTA_FORCE_PASS", "1").env("INSTA_FORCE_UPDATE", "1");
    kit::Told::by(command).must(1, &["answer.ewt"]);
    assert_eq!(fs::read_to_string(&golden).expect("the golden is read"), tampered, "a run writes no golden");
}

#[test]
fn a_list_names_every_scenario_and_where_it_stands() {
    let listed = told(["list"]);
    listed.must(0, &["published-callback-with-ticks", "plain-callback", "features/plain.feature:", "CCB-UPD-01"]);
    let one = told(["list", "--tags", "@cap:diag-data"]);
    one.must(0, &["published-callback-with-ticks"]);
    assert!(!one.stdout.contains("plain-callback"), "the expression selects");
}
