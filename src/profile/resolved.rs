//! A resolved profile: what a run needs to know of a target, each value of its type.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::tz::TimeZone;

use super::setting::{Setting, Written};
use crate::ccb::database::DatabaseUrl;
use crate::ccb::dialect::{Dialect, shipped};
use crate::ccb::variant::Variant;
use crate::target::address::Address;
use crate::target::commands::Commands;
use crate::target::operation::Limits;
use crate::target::source::{Declared, REAL_TIME_CONCURRENCY, RemoteOptions, TIMER_PERIOD};
use crate::target::transport::Transport;

/// What a profile, the environment and flags come to together, for a target that they name.
#[derive(Clone)]
pub struct Profile {
    /// The servlet's URL.
    pub target: Address,
    /// The URL of its database.
    pub database: Option<DatabaseUrl>,
    /// How it speaks; the default dialect where nobody says.
    pub dialect: Option<Arc<Dialect>>,
    /// The zone of its local time.
    pub zone: Option<TimeZone>,
    /// The period of its timer.
    pub timer_period: Option<Duration>,
    /// How many journeys may be under way at once.
    pub concurrency: Option<usize>,
    /// The longest that is waited in real time.
    pub max_wait: Option<Duration>,
    /// How long rows may take to appear.
    pub rows_within: Option<Duration>,
    /// What goes with every request.
    pub transport: Transport,
    /// What the servlet is configured to allow.
    pub limits: Limits,
    /// How an operator stops and starts it.
    pub commands: Commands,
    /// Who made it.
    pub product: Product,
    /// The declared capabilities.
    pub capabilities: Declared,
    /// The variants in force.
    pub variants: BTreeSet<Variant>,
    /// Where everything comes from, for showing it.
    pub told: Told,
}

/// What is tested, for the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Product {
    /// Who makes it.
    pub vendor: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// Which one it is.
    pub version: Option<String>,
}

impl Product {
    /// As a report calls it; nothing where nobody said anything.
    pub fn label(&self) -> Option<String> {
        let words: Vec<&str> =
            [&self.vendor, &self.name, &self.version].into_iter().flatten().map(String::as_str).collect();
        if words.is_empty() { None } else { Some(words.join(" ")) }
    }
}

/// Every value as it may be shown, with its source.
#[derive(Clone, Debug, Default)]
pub struct Told {
    /// Single values, those of keys that nobody set left out.
    pub settings: Vec<Setting>,
    /// Capabilities, variants and headers: what list they belong to, the value, and the source.
    pub listed: Vec<Listed>,
}

/// A member of a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// `capabilities`, `variants` or `headers`.
    pub collection: &'static str,
    /// The name.
    pub name: String,
    /// For a header, what may be shown of its value.
    pub value: Option<Written>,
    /// Where it was told.
    pub source: String,
}

/// The URLs may hold passwords.
impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Profile").field("target", &self.target).finish_non_exhaustive()
    }
}

impl Profile {
    /// How it speaks.
    pub fn spoken(&self) -> Arc<Dialect> {
        self.dialect.clone().unwrap_or_else(shipped::default)
    }

    /// What the target room needs of it.
    pub fn remote_options(&self) -> RemoteOptions {
        RemoteOptions {
            address: self.target.clone(),
            database: self.database.clone(),
            rows_within: self.rows_within.unwrap_or_default(),
            dialect: self.spoken(),
            timer_period: self.timer_period.unwrap_or(TIMER_PERIOD),
            concurrency: self.concurrency.unwrap_or(REAL_TIME_CONCURRENCY),
            zone: self.zone.clone(),
            capabilities: self.capabilities.clone(),
            variants: self.variants.clone(),
            transport: self.transport.clone(),
            limits: self.limits.clone(),
            commands: self.commands.clone(),
            product: self.product.label(),
        }
    }
}
