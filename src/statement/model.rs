//! What a statement says, as `statement.json` holds it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::clauses::{ClauseVerdict, verdicts};
use super::reservations::{Reservation, reservations};
use crate::ccb::capability::Capability;
use crate::ccb::claim::Claim;
use crate::ccb::variant::Variant;
use crate::journal::header::{Canary, JudgedAgain, MergedShard, Mode, Selection, Suite};
use crate::journal::reader::JournalError;
use crate::journal::whole::Journal;
use crate::verdict::known_failure::{Entry, Standing};
use crate::verdict::outcome::{Reason, Verdict};

/// The version of the statement's form.
pub const STATEMENT_VERSION: u32 = 1;

/// What a statement comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Conformance {
    /// Everything that was declared was tested by the suite as it is published, and nothing failed.
    Conformant,
    /// Something failed.
    NonConformant,
    /// Nothing failed, but what was tested does not suffice.
    Inconclusive,
}

impl Conformance {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Conformant => "conformant",
            Self::NonConformant => "non-conformant",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// A conformance statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// [`STATEMENT_VERSION`].
    pub statement_version: u32,
    /// What it comes to.
    pub conformance: Conformance,
    /// Why it cannot be called conformant, whatever passed.
    pub reservations: Vec<Reservation>,
    /// What was tested.
    pub product: ProductUnderTest,
    /// By which suite.
    pub suite: Suite,
    /// How and when.
    pub campaign: Campaign,
    /// What was declared of it (the PICS).
    pub declared: Declared,
    /// What was told of how to reach and to drive it (the PIXIT), without secrets; nothing where nobody told anything.
    pub profile: Option<ProfileText>,
    /// How many scenarios have each verdict.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// What follows for every clause of the specification.
    pub clauses: Vec<ClauseVerdict>,
    /// Scenarios that were selected and not tested.
    pub left_out: Vec<LeftOut>,
    /// Known failures, and how they went with what was found.
    pub known_failures: Vec<KnownFailure>,
    /// What the product does not do as declared, or does undeclared.
    pub claims: Vec<Claim>,
    /// What the suite noticed of mutants of its own before it began.
    pub canaries: Vec<Canary>,
    /// SHA-256 over all but the last line of the journal, as that line seals it.
    pub journal_sha256: String,
}

/// What was tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductUnderTest {
    /// Who makes it.
    pub vendor: Option<String>,
    /// What it is called.
    pub name: Option<String>,
    /// Which one it is.
    pub version: Option<String>,
    /// What the run called it.
    pub target: String,
    /// How it speaks.
    pub dialect: String,
}

/// How and when it was tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// When it began.
    pub started: Timestamp,
    /// When it ended.
    pub ended: Timestamp,
    /// How long it took, milliseconds.
    pub elapsed_ms: u64,
    /// How time passed.
    pub mode: Mode,
    /// What its unique values were made from.
    pub seed: u64,
    /// What was selected.
    pub selection: Selection,
    /// The shards that it was joined from.
    pub merged: Vec<MergedShard>,
    /// The run of which this is another judgement.
    pub judged_again: Option<JudgedAgain>,
    /// Why it ended before its end, if it did.
    pub ended_early: Option<String>,
}

/// What was declared of a product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declared {
    /// Every capability of the specification, and whether the product was tested on it.
    pub capabilities: BTreeMap<Capability, bool>,
    /// The clauses that it fulfils in the other way that they allow.
    pub variants: Vec<Variant>,
}

/// A profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileText {
    /// SHA-256 of `text`.
    pub sha256: String,
    /// As it was resolved, each value with its source, without secrets.
    pub text: String,
}

/// A scenario that was not tested.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Its id.
    pub scenario: String,
    /// `not-applicable`, `could-not-run` or `harness-error`.
    pub verdict: Verdict,
    /// Why.
    pub why: String,
}

/// A known failure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownFailure {
    /// As it was given.
    pub entry: Entry,
    /// How what was found goes with it: `as recorded`, `expired`, `otherwise`, `passes`, or `matches nothing`.
    pub standing: String,
}

/// What a journal states.
///
/// # Errors
///
/// Where a record cannot be read any more.
pub fn statement(journal: &Journal) -> Result<Statement, JournalError> {
    let run = journal.outcome();
    let (header, footer) = (&journal.header, &journal.footer);
    let reservations = reservations(journal);
    let failed = footer.verdicts.get(&Verdict::Fail).is_some_and(|count| *count > 0) || run.broken_claims() > 0;
    let profile = header.profile.as_ref();
    Ok(Statement {
        statement_version: STATEMENT_VERSION,
        conformance: match (failed, reservations.is_empty()) {
            (true, _) => Conformance::NonConformant,
            (false, true) => Conformance::Conformant,
            (false, false) => Conformance::Inconclusive,
        },
        reservations,
        product: ProductUnderTest {
            vendor: profile.and_then(|profile| profile.vendor.clone()),
            name: profile.and_then(|profile| profile.product.clone()),
            version: profile.and_then(|profile| profile.version.clone()),
            target: header.target.label.clone(),
            dialect: header.target.dialect.clone(),
        },
        suite: header.suite.clone(),
        campaign: Campaign {
            started: header.started,
            ended: footer.ended,
            elapsed_ms: footer.elapsed_ms,
            mode: header.mode,
            seed: header.seed,
            selection: header.selection.clone(),
            merged: header.merged.clone(),
            judged_again: header.judged_again.clone(),
            ended_early: footer.ended_early.clone(),
        },
        declared: Declared {
            capabilities: Capability::ALL
                .iter()
                .map(|capability| (*capability, header.target.capabilities.contains(capability)))
                .collect(),
            variants: header.target.variants.clone(),
        },
        profile: profile.map(|profile| ProfileText { sha256: profile.sha256.clone(), text: profile.text.clone() }),
        verdicts: footer.verdicts.clone(),
        clauses: verdicts(run),
        left_out: left_out(journal)?,
        known_failures: known_failures(journal)?,
        claims: footer.claims.clone(),
        canaries: header.canaries.clone(),
        journal_sha256: journal.sha256.clone().unwrap_or_default(),
    })
}

fn left_out(journal: &Journal) -> Result<Vec<LeftOut>, JournalError> {
    let why = |reason: &Reason| match reason {
        Reason::Undeclared(missing) => {
            let names: Vec<&str> = missing.iter().map(|capability| capability.name()).collect();
            Some(format!("not declared: {}", names.join(", ")))
        }
        Reason::Hindered(why) | Reason::Fault(why) => Some(why.clone()),
        Reason::Differs(_) | Reason::Breach { .. } => None,
    };
    let mut left_out = Vec::new();
    for (number, scenario) in journal.outcome().scenarios.iter().enumerate() {
        if !matches!(scenario.own_verdict, Verdict::NotApplicable | Verdict::CouldNotRun | Verdict::HarnessError) {
            continue;
        }
        if let Some(why) = journal.scenario(number)?.record.reason.as_ref().and_then(why) {
            left_out.push(LeftOut { scenario: scenario.id.to_string(), verdict: scenario.own_verdict, why });
        }
    }
    Ok(left_out)
}

fn known_failures(journal: &Journal) -> Result<Vec<KnownFailure>, JournalError> {
    let told = |entry: &Entry| {
        let own = journal.find(&entry.scenario)?.and_then(|scenario| scenario.outcome.known);
        let standing = match own.filter(|known| known.entry == *entry).map(|known| known.standing) {
            Some(Standing::AsRecorded) => "as recorded",
            Some(Standing::Expired) => "expired",
            Some(Standing::Otherwise(_)) => "otherwise",
            Some(Standing::Passes) => "passes",
            None => "matches nothing",
        };
        Ok(KnownFailure { entry: entry.clone(), standing: standing.to_owned() })
    };
    journal.header.known_failures.iter().flatten().map(|known| told(&known.entry)).collect()
}
