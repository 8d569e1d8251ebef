//! Where journeys get their target from: a reference of their own, or the one that a user names.

use std::collections::BTreeSet;
use std::fmt;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::{Offset, TimeZone};

use super::address::Address;
use super::client::Client;
use super::clock;
use super::commands::Commands;
use super::embedded::{self, Bent};
use super::error::TargetError;
use super::lock::TargetLock;
use super::operation::Limits;
use super::operator::Operator;
use super::pace::Pace;
use super::probe::{Probed, probe};
use super::real_clock::{self, Difference, RealClock};
use super::rows::{DatabaseError, Names, RowObserver};
use super::session::{Hold, Target};
use super::trace::Trace;
use super::transport::Transport;
use crate::ccb::capability::Capability;
use crate::ccb::claim::Claim;
use crate::ccb::database::DatabaseUrl;
use crate::ccb::dialect::{Dialect, shipped};
use crate::ccb::variant::Variant;
use crate::ccb::wire::Wire;

/// How long a request may take unless a user says otherwise (CCB-TRN-07).
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// What a user says that a target can do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared {
    /// What was declared.
    pub capabilities: BTreeSet<Capability>,
    /// Whether the user says that this is all; otherwise what the suite finds out by itself counts as declared too.
    pub complete: bool,
}

/// The ordinary period of the timer (CCB-TIM-01).
pub const TIMER_PERIOD: Duration = Duration::from_secs(10);

/// How many journeys go on at once in real time unless a user says otherwise.
pub const REAL_TIME_CONCURRENCY: usize = 256;

/// What a user says of a target.
#[derive(Clone)]
pub struct RemoteOptions {
    /// Where the servlet is.
    pub address: Address,
    /// The URL of its database; without one no journey can pass.
    pub database: Option<DatabaseUrl>,
    /// How long after an answer its rows may appear.
    pub rows_within: Duration,
    /// In real time, the period of its timer.
    pub timer_period: Duration,
    /// In real time, how many journeys go on at once.
    pub concurrency: usize,
    /// The zone of its local time; that which its clock tells where it is not given.
    pub zone: Option<TimeZone>,
    /// How it speaks.
    pub dialect: Arc<Dialect>,
    /// What the user declares of it.
    pub capabilities: Declared,
    /// Which clauses it fulfils in the other way that they allow.
    pub variants: BTreeSet<Variant>,
    /// What goes with every request, and how long one may take.
    pub transport: Transport,
    /// What it is configured to allow.
    pub limits: Limits,
    /// How an operator stops and starts it.
    pub commands: Commands,
    /// What a report calls it beside its URL.
    pub product: Option<String>,
}

/// The URLs may hold passwords.
impl fmt::Debug for RemoteOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteOptions").field("address", &self.address).finish_non_exhaustive()
    }
}

/// A target that could not be made ready for a run.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SetupError {
    /// It does not answer, or not as it must.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// It answers, but not as it must.
    #[error("{error}\n  asked      {}\n  came back  {}", wire.asked, wire.told())]
    Exchange {
        /// What is wrong.
        error: TargetError,
        /// What went over the wire.
        wire: Box<Wire>,
    },
    /// Its database cannot be observed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Gives each journey its target.
#[derive(Clone, Debug)]
pub enum TargetSource {
    /// A fresh reference for every journey.
    Embedded {
        /// How it is bent, if it is.
        bent: Bent,
        /// By a clock that is moved, or as if it were not.
        pace: Pace,
        /// How it speaks. Mutants bend the wire as the default dialect has it.
        dialect: Arc<Dialect>,
        /// The directory for the reporting logs, if they are kept.
        logs: Option<Arc<Path>>,
    },
    /// The same one for all, one after the other.
    Remote(Box<Remote>),
}

/// A target that answered when it was looked at.
#[derive(Clone, Debug)]
pub struct Remote {
    client: Client,
    observer: Option<RowObserver>,
    rows_within: Duration,
    /// Where nobody told it, the offset that its clock tells.
    zone: TimeZone,
    zone_is_told: bool,
    capabilities: BTreeSet<Capability>,
    claims: Vec<Claim>,
    variants: BTreeSet<Variant>,
    limits: Limits,
    commands: Commands,
    product: Option<String>,
    pace: Pace,
    /// How many journeys go on at once in real time.
    concurrency: usize,
    /// Held for the whole run where nobody moves the clock; otherwise each journey takes it.
    lock: Option<Arc<TargetLock>>,
}

impl TargetSource {
    /// A fresh reference for every journey, its clock moved by the suite, in the default dialect.
    pub fn embedded(bent: Bent) -> Self {
        Self::Embedded { bent, pace: Pace::Moved, dialect: shipped::default(), logs: None }
    }

    /// A fresh reference for every journey, its clock moved by the suite, that speaks a dialect.
    pub const fn speaking(dialect: Arc<Dialect>) -> Self {
        Self::Embedded { bent: Bent::Straight, pace: Pace::Moved, dialect, logs: None }
    }

    /// Has every embedded reference write its reporting log into a directory. Another target writes its own, where it does.
    #[must_use]
    pub fn logging(mut self, directory: &Path) -> Self {
        if let Self::Embedded { logs, .. } = &mut self {
            *logs = Some(directory.into());
        }
        self
    }

    /// Looks at a target once before a run: does it answer, what can it do, can its rows be read?
    ///
    /// # Errors
    ///
    /// Where it does not answer, or its database is none.
    pub async fn remote(options: RemoteOptions) -> Result<Self, SetupError> {
        let client = Client::new(options.address.clone(), &options.transport, Arc::clone(&options.dialect))?;
        let trace = client.trace().clone();
        Self::look(client, options).await.map_err(|error| match (error, trace.telling()) {
            (SetupError::Target(error), Some(wire)) => SetupError::Exchange { error, wire: wire.into() },
            (error, _) => error,
        })
    }

    async fn look(client: Client, options: RemoteOptions) -> Result<Self, SetupError> {
        let Probed { mut capabilities, claims, reading } =
            probe(&client, &options.capabilities, options.zone.as_ref()).await?;
        // What follows from the dialect is not a user's to declare.
        capabilities.retain(|capability| !capability.is_of_dialect());
        capabilities.extend(client.dialect().capabilities());
        let is_told = options.zone.is_some();
        let mut zone = options.zone.or_else(|| reading.map(|reading| reading.offset.to_time_zone()));
        let known_zone = zone.clone().unwrap_or(TimeZone::UTC);
        let observer = match &options.database {
            Some(url) => Some(RowObserver::open(url, Names::from(client.dialect()), known_zone).await?),
            None => None,
        };
        let (pace, lock) = if reading.is_some() {
            (Pace::Moved, None)
        } else {
            let lock = lock(client.url()).await?;
            let difference = match &observer {
                Some(observer) => real_clock::difference(&client, observer).await?,
                None => Difference::UNKNOWN,
            };
            zone = zone.or_else(|| Some(difference.offset.to_time_zone()));
            let clock = RealClock::start(&client, difference, options.timer_period).await?;
            (Pace::Real(Arc::new(clock)), Some(lock))
        };
        let zone = zone.unwrap_or(TimeZone::UTC);
        let RemoteOptions { rows_within, concurrency, variants, limits, commands, product, .. } = options;
        Ok(Self::Remote(Box::new(Remote {
            client,
            observer,
            rows_within,
            zone,
            zone_is_told: is_told,
            capabilities,
            claims,
            variants,
            limits,
            commands,
            product,
            pace,
            concurrency,
            lock,
        })))
    }

    /// What journeys may expect of their target.
    pub fn capabilities(&self) -> BTreeSet<Capability> {
        match self {
            Self::Embedded { pace: Pace::Moved, dialect, .. } => embedded::capabilities(dialect),
            Self::Embedded { dialect, .. } => without_test_clock(embedded::capabilities(dialect)),
            Self::Remote(remote) => remote.capabilities.clone(),
        }
    }

    /// Whether journeys wait in earnest, since there is no clock that they could move.
    pub const fn is_real_time(&self) -> bool {
        matches!(self.pace(), Pace::Real(_))
    }

    /// What does not agree with what was declared of it.
    pub fn claims(&self) -> Vec<Claim> {
        match self {
            Self::Embedded { .. } => Vec::new(),
            Self::Remote(remote) => remote.claims.clone(),
        }
    }

    /// The clauses that it fulfils in the other way that they allow.
    pub fn variants(&self) -> BTreeSet<Variant> {
        match self {
            Self::Embedded { .. } => BTreeSet::new(),
            Self::Remote(remote) => remote.variants.clone(),
        }
    }

    /// How many journeys may be under way at once: those of one target share its test clock, but not the time that goes by itself.
    pub fn concurrency(&self) -> usize {
        match self {
            Self::Embedded { .. } => 16,
            Self::Remote(remote) => match remote.pace {
                Pace::Moved | Pace::Rehearsed { .. } => 1,
                Pace::Real(_) => remote.concurrency,
            },
        }
    }

    /// How the target's time passes.
    pub const fn pace(&self) -> &Pace {
        match self {
            Self::Embedded { pace, .. } => pace,
            Self::Remote(remote) => &remote.pace,
        }
    }

    /// Ends what was kept going for the whole run.
    pub async fn close(&self) {
        if let Pace::Real(clock) = self.pace() {
            clock.stop().await;
        }
    }

    /// Its URL without a password; none for an embedded reference.
    pub fn url(&self) -> Option<&str> {
        match self {
            Self::Embedded { .. } => None,
            Self::Remote(remote) => Some(remote.client.url()),
        }
    }

    /// The mutant of the embedded reference, if it is one.
    pub const fn mutant(&self) -> Option<&'static str> {
        match self {
            Self::Embedded { bent: Bent::As(mutant), .. } => Some(mutant.name),
            Self::Embedded { .. } | Self::Remote(_) => None,
        }
    }

    /// How it speaks.
    pub fn dialect(&self) -> &Dialect {
        match self {
            Self::Embedded { dialect, .. } => dialect,
            Self::Remote(remote) => remote.client.dialect(),
        }
    }

    /// What a report calls it.
    pub fn label(&self) -> String {
        match self {
            Self::Embedded { bent: Bent::As(mutant), .. } => {
                format!("the mutant `{}` of the embedded reference", mutant.name)
            }
            Self::Embedded { bent: Bent::Straight | Bent::Watched(_), dialect, .. } => {
                spoken("the embedded reference", dialect)
            }
            Self::Remote(remote) => {
                let url = spoken(remote.client.url(), remote.client.dialect());
                remote.product.as_ref().map_or(url.clone(), |product| format!("{product} at {url}"))
            }
        }
    }

    /// A target for one journey.
    ///
    /// # Errors
    ///
    /// Where the reference cannot be started, or the target not be locked.
    pub async fn acquire(&self) -> Result<Target, TargetError> {
        match self {
            Self::Embedded { bent, pace, dialect, logs } => {
                embedded::target(bent.clone(), pace.clone(), dialect, logs.as_deref()).await
            }
            Self::Remote(remote) => remote.acquire().await,
        }
    }
}

/// A target, and how it speaks where that is not as usual.
fn spoken(target: &str, dialect: &Dialect) -> String {
    if *dialect == *shipped::default() {
        return target.to_owned();
    }
    format!("{target} in the dialect {}", dialect.name())
}

impl Remote {
    async fn acquire(&self) -> Result<Target, TargetError> {
        let lock = match &self.lock {
            Some(lock) => Arc::clone(lock),
            None => lock(self.client.url()).await?,
        };
        let client = self.client.noting_in(Trace::keeping());
        let (mut zone, mut offset, mut observer) = (self.zone.clone(), None, self.observer.clone());
        if !self.zone_is_told && matches!(self.pace, Pace::Moved) {
            // The journeys before may have moved the clock past a change of clocks.
            let reading = clock::read(&client).await?;
            offset = reading.map(|reading| reading.offset);
            zone = offset.map_or(zone, Offset::to_time_zone);
            observer = observer.map(|observer| observer.in_zone(zone.clone()));
        }
        Ok(Target {
            client,
            observer,
            rows_within: self.rows_within,
            zone,
            offset,
            pace: self.pace.clone(),
            capabilities: self.capabilities.clone(),
            variants: self.variants.clone(),
            hold: Hold::Shared(Operator::new(self.commands.clone(), self.limits.clone(), &self.pace, lock)),
        })
    }
}

/// Keeps other runs from a target.
async fn lock(url: &str) -> Result<Arc<TargetLock>, TargetError> {
    let lock = TargetLock::acquire(url).await;
    lock.map(Arc::new)
        .map_err(|error| TargetError::Lacking(format!("cannot lock the target against other runs: {error}")))
}

/// What journeys may expect of a target whose clock nobody moves.
fn without_test_clock(mut capabilities: BTreeSet<Capability>) -> BTreeSet<Capability> {
    capabilities.retain(|capability| !matches!(capability, Capability::TestClock | Capability::TestClockTimer));
    capabilities
}
