//! Dialects: the suite drives, and the reference speaks, other vendors' wire formats with the same verdicts, and a servlet that
//! speaks its dialect wrongly fails.

mod kit;

use std::fs;
use std::path::{Path, PathBuf};

use ccbspec::ccb::dialect::{Dialect, shipped};
use kit::{CLOCK_START, OPERATED, Served, Told, change, must_have_the_usual_verdicts_in, told};
use tempfile::TempDir;

fn same_verdicts_in(dialect: &str) {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START, "--dialect", dialect]);
    must_have_the_usual_verdicts_in(dialect, &served.url, &served.database);
}

#[test]
fn json_by_paths_has_the_verdicts_of_the_default() {
    same_verdicts_in("path-json");
}

#[test]
fn xml_by_a_header_has_the_verdicts_of_the_default() {
    same_verdicts_in("header-xml");
}

/// With a reference of its own the suite can do all that it can in the default dialect.
#[test]
fn the_embedded_reference_speaks_a_dialect_as_well() {
    for dialect in ["path-json", "header-xml"] {
        let operated = told(["run", "-v", "--tags", OPERATED, "--dialect", dialect]);
        operated.must(0, &["conformant", &format!("the embedded reference in the dialect {dialect}")]);
        assert!(!operated.stdout.contains("not-applicable"), "{}", operated.stdout);
    }
}

/// A copy of a shipped dialect's file.
fn copy(dialect: &str, directory: &Path) -> PathBuf {
    let file = directory.join(format!("{dialect}.yaml"));
    fs::write(&file, shipped::named(dialect).expect("it is shipped").yaml).expect("it is written");
    file
}

/// Serves a dialect with one place changed, and runs a scenario in the dialect as it should be.
fn bent(dialect: &str, old: &str, new: &str, scenario: &str) -> Told {
    let directory = TempDir::new().expect("a directory");
    let file = copy(dialect, directory.path());
    change(&file, old, new);
    let file = file.display().to_string();
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START, "--dialect", &file]);
    let target = ["--target", &served.url, "--database", &served.database, "--dialect", dialect];
    told(["run", scenario, "--capability", "strict-transitions"].iter().chain(&target))
}

#[test]
fn a_servlet_that_speaks_its_dialect_wrongly_fails() {
    for (dialect, old, new, scenario, words) in [
        // Booleans swapped.
        (
            "path-json",
            "{ true: true, false: false }",
            "{ true: false, false: true }",
            "published-callback",
            "answer.startCallback",
        ),
        ("header-xml", "{ true: Y, false: N }", "{ true: N, false: Y }", "published-callback", "answer.startCallback"),
        // A boolean, a number as text.
        ("path-json", "{ true: true,", "{ true: 'true',", "published-callback", "is not `true` or `false`"),
        (
            "path-json",
            "numbers: native",
            "numbers: text",
            "plain-callback",
            "is not a whole number as the dialect writes it",
        ),
        // The default's words instead of the vendor's.
        ("path-json", "    preemptive: OFFER\n", "", "plain-callback", "a result that the dialect knows"),
        ("header-xml", "    preemptive: '10'\n", "", "plain-callback", "a result that the dialect knows"),
        // Two states swapped, two causes, two results.
        (
            "path-json",
            "22: IN_PROGRESS\n    23: TENTATIVE",
            "22: TENTATIVE\n    23: IN_PROGRESS",
            "plain-callback",
            "answer",
        ),
        (
            "path-json",
            "27: CONNECTED\n    28: CALLER_CANCELED",
            "28: CONNECTED\n    27: CALLER_CANCELED",
            "plain-callback",
            "answer",
        ),
        (
            "header-xml",
            "retry: '31'\n    cancel: '32'",
            "retry: '32'\n    cancel: '31'",
            "plain-callback",
            "answer.result",
        ),
        // A parameter, a field, a path, a header, a verb.
        ("path-json", "ewt: estimatedWaitSeconds", "ewt: ewtSeconds", "plain-callback", "answer.error"),
        ("header-xml", "data/position", "data/place", "plain-callback", "answer.qpos"),
        ("path-json", "EnterQueue: calls/enter", "EnterQueue: calls/begin", "plain-callback", "answer.error"),
        ("header-xml", "EnterQueue: ENTER", "EnterQueue: BEGIN", "plain-callback", "answer.error"),
        ("path-json", "UpdateStatus: PATCH", "UpdateStatus: PUT", "plain-callback", "status 405"),
        // A refusal by another status, another code, another cause, without its parameter.
        (
            "path-json",
            "{ status: 410, code: CALL_GONE }",
            "{ status: 404, code: CALL_GONE }",
            "leave-while-pending",
            "status 410, not 404",
        ),
        ("header-xml", "code: 106 }", "code: 206 }", "leave-while-pending", "is no code of section 2.1"),
        ("path-json", "1037: NOT_IN_QUEUE", "1037: GONE", "leave-while-pending", "CCB-TRN-04"),
        ("path-json", "parameter: /error/field", "parameter: /error/where", "leave-refused", "answer.parameter"),
        ("header-xml", "qname: queue\n", "qname: qname\n", "plain-callback", "qname"),
    ] {
        bent(dialect, old, new, scenario).must(1, &[words]);
    }
    // So wrong that it is not taken for a servlet.
    let media_type = ("content-type: application/json", "content-type: application/ccb+json");
    bent("path-json", media_type.0, media_type.1, "plain-callback").must(2, &["application/ccb+json"]);
}

/// Rows under other names, read under wrong ones: a mistake of the configuration, and no verdict.
#[test]
fn a_column_that_is_not_there_is_told() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START, "--dialect", "header-xml"]);
    let file = copy("header-xml", directory.path());
    change(&file, "callguid: call_guid", "callguid: callguid");
    let file = file.display().to_string();
    let run = ["run", "plain-callback", "--target", &served.url, "--database", &served.database, "--dialect"];
    told(run.iter().chain(&[file.as_str()])).must(2, &["its `cb_waiting` has no column `callguid`"]);
    told(run.iter().chain(&["header-xml"])).must(0, &["conformant"]);
    // Another dialect than the servlet speaks.
    told(run.iter().chain(&["path-json"])).must(2, &["no Courtesy Callback servlet answers in this dialect"]);
    told(run.iter().chain(&["default"])).must(2, &["no Courtesy Callback servlet answers in this dialect"]);
}

#[test]
fn a_servlet_without_a_test_clock_needs_no_name_for_it() {
    let directory = TempDir::new().expect("a directory");
    let file = copy("path-json", directory.path());
    change(&file, "      TestClock: test/clock\n", "");
    let file = file.display().to_string();
    let served = Served::start(directory.path(), &["--dialect", "path-json"]);
    // Nobody waits in this one, so that it is short in real time too.
    let run = ["run", "leave-unknown", "--target", &served.url, "--database", &served.database, "--dialect", &file];
    told(run).must(0, &["judged in real time", "in the dialect path-json", "1 pass"]);
    told(["run", "plain-callback", "--dialect", &file]).must(3, &["could-not-run"]);
}

#[test]
fn a_dialect_is_printed_as_a_starting_point() {
    let list = told(["dialect"]);
    list.must(0, &["default", "path-json", "header-xml"]);
    for shipped in shipped::ALL {
        let printed = told(["dialect", shipped.name]);
        printed.must(0, &[]);
        let read = Dialect::parse(&printed.stdout, "printed").expect("what is printed can be read");
        assert_eq!(read, *shipped.dialect());
    }
    told(["dialect", "nonesuch"]).must(2, &["no dialect `nonesuch` is shipped", "path-json"]);
}

#[test]
fn a_mistake_in_a_dialect_file_is_told_with_its_place() {
    let directory = TempDir::new().expect("a directory");
    let file = copy("default", directory.path());
    let name = file.display().to_string();
    told(["run", "plain-callback", "--dialect", &name]).must(0, &["1 pass"]);
    change(&file, "    ewt: ewt\n", "    ewt: callid\n");
    let mistake = "`callid` would be parameter `callid` as well as parameter `ewt`";
    for command in ["run", "serve"] {
        told([command, "--dialect", &name]).must(2, &[mistake, "default.yaml:"]);
    }
    let mut by_environment = kit::ccbspec(["run", "plain-callback"]);
    by_environment.env("CCBSPEC_DIALECT", &name);
    Told::by(by_environment).must(2, &[mistake]);
    told(["run", "--dialect", "nonesuch"]).must(2, &["no dialect `nonesuch` is shipped", "no such file"]);
    change(&file, "    ewt: callid\n", "    ewt: ewt\n");
    change(&file, "  tables: {}", "  tables: { queueref: queueref2 }");
    change(&file, "  columns: {}", "  columns: { callback: { ani: phone } }");
    told(["serve", "--database", "sqlite::memory:", "--listen", "127.0.0.1:0", "--dialect", &name])
        .must(2, &["no view can stand for `callback`"]);
}
