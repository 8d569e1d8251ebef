//! An audit as one HTML file that asks for nothing else: findings first, then every call that is kept, with its timeline.

use maud::{Markup, html};

use crate::audit::finding::{Finding, FindingKind};
use crate::audit::report::{CallReport, Report};
use crate::audit::statistics::{Bar, Spread};
use crate::report::html::{DrawnCall, Shown, document, drawing};
use crate::verdict::exit::Exit;

/// More calls are left to the JSON: their drawings would make a page that no browser opens.
const MOST_DRAWN: usize = 200;

pub(super) fn page(report: &Report) -> String {
    let title = format!("{}: audit of {} files", word(report), report.files.len());
    document(
        &title,
        &html! {
            (front(report))
            nav.contents aria-label="Contents" {
                a href="#page.findings" { "Findings" } " "
                a href="#page.sums" { "All calls" } " "
                a href="#page.calls" { "Calls" } " "
                a href="#page.files" { "Files" }
            }
            main id="page.main" {
                (findings(report))
                (sums(report))
                (calls(report))
                (files(report))
            }
        },
    )
}

fn word(report: &Report) -> &'static str {
    match report.exit() {
        Exit::Conformant => "no violation",
        Exit::NothingSelected => "no call was found",
        Exit::Incomplete => "judged in part",
        _ => "violations",
    }
}

fn front(report: &Report) -> Markup {
    let (tone, glyph) = match report.exit() {
        Exit::Conformant => ("good", "✓"),
        Exit::NothingSelected | Exit::Incomplete => ("open", "?"),
        _ => ("bad", "✗"),
    };
    let (summary, counts) = (&report.summary, report.counts);
    html! {
        header class={ "front " (tone) } {
            p.kind { "ccbspec " (report.version) " audit" }
            h1 { span.glyph aria-hidden="true" { (glyph) } (word(report)) }
            p.meaning { "What the logs tell of these calls, held against the specification. What they do not tell was not judged." }
            p.counts {
                (summary.calls) " calls, " (summary.ticks) " ticks, " (summary.answers_checked) " answers of GetStatus: "
                (counts.violations) " violations, " (counts.damage) " damage, " (counts.notes) " notes"
            }
        }
    }
}

fn findings(report: &Report) -> Markup {
    html! {
        section aria-labelledby="page.findings" {
            h2 id="page.findings" { "Findings" }
            @if report.findings.is_empty() { p { "None." } }
            @for kind in FindingKind::ALL {
                @let of_kind: Vec<&Finding> = report.of_kind(kind).collect();
                @if !of_kind.is_empty() {
                    details open[kind == FindingKind::Violation] {
                        summary { (of_kind.len()) " " (kind.word()) }
                        div.scroll tabindex="0" role="group" aria-label=(kind.word()) {
                            table {
                                thead { tr { th scope="col" { "Where" } th scope="col" { "What" } th scope="col" { "Clause" } th scope="col" { "Expected" } th scope="col" { "Found" } } }
                                tbody { @for finding in of_kind { (finding_row(finding)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn finding_row(finding: &Finding) -> Markup {
    let text = |text: &Option<Box<str>>| text.as_deref().unwrap_or_default().to_owned();
    html! {
        tr {
            th scope="row" { code { (Shown(&finding.file)) ":" (finding.line) } }
            td { (Shown(&finding.about)) }
            td { (finding.clause.unwrap_or_default()) }
            td { code { (Shown(&text(&finding.expected))) } }
            td { code { (Shown(&text(&finding.found))) } }
        }
    }
}

fn sums(report: &Report) -> Markup {
    let summary = &report.summary;
    html! {
        section aria-labelledby="page.sums" {
            h2 id="page.sums" { "All calls" }
            div.scroll tabindex="0" role="group" aria-label="All calls" {
                table {
                    tbody {
                        tr { th scope="row" { "offered a callback" } td.n { (summary.offered) } }
                        tr { th scope="row" { "accepted" } td.n { (summary.accepted) } }
                        tr { th scope="row" { "connected" } td.n { (summary.connected) } }
                        tr { th scope="row" { "cleared" } td.n { (summary.cleared) } }
                        @for (bit, count) in &summary.refused_by_bit { tr { th scope="row" { "refused: " (Shown(bit)) } td.n { (count) } } }
                        @if summary.refused_without_bit > 0 { tr { th scope="row" { "refused without a bit" } td.n { (summary.refused_without_bit) } } }
                        @for (cause, count) in &summary.canceled_by_cause { tr { th scope="row" { "canceled: " (Shown(cause)) } td.n { (count) } } }
                    }
                }
            }
            (spread("Wait for the callback", " ms", summary.wait_for_callback_ms.as_ref()))
            (spread("Time in the queue", " ms", summary.in_queue_ms.as_ref()))
            (spread("Attempts", "", summary.attempts.as_ref()))
            (spread("Time of a request", " ms", summary.request_ms.as_ref()))
            @if !summary.slowest.is_empty() {
                h3 { "Slowest requests" }
                ol { @for slow in &summary.slowest {
                    li { (slow.took_ms) " ms  " (slow.operation) ", " code { (Shown(&slow.call)) } ", " code { (Shown(&slow.file)) ":" (slow.line) } }
                } }
            }
        }
    }
}

/// Quantiles, and a histogram as a table whose bars are drawn by a meter.
fn spread(name: &str, unit: &str, spread: Option<&Spread>) -> Markup {
    let Some(Spread { count, median, p90, p99, most, histogram }) = spread else { return html! {} };
    let tallest = histogram.iter().map(|bar| bar.count).max().unwrap_or(1).max(1);
    html! {
        h3 { (name) }
        p { (count) " in all: median " (median) (unit) ", 90 % " (p90) (unit) ", 99 % " (p99) (unit) ", most " (most) (unit) }
        details {
            summary { "Histogram" }
            table {
                thead { tr { th scope="col" { "below" } th scope="col" { "count" } th scope="col" { "share" } } }
                tbody { @for Bar { below, count } in histogram {
                    tr { th scope="row" { (below) (unit) } td.n { (count) } td { meter min="0" max=(tallest) value=(count) { (count) } } }
                } }
            }
        }
    }
}

fn calls(report: &Report) -> Markup {
    html! {
        section aria-labelledby="page.calls" {
            h2 id="page.calls" { "Calls" }
            @if report.calls.len() as u64 != report.summary.calls || report.calls.len() > MOST_DRAWN {
                p.note { "Of " (report.summary.calls) " calls " (report.calls.len().min(MOST_DRAWN)) " are shown, those with a violation first." }
            }
            @for call in report.calls.iter().take(MOST_DRAWN) { (one_call(call)) }
        }
    }
}

fn one_call(call: &CallReport) -> Markup {
    let broken = call.findings.iter().any(|finding| finding.kind == FindingKind::Violation);
    let begin = call.timeline.first().map_or(0, |entry| entry.at_ms);
    let at_fault = |line: u32| call.findings.iter().any(|it| it.kind == FindingKind::Violation && it.line == line);
    let mut before = String::new();
    let drawn: Vec<DrawnCall> = call
        .timeline
        .iter()
        .map(|entry| {
            let now = entry.states.rsplit(" → ").next().unwrap_or_default();
            let state = (!now.is_empty() && entry.states != before).then(|| now.to_owned());
            before.clone_from(&entry.states);
            DrawnCall {
                at_ms: entry.at_ms - begin,
                application: entry.lane.to_owned(),
                told: format!("{} → {}", entry.operation, short(&entry.answer)),
                state,
                differs: at_fault(entry.line),
            }
        })
        .collect();
    html! {
        details.journey.attention[broken] open[broken] id=(call.call) data-v=(if broken { "fail" } else { "pass" }) {
            summary {
                span.head {
                    @if broken { span.v.v-fail { "✗ violation" } } @else { span.v.v-pass { "✓ sound" } }
                    " " code { (Shown(&call.call)) }
                }
                p.short {
                    @if let Some(queue) = &call.queue { "queue " (Shown(queue)) ", " }
                    (call.attempts) " attempts, "
                    (call.ending.unwrap_or("its end is not told"))
                }
            }
            div.body {
                (drawing(&call.call, &format!("Timeline of call {}", call.call), &drawn))
                @if !call.findings.is_empty() {
                    h3 { "Findings" }
                    ul { @for finding in &call.findings { li { (finding.kind.word()) ": " (Shown(&super::junit::told(finding))) } } }
                }
                (requests(call, begin))
                (ticks(call))
            }
        }
    }
}

/// What a drawing has room for.
fn short(answer: &str) -> String {
    let telling = ["result=", "startCallback=", "ewt=", "error="];
    let kept: Vec<&str> =
        answer.split(' ').filter(|word| telling.iter().any(|name| word.starts_with(name))).take(2).collect();
    if kept.is_empty() { answer.chars().take(30).collect() } else { kept.join(", ") }
}

fn requests(call: &CallReport, begin: i64) -> Markup {
    html! {
        h3 { "Requests" }
        div.scroll tabindex="0" role="group" aria-label="Requests" {
            table {
                thead { tr { th scope="col" { "#" } th scope="col" { "From the first" } th scope="col" { "Local time" } th scope="col" { "Application" } th scope="col" { "Request" } th scope="col" { "Answer" } th scope="col" { "States" } th scope="col" { "Line" } } }
                tbody { @for (index, entry) in call.timeline.iter().enumerate() {
                    tr id={ (call.call) ".s" (index + 1) } {
                        td.n { (index + 1) } td { (seconds(entry.at_ms - begin)) } td { (clock(entry.at_ms + call.offset_s * 1000)) } td { (entry.lane) } td { (entry.operation) }
                        td { code { (Shown(&entry.answer)) } } td { (Shown(&entry.states)) } td.n { (entry.line) }
                    }
                } }
            }
        }
    }
}

fn ticks(call: &CallReport) -> Markup {
    html! {
        @if !call.ticks.is_empty() {
            h3 { "Ticks" }
            details {
                summary { (call.ticks.len()) " ticks held against the formula" }
                table {
                    thead { tr { th scope="col" { "Local time" } th scope="col" { "Place" } th scope="col" { "R logged" } th scope="col" { "R by the formula" } th scope="col" { "Line" } } }
                    tbody { @for tick in &call.ticks {
                        tr {
                            td { (clock(tick.at_ms + call.offset_s * 1000)) } td.n { (tick.position) } td.n { (tick.remaining_s) }
                            td.n { (tick.recomputed_s) @if tick.recomputed_s != tick.remaining_s { strong { " ≠" } } } td.n { (tick.line) }
                        }
                    } }
                }
            }
        }
    }
}

/// From the call's first request.
fn seconds(ms: i64) -> String {
    format!("T{}{}.{:03}s", if ms < 0 { "-" } else { "+" }, ms.abs() / 1000, ms.abs() % 1000)
}

/// The time of day of an instant, milliseconds since 1970 in local time.
fn clock(ms: i64) -> String {
    const DAY_MS: i64 = 24 * 3600 * 1000;
    let of_day = ms.rem_euclid(DAY_MS);
    let seconds = of_day / 1000;
    format!("{:02}:{:02}:{:02}.{:03}", seconds / 3600, seconds / 60 % 60, seconds % 60, of_day % 1000)
}

fn files(report: &Report) -> Markup {
    html! {
        section aria-labelledby="page.files" {
            h2 id="page.files" { "Files" }
            div.scroll tabindex="0" role="group" aria-label="Files" {
                table {
                    thead { tr { th scope="col" { "File" } th scope="col" { "Bytes" } th scope="col" { "Lines" } th scope="col" { "Activity" } th scope="col" { "Reporting" } th scope="col" { "Rows" } th scope="col" { "Other lines" } } }
                    tbody { @for file in &report.files {
                        tr { th scope="row" { (Shown(&file.name)) } td.n { (file.bytes) } td.n { (file.lines) } td.n { (file.activity_records) } td.n { (file.reporting_records) } td.n { (file.rows) } td.n { (file.other_lines) } }
                    } }
                }
            }
        }
    }
}
