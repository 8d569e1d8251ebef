//! `ccbspec schema`.

use std::io::Write as _;

use super::told;
use crate::journal::schema;
use crate::verdict::exit::Exit;

pub(super) fn run() -> Exit {
    match anstream::stdout().lock().write_all(schema::generated().as_bytes()) {
        Ok(()) => Exit::Conformant,
        Err(error) => told(Exit::Harness, &format!("cannot print the schema: {error}")),
    }
}
