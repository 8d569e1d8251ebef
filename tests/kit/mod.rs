//! What the tests of the tool share: running it, serving with it, and failures that explain themselves.
#![allow(dead_code, reason = "each test program uses a part of the kit")]

use std::ffi::OsStr;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// When a served reference's clock begins, in section 17's morning.
pub const CLOCK_START: &str = "2015-12-14T11:41:12.554-06:00";

/// `ccbspec` with these arguments and none of the caller's settings.
pub fn ccbspec(arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ccbspec"));
    command.args(arguments).env("NO_COLOR", "1");
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("CCBSPEC_")) {
        command.env_remove(name);
    }
    command
}

/// What a finished run told.
#[derive(Debug)]
pub struct Told {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Told {
    /// Runs a command to its end.
    pub fn by(mut command: Command) -> Self {
        let Output { status, stdout, stderr } = command.output().expect("the binary runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it prints UTF-8");
        Self { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
    }

    /// Asserts the exit code, and that each text was told somewhere.
    #[track_caller]
    pub fn must(&self, code: i32, texts: &[&str]) -> &Self {
        assert_eq!(self.code, Some(code), "exit code; it told:\n{}\n{}", self.stdout, self.stderr);
        for text in texts {
            let told = self.stdout.contains(text) || self.stderr.contains(text);
            assert!(told, "`{text}` was not told:\n{}\n{}", self.stdout, self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "a panic:\n{}", self.stderr);
        self
    }
}

/// Runs `ccbspec` with these arguments to its end.
pub fn told<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Told {
    Told::by(ccbspec(arguments))
}

/// The project's root.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A copy of a directory of the project, two levels deep at most.
pub fn copy(name: &str, to: &Path) -> PathBuf {
    let to = to.join(name);
    let copy_files = |from: &Path, to: &Path| {
        fs::create_dir_all(to).expect("a directory is made");
        for entry in fs::read_dir(from).expect("the directory is read") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("a file is copied");
            }
        }
    };
    let from = root().join(name);
    copy_files(&from, &to);
    for entry in fs::read_dir(&from).expect("the directory is read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            copy_files(&path, &to.join(path.file_name().expect("a name")));
        }
    }
    to
}

/// Changes the only or first place in a file that reads `old`.
#[track_caller]
pub fn change(file: &Path, old: &str, new: &str) {
    let text = fs::read_to_string(file).expect("the file is read");
    assert!(text.contains(old), "{} does not hold `{old}`", file.display());
    fs::write(file, text.replacen(old, new, 1)).expect("the file is written");
}

/// A served reference, ended when dropped.
#[derive(Debug)]
pub struct Served {
    child: Child,
    pub url: String,
    pub database: String,
}

impl Served {
    /// Serves a database in `directory`.
    pub fn start(directory: &Path, more: &[&str]) -> Self {
        let database = format!("sqlite:{}", directory.join("ccb.db").display());
        let log = directory.join("reporting.log");
        let mut child = ccbspec(["serve", "--listen", "127.0.0.1:0"])
            .args(if more.contains(&"--timezone") { &[][..] } else { &["--timezone", "America/Chicago"][..] })
            .args(["--database", &database, "--reporting-log"])
            .arg(log)
            .args(more)
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        let stderr = BufReader::new(child.stderr.take().expect("stderr is piped"));
        let mut lines = stderr.lines().map_while(Result::ok);
        let line = lines.find(|line| line.contains("serving ")).expect("the server tells where it serves");
        let url = line.split_whitespace().find(|word| word.starts_with("http://")).expect("a URL").to_owned();
        // The pipe must be read on, or the server would find nobody to tell.
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url, database }
    }

    /// Ends it as `kill -9` does.
    pub fn kill(mut self) {
        self.child.kill().expect("it is killed");
        self.child.wait().expect("it has ended");
    }

    /// Asks it to end as a service manager would, and tells its exit code.
    pub fn end(mut self) -> Option<i32> {
        let killed = Command::new("kill").arg(self.child.id().to_string()).status().expect("kill runs");
        assert!(killed.success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
