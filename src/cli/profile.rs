//! `ccbspec profile`.

use std::io::Write as _;

use super::args::TargetArgs;
use super::run::profile;
use super::{printed, told};
use crate::profile::show::show;
use crate::verdict::exit::Exit;

pub(super) fn run(args: TargetArgs) -> Exit {
    let shown = match profile(args) {
        Ok(Some(profile)) => show(&profile),
        Ok(None) => {
            let message = "no target is told; name a profile with `--profile FILE`, or a servlet with `--target URL`";
            return told(Exit::Usage, &message);
        }
        Err(error) => return told(error.exit(), &error),
    };
    printed(anstream::stdout().lock().write_all(shown.as_bytes()), Exit::Conformant, "the profile")
}
