//! The file of known failures, read.

use std::path::Path;

use super::error::{Mistake, RunError};
use crate::verdict::entry_text;
use crate::verdict::known_failure::Entry;

/// Reads the known failures in a YAML file.
///
/// # Errors
///
/// Where the file cannot be read, or is no list of known failures.
pub fn read(path: &Path) -> Result<Vec<Entry>, RunError> {
    let text = std::fs::read_to_string(path).map_err(|error| RunError::File {
        action: "read",
        path: path.to_owned(),
        reason: error.to_string(),
    })?;
    entry_text::parse(&text).map_err(|mistake| {
        let (file, line) = (path.display().to_string(), mistake.line);
        RunError::Mistakes(vec![Mistake { file, line, message: mistake.message }])
    })
}
