//! Sources: files, plain or packed, and standard input, read in blocks.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use super::clock::LocalClock;
use super::limits::{BLOCK_BYTES, LONGEST_LINE_BYTES, PEEK_BYTES};
use super::records::{Batch, Recogniser};
use super::report::FileReport;

/// What is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A file.
    File(PathBuf),
    /// Standard input.
    Stdin,
}

impl Input {
    /// Its name, for reports.
    pub fn name(&self) -> String {
        match self {
            Self::File(path) => path.display().to_string(),
            Self::Stdin => "standard input".to_owned(),
        }
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        let raw: Box<dyn Read + Send> = match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Stdin => Box::new(io::stdin()),
        };
        let mut raw = BufReader::with_capacity(BLOCK_BYTES / 8, raw);
        // Packed or not is told by the first bytes, not by the name.
        let packed = io::BufRead::fill_buf(&mut raw)?.starts_with(&[0x1f, 0x8b]);
        Ok(if packed { Box::new(MultiGzDecoder::new(raw)) } else { Box::new(raw) })
    }

    /// The first time that it tells, UTC, ms; none where it does not begin with one, or cannot be read twice.
    pub fn first_ms(&self, clock: LocalClock) -> io::Result<Option<i64>> {
        let Self::File(path) = self else { return Ok(None) };
        if !is_regular(path)? {
            return Ok(None);
        }
        let mut begin = Vec::new();
        // What cannot be unpacked is told when it is read.
        let _ = self.open()?.take(PEEK_BYTES as u64).read_to_end(&mut begin);
        let (batch, _) = Recogniser::new(clock).run(begin, false);
        Ok(batch.items.iter().map(|item| item.at_ms).find(|at_ms| *at_ms != 0))
    }
}

fn is_regular(path: &Path) -> io::Result<bool> {
    let about = path.metadata()?;
    if about.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
    }
    Ok(about.is_file())
}

/// A source under way.
pub struct Source {
    reader: Box<dyn Read + Send>,
    recogniser: Recogniser,
    carry: Vec<u8>,
    /// What was read.
    pub report: FileReport,
    skipping: bool,
    /// Nothing comes after the block that was given last.
    pub ended: bool,
}

impl Source {
    /// Opens an input.
    pub fn open(input: &Input, clock: LocalClock) -> io::Result<Self> {
        Ok(Self {
            reader: input.open()?,
            recogniser: Recogniser::new(clock),
            carry: Vec::new(),
            report: FileReport { name: input.name(), ..FileReport::default() },
            skipping: false,
            ended: false,
        })
    }

    /// Reads and recognises the next block; none at the end.
    pub fn next(&mut self) -> io::Result<Option<Batch>> {
        let mut damage = Vec::new();
        while !self.ended {
            let mut text = std::mem::take(&mut self.carry);
            let begin = text.len();
            text.reserve_exact(BLOCK_BYTES + BLOCK_BYTES / 8);
            (&mut self.reader).take(BLOCK_BYTES as u64).read_to_end(&mut text)?;
            let read = text.len() - begin;
            self.report.bytes += read as u64;
            self.ended = read < BLOCK_BYTES;
            if self.skipping {
                let Some(end) = memchr::memchr(b'\n', &text) else { continue };
                text.drain(..=end);
                self.skipping = false;
            }
            // What has no end after so much is no record, and is not kept.
            if !self.ended
                && text.len() > LONGEST_LINE_BYTES
                && memchr::memrchr(b'\n', &text[text.len() - LONGEST_LINE_BYTES..]).is_none()
            {
                let end = memchr::memrchr(b'\n', &text).map_or(0, |at| at + 1);
                text.truncate(end);
                self.skipping = true;
            }
            let ends = self.ended || self.skipping;
            let (mut batch, carry) = self.recogniser.run(text, ends);
            self.carry = carry;
            if self.skipping {
                batch.damage.push(self.recogniser.skip_line());
            }
            damage.append(&mut batch.damage);
            batch.damage = std::mem::take(&mut damage);
            self.report.lines = self.recogniser.line() - 1;
            return Ok(Some(batch));
        }
        Ok(None)
    }
}
