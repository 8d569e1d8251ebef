//! The overseer: a thread that ends a run at Ctrl-C or SIGTERM, in good order if it can and the hard way if it cannot.
//!
//! The suite plays on one thread. Were a fault of its own to keep that thread busy for good, no limit and no signal would be looked at
//! there; so somebody else looks.

use std::io;
use std::process;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use tokio::sync::{oneshot, watch};
use tokio::time::{Instant, sleep, sleep_until};

use super::told;
use crate::verdict::exit::Exit;

/// How long a run has for its report, once it was asked to end or its time is over.
const GRACE: Duration = Duration::from_secs(10);

/// How often it looks whether the run's time is over.
const LOOK: Duration = Duration::from_millis(500);

/// Oversees a run until it is dropped.
#[derive(Debug)]
pub(super) struct Overseer {
    halted: watch::Receiver<Option<&'static str>>,
    end: Arc<Mutex<Option<Instant>>>,
    /// Its end is noticed by the thread.
    _under_way: oneshot::Sender<()>,
}

impl Overseer {
    /// Begins to look after a run.
    ///
    /// # Errors
    ///
    /// Where there is no thread for it, or signals cannot be waited for.
    pub(super) fn start() -> io::Result<Self> {
        let (halt, halted) = watch::channel(None);
        let (under_way, over) = oneshot::channel::<()>();
        let end: Arc<Mutex<Option<Instant>>> = Arc::default();
        let ends = Arc::clone(&end);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name("overseer".to_owned()).spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    _ = over => {}
                    () = hanging(halt, &ends) => {
                        told(Exit::Harness, &"the run did not end although it had to; this is a fault of the harness");
                        process::exit(i32::from(Exit::Harness.code()));
                    }
                }
            });
        })?;
        Ok(Self { halted, end, _under_way: under_way })
    }

    /// The run ends by itself within this time; if it does not, it is ended.
    pub(super) fn expect_end_within(&self, length: Duration) {
        let end = Instant::now().checked_add(length.saturating_add(GRACE));
        *self.end.lock().unwrap_or_else(PoisonError::into_inner) = end;
    }

    /// Ready when somebody asks the run to end; tells why.
    pub(super) fn halted(&self) -> impl Future<Output = String> + use<> {
        let mut halted = self.halted.clone();
        async move {
            let why = match halted.wait_for(Option::is_some).await {
                Ok(why) => *why,
                Err(_) => None,
            };
            match why {
                Some(why) => why.to_owned(),
                None => std::future::pending().await,
            }
        }
    }
}

/// Ready when the run hangs: it was asked to end and does not, or its time is long over.
async fn hanging(halt: watch::Sender<Option<&'static str>>, end: &Mutex<Option<Instant>>) {
    let late = async {
        loop {
            sleep(LOOK).await;
            let end = *end.lock().unwrap_or_else(PoisonError::into_inner);
            if end.is_some_and(|end| end <= Instant::now()) {
                return;
            }
        }
    };
    let asked = async {
        let why = asked_to_end().await;
        halt.send_replace(Some(why));
        let patience = Instant::now() + GRACE;
        // Who asks again does not want to wait.
        tokio::select! {
            () = sleep_until(patience) => {}
            _ = asked_to_end() => {}
        }
    };
    tokio::select! {
        () = late => {}
        () = asked => {}
    }
}

/// Returns at Ctrl-C or, where there is such a thing, SIGTERM; never where signals cannot be waited for, and then they end the process.
async fn asked_to_end() -> &'static str {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let terminated = async {
            match signal(SignalKind::terminate()) {
                Ok(mut signal) => signal.recv().await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            () = interrupted => "the run was interrupted (Ctrl-C)",
            _ = terminated => "the run was asked to end (SIGTERM)",
        }
    }
    #[cfg(not(unix))]
    {
        interrupted.await;
        "the run was interrupted (Ctrl-C)"
    }
}
