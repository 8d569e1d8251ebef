//! Merging: many files are read side by side, by workers that recognise their records, and their records come out by time.

use std::io;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::Scope;

use super::clock::LocalClock;
use super::limits::{MOST_OPEN_FILES, TAIL_MS};
use super::parting::Parting;
use super::records::Batch;
use super::report::FileReport;
use super::source::{Input, Source};

/// A block that a worker has recognised, with the source it is of; none at its end.
type Read = (Box<Source>, io::Result<Option<Batch>>);

/// Workers that read and recognise.
pub struct Workers {
    asks: Sender<(Box<Source>, Sender<Read>)>,
}

impl Workers {
    /// Starts so many.
    pub fn start<'scope>(scope: &'scope Scope<'scope, '_>, count: usize) -> Self {
        let (asks, asked) = channel::<(Box<Source>, Sender<Read>)>();
        let asked = Arc::new(Mutex::new(asked));
        for _ in 0..count {
            let asked = Arc::clone(&asked);
            scope.spawn(move || {
                loop {
                    let next = asked.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((mut source, tell)) = next else { return };
                    let read = source.next();
                    // Who does not wait any more needs no block.
                    let _ = tell.send((source, read));
                }
            });
        }
        Self { asks }
    }

    fn ask(&self, source: Box<Source>) -> Receiver<Read> {
        let (tell, told) = channel();
        // Without workers nothing is told, which shows as an end.
        let _ = self.asks.send((source, tell));
        told
    }
}

/// A file that is under way: its present block, and the next one being read.
struct Stream {
    file: u32,
    batch: Batch,
    /// By what time each record comes out.
    due_ms: Vec<i64>,
    /// The latest of these so far.
    latest_ms: i64,
    /// The present block is the last one.
    ends: bool,
    at: usize,
    /// How many were opened before it, which decides between records of the same time.
    order: u64,
    coming: Option<Receiver<Read>>,
    /// The time of its next record, ms.
    head_ms: i64,
}

impl Stream {
    /// Whether it ends, and by when.
    fn is_over_by(&self, until_ms: i64) -> bool {
        self.ends && self.head_ms.max(self.latest_ms) <= until_ms
    }
}

/// A file that could not be read to its end.
#[derive(Debug)]
pub struct Unreadable {
    /// Its name.
    pub name: String,
    /// Why.
    pub error: io::Error,
}

/// Inputs that wait, the earliest last, each with the first time that it tells and its number.
pub type Waiting = Vec<(i64, u32, Input)>;

/// Reads inputs side by side.
pub struct Merge<'a> {
    workers: &'a Workers,
    clock: LocalClock,
    waiting: Waiting,
    streams: Vec<Stream>,
    opened: u64,
    /// How long before its first time a file is opened, ms.
    ahead_ms: i64,
    /// Looks for logs that follow one another in one file, where that is wanted.
    parting: Option<Parting>,
    /// Some do, and nothing more is read: those that were heard already are out of time.
    pub parted: bool,
    /// What was read of each file that has ended.
    pub reports: Vec<(u32, FileReport)>,
    /// Files that could not be read to their ends.
    pub unreadable: Vec<Unreadable>,
}

/// What is done with each batch as it begins, and with each record.
pub trait Listener {
    /// A block of a file begins.
    fn begin(&mut self, batch: &Batch, file: u32);
    /// The record at a place of a block.
    fn hear(&mut self, batch: &mut Batch, index: usize, file: u32);
}

impl<'a> Merge<'a> {
    /// Nothing is opened yet.
    pub const fn new(
        workers: &'a Workers,
        clock: LocalClock,
        waiting: Waiting,
        ahead_ms: i64,
        parting: Option<Parting>,
    ) -> Self {
        Self {
            workers,
            clock,
            waiting,
            streams: Vec::new(),
            opened: 0,
            ahead_ms,
            parting,
            parted: false,
            reports: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    /// Reads everything, unless logs are found to follow one another in one file.
    pub fn run(&mut self, listener: &mut impl Listener) {
        loop {
            self.open_due(listener);
            if self.parted {
                return;
            }
            let Some(index) = self.earliest() else {
                if self.waiting.is_empty() {
                    return;
                }
                continue;
            };
            // As long as no other file has something earlier.
            let others = self.streams.iter().enumerate().filter(|(other, _)| *other != index);
            let until_ms = others.map(|(_, stream)| stream.head_ms).min().unwrap_or(i64::MAX);
            let next_file_ms = match self.waiting.last() {
                Some((first_ms, ..)) if self.streams.len() < MOST_OPEN_FILES => first_ms.saturating_sub(self.ahead_ms),
                _ => i64::MAX,
            };
            let tail_ms = until_ms.saturating_add(TAIL_MS);
            let ending = self.streams[index].is_over_by(tail_ms);
            let (until_ms, next_file_ms) = if ending { (tail_ms, i64::MAX) } else { (until_ms, next_file_ms) };
            let stream = &mut self.streams[index];
            while stream.at < stream.batch.items.len() && stream.head_ms <= until_ms && stream.head_ms < next_file_ms {
                listener.hear(&mut stream.batch, stream.at, stream.file);
                stream.at += 1;
                stream.head_ms = stream.due_ms.get(stream.at).copied().unwrap_or(stream.head_ms);
            }
            if stream.at >= stream.batch.items.len() {
                self.refill(index, listener);
            }
        }
    }

    /// The stream that goes on: that with the earliest record, or one that is about to end, and not much later.
    fn earliest(&self) -> Option<usize> {
        let key = |stream: &Stream| (stream.head_ms, stream.order);
        let first = (0..self.streams.len()).min_by_key(|index| key(&self.streams[*index]))?;
        let until_ms = self.streams[first].head_ms.saturating_add(TAIL_MS);
        let ending = (0..self.streams.len()).filter(|index| self.streams[*index].is_over_by(until_ms));
        Some(ending.min_by_key(|index| key(&self.streams[*index])).unwrap_or(first))
    }

    /// Opens the files whose time has come; where none is open, the next one.
    fn open_due(&mut self, listener: &mut impl Listener) {
        while let Some((first_ms, ..)) = self.waiting.last() {
            let now_ms = self.streams.iter().map(|stream| stream.head_ms).min();
            let due = now_ms.is_none_or(|now_ms| first_ms.saturating_sub(self.ahead_ms) <= now_ms);
            if !due || self.streams.len() >= MOST_OPEN_FILES {
                return;
            }
            let Some((_, file, input)) = self.waiting.pop() else { return };
            match Source::open(&input, self.clock.clone(), self.parting.clone()) {
                Ok(source) => {
                    let coming = Some(self.workers.ask(Box::new(source)));
                    self.streams.push(Stream {
                        file,
                        batch: Batch::default(),
                        due_ms: Vec::new(),
                        latest_ms: i64::MIN,
                        ends: false,
                        at: 0,
                        order: self.opened,
                        coming,
                        head_ms: i64::MIN,
                    });
                    self.opened += 1;
                    let last = self.streams.len() - 1;
                    self.refill(last, listener);
                }
                Err(error) => self.unreadable.push(Unreadable { name: input.name().to_string(), error }),
            }
        }
    }

    /// Takes a stream's next block that has records, and has the one after it read; at its end the stream is dropped.
    fn refill(&mut self, index: usize, listener: &mut impl Listener) {
        loop {
            let stream = &mut self.streams[index];
            let Some((mut source, read)) = stream.coming.take().and_then(|coming| coming.recv().ok()) else {
                self.streams.swap_remove(index);
                return;
            };
            let batch = match read {
                Ok(Some(batch)) => batch,
                ended => {
                    let file = stream.file;
                    self.streams.swap_remove(index);
                    let report = std::mem::take(&mut source.report);
                    if let Err(error) = ended {
                        self.unreadable.push(Unreadable { name: report.name.clone(), error });
                    }
                    self.reports.push((file, report));
                    return;
                }
            };
            source.report.count(&batch);
            self.parted |= !source.begins.is_empty();
            let ends = source.ended;
            stream.coming = Some(self.workers.ask(source));
            listener.begin(&batch, stream.file);
            stream.due_ms = due_ms(&batch, &mut stream.latest_ms, self.ahead_ms);
            stream.ends = ends;
            if let Some(first) = stream.due_ms.first() {
                (stream.head_ms, stream.at) = (*first, 0);
                stream.batch = batch;
                return;
            }
        }
    }
}

/// By what time each record of a block comes out, where `latest_ms` is that of the block before: its own, or that of the latest one before it, since
/// records come out in the order of their file, and a line is written when the one before it has been. The file waits for a line that is early;
/// were it to hurry, it would overtake the file that it follows. One that is earlier by more than `window_ms`, or later by as much than the one
/// after it, has lost its way, and holds up nothing.
fn due_ms(batch: &Batch, latest_ms: &mut i64, window_ms: i64) -> Vec<i64> {
    let mut due_ms = Vec::with_capacity(batch.items.len());
    let mut items = batch.items.iter().map(|item| item.at_ms).peekable();
    while let Some(at_ms) = items.next() {
        let strays = items.peek().is_some_and(|next_ms| at_ms.saturating_sub(*next_ms) > window_ms);
        if !strays && (at_ms > *latest_ms || latest_ms.saturating_sub(at_ms) > window_ms) {
            *latest_ms = at_ms;
        }
        due_ms.push(*latest_ms);
    }
    due_ms
}
