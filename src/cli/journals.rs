//! Journals as the commands read and write them.

use std::io;
use std::path::Path;

use crate::journal::header::Header;
use crate::journal::keeper::Keeper;
use crate::journal::reader::{self, JournalError};
use crate::journal::whole::Journal;
use crate::run::error::RunError;
use crate::statement::bundle::JOURNAL;

/// Reads a journal.
///
/// # Errors
///
/// Where it is not whole, or not as it was written.
pub(super) fn read(path: &Path) -> Result<Journal, RunError> {
    reader::read(path).map_err(|error: JournalError| RunError::Journal { path: path.to_owned(), error })
}

/// Reads a journal, or that in the directory of a statement.
///
/// # Errors
///
/// As for [`read`].
pub(super) fn read_either(path: &Path) -> Result<Journal, RunError> {
    if path.is_dir() { read(&path.join(JOURNAL)) } else { read(path) }
}

/// Begins a journal in a new file, or in one without a name.
///
/// # Errors
///
/// Where it is there already, or cannot be written.
pub(super) fn keep(path: Option<&Path>, header: Header) -> Result<Keeper, RunError> {
    match path {
        Some(path) => Keeper::create(path, header).map_err(|error| not_written(path, &error)),
        None => Keeper::unnamed(header).map_err(|error| not_written(&std::env::temp_dir(), &error)),
    }
}

/// Why a journal was not written.
fn not_written(path: &Path, error: &io::Error) -> RunError {
    let reason = match error.kind() {
        io::ErrorKind::AlreadyExists => {
            "it is there already, and may be the proof of another run; move it away, or name another file".to_owned()
        }
        _ => error.to_string(),
    };
    RunError::File { action: "write", path: path.to_owned(), reason }
}
