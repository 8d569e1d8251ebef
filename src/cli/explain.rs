//! `ccbspec explain`.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use super::args::ExplainArgs;
use super::{journals, told};
use crate::journal::scenario::ScenarioRecord;
use crate::journal::whole::Journal;
use crate::report::explain::{feature, script, text};
use crate::run::error::RunError;
use crate::verdict::exit::Exit;

pub(super) fn run(args: &ExplainArgs) -> Exit {
    let journal = match journals::read(&args.journal) {
        Ok(journal) => journal,
        Err(error) => return told(error.exit(), &error),
    };
    let printed = match &args.scenario {
        None => text::print_all(&mut anstream::stdout().lock(), &journal).map_err(|error| unprinted(&error)),
        Some(id) => one(&journal, id, args.out.as_deref()),
    };
    match printed {
        Ok(()) => Exit::Conformant,
        Err(error) => told(error.exit(), &error),
    }
}

fn one(journal: &Journal, id: &str, directory: Option<&Path>) -> Result<(), RunError> {
    let unknown = || RunError::NotRecorded(id.to_owned());
    let record = journal.scenarios.iter().find(|record| record.scenario.id == id).ok_or_else(unknown)?;
    let mut out = anstream::stdout().lock();
    text::print(&mut out, journal, record).map_err(|error| unprinted(&error))?;
    let Some(directory) = directory else {
        return text::print_parts(&mut out, record).map_err(|error| unprinted(&error));
    };
    let written = write(directory, record)?;
    if written.is_empty() {
        return writeln!(out, "nothing to write: it has no fault").map_err(|error| unprinted(&error));
    }
    for path in written {
        writeln!(out, "written  {}", path.display()).map_err(|error| unprinted(&error))?;
    }
    let (features, goldens) = (directory.join("features"), directory.join("golden"));
    let (features, goldens) = (features.display(), goldens.display());
    writeln!(
        out,
        "\nplay it with `ccbspec run {id} --features {features} --goldens {goldens}` and the target of the run"
    )
    .map_err(|error| unprinted(&error))
}

/// Writes the parts that show the fault, and tells which files there are now.
fn write(directory: &Path, record: &ScenarioRecord) -> Result<Vec<PathBuf>, RunError> {
    let mut written = Vec::new();
    let mut file = |path: PathBuf, text: &str| -> Result<(), RunError> {
        let fault =
            |error: std::io::Error| RunError::File { action: "write", path: path.clone(), reason: error.to_string() };
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(fault)?;
        }
        fs::write(&path, text).map_err(fault)?;
        written.push(path);
        Ok(())
    };
    if let Some(script) = script::shortest(record) {
        file(directory.join(format!("{}.sh", record.scenario.id)), &script)?;
    }
    if let Some(part) = feature::shortest(record) {
        file(directory.join("features").join(&part.file), &part.feature)?;
        let stem = part.file.trim_end_matches(".feature");
        if let Some(golden) = &part.golden {
            file(directory.join("golden").join(stem).join(&part.golden_file), golden)?;
        }
    }
    Ok(written)
}

fn unprinted(error: &std::io::Error) -> RunError {
    RunError::Harness(format!("cannot print the explanation: {error}"))
}
