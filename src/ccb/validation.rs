//! The validation status: why a callback may or may not be offered, as a bit mask (SPEC 1.3).

use std::fmt;

bitflags::bitflags! {
    /// The bits that a validation found. `CallBackQueue` stores them without `OK` (CCB-VAL-05).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct Validation: u16 {
        /// Always set.
        const OK = 0x001;
        /// Always set: scheduled callbacks are outside the feature.
        const ICM_NO_SCHEDULED_ALLOWED = 0x002;
        /// Reserved.
        const ICM_NO_PREEMPTIVE_ALLOWED = 0x004;
        /// The call has no entry.
        const NOT_IN_QUEUE = 0x008;
        /// The queue is closed at this time of day.
        const TOD = 0x010;
        /// The estimated wait is too short to offer a callback.
        const EWT = 0x020;
        /// The gateway did not answer the probe.
        const PROBE_FAILED_NO_RESPONSE = 0x040;
        /// The gateway answered without id, location or trunks.
        const PROBE_FAILED_NO_CONFIG = 0x080;
        /// The gateway's trunks are used up.
        const EXCEED_CAPACITY_GW = 0x100;
        /// The queue's maximum percentage or count is reached.
        const EXCEED_CAPACITY_QUEUE = 0x200;
    }
}

impl Validation {
    /// Every check passed: the two bits that are always set (CCB-VAL-02).
    pub const PASSED: Self = Self::OK.union(Self::ICM_NO_SCHEDULED_ALLOWED);

    /// What `CallBackQueue.ValidationStatus` holds: the mask without `OK` (CCB-VAL-05).
    pub const fn stored(self) -> u16 {
        self.difference(Self::OK).bits()
    }
}

/// As the reporting log prints it, eight hexadecimal digits (SPEC 18).
impl fmt::Display for Validation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:08X}", self.bits())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn published_samples() {
        assert_eq!(Validation::PASSED.to_string(), "0x00000003");
        assert_eq!(Validation::PASSED.stored(), 2);
        let full_gateway = Validation::PASSED | Validation::EXCEED_CAPACITY_GW;
        assert_eq!(full_gateway.to_string(), "0x00000103");
        assert_eq!(full_gateway.stored(), 258);
    }
}
