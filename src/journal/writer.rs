//! Writing a journal, line by line as the run goes.

use std::fs::OpenOptions;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::digest::spelt;
use super::footer::Footer;
use super::header::Header;
use super::record::{Record, Seal};
use super::scenario::ScenarioRecord;
use super::whole::Journal;

/// A journal that is being written. As long as it is not [sealed](Self::seal) it is unfinished, and no command takes it for a run.
pub struct JournalWriter {
    out: Box<dyn Write + Send>,
    digest: Sha256,
}

impl JournalWriter {
    /// Begins a journal in a new file: one that is there already may be the only proof of another run.
    ///
    /// # Errors
    ///
    /// Where the file is there, or cannot be written.
    pub fn create(path: &Path, header: &Header) -> io::Result<Self> {
        let file = OpenOptions::new().write(true).create_new(true).open(path)?;
        Self::new(Box::new(BufWriter::new(file)), header)
    }

    /// Begins a journal anywhere.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn new(out: Box<dyn Write + Send>, header: &Header) -> io::Result<Self> {
        let mut journal = Self { out, digest: Sha256::new() };
        journal.write(&Record::Header(Box::new(header.clone())))?;
        Ok(journal)
    }

    /// Writes a whole journal to a new file, and tells its seal.
    ///
    /// # Errors
    ///
    /// As for [`create`](Self::create).
    pub fn write_whole(path: &Path, journal: &Journal) -> io::Result<String> {
        let mut writer = Self::create(path, &journal.header)?;
        for record in &journal.scenarios {
            writer.add(record.clone())?;
        }
        writer.seal(&journal.footer)
    }

    /// Adds a scenario that is over.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn add(&mut self, record: ScenarioRecord) -> io::Result<()> {
        self.write(&Record::Scenario(Box::new(record)))
    }

    /// Ends the journal, and tells its seal.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub fn seal(mut self, footer: &Footer) -> io::Result<String> {
        self.write(&Record::Footer(Box::new(footer.clone())))?;
        let sha256 = spelt(&self.digest.clone().finalize());
        self.write(&Record::Seal(Seal { sha256: sha256.clone() }))?;
        Ok(sha256)
    }

    /// One line, which is in the file when this returns.
    fn write(&mut self, record: &Record) -> io::Result<()> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        self.digest.update(&line);
        self.out.write_all(&line)?;
        self.out.flush()
    }
}

impl std::fmt::Debug for JournalWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JournalWriter").finish_non_exhaustive()
    }
}
