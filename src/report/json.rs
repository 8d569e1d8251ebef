//! The report as one JSON object, for programs. Its schema is generated from these types and checked in beside them.

use std::collections::BTreeMap;
use std::io::{self, Write};

use jiff::Timestamp;
use schemars::{JsonSchema, schema_for};
use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use super::brief::Brief;
use super::view::{Chapter, Matter, Told, View};
use crate::ccb::claim::Claim;
use crate::ccb::clause::ClauseId;
use crate::ccb::window::Window;
use crate::ccb::wire::Wire;
use crate::golden::compare::Difference;
use crate::golden::step::NormalStep;
use crate::journal::header::{Mode, ProfileIdentity, Suite, TargetIdentity};
use crate::journal::scenario::Identity;
use crate::verdict::known_failure;
use crate::verdict::outcome::{Reason, StepEnd, StepOutcome, Verdict};

/// The version of the report's form.
pub const REPORT_VERSION: u32 = 1;

/// The schema, as it is checked in.
pub const CHECKED_IN: &str = include_str!("json.schema.json");

/// A whole run.
#[derive(Serialize, JsonSchema)]
struct JsonReport<'a> {
    /// The version of this form.
    report_version: u32,
    /// What the run comes to, such as `conformant`.
    result: &'a str,
    /// The exit code that goes with it.
    exit_code: u8,
    /// How many scenarios have each verdict, known failures taken into account; those that none has are left out.
    verdicts: &'a BTreeMap<Verdict, usize>,
    /// How many steps the selected scenarios have.
    steps: usize,
    /// What keeps the run from succeeding and is no scenario.
    matters: Vec<Matter>,
    /// Why it ended before its end, if it did.
    ended_early: Option<&'a str>,
    /// What the target does not do as declared, or does undeclared.
    claims: &'a [Claim],
    /// Which suite it was.
    suite: &'a Suite,
    /// What it ran against.
    target: &'a TargetIdentity,
    /// What a user said of it; nothing where nobody did.
    profile: Option<JsonProfile<'a>>,
    /// How time passed, and so how times were judged.
    mode: Mode,
    /// In real time, how far values might be off in the journey that was latest.
    window: Option<Window>,
    /// The longest that the rows of a step took to appear after the answer, milliseconds; nothing where all were there at once.
    longest_rows_delay_ms: Option<u64>,
    /// What the unique values of the run are made from.
    seed: u64,
    /// What was selected.
    selection: JsonSelection<'a>,
    /// What known failures came to; nothing where no list was given.
    known_failures: Option<JsonKnownFailures>,
    /// When it began, on this machine's clock.
    started: Timestamp,
    /// When it ended.
    ended: Timestamp,
    /// How long it took, milliseconds.
    elapsed_ms: u64,
    /// The seal of the journal; nothing where none was written.
    journal_sha256: Option<&'a str>,
    /// How far each chapter of the specification was tested.
    chapters: Vec<Chapter>,
    /// Every selected scenario, in the order of features and lines.
    #[schemars(with = "Vec<JsonScenario<'a>>")]
    scenarios: Scenarios<'a>,
}

/// What a profile says of a product.
#[derive(Serialize, JsonSchema)]
struct JsonProfile<'a> {
    /// SHA-256 of the profile as it is shown.
    sha256: &'a str,
    /// Who makes it.
    vendor: Option<&'a str>,
    /// What it is called.
    product: Option<&'a str>,
    /// Which one it is.
    version: Option<&'a str>,
}

/// What was selected of all there is.
#[derive(Serialize, JsonSchema)]
struct JsonSelection<'a> {
    /// The tag expression that a user gave.
    tags: Option<&'a str>,
    /// The ids that a user gave.
    ids: &'a [String],
    /// The shard, such as `hash:2/5`.
    shard: Option<&'a str>,
    /// In real time, the longest that was waited, milliseconds.
    max_wait_ms: Option<u64>,
    /// How many scenarios there are in all.
    of: usize,
    /// How many were selected.
    selected: usize,
}

/// What known failures came to.
#[derive(Serialize, JsonSchema)]
struct JsonKnownFailures {
    /// The ids of entries that match nothing, each with the reason.
    stale: Vec<JsonStale>,
    /// How many entries are of scenarios that were not selected.
    unselected: usize,
}

/// An entry that matches nothing.
#[derive(Serialize, JsonSchema)]
struct JsonStale {
    /// The scenario's id.
    scenario: String,
    /// Where it is tracked.
    issue: String,
    /// Why it matches nothing.
    why: &'static str,
}

/// One scenario.
#[derive(Serialize, JsonSchema)]
struct JsonScenario<'a> {
    /// Which it is.
    #[serde(flatten)]
    identity: &'a Identity,
    /// What became of it, known failures taken into account.
    verdict: Verdict,
    /// What would have become of it without them.
    own_verdict: Verdict,
    /// How long it took, microseconds; nothing where it was not played.
    elapsed_us: Option<u64>,
    /// Its steps.
    steps: Vec<JsonStep<'a>>,
    /// What each observed `When` showed, in its normal form.
    seen: Vec<NormalStep>,
    /// What they should have shown, where that is not what they did.
    expected: Option<&'a [NormalStep]>,
    /// Why it did not pass.
    reason: Option<&'a Reason>,
    /// How it failed, in short; nothing for a pass.
    fault: Option<JsonFault<'a>>,
    /// What is kept of it as a known failure.
    known: Option<JsonKnown<'a>>,
}

/// One step.
#[derive(Serialize, JsonSchema)]
struct JsonStep<'a> {
    /// `Given`, `When`, `Then`, `And`, `But`, as written.
    keyword: &'a str,
    /// Its words.
    text: &'a str,
    /// Its line in the feature, from 1.
    line: usize,
    /// How it ended.
    end: JsonStepEnd,
    /// For a `When` that was observed and whose rows were read: the states and causes so far, by call.
    states: Option<&'a [String]>,
}

/// How a step ended.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum JsonStepEnd {
    /// It went through, and showed what it must.
    Passed,
    /// The journey stopped here.
    Stopped,
    /// The journey had stopped before.
    NotReached,
}

/// How a scenario failed.
#[derive(Serialize, JsonSchema)]
struct JsonFault<'a> {
    /// What is wrong, in a line.
    headline: String,
    /// The step at which it stopped; nothing where it stopped at none.
    step: Option<String>,
    /// Where that stands: file and line.
    place: String,
    /// The clauses that decide what is wrong; where none does, those that the scenario checks.
    clauses: Vec<ClauseId>,
    /// The states that the last `When` should have shown.
    states_expected: Option<String>,
    /// The states that it showed.
    states_seen: Option<String>,
    /// The fields that differ.
    differences: &'a [Difference],
    /// What was asked last, and what came back.
    exchange: Option<&'a Wire>,
    /// The command that plays it again.
    again: String,
}

/// What is kept of a scenario as a known failure.
#[derive(Serialize, JsonSchema)]
struct JsonKnown<'a> {
    /// The entry.
    entry: &'a known_failure::Entry,
    /// How that goes with what became of it, in lines.
    standing: Vec<String>,
}

/// The scenarios, each read when it is written.
struct Scenarios<'a>(&'a View<'a>);

impl Serialize for Scenarios<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(view) = self;
        let mut all = serializer.serialize_seq(Some(view.run.scenarios.len()))?;
        for told in view.scenarios() {
            let told = told.map_err(S::Error::custom)?;
            all.serialize_element(&scenario(view, Told::of(&told)))?;
        }
        all.end()
    }
}

/// Writes the report.
///
/// # Errors
///
/// Where it cannot be written, or a record cannot be read any more.
pub fn write(out: &mut impl Write, view: &View<'_>) -> io::Result<()> {
    let (header, footer, run) = (&view.journal.header, &view.journal.footer, view.run);
    let selection = &header.selection;
    let report = JsonReport {
        report_version: REPORT_VERSION,
        result: &footer.result,
        exit_code: footer.exit_code,
        verdicts: &footer.verdicts,
        steps: run.steps(),
        matters: view.matters(),
        ended_early: run.ended_early.as_deref(),
        claims: &run.claims,
        suite: &header.suite,
        target: &header.target,
        profile: header.profile.as_ref().map(profile),
        mode: header.mode,
        window: run.window,
        longest_rows_delay_ms: run.longest_rows_delay_ms(),
        seed: header.seed,
        selection: JsonSelection {
            tags: selection.tags.as_deref(),
            ids: &selection.ids,
            shard: selection.shard.as_deref(),
            max_wait_ms: selection.max_wait_ms,
            of: selection.of,
            selected: selection.selected.len(),
        },
        known_failures: run.known_failures.as_ref().map(known_failures),
        started: header.started,
        ended: footer.ended,
        elapsed_ms: footer.elapsed_ms,
        journal_sha256: view.journal.sha256.as_deref(),
        chapters: view.chapters(),
        scenarios: Scenarios(view),
    };
    serde_json::to_writer_pretty(&mut *out, &report)?;
    writeln!(out)
}

fn profile(profile: &ProfileIdentity) -> JsonProfile<'_> {
    JsonProfile {
        sha256: &profile.sha256,
        vendor: profile.vendor.as_deref(),
        product: profile.product.as_deref(),
        version: profile.version.as_deref(),
    }
}

fn known_failures(known: &known_failure::KnownFailures) -> JsonKnownFailures {
    let stale = |stale: &known_failure::Stale| JsonStale {
        scenario: stale.entry.scenario.clone(),
        issue: stale.entry.issue.clone(),
        why: stale.why.words(),
    };
    JsonKnownFailures { stale: known.stale.iter().map(stale).collect(), unselected: known.unselected }
}

fn scenario<'a>(view: &View<'_>, told: Told<'a>) -> JsonScenario<'a> {
    let Told { record, outcome } = told;
    let brief = Brief::of(&view.journal.header, told);
    let known = outcome.known.as_ref();
    JsonScenario {
        identity: &record.scenario,
        verdict: outcome.verdict(),
        own_verdict: outcome.own_verdict(),
        elapsed_us: record.performance.as_ref().map(|performance| performance.elapsed_us),
        steps: outcome.steps.iter().map(step).collect(),
        seen: record.normal_steps(),
        expected: record.expected.as_deref(),
        reason: record.reason.as_ref(),
        known: known.map(|known| JsonKnown { entry: &known.entry, standing: brief.known.clone() }),
        fault: record.reason.is_some().then(|| fault(brief)),
    }
}

fn step(step: &StepOutcome) -> JsonStep<'_> {
    let end = match step.end {
        StepEnd::Passed => JsonStepEnd::Passed,
        StepEnd::Stopped => JsonStepEnd::Stopped,
        StepEnd::NotReached => JsonStepEnd::NotReached,
    };
    JsonStep { keyword: &step.keyword, text: &step.text, line: step.line, end, states: step.states.as_deref() }
}

fn fault(brief: Brief<'_>) -> JsonFault<'_> {
    JsonFault {
        headline: brief.headline(),
        step: brief.step,
        place: brief.place,
        clauses: brief.clauses,
        states_expected: brief.states_expected,
        states_seen: brief.states_seen,
        differences: brief.differences,
        exchange: brief.exchange,
        again: brief.again,
    }
}

/// The schema, as the types have it.
pub fn schema() -> String {
    // A schema is JSON, which can always be written.
    serde_json::to_string_pretty(&schema_for!(JsonReport<'static>)).unwrap_or_default() + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_that_is_checked_in_is_that_of_the_types() {
        assert_eq!(CHECKED_IN, schema(), "`ccbspec schema report > src/report/json.schema.json` writes it anew");
    }
}
