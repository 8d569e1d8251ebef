//! The operator of a target that others started: what a profile's commands do to it.

use std::sync::Arc;

use jiff::Timestamp;

use super::client::Client;
use super::clock;
use super::commands::Commands;
use super::error::TargetError;
use super::lock::TargetLock;
use super::operation::{Ending, Limits};
use super::pace::Pace;
use crate::ccb::observation::Request;
use crate::ccb::operation::Operation;

/// How a `start` command is told where the test clock stood, as RFC 3339.
pub const CLOCK_VARIABLE: &str = "CCBSPEC_CLOCK";

/// Holds the target for one journey, and operates it.
#[derive(Debug)]
pub(super) struct Operator {
    commands: Commands,
    limits: Limits,
    /// The instant at which the clock stood when the servlet was stopped, while it is.
    stopped_at: Option<Timestamp>,
    /// Whether the database is taken away.
    cut_off: bool,
    /// Whether its clock goes by itself, so that nothing needs to be done about it.
    real_time: bool,
    _lock: Arc<TargetLock>,
}

impl Operator {
    pub(super) fn new(commands: Commands, limits: Limits, pace: &Pace, lock: Arc<TargetLock>) -> Self {
        let real_time = matches!(pace, Pace::Real(_));
        Self { commands, limits, stopped_at: None, cut_off: false, real_time, _lock: lock }
    }

    /// A target that is configured by its owner has the limits that a journey needs, or it cannot be played.
    pub(super) fn configure(&self, needed: &Limits) -> Result<(), TargetError> {
        if *needed == self.limits {
            return Ok(());
        }
        let message = format!(
            "the scenario needs a servlet configured with {}, and the profile's `limits` tell of one with {}",
            described(needed),
            described(&self.limits)
        );
        Err(TargetError::Lacking(message))
    }

    /// Ends the servlet, and makes sure that it is gone.
    pub(super) async fn end(&mut self, client: &Client, ending: Ending, now: Timestamp) -> Result<(), TargetError> {
        let (name, line) = match ending {
            Ending::Stop => ("stop", self.commands.stop.as_ref()),
            Ending::Crash => ("kill", self.commands.kill.as_ref()),
        };
        let begun = self.commands.begin(name, line, None)?;
        self.stopped_at = Some(now);
        begun.ended().await?;
        let is_gone = async || {
            let asked = client.ask(&Request::new(Operation::TestClock)).await;
            matches!(asked, Err(TargetError::Unreachable { .. }))
        };
        self.commands.until(name, "the servlet went on answering", is_gone).await
    }

    /// Starts the servlet, waits until it answers, and moves its test clock, if it has one, to where it stood.
    pub(super) async fn start(&mut self, client: &Client, now: Timestamp) -> Result<(), TargetError> {
        let clock = (!self.real_time).then(|| (CLOCK_VARIABLE, now.to_string()));
        let begun = self.commands.begin("start", self.commands.start.as_ref(), clock)?;
        begun.until("the servlet did not answer", async || clock::read(client).await.is_ok()).await?;
        self.stopped_at = None;
        if self.real_time {
            return Ok(());
        }
        let Some(reading) = clock::read(client).await? else {
            return Err(TargetError::Lacking("after the command `start` the servlet offers no test clock".to_owned()));
        };
        if reading.now > now {
            let message = format!(
                "after the command `start` the test clock stands at {}, later than {now}, where it stood: start it with what \
                 {CLOCK_VARIABLE} tells, or earlier",
                reading.now
            );
            return Err(TargetError::Lacking(message));
        }
        if reading.now < now {
            clock::advance_to(client, now).await?;
        }
        Ok(())
    }

    /// Takes the database away, or gives it back.
    pub(super) async fn reach_database(&mut self, reachable: bool) -> Result<(), TargetError> {
        if reachable {
            self.commands.begin("database-start", self.commands.database_start.as_ref(), None)?.ended().await?;
            self.cut_off = false;
        } else {
            let begun = self.commands.begin("database-stop", self.commands.database_stop.as_ref(), None)?;
            self.cut_off = true;
            begun.ended().await?;
        }
        Ok(())
    }

    /// Leaves the target as the journey found it, also where the journey stopped halfway. What cannot be put right here, the next
    /// journey tells of.
    pub(super) async fn put_right(&mut self, client: &Client) {
        if self.cut_off {
            let _ = self.reach_database(true).await;
        }
        if let Some(now) = self.stopped_at {
            let _ = self.start(client, now).await;
        }
    }
}

fn described(limits: &Limits) -> String {
    let calls = limits.max_calls_per_ani.map(|number| format!("`max-calls-per-ani: {number}`"));
    let rules = limits
        .dialed_numbers
        .as_ref()
        .map(|rules| format!("the dialed number rules `{}`", rules.replace('\n', "`, `")));
    let both: Vec<String> = calls.into_iter().chain(rules).collect();
    if both.is_empty() { "no limits".to_owned() } else { both.join(" and ") }
}
