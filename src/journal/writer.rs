//! Writing a journal, line by line as the run goes.

use std::fmt;
use std::io::{self, Write};

use sha2::{Digest as _, Sha256};

use super::digest::spelt;
use super::footer::Footer;
use super::header::Header;
use super::record::{Record, Seal};
use super::records::Place;
use super::scenario::ScenarioRecord;

/// A journal that is being written. As long as it is not [sealed](Self::seal) it is unfinished, and no command takes it for a run.
pub(super) struct JournalWriter<W> {
    out: W,
    end: u64,
    digest: Sha256,
}

impl<W: Write> JournalWriter<W> {
    /// Begins a journal.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub(super) fn new(out: W, header: &Header) -> io::Result<Self> {
        let mut journal = Self { out, end: 0, digest: Sha256::new() };
        journal.write(&Record::Header(Box::new(header.clone())))?;
        Ok(journal)
    }

    /// Adds the record of a scenario that is over, and tells where it stands. What was added is out of the process when this returns.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub(super) fn add(&mut self, record: ScenarioRecord) -> io::Result<Place> {
        self.write(&Record::Scenario(Box::new(record)))
    }

    /// Ends the journal, and tells its seal: the digest of every byte before the last line, as hexadecimal digits.
    ///
    /// # Errors
    ///
    /// Where it cannot be written.
    pub(super) fn seal(mut self, footer: &Footer) -> io::Result<(W, String)> {
        self.write(&Record::Footer(Box::new(footer.clone())))?;
        let sha256 = spelt(&self.digest.clone().finalize());
        self.write(&Record::Seal(Seal { sha256: sha256.clone() }))?;
        Ok((self.out, sha256))
    }

    fn write(&mut self, record: &Record) -> io::Result<Place> {
        let mut line = serde_json::to_vec(record)?;
        line.push(b'\n');
        self.digest.update(&line);
        self.out.write_all(&line)?;
        self.out.flush()?;
        let place = Place::of(self.end, &line);
        self.end += line.len() as u64;
        Ok(place)
    }
}

impl<W> fmt::Debug for JournalWriter<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JournalWriter").finish_non_exhaustive()
    }
}
