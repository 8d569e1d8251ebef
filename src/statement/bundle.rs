//! The bundle: the directory of a statement, and what lies in it.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::model::{Statement, statement};
use super::page::page;
use crate::journal::digest::sha256;
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
}

/// The statement as `statement.json` holds it.
pub fn json(statement: &Statement) -> String {
    // A statement is JSON, which can always be written.
    serde_json::to_string_pretty(statement).unwrap_or_default() + "\n"
}

/// The manifest of these files.
pub fn manifest<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> String {
    let mut text = String::new();
    for (name, bytes) in files {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{}  {name}", sha256(bytes));
    }
    text
}

/// Writes the statement of a journal, whose bytes are `bytes`, into an empty or new directory.
///
/// # Errors
///
/// Where there is something in it, or a file cannot be written.
pub fn write(directory: &Path, journal: &Journal, bytes: &[u8]) -> Result<Statement, BundleError> {
    let failed = |path: PathBuf| move |reason| BundleError::File { path, reason };
    fs::create_dir_all(directory).map_err(failed(directory.to_owned()))?;
    let mut entries = fs::read_dir(directory).map_err(failed(directory.to_owned()))?;
    if entries.next().is_some() {
        return Err(BundleError::NotEmpty(directory.to_owned()));
    }
    let statement = statement(journal);
    let (json, page) = (json(&statement), page(&statement));
    let files: [(&str, &[u8]); 3] = [(JOURNAL, bytes), (PAGE, page.as_bytes()), (STATEMENT, json.as_bytes())];
    for (name, bytes) in files {
        let path = directory.join(name);
        fs::write(&path, bytes).map_err(failed(path))?;
    }
    // The manifest comes last: a bundle without it is none.
    let path = directory.join(MANIFEST);
    fs::write(&path, manifest(files)).map_err(failed(path))?;
    Ok(statement)
}
