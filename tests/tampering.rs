//! A golden with one wrong digit is caught, at its scenario, step and field, with both values: a comparison that could not fail
//! would prove nothing.

mod kit;

use kit::{change, copy, told};
use tempfile::TempDir;

/// Changes one place of the published journey's golden, and runs against it.
#[track_caller]
fn caught(old: &str, new: &str, step: &str, messages: &[&str]) {
    let directory = TempDir::new().expect("a directory");
    let goldens = copy("golden", directory.path());
    change(&goldens.join("published/published-callback.snap"), old, new);
    let goldens = goldens.to_str().expect("a UTF-8 path");
    let told = told(["run", "published-callback", "plain-callback", "--goldens", goldens]);
    told.must(1, &["fail  published-callback ", "features/published.feature:", "1 fail"]);
    told.must(1, messages);
    let stopped = told.stdout.lines().find(|line| line.starts_with("    ✗ ")).expect("one step stopped");
    assert!(stopped.contains(step), "`{step}` should have stopped, not {stopped}");
}

#[test]
fn a_cause() {
    let messages = ["callbackevent[2].causeid (CCB-UPD-05)", "expected 28", "actual   27"];
    caught("causeid: 27, dbdatetime", "causeid: 28, dbdatetime", "answered and is connected", &messages);
}

#[test]
fn a_wait() {
    caught("ewt: 35", "ewt: 36", "at 11:42:15.641", &["answer.ewt (CCB-GST-01)", "expected 36", "actual   35"]);
}

#[test]
fn a_leave_time() {
    let messages = ["callbackqueue[0].leavedatetime (CCB-UPD-04)", "expected \"T+103s\"", "actual   \"T+102s\""];
    caught("leavedatetime: \"T+102s\"", "leavedatetime: \"T+103s\"", "CallbackWait calls the caller back", &messages);
}

#[test]
fn a_surrogate_id() {
    let messages = ["callback[0].surrogateid (CCB-ROW-01)", "expected \"#2\"", "actual   \"#1\""];
    caught(
        "callback:\n  - {surrogateid: \"#1\"",
        "callback:\n  - {surrogateid: \"#2\"",
        "registers the caller's callback",
        &messages,
    );
}

#[test]
fn a_state() {
    caught("21/0 → 22/0\"", "21/0 → 22/1\"", "CallbackWait calls the caller back", &["states.${call}", "21/0 → 22/1"]);
}

#[test]
fn a_missing_row() {
    caught(
        "  callbackevent:\n  - {",
        "  callbackevent:\n  - {surrogateid: \"#1\"}\n  - {",
        "registers the caller's callback",
        &["callbackevent[1]", "actual   (nothing)"],
    );
}
