//! `ccbspec statement`.

use std::io::Write as _;

use super::args::StatementArgs;
use super::{printed, told};
use crate::journal::reader::{self, JournalError};
use crate::run::error::RunError;
use crate::statement::bundle;
use crate::statement::model::{Conformance, Statement};
use crate::verdict::exit::Exit;

pub(super) fn run(args: &StatementArgs) -> Exit {
    let statement = match written(args) {
        Ok(statement) => statement,
        Err(error) => return told(error.exit(), &error),
    };
    let mut out = anstream::stdout().lock();
    let mut print = || {
        for reservation in &statement.reservations {
            writeln!(out, "reservation: {}", reservation.0)?;
        }
        writeln!(out, "{}: written to {}", statement.conformance.words(), args.out.display())
    };
    let exit = match statement.conformance {
        Conformance::Conformant => Exit::Conformant,
        Conformance::NonConformant => Exit::NonConformant,
        Conformance::Inconclusive => Exit::Incomplete,
    };
    printed(print(), exit, "what the statement comes to")
}

fn written(args: &StatementArgs) -> Result<Statement, RunError> {
    let unusable = |error| RunError::Journal { path: args.journal.clone(), error };
    let bytes = std::fs::read(&args.journal).map_err(|error| unusable(JournalError::File(error.to_string())))?;
    let journal = reader::parse(&bytes).map_err(unusable)?;
    bundle::write(&args.out, &journal, &bytes).map_err(|error| RunError::Statement(error.to_string()))
}
