//! Reading a journal: whole, sealed and in itself in order, or not at all.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Seek as _};
use std::path::Path;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use super::digest::spelt;
use super::footer::{Ended, Footer};
use super::header::{Header, JOURNAL_VERSION};
use super::record::Record;
use super::records::{Filed, Place, Records, Source};
use super::rollup::{Disorder, Rollup};
use super::scenario::ScenarioRecord;
use super::whole::Journal;
use crate::verdict::outcome::{Reason, Verdict};

/// A journal that proves nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    /// It cannot be read.
    #[error("cannot be read: {0}")]
    File(String),
    /// It holds nothing.
    #[error("is empty: it is no journal")]
    Empty,
    /// The run that wrote it did not come to its end, or somebody cut it off.
    #[error("is unfinished: it ends after line {lines} without its seal, so nothing follows from it; run again")]
    Unfinished {
        /// How many lines it has.
        lines: usize,
    },
    /// It is not as it was written.
    #[error("was changed after it was written: its bytes have the SHA-256 {found}, but its seal is {sealed}")]
    Changed {
        /// What its bytes come to.
        found: String,
        /// What its seal says.
        sealed: String,
    },
    /// It is of another form than this program knows.
    #[error(
        "is of journal version {found}, and this program reads version {JOURNAL_VERSION}; read it with the ccbspec that wrote it"
    )]
    Version {
        /// Its version.
        found: u32,
    },
    /// A line is not what belongs there.
    #[error("line {line}: {message}")]
    Malformed {
        /// Which, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// Its parts do not agree.
    #[error("contradicts itself: {0}")]
    Contradiction(String),
}

/// Reads a journal file. Its records stay there, and are read again when they are looked at.
///
/// # Errors
///
/// Where it cannot be read, or is not a whole journal as it was written.
pub fn read(path: &Path) -> Result<Journal, JournalError> {
    read_from(File::open(path)?)
}

/// Reads a journal that is in memory.
///
/// # Errors
///
/// Where it is not a whole journal as it was written.
pub fn parse(bytes: &[u8]) -> Result<Journal, JournalError> {
    read_from(Cursor::new(bytes.to_vec()))
}

/// Reads a journal from where it is: first the seal, since of a journal that was changed nothing else needs to be said; then what it seals.
///
/// # Errors
///
/// Where it cannot be read, is not a whole journal as it was written, or changes meanwhile.
pub fn read_from(source: impl Source + 'static) -> Result<Journal, JournalError> {
    let mut source = BufReader::new(source);
    let sealed = Sealed::read(&mut source)?;
    source.rewind()?;
    Parts::read(&mut source, &sealed)?.journal(source.into_inner(), sealed.sha256)
}

/// What a seal that fits was put to.
struct Sealed {
    /// How many lines.
    lines: usize,
    sha256: String,
}

impl Sealed {
    fn read(source: &mut impl BufRead) -> Result<Self, JournalError> {
        let (mut last, mut line) = (Vec::new(), Vec::new());
        let (mut digest, mut lines, mut begins) = (Sha256::new(), 0, true);
        while source.read_until(b'\n', &mut line)? > 0 {
            // What another line comes after is sealed.
            if !last.is_empty() {
                digest.update(&last);
                begins = begins && (lines > 0 || is_header(&last));
                lines += 1;
            }
            std::mem::swap(&mut last, &mut line);
            line.clear();
        }
        if last.is_empty() {
            return Err(JournalError::Empty);
        }
        let found = spelt(&digest.finalize());
        let seal = match serde_json::from_slice(&last) {
            Ok(Record::Seal(seal)) => seal,
            // Something without a seal that does not begin as a journal is another file.
            _ if !begins => {
                let message = "this is no journal: a journal begins with its header".to_owned();
                return Err(JournalError::Malformed { line: 1, message });
            }
            _ => return Err(JournalError::Unfinished { lines: lines + 1 }),
        };
        let spelt = serde_json::to_vec(&Record::Seal(seal.clone())).unwrap_or_default();
        if seal.sha256 != found || last.strip_suffix(b"\n") != Some(spelt.as_slice()) {
            return Err(JournalError::Changed { found, sealed: seal.sha256 });
        }
        Ok(Self { lines, sha256: found })
    }
}

/// What the first line of any version has.
#[derive(Deserialize)]
struct Beginning {
    header: Versioned,
}

#[derive(Deserialize)]
struct Versioned {
    journal_version: u32,
}

fn is_header(line: &[u8]) -> bool {
    serde_json::from_slice::<Beginning>(line).is_ok()
}

/// What was read, line by line.
struct Parts {
    header: Header,
    rollup: Rollup,
    places: Vec<Place>,
    footer: Footer,
}

impl Parts {
    /// Reads what is sealed, if it still is that.
    fn read(source: &mut impl BufRead, sealed: &Sealed) -> Result<Self, JournalError> {
        let mut digest = Sha256::new();
        let (mut header, mut footer): (Option<Header>, Option<Footer>) = (None, None);
        let (mut rollup, mut places) = (Rollup::default(), Vec::new());
        let (mut line, mut begin) = (Vec::new(), 0);
        for number in 1..=sealed.lines {
            line.clear();
            let length = source.read_until(b'\n', &mut line)?;
            digest.update(&line);
            let malformed = |message: String| JournalError::Malformed { line: number, message };
            if number == 1
                && let Ok(beginning) = serde_json::from_slice::<Beginning>(&line)
                && beginning.header.journal_version != JOURNAL_VERSION
            {
                return Err(JournalError::Version { found: beginning.header.journal_version });
            }
            let record = serde_json::from_slice(&line).map_err(|error| malformed(error.to_string()))?;
            match (record, &header) {
                (Record::Header(told), None) if number == 1 => header = Some(*told),
                (Record::Scenario(record), Some(header)) if footer.is_none() => {
                    agrees(&record)?;
                    rollup.add(header, &record);
                    places.push(Place::of(begin, &line));
                }
                (Record::Footer(told), Some(_)) if footer.is_none() => footer = Some(*told),
                _ => return Err(malformed("this line does not belong here".to_owned())),
            }
            begin += length as u64;
        }
        let found = spelt(&digest.finalize());
        if found != sealed.sha256 {
            return Err(JournalError::Changed { found, sealed: sealed.sha256.clone() });
        }
        let missing = |what: &str| JournalError::Contradiction(format!("it has no {what}"));
        let header = header.ok_or_else(|| missing("header"))?;
        Ok(Self { header, rollup, places, footer: footer.ok_or_else(|| missing("footer"))? })
    }

    /// Every scenario that was selected has a record, and no other; and the footer says what follows from them.
    fn journal(self, source: impl Source + 'static, sha256: String) -> Result<Journal, JournalError> {
        let Self { header, rollup, places, footer } = self;
        let contradiction = |disorder: Disorder| JournalError::Contradiction(disorder.to_string());
        let order = rollup.order(&header.selection.selected).map_err(contradiction)?;
        let ended = Ended::from(footer.clone());
        let run = rollup.end(&header, ended.clone(), &order);
        let follows = ended.footer(&run);
        if footer != follows {
            let told = format!("its footer says `{}`, its records come to `{}`", footer.result, follows.result);
            return Err(JournalError::Contradiction(told));
        }
        let records = Records::Filed(Filed::new(source, places)).in_order(&order);
        Ok(Journal::of(header, records, run, footer, Some(sha256)))
    }
}

/// The verdict that a record tells follows from its reason.
fn agrees(record: &ScenarioRecord) -> Result<(), JournalError> {
    let follows = record.reason.as_ref().map_or(Verdict::Pass, Reason::verdict);
    if record.verdict == follows {
        return Ok(());
    }
    let (id, told) = (&record.scenario.id, record.verdict);
    Err(JournalError::Contradiction(format!("`{id}` is told as {told}, and is {follows}")))
}

impl From<io::Error> for JournalError {
    fn from(error: io::Error) -> Self {
        Self::File(error.to_string())
    }
}

impl From<JournalError> for io::Error {
    fn from(error: JournalError) -> Self {
        Self::other(error)
    }
}
