//! `ccbspec merge`.

use super::args::MergeArgs;
use super::{journals, printed, told};
use crate::journal::merge::{Joint, Named};
use crate::journal::whole::Journal;
use crate::report::console;
use crate::run::error::RunError;
use crate::verdict::exit::Exit;

pub(super) fn run(args: &MergeArgs) -> Exit {
    let merged = match merged(args) {
        Ok(merged) => merged,
        Err(error) => return told(error.exit(), &error),
    };
    let written = console::print_summary(&mut anstream::stdout().lock(), &merged);
    printed(written, merged.outcome().exit(), "the report")
}

fn merged(args: &MergeArgs) -> Result<Journal, RunError> {
    let named =
        |path: &std::path::PathBuf| Ok(Named { name: path.display().to_string(), journal: journals::read(path)? });
    let joint = Joint::of(args.journals.iter().map(named).collect::<Result<_, RunError>>()?)?;
    let keeper = journals::keep(Some(&args.out), joint.header.clone())?;
    Ok(joint.keep(keeper)?)
}
