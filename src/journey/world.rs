//! The world of one scenario, as cucumber knows it: a stage that is open as long as nothing stopped the journey.

use cucumber::gherkin::Step;

use super::checkpoint::Checkpoint;
use super::moment::Moment;
use super::stage::Stage;
use super::stop::Stop;
use crate::target::error::TargetError;
use crate::target::session::Target;
use crate::target::source::TargetSource;

/// The journey stopped in this step; the [`World`] keeps why.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the journey stopped")]
pub struct Stopped;

/// What the steps of one scenario act on.
#[derive(Debug, Default, cucumber::World)]
pub struct World {
    stage: Option<Stage>,
    stop: Option<Stop>,
}

impl World {
    /// Opens the stage before the first step, with the checkpoint that is made for its target. What goes wrong here stops the
    /// journey at its first step.
    pub async fn open(&mut self, source: &TargetSource, checkpoint: impl FnOnce(&Target) -> Box<dyn Checkpoint>) {
        match source.acquire().await {
            Ok(target) => {
                let checkpoint = checkpoint(&target);
                self.stage = Some(Stage::new(target, checkpoint));
            }
            Err(error) => self.stop = Some(error.into()),
        }
    }

    /// Closes the stage after the last step, and tells why the journey stopped if it did. One that came to its end without its rows being
    /// read has shown nothing that counts.
    pub async fn close(&mut self) -> Option<Stop> {
        let mut unread = None;
        if let Some(stage) = self.stage.take() {
            unread = (!stage.target().shows_rows()).then_some(Stop::Target(TargetError::RowsNotRead));
            stage.close().await;
        }
        self.stop.take().or(unread)
    }

    /// Plays a `Given` or a `Then`, after which nothing is observed. One that needs rows of a target that shows none is left out: what
    /// the target answers later may still be wrong.
    ///
    /// # Errors
    ///
    /// Where the journey stops.
    pub async fn play(&mut self, act: impl AsyncFnOnce(&mut Stage) -> Result<(), Stop>) -> Result<(), Stopped> {
        self.attempt(async |stage| match act(stage).await {
            Err(Stop::Target(TargetError::RowsNotRead)) => Ok(()),
            other => other,
        })
        .await
    }

    async fn attempt(&mut self, act: impl AsyncFnOnce(&mut Stage) -> Result<(), Stop>) -> Result<(), Stopped> {
        if self.stop.is_some() {
            return Err(Stopped);
        }
        let Some(stage) = &mut self.stage else {
            self.stop = Some(Stop::Script("the stage was never opened".to_owned()));
            return Err(Stopped);
        };
        act(stage).await.map_err(|stop| {
            self.stop = Some(stop);
            Stopped
        })
    }

    /// Plays a `When` at its moment; the observation after it goes to the checkpoint.
    ///
    /// # Errors
    ///
    /// Where the journey stops.
    pub async fn act(
        &mut self,
        step: &Step,
        moment: Moment,
        act: impl AsyncFnOnce(&mut Stage) -> Result<(), Stop>,
    ) -> Result<(), Stopped> {
        self.attempt(async |stage| {
            stage.at(moment).await?;
            act(stage).await?;
            stage.observe(&step.value).await
        })
        .await
    }
}
