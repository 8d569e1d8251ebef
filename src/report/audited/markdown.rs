//! An audit as Markdown, for the summary of a pipeline's step. What logs say stands in code alone, where nothing has a meaning.

use std::fmt::Write as _;

use super::junit::told;
use crate::audit::finding::FindingKind;
use crate::audit::report::Report;
use crate::audit::statistics::Spread;
use crate::report::text::one_line;
use crate::verdict::exit::Exit;

/// More findings of a kind are counted, and left to the other reports.
const MOST_LISTED: usize = 100;

/// The longest line of a finding, characters.
const LONGEST_LINE: usize = 400;

pub(super) fn render(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_all(&mut text, report);
    text
}

fn write_all(out: &mut String, report: &Report) -> std::fmt::Result {
    let (mark, word) = match report.exit() {
        Exit::Conformant => ("✅", "no violation"),
        Exit::NothingSelected => ("❔", "no call was found"),
        Exit::Incomplete => ("❔", "judged in part"),
        _ => ("❌", "violations"),
    };
    let (summary, counts) = (&report.summary, report.counts);
    writeln!(out, "# {mark} ccbspec audit: {word}\n")?;
    writeln!(
        out,
        "{} calls, {} ticks, {} answers: {} violations, {} damage, {} notes\n",
        summary.calls, summary.ticks, summary.answers_checked, counts.violations, counts.damage, counts.notes
    )?;
    for kind in FindingKind::ALL {
        let listed: Vec<_> = report.of_kind(kind).collect();
        if listed.is_empty() {
            continue;
        }
        writeln!(out, "## {}\n", kind.word())?;
        for finding in listed.iter().take(MOST_LISTED) {
            writeln!(out, "- {}", code(&told(finding)))?;
        }
        if listed.len() > MOST_LISTED {
            writeln!(out, "- and {} more", listed.len() - MOST_LISTED)?;
        }
        writeln!(out)?;
    }
    writeln!(out, "## Calls\n\n| | |\n| --- | --- |")?;
    let mut row = |name: &str, value: String| writeln!(out, "| {name} | {value} |");
    row("offered a callback", summary.offered.to_string())?;
    row("accepted", summary.accepted.to_string())?;
    row("connected", summary.connected.to_string())?;
    row("cleared", summary.cleared.to_string())?;
    for (bit, count) in &summary.refused_by_bit {
        row(&format!("refused: {}", code(bit)), count.to_string())?;
    }
    for (cause, count) in &summary.canceled_by_cause {
        row(&format!("canceled: {}", code(cause)), count.to_string())?;
    }
    for (name, spread) in [
        ("wait for the callback", &summary.wait_for_callback_ms),
        ("time in the queue", &summary.in_queue_ms),
        ("time of a request", &summary.request_ms),
    ] {
        if let Some(Spread { median, p90, p99, most, .. }) = spread {
            row(name, format!("median {median} ms, 90 % {p90} ms, 99 % {p99} ms, most {most} ms"))?;
        }
    }
    Ok(())
}

/// A text in a code span that it cannot leave; a bar would end a table's cell.
fn code(text: &str) -> String {
    let line: String = one_line(text).replace('|', "¦").chars().take(LONGEST_LINE).collect();
    let longest = line.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    format!("{fence} {line} {fence}")
}
