//! A reference that a shell starts in the background, and the profile by which the suite operates it.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::{CLOCK_START, Told, told};

/// The clock that the suite tells a `start` command, without which entries would be stale.
pub const TOLD: &str = "\"$CCBSPEC_CLOCK\"";

/// A served reference that commands stop, kill and start. It is ended when dropped.
pub struct Operated {
    pub directory: TempDir,
    pub profile: PathBuf,
}

impl Operated {
    /// Starts one with a test clock at a free port; `commands` may change what the profile tells.
    pub fn start(clock: &str, commands: impl FnOnce(String) -> String) -> Self {
        let directory = TempDir::new().expect("a directory");
        let database = format!("sqlite:{}", directory.path().join("ccb.db").display());
        let first = format!("--test-clock {CLOCK_START}");
        Self::start_on(directory, &database, &first, &format!("--test-clock {clock}"), commands)
    }

    /// Starts one whose clock goes by itself.
    pub fn start_in_real_time() -> Self {
        let directory = TempDir::new().expect("a directory");
        let database = format!("sqlite:{}", directory.path().join("ccb.db").display());
        Self::start_on(directory, &database, "", "", |commands| commands)
    }

    /// Starts one on a database, its flags for the clock at `first` and whenever it is started `again`.
    pub fn start_on(
        directory: TempDir,
        database: &str,
        first: &str,
        again: &str,
        commands: impl FnOnce(String) -> String,
    ) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address").port();
        let at = directory.path().display().to_string();
        let profile = directory.path().join("profile.yaml");
        let serve = format!(
            "{} serve --listen 127.0.0.1:{port} --database {database} --timezone America/Chicago \
             --reporting-log {at}/reporting.log",
            env!("CARGO_BIN_EXE_ccbspec")
        );
        let told = format!(
            "stop: kill $(cat pid)\n  kill: kill -9 $(cat pid)\n  start: {serve} {again} & echo $! > pid\n  timeout-s: 20\n  \
             database-stop: touch cut; while [ ! -e locked ]; do sleep 0.02; done\n  \
             database-start: rm cut; while [ -e locked ]; do sleep 0.02; done\n"
        );
        let clock = if first.is_empty() { "" } else { "test-clock, test-clock-timer, " };
        let text = format!(
            "target: http://127.0.0.1:{port}/cvp/CallbackServlet\ndatabase: {database}\ntimezone: America/Chicago\n\
             capabilities: [{clock}restart, outage, diag-data, strict-transitions, rates]\ncommands:\n  {}",
            commands(told)
        );
        fs::write(&profile, text).expect("the profile is written");
        let begun = Command::new("/bin/sh")
            .args(["-c", &format!("{serve} {first} > /dev/null 2>&1 & echo $! > pid")])
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
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return;
            }
            thread::sleep(Duration::from_millis(25));
        }
        panic!("nothing serves in {}", self.directory.path().display());
    }

    /// Plays what these tags select.
    pub fn run(&self, tags: &str) -> Told {
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

/// A path as an argument.
pub fn text(path: &Path) -> &str {
    path.to_str().expect("a UTF-8 path")
}
