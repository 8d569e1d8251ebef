//! A target that others started, operated by its profile's commands: restarts, outages and limits can be played against it too.

mod kit;

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use kit::{CLOCK_START, Served, Told, told};
use sqlx::{Connection as _, SqliteConnection};
use tempfile::TempDir;

/// A reference that a shell starts in the background, and its profile.
struct Operated {
    directory: TempDir,
    profile: PathBuf,
}

impl Operated {
    /// Starts one at a free port; `commands` may change what the profile tells.
    fn start(clock: &str, commands: impl FnOnce(String) -> String) -> Self {
        let directory = TempDir::new().expect("a directory");
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let at = directory.path().display().to_string();
        let profile = directory.path().join("profile.yaml");
        // The last of two flags would be an error, so the clock is a word of its own.
        let serve = format!(
            "{} serve --listen 127.0.0.1:{port} --database sqlite:{at}/ccb.db --timezone America/Chicago \
             --reporting-log {at}/reporting.log --test-clock",
            env!("CARGO_BIN_EXE_ccbspec")
        );
        let told = format!(
            "stop: kill $(cat pid)\n  kill: kill -9 $(cat pid)\n  start: {serve} {clock} & echo $! > pid\n  timeout-s: 20\n  \
             database-stop: touch cut; while [ ! -e locked ]; do sleep 0.02; done\n  \
             database-start: rm cut; while [ -e locked ]; do sleep 0.02; done\n"
        );
        let text = format!(
            "target: http://127.0.0.1:{port}/cvp/CallbackServlet\ndatabase: sqlite:{at}/ccb.db\ntimezone: America/Chicago\n\
             capabilities: [restart, outage, test-clock, test-clock-timer, diag-data, strict-transitions, rates]\ncommands:\n  {}",
            commands(told)
        );
        fs::write(&profile, text).expect("the profile is written");
        let begun = Command::new("/bin/sh")
            .args(["-c", &format!("{serve} {CLOCK_START} > /dev/null 2>&1 & echo $! > pid")])
            .current_dir(directory.path())
            .status()
            .expect("the shell runs");
        assert!(begun.success());
        let operated = Self { directory, profile };
        operated.wait_until_it_serves(port);
        operated
    }

    fn wait_until_it_serves(&self, port: u16) {
        for _ in 0..400 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("nothing serves in {}", self.directory.path().display());
    }

    fn run(&self, tags: &str) -> Told {
        told(["run", "--profile", text(&self.profile), "--tags", tags])
    }
}

impl Drop for Operated {
    fn drop(&mut self) {
        let killed =
            Command::new("/bin/sh").args(["-c", "kill -9 $(cat pid)"]).current_dir(self.directory.path()).status();
        let _ = killed;
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}

/// The clock that the suite tells a `start` command, without which entries would be stale.
const TOLD: &str = "\"$CCBSPEC_CLOCK\"";

#[test]
fn stopped_killed_and_started_by_command_it_keeps_what_it_promised() {
    let operated = Operated::start(TOLD, |commands| commands);
    let restarted = operated.run("@cap:restart");
    restarted.must(0, &["5 pass", "conformant"]);
    // It stands as it was found.
    operated.run("@id:plain-callback").must(0, &["1 pass"]);
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
