//! Profiles: what counts and where it comes from, a caret under every mistake, and no secret in anything that is printed.

mod kit;

use std::fs;
use std::path::{Path, PathBuf};

use kit::{Told, ccbspec, told};
use tempfile::TempDir;

const TARGET: &str = "target: http://127.0.0.1:9/cvp/CallbackServlet\n";

/// What must never be printed.
const SECRET: &str = "hunter2";

fn text(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

struct Written {
    _directory: TempDir,
    path: PathBuf,
}

fn written(profile: &str) -> Written {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("p.yaml");
    fs::write(&path, profile).expect("the profile is written");
    Written { _directory: directory, path }
}

/// A profile that must be refused at a line and a column, with these words and no secret. Every command reads it alike.
#[track_caller]
fn refused(profile: &str, place: &str, words: &[&str]) {
    let file = written(profile);
    let refused = told(["profile", "--profile", text(&file.path)]);
    refused.must(2, words);
    assert!(refused.stderr.contains(&format!("p.yaml:{place}]")), "not at {place}:\n{}", refused.stderr);
    assert!(!refused.stderr.contains(SECRET), "a secret was told:\n{}", refused.stderr);
    assert_eq!(refused.stdout, "", "nothing is shown");
}

#[test]
fn every_mistake_has_a_caret_under_its_place() {
    let after = |rest: &str| format!("{TARGET}{rest}");
    refused(&after("databse: x:y\n"), "2:1", &["unknown key `databse`", "did you mean `database`?"]);
    refused(&after("tls: {client-keey: x}\n"), "2:7", &["unknown key `client-keey` in `tls`", "`client-key`"]);
    refused(&after("timezone: Mars/Olympus\n"), "2:11", &["no zone", "IANA"]);
    refused(&after("request-timeout-s: 0\n"), "2:20", &["out of range", "0.001 to 3600"]);
    refused(&after("timer-period-s: ten\n"), "2:17", &["no number", "seconds"]);
    refused(&after("concurrency: 1.5\n"), "2:14", &["no whole number", "1 to 1000"]);
    refused(&after("concurrency: [1]\n"), "2:14", &["is a list"]);
    refused(&after("rows-within-ms: 60001\n"), "2:17", &["out of range"]);
    refused(&after("database: {a: b}\n"), "2:11", &["is a map"]);
    refused(&after("database: plain\n"), "2:11", &["no database URL", "postgres://"]);
    refused(&after("max-wait: soon\n"), "2:11", &["no time", "`3m`"]);
    refused(&after("max-wait: -3\n"), "2:11", &["is negative"]);
    refused(&after("timezone:\n"), "2:9", &["has no value"]);
    refused(&after("dialect: martian\n"), "2:10", &["no dialect", "default"]);
    refused(&after("capabilities: [archve]\n"), "2:16", &["unknown capability", "did you mean `archive`?"]);
    refused(&after("capabilities: archive\n"), "2:15", &["single value", "a list of names"]);
    refused(&after("capabilities: [restart]\n"), "2:16", &["`restart`", "commands.start"]);
    refused(&after("capabilities: [local-zone]\n"), "2:16", &["timezone"]);
    refused(&after("capabilities: [default-record]\n"), "2:16", &["CCB-SQD-07"]);
    refused(&after("variants: [rec-when-startin]\n"), "2:12", &["unknown variant", "`rec-when-starting`?"]);
    refused(&after("limits: {dialed-numbers: allow}\n"), "2:26", &["no rule", "unmatched allow"]);
    refused(&after("commands: {stop: []}\n"), "2:18", &["`commands.stop` is empty"]);
    refused(&after("tls: {ca: nosuch.pem}\n"), "2:11", &["cannot be read", "nosuch.pem"]);
    refused(&after("target: http://h/\n"), "2:1", &["`target` comes twice"]);
    refused(&after("timezone: \"UTC\n"), "2:11", &["no YAML"]);
    refused("target: ftp://host/\n", "1:9", &["http or https"]);
    refused("- target\n", "1:1", &["is a list", "keys and values"]);
    // Several at once are all told.
    refused(&after("databse: x\ntimezone: y\n"), "3:11", &["unknown key", "no zone"]);
}

#[test]
fn no_mistake_shows_a_secret() {
    let after = |rest: &str| format!("{TARGET}{rest}").replace("SECRET", SECRET);
    refused(&after("basic-auth: {user: me, pasword: SECRET}\n"), "2:24", &["did you mean `password`?"]);
    refused(&after("basic_auth:\n  password: SECRET\n"), "2:1", &["unknown key"]);
    refused(&after("basic-auth: me:SECRET\n"), "2:13", &["single value"]);
    refused(&after("headers:\n  Host: SECRET\n"), "3:9", &["the suite's own"]);
    refused(&after("headers: {X-A: one, x-a: SECRET}\n"), "2:26", &["`x-a` comes twice, in other letters"]);
    refused(&after("headers: {A b: SECRET}\n"), "2:16", &["no name of a header"]);
    refused(&after("headers: [SECRET]\n"), "2:10", &["is a list"]);
    refused(&after("headers: {X: \"SECRET\ntimezone: UTC\n"), "2:14", &["no YAML"]);
    refused(&after("database: postgres://ccb:SECRET@host/db\ntimezone: x\n"), "3:11", &["no zone"]);
    refused(&after("timezone: \"${env:NOSUCH_VARIABLE}\"\n"), "2:11", &["NOSUCH_VARIABLE", "not set"]);
    refused(&format!("target: ftp://me:{SECRET}@host/\n"), "1:9", &["http or https"]);
    let file = written(&format!("target: http://me:{SECRET}@127.0.0.1:9/\n"));
    let unreachable = told(["run", "--profile", text(&file.path)]);
    unreachable.must(6, &["http://me:***@127.0.0.1:9/"]);
    assert!(!unreachable.stderr.contains(SECRET), "{}", unreachable.stderr);
}

#[test]
fn a_profile_that_names_no_target_runs_nothing() {
    for profile in ["", "# nothing\n", "timezone: UTC\n"] {
        let file = written(profile);
        let refused = told(["run", "--profile", text(&file.path)]);
        refused.must(2, &["names no target", "target: http://host:8000/cvp/CallbackServlet"]);
    }
    let file = written(&format!("{TARGET}timezone: Mars/Olympus\n"));
    for command in ["run", "doctor", "record"] {
        told([command, "--profile", text(&file.path)]).must(2, &["p.yaml:2:11]", "no zone"]);
    }
    told(["run", "--profile", "nosuch.yaml"]).must(2, &["nosuch.yaml", "ccbspec init"]);
    told(["run", "--profile", "/"]).must(2, &["cannot read"]);
    told(["run", "--capability", "archive"]).must(2, &["--target"]);
    let mut command = ccbspec(["run"]);
    command.env("CCBSPEC_TIMEZONE", "UTC");
    Told::by(command).must(2, &["CCBSPEC_TIMEZONE", "no target"]);
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt as _;
        let mut command = ccbspec(["run"]);
        command.env("CCBSPEC_TARGET", std::ffi::OsStr::from_bytes(b"http://h/\xff"));
        Told::by(command).must(2, &["CCBSPEC_TARGET", "no UTF-8"]);
    }
    let mut command = ccbspec(["run"]);
    command.env("CCBSPEC_PROFILE", "nosuch.yaml");
    Told::by(command).must(2, &["nosuch.yaml"]);
}

#[test]
fn a_flag_goes_before_a_variable_and_that_before_the_file() {
    let file = written(&format!(
        "{TARGET}timezone: Asia/Kolkata\ndatabase: postgres://ccb:{SECRET}@host/db\nrequest-timeout-s: 3\nheaders:\n  X-Key: {SECRET}\n\
         basic-auth: {{user: me, password: \"${{env:CCB_TEST_PASSWORD}}\"}}\nlimits: {{max-calls-per-ani: 7}}\n"
    ));
    let mut command = ccbspec(["profile", "--profile", text(&file.path), "--timeout", "5"]);
    command
        .env("CCBSPEC_TIMEZONE", "Asia/Tokyo")
        .env("CCBSPEC_REQUEST_TIMEOUT_S", "4")
        .env("CCB_TEST_PASSWORD", SECRET);
    let shown = Told::by(command);
    shown.must(0, &[]);
    let line = |begin: &str| {
        let found = shown.stdout.lines().find(|line| line.trim_start().starts_with(begin));
        found.unwrap_or_else(|| panic!("no line `{begin}` in\n{}", shown.stdout)).to_owned()
    };
    assert!(line("timezone: Asia/Tokyo").ends_with("# environment CCBSPEC_TIMEZONE"));
    assert!(line("request-timeout-s: 5").ends_with("# flag --timeout"));
    assert!(line("max-calls-per-ani: 7").ends_with("p.yaml:8"));
    assert!(line("dialect: default").ends_with("# default"));
    assert!(line("database: \"postgres://ccb:***@host/db\"").ends_with("p.yaml:3"));
    assert!(line("X-Key: \"***\"").ends_with("p.yaml:6"));
    line("password: \"${env:CCB_TEST_PASSWORD}\"");
    assert!(!shown.stdout.contains(SECRET), "{}", shown.stdout);
    // What is shown is a profile again, and shows the same values.
    let again = written(&shown.stdout);
    let mut command = ccbspec(["profile", "--profile", text(&again.path)]);
    command.env("CCB_TEST_PASSWORD", SECRET);
    let again = Told::by(command);
    again.must(0, &[]);
    let values = |told: &Told| -> Vec<String> {
        told.stdout.lines().map(|line| line.split("  # ").next().unwrap_or_default().trim_end().to_owned()).collect()
    };
    assert_eq!(values(&again), values(&shown));
}

#[test]
fn init_writes_a_profile_and_never_over_another() {
    let directory = TempDir::new().expect("a directory");
    let path = directory.path().join("mine.yaml");
    told(["init", text(&path)]).must(0, &["ccbspec run --profile"]);
    told(["profile", "--profile", text(&path)]).must(0, &["http://localhost:8000/cvp/CallbackServlet"]);
    fs::write(&path, "mine").expect("written");
    told(["init", text(&path)]).must(2, &["is there already", "--force"]);
    assert_eq!(fs::read_to_string(&path).expect("read"), "mine");
    told(["init", "--force", text(&path)]).must(0, &[]);
    assert_eq!(fs::read_to_string(&path).expect("read"), told(["init", "-"]).stdout);
    told(["init", text(&directory.path().join("nosuch/x.yaml"))]).must(2, &["cannot write"]);
}
