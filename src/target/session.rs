//! A target as one journey has it: requests, clock, rows.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use super::client::{Client, Foreign};
use super::clock::{self, Reading};
use super::diag::Page;
use super::embedded::Embedded;
use super::error::TargetError;
use super::operation::{Ending, Limits};
use super::operator::Operator;
use super::pace::Pace;
use super::rows::{Own, RowObserver};
use super::trace::Trace;
use crate::ccb::answer::Answer;
use crate::ccb::capability::Capability;
use crate::ccb::dialect::{Dialect, Response};
use crate::ccb::observation::{Request, Rows};
use crate::ccb::table::Table;
use crate::ccb::transmission::Transmission;
use crate::ccb::variant::Variant;
use crate::ccb::wire::Wire;

/// What keeps a target as long as a journey has it.
#[derive(Debug)]
pub(super) enum Hold {
    /// A reference of the journey's own.
    Embedded(Embedded),
    /// A target that other journeys wait for.
    Shared(Operator),
}

/// A target.
#[derive(Debug)]
pub struct Target {
    pub(super) client: Client,
    pub(super) observer: Option<RowObserver>,
    pub(super) rows_within: Duration,
    pub(super) zone: TimeZone,
    /// Where nobody told the zone, what the test clock's offset was when the journey began.
    pub(super) offset: Option<Offset>,
    pub(super) pace: Pace,
    pub(super) capabilities: BTreeSet<Capability>,
    pub(super) variants: BTreeSet<Variant>,
    pub(super) hold: Hold,
}

impl Target {
    /// The zone of the servlet's local time, in which `DBDateTime` is stored.
    pub const fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// How its time passes.
    pub const fn pace(&self) -> &Pace {
        &self.pace
    }

    /// What the target can do.
    pub const fn capabilities(&self) -> &BTreeSet<Capability> {
        &self.capabilities
    }

    /// The clauses that the target fulfils in the other way that they allow.
    pub const fn variants(&self) -> &BTreeSet<Variant> {
        &self.variants
    }

    /// What it was asked last and what came back, or the exchange that failed.
    pub fn last_exchange(&self) -> Option<Wire> {
        self.client.trace().telling()
    }

    /// Where its exchanges are noted.
    pub const fn trace(&self) -> &Trace {
        self.client.trace()
    }

    /// What went over the wire since this was asked last.
    pub fn take_transmissions(&self) -> Vec<Transmission> {
        self.client.trace().take()
    }

    /// Sends a request.
    ///
    /// # Errors
    ///
    /// Where there is no answer in time, or none that the dialect allows. A refusal is an answer.
    pub async fn ask(&self, request: &Request) -> Result<Answer, TargetError> {
        self.client.ask(request).await
    }

    /// Reads the clock.
    ///
    /// # Errors
    ///
    /// Where there is none, it does not answer, or its offset has changed and its zone is not told.
    pub async fn clock(&self) -> Result<Reading, TargetError> {
        let gone = || TargetError::Lacking("the test clock is gone".to_owned());
        self.same_offset(clock::read(&self.client).await?.ok_or_else(gone)?)
    }

    /// Moves the clock forward to `instant`.
    ///
    /// # Errors
    ///
    /// Where the target refuses or does not answer, or its offset changes and its zone is not told.
    pub async fn advance_to(&self, instant: Timestamp) -> Result<Reading, TargetError> {
        self.same_offset(clock::advance_to(&self.client, instant).await?)
    }

    /// What was stored before a change of clocks and after it is not in one zone, and nobody knows which local time is of which offset.
    fn same_offset(&self, reading: Reading) -> Result<Reading, TargetError> {
        match self.offset.filter(|offset| *offset != reading.offset) {
            None => Ok(reading),
            Some(offset) => Err(TargetError::Lacking(format!(
                "the servlet's clock went from {offset} to {} on the way, and nobody told its zone: tell `timezone`",
                reading.offset
            ))),
        }
    }

    /// Tries to move the clock, also back, and tells the refusal, or `moved`.
    ///
    /// # Errors
    ///
    /// Where the target does not answer.
    pub async fn try_clock(&self, instant: Timestamp) -> Result<&'static str, TargetError> {
        clock::attempt(&self.client, instant).await
    }

    /// Restarts the timer with a period (CCB-CLK-03).
    ///
    /// # Errors
    ///
    /// Where the target refuses or does not answer.
    pub async fn restart_timer(&self, period: Duration) -> Result<Reading, TargetError> {
        clock::restart_timer(&self.client, period).await
    }

    /// How the target speaks.
    pub fn dialect(&self) -> &Dialect {
        self.client.dialect()
    }

    /// Sends what no application sends, and tells the answer as it came.
    ///
    /// # Errors
    ///
    /// Where the target does not answer.
    pub async fn send_foreign(&self, foreign: Foreign) -> Result<Response, TargetError> {
        self.client.send_foreign(foreign).await
    }

    /// Asks for the Diag page.
    ///
    /// # Errors
    ///
    /// Where there is no such page.
    pub async fn diag(&self) -> Result<Page, TargetError> {
        Page::read_in_time(&self.client.diag().await?).await
    }

    /// Whether its rows can be read at all.
    pub const fn shows_rows(&self) -> bool {
        self.observer.is_some()
    }

    /// How long after an answer its rows may appear.
    pub const fn rows_within(&self) -> Duration {
        self.rows_within
    }

    /// Whoever reads rows.
    fn observer(&self) -> Result<&RowObserver, TargetError> {
        self.observer.as_ref().ok_or(TargetError::RowsNotRead)
    }

    /// Reads the stored rows of what is a journey's own.
    ///
    /// # Errors
    ///
    /// Where a table cannot be read.
    pub async fn observe(&self, own: &Own<'_>) -> Result<Rows, TargetError> {
        self.observer()?.observe(own).await
    }

    /// Whether `queueref` holds a queue of that name (CCB-ROW-04).
    ///
    /// # Errors
    ///
    /// Where the table cannot be read.
    pub async fn knows_queue(&self, name: &str) -> Result<bool, TargetError> {
        self.observer()?.knows_queue(name).await
    }

    /// The ids and names of `eventtyperef` or `causeref`.
    ///
    /// # Errors
    ///
    /// Where the table cannot be read.
    pub async fn reference_rows(&self, table: Table) -> Result<BTreeMap<i64, String>, TargetError> {
        self.observer()?.reference_rows(table).await
    }

    /// How often a callback stands in a table (CCB-ARC-01).
    ///
    /// # Errors
    ///
    /// Where the table cannot be read.
    pub async fn count(&self, table: Table, surrogate: i64) -> Result<usize, TargetError> {
        self.observer()?.count(table, surrogate).await
    }

    /// The surrogate ids that the published query finds for callbacks in a state of that name (CCB-ROW-05).
    ///
    /// # Errors
    ///
    /// Where the tables cannot be read.
    pub async fn callbacks_in_state(&self, name: &str) -> Result<Vec<i64>, TargetError> {
        self.observer()?.callbacks_in_state(name).await
    }

    /// Starts the servlet again with other limits, at the same instant.
    ///
    /// # Errors
    ///
    /// Where the suite cannot configure the target.
    pub async fn configure(&mut self, limits: Limits) -> Result<(), TargetError> {
        let now = self.present().await?;
        let trace = self.client.trace().clone();
        match &mut self.hold {
            Hold::Embedded(embedded) => {
                embedded.limits = limits;
                self.client = embedded.start_again(Ending::Stop, now).await?.noting_in(trace);
                Ok(())
            }
            Hold::Shared(operator) => operator.configure(&limits),
        }
    }

    /// Ends the servlet and starts it again, at the same instant.
    ///
    /// # Errors
    ///
    /// Where the suite cannot restart the target.
    pub async fn restart(&mut self, ending: Ending) -> Result<(), TargetError> {
        let now = self.present().await?;
        let trace = self.client.trace().clone();
        match &mut self.hold {
            Hold::Embedded(embedded) => {
                self.client = embedded.start_again(ending, now).await?.noting_in(trace);
            }
            Hold::Shared(operator) => {
                operator.end(&self.client, ending, now).await?;
                operator.start(&self.client, now).await?;
            }
        }
        Ok(())
    }

    /// Ends the servlet; until it is started again nothing answers. Tells the instant at which its clock stood.
    ///
    /// # Errors
    ///
    /// Where the suite cannot stop the target.
    pub async fn halt(&mut self) -> Result<Timestamp, TargetError> {
        let now = self.present().await?;
        match &mut self.hold {
            Hold::Embedded(embedded) => embedded.halt().await?,
            Hold::Shared(operator) => operator.end(&self.client, Ending::Stop, now).await?,
        }
        Ok(now)
    }

    /// Starts a servlet that was halted, its clock at `now`.
    ///
    /// # Errors
    ///
    /// Where the suite cannot start the target.
    pub async fn resume(&mut self, now: Timestamp) -> Result<(), TargetError> {
        let trace = self.client.trace().clone();
        match &mut self.hold {
            Hold::Embedded(embedded) => {
                self.client = embedded.start_again(Ending::Stop, now).await?.noting_in(trace);
            }
            Hold::Shared(operator) => operator.start(&self.client, now).await?,
        }
        Ok(())
    }

    /// Takes the database away from the servlet, or gives it back.
    ///
    /// # Errors
    ///
    /// Where the suite cannot do so to the target.
    pub async fn reach_database(&mut self, reachable: bool) -> Result<(), TargetError> {
        match &mut self.hold {
            Hold::Embedded(embedded) => embedded.reach_database(reachable).await,
            Hold::Shared(operator) => operator.reach_database(reachable).await?,
        }
        Ok(())
    }

    /// Gives the target back. An embedded one ends; another is put right where a journey left it stopped.
    pub async fn release(self) {
        match self.hold {
            Hold::Embedded(embedded) => embedded.stop().await,
            Hold::Shared(mut operator) => operator.put_right(&self.client).await,
        }
    }

    /// The present instant on the servlet's clock.
    async fn present(&self) -> Result<Timestamp, TargetError> {
        match &self.pace {
            Pace::Moved | Pace::Rehearsed { .. } => Ok(self.clock().await?.now),
            Pace::Real(clock) => Ok(clock.now()),
        }
    }
}
