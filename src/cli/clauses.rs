//! `ccbspec clauses`.

use std::io::Write as _;
use std::path::Path;

use super::args::ClausesArgs;
use super::{printed, told};
use crate::run::catalogue::Catalogue;
use crate::run::clauses::{gaps, lines, markdown, stale};
use crate::run::mutants::witnesses::Witnesses;
use crate::target::embedded;
use crate::verdict::exit::Exit;

pub(super) fn run(args: &ClausesArgs) -> Exit {
    let catalogue = match Catalogue::embedded() {
        Ok(catalogue) => catalogue,
        Err(error) => return told(error.exit(), &error),
    };
    let mutants: Vec<_> = embedded::mutants().collect();
    let lines = lines(&catalogue, &mutants);
    let table = markdown(&lines);
    if !args.check {
        return printed(anstream::stdout().lock().write_all(table.as_bytes()), Exit::Conformant, "the table");
    }
    let mut wrong = gaps(&lines, &catalogue, &mutants, &Witnesses::embedded());
    match kept(&args.table) {
        Ok(kept) if kept == table => {}
        Ok(kept) => {
            let file = args.table.display();
            let stale = stale(&kept, &table).join(", ");
            wrong.push(format!("`{file}` is stale ({stale}); write it anew with `ccbspec clauses > {file}`"));
        }
        Err(message) => return told(Exit::Usage, &message),
    }
    if wrong.is_empty() { Exit::Conformant } else { told(Exit::NonConformant, &wrong.join("\n")) }
}

fn kept(table: &Path) -> Result<String, String> {
    std::fs::read_to_string(table).map_err(|error| format!("cannot read `{}`: {error}", table.display()))
}
