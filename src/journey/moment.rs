//! Moments: when a step happens, in the words of a feature.

use std::str::FromStr;

use cucumber::Parameter;
use jiff::SignedDuration;
use jiff::civil::Time;

/// The first words of a step: nothing, `at 11:41:18.810`, or `20 seconds later`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Parameter)]
#[param(name = "moment", regex = r"(?:at \d\d:\d\d:\d\d(?:\.\d+)? |\d+ (?:seconds?|minutes?) later )?")]
pub enum Moment {
    /// At once: the clock stands still.
    Now,
    /// At a time of day on the journey's clock.
    At(Time),
    /// So long after the step before.
    Later(SignedDuration),
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(Self::Now);
        }
        if let Some(time) = text.strip_prefix("at ") {
            return time.parse().map(Self::At).map_err(|error| format!("`{time}` is no time of day: {error}"));
        }
        let invalid = || format!("`{text}` is no moment");
        let mut words = text.split(' ');
        let count: i64 = words.next().and_then(|word| word.parse().ok()).ok_or_else(invalid)?;
        let unit_s = if words.next().ok_or_else(invalid)?.starts_with("minute") { 60 } else { 1 };
        let length_s = count.checked_mul(unit_s).ok_or_else(invalid)?;
        Ok(Self::Later(SignedDuration::from_secs(length_s)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::time;

    #[test]
    fn every_form_is_read() {
        assert_eq!("".parse(), Ok(Moment::Now));
        assert_eq!("at 11:41:18.810 ".parse(), Ok(Moment::At(time(11, 41, 18, 810_000_000))));
        assert_eq!("1 second later ".parse(), Ok(Moment::Later(SignedDuration::from_secs(1))));
        assert_eq!("2 minutes later ".parse(), Ok(Moment::Later(SignedDuration::from_secs(120))));
        assert!("at 25:00:00 ".parse::<Moment>().is_err());
    }
}
