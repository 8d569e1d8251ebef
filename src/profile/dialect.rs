//! The dialect that a name or a file stands for.

use std::path::Path;
use std::sync::Arc;

use crate::ccb::dialect::{Dialect, shipped};

/// The dialect of that name, or in that file; what is shipped goes before a file of the same name.
///
/// # Errors
///
/// Where there is neither, or the file has a mistake.
pub fn named(text: &str) -> Result<Arc<Dialect>, String> {
    if let Some(shipped) = shipped::named(text) {
        return Ok(shipped.dialect());
    }
    let yaml = std::fs::read_to_string(Path::new(text))
        .map_err(|error| format!("no dialect `{text}` is shipped ({}), and there is no such file: {error}", names()))?;
    Dialect::parse(&yaml, text).map(Arc::new).map_err(|error| error.to_string())
}

/// The names of those that are shipped.
pub fn names() -> String {
    let names: Vec<&str> = shipped::ALL.iter().map(|shipped| shipped.name).collect();
    names.join(", ")
}
