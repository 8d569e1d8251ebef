//! The embedded target: a reference servlet of the journey's own, over real HTTP on the loopback, with a test clock.
//!
//! This is the one place of the suite that knows the reference, and all it does is start and stop it.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use tokio::net::TcpListener;

use super::client::Client;
use super::error::TargetError;
use super::rows::RowObserver;
use super::session::{Hold, Target};
use super::source::REQUEST_TIMEOUT;
use crate::ccb::capability::Capability;
use crate::reference::{ClockSettings, ReportingLog, Server, Settings};
/// The mutants of the reference, for `ccbspec mutants`.
pub use crate::reference::{Mutant, mutants};

/// When an embedded reference's clock begins: in the morning of the published trace, with ten-second ticks that fall in the
/// same seconds as the published one that the journey of section 17 is placed against.
const CLOCK_START: Timestamp = Timestamp::constant(1_450_114_863, 114_000_000);

/// The zone of the published trace.
const ZONE: &str = "America/Chicago";

const TIMER_PERIOD: Duration = Duration::from_secs(10);

/// A running reference.
#[derive(Debug)]
pub(super) struct Embedded {
    server: Server,
}

impl Embedded {
    pub(super) async fn stop(self) {
        // Its database is in memory and goes with it: there is nothing left that a failure to stop could lose.
        let _ = self.server.stop().await;
    }
}

/// What the reference can do, as far as journeys may use it.
pub(super) fn capabilities() -> BTreeSet<Capability> {
    [Capability::TestClock, Capability::TestClockTimer, Capability::DiagData].into()
}

/// Starts a reference, or a mutant of it.
pub(super) async fn target(mutant: Option<&'static Mutant>) -> Result<Target, TargetError> {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let fault = |reason: String| TargetError::Embedded(reason);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let database = format!("sqlite:file:ccbspec-embedded-{number}?mode=memory&cache=shared");
    let zone = TimeZone::get(ZONE).map_err(|error| fault(error.to_string()))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|error| fault(error.to_string()))?;
    let settings = Settings {
        database: database.clone(),
        time_zone: zone.clone(),
        clock: ClockSettings::Test { start: CLOCK_START },
        timer_period: TIMER_PERIOD,
        max_calls_per_ani: None,
        dialed_numbers: None,
        reporting_log: ReportingLog::off(),
        mutant,
    };
    let server = Server::start(listener, settings).await.map_err(|error| fault(error.to_string()))?;
    let url = server.url().parse().map_err(|_| fault(format!("`{}` is no URL", server.url())))?;
    Ok(Target {
        client: Client::new(url, REQUEST_TIMEOUT)?,
        observer: RowObserver::open(&database).await.map_err(|error| fault(error.to_string()))?,
        zone,
        capabilities: capabilities(),
        hold: Hold::Embedded(Embedded { server }),
    })
}
