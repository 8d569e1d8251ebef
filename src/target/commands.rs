//! The commands by which an operator stops and starts a target and its database, as a profile tells them.

use std::fmt;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout_at};

use super::error::TargetError;

/// How long a command has where nobody says otherwise.
pub const COMMAND_TIMEOUT: Duration = Duration::from_secs(30);

/// How often it is looked whether a target that was started answers.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// How much is told of what a command that failed has printed, characters.
const MOST_TOLD_CHARS: usize = 400;

/// What is run.
#[derive(Clone, PartialEq, Eq)]
pub enum CommandLine {
    /// A line for the shell.
    Shell(String),
    /// A program and its arguments, at least the program.
    Words(Vec<String>),
}

/// A command may hold what the environment keeps secret.
impl fmt::Debug for CommandLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CommandLine")
    }
}

/// What an operator can do to a target.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Commands {
    /// Stops the servlet in good order.
    pub stop: Option<CommandLine>,
    /// Kills it.
    pub kill: Option<CommandLine>,
    /// Starts it.
    pub start: Option<CommandLine>,
    /// Takes the database away from it.
    pub database_stop: Option<CommandLine>,
    /// Gives the database back.
    pub database_start: Option<CommandLine>,
    /// How long a command, and then what it brings about, may take.
    pub timeout: Duration,
    /// Where commands are run; by default where this process is.
    pub directory: Option<PathBuf>,
}

/// A command that was begun.
#[derive(Debug)]
pub(super) struct Begun {
    name: &'static str,
    child: Child,
    output: std::fs::File,
    deadline: Instant,
    limit: Duration,
}

impl Commands {
    /// Whether there is any.
    pub const fn any(&self) -> bool {
        self.stop.is_some()
            || self.kill.is_some()
            || self.start.is_some()
            || self.database_stop.is_some()
            || self.database_start.is_some()
    }

    /// Begins a command. It is not ended when this process ends: what it started is to stay.
    pub(super) fn begin(
        &self,
        name: &'static str,
        line: Option<&CommandLine>,
        variable: Option<(&str, String)>,
    ) -> Result<Begun, TargetError> {
        let lacking = |message: String| TargetError::Lacking(message);
        let Some(line) = line else {
            return Err(lacking(format!(
                "the profile tells no command `{name}` by which this target could be operated"
            )));
        };
        let mut command = match line {
            CommandLine::Shell(line) => {
                let mut shell = Command::new("/bin/sh");
                shell.args(["-c", line]);
                shell
            }
            CommandLine::Words(words) => {
                let (program, arguments) =
                    words.split_first().ok_or_else(|| lacking(format!("the command `{name}` is empty")))?;
                let mut command = Command::new(program);
                command.args(arguments);
                command
            }
        };
        let fault = |error: std::io::Error| lacking(format!("the profile's command `{name}` cannot be run: {error}"));
        // A file, since a pipe would be held open by whatever the command leaves running.
        let output = tempfile::tempfile().map_err(fault)?;
        command
            .stdin(Stdio::null())
            .stdout(output.try_clone().map_err(fault)?)
            .stderr(output.try_clone().map_err(fault)?)
            .envs(variable)
            .kill_on_drop(false);
        if let Some(directory) = &self.directory {
            command.current_dir(directory);
        }
        let child = command.spawn().map_err(fault)?;
        Ok(Begun { name, child, output, deadline: Instant::now() + self.timeout, limit: self.timeout })
    }

    /// Waits until what a command that has ended brings about is so.
    pub(super) async fn until(
        &self,
        name: &'static str,
        otherwise: &str,
        mut is_so: impl AsyncFnMut() -> bool,
    ) -> Result<(), TargetError> {
        let deadline = Instant::now() + self.timeout;
        while timeout_at(deadline, is_so()).await != Ok(true) {
            if Instant::now() >= deadline {
                let limit_s = self.timeout.as_secs_f64();
                let message = format!("after the profile's command `{name}` {otherwise} for {limit_s} s");
                return Err(TargetError::Lacking(message));
            }
            sleep(LOOK_EVERY).await;
        }
        Ok(())
    }
}

impl Begun {
    /// Waits until the command has ended well.
    pub(super) async fn ended(mut self) -> Result<(), TargetError> {
        match timeout_at(self.deadline, self.child.wait()).await {
            Ok(Ok(status)) if status.success() => Ok(()),
            Ok(Ok(status)) => Err(self.failed(&status.to_string())),
            Ok(Err(error)) => Err(self.failed(&error.to_string())),
            Err(_) => {
                // Only what this process began; what that has begun is its own.
                let _ = self.child.kill().await;
                Err(self.failed(&format!("it did not end within {} s", self.limit.as_secs_f64())))
            }
        }
    }

    /// Waits until what the command brings about is so. The command itself may still run, as a server does that stays in the
    /// foreground, but if it has ended it must have ended well.
    pub(super) async fn until(mut self, what: &str, mut is_so: impl AsyncFnMut() -> bool) -> Result<(), TargetError> {
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) if !status.success() => return Err(self.failed(&status.to_string())),
                Ok(_) => {}
                Err(error) => return Err(self.failed(&error.to_string())),
            }
            if timeout_at(self.deadline, is_so()).await == Ok(true) {
                return Ok(());
            }
            if Instant::now() >= self.deadline {
                return Err(self.failed(&format!("{what} within {} s", self.limit.as_secs_f64())));
            }
            sleep(LOOK_EVERY).await;
        }
    }

    fn failed(&mut self, how: &str) -> TargetError {
        let mut text = String::new();
        let read = self.output.seek(SeekFrom::Start(0)).and_then(|_| {
            let most = u64::try_from(MOST_TOLD_CHARS * 8).unwrap_or(u64::MAX);
            (&self.output).take(most).read_to_string(&mut text)
        });
        let told: String = text.trim().chars().take(MOST_TOLD_CHARS).collect();
        let said = if read.is_ok() && !told.is_empty() {
            format!("; it said `{}`", told.escape_debug())
        } else {
            String::new()
        };
        TargetError::Lacking(format!("the profile's command `{}` failed: {how}{said}", self.name))
    }
}
