//! `ccbspec mutants`.

use std::io::Write as _;

use super::args::MutantsArgs;
use super::{printed, told};
use crate::report::mutants as report;
use crate::run::catalogue::Catalogue;
use crate::run::error::RunError;
use crate::run::goldens::Goldens;
use crate::run::mutants::matrix::{self, Extent};
use crate::run::mutants::trial::Trials;
use crate::run::mutants::witnesses::Witnesses;
use crate::target::embedded::{self, Mutant};
use crate::verdict::exit::Exit;

pub(super) fn run(args: &MutantsArgs) -> Exit {
    let chosen = match chosen(&args.names) {
        Ok(chosen) => chosen,
        Err(message) => return told(Exit::Usage, &message),
    };
    let mut out = anstream::stdout().lock();
    let (written, exit) = if args.list {
        let exit = if chosen.is_empty() { Exit::NothingSelected } else { Exit::Conformant };
        (report::print_list(&mut out, chosen), exit)
    } else {
        match trials(args, &chosen) {
            Ok((trials, catalogue)) if args.witnesses => {
                (out.write_all(Witnesses::choose(&trials, &catalogue).to_yaml().as_bytes()), trials.exit())
            }
            Ok((trials, _)) => (report::print(&mut out, &trials), trials.exit()),
            Err(error) => return told(error.exit(), &error),
        }
    };
    printed(written, exit, "the report")
}

fn chosen(names: &[String]) -> Result<Vec<&'static Mutant>, String> {
    if names.is_empty() {
        return Ok(embedded::mutants().collect());
    }
    let find = |name: &String| {
        let unknown = || format!("no mutant is named `{name}`; `ccbspec mutants --list` shows those there are");
        embedded::mutants().find(|mutant| mutant.name == name).ok_or_else(unknown)
    };
    names.iter().map(find).collect()
}

fn trials(args: &MutantsArgs, chosen: &[&'static Mutant]) -> Result<(Trials, Catalogue), RunError> {
    let catalogue = match &args.features {
        Some(directory) => Catalogue::from_directory(directory)?,
        None => Catalogue::embedded()?,
    };
    let goldens = args.goldens.clone().map_or(Goldens::Embedded, Goldens::Directory);
    let witnesses = Witnesses::embedded();
    let extent = if args.quick { Extent::Named(&witnesses) } else { Extent::All };
    Ok((matrix::run(chosen, &catalogue, &goldens, extent)?, catalogue))
}
