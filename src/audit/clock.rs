//! Activity logs tell local times without a zone. What the zone is follows from the sessions' ids, which tell when each began in UTC,
//! or is told by the user.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use crate::ccb::second::nearest_quarter_s;

const HOUR_MS: i64 = 3_600_000;
/// Zones are at most so far from UTC.
const FARTHEST_MS: i64 = 15 * HOUR_MS;

/// Turns the local times of one file into UTC.
#[derive(Clone, Debug)]
pub struct LocalClock {
    zone: Option<TimeZone>,
    /// How far local time is ahead of UTC, ms, as the last session that began told.
    offset_ms: Option<i64>,
    /// The last local hour that the zone was asked about, and its answer, where it has only one.
    asked: Option<(i64, i64)>,
    last_ms: i64,
}

impl LocalClock {
    /// The clock of a file whose zone is told, or learned from what it holds.
    pub const fn new(zone: Option<TimeZone>) -> Self {
        Self { zone, offset_ms: None, asked: None, last_ms: i64::MIN }
    }

    /// How far local time is ahead of UTC, ms.
    pub fn offset_ms(&self) -> Option<i64> {
        self.offset_ms
    }

    /// UTC of a local time in a session that began at `epoch_ms`; `begins` where it is the session's beginning.
    pub fn utc_ms(&mut self, local_ms: i64, epoch_ms: i64, begins: bool) -> i64 {
        if let Some(zone) = &self.zone {
            let quarter = local_ms.div_euclid(HOUR_MS / 4);
            let offset = match self.asked {
                Some((asked, offset)) if asked == quarter => offset,
                _ => match offsets_ms(zone, local_ms).as_slice() {
                    [offset] => {
                        self.asked = Some((quarter, *offset));
                        *offset
                    }
                    // An hour that comes twice: the reading that goes on from the line before, and is not before the session.
                    both => {
                        let distance = |offset: &i64| {
                            let at = local_ms - offset;
                            (at < epoch_ms, at.abs_diff(self.last_ms.max(epoch_ms)))
                        };
                        both.iter().copied().min_by_key(distance).unwrap_or(0)
                    }
                },
            };
            self.offset_ms = Some(offset);
            self.last_ms = local_ms - offset;
            return self.last_ms;
        }
        let ahead_ms = local_ms - epoch_ms;
        if begins && ahead_ms.abs() <= FARTHEST_MS {
            self.offset_ms = Some(nearest_quarter_s(jiff::SignedDuration::from_millis(ahead_ms)) * 1000);
        }
        let offset = self.offset_ms.unwrap_or_else(|| {
            // The session began before the file: whole hours are the likelier zones.
            if ahead_ms.abs() <= FARTHEST_MS { (ahead_ms + HOUR_MS / 8).div_euclid(HOUR_MS) * HOUR_MS } else { 0 }
        });
        self.last_ms = local_ms - offset;
        self.last_ms
    }
}

/// How far a zone's local time may be ahead of UTC at a local time, ms: one reading, or two where an hour comes twice.
fn offsets_ms(zone: &TimeZone, local_ms: i64) -> Vec<i64> {
    let civil = Timestamp::from_millisecond(local_ms).map(|at| TimeZone::UTC.to_datetime(at));
    let Ok(civil) = civil else { return vec![0] };
    let at = |civil: DateTime| {
        let ambiguous = zone.to_ambiguous_timestamp(civil);
        [ambiguous.earlier(), ambiguous.later()]
    };
    let mut offsets: Vec<i64> =
        at(civil).into_iter().filter_map(Result::ok).map(|at| local_ms - at.as_millisecond()).collect();
    offsets.dedup();
    if offsets.is_empty() { vec![0] } else { offsets }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> i64 {
        let civil: DateTime = text.parse().expect("a local time");
        TimeZone::UTC.to_timestamp(civil).expect("in range").as_millisecond()
    }

    #[test]
    fn a_session_tells_the_zone() {
        let mut clock = LocalClock::new(None);
        let (local, epoch) = (local("2015-12-14T11:41:18.607"), 1_450_114_878_607);
        assert_eq!(clock.utc_ms(local, epoch, true), epoch);
        assert_eq!(clock.utc_ms(local + 600_000, epoch, false), epoch + 600_000);
    }

    /// The hour that comes twice in Chicago, on 1 November 2015: 06:59:50 and 07:00:10 UTC.
    #[test]
    fn an_hour_that_comes_twice() {
        let zone = TimeZone::get("America/Chicago").ok();
        let mut clock = LocalClock::new(zone);
        let epoch = local("2015-11-01T06:50:00");
        for (told, utc) in
            [("01:50:00", "06:50:00"), ("01:59:50", "06:59:50"), ("01:00:10", "07:00:10"), ("02:00:01", "08:00:01")]
        {
            let at = clock.utc_ms(local(&format!("2015-11-01T{told}")), epoch, false);
            assert_eq!(at, local(&format!("2015-11-01T{utc}")), "{told}");
        }
    }
}
