//! Starting and stopping.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use jiff::SignedDuration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::settings::Settings;
use crate::ccb::database::DatabaseUrl;
use crate::reference::clock::{ARCHIVE_PERIOD, Clock, ClockSettings, Due, TIMER_PERIODS};
use crate::reference::http::{PATH, router};
use crate::reference::model::state::{Model, Rules};
use crate::reference::reporting_log::Teller;
use crate::reference::servlet::Servlet;
use crate::reference::store::{Store, StoreError};

/// How long requests in flight may take to finish when the server stops.
const GRACE: Duration = Duration::from_secs(10);

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The timer's period is out of range.
    #[error("the timer period of {0:?} is out of range, choose one from 1 ms to 1 h")]
    TimerPeriod(Duration),
    /// The listener has no address.
    #[error("the listener's address cannot be told: {0}")]
    Address(io::Error),
    /// The database cannot be used.
    #[error("{database}: {error}")]
    Store {
        /// Its URL.
        database: String,
        /// What is wrong with it.
        error: StoreError,
    },
}

/// Why a server did not stop as it should.
#[derive(Debug, thiserror::Error)]
pub enum StopError {
    /// Requests in flight did not finish in time, and were cut off.
    #[error("requests in flight took over {} s to finish and were cut off", GRACE.as_secs())]
    InFlight,
    /// The database cannot be closed.
    #[error("the database cannot be closed: {0}")]
    Store(StoreError),
}

/// A running servlet. Dropped, it stops without being waited for.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    servlet: Arc<Servlet>,
    stop: watch::Sender<()>,
    serving: JoinHandle<io::Result<()>>,
    timers: Vec<JoinHandle<()>>,
}

impl Server {
    /// Opens the database, takes up what it kept, and answers on the listener from then on.
    ///
    /// # Errors
    /// Any [`StartError`].
    pub async fn start(listener: impl Listener<Addr = SocketAddr>, settings: Settings) -> Result<Self, StartError> {
        let timer_period = SignedDuration::try_from(settings.timer_period)
            .ok()
            .filter(|period| TIMER_PERIODS.contains(period))
            .ok_or(StartError::TimerPeriod(settings.timer_period))?;
        let address = listener.local_addr().map_err(StartError::Address)?;
        let clock = Clock::start(settings.clock, timer_period);
        let failed = |error| StartError::Store { database: without_secrets(&settings.database), error };
        let bent = settings.bent;
        let mut store =
            Store::open(&settings.database, settings.time_zone.clone(), bent.clone()).await.map_err(failed)?;
        store.rename(&settings.dialect).await.map_err(failed)?;
        let mut kept = store.load().await.map_err(failed)?;
        bent.restores(&mut kept);
        let rules = Rules {
            time_zone: settings.time_zone.clone(),
            max_calls_per_ani: settings.max_calls_per_ani,
            dialed_numbers: settings.dialed_numbers,
        };
        let mut model = Model::restore(rules, kept, clock.now());
        bent.restored(&mut model, clock.now());
        let teller = Teller::new(settings.reporting_log, address.ip().to_string(), settings.time_zone);
        let servlet = Arc::new(Servlet::new(model, store, clock, teller, bent));

        let (stop, stopped) = watch::channel(());
        let timers = match settings.clock {
            ClockSettings::System => timers(&servlet, settings.timer_period, &stopped),
            ClockSettings::Test { .. } => Vec::new(), // it moves with its clock
        };
        let serve =
            axum::serve(listener, router(Arc::clone(&servlet), settings.dialect)).with_graceful_shutdown(told(stopped));
        let serving = tokio::spawn(async move { serve.await });
        Ok(Self { address, servlet, stop, serving, timers })
    }

    /// Where it listens.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the servlet (CCB-TRN-01).
    pub fn url(&self) -> String {
        format!("http://{}{PATH}", self.address)
    }

    /// Makes as if the database could not be reached, or could be again: for a tester who has no way to take it away.
    pub async fn reach_database(&self, reachable: bool) {
        self.servlet.reach_database(reachable).await;
    }

    /// Takes no more requests, finishes those in flight, and closes the database.
    ///
    /// # Errors
    /// Any [`StopError`]; the server is stopped all the same.
    pub async fn stop(mut self) -> Result<(), StopError> {
        let _ = self.stop.send(()); // fails only where everybody stopped already
        let finished = tokio::time::timeout(GRACE, &mut self.serving).await;
        if finished.is_err() {
            self.serving.abort();
        }
        for timer in self.timers {
            let _ = timer.await; // a timer that panicked has stopped too
        }
        self.servlet.close().await.map_err(StopError::Store)?;
        finished.map(|_| ()).map_err(|_| StopError::InFlight)
    }
}

/// A database URL as it may be printed.
fn without_secrets(url: &str) -> String {
    // What is no database URL tells so itself.
    url.parse::<DatabaseUrl>().map_or_else(|_| "the database".to_owned(), |url| url.to_string())
}

/// Resolves once the server is told to stop, or dropped.
async fn told(mut stopped: watch::Receiver<()>) {
    let _ = stopped.changed().await; // an error says that it was dropped
}

/// The timer and the archive, each with a fixed delay after its work (CCB-TIM-01, CCB-ARC-01).
fn timers(servlet: &Arc<Servlet>, timer_period: Duration, stopped: &watch::Receiver<()>) -> Vec<JoinHandle<()>> {
    let periods = [(Due::Tick, timer_period), (Due::Archive, ARCHIVE_PERIOD.unsigned_abs())];
    let tasks = periods.map(|(due, period)| repeat(Arc::clone(servlet), due, period, stopped.clone()));
    tasks.into_iter().map(tokio::spawn).collect()
}

async fn repeat(servlet: Arc<Servlet>, due: Due, period: Duration, stopped: watch::Receiver<()>) {
    let stopped = told(stopped);
    tokio::pin!(stopped);
    loop {
        tokio::select! {
            () = tokio::time::sleep(period) => servlet.fall_due(due).await,
            () = &mut stopped => return,
        }
    }
}
