//! The journal of a run: read back it is the run, and what was cut off or changed is no journal.

mod kit;

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use ccbspec::journal::judging::judged;
use ccbspec::journal::reader::{JournalError, parse, read, read_from};
use ccbspec::journal::whole::Journal;
use ccbspec::verdict::outcome::Verdict;
use kit::{records, told};
use std::sync::Arc;
use tempfile::TempDir;

/// Runs the suite with these arguments and a journal.
fn journal(directory: &TempDir, arguments: &[&str]) -> PathBuf {
    let path = directory.path().join("run.jsonl");
    let path_told = path.to_str().expect("a path in UTF-8");
    let _ = told([&["run", "--journal", path_told], arguments].concat());
    path
}

fn directory() -> TempDir {
    TempDir::new().expect("a directory")
}

/// A small run with a failure, a pass and a breach.
const SMALL: [&str; 5] = ["enter-one-row", "register-keeps-place", "diag-page", "--mutant", "register-created"];

fn small() -> Vec<u8> {
    let directory = directory();
    std::fs::read(journal(&directory, &SMALL)).expect("the run wrote it")
}

fn whole(path: &Path) -> Journal {
    read(path).expect("it is whole")
}

#[test]
fn every_scenario_of_a_run_is_judged_the_same_from_its_journal() {
    let directory = directory();
    let journal = whole(&journal(&directory, &["--mutant", "register-created"]));
    let records = records(&journal);
    assert!(records.len() > 200);
    for record in &records {
        let performance = record.performance.as_ref().expect("all were played");
        let golden = record.expected.clone().map(Arc::from);
        let again = judged(&record.steps, performance, golden.as_ref());
        if record.verdict != Verdict::Pass {
            assert_eq!(again.reason, record.reason, "{}", record.scenario.id);
        }
        assert_eq!(again.passed_steps, record.passed_steps, "{}", record.scenario.id);
    }
    let failed = journal.outcome().count(Verdict::Fail);
    assert!(failed > 50 && journal.footer.verdicts.get(&Verdict::Fail) == Some(&failed));
}

#[test]
fn what_is_cut_off_after_any_line_is_unfinished() {
    let bytes = small();
    assert!(parse(&bytes).is_ok());
    let ends: Vec<usize> = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1).collect();
    assert_eq!(ends.len(), 3 + 3, "a header, three scenarios, a footer and a seal");
    for end in &ends[..ends.len() - 1] {
        let told = parse(&bytes[..*end]).expect_err("it has no seal");
        assert!(matches!(told, JournalError::Unfinished { .. }), "{told}");
    }
    for end in (1..bytes.len()).step_by(101) {
        parse(&bytes[..end]).expect_err("it was cut off");
    }
    assert_eq!(parse(b"").expect_err("it is nothing"), JournalError::Empty);
}

#[test]
fn one_byte_changed_anywhere_is_found() {
    let bytes = small();
    let seal = bytes.len() - 120;
    for at in (0..seal).step_by(97).chain(seal..bytes.len()) {
        for other in [bytes[at] ^ 1, b' '] {
            let mut changed = bytes.clone();
            changed[at] = other;
            assert!(changed == bytes || parse(&changed).is_err(), "byte {at} of {}", bytes.len());
        }
    }
    parse(&[bytes.as_slice(), b"\n"].concat()).expect_err("something comes after the seal");
}

/// A journal that somebody changes as soon as its seal was looked at.
struct Turncoat {
    now: Cursor<Vec<u8>>,
    then: Vec<u8>,
}

impl Read for Turncoat {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.now.read(out)
    }
}

impl Seek for Turncoat {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.now.get_mut().clone_from(&self.then);
        self.now.seek(to)
    }
}

#[test]
fn what_changes_after_its_seal_was_looked_at_is_found() {
    let bytes = small();
    let read = |then: Vec<u8>| read_from(Turncoat { now: Cursor::new(bytes.clone()), then }).map(|_| ());
    assert_eq!(read(bytes.clone()), Ok(()));
    let told = String::from_utf8(bytes.clone()).expect("UTF-8");
    let other = told.replacen("\"elapsed_us\":", "\"elapsed_us\": ", 1).into_bytes();
    assert!(matches!(read(other), Err(JournalError::Changed { .. })));
}

#[test]
fn what_changes_while_it_is_read_is_told() {
    let directory = directory();
    let path = journal(&directory, &SMALL);
    let bytes = std::fs::read(&path).expect("the run wrote it");
    let read = whole(&path);
    assert!(read.scenario(1).is_ok());
    let header = bytes.split_inclusive(|byte| *byte == b'\n').next().expect("a line").len();
    // Cut off, and a thousand years later, which takes no more bytes.
    let cut_off = bytes[..header].to_vec();
    let otherwise = String::from_utf8(bytes).expect("UTF-8").replace("\"began\":\"2", "\"began\":\"3").into_bytes();
    for changed in [cut_off, otherwise] {
        std::fs::write(&path, changed).expect("it is there");
        let told = read.scenario(1).expect_err("it is not there any more").to_string();
        assert!(told.contains("it changed while it was read"), "{told}");
    }
}

#[test]
fn a_journal_that_is_there_is_not_written_over() {
    let directory = directory();
    let path = journal(&directory, &["enter-one-row"]);
    let before = std::fs::read(&path).expect("it is there");
    let path_told = path.to_str().expect("a path in UTF-8");
    kit::told(["run", "enter-one-row", "--journal", path_told]).must(2, &["it is there already"]);
    assert_eq!(std::fs::read(&path).expect("it is still there"), before);
}

#[test]
fn the_same_seed_makes_the_same_values() {
    let requests = |seed: &str| {
        let directory = directory();
        let journal = whole(&journal(&directory, &["published-callback", "--seed", seed]));
        let performance = records(&journal).remove(0).performance.expect("it was played");
        performance.checkpoints.into_iter().map(|checkpoint| checkpoint.bindings).collect::<Vec<_>>()
    };
    assert_eq!(requests("7"), requests("7"));
    assert_ne!(requests("7"), requests("8"));
}
