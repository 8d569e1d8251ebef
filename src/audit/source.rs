//! Sources: files, plain or packed, and standard input, read in blocks.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use flate2::bufread::MultiGzDecoder;

use super::clock::LocalClock;
use super::limits::{BLOCK_BYTES, LONGEST_LINE_BYTES, MOST_PARTS, PEEK_BYTES};
use super::parting::Parting;
use super::records::{Batch, Recogniser};
use super::report::FileReport;

/// What is read: a file or standard input, or one of several logs that follow one another in it. It can be opened as often as need be.
#[derive(Clone, Debug)]
pub struct Input {
    name: Arc<str>,
    bytes: Bytes,
    /// Where it begins and ends in that, bytes.
    begin: u64,
    end: u64,
    /// Its first line, from 1.
    line: u64,
}

#[derive(Clone, Debug)]
enum Bytes {
    File(PathBuf),
    /// What comes once is kept in a file without a name, which ends with the audit.
    Kept(Arc<Mutex<File>>),
}

/// What is known of an input before it is read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Peeked {
    /// The first time that it tells, UTC, ms; none where it does not begin with one.
    pub first_ms: Option<i64>,
    /// Stands for what it begins with; none where it is empty, or cannot be unpacked.
    pub digest: Option<u64>,
}

impl Peeked {
    /// When it begins, UTC, ms. What does not tell is read first.
    pub fn begins_ms(&self) -> i64 {
        self.first_ms.unwrap_or(i64::MIN)
    }
}

/// A file that several read, each where it is.
struct Shared {
    file: Arc<Mutex<File>>,
    at: u64,
}

impl Read for Shared {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let read = file.read(into)?;
        self.at += read as u64;
        Ok(read)
    }
}

/// Keeps what comes once. It may have to be read again, and memory does not grow with it.
fn kept(mut from: impl Read) -> io::Result<Bytes> {
    let mut file = tempfile::tempfile()?;
    io::copy(&mut from, &mut file)?;
    Ok(Bytes::Kept(Arc::new(Mutex::new(file))))
}

impl Input {
    fn whole(name: String, bytes: Bytes) -> Self {
        Self { name: name.into(), bytes, begin: 0, end: u64::MAX, line: 1 }
    }

    /// A file that is named. A pipe is read to its end, and kept in a temporary file.
    ///
    /// # Errors
    ///
    /// Where it is none or a directory, or a pipe that cannot be kept.
    pub fn file(path: PathBuf) -> io::Result<Self> {
        let about = path.metadata()?;
        if about.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"));
        }
        let name = path.display().to_string();
        Ok(Self::whole(name, if about.is_file() { Bytes::File(path) } else { kept(File::open(path)?)? }))
    }

    /// Standard input, read to its end and kept in a temporary file.
    ///
    /// # Errors
    ///
    /// Where it cannot be read or kept.
    pub fn stdin() -> io::Result<Self> {
        Ok(Self::whole(Self::STDIN.to_owned(), kept(io::stdin().lock())?))
    }

    /// What reports call standard input.
    pub const STDIN: &str = "standard input";

    /// Its name, for reports.
    pub const fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// How long it is, bytes, where that is told by its directory: not where it is packed.
    pub fn length(&self) -> Option<u64> {
        let Bytes::File(path) = &self.bytes else { return None };
        let (_, packed) = self.open().ok()?;
        if packed { None } else { path.metadata().ok().map(|about| about.len()) }
    }

    /// Opens it, unpacked, and tells whether it was packed.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn open(&self) -> io::Result<(Box<dyn Read + Send>, bool)> {
        let raw: Box<dyn Read + Send> = match &self.bytes {
            Bytes::File(path) => {
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(self.begin))?;
                Box::new(file)
            }
            Bytes::Kept(file) => Box::new(Shared { file: Arc::clone(file), at: self.begin }),
        };
        let mut raw = BufReader::with_capacity(BLOCK_BYTES / 8, raw.take(self.end - self.begin));
        // Packed or not is told by the first bytes, not by the name.
        let packed = io::BufRead::fill_buf(&mut raw)?.starts_with(&[0x1f, 0x8b]);
        Ok((if packed { Box::new(MultiGzDecoder::new(raw)) } else { Box::new(raw) }, packed))
    }

    /// Looks at its beginning.
    ///
    /// # Errors
    ///
    /// Where it cannot be opened. What cannot be unpacked is told when it is read.
    pub fn peek(&self, clock: LocalClock) -> io::Result<Peeked> {
        let mut begin = Vec::new();
        let read = self.open()?.0.take(PEEK_BYTES as u64).read_to_end(&mut begin);
        let digest = (read.is_ok() && !begin.is_empty())
            .then(|| std::hash::BuildHasher::hash_one(&foldhash::fast::FixedState::default(), &begin));
        let (batch, _) = Recogniser::new(clock).run(begin, false);
        Ok(Peeked { first_ms: batch.items.iter().map(|item| item.at_ms).find(|at_ms| *at_ms != 0), digest })
    }

    /// The logs that follow one another in it; itself where it is but one.
    ///
    /// # Errors
    ///
    /// Where it cannot be read, or what is packed cannot be kept unpacked.
    pub fn parts(&self, clock: LocalClock, window_ms: i64) -> io::Result<Vec<Self>> {
        let mut source = Source::open(self, clock, Some(Parting::new(window_ms)))?;
        while source.next()?.is_some() {}
        if source.begins.is_empty() { Ok(vec![self.clone()]) } else { self.split(&source.begins) }
    }

    /// Splits it where lines begin, by their numbers. What is packed can be read from its beginning alone, and is kept unpacked for that.
    fn split(&self, lines: &[u64]) -> io::Result<Vec<Self>> {
        let (mut reader, packed) = self.open()?;
        let mut unpacked = if packed { Some(tempfile::tempfile()?) } else { None };
        let mut begins = vec![(0, 1)];
        let mut wanted = lines.iter().copied().peekable();
        let (mut at, mut line) = (0_u64, 1_u64);
        let mut block = vec![0; BLOCK_BYTES];
        loop {
            let read = reader.read(&mut block)?;
            if read == 0 {
                break;
            }
            for end in memchr::memchr_iter(b'\n', &block[..read]) {
                line += 1;
                if wanted.next_if_eq(&line).is_some() {
                    begins.push((at + end as u64 + 1, line));
                }
            }
            if let Some(file) = &mut unpacked {
                file.write_all(&block[..read])?;
            }
            at += read as u64;
        }
        let bytes = unpacked.map_or_else(|| self.bytes.clone(), |file| Bytes::Kept(Arc::new(Mutex::new(file))));
        let ends = begins.iter().skip(1).map(|(begin, _)| *begin).chain([u64::MAX]);
        let parts = begins.iter().zip(ends).map(|(&(begin, line), end)| Self {
            name: Arc::clone(&self.name),
            bytes: bytes.clone(),
            begin,
            end,
            line,
        });
        Ok(parts.collect())
    }
}

/// A source under way.
pub struct Source {
    reader: Box<dyn Read + Send>,
    recogniser: Recogniser,
    carry: Vec<u8>,
    /// What was read.
    pub report: FileReport,
    first_line: u64,
    /// Looks for logs that follow one another, where that is wanted.
    parting: Option<Parting>,
    /// The lines in which another log begins, as far as found.
    pub begins: Vec<u64>,
    skipping: bool,
    /// Nothing comes after the block that was given last.
    pub ended: bool,
}

impl Source {
    /// Opens an input.
    ///
    /// # Errors
    ///
    /// Where it cannot be read.
    pub fn open(input: &Input, clock: LocalClock, parting: Option<Parting>) -> io::Result<Self> {
        Ok(Self {
            reader: input.open()?.0,
            recogniser: Recogniser::new(clock).from_line(input.line),
            carry: Vec::new(),
            report: FileReport { name: input.name.to_string(), ..FileReport::default() },
            first_line: input.line,
            parting,
            begins: Vec::new(),
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
            self.report.lines = self.recogniser.line() - self.first_line;
            if let Some(parting) = &mut self.parting {
                let found = batch.items.iter().filter_map(|item| parting.take(item));
                self.begins.extend(found);
                self.begins.truncate(MOST_PARTS);
            }
            return Ok(Some(batch));
        }
        Ok(None)
    }
}
