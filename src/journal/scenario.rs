//! The record of one scenario: what was to be played, what happened, and the verdict.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ccb::binding::Bindings;
use crate::ccb::capability::Capability;
use crate::ccb::clause::ClauseId;
use crate::ccb::observation::Observation;
use crate::ccb::transmission::Transmission;
use crate::ccb::wire::Wire;
use crate::golden::compare::Difference;
use crate::golden::step::NormalStep;
use crate::verdict::outcome::{Reason, Verdict};

/// One scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioRecord {
    /// Which it is.
    pub scenario: Identity,
    /// Its steps, those of the background first.
    pub steps: Vec<Step>,
    /// What happened; nothing where it was not played.
    pub performance: Option<Performance>,
    /// How many steps went through, as it was judged.
    pub passed_steps: usize,
    /// What each `When` should have shown, where that is not what it did.
    pub expected: Option<Vec<NormalStep>>,
    /// Why it did not pass.
    pub reason: Option<Reason>,
    /// What became of it, before known failures are looked at.
    pub verdict: Verdict,
}

/// Which scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Identity {
    /// Its stable id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The title of its feature.
    pub feature: String,
    /// The feature's path.
    pub source: String,
    /// Its line there, from 1.
    pub line: usize,
    /// The clauses that it checks.
    pub clauses: Vec<ClauseId>,
    /// The capabilities that it depends on.
    pub capabilities: Vec<Capability>,
    /// Its tags, without `@`.
    pub tags: Vec<String>,
}

/// One step of a scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// `Given`, `When`, `Then`, `And`, `But`, as written.
    pub keyword: String,
    /// Whether it is observed: a `When`, also where it is written `And`.
    pub observed: bool,
    /// Its words.
    pub text: String,
    /// Its table, if it has one: rows of cells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub table: Vec<Vec<String>>,
    /// The text below it, if it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub docstring: Option<String>,
    /// Its line in the feature, from 1.
    pub line: usize,
}

/// What happened to a scenario that was played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Performance {
    /// When it began, on this machine's clock.
    pub began: Timestamp,
    /// How long it took, microseconds.
    pub elapsed_us: u64,
    /// The zone of the servlet's local time: an IANA name or an offset such as `-06:00`; nothing where the journey did not come so far as to
    /// have a target.
    pub zone: Option<String>,
    /// Every `When` that was observed.
    pub checkpoints: Vec<Checkpoint>,
    /// What went over the wire after the last of them.
    pub afterwards: Vec<Transmission>,
    /// How many steps went through.
    pub passed_steps: usize,
    /// How it ended before its end, if it did.
    pub end: Option<End>,
    /// Where it did, what was asked last and what came back, or the exchange that failed, in short.
    pub exchange: Option<Wire>,
    /// What the suite itself did wrong.
    pub faults: Vec<String>,
    /// Whether it was played to its end.
    pub finished: bool,
}

/// One `When` as it was observed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// The step's words.
    pub when: String,
    /// What the run's values stand for.
    pub bindings: Bindings,
    /// What was seen.
    pub observation: Observation,
}

/// How a journey ended before its end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// At its last checkpoint, which was not what the golden holds.
    Deviated,
    /// For another reason, which no golden changes.
    Stopped(Stopped),
}

/// Why a journey stopped on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Stopped {
    /// The feature told otherwise.
    Differs(Vec<Difference>),
    /// The target broke a clause in another way.
    Breach {
        /// What it did.
        message: String,
        /// The clause.
        clause: ClauseId,
    },
    /// It could not be played on.
    Hindered(String),
    /// The suite is at fault.
    Fault(String),
}

impl From<Stopped> for Reason {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Differs(differences) => Self::Differs(differences),
            Stopped::Breach { message, clause } => Self::Breach { message, clause },
            Stopped::Hindered(why) => Self::Hindered(why),
            Stopped::Fault(what) => Self::Fault(what),
        }
    }
}
