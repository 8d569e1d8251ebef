//! `ccbspec audit`.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use super::args::{AuditArgs, AuditReport};
use super::told;
use crate::audit::report::{Report, Settings};
use crate::audit::{Options, perform};
use crate::report::audit::{Detail, print};
use crate::verdict::exit::Exit;

pub(super) fn run(args: &AuditArgs) -> Exit {
    let settings = Settings { window_s: args.window, keepalive_s: args.keepalive, skew_ms: args.skew };
    let report = match perform(&args.files, &Options { settings, zone: args.zone.clone() }) {
        Ok(report) => report,
        Err(error) => return told(Exit::Usage, &error),
    };
    for AuditReport::Json(file) in &args.reports {
        if let Err(error) = write_json(&report, file) {
            return told(Exit::Usage, &format!("cannot write `{}`: {error}", file.display()));
        }
    }
    let detail = if args.quiet { Detail::Sums } else { Detail::Calls };
    match print(&mut anstream::stdout().lock(), &report, detail) {
        Ok(()) => report.exit(),
        // A report that nobody could read proves nothing.
        Err(error) => told(Exit::Harness, &format!("cannot print the report: {error}")),
    }
}

fn write_json(report: &Report, file: &Path) -> io::Result<()> {
    let mut out = BufWriter::new(File::create(file)?);
    serde_json::to_writer_pretty(&mut out, report)?;
    writeln!(out)?;
    out.flush()
}
