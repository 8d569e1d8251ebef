//! The bundle: the directory of a statement, and what lies in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::model::{Statement, statement};
use super::page::page;
use crate::journal::digest::sha256_of_file;
use crate::journal::reader::JournalError;
use crate::journal::whole::Journal;

/// The journal that everything else follows from.
pub const JOURNAL: &str = "journal.jsonl";

/// The statement for programs.
pub const STATEMENT: &str = "statement.json";

/// The statement for people.
pub const PAGE: &str = "statement.html";

/// The digests of all other files, as `sha256sum --check` reads them.
pub const MANIFEST: &str = "SHA256SUMS";

/// The files that the manifest names, in its order.
pub const FILES: [&str; 3] = [JOURNAL, PAGE, STATEMENT];

/// A bundle that could not be written.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// There is something already.
    #[error("`{}` is not empty; a statement goes into a directory of its own", _0.display())]
    NotEmpty(PathBuf),
    /// A file cannot be written.
    #[error("cannot write `{}`: {reason}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// A file cannot be read.
    #[error("cannot read `{}`: {reason}", path.display())]
    Unread {
        /// Which.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// The journal cannot be read any more.
    #[error("the journal {0}")]
    Journal(JournalError),
}

/// The statement as `statement.json` holds it.
pub fn json(statement: &Statement) -> String {
    // A statement is JSON, which can always be written.
    serde_json::to_string_pretty(statement).unwrap_or_default() + "\n"
}

/// The manifest of the files of a directory, as they are.
///
/// # Errors
///
/// Where one cannot be read.
pub fn manifest(directory: &Path) -> Result<String, BundleError> {
    let line = |name: &str| {
        let path = directory.join(name);
        let sha256 = sha256_of_file(&path).map_err(|reason| BundleError::Unread { path, reason })?;
        Ok(format!("{sha256}  {name}\n"))
    };
    FILES.into_iter().map(line).collect()
}

/// Writes the statement of a journal, which is in the file `source`, into an empty or new directory.
///
/// # Errors
///
/// Where there is something in it, or a file cannot be written, or the journal cannot be read any more.
pub fn write(directory: &Path, journal: &Journal, source: &Path) -> Result<Statement, BundleError> {
    let failed = |path: PathBuf| move |reason| BundleError::File { path, reason };
    fs::create_dir_all(directory).map_err(failed(directory.to_owned()))?;
    let mut entries = fs::read_dir(directory).map_err(failed(directory.to_owned()))?;
    if entries.next().is_some() {
        return Err(BundleError::NotEmpty(directory.to_owned()));
    }
    let statement = statement(journal).map_err(BundleError::Journal)?;
    let path = directory.join(JOURNAL);
    fs::copy(source, &path).map_err(failed(path))?;
    for (name, text) in [(PAGE, page(&statement)), (STATEMENT, json(&statement))] {
        let path = directory.join(name);
        fs::write(&path, text).map_err(failed(path))?;
    }
    // The manifest comes last: a bundle without it is none.
    let path = directory.join(MANIFEST);
    fs::write(&path, manifest(directory)?).map_err(failed(path))?;
    Ok(statement)
}
