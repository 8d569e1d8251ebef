//! Offsets: times told from the journey's start, so that a golden holds whenever it is played.

use std::time::Duration;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use crate::ccb::second::floor;

/// The instant that a journey's times are told from: that of its first request, cut to the second.
#[derive(Clone, Copy, Debug)]
pub struct Origin(Timestamp);

impl Origin {
    /// The origin of a journey whose first request was sent at `first_request`.
    pub fn of(first_request: Timestamp) -> Self {
        Self(floor(first_request))
    }

    /// `T+102s`, `T-5s`, `T+0.81s`: to the millisecond, the decimals only where they are not zero.
    pub fn offset(self, instant: Timestamp) -> String {
        offset_text(instant.duration_since(self.0))
    }

    /// The offset of a stored UTC time.
    pub fn utc(self, stored: DateTime) -> String {
        TimeZone::UTC.to_timestamp(stored).map_or_else(|_| stored.to_string(), |instant| self.offset(instant))
    }

    /// The offset of a stored local time. Where a clock was put back and the same local time came twice, the one nearer to
    /// `near` is meant; one that never was is told as it is, since no instant goes with it.
    pub fn local(self, stored: DateTime, zone: &TimeZone, near: Timestamp) -> String {
        let ambiguous = zone.to_ambiguous_timestamp(stored);
        if matches!(ambiguous.offset(), AmbiguousOffset::Gap { .. }) {
            return stored.to_string();
        }
        let (Ok(earlier), Ok(later)) = (ambiguous.earlier(), ambiguous.later()) else {
            return stored.to_string();
        };
        let distance = |instant: Timestamp| instant.duration_since(near).abs();
        self.offset(if distance(later) < distance(earlier) { later } else { earlier })
    }

    /// `T+0d`: whole days from the UTC date of the origin.
    pub fn date(self, stored: Date) -> String {
        let origin = TimeZone::UTC.to_datetime(self.0).date();
        let days = origin.until(stored).map_or(0, |span| span.get_days());
        format!("T{days:+}d")
    }
}

fn offset_text(offset: SignedDuration) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let millis = offset.abs().as_millis();
    let (seconds, millis) = (millis / 1000, millis % 1000);
    let mut text = format!("T{sign}{seconds}");
    if millis > 0 {
        text.push_str(format!(".{millis:03}").trim_end_matches('0'));
    }
    text.push('s');
    text
}

/// How long after the origin an offset such as `T+0.81s` is; none for one before it or for another text.
pub fn length_of(offset: &str) -> Option<Duration> {
    let seconds = offset.strip_prefix("T+")?.strip_suffix('s')?.parse().ok()?;
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn origin() -> Origin {
        Origin::of("2015-12-14T17:41:18.810Z".parse().expect("a timestamp"))
    }

    #[test]
    fn offsets_count_from_the_whole_second() {
        let at = |text: &str| origin().offset(text.parse().expect("a timestamp"));
        assert_eq!(at("2015-12-14T17:41:18.810Z"), "T+0.81s");
        assert_eq!(at("2015-12-14T17:43:00Z"), "T+102s");
        assert_eq!(at("2015-12-14T17:41:13Z"), "T-5s");
    }

    #[test]
    fn stored_times_are_utc_or_local() {
        let chicago = TimeZone::get("America/Chicago").expect("a zone");
        let near = "2015-12-14T17:43:00.850Z".parse().expect("a timestamp");
        assert_eq!(origin().utc(date(2015, 12, 14).at(17, 43, 0, 0)), "T+102s");
        assert_eq!(origin().local(date(2015, 12, 14).at(11, 43, 0, 0), &chicago, near), "T+102s");
        assert_eq!(origin().utc(date(2015, 12, 14).at(17, 43, 0, 250_000_000)), "T+102.25s", "a fraction is shown");
    }

    #[test]
    fn a_local_time_that_came_twice_is_the_nearer_one() {
        let chicago = TimeZone::get("America/Chicago").expect("a zone");
        let stored = date(2015, 11, 1).at(1, 30, 0, 0);
        let first: Timestamp = "2015-11-01T06:30:00Z".parse().expect("a timestamp");
        let second: Timestamp = "2015-11-01T07:30:00Z".parse().expect("a timestamp");
        assert_eq!(Origin::of(first).local(stored, &chicago, first), "T+0s");
        assert_eq!(Origin::of(second).local(stored, &chicago, second), "T+0s");
    }

    #[test]
    fn a_local_time_that_was_left_out_is_no_instant() {
        let chicago = TimeZone::get("America/Chicago").expect("a zone");
        let near: Timestamp = "2015-03-08T08:30:00Z".parse().expect("a timestamp");
        let stored = date(2015, 3, 8).at(2, 30, 0, 0);
        assert_eq!(Origin::of(near).local(stored, &chicago, near), "2015-03-08T02:30:00");
    }

    #[test]
    fn an_offset_is_a_length() {
        assert_eq!(length_of("T+0.81s"), Some(Duration::from_millis(810)));
        assert_eq!(length_of("T+102s"), Some(Duration::from_secs(102)));
        assert_eq!((length_of("T-5s"), length_of("2015-03-08T02:30:00"), length_of("T+xs")), (None, None, None));
    }

    #[test]
    fn dates_count_in_days() {
        assert_eq!(origin().date(date(2015, 12, 14)), "T+0d");
        assert_eq!(origin().date(date(2015, 12, 15)), "T+1d");
        assert_eq!(origin().date(date(2015, 12, 13)), "T-1d");
    }
}
