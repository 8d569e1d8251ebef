//! The doctor's report: one line a check, worst first, each failure with its remedy.

use std::io::{self, Write};

use super::console::{BOLD, DIM, GREEN, RED, YELLOW, safe};
use crate::doctor::check::{Findings, Health};

/// Prints what was found.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print(out: &mut impl Write, findings: &Findings) -> io::Result<()> {
    writeln!(out, "ccbspec {} examines {}\n", env!("CARGO_PKG_VERSION"), findings.target)?;
    for check in findings.worst_first() {
        let style = match check.health {
            Health::Fail => RED,
            Health::Warn => YELLOW,
            Health::Skipped => DIM,
            Health::Fine => GREEN,
        };
        let remedy = check.remedy.as_ref().map_or(String::new(), |remedy| format!("; {BOLD}{}{BOLD:#}", safe(remedy)));
        writeln!(out, "{style}{:4}{style:#}  {:14}  {}{remedy}", check.health.name(), check.name, safe(&check.seen))?;
    }
    let counts: Vec<String> = [Health::Fail, Health::Warn, Health::Skipped, Health::Fine]
        .into_iter()
        .filter(|health| findings.count(*health) > 0)
        .map(|health| format!("{} {}", findings.count(health), health.name()))
        .collect();
    let checks = findings.checks.len();
    writeln!(out, "\n{checks} {}: {}", if checks == 1 { "check" } else { "checks" }, counts.join(", "))
}
