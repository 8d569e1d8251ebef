//! `ccbspec rejudge`.

use std::io;

use super::args::RejudgeArgs;
use super::{journals, printed, told};
use crate::journal::changes::Changes;
use crate::journal::whole::Journal;
use crate::profile::resolve::{Flags, process_environment, resolve};
use crate::report::{changes, console};
use crate::run::catalogue::Catalogue;
use crate::run::error::RunError;
use crate::run::goldens::Goldens;
use crate::run::known_failures;
use crate::run::rejudge::{Again, Measure};
use crate::verdict::exit::Exit;

pub(super) fn run(args: RejudgeArgs) -> Exit {
    let (recorded, judged) = match judged(args) {
        Ok(both) => both,
        Err(error) => return told(error.exit(), &error),
    };
    let mut out = anstream::stdout().lock();
    let written = Changes::between(&recorded, &judged)
        .map_err(io::Error::from)
        .and_then(|changes| changes::print(&mut out, &changes))
        .and_then(|()| console::print_summary(&mut out, &judged));
    printed(written, judged.outcome().exit(), "the report")
}

fn judged(args: RejudgeArgs) -> Result<(Journal, Journal), RunError> {
    let recorded = journals::read(&args.journal)?;
    let known_failures = args.known_failures.as_deref().map(known_failures::read).transpose()?;
    let catalogue = match &args.features {
        Some(directory) => Catalogue::from_directory(directory)?,
        None => Catalogue::embedded()?,
    };
    let goldens = args.goldens.map_or(Goldens::Embedded, Goldens::Directory);
    let profile = match args.profile {
        Some(path) => resolve(&Flags { profile: Some(path), ..Flags::default() }, &process_environment)?,
        None => None,
    };
    let measure = Measure { catalogue: &catalogue, goldens: &goldens, profile: profile.as_ref(), known_failures };
    let again = Again::of(&recorded, &measure)?;
    let judged = again.judge(journals::keep(args.out.as_deref(), again.header.clone())?)?;
    Ok((recorded, judged))
}
