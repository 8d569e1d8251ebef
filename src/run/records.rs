//! Where the record of each scenario goes as soon as it is over, from whichever part of a run it comes.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::listener::Listener;
use crate::journal::footer::Ended;
use crate::journal::keeper::{KeepError, Keeper};
use crate::journal::scenario::ScenarioRecord;
use crate::journal::whole::Journal;

/// The journal of a run that goes on, and who is told of it.
#[derive(Clone, Debug)]
pub struct Records {
    // It is taken out when it is finished.
    keeper: Arc<Mutex<Option<Keeper>>>,
    listener: Arc<dyn Listener>,
}

impl Records {
    /// A journal that has begun.
    pub fn new(keeper: Keeper, listener: Arc<dyn Listener>) -> Self {
        Self { keeper: Arc::new(Mutex::new(Some(keeper))), listener }
    }

    /// A scenario begins.
    pub fn begins(&self, id: &str) {
        self.listener.begins(id);
    }

    /// A scenario is over.
    pub fn over(&self, record: ScenarioRecord) {
        self.listener.over(&record);
        if let Some(keeper) = self.keeper().as_mut() {
            keeper.add(record);
        }
    }

    /// The scenarios that are not over.
    pub fn missing(&self) -> Vec<String> {
        self.keeper().as_ref().map(Keeper::missing).unwrap_or_default()
    }

    /// Ends the journal.
    ///
    /// # Errors
    ///
    /// Where it could not be written, or does not hold what was selected.
    pub fn finish(self, ended: Ended) -> Result<Journal, KeepError> {
        let keeper = self.keeper().take();
        keeper.ok_or(KeepError::Finished)?.finish(ended)
    }

    fn keeper(&self) -> MutexGuard<'_, Option<Keeper>> {
        self.keeper.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
