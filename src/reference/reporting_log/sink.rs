//! Where the lines go, and what each of them begins with.

use std::fmt::{self, Write as _};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Where the reporting log goes. Clones write to the same place.
#[derive(Clone, Default)]
pub struct ReportingLog(Option<Arc<Mutex<Sink>>>);

struct Sink {
    writer: Box<dyn Write + Send>,
    lines: u64,
}

impl fmt::Debug for ReportingLog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "ReportingLog(on)" } else { "ReportingLog(off)" })
    }
}

impl ReportingLog {
    /// No log at all: nothing is formatted.
    pub const fn off() -> Self {
        Self(None)
    }

    /// To the standard error stream.
    pub fn stderr() -> Self {
        Self::to(Box::new(io::stderr()))
    }

    /// To the end of a file, which is made where there is none.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn file(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).append(true).open(path)?;
        Ok(Self::to(Box::new(file)))
    }

    fn to(writer: Box<dyn Write + Send>) -> Self {
        Self(Some(Arc::new(Mutex::new(Sink { writer, lines: 0 }))))
    }
}

/// One line, apart from what it begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Severity and name, such as `7-CALL`.
    pub kind: &'static str,
    /// What it tells.
    pub text: String,
}

impl Line {
    /// A line about a call.
    pub fn call(text: impl Into<String>) -> Self {
        Self { kind: "7-CALL", text: text.into() }
    }

    /// A line about the database, which does not do what it should.
    pub fn database(text: impl Into<String>) -> Self {
        Self { kind: "3-DATABASE", text: text.into() }
    }
}

/// A log with what every line of one servlet begins with.
#[derive(Clone, Debug)]
pub struct Teller {
    log: ReportingLog,
    host: String,
    time_zone: TimeZone,
}

impl Teller {
    /// The log of the servlet at `host`, whose times are those of `time_zone`.
    pub const fn new(log: ReportingLog, host: String, time_zone: TimeZone) -> Self {
        Self { log, host, time_zone }
    }

    /// The zone of its times.
    pub const fn time_zone(&self) -> &TimeZone {
        &self.time_zone
    }

    /// Writes lines, if there is a log. One that cannot be written is lost: the servlet goes on without it.
    pub fn tell(&self, now: Timestamp, thread: &str, lines: impl FnOnce() -> Vec<Line>) {
        let Some(sink) = &self.log.0 else { return };
        let time = now.to_zoned(self.time_zone.clone()).strftime("%b %d %Y %H:%M:%S%.3f %z").to_string();
        let mut sink = sink.lock().unwrap_or_else(PoisonError::into_inner);
        let mut text = String::new();
        for line in lines() {
            sink.lines += 1;
            // A control character could begin a line of somebody else's making.
            let told = line.text.replace(char::is_control, " ");
            let (number, host, kind) = (sink.lines, &self.host, line.kind);
            let _ = writeln!(text, "{number}: {host}: {time}: %CCBSPEC_RPT-{kind}: {{Thrd={thread}}} {told}");
        }
        let _ = sink.writer.write_all(text.as_bytes()).and_then(|()| sink.writer.flush());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Broken;

    impl Write for Broken {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::StorageFull.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
    }

    fn teller(log: ReportingLog) -> Teller {
        let chicago = TimeZone::get("America/Chicago").expect("the bundled database has it");
        Teller::new(log, "10.201.198.11".into(), chicago)
    }

    fn now() -> Timestamp {
        "2015-12-14T17:41:18.810Z".parse().expect("a timestamp")
    }

    /// SPEC 18: the form of the published lines; the file is appended to; nobody forges a line.
    #[test]
    fn form_of_a_line() {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("reporting.log");
        for text in ["LeaveQueue CALLGUID=1", "two\nlines"] {
            let log = ReportingLog::file(&path).expect("writable");
            teller(log).tell(now(), "http-processor", || vec![Line::call(text)]);
        }
        let begin = "1: 10.201.198.11: Dec 14 2015 11:41:18.810 -0600: %CCBSPEC_RPT-7-CALL: {Thrd=http-processor}";
        let written = std::fs::read_to_string(&path).expect("it was written");
        assert_eq!(written, format!("{begin} LeaveQueue CALLGUID=1\n{begin} two lines\n"));
    }

    #[test]
    fn a_full_disk_is_survived() {
        teller(ReportingLog::to(Box::new(Broken))).tell(now(), "t", || vec![Line::call("lost")]);
    }

    #[test]
    fn without_a_log_nothing_is_formatted() {
        teller(ReportingLog::off()).tell(now(), "t", || panic!("no line was to be made"));
    }
}
