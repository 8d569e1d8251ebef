//! Where journeys get their target from: a reference of their own, or the one that a user names.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;
use reqwest::Url;

use super::client::Client;
use super::clock;
use super::diag::Page;
use super::embedded::{self, Mutant};
use super::error::TargetError;
use super::lock::TargetLock;
use super::rows::{DatabaseError, RowObserver};
use super::session::{Hold, Target};
use crate::ccb::capability::Capability;
use crate::ccb::dialect::{Dialect, shipped};

/// How long a request may take unless a user says otherwise (CCB-TRN-07).
pub const REQUEST_TIMEOUT: Duration = Duration::from_secs(10);

/// What a user says of a target.
#[derive(Clone, Debug)]
pub struct RemoteOptions {
    /// The servlet's URL.
    pub url: Url,
    /// The URL of its database; without one no journey can be judged.
    pub database: Option<String>,
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
    /// Its database cannot be observed.
    #[error(transparent)]
    Database(#[from] DatabaseError),
}

/// Gives each journey its target.
#[derive(Clone, Debug)]
pub enum TargetSource {
    /// A fresh reference for every journey, which speaks a dialect.
    Embedded(Arc<Dialect>),
    /// The same, with a clause broken.
    Mutant(&'static Mutant),
    /// The same one for all, one after the other.
    Remote(Box<Remote>),
}

/// A target that answered when it was looked at.
#[derive(Clone, Debug)]
pub struct Remote {
    client: Client,
    observer: Option<RowObserver>,
    zone: TimeZone,
    capabilities: BTreeSet<Capability>,
}

impl TargetSource {
    /// Looks at a target once before a run: does it answer, what can it do, can its rows be read?
    ///
    /// # Errors
    ///
    /// Where it does not answer, or its database is none.
    pub async fn remote(options: RemoteOptions) -> Result<Self, SetupError> {
        let dialect = options.dialect;
        let client = Client::new(options.url, options.timeout, Arc::clone(&dialect))?;
        let reading = clock::read(&client).await?;
        let mut capabilities: BTreeSet<Capability> = options.capabilities.into_iter().collect();
        // What follows from the dialect is not a user's to declare.
        capabilities.retain(|capability| !capability.is_of_dialect());
        capabilities.extend(client.dialect().capabilities());
        let mut zone = options.zone;
        if zone.is_some() {
            capabilities.insert(Capability::LocalZone);
        }
        if let Some(reading) = reading {
            capabilities.insert(Capability::TestClock);
            zone = zone.or_else(|| Some(reading.offset.to_time_zone()));
            if clock::offers_timer(&client).await? {
                capabilities.insert(Capability::TestClockTimer);
            }
        }
        if Page::read(&client.diag().await?)?.offers_data() {
            capabilities.insert(Capability::DiagData);
        }
        let observer = match &options.database {
            Some(url) => Some(RowObserver::open(url, Arc::clone(&dialect)).await?),
            None => None,
        };
        let zone = zone.unwrap_or(TimeZone::UTC);
        Ok(Self::Remote(Box::new(Remote { client, observer, zone, capabilities })))
    }

    /// What journeys may expect of their target.
    pub fn capabilities(&self) -> BTreeSet<Capability> {
        match self {
            Self::Embedded(dialect) => embedded::capabilities(dialect),
            Self::Mutant(_) => embedded::capabilities(&shipped::default()),
            Self::Remote(remote) => remote.capabilities.clone(),
        }
    }

    /// How many journeys may be under way at once: those of one target share its clock.
    pub const fn concurrency(&self) -> usize {
        match self {
            Self::Embedded(_) | Self::Mutant(_) => 16,
            Self::Remote(_) => 1,
        }
    }

    /// What a report calls it.
    pub fn label(&self) -> String {
        match self {
            Self::Embedded(dialect) => spoken("the embedded reference", dialect),
            Self::Mutant(mutant) => format!("the mutant `{}` of the embedded reference", mutant.name),
            Self::Remote(remote) => spoken(remote.client.url(), remote.client.dialect()),
        }
    }

    /// A target for one journey.
    ///
    /// # Errors
    ///
    /// Where the target lacks what every journey needs: a test clock and readable rows.
    pub async fn acquire(&self) -> Result<Target, TargetError> {
        match self {
            Self::Embedded(dialect) => embedded::target(None, dialect).await,
            // Mutants bend the wire as the default dialect has it.
            Self::Mutant(mutant) => embedded::target(Some(mutant), &shipped::default()).await,
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
        let Some(observer) = self.observer.clone() else {
            let lacking = "no database to read rows from; name the servlet's with `--database`";
            return Err(TargetError::Lacking(lacking.to_owned()));
        };
        if !self.capabilities.contains(&Capability::TestClock) {
            let lacking = "the target offers no test clock (CCB-CLK-01), which this version needs to play a journey";
            return Err(TargetError::Lacking(lacking.to_owned()));
        }
        let lock = TargetLock::acquire(self.client.url())
            .await
            .map_err(|error| TargetError::Lacking(format!("cannot lock the target against other runs: {error}")))?;
        Ok(Target {
            client: self.client.clone(),
            observer,
            zone: self.zone.clone(),
            capabilities: self.capabilities.clone(),
            hold: Hold::Shared(lock),
        })
    }
}
