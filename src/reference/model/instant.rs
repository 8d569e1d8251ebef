//! Instants as the tables and the formulas see them: cut to the second (SPEC 12, CCB-TIM-04).

use jiff::Timestamp;

const NANOS: i128 = 1_000_000_000;

/// The last whole second that is not after `instant`.
pub fn cut_to_second(instant: Timestamp) -> Timestamp {
    Timestamp::from_second(second(instant)).unwrap_or(Timestamp::MIN)
}

/// The first whole second that is not before `instant`.
pub fn next_second(instant: Timestamp) -> Timestamp {
    let cut = cut_to_second(instant);
    if cut == instant { cut } else { Timestamp::from_second(second(cut) + 1).unwrap_or(Timestamp::MAX) }
}

/// Whole seconds from one instant to another, each cut to the second; negative where `to` is earlier.
pub fn whole_seconds(from: Timestamp, to: Timestamp) -> i64 {
    second(to) - second(from)
}

/// Seconds since the epoch, cut towards the past.
fn second(instant: Timestamp) -> i64 {
    i64::try_from(instant.as_nanosecond().div_euclid(NANOS)).expect("a timestamp's seconds fit 64 bits")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a timestamp")
    }

    /// CCB-TIM-04, as published: entered 11:41:18.810, tick 11:42:03.254, F 45.
    #[test]
    fn seconds_are_counted_between_cut_instants() {
        assert_eq!(whole_seconds(at("2015-12-14T17:41:18.810Z"), at("2015-12-14T17:42:03.254Z")), 45);
        assert_eq!(whole_seconds(at("2015-12-14T17:41:18.810Z"), at("2015-12-14T17:41:18.999Z")), 0);
    }

    #[test]
    fn cuts_go_towards_the_past_also_before_the_epoch() {
        assert_eq!(cut_to_second(at("2015-12-14T17:41:18.810Z")), at("2015-12-14T17:41:18Z"));
        assert_eq!(cut_to_second(at("1969-12-31T23:59:59.5Z")), at("1969-12-31T23:59:59Z"));
        assert_eq!(next_second(at("2015-12-14T17:41:18.810Z")), at("2015-12-14T17:41:19Z"));
        assert_eq!(next_second(at("2015-12-14T17:41:18Z")), at("2015-12-14T17:41:18Z"));
    }
}
