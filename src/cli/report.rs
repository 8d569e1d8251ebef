//! `ccbspec report`.

use super::args::ReportArgs;
use super::reports::{Reports, Stdout};
use super::told;
use crate::journal::reader;
use crate::verdict::exit::Exit;

pub(super) fn run(args: &ReportArgs) -> Exit {
    let journal = match reader::read(&args.journal) {
        Ok(journal) => journal,
        Err(error) => return told(Exit::Usage, &format!("the journal `{}` {error}", args.journal.display())),
    };
    match Reports::prepare(args.reports.clone(), Some(&args.journal), Stdout::Free) {
        Ok(files) => files.write(&journal, Exit::Conformant),
        Err(message) => told(Exit::Usage, &message),
    }
}
