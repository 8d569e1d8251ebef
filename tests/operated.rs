//! A target that others started, operated by its profile's commands: restarts, outages and limits can be played against it too.

mod kit;

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use kit::operated::{Operated, TOLD, text};
use kit::{CLOCK_START, Served, told};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;

#[test]
fn stopped_killed_and_started_by_command_it_keeps_what_it_promised() {
    let operated = Operated::start(TOLD, |commands| commands);
    let restarted = operated.run("@cap:restart");
    restarted.must(0, &["5 pass", "conformant"]);
    // It stands as it was found.
    operated.run("@id:plain-callback").must(0, &["1 pass"]);
}

/// Without a test clock a servlet goes on by its own; a journey that kills it has it alone, after all others.
#[test]
fn in_real_time_it_is_killed_when_nobody_else_is_under_way() {
    let operated = Operated::start_in_real_time();
    let run = operated.run("@id:restart-attempts or @id:transport-long-value");
    run.must(0, &["1 that stop the servlet or its database are played after all others", "2 pass", "conformant"]);
}

#[test]
fn a_command_that_does_not_do_its_part_could_not_run() {
    let later = Operated::start("2030-01-01T00:00:00Z", |commands| commands);
    later.run("@id:restart-is-contact").must(3, &["could-not-run", "later than", "CCBSPEC_CLOCK"]);
    let failing = |old: &'static str, new: &'static str, words: &[&str]| {
        let operated = Operated::start(TOLD, |commands| commands.replace(old, new));
        operated.run("@id:restart-is-contact").must(3, words);
    };
    failing(
        "stop: kill $(cat pid)",
        "stop: echo no such unit >&2; exit 5",
        &["`stop` failed", "exit status: 5", "no such unit"],
    );
    failing("stop: kill $(cat pid)\n  ", "", &["no command `stop`"]);
    let slow = |commands: String| {
        commands.replace("stop: kill $(cat pid)", "stop: sleep 30").replace("timeout-s: 20", "timeout-s: 0.3")
    };
    let operated = Operated::start(TOLD, slow);
    operated.run("@id:restart-is-contact").must(3, &["did not end within 0.3 s"]);
    let idle = |commands: String| {
        commands.replace("stop: kill $(cat pid)", "stop: [\"true\"]").replace("timeout-s: 20", "timeout-s: 0.3")
    };
    let operated = Operated::start(TOLD, idle);
    operated.run("@id:restart-is-contact").must(3, &["went on answering for 0.3 s"]);
}

/// Holds the database's one write lock while a file `cut` is there: the servlet can write nothing, and the suite still reads.
fn lock_while_cut(directory: &Path, over: &Arc<AtomicBool>) -> thread::JoinHandle<()> {
    let (directory, over) = (directory.to_path_buf(), Arc::clone(over));
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let url = format!("sqlite:{}", directory.join("ccb.db").display());
            let mut connection = SqliteConnection::connect(&url).await.expect("the database opens");
            while !over.load(Ordering::Relaxed) {
                let (cut, locked) = (directory.join("cut").exists(), directory.join("locked").exists());
                if cut && !locked {
                    sqlx::raw_sql("begin immediate").execute(&mut connection).await.expect("the lock is taken");
                    fs::write(directory.join("locked"), "").expect("written");
                } else if !cut && locked {
                    sqlx::raw_sql("rollback").execute(&mut connection).await.expect("the lock is given back");
                    fs::remove_file(directory.join("locked")).expect("removed");
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        });
    })
}

#[test]
fn an_outage_is_brought_about_by_command() {
    let operated = Operated::start(TOLD, |commands| commands);
    let over = Arc::default();
    let locker = lock_while_cut(operated.directory.path(), &over);
    operated.run("@cap:outage").must(0, &["1 pass", "conformant"]);
    over.store(true, Ordering::Relaxed);
    locker.join().expect("it has ended");
}

#[test]
fn a_limit_is_tested_where_it_is_the_one_that_the_scenario_needs() {
    let directory = TempDir::new().expect("a directory");
    let served = Served::start(directory.path(), &["--test-clock", CLOCK_START, "--max-calls-per-ani", "1"]);
    let run = |limit: u32| {
        let profile = directory.path().join("profile.yaml");
        let written = format!(
            "target: {}\ndatabase: {}\ncapabilities: [max-calls-per-ani, test-clock, test-clock-timer, diag-data]\n\
             limits: {{max-calls-per-ani: {limit}}}\n",
            served.url, served.database
        );
        fs::write(&profile, written).expect("the profile is written");
        told(["run", "--profile", text(&profile), "--tags", "@cap:max-calls-per-ani"])
    };
    run(1).must(0, &["1 pass"]);
    run(2).must(
        3,
        &["could-not-run", "needs a servlet configured with `max-calls-per-ani: 1`", "`max-calls-per-ani: 2`"],
    );
    // A limit that the servlet does not keep is a failure.
    let other = TempDir::new().expect("a directory");
    let without = Served::start(other.path(), &["--test-clock", CLOCK_START]);
    let profile = other.path().join("profile.yaml");
    let written = format!(
        "target: {}\ndatabase: {}\ncapabilities: [max-calls-per-ani, test-clock]\nlimits: {{max-calls-per-ani: 1}}\n",
        without.url, without.database
    );
    fs::write(&profile, written).expect("the profile is written");
    told(["run", "--profile", text(&profile), "--tags", "@cap:max-calls-per-ani"]).must(1, &["CCB-VAL-"]);
}
