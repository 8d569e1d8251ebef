//! Whole seconds, to which the specification cuts what it stores and counts (CCB-TIM-04, SPEC 12).

use jiff::{SignedDuration, Timestamp};

/// The whole second in which an instant falls, also before 1970.
pub fn floor(instant: Timestamp) -> Timestamp {
    // A timestamp's own whole seconds round towards zero.
    let whole = Timestamp::from_second(instant.as_second()).unwrap_or(instant);
    if whole > instant { whole - SignedDuration::from_secs(1) } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

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
