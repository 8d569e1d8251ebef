//! An audit from its files to its report.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use jiff::tz::TimeZone;

use super::clock::LocalClock;
use super::copies;
use super::finding::{Draft, Place};
use super::join::Joiner;
use super::judge::Context;
use super::merge::{Listener, Merge, Waiting, Workers};
use super::parting::Parting;
use super::records::{Batch, Recogniser};
use super::report::{FORMAT, FileReport, Report, Settings};
use super::results::Results;
use super::source::{Input, Peeked};

/// What an audit is told beside its files.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Judged by what, where the logs do not tell it.
    pub settings: Settings,
    /// The zone of the activity logs' local time; none where the sessions' ids tell it.
    pub zone: Option<TimeZone>,
}

/// Why there is no report.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A file cannot be read.
    #[error("cannot read `{name}`: {reason}")]
    Unreadable {
        /// Which.
        name: String,
        /// Why.
        reason: String,
    },
    /// A directory has no files.
    #[error("`{name}` has no files in it; name the logs themselves, or a directory that holds them")]
    Empty {
        /// Which.
        name: String,
    },
}

fn unreadable(name: String, error: &io::Error) -> AuditError {
    AuditError::Unreadable { name, reason: error.to_string() }
}

/// Reads files, directories of files and, for `-`, standard input, and judges what they tell.
///
/// # Errors
///
/// Where one of them cannot be read: what is missing could be what is wrong.
pub fn perform(paths: &[PathBuf], options: &Options) -> Result<Report, AuditError> {
    let inputs = inputs(paths)?;
    let clock = LocalClock::new(options.zone.clone());
    let peeked: Vec<Peeked> = inputs
        .iter()
        .map(|input| input.peek(clock.clone()).map_err(|error| unreadable(input.name().to_string(), &error)))
        .collect::<Result<_, _>>()?;
    let copies = copies::find(&inputs, &peeked);
    let numbered = (0_u32..).zip(&inputs).zip(peeked.iter().zip(&copies));
    let read: Waiting = numbered
        .filter(|(_, (_, copy))| copy.is_none())
        .map(|((file, input), (peeked, _))| (peeked.begins_ms(), file, input.clone()))
        .collect();
    let reading = Reading { names: inputs.iter().map(|input| Arc::clone(input.name())).collect(), clock, options };
    // That logs follow one another in one file is rare, and known when the second one comes: then all is read again, each by its own time.
    let (mut heard, parted) = reading.hear(read.clone(), true)?;
    if parted {
        (heard, _) = reading.hear(reading.parts(&read)?, false)?;
    }
    let (mut results, mut files) = heard;
    for (file, (input, first)) in (0_u32..).zip(inputs.iter().zip(copies)) {
        let Some(first) = first else { continue };
        let about = format!("its content is that of `{}`; it is read once", inputs[first].name());
        results.finding(&Draft::note(Place::new(file, 1), about), None);
        files.insert(file, FileReport { name: input.name().to_string(), is_copy: true, ..FileReport::default() });
    }
    Ok(report(results, files, options.settings))
}

/// What was heard, and what was read of each file, by its number.
type Heard = (Results, BTreeMap<u32, FileReport>);

/// How files are read.
struct Reading<'a> {
    names: Vec<Arc<str>>,
    clock: LocalClock,
    options: &'a Options,
}

impl Reading<'_> {
    fn window_ms(&self) -> i64 {
        window_ms(self.options.settings)
    }

    /// Reads inputs side by side. Where they are `whole` files, one may turn out to be several logs that follow one another: then what was heard is
    /// worth nothing, which is told beside it.
    fn hear(&self, mut waiting: Waiting, whole: bool) -> Result<(Heard, bool), AuditError> {
        waiting.sort_by_key(|(first_ms, file, _)| std::cmp::Reverse((*first_ms, *file)));
        let settings = self.options.settings;
        let mut auditor = Auditor { joiner: Joiner::new(context(settings), self.window_ms(), self.names.clone()) };
        let parting = whole.then(|| Parting::new(self.window_ms()));
        // One thread joins, the others read and recognise.
        let (reports, unread, parted) = thread::scope(|scope| {
            let workers = Workers::start(scope, workers());
            let mut merge = Merge::new(&workers, self.clock.clone(), waiting, self.window_ms(), parting);
            merge.run(&mut auditor);
            (std::mem::take(&mut merge.reports), std::mem::take(&mut merge.unreadable), merge.parted)
        });
        if let Some(failed) = unread.into_iter().next() {
            return Err(unreadable(failed.name, &failed.error));
        }
        let mut files: BTreeMap<u32, FileReport> = BTreeMap::new();
        for (file, report) in reports {
            files.entry(file).or_default().add(report);
        }
        Ok(((auditor.joiner.finish(), files), parted))
    }

    /// Finds the logs in each file.
    fn parts(&self, inputs: &Waiting) -> Result<Waiting, AuditError> {
        let next = AtomicUsize::new(0);
        let found = Mutex::new(Vec::new());
        thread::scope(|scope| {
            for _ in 0..workers() {
                scope.spawn(|| {
                    while let Some((_, file, input)) = inputs.get(next.fetch_add(1, Ordering::Relaxed)) {
                        let parts = self.parts_of(*file, input);
                        let parts = parts.map_err(|error| unreadable(input.name().to_string(), &error));
                        found.lock().unwrap_or_else(PoisonError::into_inner).push(parts);
                    }
                });
            }
        });
        let found: Result<Vec<Waiting>, AuditError> =
            found.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect();
        Ok(found?.concat())
    }

    fn parts_of(&self, file: u32, input: &Input) -> io::Result<Waiting> {
        let parts = input.parts(self.clock.clone(), self.window_ms())?.into_iter();
        parts.map(|part| Ok((part.peek(self.clock.clone())?.begins_ms(), file, part))).collect()
    }
}

fn workers() -> usize {
    thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).clamp(1, 4))
}

/// Judges a text that is in memory already.
pub fn perform_text(name: &str, text: Vec<u8>, options: &Options) -> Report {
    let bytes = text.len() as u64;
    let mut recogniser = Recogniser::new(LocalClock::new(options.zone.clone()));
    let (mut batch, _) = recogniser.run(text, true);
    let mut file = FileReport { name: name.to_owned(), bytes, lines: recogniser.line() - 1, ..FileReport::default() };
    file.count(&batch);
    let mut auditor =
        Auditor { joiner: Joiner::new(context(options.settings), window_ms(options.settings), vec![name.into()]) };
    auditor.begin(&batch, 0);
    (0..batch.items.len()).for_each(|index| auditor.hear(&mut batch, index, 0));
    report(auditor.joiner.finish(), BTreeMap::from([(0, file)]), options.settings)
}

fn context(settings: Settings) -> Context {
    Context {
        keepalive_ms: i64::from(settings.keepalive_s) * 1000,
        skew_ms: settings.skew_ms.into(),
        ..Context::default()
    }
}

fn window_ms(settings: Settings) -> i64 {
    i64::from(settings.window_s) * 1000
}

fn report(mut results: Results, files: BTreeMap<u32, FileReport>, settings: Settings) -> Report {
    for (file, about) in &files {
        if !about.is_copy && about.activity_records + about.reporting_records + about.rows == 0 {
            let what =
                if about.bytes == 0 { "the file is empty" } else { "no line of the file is one of a log or a dump" };
            results.finding(&Draft::note(Place::new(*file, 1), what), None);
        }
    }
    results.conclude();
    let (calls, counts) = results.calls();
    let (findings, violations_by_clause) = results.findings.into_sorted();
    Report {
        format: FORMAT,
        version: env!("CARGO_PKG_VERSION"),
        settings,
        files: files.into_values().collect(),
        incomplete: results.incomplete,
        counts,
        violations_by_clause,
        summary: results.statistics.summary(),
        findings,
        calls,
    }
}

/// Directories stand for the files in them and in what they hold, by name.
fn inputs(paths: &[PathBuf]) -> Result<Vec<Input>, AuditError> {
    let mut named = Vec::new();
    for path in paths {
        if path != Path::new("-") && path.is_dir() {
            let begin = named.len();
            inside(path, &mut BTreeSet::new(), &mut named)?;
            if named.len() == begin {
                return Err(AuditError::Empty { name: path.display().to_string() });
            }
        } else {
            named.push(path.clone());
        }
    }
    // What is named twice, by itself and by its directory, happened once.
    let mut known = BTreeSet::new();
    let stands_for = |path: &PathBuf| path.canonicalize().ok().filter(|_| path != Path::new("-"));
    named.retain(|path| known.insert(stands_for(path).unwrap_or_else(|| path.clone())));
    let opened = |path: PathBuf| {
        let (name, input) = if path == Path::new("-") {
            (Input::STDIN.to_owned(), Input::stdin())
        } else {
            (path.display().to_string(), Input::file(path))
        };
        input.map_err(|error| unreadable(name, &error))
    };
    named.into_iter().map(opened).collect()
}

/// Finds what a directory holds. What is there and cannot be read is no less missing than what was named and cannot be.
fn inside(directory: &Path, seen: &mut BTreeSet<PathBuf>, files: &mut Vec<PathBuf>) -> Result<(), AuditError> {
    let fails = |path: &Path, error: &io::Error| unreadable(path.display().to_string(), error);
    // A link may lead back to where it stands.
    if !seen.insert(directory.canonicalize().map_err(|error| fails(directory, &error))?) {
        return Ok(());
    }
    let entries = directory.read_dir().and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let entries = entries.map_err(|error| fails(directory, &error))?;
    let mut paths: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let about = path.metadata().map_err(|error| fails(&path, &error))?;
        if about.is_dir() {
            inside(&path, seen, files)?;
        } else if about.is_file() {
            files.push(path);
        } else {
            return Err(fails(&path, &io::Error::other("it is neither a file nor a directory")));
        }
    }
    Ok(())
}

struct Auditor {
    joiner: Joiner,
}

impl Listener for Auditor {
    fn begin(&mut self, batch: &Batch, file: u32) {
        for (kind, line, shown) in &batch.damage {
            self.joiner.results.damage(*kind, Place::new(file, *line), shown);
        }
    }

    fn hear(&mut self, batch: &mut Batch, index: usize, file: u32) {
        if let Some(item) = batch.items.get_mut(index) {
            self.joiner.hear(&batch.text, item, file);
        }
    }
}
