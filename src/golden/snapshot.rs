//! Snapshot files: insta's format, so that an author reviews goldens with `cargo insta review`.
//!
//! The file is a YAML header between two `---` lines, then the steps as YAML. A table that a step left as it was is written
//! `unchanged`, so that a reader sees at once which steps write.

use std::fmt::Write as _;

use serde::Deserialize;

use super::step::{NormalExchange, NormalStep, Record, TableRows, Tables};

const FENCE: &str = "---";

/// A golden that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// The header is not there or has no end.
    #[error("line 1: no insta header: a snapshot begins with `---`, its metadata, and `---` again")]
    Header,
    /// The body is not the YAML of steps.
    #[error("line {line}: {message}")]
    Body {
        /// Line of the file, from 1.
        line: usize,
        /// What is wrong there.
        message: String,
    },
    /// The first step has nothing that a table could be unchanged from.
    #[error("step 1: `{table}` cannot be `unchanged`, nothing comes before it")]
    Unchanged {
        /// The table.
        table: &'static str,
    },
    /// No step at all: a golden that could not fail.
    #[error("it holds no step")]
    Empty,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct StepText {
    when: String,
    at: String,
    #[serde(default)]
    exchanges: Vec<ExchangeText>,
    diag: Option<Vec<Record>>,
    states: Record,
    callback: TableText,
    callbackevent: TableText,
    callbackqueue: TableText,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExchangeText {
    /// Left out where it is that of the step.
    at: Option<String>,
    request: Record,
    answer: Record,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TableText {
    Rows(TableRows),
    Unchanged(Unchanged),
}

#[derive(Deserialize)]
enum Unchanged {
    #[serde(rename = "unchanged")]
    Unchanged,
}

/// Reads the steps of a snapshot file.
///
/// # Errors
///
/// Where the text is no snapshot of steps, with the line where there is one.
pub fn parse(text: &str) -> Result<Vec<NormalStep>, SnapshotError> {
    let (header_lines, body) = split_header(text)?;
    let steps: Vec<StepText> = serde_yaml::from_str(body).map_err(|error| SnapshotError::Body {
        line: header_lines + error.location().map_or(1, |location| location.line()),
        message: error.to_string(),
    })?;
    if steps.is_empty() {
        return Err(SnapshotError::Empty);
    }
    let mut parsed: Vec<NormalStep> = Vec::with_capacity(steps.len());
    for step in steps {
        let before = parsed.last().map(|step| &step.tables);
        let tables = Tables {
            callback: rows("callback", step.callback, before.map(|tables| &tables.callback))?,
            callbackevent: rows("callbackevent", step.callbackevent, before.map(|tables| &tables.callbackevent))?,
            callbackqueue: rows("callbackqueue", step.callbackqueue, before.map(|tables| &tables.callbackqueue))?,
        };
        let StepText { when, at, exchanges, diag, states, .. } = step;
        let exchanges = exchanges
            .into_iter()
            .map(|ExchangeText { at: own, request, answer }| NormalExchange {
                at: own.unwrap_or_else(|| at.clone()),
                request,
                answer,
            })
            .collect();
        parsed.push(NormalStep { when, at, exchanges, diag, states, tables });
    }
    Ok(parsed)
}

fn split_header(text: &str) -> Result<(usize, &str), SnapshotError> {
    let rest = text.strip_prefix("---\n").ok_or(SnapshotError::Header)?;
    let mut offset = 0;
    for (index, line) in rest.split_inclusive('\n').enumerate() {
        offset += line.len();
        if line.trim_end() == FENCE {
            return Ok((index + 2, &rest[offset..]));
        }
    }
    Err(SnapshotError::Header)
}

fn rows(table: &'static str, text: TableText, before: Option<&TableRows>) -> Result<TableRows, SnapshotError> {
    match text {
        TableText::Rows(rows) => Ok(rows),
        TableText::Unchanged(_) => before.cloned().ok_or(SnapshotError::Unchanged { table }),
    }
}

/// Writes the snapshot file of a scenario: `source` is the feature's path, `id` the scenario's.
pub fn render(source: &str, id: &str, steps: &[NormalStep]) -> String {
    format!("{FENCE}\nsource: {source}\nexpression: {id}\n{FENCE}\n{}", render_body(steps))
}

/// Writes what comes after the header.
pub fn render_body(steps: &[NormalStep]) -> String {
    let mut text = String::new();
    let mut before: Option<&NormalStep> = None;
    for step in steps {
        // Writing to a string cannot fail.
        let _ = render_step(&mut text, step, before.map(|before| &before.tables));
        before = Some(step);
    }
    text
}

fn render_step(out: &mut String, step: &NormalStep, before: Option<&Tables>) -> std::fmt::Result {
    writeln!(out, "- when: {}", quoted(&step.when))?;
    writeln!(out, "  at: {}", step.at)?;
    if !step.exchanges.is_empty() {
        writeln!(out, "  exchanges:")?;
    }
    for exchange in &step.exchanges {
        let own = if exchange.at == step.at { String::new() } else { format!("at: {}\n    ", exchange.at) };
        writeln!(out, "  - {own}request: {}", flow(&exchange.request))?;
        writeln!(out, "    answer: {}", flow(&exchange.answer))?;
    }
    if let Some(diag) = &step.diag {
        render_rows(out, "diag", diag)?;
    }
    writeln!(out, "  states: {}", flow(&step.states))?;
    let unchanged = |index: usize| before.is_some_and(|before| before.named()[index] == step.tables.named()[index]);
    for (index, (name, rows)) in step.tables.named().into_iter().enumerate() {
        if unchanged(index) {
            writeln!(out, "  {name}: unchanged")?;
        } else {
            render_rows(out, name, rows)?;
        }
    }
    Ok(())
}

fn render_rows(out: &mut String, name: &str, rows: &[Record]) -> std::fmt::Result {
    if rows.is_empty() {
        return writeln!(out, "  {name}: []");
    }
    writeln!(out, "  {name}:")?;
    for row in rows {
        writeln!(out, "  - {}", flow(row))?;
    }
    Ok(())
}

/// A record on one line, which YAML calls flow style.
fn flow(record: &Record) -> String {
    let pairs: Vec<String> = record.iter().map(|(name, value)| format!("{}: {value}", key(name))).collect();
    format!("{{{}}}", pairs.join(", "))
}

fn key(name: &str) -> String {
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') { name.to_owned() } else { quoted(name) }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::step::Scalar;
    use assert_matches::assert_matches;

    fn step(when: &str, validation: i64) -> NormalStep {
        let row = Record::from_iter([
            ("surrogateid".to_owned(), Scalar::from("#1")),
            ("leavedatetime".to_owned(), Scalar::Null),
            ("validationstatus".to_owned(), Scalar::Integer(validation)),
        ]);
        NormalStep {
            when: when.to_owned(),
            at: "T+0s".to_owned(),
            exchanges: vec![NormalExchange {
                at: if validation == 0 { "T+0s" } else { "T-15s" }.to_owned(),
                request: Record::from_iter([("operation".to_owned(), Scalar::from("GetStatus: \"x\" # {y}"))]),
                answer: Record::from_iter([("startCallback".to_owned(), Scalar::Boolean(false))]),
            }],
            diag: None,
            states: Record::from_iter([("${call}".to_owned(), Scalar::from("21/0 → 22/0"))]),
            tables: Tables { callbackqueue: [row].into(), ..Tables::default() },
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let steps = vec![step("one", 0), step("two", 0), step("three", 2)];
        let text = render("features/x.feature", "x", &steps);
        assert_eq!(parse(&text), Ok(steps));
        assert_eq!(
            text.matches("callbackqueue: unchanged").count(),
            1,
            "only the second step left the table alone\n{text}"
        );
    }

    #[test]
    fn a_header_with_more_than_we_write_is_read() {
        let text = render("f", "x", &[step("one", 0)]).replace("expression: x", "assertion_line: 7\nexpression: x");
        assert_matches!(parse(&text), Ok(steps) if steps.len() == 1);
    }

    #[test]
    fn what_is_no_snapshot_says_where() {
        assert_eq!(parse("steps"), Err(SnapshotError::Header));
        assert_eq!(parse("---\nsource: x\n"), Err(SnapshotError::Header));
        assert_eq!(parse("---\n---\n[]\n"), Err(SnapshotError::Empty));
        let text = render("f", "x", &[step("one", 0)]);
        let broken = text.replace("  states:", "  sates:");
        let line = broken.lines().position(|line| line.contains("sates")).expect("the line is there") + 1;
        assert_matches!(parse(&broken), Err(SnapshotError::Body { line: at, message }) => {
            assert!(at <= line && message.contains("sates"), "{at} {message}");
        });
        let first = text.replace("  callback: []", "  callback: unchanged");
        assert_eq!(parse(&first), Err(SnapshotError::Unchanged { table: "callback" }));
    }
}
