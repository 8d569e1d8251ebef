//! `ccbspec audit`.

use std::{fs, io};

use super::args::{AuditArgs, AuditReport};
use super::reports::replaceable;
use super::{printed, told};
use crate::audit::report::Settings;
use crate::audit::{Options, perform};
use crate::report::audit::{Detail, print};
use crate::report::audited::render;
use crate::verdict::exit::Exit;

pub(super) fn run(args: &AuditArgs) -> Exit {
    let settings = Settings { window_s: args.window, keepalive_s: args.keepalive, skew_ms: args.skew };
    for AuditReport { kind, file } in &args.reports {
        if let Err(error) = replaceable(file, kind.name()) {
            return told(Exit::Usage, &format!("cannot write `{}`: {error}", file.display()));
        }
    }
    let report = match perform(&args.files, &Options { settings, zone: args.zone.clone() }) {
        Ok(report) => report,
        Err(error) => return told(Exit::Usage, &error),
    };
    for AuditReport { kind, file } in &args.reports {
        let written = render(*kind, &report).map_err(io::Error::other).and_then(|text| fs::write(file, text));
        if let Err(error) = written {
            return told(Exit::Usage, &format!("cannot write `{}`: {error}", file.display()));
        }
    }
    let detail = if args.quiet { Detail::Sums } else { Detail::Calls };
    printed(print(&mut anstream::stdout().lock(), &report, detail), report.exit(), "the audit")
}
