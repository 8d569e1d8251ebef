//! The records of a journal: held in memory, or left where they are written and read one at a time, so that a run may be of any length.

use std::borrow::Cow;
use std::fmt;
use std::io::{Read, Seek, SeekFrom};
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use super::reader::JournalError;
use super::record::Record;
use super::scenario::ScenarioRecord;

/// What a journal can be read from, at any place.
pub trait Source: Read + Seek + Send {}

impl<T: Read + Seek + Send> Source for T {}

/// Where in a journal a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its first byte.
    pub begin: u64,
    /// How many bytes it has.
    pub length: usize,
    /// Their SHA-256, so that whatever is read there later is what was sealed.
    pub sha256: [u8; 32],
}

impl Place {
    /// The place of a line.
    pub(super) fn of(begin: u64, line: &[u8]) -> Self {
        Self { begin, length: line.len(), sha256: Sha256::digest(line).into() }
    }
}

/// All records of a journal, in an order of their own.
#[derive(Clone, Debug)]
pub(super) enum Records {
    /// In memory.
    Held(Vec<ScenarioRecord>),
    /// Where they were written.
    Filed(Filed),
}

/// Records in a file.
#[derive(Clone)]
pub(super) struct Filed {
    source: Arc<Mutex<dyn Source>>,
    places: Vec<Place>,
}

impl Filed {
    /// The records that stand at these places.
    pub(super) fn new(source: impl Source + 'static, places: Vec<Place>) -> Self {
        Self { source: Arc::new(Mutex::new(source)), places }
    }

    fn read(&self, place: Place) -> Result<ScenarioRecord, JournalError> {
        let gone = |why: String| JournalError::File(format!("it changed while it was read: {why}"));
        let mut line = vec![0; place.length];
        {
            let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
            let read = source.seek(SeekFrom::Start(place.begin)).and_then(|_| source.read_exact(&mut line));
            read.map_err(|error| gone(error.to_string()))?;
        }
        if Place::of(place.begin, &line) != place {
            return Err(gone("a record has other bytes".to_owned()));
        }
        match serde_json::from_slice(&line) {
            Ok(Record::Scenario(record)) => Ok(*record),
            Ok(_) => Err(gone("another line stands where a record stood".to_owned())),
            Err(error) => Err(gone(error.to_string())),
        }
    }
}

impl Records {
    /// The record of that number.
    pub(super) fn get(&self, number: usize) -> Result<Cow<'_, ScenarioRecord>, JournalError> {
        match self {
            Self::Held(records) => Ok(Cow::Borrowed(&records[number])),
            Self::Filed(filed) => filed.read(filed.places[number]).map(Cow::Owned),
        }
    }

    /// The same records in another order: first that which has the first of these numbers.
    pub(super) fn in_order(self, order: &[usize]) -> Self {
        match self {
            Self::Held(records) => {
                let mut records: Vec<Option<ScenarioRecord>> = records.into_iter().map(Some).collect();
                Self::Held(order.iter().filter_map(|number| records[*number].take()).collect())
            }
            Self::Filed(Filed { source, places }) => {
                let places = order.iter().map(|number| places[*number]).collect();
                Self::Filed(Filed { source, places })
            }
        }
    }
}

impl fmt::Debug for Filed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filed").field("places", &self.places.len()).finish_non_exhaustive()
    }
}
