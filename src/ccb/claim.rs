//! Claims: what a profile declares of a target, and what a probe found. Honest both ways: a claim without the ability is a failure,
//! an ability without the claim a warning.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::capability::Capability;
use super::clause::{self, ClauseId};

/// What a probe says of a claim that does not agree with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimFault {
    /// Declared, and not there: a failure.
    Broken,
    /// There, and not declared: a warning, since it is not tested.
    Unclaimed,
    /// Declared, and the probe came to no end; its scenarios will tell.
    Unproven,
}

/// A capability whose claim and probe do not agree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Claim {
    /// Which.
    pub capability: Capability,
    /// How they disagree.
    pub fault: ClaimFault,
    /// How it was probed, and what was seen.
    pub seen: String,
}

impl Claim {
    /// What claim and probe come to together; nothing where they agree. `able` is `None` where the probe came to no end.
    pub fn weighed(
        capability: Capability,
        declared: bool,
        able: Option<bool>,
        seen: impl Into<String>,
    ) -> Option<Self> {
        let fault = match (declared, able) {
            (true, Some(false)) => ClaimFault::Broken,
            (false, Some(true)) => ClaimFault::Unclaimed,
            (true, None) => ClaimFault::Unproven,
            (true, Some(true)) | (false, Some(false) | None) => return None,
        };
        Some(Self { capability, fault, seen: seen.into() })
    }

    /// The first clause that depends on the capability.
    pub fn clause(&self) -> Option<ClauseId> {
        clause::all().find(|(_, clause)| clause.capability == Some(self.capability)).map(|(id, _)| id)
    }

    /// What it is in a sentence, such as `declared, but not there`.
    pub const fn verdict(&self) -> &'static str {
        match self.fault {
            ClaimFault::Broken => "is declared, but is not there",
            ClaimFault::Unclaimed => "is there, but is not declared, and so is not tested",
            ClaimFault::Unproven => "is declared, but could not be probed",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn honest_claims_are_no_matter_and_the_others_are_told() {
        let fault = |declared, able| Claim::weighed(Capability::Rates, declared, able, "").map(|claim| claim.fault);
        assert_eq!(fault(true, Some(true)), None);
        assert_eq!(fault(false, Some(false)), None);
        assert_eq!(fault(false, None), None);
        assert_eq!(fault(true, Some(false)), Some(ClaimFault::Broken));
        assert_eq!(fault(false, Some(true)), Some(ClaimFault::Unclaimed));
        assert_eq!(fault(true, None), Some(ClaimFault::Unproven));
    }

    #[test]
    fn every_capability_has_a_clause() {
        for capability in Capability::ALL {
            let claim = Claim { capability: *capability, fault: ClaimFault::Broken, seen: String::new() };
            assert!(claim.clause().is_some(), "{capability}");
        }
    }
}
