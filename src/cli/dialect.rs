//! `ccbspec dialect`, and what `--dialect` names.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use super::args::DialectArgs;
use super::told;
use crate::ccb::dialect::{Dialect, shipped};
use crate::verdict::exit::Exit;

pub(super) fn run(args: &DialectArgs) -> Exit {
    let text = match &args.name {
        None => list(),
        Some(name) => match shipped::named(name) {
            Some(shipped) => shipped.yaml.to_owned(),
            None => return told(Exit::Usage, &format!("no dialect `{name}` is shipped; there are: {}", names())),
        },
    };
    match anstream::stdout().lock().write_all(text.as_bytes()) {
        Ok(()) => Exit::Conformant,
        Err(error) => told(Exit::Harness, &format!("cannot print the dialect: {error}")),
    }
}

fn list() -> String {
    let widest = shipped::ALL.iter().map(|shipped| shipped.name.len()).max().unwrap_or_default();
    shipped::ALL.iter().fold(String::new(), |mut list, shipped| {
        let _ = writeln!(list, "{:widest$}  {}", shipped.name, shipped.about);
        list
    })
}

fn names() -> String {
    let names: Vec<&str> = shipped::ALL.iter().map(|shipped| shipped.name).collect();
    names.join(", ")
}

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
