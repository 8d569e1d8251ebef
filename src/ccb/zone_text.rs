//! Time zones as a journal holds them.

use jiff::fmt::temporal::{DateTimeParser, DateTimePrinter};
use jiff::tz::TimeZone;

/// An IANA name, or an offset such as `-06:00`; nothing for a zone that has neither.
pub fn to_text(zone: &TimeZone) -> Option<String> {
    DateTimePrinter::new().time_zone_to_string(zone).ok()
}

/// The zone of that name or offset, if there is one.
pub fn from_text(text: &str) -> Option<TimeZone> {
    DateTimeParser::new().parse_time_zone(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_read_back_as_what_it_was() {
        for name in ["America/Chicago", "UTC", "-06:00", "+05:45"] {
            let zone = from_text(name).expect(name);
            assert_eq!(to_text(&zone).as_deref(), Some(name));
        }
        assert_eq!(from_text("Mars/Olympus"), None);
    }
}
