//! `ccbspec report`.

use super::args::ReportArgs;
use super::reports::{Reports, Stdout};
use super::{journals, told};
use crate::verdict::exit::Exit;

pub(super) fn run(args: &ReportArgs) -> Exit {
    let journal = match journals::read(&args.journal) {
        Ok(journal) => journal,
        Err(error) => return told(error.exit(), &error),
    };
    match Reports::prepare(args.reports.clone(), Some(&args.journal), Stdout::Free) {
        Ok(files) => files.write(&journal, Exit::Conformant),
        Err(message) => told(Exit::Usage, &message),
    }
}
