//! Variants: what a clause marked *variant* allows instead of what it says, where a profile declares so (SPEC, basis S).

use std::collections::BTreeSet;

use super::clause::ClauseId;
use super::named::named_enum;
use super::validation::Validation;

named_enum! {
    /// One allowed way to differ.
    Variant:
    /// The stored validation status has the bit OK: 3 where the clause says 2, 259 where it says 258.
    ValidationStatusWithOk = "validation-status-with-ok",
    /// `GetStatus` tells `rec` only where `startCallback` is true.
    RecWhenStarting = "rec-when-starting",
    /// `LeaveQueue` sets `QueueStatus` 1, as the guide's list of values says.
    LeftStatus1 = "left-status-1",
}

impl Variant {
    /// The id of the clause that allows it.
    pub const fn clause(self) -> &'static str {
        match self {
            Self::ValidationStatusWithOk => "CCB-VAL-05",
            Self::RecWhenStarting => "CCB-GST-04",
            Self::LeftStatus1 => "CCB-LVQ-02",
        }
    }

    /// The clause that allows it.
    pub fn clause_id(self) -> Option<ClauseId> {
        ClauseId::from_text(self.clause())
    }
}

/// The stored validation status where a clause or a feature says `status`; 0 is that of a call that was not validated (CCB-ENQ-03),
/// and stays so.
pub fn stored_validation(status: i64, variants: &BTreeSet<Variant>) -> i64 {
    if status != 0 && variants.contains(&Variant::ValidationStatusWithOk) {
        return status | i64::from(Validation::OK.bits());
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_that_was_never_set_stays_so() {
        let variants = [Variant::ValidationStatusWithOk].into();
        assert_eq!([0, 2, 258].map(|status| stored_validation(status, &variants)), [0, 3, 259]);
        assert_eq!(stored_validation(2, &BTreeSet::new()), 2);
    }

    #[test]
    fn every_variant_is_allowed_by_a_clause_that_says_so() {
        for variant in Variant::ALL {
            let clause = variant.clause_id().expect("the specification has it").clause();
            assert!(clause.text.contains("*variant"), "{}", variant.clause());
        }
    }
}
