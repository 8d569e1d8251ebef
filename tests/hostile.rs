//! Hostile targets: each kind ends as a failure or as could-not-run, with the reason and the exchange, and none hangs, crashes or fools the
//! suite. What must not hang is not timed here: a hang is a test that does not end.

mod kit;

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use kit::raw::{Clock, Form, Raw, Then, clock_answer, response, send, text, value};
use kit::{CLOCK_START, Served, Told, sql, told};
use sqlx::Connection as _;
use sqlx::sqlite::SqliteConnection;
use tempfile::TempDir;

/// Longer than any of these tests takes: what sleeps so long never goes on.
const FOREVER: Duration = Duration::from_hours(1);

/// A database as the reference makes it, with nothing in it and nobody using it.
fn database(directory: &TempDir) -> String {
    let database = Served::start(directory.path(), &["--test-clock", CLOCK_START]).database.clone();
    sql(&database, &["PRAGMA journal_mode = DELETE"]);
    database
}

/// Plays scenarios, or else the plain journey, against a target, with 300 ms for a request.
fn run_at(url: &str, more: &[&str]) -> Told {
    let directory = TempDir::new().expect("a directory");
    let database = database(&directory);
    let arguments = ["run", "--target", url, "--database", &database, "--timeout", "0.3"];
    let plain: &[&str] = if more.is_empty() { &["plain-callback"] } else { &[] };
    told([&arguments[..], plain, more].concat())
}

/// Plays the plain journey against a servlet whose clock is in order and which does `act` with every other request.
fn run_against(act: impl Fn(&Form, &mut TcpStream) -> io::Result<Then> + Send + Sync + 'static) -> Told {
    run_at(&Raw::start(act).url, &[])
}

/// The same, with bytes that are the answer to everything, after which the connection is kept.
fn answered(bytes: impl Into<Vec<u8>>) -> Told {
    let bytes = bytes.into();
    run_against(move |_, stream| {
        stream.write_all(&bytes)?;
        Ok(Then::KeepAlive)
    })
}

/// What every failure tells: what was asked, and what came back.
const ASKED: &str = "asked      POST method=SetQueueDefaults&qname=billing-";

fn came_back(told: &str) -> String {
    format!("came back  {told}")
}

#[test]
fn a_connection_that_is_refused_in_mid_run_could_not_run() {
    let told = run_against(|_, _| Ok(Then::Refuse));
    told.must(3, &["could-not-run  plain-callback", "cannot reach http://127.0.0.1:", "asked      POST", "nothing"]);
}

#[test]
fn a_connection_that_is_reset_fails() {
    // What is closed with bytes unread is reset.
    let listener = Raw::bare({
        let clock = Clock::start();
        move |form, stream| match value(form, "method").as_deref() {
            Some("TestClock") => {
                send(stream, &clock_answer(clock.told(form)).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))
            }
            Some("Diag") => send(stream, &response("200 OK", "text/html", "<p>Diag</p>")),
            _ => {
                stream.set_nonblocking(true)?;
                let _ = stream.read(&mut [0; 1]);
                Ok(Then::Close)
            }
        }
    });
    run_at(&listener.url, &[]).must(1, &["the connection broke off", ASKED, &came_back("nothing")]);
    let half = run_against(|_, stream| {
        stream.shutdown(Shutdown::Write)?;
        thread::sleep(FOREVER);
        Ok(Then::Close)
    });
    half.must(1, &["the connection broke off", "CCB-TRN-03", ASKED, &came_back("nothing")]);
}

#[test]
fn silence_and_one_byte_at_a_time_fail_in_time() {
    let silent = run_against(|_, _| {
        thread::sleep(FOREVER);
        Ok(Then::Close)
    });
    silent.must(1, &["no answer to SetQueueDefaults within 300 ms", "CCB-TRN-07", ASKED, &came_back("nothing")]);
    let drip = |answer: String| {
        run_against(move |_, stream| {
            for byte in answer.bytes() {
                stream.write_all(&[byte])?;
                thread::sleep(Duration::from_millis(20));
            }
            Ok(Then::KeepAlive)
        })
    };
    drip(text("result=done\n")).must(1, &["within 300 ms", "CCB-TRN-07", &came_back("nothing")]);
    // The head at once, the body a byte at a time.
    let body = run_against(|_, stream| {
        send(stream, &text(&"x=1\n".repeat(50)).replace("x=1\n", ""))?;
        for _ in 0..200 {
            stream.write_all(b"x")?;
            thread::sleep(Duration::from_millis(20));
        }
        Ok(Then::KeepAlive)
    });
    body.must(
        1,
        &["within 300 ms", "CCB-TRN-07", "came back  200 `text/plain; charset=UTF-8`, `xx", ", then broken off"],
    );
}

#[test]
fn endless_and_huge_bodies_fail() {
    let endless = run_against(|_, stream| {
        send(stream, "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n")?;
        loop {
            stream.write_all(&b"result=done\n".repeat(1000))?;
        }
    });
    let head = came_back("200 `text/plain; charset=UTF-8`, `result=done\\nresult=done");
    endless.must(1, &["malformed answer to SetQueueDefaults", "a body of more than 4194304 bytes", ASKED, &head]);
    let huge = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 999999999999999\r\n\r\nresult=done\n";
    answered(huge).must(1, &["within 300 ms", &came_back("200 `text/plain`, `result=done\\n`, then broken off")]);
}

#[test]
fn a_wrong_length_fails() {
    let long = run_against(|_, stream| {
        send(stream, &text("result=done\n").replace("Content-Length: 12", "Content-Length: 120"))?;
        Ok(Then::Close)
    });
    long.must(1, &["the connection broke off", ASKED, "`result=done\\n`, then broken off"]);
    let short = answered(text("result=done\n").replace("Content-Length: 12", "Content-Length: 9"));
    short.must(1, &["the last line does not end in LF", "`result=do`"]);
    let none = text("result=done\n").replace("Content-Length: 12", "Content-Length: twelve");
    answered(none).must(1, &["the connection broke off or was no HTTP"]);
}

#[test]
fn nonsense_fails() {
    let chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
    answered(format!("{chunked}zz\r\nresult=done\n\r\n"))
        .must(1, &["was no HTTP", "CCB-TRN-03", "200 `text/plain`, no body"]);
    answered(format!("{chunked}fffffffffffffffffff\r\nx")).must(1, &["was no HTTP"]);
    answered("SSH-2.0-OpenSSH_9.9\r\n").must(1, &["was no HTTP", &came_back("nothing")]);
    answered(
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: 9\r\n\r\nresult=\u{ff}\n"
            .replace('\u{ff}', "\u{1}"),
    )
    .must(1, &["answer.result", "`result=\\x01\\n`"]);
    let mut latin =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Length: 9\r\n\r\nresult=".to_vec();
    latin.extend([0xff, b'\n']);
    answered(latin).must(1, &["the body is not UTF-8", ASKED, "`result=\\xff\\n`"]);
    answered(text("result=done\nresult=done\n")).must(1, &["the line `result` comes twice", "CCB-TRN-03"]);
}

#[test]
fn pages_and_server_errors_fail() {
    answered(response("200 OK", "text/html", "<h1>Error</h1>"))
        .must(1, &["text/html", "200 `text/html`, `<h1>Error</h1>`"]);
    answered(response("503 Busy", "text/html", "<h1>Busy</h1>"))
        .must(1, &["status 503", "503 `text/html`, `<h1>Busy</h1>`"]);
    answered(response("500 Oops", "text/plain; charset=UTF-8", "java.lang.NullPointerException\n"))
        .must(1, &["java.lang.NullPointerException", ASKED]);
}

#[test]
fn a_redirect_is_not_followed() {
    let other = Raw::bare(|_, stream| send(stream, &text("result=done\n")));
    let redirect = format!("HTTP/1.1 307 Elsewhere\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", other.url);
    answered(redirect).must(1, &["status 307", ASKED, &came_back("307 ``, no body")]);
    assert_eq!(*other.seen.lock().expect("nobody panicked"), Vec::<String>::new());
}

#[test]
fn a_flood_of_interim_answers_and_endless_headers_fail() {
    let flood = |part: &'static [u8]| {
        run_against(move |_, stream| {
            send(stream, "HTTP/1.1 ")?;
            loop {
                stream.write_all(part)?;
            }
        })
    };
    flood(b"103 Early Hints\r\n\r\nHTTP/1.1 ").must(1, &["within 300 ms", ASKED, &came_back("nothing")]);
    let headers = run_against(|_, stream| {
        send(stream, &format!("HTTP/1.1 200 OK\r\nX: {}\r\n\r\n", "x".repeat(1 << 20)))?;
        Ok(Then::KeepAlive)
    });
    headers.must(1, &["was no HTTP", ASKED, &came_back("nothing")]);
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "X: x\r\n".repeat(100_000));
    answered(many).must(1, &["was no HTTP", &came_back("nothing")]);
}

#[test]
fn an_answer_of_the_right_form_for_another_call_fails() {
    let other = run_against(|form, stream| match value(form, "method").as_deref() {
        Some("EnterQueue") => send(stream, &text("ewt=777\n")),
        _ => send(stream, &text("result=done\n")),
    });
    other.must(1, &["answer.ewt", "actual   777", "asked      POST method=EnterQueue", "`ewt=777\\n`"]);
}

/// A request that may have been heard is never sent again: a callback registered twice would look like the target's fault, or hide one.
#[test]
fn a_connection_that_dies_between_requests_makes_no_request_come_twice() {
    // It promises to go on, and is gone when the next request comes.
    let dies = Raw::start(|_, stream| {
        send(stream, &text("result=done\newt=0\n"))?;
        Ok(Then::Close)
    });
    let told = run_at(&dies.url, &[]);
    told.must(1, &["asked      POST method=EnterQueue"]);
    let asked = (dies.count("method=SetQueueDefaults"), dies.count("method=EnterQueue"));
    if told.stdout.contains("callbackqueue[0] (CCB-ENQ-03)") {
        assert_eq!(asked, (1, 1), "it was sent over another connection");
    } else {
        // The request was on its way when the connection ended, so that it may have been heard.
        told.must(1, &["connection closed before message completed (CCB-TRN-03)"]);
        assert_eq!(asked, (1, 0));
    }
    // It hears the next request, and is gone without an answer.
    let deaf = Raw::start(|form, stream| match value(form, "method").as_deref() {
        Some("SetQueueDefaults") => send(stream, &text("result=done\n")),
        _ => Ok(Then::Close),
    });
    run_at(&deaf.url, &[])
        .must(1, &["the connection broke off", "asked      POST method=EnterQueue", &came_back("nothing")]);
    assert_eq!(deaf.count("method=EnterQueue"), 1, "{:?}", deaf.seen);
}

/// A servlet in order but for its clock, which answers `told` where a clock in order would answer its now and its next tick.
fn with_clock(told: impl Fn(&Form, &Clock) -> String + Send + Sync + 'static) -> Told {
    with_clock_in("plain-callback", told)
}

fn with_clock_in(scenario: &str, told: impl Fn(&Form, &Clock) -> String + Send + Sync + 'static) -> Told {
    let clock = Clock::start();
    let raw = Raw::bare(move |form, stream| match value(form, "method").as_deref() {
        Some("TestClock") => send(stream, &told(form, &clock)),
        Some("Diag") => send(stream, &response("200 OK", "text/html", "<p>Diag</p>")),
        _ => send(stream, &text("result=done\newt=0\n")),
    });
    run_at(&raw.url, &[scenario])
}

#[test]
fn a_clock_that_runs_backwards_or_stands_still_fails() {
    let hour = jiff::SignedDuration::from_hours(1);
    let back = with_clock(move |form, clock| {
        let (now, nexttick) = clock.told(form);
        clock_answer(if form.contains("now=") { (now - hour, nexttick) } else { (now, nexttick) })
    });
    back.must(1, &["the clock was to stand at", "CCB-CLK-01", "asked      POST method=TestClock&now="]);
    let past = with_clock(move |form, clock| {
        let (now, nexttick) = clock.told(form);
        clock_answer((now, if form.contains("now=") { nexttick - hour } else { nexttick }))
    });
    past.must(1, &["is before now", "CCB-CLK-01"]);
    let still = with_clock(|form, clock| {
        let (now, nexttick) = clock.told(form);
        clock_answer((now, if form.contains("now=") { now } else { nexttick }))
    });
    still.must(3, &["the target's timer ticks 0 s after the journey began", "asked      POST method=TestClock&now="]);
}

#[test]
fn a_timer_that_ticks_at_odd_times_is_not_the_suites_fault() {
    for period_ms in [1_i64, 500, 1_000, 1_000_000_000] {
        let odd = move |form: &Form, clock: &Clock| {
            let (now, _) = clock.told(form);
            clock_answer((now, now + jiff::SignedDuration::from_millis(period_ms)))
        };
        for scenario in ["plain-callback", "published-callback"] {
            let told = with_clock_in(scenario, odd);
            assert!(matches!(told.code, Some(1 | 3)), "{scenario}, {period_ms} ms: {told:?}");
            assert!(!told.stdout.contains("harness-error"), "{scenario}, {period_ms} ms: {told:?}");
            told.must(told.code.unwrap_or_default(), &["came back  200"]);
        }
    }
}

/// A page that is nested so deep that a browser's rules take ages to read it.
#[test]
fn a_page_that_takes_ages_to_read_is_no_page() {
    let nested = "<div>".repeat(800_000);
    let raw = Raw::bare({
        let clock = Clock::start();
        move |form, stream| match value(form, "method").as_deref() {
            Some("TestClock") => send(stream, &clock_answer(clock.told(form))),
            _ => send(stream, &response("200 OK", "text/html", &nested)),
        }
    });
    let arguments = ["run", "plain-callback", "--target", &raw.url, "--timeout", "60"];
    told(arguments).must(2, &["takes longer than", "to read", "`text/html`, `<div><div>"]);
}

#[test]
fn a_clock_at_the_end_of_the_calendar_is_refused() {
    let end = with_clock(|_, _| text("now=9999-12-30T21:59:59.000Z\nnexttick=9999-12-30T22:00:00.000Z\n"));
    end.must(2, &["not between 1900 and 9000", "asked      POST method=TestClock", "came back  200"]);
    let nonsense = with_clock(|_, _| text("now=99999-12-30T21:59:59.000Z\nnexttick=-1\n"));
    nonsense.must(2, &["is not RFC 3339", "came back  200"]);
}

/// Plays a journey against a servlet that does something to its database when a caller enters.
fn with_database(statements: &'static [&'static str]) -> Told {
    let directory = TempDir::new().expect("a directory");
    let database = database(&directory);
    let at_enter = database.clone();
    let raw = Raw::start(move |form, stream| {
        if form.contains("method=EnterQueue") {
            sql(&at_enter, statements);
        }
        send(stream, &text("result=done\newt=0\n"))
    });
    told(["run", "plain-callback", "--target", &raw.url, "--database", &database])
}

#[test]
fn a_database_that_goes_away_in_mid_run_could_not_run() {
    let gone = with_database(&["DROP TABLE callbackqueue"]);
    gone.must(3, &["could-not-run", "cannot read the rows of `callbackqueue`", "asked      POST method=EnterQueue"]);
    let fewer = with_database(&["ALTER TABLE callbackqueue DROP COLUMN validationstatus"]);
    fewer.must(3, &["could-not-run", "cannot read the rows of `callbackqueue`", "validationstatus"]);
}

#[test]
fn a_database_with_too_few_columns_is_told_before_the_run() {
    let directory = TempDir::new().expect("a directory");
    let database = database(&directory);
    sql(&database, &["ALTER TABLE callbackqueue DROP COLUMN validationstatus"]);
    let raw = Raw::start(|_, stream| send(stream, &text("result=done\n")));
    told(["run", "plain-callback", "--target", &raw.url, "--database", &database])
        .must(2, &["callbackqueue", "validationstatus"]);
    assert_eq!(raw.count("EnterQueue"), 0);
}

#[test]
fn a_database_that_is_locked_could_not_run() {
    let directory = TempDir::new().expect("a directory");
    let database = database(&directory);
    let at_enter = database.clone();
    let raw = Raw::start(move |form, stream| {
        if form.contains("method=EnterQueue") {
            let (locked, is_locked) = mpsc::channel();
            let database = at_enter.clone();
            thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                runtime.block_on(async {
                    let mut connection = SqliteConnection::connect(&database).await.expect("it opens");
                    sqlx::query("BEGIN EXCLUSIVE").execute(&mut connection).await.expect("it locks");
                    locked.send(()).expect("somebody waits");
                    tokio::time::sleep(FOREVER).await;
                });
            });
            is_locked.recv().expect("it locks");
        }
        send(stream, &text("result=done\newt=0\n"))
    });
    let run = |more: &[&str]| {
        told([&["run", "plain-callback", "--target", &raw.url, "--database", &database][..], more].concat())
    };
    run(&["--step-timeout", "1"])
        .must(3, &["could-not-run", "the step did not end within 1000 ms", "method=EnterQueue"]);
}

/// The servlet is in order; what it stores is turned into something else behind its back.
#[test]
fn rows_of_other_types_fail() {
    let turned = |column: &str, value: &str| {
        let directory = TempDir::new().expect("a directory");
        let served = Served::start(directory.path(), &["--test-clock", CLOCK_START]);
        let trigger = format!(
            "CREATE TRIGGER hostile AFTER INSERT ON callbackqueue BEGIN \
             UPDATE callbackqueue SET {column} = {value} WHERE surrogateid = NEW.surrogateid; END"
        );
        let trigger: &'static str = Box::leak(trigger.into_boxed_str());
        sql(&served.database, &[trigger]);
        told(["run", "plain-callback", "--target", &served.url, "--database", &served.database])
    };
    turned("validationstatus", "'zero'").must(1, &["callbackqueue[0].validationstatus", "actual   \"zero\""]);
    turned("enterdatetime", "'9999-12-31 23:59:59.999'").must(1, &["callbackqueue[0].enterdatetime"]);
    turned("callstartdate", "'yesterday'").must(1, &["actual   \"yesterday\""]);
    turned("icmestimatedwaittime", "1e308").must(1, &["callbackqueue[0].icmestimatedwaittime"]);
    turned("enterdatetime", "x'ff00'").must(1, &["callbackqueue[0].enterdatetime"]);
}

#[test]
fn steps_journeys_and_runs_end_in_time() {
    let silent = || {
        Raw::start(|_, _| {
            thread::sleep(FOREVER);
            Ok(Then::Close)
        })
    };
    let directory = TempDir::new().expect("a directory");
    let database = database(&directory);
    let run = |more: &[&str]| {
        let two = ["run", "plain-callback", "record-defaults", "--timeout", "600", "--database", &database, "--target"];
        let raw = silent();
        let told = told([&two[..], &[raw.url.as_str()], more].concat());
        (told, raw)
    };
    // The run goes on with the next scenario.
    let (steps, raw) = run(&["--step-timeout", "0.3"]);
    steps.must(3, &["the step did not end within 300 ms", "2 could-not-run", ASKED, &came_back("nothing")]);
    assert_eq!(raw.count("method=SetQueueDefaults"), 2);
    let (journeys, _) = run(&["--journey-timeout", "0.3"]);
    journeys.must(3, &["the journey did not end within 300 ms", "2 could-not-run"]);
    let (runs, _) = run(&["--run-timeout", "0.5"]);
    runs.must(3, &["ended early: the run did not end within 0.5 s", "2 could-not-run"]);
    told(["run", "--run-timeout", "0"]).must(2, &["0.001"]);
}

/// Interrupts a run against a servlet once it asks for what is not answered.
fn interrupted(
    signal: &str,
    scenarios: &[&str],
    answers: impl Fn(&Form) -> Option<String> + Send + Sync + 'static,
) -> Told {
    let directory = TempDir::new().expect("a directory");
    let database = database(&directory);
    let (waits, waiting) = mpsc::channel();
    let waits = Mutex::new(waits);
    let raw = Raw::start(move |form, stream| {
        if let Some(answer) = answers(form) {
            return send(stream, &answer);
        }
        let _ = waits.lock().expect("nobody panicked").send(());
        thread::sleep(FOREVER);
        Ok(Then::Close)
    });
    let arguments = ["--target", &raw.url, "--database", &database, "--timeout", "600"];
    let mut command = kit::ccbspec([&["run"][..], scenarios, &arguments].concat());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the binary runs");
    waiting.recv().expect("the run asks");
    let killed = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill runs");
    assert!(killed.success());
    let output = child.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
    Told { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

#[test]
fn who_interrupts_a_run_is_told_what_is_known() {
    let nothing = interrupted("-INT", &["plain-callback"], |_| None);
    nothing.must(3, &["could-not-run  plain-callback", "ended early: the run was interrupted (Ctrl-C)", "incomplete"]);
    let first = Arc::new(Mutex::new(false));
    let then_silent = move |form: &Form| {
        let mut failed = first.lock().expect("nobody panicked");
        match value(form, "method").as_deref() {
            _ if *failed => None,
            Some("EnterQueue") => {
                *failed = true;
                Some(text("ewt=777\n"))
            }
            _ => Some(text("result=done\n")),
        }
    };
    let known = interrupted("-TERM", &["plain-callback", "record-defaults"], then_silent);
    known.must(1, &["fail  plain-callback", "actual   777", "could-not-run  record-defaults", "(SIGTERM)"]);
}

/// What was known when somebody ended a run in good order is kept; what a crash leaves proves nothing.
#[test]
fn the_journal_of_a_run_that_was_killed_is_unfinished() {
    let directory = TempDir::new().expect("a directory");
    let path = |name: &str| directory.path().join(name).to_str().expect("a UTF-8 path").to_owned();
    let (ended, killed) = (path("ended.jsonl"), path("killed.jsonl"));
    interrupted("-INT", &["plain-callback", "--journal", &ended], |_| None).must(3, &["ended early"]);
    told(["rejudge", &ended]).must(3, &["1 unchanged", "incomplete: 1 of 243 scenarios"]);
    interrupted("-KILL", &["plain-callback", "--journal", &killed], |_| None);
    for command in [&["rejudge", &killed][..], &["explain", &killed], &["compare", &ended, &killed]] {
        told(command).must(2, &["is unfinished: it ends after line 1 without its seal"]);
    }
    let statement = path("statement");
    told(["statement", &killed, "--out", &statement]).must(2, &["is unfinished"]);
    told(["merge", &killed, "--out", &statement]).must(2, &["is unfinished"]);
}

#[test]
fn the_limits_are_told_in_the_help() {
    let help = told(["run", "--help"]);
    help.must(
        0,
        &["--step-timeout", "[default: 60]", "--journey-timeout", "[default: 300]", "--run-timeout", "[default: 3600]"],
    );
    let readme = fs::read_to_string(kit::root().join("README.md")).expect("the README is read");
    assert!(readme.contains("`--run-timeout`"));
}
