//! The embedded target: a reference servlet of the journey's own, over real HTTP on the loopback, with a test clock.
//!
//! This is the one place of the suite that knows the reference, and all it does is start and stop it.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::serve::ListenerExt as _;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::net::TcpListener;

use super::address::Address;
use super::client::Client;
use super::error::TargetError;
use super::operation::{Ending, Limits};
use super::pace::Pace;
use super::rows::{Names, RowObserver};
use super::session::{Hold, Target};
use super::trace::Trace;
use super::transport::Transport;
use crate::ccb::capability::Capability;
use crate::ccb::dialect::Dialect;
/// The mutants of the reference, for `ccbspec mutants`.
pub use crate::reference::{Bent, Mutant, Watch, mutants};
use crate::reference::{ClockSettings, DialedNumberRules, ReportingLog, Server, Settings};

/// When an embedded reference's clock begins: in the morning of the published trace, with ten-second ticks that fall in the
/// same seconds as the published one that the journey of section 17 is placed against.
const CLOCK_START: Timestamp = Timestamp::constant(1_450_114_863, 114_000_000);

/// The zone of the published trace.
const ZONE: &str = "America/Chicago";

const TIMER_PERIOD: Duration = Duration::from_secs(10);

/// How long an answer may take. A reference in the same process is late only where the machine stalls, which is not to be its verdict.
const PATIENCE: Duration = Duration::from_secs(50);

/// A running reference, and what it takes to start it again.
#[derive(Debug)]
pub(super) struct Embedded {
    server: Option<Server>,
    database: String,
    zone: TimeZone,
    pub(super) limits: Limits,
    bent: Bent,
    dialect: Arc<Dialect>,
    reporting_log: ReportingLog,
}

impl Embedded {
    /// Starts a reference whose clock begins at `now`, and tells how to reach it.
    async fn start(&mut self, now: Timestamp) -> Result<Client, TargetError> {
        let rules = self.limits.dialed_numbers.as_deref().map(str::parse::<DialedNumberRules>);
        let settings = Settings {
            database: self.database.clone(),
            time_zone: self.zone.clone(),
            clock: ClockSettings::Test { start: now },
            timer_period: TIMER_PERIOD,
            max_calls_per_ani: self.limits.max_calls_per_ani,
            dialed_numbers: rules.transpose().map_err(fault)?,
            reporting_log: self.reporting_log.clone(),
            dialect: Arc::clone(&self.dialect),
            bent: self.bent.clone(),
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(fault)?;
        // A connection that is closed as usual keeps its server's port for a minute. After some thousand journeys the system would look long
        // for one that is free.
        let listener = listener.tap_io(|connection| {
            let _ = connection.set_zero_linger(); // else the port is kept, which costs time alone
        });
        let server = self.server.insert(Server::start(listener, settings).await.map_err(fault)?);
        let transport = Transport { timeout: PATIENCE, ..Transport::default() };
        Client::new(Address::new(server.url().parse().map_err(fault)?), &transport, Arc::clone(&self.dialect))
    }

    /// Ends the reference; until it is started again nothing answers.
    pub(super) async fn halt(&mut self) -> Result<(), TargetError> {
        match self.server.take() {
            Some(server) => server.stop().await.map_err(fault),
            None => Ok(()),
        }
    }

    /// Ends the reference and starts it again on the same database.
    pub(super) async fn start_again(&mut self, ending: Ending, now: Timestamp) -> Result<Client, TargetError> {
        let server = self.server.take();
        match (server, ending) {
            (Some(server), Ending::Stop) => server.stop().await.map_err(fault)?,
            // What is dropped saves nothing on its way.
            (server, Ending::Crash) => drop(server),
            (None, Ending::Stop) => {}
        }
        self.start(now).await
    }

    /// Takes the database away, or gives it back.
    pub(super) async fn reach_database(&self, reachable: bool) {
        if let Some(server) = &self.server {
            server.reach_database(reachable).await;
        }
    }

    pub(super) async fn stop(self) {
        // Its database is in memory and goes with it: there is nothing left that a failure to stop could lose.
        if let Some(server) = self.server {
            let _ = server.stop().await;
        }
    }
}

/// What the reference can do, as far as journeys may use it.
pub(super) fn capabilities(dialect: &Dialect) -> BTreeSet<Capability> {
    let own = [
        Capability::Archive,
        Capability::DefaultRecord,
        Capability::DiagData,
        Capability::DialedNumberRules,
        Capability::LocalZone,
        Capability::MaxCallsPerAni,
        Capability::Outage,
        Capability::Purge,
        Capability::Rates,
        Capability::Restart,
        Capability::StrictTransitions,
        Capability::TestClock,
        Capability::TestClockTimer,
    ];
    own.into_iter().chain(dialect.capabilities()).collect()
}

/// Starts a reference, or a mutant of it, that speaks a dialect.
pub(super) async fn target(
    bent: Bent,
    pace: Pace,
    dialect: &Arc<Dialect>,
    logs: Option<&Path>,
) -> Result<Target, TargetError> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let zone = TimeZone::get(ZONE).map_err(fault)?;
    let mut embedded = Embedded {
        server: None,
        database: format!("sqlite:/ccbspec-embedded-{number}?vfs=memdb"),
        zone: zone.clone(),
        limits: Limits::default(),
        bent,
        dialect: Arc::clone(dialect),
        reporting_log: match logs {
            Some(directory) => ReportingLog::file(&directory.join(format!("reporting-{number}.log"))).map_err(fault)?,
            None => ReportingLog::off(),
        },
    };
    let client = embedded.start(CLOCK_START).await?.noting_in(Trace::keeping());
    let names = Names::from(&**dialect);
    let database = embedded.database.parse().map_err(fault)?;
    let observer = RowObserver::open(&database, names, zone.clone()).await.map_err(fault)?;
    Ok(Target {
        client,
        observer: Some(observer),
        rows_within: Duration::ZERO,
        zone,
        offset: None,
        pace,
        capabilities: capabilities(dialect),
        variants: BTreeSet::new(),
        hold: Hold::Embedded(embedded),
    })
}

fn fault(error: impl Display) -> TargetError {
    TargetError::Embedded(error.to_string())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;
    use crate::ccb::dialect::shipped;

    /// Whether the system keeps a connection with this port, as it does for a minute after an end of the usual kind.
    fn is_kept(port: u16) -> bool {
        let connections = std::fs::read_to_string("/proc/net/tcp").expect("Linux tells");
        let port = format!(":{port:04X}");
        let ends = |line: &str| line.split_whitespace().skip(1).take(2).any(|end| end.ends_with(&port));
        connections.lines().skip(1).any(ends)
    }

    // On one thread no end of the connection is seen by the other while it is closed.
    #[tokio::test(flavor = "current_thread")]
    async fn its_port_is_free_when_its_journey_is_over() {
        let dialect = shipped::default();
        let target = target(Bent::Straight, Pace::Moved, &dialect, None).await.expect("it starts");
        target.clock().await.expect("it answers");
        let url: reqwest::Url = target.client.url().parse().expect("a URL");
        let port = url.port().expect("it has one");
        assert!(is_kept(port), "it listens there");
        target.release().await;
        assert!(!is_kept(port));
    }
}
