//! Work on every core: mutants are many, and each needs a run of its own.

use std::panic;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::run::error::RunError;
use crate::run::plan::Plan;
use crate::run::play::Part;
use crate::run::suite;
use crate::target::source::TargetSource;
use crate::verdict::outcome::ScenarioOutcome;

/// Does the same with every item, in threads, and tells the results in the order of the items.
pub(super) fn spread<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&Player, &T) -> Result<R, RunError> + Sync,
) -> Result<Vec<R>, RunError> {
    // cucumber puts back the hook it found, which may be what another thread's run had put in its place.
    let hook = panic::take_hook();
    let next = AtomicUsize::new(0);
    let worker = || -> Result<Vec<(usize, R)>, RunError> {
        let player = Player::new()?;
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return Ok(done) };
            done.push((index, work(&player, item)?));
        }
    };
    let threads = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    // On threads of their own, since the caller's may have a runtime already.
    let joined: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(thread::ScopedJoinHandle::join).collect()
    });
    panic::set_hook(hook);
    let mut done = Vec::with_capacity(items.len());
    for worker in joined {
        done.extend(worker.map_err(|_| RunError::Harness("a thread that tried mutants panicked".to_owned()))??);
    }
    done.sort_by_key(|(index, _)| *index);
    Ok(done.into_iter().map(|(_, result)| result).collect())
}

/// Plays scenarios, one run after the other.
pub(super) struct Player(tokio::runtime::Runtime);

impl Player {
    fn new() -> Result<Self, RunError> {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map(Self)
            .map_err(|error| RunError::Harness(format!("no runtime for a worker: {error}")))
    }

    /// Plays `parts` against a target, and tells what became of each.
    pub(super) fn play(&self, source: &TargetSource, parts: &[&Part]) -> Result<Vec<ScenarioOutcome>, RunError> {
        self.0.block_on(suite::outcomes(source, &Plan::new(source, parts, None)))
    }
}
