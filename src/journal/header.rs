//! The header: what was about to be run, against what, and by which suite.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ccb::capability::Capability;
use crate::ccb::variant::Variant;
use crate::verdict::known_failure;

/// The version of the journal's form. A reader reads no other.
pub const JOURNAL_VERSION: u32 = 1;

/// The first line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// [`JOURNAL_VERSION`].
    pub journal_version: u32,
    /// Which suite this is.
    pub suite: Suite,
    /// What it runs against.
    pub target: TargetIdentity,
    /// What a user said of it; nothing where nobody did.
    pub profile: Option<ProfileIdentity>,
    /// How time passes, and so how times are judged.
    pub mode: Mode,
    /// What the unique values of the run (callids, names, numbers) are made from; `--seed` makes the same again.
    pub seed: u64,
    /// What was selected.
    pub selection: Selection,
    /// The known failures that were given; nothing where no list was.
    pub known_failures: Option<Vec<KnownEntry>>,
    /// What the suite noticed of mutants of its own before it began.
    pub canaries: Vec<Canary>,
    /// Where this was joined from shards, each of them.
    pub merged: Vec<MergedShard>,
    /// Where this was judged again, from what.
    pub judged_again: Option<JudgedAgain>,
    /// When it began, on this machine's clock.
    pub started: Timestamp,
}

/// The identity of a suite.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// `ccbspec`.
    pub name: String,
    /// The version of the program.
    pub version: String,
    /// SHA-256 of the specification that it carries.
    pub specification_sha256: String,
    /// The features that were played.
    pub features: Texts,
    /// The goldens that were held against them.
    pub goldens: Texts,
}

/// Features or goldens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// SHA-256 over all names and texts.
    pub sha256: String,
    /// The directory that a user named; nothing where they are those that the program carries.
    pub directory: Option<String>,
    /// Whether they are other than those that the program carries.
    pub edited: bool,
}

/// What a suite runs against.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TargetIdentity {
    /// What a report calls it.
    pub label: String,
    /// Its URL without a password; nothing for an embedded reference.
    pub url: Option<String>,
    /// The mutant of the embedded reference, if it is one.
    pub mutant: Option<String>,
    /// How it speaks.
    pub dialect: String,
    /// What it may be tested on.
    pub capabilities: Vec<Capability>,
    /// What it fulfils in the other way that clauses allow.
    pub variants: Vec<Variant>,
}

/// What a user said of a target.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileIdentity {
    /// SHA-256 of `text`.
    pub sha256: String,
    /// The resolved profile with the source of every value, without secrets, as `ccbspec profile` shows it.
    pub text: String,
    /// Who makes the product.
    pub vendor: Option<String>,
    /// What it is called.
    pub product: Option<String>,
    /// Which one it is.
    pub version: Option<String>,
}

/// How time passes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The suite moves a test clock; everything is exact.
    TestClock,
    /// By itself; values are judged with the windows that observations tell.
    RealTime,
    /// A test clock is moved as if time passed by itself; judged with windows.
    Rehearsed,
}

impl Mode {
    /// In words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::TestClock => "test clock, judged exactly",
            Self::RealTime => "real time, judged with windows",
            Self::Rehearsed => "rehearsed real time, judged with windows",
        }
    }
}

/// What was selected of all there is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// The tag expression that a user gave.
    pub tags: Option<String>,
    /// The ids that a user gave.
    pub ids: Vec<String>,
    /// The shard, such as `hash:2/5`.
    pub shard: Option<String>,
    /// In real time, the longest that was waited, milliseconds.
    pub max_wait_ms: Option<u64>,
    /// How many scenarios there are in all.
    pub of: usize,
    /// The ids of those that are to be run, in the order of features and lines. The journal has a record of each.
    pub selected: Vec<String>,
}

/// A known failure that was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownEntry {
    /// The entry.
    pub entry: known_failure::Entry,
    /// Whether there is a scenario of that id, selected or not.
    pub exists: bool,
}

/// A mutant of the reference that the suite must notice before it may judge anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Canary {
    /// Its name.
    pub mutant: String,
    /// The scenario that must notice it.
    pub scenario: String,
    /// The field in which.
    pub field: String,
    /// Whether it was noticed there.
    pub noticed: bool,
}

/// A recorded run that was judged again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JudgedAgain {
    /// The seal of its journal.
    pub sha256: String,
    /// The suite that ran it.
    pub suite: Suite,
}

/// A shard that a journal was joined from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MergedShard {
    /// Which, such as `hash:2/5`.
    pub shard: String,
    /// What it ran against.
    pub target: String,
    /// The seal of its journal.
    pub sha256: String,
}
