//! `ccbspec schema`.

use std::io::Write as _;

use super::args::{SchemaArgs, SchemaOf};
use super::printed;
use crate::journal::schema;
use crate::report::json;
use crate::verdict::exit::Exit;

pub(super) fn run(args: SchemaArgs) -> Exit {
    let schema = match args.of {
        SchemaOf::Journal => schema::generated(),
        SchemaOf::Report => json::schema(),
    };
    printed(anstream::stdout().lock().write_all(schema.as_bytes()), Exit::Conformant, "the schema")
}
