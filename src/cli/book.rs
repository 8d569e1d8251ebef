//! The book that a run is written into while it goes: its progress, and its journal.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::journals::not_written;
use crate::journal::footer::Footer;
use crate::journal::header::Header;
use crate::journal::scenario::ScenarioRecord;
use crate::journal::writer::JournalWriter;
use crate::run::error::RunError;
use crate::run::listener::{Listener, Progress};

/// Counts scenarios, and writes each into the journal as soon as it is over.
#[derive(Debug)]
pub(super) struct Book {
    progress: Arc<Progress>,
    journal: Mutex<Kept>,
}

/// What has become of the journal.
#[derive(Debug)]
enum Kept {
    /// Nobody asked for one.
    Nowhere,
    /// It is being written.
    Open(JournalWriter),
    /// It could not be written, and is unfinished for good.
    Lost(io::Error),
}

impl Book {
    /// Begins the journal in a new file, if a file is told.
    ///
    /// # Errors
    ///
    /// Where it is there already, or cannot be written.
    pub(super) fn open(path: Option<&Path>, header: &Header) -> Result<Self, RunError> {
        let journal = match path {
            None => Kept::Nowhere,
            Some(path) => Kept::Open(JournalWriter::create(path, header).map_err(|error| not_written(path, &error))?),
        };
        Ok(Self { progress: Arc::default(), journal: Mutex::new(journal) })
    }

    /// How far the run is.
    pub(super) const fn progress(&self) -> &Arc<Progress> {
        &self.progress
    }

    /// Ends the journal, and tells its seal.
    ///
    /// # Errors
    ///
    /// Where it could not be written, now or at any time before.
    pub(super) fn close(&self, footer: &Footer) -> Result<Option<String>, RunError> {
        let sealed = match std::mem::replace(&mut *self.journal(), Kept::Nowhere) {
            Kept::Nowhere => return Ok(None),
            Kept::Open(journal) => journal.seal(footer),
            Kept::Lost(error) => Err(error),
        };
        sealed.map(Some).map_err(|error| RunError::Harness(format!("the journal could not be written: {error}")))
    }

    fn journal(&self) -> MutexGuard<'_, Kept> {
        self.journal.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener for Book {
    fn begins(&self, id: &str) {
        self.progress.begins(id);
    }

    fn over(&self, record: &ScenarioRecord) {
        self.progress.over(record);
        let mut journal = self.journal();
        if let Kept::Open(writer) = &mut *journal
            && let Err(error) = writer.add(record.clone())
        {
            *journal = Kept::Lost(error);
        }
    }
}
