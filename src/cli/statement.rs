//! `ccbspec statement`.

use std::io::Write as _;

use super::args::StatementArgs;
use super::{journals, printed, told};
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
    let journal = journals::read(&args.journal)?;
    bundle::write(&args.out, &journal, &args.journal).map_err(|error| RunError::Statement(error.to_string()))
}
