//! The doctor, and honest capabilities: each thing that can be wrong between the suite and a target is told, with its remedy.

mod kit;

use std::fs;
use std::path::Path;

use kit::{CLOCK_START, Served, Told, told};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

fn profile(directory: &Path, served: &Served, rest: &str) -> String {
    let path = directory.join("profile.yaml");
    fs::write(&path, format!("target: {}\ndatabase: {}\n{rest}", served.url, served.database)).expect("written");
    path.to_str().expect("a UTF-8 path").to_owned()
}

/// The checks of a report in its order: how each came out, and its name.
fn checks(told: &Told) -> Vec<(&str, &str)> {
    let words = |line| {
        let mut words = str::split_whitespace(line);
        Some((words.next()?, words.next()?))
    };
    let kinds = ["fail", "warn", "skip", "ok"];
    told.stdout.lines().filter_map(words).filter(|(health, _)| kinds.contains(health)).collect()
}

const ALL: &str =
    "capabilities: [archive, purge, rates, strict-transitions, test-clock, test-clock-timer, diag-data]\n";
const ZONE: &str = "timezone: America/Chicago\n";

#[test]
fn a_servlet_in_order_is_in_order() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
    let examined = told(["doctor", "--profile", &profile(directory.path(), &served, &format!("{ZONE}{ALL}"))]);
    examined
        .must(0, &["6 h behind UTC, as in America/Chicago", "every 10.00 s, by the test clock", "11 checks: 11 ok"]);
    // It has left nothing behind that a run would meet.
    told(["run", "--profile", &profile(directory.path(), &served, &format!("{ZONE}{ALL}")), "plain-callback"])
        .must(0, &["1 pass"]);
}

#[test]
fn nothing_that_listens_is_told_from_a_name_that_nobody_knows() {
    let refused = told(["doctor", "--target", "http://127.0.0.1:9/cvp/CallbackServlet"]);
    refused.must(6, &["refuses connections", "start the servlet, or correct the port"]);
    assert_eq!(checks(&refused), [("fail", "reachable")]);
    told(["doctor", "--target", "http://nosuch.invalid/"]).must(6, &["the name `nosuch.invalid` is not known"]);
    told(["doctor"]).must(2, &["no target is told"]);
    told(["doctor", "--target", "nowhere"]).must(2, &["--target", "no URL"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_web_server_that_is_no_servlet_is_told() {
    let server = MockServer::start().await;
    let page = ResponseTemplate::new(200).set_body_raw("<html><p>It works!</p></html>", "text/html");
    Mock::given(any()).respond_with(page).mount(&server).await;
    let url = server.uri();
    let examined = tokio::task::spawn_blocking(move || told(["doctor", "--target", &url])).await.expect("it ends");
    examined.must(1, &["text/html", "is `target` the URL of the servlet, path and all?"]);
    assert_eq!(checks(&examined), [("fail", "dialect"), ("ok", "reachable")]);
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(401)).mount(&server).await;
    let url = server.uri();
    let examined = tokio::task::spawn_blocking(move || told(["doctor", "--target", &url])).await.expect("it ends");
    examined.must(1, &["401", "tell `basic-auth` or `headers`"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_column_that_is_missing_is_told_by_name() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
    let other = TempDir::new().expect("a directory");
    let bad = format!("sqlite:{}", other.path().join("bad.db").display());
    // The tables of a servlet that lacks some columns; the servlet itself has them all, and answers.
    let statements = "create table callbackqueue (surrogateid integer, callstartdate date, callguid char(32), queueid smallint, \
                      queuestatus smallint, enterdatetime timestamp, leavedatetime timestamp, cvpestimatedwaittime smallint, \
                      validationstatus text, dbdatetime timestamp); \
                      create table callbackevent (surrogateid integer, callstartdate date, eventdatetime timestamp, dbdatetime timestamp)";
    let mut connection = SqliteConnection::connect(&format!("{bad}?mode=rwc")).await.expect("a database");
    sqlx::raw_sql(statements).execute(&mut connection).await.expect("tables");
    connection.close().await.expect("closed");
    let examined = told(["doctor", "--target", &served.url, "--database", &bad]);
    examined.must(1, &["add it as SPEC 12 has it"]);
    for text in [
        "`callbackqueue` has no column `icmestimatedwaittime`",
        "`callbackevent` has no column `causeid`",
        "`callbackevent` has no column `eventtypeid`",
        "`callbackqueue.validationstatus` is declared `text`",
        "there is no table or view `callback`",
        "there is no table or view `eventtyperef`",
    ] {
        assert!(examined.stdout.contains(text), "`{text}` is not in\n{}", examined.stdout);
    }
    let order: Vec<&str> = checks(&examined).iter().map(|(health, _)| *health).collect();
    let mut sorted = order.clone();
    sorted.sort_by_key(|health| ["fail", "warn", "skip", "ok"].iter().position(|kind| kind == health));
    assert_eq!(order, sorted, "the worst comes first");
    // A database that the servlet does not use.
    let another = Served::start(other.path(), &["--test-clock", CLOCK_START]);
    told(["doctor", "--target", &served.url, "--database", &another.database])
        .must(1, &["has no row in `callbackqueue`"]);
    told(["doctor", "--target", &served.url, "--database", "sqlite:nosuch.db"])
        .must(1, &["cannot open the database", "nosuch.db"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn reference_rows_that_differ_are_told() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
    let mut connection = SqliteConnection::connect(&served.database).await.expect("the database");
    let bend =
        "update causeref set cause = 'Engaged' where causeid = 5; delete from eventtyperef where eventtypeid = 29";
    sqlx::raw_sql(bend).execute(&mut connection).await.expect("bent");
    connection.close().await.expect("closed");
    let examined = told(["doctor", "--profile", &profile(directory.path(), &served, ZONE)]);
    examined.must(
        1,
        &["5 is `Engaged`, not `Busy`", "29 `Max allowed callbacks to this ANI exceeded` is missing", "CCB-ROW-04"],
    );
}

#[test]
fn a_servlet_that_is_an_hour_off_is_told() {
    let directory = TempDir::new().expect("a directory");
    // In real time: the rows tell the zone, and the timer is not waited for.
    let served = Served::start(directory.path(), &[]);
    let path = profile(directory.path(), &served, "timezone: America/New_York\n");
    let examined = told(["doctor", "--profile", &path, "--max-wait", "1"]);
    examined.must(1, &["DBDateTime is", "but America/New_York is", "correct `timezone` in the profile", "CCB-ROW-02"]);
    assert_eq!(checks(&examined)[0], ("fail", "zone"));
    assert!(checks(&examined).contains(&("skip", "timer")), "{}", examined.stdout);
}

#[test]
fn a_profile_that_claims_too_much_fails_in_the_doctor_and_in_a_run() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &[]);
    let claims = "capabilities: [test-clock, test-clock-timer, rates, strict-transitions, diag-data]\n";
    let path = profile(directory.path(), &served, claims);
    let texts = ["`TestClock` without parameters is refused: unknown_method", "CCB-CLK-01", "CCB-CLK-03"];
    let examined = told(["doctor", "--profile", &path, "--max-wait", "1"]);
    examined.must(1, &texts).must(1, &["take it out of `capabilities`"]);
    // In real time, since there is no clock to move; what needs one could not run.
    let run = told(["run", "--profile", &path, "transport-long-value", "clock-moves"]);
    run.must(1, &texts).must(1, &["non-conformant", "2 false claims", "1 pass", "1 could-not-run", "not there"]);
}

#[test]
fn a_false_claim_is_a_failure_although_every_scenario_passes() {
    let directory = TempDir::new().expect("a directory");
    // Whatever is asked for is done, so nothing but what is not allowed shows it.
    let served =
        Served::start(directory.path(), &["--test-clock", CLOCK_START, "--mutant", "update-connected-at-once"]);
    let path = profile(directory.path(), &served, ALL);
    let run = told(["run", "--profile", &path, "plain-callback"]);
    run.must(
        1,
        &["1 pass", "1 false claim", "capability strict-transitions is declared, but is not there (CCB-UPD-11)"],
    );
    // An ability that is not declared is a warning; what was not tested for it is told in numbers.
    let path = profile(directory.path(), &served, "capabilities: [test-clock, test-clock-timer, diag-data]\n");
    let run = told(["run", "--profile", &path, "--tags", "@id:plain-callback or @cap:rates or @cap:archive"]);
    run.must(
        0,
        &[
            "conformant",
            "capability rates is there, but is not declared",
            "rates 1",
            "archive 4",
            "5 scenarios, by capability",
        ],
    );
    told(["doctor", "--profile", &path]).must(0, &["put it into `capabilities`"]);
}
