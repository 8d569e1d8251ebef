//! The shortest part of a journey that still shows its fault, as a feature and its golden.
//!
//! What comes after the fault is left out, and so are the `Then`s before it, which ask the servlet nothing. No `When` is: what the golden holds
//! after it follows from all of them, and nobody but the specification says what it would hold without one.

use std::fmt::Write as _;
use std::path::Path;

use crate::golden::snapshot;
use crate::journal::scenario::{ScenarioRecord, Step};
use crate::report::fault::Fault;

/// A feature file and the golden that goes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShortFeature {
    /// The feature's file name; its golden belongs into a directory of that name without `.feature`.
    pub file: String,
    /// The feature.
    pub feature: String,
    /// The golden's file name.
    pub golden_file: String,
    /// The golden; nothing where the journal holds none, since the scenario was only recorded.
    pub golden: Option<String>,
}

/// The part of a scenario that shows its fault; nothing where it has none.
pub fn shortest(record: &ScenarioRecord) -> Option<ShortFeature> {
    let fault = Fault::of(record)?;
    let kinds = kinds(&record.steps);
    let kept: Vec<(Kind, &Step)> = kinds
        .into_iter()
        .zip(&record.steps)
        .take(fault.number + 1)
        .enumerate()
        .filter(|(index, (kind, _))| *kind != Kind::Then || *index == fault.number)
        .map(|(_, kept)| kept)
        .collect();
    let identity = &record.scenario;
    let whens = kept.iter().filter(|(_, step)| step.observed).count();
    let golden = record.expected.as_ref().map(|steps| {
        let steps = &steps[..whens.min(steps.len())];
        snapshot::render(&identity.source, &identity.id, steps)
    });
    let stem = Path::new(&identity.source).file_stem().map_or("part".into(), |stem| stem.to_string_lossy());
    Some(ShortFeature {
        file: format!("{stem}.feature"),
        feature: feature(record, &kept),
        golden_file: format!("{}.snap", identity.id),
        golden,
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Given,
    When,
    Then,
}

/// What kind of step each is, also where it is written `And`.
fn kinds(steps: &[Step]) -> Vec<Kind> {
    let mut last = Kind::Given;
    let kind = |step: &Step| {
        last = match step.keyword.as_str() {
            "Given" => Kind::Given,
            "When" => Kind::When,
            "Then" => Kind::Then,
            _ => last,
        };
        last
    };
    steps.iter().map(kind).collect()
}

fn feature(record: &ScenarioRecord, steps: &[(Kind, &Step)]) -> String {
    let identity = &record.scenario;
    let tags: Vec<String> = identity.tags.iter().map(|tag| format!("@{tag}")).collect();
    // Writing to a string cannot fail.
    let mut text = format!("Feature: {}\n\n  {}\n  Scenario: {}\n", identity.feature, tags.join(" "), identity.title);
    for (kind, step) in steps {
        let keyword = match kind {
            Kind::Given => "Given",
            Kind::When => "When",
            Kind::Then => "Then",
        };
        let _ = writeln!(text, "    {keyword} {}", step.text);
        for row in &step.table {
            let cells: Vec<String> = row.iter().map(|cell| cell.replace('\\', "\\\\").replace('|', "\\|")).collect();
            let _ = writeln!(text, "      | {} |", cells.join(" | "));
        }
        if let Some(docstring) = &step.docstring {
            let lines = docstring.lines().fold(String::new(), |lines, line| lines + "      " + line + "\n");
            let _ = writeln!(text, "      \"\"\"\n{lines}      \"\"\"");
        }
    }
    text
}
