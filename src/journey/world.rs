//! The world of one scenario, as cucumber knows it: a stage that is open as long as nothing stopped the journey.

use std::panic;

use cucumber::gherkin::Step;
use tokio::time::{timeout, timeout_at};

use super::checkpoint::Checkpoint;
use super::limits::{Clocked, Limits};
use super::moment::Moment;
use super::names::Names;
use super::stage::Stage;
use super::stop::Stop;
use crate::ccb::wire::Wire;
use crate::target::error::TargetError;
use crate::target::session::Target;
use crate::target::source::TargetSource;

/// What a step that stops its journey unwinds with; the [`World`] keeps why.
#[derive(Clone, Copy, Debug)]
pub struct Stopped;

/// What the steps of one scenario act on.
#[derive(Debug, Default, cucumber::World)]
pub struct World {
    stage: Option<Stage>,
    ended: Option<Ended>,
    clocked: Option<Clocked>,
}

/// How a journey ended before its end.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Why.
    pub stop: Stop,
    /// What was asked last and what came back, or the exchange that failed.
    pub exchange: Option<Wire>,
}

impl From<Stop> for Ended {
    fn from(stop: Stop) -> Self {
        Self { stop, exchange: None }
    }
}

impl World {
    /// Opens the stage before the first step, with the checkpoint that is made for its target. What goes wrong here stops the
    /// journey at its first step.
    pub async fn open(
        &mut self,
        source: &TargetSource,
        limits: Limits,
        names: Names,
        checkpoint: impl FnOnce(&Target) -> Box<dyn Checkpoint>,
    ) {
        let clocked = *self.clocked.insert(limits.begin());
        match timeout_at(clocked.end(), source.acquire()).await {
            Ok(Ok(target)) => {
                let checkpoint = checkpoint(&target);
                self.stage = Some(Stage::new(target, checkpoint, names));
            }
            Ok(Err(error)) => self.ended = Some(Stop::from(error).into()),
            Err(_) => {
                let why = format!("{}: the target was not free or not ready", clocked.why());
                self.ended = Some(Stop::OutOfTime(why).into());
            }
        }
    }

    /// Closes the stage after the last step, and tells why the journey stopped if it did. One that came to its end without its rows being
    /// read has shown nothing that counts.
    pub async fn close(&mut self) -> Option<Ended> {
        let mut unread = None;
        if let (Some(stage), Some(clocked)) = (self.stage.take(), self.clocked) {
            unread = (!stage.target().shows_rows()).then_some(Stop::Target(TargetError::RowsNotRead));
            if timeout(clocked.limits().step, stage.close()).await.is_err() && self.ended.is_none() {
                let why = "the target was not given back in time".to_owned();
                self.ended = Some(Stop::OutOfTime(why).into());
            }
        }
        self.ended.take().or(unread.map(Ended::from))
    }

    /// Plays a `Given` or a `Then`, after which nothing is observed. One that needs rows of a target that shows none is left out: what
    /// the target answers later may still be wrong.
    ///
    /// # Panics
    ///
    /// With [`Stopped`] where the journey stops, or the step does not end in time.
    pub async fn play(&mut self, act: impl AsyncFnOnce(&mut Stage) -> Result<(), Stop>) {
        self.attempt(async |stage| match act(stage).await {
            Err(Stop::Target(TargetError::RowsNotRead)) => Ok(()),
            other => other,
        })
        .await;
    }

    async fn attempt(&mut self, act: impl AsyncFnOnce(&mut Stage) -> Result<(), Stop>) {
        self.ended = match (&mut self.stage, self.clocked, self.ended.take()) {
            (_, _, Some(ended)) => Some(ended),
            (Some(stage), Some(clocked), None) => {
                let acted = timeout_at(clocked.end_of_step(), act(stage)).await;
                acted.unwrap_or_else(|_| Err(Stop::OutOfTime(clocked.why()))).err().map(|stop| {
                    let exchange = stage.target().last_exchange();
                    Ended { stop: stop.masked(stage.names.bindings()), exchange }
                })
            }
            _ => Some(Stop::Script("the stage was never opened".to_owned()).into()),
        };
        if self.ended.is_some() {
            // cucumber knows a step that failed by its panic alone. This one is no fault, so that no hook is to hear of it: the process has
            // one hook for all threads, and cucumber, which silences it while it runs, does so in each thread for all others.
            panic::resume_unwind(Box::new(Stopped));
        }
    }

    /// Plays a `When` at its moment; the observation after it goes to the checkpoint.
    ///
    /// # Panics
    ///
    /// With [`Stopped`] where the journey stops.
    pub async fn act(&mut self, step: &Step, moment: Moment, act: impl AsyncFnOnce(&mut Stage) -> Result<(), Stop>) {
        self.attempt(async |stage| {
            stage.at(moment).await?;
            act(stage).await?;
            stage.observe(&step.value).await
        })
        .await;
    }
}
