//! Markdown for the summary of a pipeline's step: the verdict, the counts, the chapters, and what failed, each folded away.
//!
//! What a target or a user said stands in code alone, where nothing of it is markup, a link or a mention.

use std::fmt::Write as _;
use std::io;

use super::brief::Brief;
use super::text::{cut, one_line};
use super::view::{Told, View};
use crate::verdict::exit::Exit;
use crate::verdict::outcome::Verdict;

/// GitHub takes no summary of more than 1 MiB.
const LARGEST_BYTES: usize = 1 << 20;

/// What is kept free of that for the line which tells what is left out.
const RESERVE_BYTES: usize = 1024;

/// The most of one failure.
const LARGEST_DIFF_CHARS: usize = 8_000;

/// The most of a line in a list.
const LARGEST_LINE_CHARS: usize = 300;

/// The report as Markdown, of at most 1 MiB.
///
/// # Errors
///
/// Where a record cannot be read any more.
pub fn render(view: &View<'_>) -> io::Result<String> {
    let mut text = heading(view);
    matters(&mut text, view);
    counts(&mut text, view);
    chapters(&mut text, view);
    let numbers = view.worst_first();
    if !numbers.is_empty() {
        text += "\n### What did not pass\n";
    }
    for (index, number) in numbers.iter().enumerate() {
        let scenario = view.journal.scenario(*number)?;
        let details = details(view, Told::of(&scenario));
        if text.len() + details.len() > LARGEST_BYTES - RESERVE_BYTES {
            let left = numbers.len() - index;
            let _ = write!(
                text,
                "\n**{left} more of {} are not shown: a summary has at most 1 MiB. The journal and the other reports tell all.**\n",
                numbers.len()
            );
            break;
        }
        text += &details;
    }
    Ok(text)
}

fn heading(view: &View<'_>) -> String {
    let header = &view.journal.header;
    let mark = match view.exit() {
        Exit::Conformant if view.left_out().is_none() && !view.is_edited() => "✅",
        Exit::Conformant | Exit::NoNewFailures | Exit::Incomplete | Exit::NothingSelected => "⚠️",
        Exit::NonConformant | Exit::Usage | Exit::StaleKnownFailures | Exit::Unreachable | Exit::Harness => "❌",
    };
    let partial = match view.left_out() {
        None => String::new(),
        Some(left_out) => format!(", partial: {left_out} of {} scenarios were not selected", header.selection.of),
    };
    let edited = if view.is_edited() { ", features or goldens are not those of the suite" } else { "" };
    let (name, version) = (&header.suite.name, &header.suite.version);
    let (scenarios, elapsed_ms) = (view.run.scenarios.len(), view.journal.footer.elapsed_ms);
    let word = view.exit().word();
    let shard = header.selection.shard.as_ref().map_or(String::new(), |shard| format!(", shard {}", code(shard)));
    format!(
        "## {mark} {word}{partial}{edited}\n\n{} against {}{shard}: {scenarios} {}, {}.{:03} s, {}.\n",
        code(&format!("{name} {version}")),
        code(&header.target.label),
        if scenarios == 1 { "scenario" } else { "scenarios" },
        elapsed_ms / 1000,
        elapsed_ms % 1000,
        header.mode.words(),
    )
}

fn matters(text: &mut String, view: &View<'_>) {
    let matters = view.matters().into_iter().map(|matter| format!("- **{}**\n", code(&matter.message)));
    let variants = view.run.variants.iter();
    let variants =
        variants.map(|variant| format!("- variant {} in force ({})\n", code(variant.name()), variant.clause()));
    let lines: String = matters.chain(variants).collect();
    if !lines.is_empty() {
        *text += "\n";
        *text += &lines;
    }
}

fn counts(text: &mut String, view: &View<'_>) {
    let counted: Vec<(Verdict, usize)> = Verdict::ALL
        .into_iter()
        .map(|verdict| (verdict, view.run.count(verdict)))
        .filter(|(verdict, count)| *count > 0 || *verdict == Verdict::Pass)
        .collect();
    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    text.push('\n');
    *text += &row(counted.iter().map(|(verdict, _)| verdict.name().to_owned()).collect());
    *text += &row(counted.iter().map(|_| "---:".to_owned()).collect());
    *text += &row(counted.iter().map(|(_, count)| count.to_string()).collect());
}

fn chapters(text: &mut String, view: &View<'_>) {
    *text += "\n<details><summary>Chapters</summary>\n\n| chapter | clauses checked | scenarios | pass |\n| --- | ---: | ---: | ---: |\n";
    for chapter in view.chapters() {
        let _ = writeln!(
            text,
            "| {} | {} of {} | {} | {} |",
            chapter.chapter, chapter.clauses_checked, chapter.clauses, chapter.scenarios, chapter.passed
        );
    }
    *text += "\n</details>\n";
}

/// One scenario: a line, and behind it all that is told of it in short.
fn details(view: &View<'_>, told: Told<'_>) -> String {
    let outcome = told.outcome;
    let brief = Brief::of(&view.journal.header, told);
    let title = format!("{}: {}", outcome.id, outcome.title);
    let line = html(&cut(&one_line(&title), LARGEST_LINE_CHARS));
    let diff = diff(&brief);
    let fence = "`".repeat(3.max(longest_run_of_backticks(&diff) + 1));
    format!(
        "\n<details><summary><b>{}</b> <code>{line}</code></summary>\n\n{fence}diff\n{diff}{fence}\n\n</details>\n",
        told.verdict()
    )
}

/// As a diff, so that what was expected and what was seen have their colours.
fn diff(brief: &Brief<'_>) -> String {
    let mut lines = Vec::new();
    for clause in &brief.clauses {
        lines.push(format!("# {clause}: {}", clause.clause().text));
    }
    lines.extend(brief.step.as_ref().map(|step| format!("@@ {step} @@")));
    lines.push(format!("  at {}", brief.place));
    match (&brief.states_expected, &brief.states_seen) {
        (Some(expected), Some(seen)) if expected != seen => {
            lines.push(format!("- states {expected}"));
            lines.push(format!("+ states {seen}"));
        }
        (_, Some(seen)) => lines.push(format!("  states {seen}")),
        _ => {}
    }
    for difference in brief.differences {
        let clause = difference.clause.map_or(String::new(), |clause| format!(" ({clause})"));
        lines.push(format!("  {}{clause}", difference.path));
        lines.push(format!("- {}", difference.expected));
        lines.push(format!("+ {}", difference.actual));
    }
    lines.extend(brief.message.iter().map(|message| format!("! {message}")));
    lines.extend(brief.known.iter().map(|known| format!("  {known}")));
    if let Some(wire) = brief.exchange {
        lines.push(format!("  asked      {}", wire.asked));
        lines.push(format!("  came back  {}", wire.told()));
    }
    lines.push(format!("  again      {}", brief.again));
    let whole: String = lines.iter().map(|line| one_line(line) + "\n").collect();
    match cut(&whole, LARGEST_DIFF_CHARS) {
        cut if cut.len() == whole.len() => whole,
        cut => format!("{cut}\n  (the rest is in the journal)\n"),
    }
}

/// As code in a line of text.
fn code(text: &str) -> String {
    let text = cut(&one_line(text), LARGEST_LINE_CHARS).into_owned();
    let fence = "`".repeat(longest_run_of_backticks(&text) + 1);
    // One blank beside each fence is taken away again; it keeps backticks apart, and what begins or ends with a blank whole.
    let apart = |letter: char| letter == '`' || letter == ' ';
    let blank = if text.is_empty() || text.starts_with(apart) || text.ends_with(apart) { " " } else { "" };
    format!("{fence}{blank}{text}{blank}{fence}")
}

fn longest_run_of_backticks(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default()
}

/// Inside HTML, where Markdown means nothing.
fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
