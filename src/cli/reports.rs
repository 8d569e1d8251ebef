//! Reports that go into files: which kind into which, looked at before a run begins, written when it is over.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use super::{printed, told};
use crate::journal::whole::Journal;
use crate::report::kind::{HEAD_BYTES, Kind, is_like, write};
use crate::verdict::exit::Exit;

/// A report of a kind, and where it goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReportFile {
    /// Which kind.
    pub kind: Kind,
    /// Where it goes.
    pub to: Destination,
}

/// Where a report goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// The standard output, written `-`.
    Stdout,
    /// A file, which is written over.
    File(PathBuf),
}

impl FromStr for ReportFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let kinds = Kind::names().join(", ");
        let Some((kind, file)) = text.split_once('=') else {
            return Err(format!("write the kind and the file, such as `junit=results.xml`; kinds are {kinds}"));
        };
        let kind = Kind::from_name(kind).ok_or_else(|| {
            let alike = |name: &&&str| strsim::damerau_levenshtein(name, kind) <= 2;
            let names = Kind::names();
            let meant = names.iter().find(alike).map_or(String::new(), |name| format!("; was `{name}` meant?"));
            format!("no report is of the kind `{kind}`, kinds are {kinds}{meant}")
        })?;
        let to = match file {
            "" => return Err(format!("no file is told; write `{kind}=FILE`")),
            "-" => Destination::Stdout,
            file => Destination::File(PathBuf::from(file)),
        };
        Ok(Self { kind, to })
    }
}

impl fmt::Display for Destination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Stdout => f.write_str("the standard output"),
            Self::File(path) => write!(f, "`{}`", path.display()),
        }
    }
}

/// Who has the standard output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stdout {
    /// The console report; no other can go there.
    Taken,
    /// Nobody yet.
    Free,
}

/// Reports that can be written.
#[derive(Debug)]
pub(super) struct Reports(Vec<ReportFile>);

impl Reports {
    /// Looks whether each can be written, and takes away what an earlier run has left there: were this one to come to nothing, that would be
    /// taken for its report.
    ///
    /// # Errors
    ///
    /// Where two would go to one place, or one over the journal or over what is no report; or where one cannot be written.
    pub(super) fn prepare(files: Vec<ReportFile>, journal: Option<&Path>, stdout: Stdout) -> Result<Self, String> {
        let mut places: Vec<Option<PathBuf>> = Vec::new();
        for ReportFile { kind, to } in &files {
            let place = match to {
                Destination::Stdout if stdout == Stdout::Taken => {
                    return Err(format!(
                        "the report `{kind}` cannot go to the standard output, where the run is told; name a file, or make it of a journal with `ccbspec report`"
                    ));
                }
                Destination::Stdout => None,
                Destination::File(path) => Some(resolved(path)),
            };
            if places.contains(&place) {
                return Err(format!("two reports would go to {to}; name another file for `{kind}`"));
            }
            if place.is_some() && place == journal.map(resolved) {
                return Err(format!("the report `{kind}` and the journal would both go to {to}; name another file"));
            }
            places.push(place);
        }
        let prepared = || {
            for file in &files {
                if let Destination::File(path) = &file.to {
                    replaceable(path, file.kind.name())
                        .and_then(|()| cleared(path))
                        .map_err(|error| not_written(file, &error))?;
                }
            }
            Ok(())
        };
        prepared().map(|()| Self(files))
    }

    /// Makes and writes each. Tells the exit code: that of what was told before, or, where one could not be written, a fault.
    pub(super) fn write(&self, journal: &Journal, exit: Exit) -> Exit {
        let mut worst = exit;
        for file in &self.0 {
            worst = match written(file, journal) {
                Ok(()) => worst,
                Err(error) if file.to == Destination::Stdout => printed(Err(error), worst, "the report"),
                Err(error) => told(Exit::Harness, &not_written(file, &error)),
            };
        }
        worst
    }
}

fn not_written(file: &ReportFile, error: &io::Error) -> String {
    format!("cannot write the report `{}` to {}: {error}", file.kind, file.to)
}

/// The same path for the same file, as far as it is there.
fn resolved(path: &Path) -> PathBuf {
    let whole = || path.canonicalize();
    let in_directory = || {
        let directory = path.parent().filter(|directory| !directory.as_os_str().is_empty());
        let directory = directory.unwrap_or(Path::new(".")).canonicalize();
        Ok::<_, io::Error>(directory?.join(path.file_name().unwrap_or_default()))
    };
    whole().or_else(|_| in_directory()).unwrap_or_else(|_| path.to_owned())
}

/// Looks whether a file may be written over. What is no report may be what this very run reads, such as its profile or the servlet's database.
///
/// # Errors
///
/// Where something else stands there, or it cannot be read.
pub(super) fn replaceable(path: &Path, kind: &str) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) if !found.is_file() || found.len() == 0 => return Ok(()),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    }
    let mut head = Vec::new();
    File::open(path)?.take(HEAD_BYTES as u64).read_to_end(&mut head)?;
    if is_like(kind, &head) {
        return Ok(());
    }
    let why =
        format!("what is there is no such report, and would be lost; remove it, or name another file for `{kind}`");
    Err(io::Error::new(io::ErrorKind::AlreadyExists, why))
}

/// Leaves no file there, and proves that one can be made. What is no ordinary file, such as a pipe, is left alone.
fn cleared(path: &Path) -> io::Result<()> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory")),
        Ok(found) if !found.is_file() => return Ok(()),
        Ok(_) => fs::remove_file(path)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    OpenOptions::new().write(true).create_new(true).open(path)?;
    fs::remove_file(path)
}

/// Writes a report to where it goes; half a file is none.
fn written(file: &ReportFile, journal: &Journal) -> io::Result<()> {
    match &file.to {
        Destination::Stdout => {
            // As it is: no byte is taken out because nobody looks on.
            let mut out = BufWriter::new(io::stdout().lock());
            write(&mut out, file.kind, journal)?;
            out.flush()
        }
        Destination::File(path) => {
            let mut out = BufWriter::new(File::create(path)?);
            let written = write(&mut out, file.kind, journal).and_then(|()| out.flush());
            if written.is_err() && fs::metadata(path).is_ok_and(|found| found.is_file()) {
                // Why it was not written is told; that half of it stays, if it does, is seen.
                let _ = fs::remove_file(path);
            }
            written
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_named_by_its_kind_and_its_file() {
        let told: ReportFile = "junit=out/a=b.xml".parse().expect("it is in order");
        assert_eq!(told, ReportFile { kind: Kind::Junit, to: Destination::File("out/a=b.xml".into()) });
        assert_eq!("tap=-".parse::<ReportFile>().map(|told| told.to), Ok(Destination::Stdout));
        for (text, message) in [
            ("junit", "kinds are junit, json, tap, markdown, badge, html"),
            ("junti=a", "was `junit` meant?"),
            ("JUNIT=a", "no report is of the kind `JUNIT`"),
            ("=a", "no report is of the kind ``"),
            ("tap=", "no file is told"),
        ] {
            let told = text.parse::<ReportFile>().expect_err(text);
            assert!(told.contains(message), "{told}");
        }
    }
}
