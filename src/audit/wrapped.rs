//! Wrapped records: how their parts are joined, and in which line each part stands.

use super::bytes::text as owned;
use super::limits::MOST_SHOWN_CHARACTERS;
use super::records::Form;

/// The lines of a record; but for wrapped ones and rows they are one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lines {
    /// Where it begins.
    pub first: u64,
    /// Where its value stands.
    pub value: u64,
    /// Where it names its call.
    pub guid: u64,
}

impl Lines {
    /// A record of one line.
    pub const fn one(line: u64) -> Self {
        Self { first: line, value: line, guid: line }
    }
}

/// A record that was put together.
pub struct Joined {
    /// Its text.
    pub text: Vec<u8>,
    /// Where in it each line begins.
    begins: Vec<(usize, u64)>,
}

impl Joined {
    /// Begins with a line.
    pub fn new(text: &[u8], line: u64) -> Self {
        Self { text: text.to_vec(), begins: vec![(0, line)] }
    }

    /// Adds a line. Words were parted at a blank, which is put back, or behind a hyphen; a part of `tail` bytes without a blank that fills
    /// its line was parted anywhere.
    pub fn add(&mut self, text: &[u8], line: u64, tail: usize) {
        if !(self.text.ends_with(b"-") || tail >= LONGEST_TOKEN) {
            self.text.push(b' ');
        }
        self.begins.push((self.text.len(), line));
        self.text.extend_from_slice(text);
    }

    /// The line in which a place of the text stands.
    pub fn line_at(&self, at: usize) -> u64 {
        let begins = self.begins.iter().rev().find(|(begin, _)| *begin <= at);
        begins.map_or(0, |(_, line)| *line)
    }

    /// The lines of the record that it is; its places begin at `base`.
    pub fn lines(&self, form: &Form, base: usize) -> Lines {
        let first = self.line_at(0);
        let value = match form {
            Form::Activity(activity) => self.line_at((activity.value.start as usize).saturating_sub(base)),
            _ => self.line_at(self.text.len()),
        };
        // The last name counts: a record may hold several.
        let guid = [b"GUID=".as_slice(), b"guid=", b"Entry:", b"GUID: '", b"callid="]
            .iter()
            .filter_map(|name| memchr::memmem::rfind(&self.text, name).map(|at| at + name.len()))
            .max();
        Lines { first, value, guid: guid.map_or(first, |at| self.line_at(at)) }
    }
}

/// A token that is longer than this fills a line: it is broken within, and not between words.
pub const LONGEST_TOKEN: usize = 80;

/// How long a line is after its last blank, bytes.
pub fn tail(text: &[u8]) -> usize {
    text.len() - memchr::memrchr(b' ', text).map_or(0, |at| at + 1)
}

/// As much of a line as a finding repeats.
pub fn shown(text: &[u8]) -> Box<str> {
    let whole = owned(&text[..text.len().min(4 * MOST_SHOWN_CHARACTERS)]);
    match whole.char_indices().nth(MOST_SHOWN_CHARACTERS) {
        Some((at, _)) => format!("{}...", &whole[..at]).into(),
        None => whole,
    }
}
