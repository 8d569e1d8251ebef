//! When callbacks are offered: a range of local time for each day of the week (SPEC 4, CCB-VAL-08).

use std::fmt;

use jiff::civil::{DateTime, Time};
use serde::{Deserialize, Serialize};

use super::parameters::digits;

/// The hours of one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum DayHours {
    /// Nothing is offered.
    Closed,
    /// Offered from the first second to the last, both inclusive.
    Open {
        /// The first second.
        from: Time,
        /// The last second, wholly within (CCB-VAL-08).
        to: Time,
    },
}

impl DayHours {
    /// `00:00:00-23:59:59`, the default.
    pub const ALL_DAY: Self = Self::Open { from: Time::constant(0, 0, 0, 0), to: Time::constant(23, 59, 59, 0) };

    /// Reads `HH:MM:SS-HH:MM:SS`, the start not after the end, or `none`.
    pub fn from_text(text: &str) -> Option<Self> {
        if text == "none" {
            return Some(Self::Closed);
        }
        let (from, to) = text.split_once('-')?;
        let (from, to) = (time(from)?, time(to)?);
        (from <= to).then_some(Self::Open { from, to })
    }

    fn contains(self, time: Time) -> bool {
        // The fraction is dropped, so that the whole of the last second belongs to the range.
        let second = Time::constant(time.hour(), time.minute(), time.second(), 0);
        matches!(self, Self::Open { from, to } if from <= second && second <= to)
    }
}

/// Two digits each, as the parameter is specified.
fn time(text: &str) -> Option<Time> {
    let mut parts = text.split(':').map(|part| (part.len() == 2).then(|| digits(part)).flatten());
    let mut next = || parts.next().flatten().and_then(|number| i8::try_from(number).ok());
    let time = Time::new(next()?, next()?, next()?, 0).ok()?;
    parts.next().is_none().then_some(time)
}

impl fmt::Display for DayHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Closed => f.write_str("none"),
            Self::Open { from, to } => write!(f, "{from}-{to}"),
        }
    }
}

impl From<DayHours> for String {
    fn from(hours: DayHours) -> Self {
        hours.to_string()
    }
}

impl TryFrom<String> for DayHours {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_text(&text).ok_or_else(|| format!("`{text}` is no time range"))
    }
}

/// The hours of the week, Sunday first as the parameters are listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningHours(pub [DayHours; 7]);

impl OpeningHours {
    /// Whether a callback is offered at that local time.
    pub fn contains(&self, local: DateTime) -> bool {
        let day = usize::from(local.weekday().to_sunday_zero_offset().unsigned_abs());
        self.0[day].contains(local.time())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(text: &str) -> DayHours {
        DayHours::from_text(text).expect("a range")
    }

    /// CCB-VAL-08: both ends belong to the range, the last one to its whole second.
    #[test]
    fn ends_belong_to_the_range() {
        let mut week = [DayHours::Closed; 7];
        week[1] = hours("08:00:00-17:30:00"); // Monday
        let week = OpeningHours(week);
        let cases = [
            ("2015-12-14T07:59:59.999", false),
            ("2015-12-14T08:00:00", true),
            ("2015-12-14T17:30:00.999", true),
            ("2015-12-14T17:30:01", false),
            ("2015-12-13T12:00:00", false), // Sunday is `none`
        ];
        for (local, open) in cases {
            assert_eq!(week.contains(local.parse().expect("a local time")), open, "{local}");
        }
    }

    #[test]
    fn only_the_specified_form_is_read() {
        for text in [
            "8:00:00-17:00:00",
            "08:00-17:00",
            "17:00:00-08:00:00",
            "24:00:00-24:00:00",
            "08:00:00-17:00:60",
            "08:00:00 - 17:00:00",
            "08:00:00:00-17:00:00",
            "NONE",
            "-",
        ] {
            assert_eq!(DayHours::from_text(text), None, "{text}");
        }
        assert_eq!(DayHours::from_text("00:00:00-23:59:59"), Some(DayHours::ALL_DAY));
        assert_eq!(DayHours::ALL_DAY.to_string(), "00:00:00-23:59:59");
        assert_eq!(hours("12:00:00-12:00:00").to_string(), "12:00:00-12:00:00");
    }
}
