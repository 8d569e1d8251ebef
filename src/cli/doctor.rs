//! `ccbspec doctor`.

use super::args::TargetArgs;
use super::run::profile;
use super::{printed, told};
use crate::doctor::check::Health;
use crate::doctor::examine::examine;
use crate::report::doctor;
use crate::verdict::exit::Exit;

pub(super) async fn run(args: TargetArgs) -> Exit {
    let profile = match profile(args) {
        Ok(Some(profile)) => profile,
        Ok(None) => {
            let message = "no target is told; name a profile with `--profile FILE`, or a servlet with `--target URL`";
            return told(Exit::Usage, &message);
        }
        Err(error) => return told(error.exit(), &error),
    };
    let findings = examine(&profile).await;
    let exit = if !findings.reachable {
        Exit::Unreachable
    } else if findings.count(Health::Fail) > 0 {
        Exit::NonConformant
    } else {
        Exit::Conformant
    };
    printed(doctor::print(&mut anstream::stdout().lock(), &findings), exit, "the findings")
}
