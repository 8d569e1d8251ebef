//! Whole seconds, to which the specification cuts what it stores and counts (CCB-TIM-04, SPEC 12).

use jiff::{SignedDuration, Timestamp};

/// The whole second in which an instant falls, also before 1970.
pub fn floor(instant: Timestamp) -> Timestamp {
    // A timestamp's own whole seconds round towards zero.
    let whole = Timestamp::from_second(instant.as_second()).unwrap_or(instant);
    if whole > instant { whole - SignedDuration::from_secs(1) } else { whole }
}

/// How far a zone is ahead of UTC, seconds, where its local time was seen to be so far ahead of a time cut to the second: zones are apart by whole
/// quarters of an hour.
pub fn nearest_quarter_s(ahead: SignedDuration) -> i64 {
    const QUARTER_S: i64 = 15 * 60;
    (ahead.as_secs() + QUARTER_S / 2).div_euclid(QUARTER_S) * QUARTER_S
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_of_zones_are_whole_quarters() {
        let offset_s = |seconds: i64| nearest_quarter_s(SignedDuration::from_secs(seconds));
        assert_eq!(offset_s(-6 * 3600 - 1), -6 * 3600);
        assert_eq!(offset_s(5 * 3600 + 45 * 60), 5 * 3600 + 45 * 60);
        assert_eq!(offset_s(1), 0);
    }

    #[test]
    fn nothing_is_rounded_up() {
        for (instant, second) in [
            ("2015-12-14T17:41:18.999Z", "2015-12-14T17:41:18Z"),
            ("2015-12-14T17:41:18Z", "2015-12-14T17:41:18Z"),
            ("1969-12-31T23:59:58.25Z", "1969-12-31T23:59:58Z"),
        ] {
            let at = |text: &str| text.parse::<Timestamp>().expect("a timestamp");
            assert_eq!(floor(at(instant)), at(second));
        }
    }
}
