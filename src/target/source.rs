//! Where journeys get their target from: a reference of their own, or the one that a user names.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use reqwest::Url;

use super::client::Client;
use super::clock;
use super::diag::Page;
use super::embedded::{self, Bent};
use super::error::TargetError;
use super::lock::TargetLock;
use super::pace::Pace;
use super::real_clock::{self, Difference, RealClock};
use super::rows::{DatabaseError, Names, RowObserver};
use super::session::{Hold, Target};
use crate::ccb::capability::Capability;
use crate::ccb::dialect::{Dialect, shipped};
use crate::ccb::wire::Wire;

/// How long a request may take unless a user says otherwise (CCB-TRN-07).
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// The ordinary period of the timer (CCB-TIM-01).
const TIMER_PERIOD: Duration = Duration::from_secs(10);

/// How many journeys go on at once in real time.
const REAL_TIME_CONCURRENCY: usize = 256;

/// What a user says of a target.
#[derive(Clone, Debug)]
pub struct RemoteOptions {
    /// The servlet's URL.
    pub url: Url,
    /// The URL of its database; without one no journey can pass.
    pub database: Option<String>,
    /// How long after an answer its rows may appear.
    pub rows_within: Duration,
    /// The zone of its local time; that which its clock tells where it is not given.
    pub zone: Option<TimeZone>,
    /// What the user declares of it, beside what can be found out.
    pub capabilities: Vec<Capability>,
    /// How long a request may take.
    pub timeout: Duration,
    /// How it speaks.
    pub dialect: Arc<Dialect>,
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
    zone: TimeZone,
    capabilities: BTreeSet<Capability>,
    pace: Pace,
    /// Held for the whole run where nobody moves the clock; otherwise each journey takes it.
    lock: Option<Arc<TargetLock>>,
}

impl TargetSource {
    /// A fresh reference for every journey, its clock moved by the suite, in the default dialect.
    pub fn embedded(bent: Bent) -> Self {
        Self::Embedded { bent, pace: Pace::Moved, dialect: shipped::default() }
    }

    /// A fresh reference for every journey, its clock moved by the suite, that speaks a dialect.
    pub const fn speaking(dialect: Arc<Dialect>) -> Self {
        Self::Embedded { bent: Bent::Straight, pace: Pace::Moved, dialect }
    }

    /// Looks at a target once before a run: does it answer, what can it do, can its rows be read?
    ///
    /// # Errors
    ///
    /// Where it does not answer, or its database is none.
    pub async fn remote(options: RemoteOptions) -> Result<Self, SetupError> {
        let client = Client::new(options.url.clone(), options.timeout, Arc::clone(&options.dialect))?;
        let trace = client.trace().clone();
        Self::look(client, options).await.map_err(|error| match (error, trace.telling()) {
            (SetupError::Target(error), Some(wire)) => SetupError::Exchange { error, wire: wire.into() },
            (error, _) => error,
        })
    }

    async fn look(client: Client, options: RemoteOptions) -> Result<Self, SetupError> {
        let reading = clock::read(&client).await?;
        let mut capabilities: BTreeSet<Capability> = options.capabilities.into_iter().collect();
        // What follows from the dialect is not a user's to declare.
        capabilities.retain(|capability| !capability.is_of_dialect());
        capabilities.extend(client.dialect().capabilities());
        let mut zone = options.zone;
        if zone.is_some() {
            capabilities.insert(Capability::LocalZone);
        }
        if let Some(reading) = &reading {
            capabilities.insert(Capability::TestClock);
            zone = zone.or_else(|| Some(reading.offset.to_time_zone()));
            if clock::offers_timer(&client).await? {
                capabilities.insert(Capability::TestClockTimer);
            }
        }
        if Page::read_in_time(&client.diag().await?).await?.offers_data() {
            capabilities.insert(Capability::DiagData);
        }
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
            let clock = RealClock::start(&client, difference, TIMER_PERIOD).await?;
            (Pace::Real(Arc::new(clock)), Some(lock))
        };
        let (zone, rows_within) = (zone.unwrap_or(TimeZone::UTC), options.rows_within);
        Ok(Self::Remote(Box::new(Remote { client, observer, rows_within, zone, capabilities, pace, lock })))
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

    /// How many journeys may be under way at once: those of one target share its test clock, but not the time that goes by itself.
    pub fn concurrency(&self) -> usize {
        match self {
            Self::Embedded { .. } => 16,
            Self::Remote(remote) => match remote.pace {
                Pace::Moved | Pace::Rehearsed { .. } => 1,
                Pace::Real(_) => REAL_TIME_CONCURRENCY,
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

    /// What a report calls it.
    pub fn label(&self) -> String {
        match self {
            Self::Embedded { bent: Bent::As(mutant), .. } => {
                format!("the mutant `{}` of the embedded reference", mutant.name)
            }
            Self::Embedded { bent: Bent::Straight | Bent::Watched(_), dialect, .. } => {
                spoken("the embedded reference", dialect)
            }
            Self::Remote(remote) => spoken(remote.client.url(), remote.client.dialect()),
        }
    }

    /// A target for one journey.
    ///
    /// # Errors
    ///
    /// Where the reference cannot be started, or the target not be locked.
    pub async fn acquire(&self) -> Result<Target, TargetError> {
        match self {
            Self::Embedded { bent, pace, dialect } => embedded::target(bent.clone(), pace.clone(), dialect).await,
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
        Ok(Target {
            client: self.client.of_its_own(),
            observer: self.observer.clone(),
            rows_within: self.rows_within,
            zone: self.zone.clone(),
            pace: self.pace.clone(),
            capabilities: self.capabilities.clone(),
            hold: Hold::Shared(lock),
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
