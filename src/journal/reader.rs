//! Reading a journal: whole, sealed and in itself in order, or not at all.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use super::digest::sha256;
use super::footer::Footer;
use super::header::{Header, JOURNAL_VERSION};
use super::record::{Record, Seal};
use super::scenario::ScenarioRecord;
use super::whole::{self, Journal};
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

/// Reads a journal file.
///
/// # Errors
///
/// Where it cannot be read, or is not a whole journal as it was written.
pub fn read(path: &Path) -> Result<Journal, JournalError> {
    parse(&std::fs::read(path).map_err(|error| JournalError::File(error.to_string()))?)
}

/// Reads a journal.
///
/// # Errors
///
/// Where it is not a whole journal as it was written.
pub fn parse(bytes: &[u8]) -> Result<Journal, JournalError> {
    if bytes.is_empty() {
        return Err(JournalError::Empty);
    }
    let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
    let (last, before) = lines.split_last().ok_or(JournalError::Empty)?;
    let found = sha256(&bytes[..bytes.len() - last.len()]);
    let Ok(Record::Seal(seal)) = serde_json::from_slice(last) else { return Err(unsealed(before, lines.len())) };
    let sealed_as = |seal: &Seal| serde_json::to_vec(&Record::Seal(seal.clone())).unwrap_or_default();
    if seal.sha256 != found || last.strip_suffix(b"\n") != Some(sealed_as(&seal).as_slice()) {
        return Err(JournalError::Changed { found, sealed: seal.sha256 });
    }
    let journal = Parts::read(before)?.whole(found)?;
    agrees(&journal)?;
    Ok(journal)
}

/// Something without a seal that does not begin as a journal is another file.
fn unsealed(before: &[&[u8]], lines: usize) -> JournalError {
    match before.first() {
        Some(first) if !is_header(first) => JournalError::Malformed {
            line: 1,
            message: "this is no journal: a journal begins with its header".to_owned(),
        },
        _ => JournalError::Unfinished { lines },
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
    scenarios: BTreeMap<String, ScenarioRecord>,
    footer: Footer,
}

impl Parts {
    fn read(lines: &[&[u8]]) -> Result<Self, JournalError> {
        let (mut header, mut footer, mut scenarios) = (None, None, BTreeMap::new());
        for (index, line) in lines.iter().enumerate() {
            let malformed = |message: String| JournalError::Malformed { line: index + 1, message };
            if index == 0
                && let Ok(beginning) = serde_json::from_slice::<Beginning>(line)
                && beginning.header.journal_version != JOURNAL_VERSION
            {
                return Err(JournalError::Version { found: beginning.header.journal_version });
            }
            let record = serde_json::from_slice(line).map_err(|error| malformed(error.to_string()))?;
            match record {
                Record::Header(told) if index == 0 => header = Some(*told),
                Record::Scenario(record) if header.is_some() && footer.is_none() => {
                    let id = record.scenario.id.clone();
                    if scenarios.insert(id.clone(), *record).is_some() {
                        return Err(malformed(format!("a second record of `{id}`")));
                    }
                }
                Record::Footer(told) if header.is_some() && footer.is_none() => footer = Some(*told),
                _ => return Err(malformed("this line does not belong here".to_owned())),
            }
        }
        let missing = |what: &str| JournalError::Contradiction(format!("it has no {what}"));
        let header = header.ok_or_else(|| missing("header"))?;
        Ok(Self { header, scenarios, footer: footer.ok_or_else(|| missing("footer"))? })
    }

    /// Every scenario that was selected has a record, and no other.
    fn whole(mut self, sha256: String) -> Result<Journal, JournalError> {
        let mut scenarios = Vec::with_capacity(self.header.selection.selected.len());
        for id in &self.header.selection.selected {
            let missing = || JournalError::Contradiction(format!("`{id}` was selected and has no record"));
            scenarios.push(self.scenarios.remove(id).ok_or_else(missing)?);
        }
        match self.scenarios.keys().next() {
            Some(id) => Err(JournalError::Contradiction(format!("`{id}` has a record, but was not selected"))),
            None => Ok(Journal { header: self.header, scenarios, footer: self.footer, sha256: Some(sha256) }),
        }
    }
}

/// What a journal says of itself follows from what it holds.
fn agrees(journal: &Journal) -> Result<(), JournalError> {
    for record in &journal.scenarios {
        let follows = record.reason.as_ref().map_or(Verdict::Pass, Reason::verdict);
        if record.verdict != follows {
            let (id, told) = (&record.scenario.id, record.verdict);
            return Err(JournalError::Contradiction(format!("`{id}` is told as {told}, and is {follows}")));
        }
    }
    let run = journal.outcome();
    let exit = run.exit();
    let Footer { verdicts, result, exit_code, .. } = &journal.footer;
    if *verdicts != whole::verdicts_of(&run) || result != exit.word() || *exit_code != exit.code() {
        let told = format!("its footer says `{result}`, its records come to `{}`", exit.word());
        return Err(JournalError::Contradiction(told));
    }
    Ok(())
}
