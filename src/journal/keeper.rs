//! Keeping a journal: it begins with its header, takes each record as it comes, and is a whole journal when it is finished.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::Path;

use super::footer::Ended;
use super::header::Header;
use super::reader::JournalError;
use super::records::{Filed, Place, Records};
use super::rollup::{Disorder, Rollup};
use super::scenario::ScenarioRecord;
use super::whole::Journal;
use super::writer::JournalWriter;

/// A journal that has begun. Of what goes into a file nothing but a summary stays in memory.
#[derive(Debug)]
pub struct Keeper {
    header: Header,
    rollup: Rollup,
    kept: Kept,
}

#[derive(Debug)]
enum Kept {
    Held(Vec<ScenarioRecord>),
    Filed(JournalWriter<File>, Vec<Place>),
    /// It could not be written; the run goes on, and is told so at its end.
    Lost(io::Error),
}

/// A journal that came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeepError {
    /// It could not be written.
    #[error("the journal could not be written: {0}")]
    NotWritten(String),
    /// What should go into it could not be read.
    #[error("a journal {0}")]
    NotRead(#[from] JournalError),
    /// It was finished before.
    #[error("the journal was finished before")]
    Finished,
    /// It does not hold what it should.
    #[error("the journal is not whole: {0}")]
    Disorder(#[from] Disorder),
}

impl Keeper {
    /// Begins a journal that is written nowhere.
    pub fn held(header: Header) -> Self {
        Self { header, rollup: Rollup::default(), kept: Kept::Held(Vec::new()) }
    }

    /// Begins a journal in a new file: one that is there already may be the only proof of another run.
    ///
    /// # Errors
    ///
    /// Where the file is there, or cannot be written.
    pub fn create(path: &Path, header: Header) -> io::Result<Self> {
        Self::filed(OpenOptions::new().read(true).write(true).create_new(true).open(path)?, header)
    }

    /// Begins a journal in a file without a name, which goes with the journal.
    ///
    /// # Errors
    ///
    /// Where there is no place for it.
    pub fn unnamed(header: Header) -> io::Result<Self> {
        Self::filed(tempfile::tempfile()?, header)
    }

    fn filed(file: File, header: Header) -> io::Result<Self> {
        let writer = JournalWriter::new(file, &header)?;
        Ok(Self { header, rollup: Rollup::default(), kept: Kept::Filed(writer, Vec::new()) })
    }

    /// What was selected.
    pub fn selected(&self) -> &[String] {
        &self.header.selection.selected
    }

    /// Adds the record of a scenario that is over.
    pub fn add(&mut self, record: ScenarioRecord) {
        self.rollup.add(&self.header, &record);
        match &mut self.kept {
            Kept::Held(records) => records.push(record),
            Kept::Filed(writer, places) => match writer.add(record) {
                Ok(place) => places.push(place),
                Err(error) => self.kept = Kept::Lost(error),
            },
            Kept::Lost(_) => {}
        }
    }

    /// The scenarios of which there is no record yet.
    pub fn missing(&self) -> Vec<String> {
        self.rollup.missing(self.selected())
    }

    /// Ends the journal; its footer tells what follows from its records.
    ///
    /// # Errors
    ///
    /// Where it could not be written, or its records are not those of what was selected.
    pub fn finish(self, ended: Ended) -> Result<Journal, KeepError> {
        let Self { header, rollup, kept } = self;
        let order = rollup.order(&header.selection.selected)?;
        let run = rollup.end(&header, ended.clone(), &order);
        let footer = ended.footer(&run);
        let (records, sha256) = match kept {
            Kept::Held(records) => (Records::Held(records), None),
            Kept::Filed(writer, places) => {
                let (file, sha256) = writer.seal(&footer).map_err(|error| KeepError::NotWritten(error.to_string()))?;
                (Records::Filed(Filed::new(file, places)), Some(sha256))
            }
            Kept::Lost(error) => return Err(KeepError::NotWritten(error.to_string())),
        };
        Ok(Journal::of(header, records.in_order(&order), run, footer, sha256))
    }
}
