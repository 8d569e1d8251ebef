//! What is wrong with a dialect file.

use std::fmt;

/// A mistake in a dialect file, with its place where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DialectError {
    /// The file, as a user knows it.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// The column, from 1.
    pub column: Option<usize>,
    /// What is wrong, where, and what is allowed.
    pub message: String,
}

impl fmt::Display for DialectError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
            if let Some(column) = self.column {
                write!(f, ":{column}")?;
            }
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for DialectError {}
