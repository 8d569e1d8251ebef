//! `ccbspec explain`.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::args::ExplainArgs;
use super::{journals, printed, told};
use crate::journal::scenario::ScenarioRecord;
use crate::report::explain::{feature, script, text};
use crate::run::error::RunError;
use crate::verdict::exit::Exit;

pub(super) fn run(args: &ExplainArgs) -> Exit {
    let journal = match journals::read(&args.journal) {
        Ok(journal) => journal,
        Err(error) => return told(error.exit(), &error),
    };
    let Some(id) = &args.scenario else {
        let written = text::print_all(&mut anstream::stdout().lock(), &journal);
        return printed(written, Exit::Conformant, "the explanation");
    };
    let found = journal.find(id).map_err(|error| RunError::Journal { path: args.journal.clone(), error });
    let scenario = match found.and_then(|found| found.ok_or_else(|| RunError::NotRecorded(id.clone()))) {
        Ok(scenario) => scenario,
        Err(error) => return told(error.exit(), &error),
    };
    let record = &*scenario.record;
    let written = match args.out.as_deref().map(|directory| write(directory, record)).transpose() {
        Ok(written) => written,
        Err(error) => return told(error.exit(), &error),
    };
    let out = &mut anstream::stdout().lock();
    let explained = text::print(out, &journal, record).and_then(|()| match (&args.out, &written) {
        (Some(directory), Some(written)) => print_written(out, directory, record, written),
        _ => text::print_parts(out, record),
    });
    printed(explained, Exit::Conformant, "the explanation")
}

fn print_written(
    out: &mut impl Write,
    directory: &Path,
    record: &ScenarioRecord,
    written: &[PathBuf],
) -> io::Result<()> {
    if written.is_empty() {
        return writeln!(out, "nothing to write: it has no fault");
    }
    for path in written {
        writeln!(out, "written  {}", path.display())?;
    }
    let (id, features, goldens) = (&record.scenario.id, directory.join("features"), directory.join("golden"));
    let (features, goldens) = (features.display(), goldens.display());
    writeln!(
        out,
        "\nplay it with `ccbspec run {id} --features {features} --goldens {goldens}` and the target of the run"
    )
}

/// Writes the parts that show the fault, over no file that is there, and tells which files there are now.
fn write(directory: &Path, record: &ScenarioRecord) -> Result<Vec<PathBuf>, RunError> {
    let mut parts: Vec<(PathBuf, String)> = Vec::new();
    if let Some(script) = script::shortest(record) {
        parts.push((directory.join(format!("{}.sh", record.scenario.id)), script));
    }
    if let Some(part) = feature::shortest(record) {
        let stem = part.file.trim_end_matches(".feature");
        let golden = directory.join("golden").join(stem).join(&part.golden_file);
        parts.push((directory.join("features").join(&part.file), part.feature));
        parts.extend(part.golden.map(|text| (golden, text)));
    }
    let fault = |path: &Path, reason: String| RunError::File { action: "write", path: path.to_owned(), reason };
    if let Some((path, _)) = parts.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
        return Err(fault(path, "it is there already; name a directory without it".to_owned()));
    }
    for (path, text) in &parts {
        let created = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| File::create_new(path));
        let written = created.and_then(|mut file| file.write_all(text.as_bytes()));
        written.map_err(|error| fault(path, error.to_string()))?;
    }
    Ok(parts.into_iter().map(|(path, _)| path).collect())
}
