//! Where journeys get their target from: a reference of their own, or the one that a user names.

use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use jiff::tz::TimeZone;
use reqwest::Url;

use super::client::Client;
use super::commands::Commands;
use super::embedded::{self, Mutant};
use super::error::TargetError;
use super::lock::TargetLock;
use super::operation::Limits;
use super::operator::Operator;
use super::probe::{Probed, probe};
use super::rows::{DatabaseError, RowObserver};
use super::session::{Hold, Target};
use super::transport::Transport;
use crate::ccb::capability::Capability;
use crate::ccb::claim::Claim;
use crate::ccb::secret::redacted;
use crate::ccb::variant::Variant;

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

/// What a user says of a target.
#[derive(Clone)]
pub struct RemoteOptions {
    /// The servlet's URL.
    pub url: Url,
    /// The URL of its database; without one no journey can be judged.
    pub database: Option<String>,
    /// The zone of its local time; that which its clock tells where it is not given.
    pub zone: Option<TimeZone>,
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
        f.debug_struct("RemoteOptions").field("url", &redacted(self.url.as_str())).finish_non_exhaustive()
    }
}

/// A target that could not be made ready for a run.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SetupError {
    /// It does not answer, or not as it must.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// Its database cannot be observed; without the passwords that the URL may hold.
    #[error("{0}")]
    Database(String),
}

impl SetupError {
    /// What a database said, which may repeat its URL.
    fn database(error: &DatabaseError) -> Self {
        Self::Database(redacted(&error.to_string()))
    }
}

/// Gives each journey its target.
#[derive(Clone, Debug)]
pub enum TargetSource {
    /// A fresh reference for every journey.
    Embedded,
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
    claims: Vec<Claim>,
    variants: BTreeSet<Variant>,
    limits: Limits,
    commands: Commands,
    product: Option<String>,
}

impl TargetSource {
    /// Looks at a target once before a run: does it answer, what can it do, can its rows be read?
    ///
    /// # Errors
    ///
    /// Where it does not answer, or its database is none.
    pub async fn remote(options: RemoteOptions) -> Result<Self, SetupError> {
        let client = Client::new(options.url, &options.transport)?;
        let Probed { capabilities, claims, reading } =
            probe(&client, &options.capabilities, options.zone.as_ref()).await?;
        let zone = options.zone.or_else(|| reading.map(|reading| reading.offset.to_time_zone()));
        let observer = match &options.database {
            Some(url) => Some(RowObserver::open(url).await.map_err(|error| SetupError::database(&error))?),
            None => None,
        };
        let zone = zone.unwrap_or(TimeZone::UTC);
        let RemoteOptions { variants, limits, commands, product, .. } = options;
        let remote = Remote { client, observer, zone, capabilities, claims, variants, limits, commands, product };
        Ok(Self::Remote(Box::new(remote)))
    }

    /// What journeys may expect of their target.
    pub fn capabilities(&self) -> BTreeSet<Capability> {
        match self {
            Self::Embedded | Self::Mutant(_) => embedded::capabilities(),
            Self::Remote(remote) => remote.capabilities.clone(),
        }
    }

    /// What does not agree with what was declared of it.
    pub fn claims(&self) -> Vec<Claim> {
        match self {
            Self::Embedded | Self::Mutant(_) => Vec::new(),
            Self::Remote(remote) => remote.claims.clone(),
        }
    }

    /// The clauses that it fulfils in the other way that they allow.
    pub fn variants(&self) -> BTreeSet<Variant> {
        match self {
            Self::Embedded | Self::Mutant(_) => BTreeSet::new(),
            Self::Remote(remote) => remote.variants.clone(),
        }
    }

    /// How many journeys may be under way at once: those of one target share its clock.
    pub const fn concurrency(&self) -> usize {
        match self {
            Self::Embedded | Self::Mutant(_) => 16,
            Self::Remote(_) => 1,
        }
    }

    /// What a report calls it.
    pub fn label(&self) -> String {
        match self {
            Self::Embedded => "the embedded reference".to_owned(),
            Self::Mutant(mutant) => format!("the mutant `{}` of the embedded reference", mutant.name),
            Self::Remote(remote) => match &remote.product {
                Some(product) => format!("{product} at {}", remote.client.url()),
                None => remote.client.url().to_owned(),
            },
        }
    }

    /// A target for one journey.
    ///
    /// # Errors
    ///
    /// Where the target lacks what every journey needs: a test clock and readable rows.
    pub async fn acquire(&self) -> Result<Target, TargetError> {
        match self {
            Self::Embedded => embedded::target(None).await,
            Self::Mutant(mutant) => embedded::target(Some(mutant)).await,
            Self::Remote(remote) => remote.acquire().await,
        }
    }
}

impl Remote {
    async fn acquire(&self) -> Result<Target, TargetError> {
        let Some(observer) = self.observer.clone() else {
            let lacking = "no database to read rows from; name the servlet's with `--database`";
            return Err(TargetError::Lacking(lacking.to_owned()));
        };
        if !self.capabilities.contains(&Capability::TestClock) {
            let lacking = "the target offers, or declares, no test clock (CCB-CLK-01), which this version needs to play a journey";
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
            variants: self.variants.clone(),
            hold: Hold::Shared(Operator::new(self.commands.clone(), self.limits.clone(), lock)),
        })
    }
}
