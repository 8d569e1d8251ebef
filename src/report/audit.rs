//! The console report of an audit: what was read, the calls, what was found, and one line that counts.

use std::io::{self, Write};

use super::console::{BOLD, DIM, GREEN, RED, YELLOW, safe};
use crate::audit::finding::{Finding, FindingKind};
use crate::audit::report::{CallReport, Report};
use crate::audit::statistics::Spread;
use crate::verdict::exit::Exit;

/// How much is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Detail {
    /// The journeys of calls, where they are few, and of those with a violation.
    Calls,
    /// Findings and sums only.
    Sums,
}

/// Findings of a kind that are printed; a report in JSON has more.
const MOST_PRINTED: usize = 200;
/// Calls whose journeys are printed.
const MOST_CALLS: usize = 20;
/// Up to so many calls without a violation are drawn.
const FEW: u64 = 3;
/// The states of a callback are printed from this column, where the answer leaves room.
const STATES_COLUMN: usize = 108;

/// Prints a whole audit.
///
/// # Errors
///
/// Where the output cannot be written.
pub fn print(out: &mut impl Write, report: &Report, detail: Detail) -> io::Result<()> {
    print_files(out, report)?;
    if detail == Detail::Calls {
        let few = report.summary.calls <= FEW;
        let drawn = report.calls.iter().filter(|call| few || has_violation(call));
        drawn.take(MOST_CALLS).try_for_each(|call| print_call(out, call))?;
    }
    for kind in FindingKind::ALL {
        print_findings(out, report, kind)?;
    }
    print_summary(out, report)?;
    writeln!(out, "\n{}", last_line(report))
}

fn has_violation(call: &CallReport) -> bool {
    call.findings.iter().any(|finding| finding.kind == FindingKind::Violation)
}

fn print_files(out: &mut impl Write, report: &Report) -> io::Result<()> {
    const MOST_FILES: usize = 20;
    let files = &report.files;
    writeln!(out, "ccbspec {} audit of {}", report.version, counted(files.len() as u64, "file"))?;
    for file in files.iter().take(MOST_FILES) {
        let (activity, reporting, rows) = (file.activity_records, file.reporting_records, file.rows);
        let (name, lines) = (safe(&file.name), counted(file.lines, "line"));
        writeln!(
            out,
            "  {DIM}{name}: {lines}: {activity} of activity logs, {reporting} of reporting logs, {rows} rows of a database{DIM:#}"
        )?;
    }
    if files.len() > MOST_FILES {
        writeln!(out, "  {DIM}and {} more{DIM:#}", files.len() - MOST_FILES)?;
    }
    Ok(())
}

fn print_call(out: &mut impl Write, call: &CallReport) -> io::Result<()> {
    let (style, word) = if has_violation(call) { (RED, "violation") } else { (GREEN, "sound") };
    let mut about = Vec::new();
    about.extend(call.queue.as_ref().map(|queue| format!("queue {}", safe(queue))));
    about.extend(call.entered_ms.map(|at_ms| format!("entered {}", time(at_ms, call.offset_s))));
    about.extend(call.offered.map(|offered| if offered { "offered".to_owned() } else { "not offered".to_owned() }));
    if call.states.iter().any(|state| (state.state, state.cause) == (24, 27)) {
        about.push("connected (24/27)".to_owned());
    } else if let Some(state) = call.states.last() {
        about.push(format!("{} ({}/{})", state.words, state.state, state.cause));
    }
    let ending = match call.ending {
        Some("cleared") => "cleared",
        _ => "left",
    };
    about.extend(call.left_ms.map(|at_ms| format!("{ending} {}", time(at_ms, call.offset_s))));
    writeln!(out, "\n{BOLD}call {}{BOLD:#}  {style}{word}{style:#}  {}", call.call, about.join(", "))?;
    let mut lane = "";
    for entry in &call.timeline {
        if entry.lane != lane {
            lane = entry.lane;
            writeln!(out, "  {BOLD}{lane}{BOLD:#}")?;
        }
        let text = format!(
            "{}  {:<16}  {}",
            time(entry.at_ms, call.offset_s),
            entry.operation,
            shortened(&safe(&entry.answer))
        );
        write!(out, "    {text}")?;
        let padding = STATES_COLUMN.saturating_sub(text.chars().count());
        writeln!(out, "{:padding$}  {DIM}{}{DIM:#}", "", entry.states)?;
    }
    print_ticks(out, call)
}

/// As much of an answer as leaves room for the states.
fn shortened(answer: &str) -> String {
    const MOST: usize = 66;
    match answer.char_indices().nth(MOST) {
        Some((at, _)) => format!("{} ...", answer[..at].rsplit_once(' ').map_or(&answer[..at], |(whole, _)| whole)),
        None => answer.to_owned(),
    }
}

/// The ticks as time and R, as many to a line as fit; where the formula gives another R, it is told too.
fn print_ticks(out: &mut impl Write, call: &CallReport) -> io::Result<()> {
    const A_LINE: usize = 6;
    if call.ticks.is_empty() {
        return Ok(());
    }
    let (checked, unchecked) = (call.answers_checked, call.answers_unchecked);
    let left = if unchecked > 0 { format!(", {unchecked} could not be") } else { String::new() };
    writeln!(
        out,
        "  {BOLD}ticks{BOLD:#}  {} checked against the formula, {} of GetStatus against the ticks{left}",
        counted(call.ticks.len() as u64, "tick"),
        counted(checked, "answer")
    )?;
    for line in call.ticks.chunks(A_LINE) {
        let told: Vec<String> = line
            .iter()
            .map(|tick| {
                let at = time(tick.at_ms, call.offset_s);
                if tick.remaining_s == tick.recomputed_s {
                    format!("{at} {}", tick.remaining_s)
                } else {
                    format!("{at} {RED}{}{RED:#} not {}", tick.remaining_s, tick.recomputed_s)
                }
            })
            .collect();
        writeln!(out, "    {}", told.join(" · "))?;
    }
    Ok(())
}

fn print_findings(out: &mut impl Write, report: &Report, kind: FindingKind) -> io::Result<()> {
    let count = match kind {
        FindingKind::Violation => report.counts.violations,
        FindingKind::Damage => report.counts.damage,
        FindingKind::Note => report.counts.notes,
    };
    if count == 0 {
        return Ok(());
    }
    writeln!(out, "\n{BOLD}{}{BOLD:#}", counted(count, kind.word()))?;
    for finding in report.of_kind(kind).take(MOST_PRINTED) {
        print_finding(out, finding)?;
    }
    let printed = report.of_kind(kind).take(MOST_PRINTED).count() as u64;
    if printed < count {
        writeln!(out, "  {DIM}and {} more{DIM:#}", count - printed)?;
    }
    Ok(())
}

fn print_finding(out: &mut impl Write, finding: &Finding) -> io::Result<()> {
    let style = match finding.kind {
        FindingKind::Violation => RED,
        FindingKind::Damage => YELLOW,
        FindingKind::Note => DIM,
    };
    let clause = finding.clause.map_or(String::new(), |clause| format!(" ({clause})"));
    let place = format!("{}:{}", safe(&finding.file), finding.line);
    let place =
        if finding.first_line < finding.line { format!("{place} (from {})", finding.first_line) } else { place };
    writeln!(out, "  {style}{}{style:#}  {place}  {}{clause}", finding.kind.word(), safe(&finding.about))?;
    if finding.kind != FindingKind::Damage
        && let Some(call) = &finding.call
    {
        writeln!(out, "      {DIM}call {call}{DIM:#}")?;
    }
    let wanted = if finding.kind == FindingKind::Damage { "read as " } else { "expected" };
    if let Some(expected) = &finding.expected {
        writeln!(out, "      {wanted} {GREEN}{}{GREEN:#}", safe(expected))?;
    }
    if let Some(found) = &finding.found {
        writeln!(out, "      found    {style}{}{style:#}", safe(found))?;
    }
    Ok(())
}

fn print_summary(out: &mut impl Write, report: &Report) -> io::Result<()> {
    let summary = &report.summary;
    writeln!(out, "\n{BOLD}Calls{BOLD:#}")?;
    writeln!(
        out,
        "  {} in all: {} offered a callback, {} accepted, {} connected, {} cleared",
        summary.calls, summary.offered, summary.accepted, summary.connected, summary.cleared
    )?;
    for (bit, count) in &summary.refused_by_bit {
        writeln!(out, "  {count} not offered because of {bit}")?;
    }
    if summary.refused_without_bit > 0 {
        writeln!(out, "  {} not offered, without a bit that says why", summary.refused_without_bit)?;
    }
    for (cause, count) in &summary.canceled_by_cause {
        writeln!(out, "  {count} canceled with cause {}", safe(cause))?;
    }
    let spreads = [
        ("wait for the callback", &summary.wait_for_callback_ms, true),
        ("time in the queue", &summary.in_queue_ms, true),
        ("attempts", &summary.attempts, false),
        ("time of a request", &summary.request_ms, true),
    ];
    for (what, spread, is_time) in spreads {
        if let Some(spread) = spread {
            print_spread(out, what, spread, is_time)?;
        }
    }
    if let Some(slow) = summary.slowest.first().filter(|slow| slow.took_ms > 0) {
        let place = format!("{}:{}", safe(&slow.file), slow.line);
        writeln!(out, "  {DIM}the slowest request: {} in {} ms, {place}{DIM:#}", slow.operation, slow.took_ms)?;
    }
    for (clause, count) in &report.violations_by_clause {
        writeln!(out, "  {RED}{count}{RED:#} against {clause}")?;
    }
    Ok(())
}

fn print_spread(out: &mut impl Write, what: &str, spread: &Spread, is_time: bool) -> io::Result<()> {
    let told = |value: u64| if is_time { format!("{}.{:03} s", value / 1000, value % 1000) } else { value.to_string() };
    writeln!(
        out,
        "  {what}: median {}, 90 % {}, 99 % {}, most {}",
        told(spread.median),
        told(spread.p90),
        told(spread.p99),
        told(spread.most)
    )
}

fn last_line(report: &Report) -> String {
    let (exit, summary, counts) = (report.exit(), &report.summary, &report.counts);
    let (style, word) = match exit {
        Exit::Conformant => (GREEN, "no violation"),
        Exit::NothingSelected => (YELLOW, "nothing judged: no call was found"),
        Exit::Incomplete => (YELLOW, "judged in part: a note says what could not be"),
        _ => (RED, "violations"),
    };
    format!(
        "{style}{BOLD}{word}{BOLD:#}{style:#}: {}, {}, {}: {}, {} damage, {}",
        counted(summary.calls, "call"),
        counted(summary.ticks, "tick"),
        counted(summary.answers_checked, "answer"),
        counted(counts.violations, "violation"),
        counts.damage,
        counted(counts.notes, "note"),
    )
}

fn counted(count: u64, what: &str) -> String {
    if count == 1 || what == "damage" { format!("{count} {what}") } else { format!("{count} {what}s") }
}

/// The local time of day.
fn time(at_ms: i64, offset_s: i64) -> String {
    let day_ms = (at_ms + offset_s * 1000).rem_euclid(86_400_000);
    let seconds = day_ms / 1000;
    format!("{:02}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, day_ms % 1000)
}
