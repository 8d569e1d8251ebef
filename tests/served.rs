//! A reference in one process, the suite in another: the same verdicts as embedded, and section 17's numbers by hand.

mod kit;

use std::fs;

use ccbspec::ccb::table::Table;
use kit::{
    ByHand, CLOCK_START, OPERATED, Served, killed_and_started_again, must_have_the_verdicts_of_the_embedded_one, sql,
    told,
};
use tempfile::TempDir;

#[test]
fn a_served_reference_has_the_same_verdicts_as_the_embedded_one() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
    must_have_the_verdicts_of_the_embedded_one(&served.url, &served.database);
    // Nothing was cleaned up, and nothing needs to be.
    let again = "@CCB-GST-01 or @CCB-KAL-01 or @cap:archive";
    told(["run", "--tags", again, "--target", &served.url, "--database", &served.database, "--capability", "archive"])
        .must(0, &["conformant"]);
    // What is not declared is not applicable, and is no pass.
    let undeclared = told(["run", "-v", "--tags", OPERATED, "--target", &served.url, "--database", &served.database]);
    undeclared.must(3, &["not-applicable", "does not offer: restart", "incomplete", "0 pass"]);
    assert_eq!(served.end(), Some(0), "it ends in good order");
    let log = fs::read_to_string(directory.path().join("reporting.log")).expect("the log is read");
    for text in LOG_TEXTS {
        assert!(log.contains(text), "the reporting log does not tell `{text}`");
    }
}

/// Nobody fails for what was not declared, whatever else a scenario checks: with the least that can be declared nothing fails.
#[test]
fn a_servlet_that_declares_next_to_nothing_fails_in_nothing() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
    let profile = directory.path().join("p.yaml");
    let Served { url, database, .. } = &served;
    let text = format!("target: {url}\ndatabase: {database}\ncapabilities: [test-clock]\n");
    std::fs::write(&profile, text).expect("the profile is written");
    let run = told(["run", "--profile", profile.to_str().expect("a path in UTF-8")]);
    run.must(
        0,
        &[
            "conformant: 243 scenarios",
            " pass, 44 not-applicable",
            "capability diag-data is there, but is not declared",
        ],
    );
}

#[test]
fn local_times_are_read_in_the_servlets_own_zone_whatever_it_is() {
    // Half an hour off, and with daylight saving time of half an hour.
    for zone in ["Asia/Kolkata", "Australia/Lord_Howe"] {
        let directory = TempDir::new().expect("a directory");
        let served = Served::start(directory.path(), &["--timezone", zone, "--test-clock", CLOCK_START]);
        let run = |database_zone: &str| {
            let ids = ["run", "published-callback", "plain-callback", "--timezone", database_zone];
            told(ids.into_iter().chain(["--target", &served.url, "--database", &served.database]))
        };
        run(zone).must(0, &["2 pass"]);
        // Read in another zone, every local time is wrong.
        run("Asia/Kathmandu").must(1, &["dbdatetime (CCB-ROW-02)"]);
    }
}

/// Who does not tell the zone is told of none but the journey that a change of clocks falls into.
#[test]
fn a_clock_that_changes_its_offset_between_journeys_is_read_by_each_anew() {
    let directory = TempDir::new().expect("a directory");
    let clock = ["--timezone", "America/Chicago", "--test-clock", "2016-03-12T23:41:12.554-06:00"];
    let served = Served::start(directory.path(), &clock);
    let run = |ids: &[&str]| {
        let target = ["--target", &served.url, "--database", &served.database];
        told(["run"].iter().chain(ids).chain(&target).copied())
    };
    run(&["plain-callback"]).must(0, &["1 pass"]);
    run(&["keepalive-exact"]).must(3, &["went from -06 to -05 on the way", "tell `timezone`", "1 could-not-run"]);
    run(&["plain-callback", "keepalive-exact", "published-callback"]).must(0, &["3 pass"]);
}

/// One id for a call in all tables, used for no other, is all that there is to a surrogate id (CCB-ROW-01).
#[test]
fn surrogate_ids_need_not_ascend() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
    // The same rows as the servlet's, but for their ids, seen through views.
    let mut dialect = told(["dialect", "default"]).stdout;
    let mut tables = Vec::new();
    for table in [Table::Callback, Table::CallbackEvent, Table::CallbackQueue] {
        let other = |name: &str| match name {
            "surrogateid" => "(surrogateid * 2654435761) % 4294967291 as surrogateid".to_owned(),
            name => name.to_owned(),
        };
        let columns: Vec<String> = table.columns().iter().map(|column| other(column.name)).collect();
        let (name, columns) = (table.name(), columns.join(", "));
        sql(&served.database, &[&format!("create view other_{name} as select {columns} from {name}")]);
        tables.push(format!("{name}: other_{name}"));
    }
    dialect = dialect.replace("  tables: {}\n", &format!("  tables: {{ {} }}\n", tables.join(", ")));
    let file = directory.path().join("dialect.yaml");
    fs::write(&file, dialect).expect("it is written");
    let dialect = file.to_str().expect("a path in UTF-8");
    let target = ["--target", &served.url, "--database", &served.database, "--dialect", dialect];
    told(["run"].into_iter().chain(target)).must(0, &["conformant: 243 scenarios"]);
}

#[test]
fn without_rows_a_run_is_incomplete() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
    // Everything is played and nothing passes, since nobody saw the rows.
    let blind = told(["run", "-v", "--tags", &format!("not ({OPERATED})"), "--target", &served.url]);
    blind.must(3, &["could-not-run", "--database", "incomplete", ": 0 pass, "]);
    let is_wrong = |line: &str| line.starts_with("  fail  ") || line.ends_with("  no callback");
    assert!(!blind.stdout.lines().any(is_wrong), "{}", blind.stdout);
    // What is wrong with an answer is seen all the same.
    let third = TempDir::new().expect("a directory");
    let mutant = ["--test-clock", CLOCK_START, "--mutant", "attempt-one-more"];
    let wrong = Served::start(third.path(), &mutant);
    told(["run", "--tags", "@CCB-UPD-07", "--target", &wrong.url]).must(1, &["answer.result", "non-conformant"]);
}

/// Without a test clock journeys take their time, all at once, and are judged with windows.
#[test]
fn in_real_time_short_journeys_pass_and_longer_ones_are_left_out() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--timezone", "Asia/Kathmandu"]);
    let target = ["--target", &served.url, "--database", &served.database, "--max-wait", "1s"];
    let run = |ids: &[&str]| told(["run"].iter().chain(ids).chain(&target).copied());
    let short = ["transport-long-value", "rows-reference-data", "at-once-register", "diag-page", "record-defaults"];
    run(&short).must(0, &["at their true pace, the longest takes 0m01s", "judged in real time", "5 pass"]);
    run(&["transport-long-value", "plain-callback"]).must(3, &["1 could-not-run", "--max-wait", "1 pass"]);
    // What needs the clock moved is not applicable.
    run(&["transport-long-value", "clock-moves"]).must(0, &["1 not-applicable"]);
}

#[test]
fn a_database_of_something_else_is_told() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
    let run = |database: &str| told(["run", "--target", &served.url, "--database", database]);
    let file = |name: &str| directory.path().join(name).display().to_string();
    run(&format!("sqlite:{}", file("nosuch.db"))).must(2, &["nosuch.db", "cannot open"]);
    fs::write(file("text.db"), "this is no database, whatever its name says; it is only text\n".repeat(50))
        .expect("written");
    run(&format!("sqlite:{}", file("text.db"))).must(2, &["text.db"]);
    fs::write(file("empty.db"), "").expect("written");
    run(&format!("sqlite:{}", file("empty.db"))).must(2, &["no Courtesy Callback database", "`callback`"]);
    run("oracle:thin").must(2, &["oracle:thin", "sqlite:"]);
    // Another database of the same kind: nothing of the journey is in it.
    let other = TempDir::new().expect("a directory");
    let another = Served::start(other.path(), &["--test-clock", CLOCK_START]);
    run(&another.database).must(1, &["callbackqueue[0]", "actual   (nothing)"]);
}

/// What section 18 says that a reporting log tells of a run.
const LOG_TEXTS: [&str; 31] = [
    "EnterQueueHandler:validate: validate guid=",
    " icmewt=180",
    "QueueStats putEntry: ",
    "<List size:0>",
    "ValidateHandler",
    " refresh",
    "results:preemptive validation status bitmask=0x00000003",
    "SetQueueDefaultsHandler",
    "QueueName=",
    "isExceededCapacity",
    "willQueueHandleCallback: QueueName: ",
    " pendingCallBacks: 0 MaxCalls: 9999999 CurrentQueueSize: 1 MaxPercent: 100",
    "updateValidationStatus",
    "validationStatus=2",
    "AddCallbackHandler",
    "JdbcCallbackDAO:store",
    "EventTypeId: '21' CauseId: '0'",
    "GetStatusHandler",
    "UpdateStatusHandler",
    "status=22 reason=0",
    "returning status=success",
    "Drop From Queue",
    "Add To Queue",
    "updateQueueStatus",
    "leaveDateTime=",
    "updateEvent",
    "CauseID=27",
    "recalculateRemainingWaitTimes CALLGUID=",
    "LeaveQueue CALLGUID=",
    "removeQueueEntry",
    "QueueStats removeEntry: ",
];

#[tokio::test]
async fn killed_and_started_again_it_has_kept_what_it_promised() {
    let directory = TempDir::new().expect("a directory");
    let database = format!("sqlite:{}", directory.path().join("ccb.db").display());
    killed_and_started_again(&database, directory.path()).await;
}

#[tokio::test]
async fn section_17_by_hand() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START, "--timer-period", "10.14"]);
    let hand = ByHand::new(&served);
    let probe = "method=Validate&probe=ok&gw=10.201.198.21&loc=doclab&trunks=100";
    assert_eq!(hand.at("11:41:18.810", "method=EnterQueue&ewt=180&ani=5008").await["ewt"], "0");
    assert_eq!(hand.result_at("11:41:18.888", probe).await, "refresh");
    let record = "method=SetQueueDefaults&cli=8005551212&maxpercent=100&maxewt=0";
    assert_eq!(hand.result_at("11:41:18.888", record).await, "done");
    assert_eq!(hand.result_at("11:41:18.935", probe).await, "preemptive");
    assert_eq!(hand.result_at("11:41:55.314", "method=AddCallback&number=5008").await, "valid");
    for (time, start, ewt) in [
        ("11:42:00.571", "false", "145"),
        ("11:42:15.641", "false", "35"),
        ("11:42:30.726", "false", "25"),
        ("11:42:45.796", "false", "5"),
        ("11:43:00.850", "true", "0"),
    ] {
        let answer = hand.at(time, "method=GetStatus").await;
        assert_eq!((answer["startCallback"].as_str(), answer["ewt"].as_str()), (start, ewt), "{time}");
        assert_eq!(answer["qpos"], "0");
    }
}
