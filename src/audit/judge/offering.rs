//! Validate: whether a callback may be offered (SPEC 5).

use super::case::Case;
use super::episode::{Pending, Validation};
use crate::audit::call::Fact;
use crate::audit::line::text::Text;
use crate::ccb::operation::Operation;
use crate::ccb::validation::Validation as Bits;

impl Case<'_> {
    /// What follows on Validate.
    pub(super) fn offering(&mut self, fact: &Fact) {
        let place = fact.place;
        let Some(mut pending) = self.pending.take_if(|pending| pending.operation == Operation::Validate) else {
            if self.episode().entered.is_some()
                && matches!(fact.text, Text::Refresh | Text::Validated(..) | Text::ValidationStatus(_))
            {
                self.violation(
                    "CCB-VAL-16",
                    place,
                    "a validation",
                    "Validate before it",
                    "its outcome is told without",
                );
            }
            return;
        };
        match &fact.text {
            Text::Capacity(capacity) => pending.capacity = Some((**capacity).clone()),
            Text::Percent(percent) => {
                if let Some(capacity) = &pending.capacity
                    && capacity.size > 0
                {
                    let wanted = (capacity.pending.saturating_add(1)).saturating_mul(100) / capacity.size;
                    self.same("CCB-VAL-12", place, "percent", &wanted, percent);
                }
            }
            Text::ValidationStatus(status) => {
                pending.stored = Some((*status, place));
                self.episode().validation_status = Some((fact.at_ms, fact.host, *status));
                if let Some(word) = &pending.word
                    && **word == *"refresh"
                {
                    self.violation(
                        "CCB-VAL-01",
                        place,
                        "a refresh",
                        "nothing to be stored",
                        format!("validationStatus={status}"),
                    );
                }
                // What was stored before its result is told is held against it then.
                if let Some(mask) =
                    self.episode().validations.last().and_then(|last| last.mask).filter(|_| pending.word.is_some())
                {
                    self.stored(mask, *status, place);
                }
            }
            Text::Refresh => {
                pending.word = Some("refresh".into());
                self.validated(&pending, "refresh", None, fact);
            }
            Text::Validated(result, mask) => {
                pending.word = Some(result.clone());
                self.result(&pending, result, *mask, fact);
                self.validated(&pending, result, Some(*mask), fact);
                if let Some((status, place)) = pending.stored {
                    self.stored(*mask, status, place);
                }
            }
            _ => {}
        }
        self.pending = Some(pending);
    }

    fn validated(&mut self, pending: &Pending, result: &str, mask: Option<u32>, fact: &Fact) {
        let validation =
            Validation { at_ms: pending.at_ms, asked: pending.place, result: result.into(), mask, place: fact.place };
        self.episode().validations.push(validation);
    }

    /// CCB-VAL-05: the mask is stored without OK.
    fn stored(&mut self, mask: u32, status: i64, place: crate::audit::finding::Place) {
        let wanted = i64::from(mask & !u32::from(Bits::OK.bits()));
        self.same("CCB-VAL-05", place, "validationStatus", &wanted, &status);
    }

    /// Result and bits go together (SPEC 1.3, CCB-VAL-02, 03, 12 and 13).
    fn result(&mut self, pending: &Pending, result: &str, mask: u32, fact: &Fact) {
        let place = fact.place;
        let passed = u32::from(Bits::PASSED.bits());
        let known = u32::from(Bits::all().difference(Bits::ICM_NO_PREEMPTIVE_ALLOWED).bits());
        if mask & passed != passed || mask & !known != 0 {
            let expected = "0x00000003, and bits of SPEC 1.3";
            self.violation("CCB-VAL-15", place, "validation status bitmask", expected, format!("0x{mask:08x}"));
        } else if result == "preemptive" && mask != passed {
            let found = format!("preemptive with 0x{mask:08x}");
            self.violation("CCB-VAL-03", place, "the result of Validate", "none, as a bit is set", found);
        } else if !matches!(result, "preemptive" | "none") {
            self.violation("CCB-VAL-02", place, "the result of Validate", "preemptive or none", result);
        }
        let exceeded = mask & u32::from(Bits::EXCEED_CAPACITY_QUEUE.bits()) != 0;
        if let Some(capacity) = &pending.capacity {
            let next = capacity.pending.saturating_add(1);
            let share = if capacity.size > 0 { next.saturating_mul(100) / capacity.size } else { 0 };
            let (by_share, by_count) = (share > capacity.most_percent, next > capacity.most);
            if exceeded != (by_share || by_count) {
                let clause = if by_count && !by_share { "CCB-VAL-13" } else { "CCB-VAL-12" };
                let expected =
                    if exceeded { "the queue's capacity is not exceeded" } else { "EXCEED_CAPACITY_QUEUE (0x200)" };
                let found = format!(
                    "0x{mask:08x}, with a share of {share} of {} and a count of {next} of {}",
                    capacity.most_percent, capacity.most
                );
                self.violation(clause, place, "validation status bitmask", expected, found);
            }
        }
        let short = mask & u32::from(Bits::NOT_IN_QUEUE.bits()) != 0;
        let present = self.episode().entered.is_some() && self.episode().left.is_none();
        if short && present {
            self.violation(
                "CCB-VAL-06",
                place,
                "validation status bitmask",
                "the call is in its queue",
                format!("0x{mask:08x}"),
            );
        }
    }

    pub(super) fn settle_validate(&mut self, pending: &Pending) {
        let mask = self.episode().validations.last().and_then(|validation| validation.mask);
        let in_queue = mask.is_some_and(|mask| mask & u32::from(Bits::NOT_IN_QUEUE.bits()) == 0);
        if in_queue && pending.stored.is_none() && pending.word.as_deref().is_some_and(|word| word != "refresh") {
            self.violation(
                "CCB-VAL-05",
                pending.place,
                "Validate",
                "ValidationStatus to be stored",
                "nothing is stored",
            );
        }
    }
}
