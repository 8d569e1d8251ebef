//! An audit from its files to its report.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use jiff::tz::TimeZone;

use super::clock::LocalClock;
use super::finding::{Draft, Place};
use super::join::Joiner;
use super::judge::Context;
use super::merge::{Listener, Merge, Waiting, Workers};
use super::records::{Batch, Recogniser};
use super::report::{FORMAT, FileReport, Report, Settings};
use super::results::Results;
use super::source::Input;

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
    let names: Vec<Arc<str>> = inputs.iter().map(|input| input.name().into()).collect();
    let clock = LocalClock::new(options.zone.clone());
    let mut waiting: Waiting = Vec::new();
    for (file, input) in inputs.into_iter().enumerate() {
        let first = input.first_ms(clock.clone()).map_err(|error| unreadable(input.name(), &error))?;
        let file = u32::try_from(file).unwrap_or(u32::MAX);
        waiting.push((first.unwrap_or(i64::MIN), file, input));
    }
    waiting.sort_by_key(|(first_ms, file, _)| std::cmp::Reverse((*first_ms, *file)));
    let settings = options.settings;
    let window_ms = window_ms(settings);
    let mut auditor = Auditor { joiner: Joiner::new(context(settings), window_ms, names) };
    // One thread joins, the others read and recognise.
    let workers = thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).clamp(1, 4));
    let (mut files, failed) = thread::scope(|scope| {
        let workers = Workers::start(scope, workers);
        let mut merge = Merge::new(&workers, clock, waiting, window_ms);
        merge.run(&mut auditor);
        (std::mem::take(&mut merge.reports), std::mem::take(&mut merge.unreadable))
    });
    if let Some(failed) = failed.into_iter().next() {
        return Err(unreadable(failed.name, &failed.error));
    }
    files.sort_by_key(|(file, _)| *file);
    let results = auditor.joiner.finish();
    Ok(report(results, files, settings))
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
    report(auditor.joiner.finish(), vec![(0, file)], options.settings)
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

fn report(mut results: Results, files: Vec<(u32, FileReport)>, settings: Settings) -> Report {
    for (file, about) in &files {
        if about.activity_records + about.reporting_records + about.rows == 0 {
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
        files: files.into_iter().map(|(_, report)| report).collect(),
        counts,
        violations_by_clause,
        summary: results.statistics.summary(),
        findings,
        calls,
    }
}

/// Directories stand for the files in them and in what they hold, by name.
fn inputs(paths: &[PathBuf]) -> Result<Vec<Input>, AuditError> {
    let mut inputs = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            inputs.push(Input::Stdin);
        } else if path.is_dir() {
            let mut files = Vec::new();
            inside(path, &mut BTreeSet::new(), &mut files)?;
            if files.is_empty() {
                return Err(AuditError::Empty { name: path.display().to_string() });
            }
            inputs.extend(files.into_iter().map(Input::File));
        } else {
            inputs.push(Input::File(path.clone()));
        }
    }
    // What is named twice, by itself and by its directory, happened once.
    let mut known = BTreeSet::new();
    inputs.retain(|input| match input {
        Input::File(path) => known.insert(path.canonicalize().unwrap_or_else(|_| path.clone())),
        Input::Stdin => known.insert(PathBuf::from("-")),
    });
    Ok(inputs)
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
