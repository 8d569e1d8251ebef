//! The footer: how a run ended, and what it comes to.

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ccb::claim::Claim;
use crate::verdict::outcome::Verdict;
use crate::verdict::rollup::RunOutcome;

/// How a run ended, before anything is concluded from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// When, on this machine's clock.
    pub ended: Timestamp,
    /// How long it took, milliseconds.
    pub elapsed_ms: u64,
    /// Why it ended before its end, if it did.
    pub ended_early: Option<String>,
    /// What the target does not do as declared, or does undeclared.
    pub claims: Vec<Claim>,
}

/// The last line but the seal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Footer {
    /// When it ended, on this machine's clock.
    pub ended: Timestamp,
    /// How long it took, milliseconds.
    pub elapsed_ms: u64,
    /// Why it ended before its end, if it did.
    pub ended_early: Option<String>,
    /// What the target does not do as declared, or does undeclared.
    pub claims: Vec<Claim>,
    /// How many scenarios have each verdict, known failures taken into account; those that none has are left out.
    pub verdicts: BTreeMap<Verdict, usize>,
    /// What it all comes to, such as `conformant`.
    pub result: String,
    /// The exit code that goes with it.
    pub exit_code: u8,
}

impl Ended {
    /// The footer of a run that comes to this.
    pub(super) fn footer(self, run: &RunOutcome) -> Footer {
        let Self { ended, elapsed_ms, ended_early, claims } = self;
        let exit = run.exit();
        let (verdicts, result, exit_code) = (run.verdicts(), exit.word().to_owned(), exit.code());
        Footer { ended, elapsed_ms, ended_early, claims, verdicts, result, exit_code }
    }
}

impl From<Footer> for Ended {
    fn from(footer: Footer) -> Self {
        let Footer { ended, elapsed_ms, ended_early, claims, .. } = footer;
        Self { ended, elapsed_ms, ended_early, claims }
    }
}
