//! Attempts to reach the caller, counted by the reason for which they failed (SPEC 4, CCB-UPD-06 to 08 and 16).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::parameters::digits;
use crate::ccb::cause::Cause;

/// Why an attempt failed, where another one may follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Failure {
    /// 5, limited by `maxbusy`.
    Busy,
    /// 6, limited by `maxnoanswer`.
    NoAnswer,
    /// 12, limited by `maxtrunksbusy`.
    TrunksBusy,
    /// 18, limited by `maxerror`.
    Error,
    /// 25, limited by `maxnoresponse`.
    NoResponse,
}

impl Failure {
    /// The failure that a cause tells, if it tells one.
    pub const fn from_cause(cause: Cause) -> Option<Self> {
        Some(match cause {
            Cause::Busy => Self::Busy,
            Cause::NoAnswer => Self::NoAnswer,
            Cause::TrunksBusy => Self::TrunksBusy,
            Cause::Error => Self::Error,
            Cause::NoResponse => Self::NoResponse,
            _ => return None,
        })
    }

    /// The cause that the tables hold for it.
    pub const fn cause(self) -> Cause {
        match self {
            Self::Busy => Cause::Busy,
            Self::NoAnswer => Cause::NoAnswer,
            Self::TrunksBusy => Cause::TrunksBusy,
            Self::Error => Cause::Error,
            Self::NoResponse => Cause::NoResponse,
        }
    }
}

/// What a queue grants for one reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Attempts in all; 0 and 1 mean that the first failure cancels (CCB-UPD-16).
    pub attempts: u32,
    /// Seconds until the next attempt; 0 never runs (CCB-UPD-16).
    pub interval_s: u32,
}

impl Grant {
    /// Reads `attempts;seconds`.
    pub fn from_text(text: &str) -> Option<Self> {
        let (attempts, interval) = text.split_once(';')?;
        Some(Self { attempts: digits(attempts)?, interval_s: digits(interval)? })
    }
}

/// What a queue grants for every reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grants {
    /// `maxbusy`.
    pub busy: Grant,
    /// `maxnoanswer`.
    pub no_answer: Grant,
    /// `maxtrunksbusy`.
    pub trunks_busy: Grant,
    /// `maxerror`.
    pub error: Grant,
    /// `maxnoresponse`.
    pub no_response: Grant,
}

impl Grants {
    /// The grant that limits a failure.
    pub const fn of(&self, failure: Failure) -> Grant {
        match failure {
            Failure::Busy => self.busy,
            Failure::NoAnswer => self.no_answer,
            Failure::TrunksBusy => self.trunks_busy,
            Failure::Error => self.error,
            Failure::NoResponse => self.no_response,
        }
    }
}

/// The failed attempts of one callback.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedAttempts(BTreeMap<Failure, u32>);

impl FailedAttempts {
    /// Counts one more failure; whether it used up the attempts that are granted for its reason (CCB-UPD-07, 08).
    #[must_use]
    pub fn count(&mut self, failure: Failure, granted: Grant) -> bool {
        let failed = self.0.entry(failure).or_default();
        *failed = failed.saturating_add(1);
        *failed >= granted.attempts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used_up(failures: &[Failure], attempts: u32) -> Vec<bool> {
        let mut failed = FailedAttempts::default();
        failures.iter().map(|failure| failed.count(*failure, Grant { attempts, interval_s: 300 })).collect()
    }

    /// CCB-UPD-07: `maxbusy=4;300`: the fourth busy.
    #[test]
    fn fourth_of_four_uses_them_up() {
        assert_eq!(used_up(&[Failure::Busy; 4], 4), [false, false, false, true]);
    }

    /// CCB-UPD-08: busy, busy, no answer, busy leaves one busy of four.
    #[test]
    fn reasons_are_counted_apart() {
        use Failure::{Busy, NoAnswer};
        assert_eq!(used_up(&[Busy, Busy, NoAnswer, Busy, Busy], 4), [false, false, false, false, true]);
    }

    /// CCB-UPD-16.
    #[test]
    fn none_or_one_attempt_means_the_first_failure_cancels() {
        assert_eq!(used_up(&[Failure::Error], 0), [true]);
        assert_eq!(used_up(&[Failure::Error], 1), [true]);
    }

    #[test]
    fn grants_are_two_numbers() {
        assert_eq!(Grant::from_text("4;300"), Some(Grant { attempts: 4, interval_s: 300 }));
        for text in ["4", "4;", ";300", "4,300", "4;300;1", "-4;300", "4; 300"] {
            assert_eq!(Grant::from_text(text), None, "{text}");
        }
    }
}
