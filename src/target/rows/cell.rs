//! From the text of a stored value to what it means, by the kind of its column.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;

use crate::ccb::observation::Cell;
use crate::ccb::table::ColumnKind;

/// What a column holds. A time or number of another form than its kind stays text, so that a golden shows it. A time that tells its
/// offset is brought to the clock that its column goes by: UTC, or the servlet's `zone` (CCB-ROW-02).
pub(super) fn cell(kind: ColumnKind, stored: Option<&str>, zone: &TimeZone) -> Cell {
    let Some(stored) = stored else { return Cell::Null };
    // What a column of type `char` is filled up with, and no more: a line's end was stored.
    let text = stored.trim_end_matches(' ');
    let meant = match kind {
        ColumnKind::Surrogate | ColumnKind::Integer => integer(text).map(Cell::Integer),
        ColumnKind::Date => date(text).map(Cell::Date),
        ColumnKind::UtcTime => time(text, &TimeZone::UTC).map(Cell::DateTime),
        ColumnKind::LocalTime => time(text, zone).map(Cell::DateTime),
        ColumnKind::Text => None,
    };
    meant.unwrap_or_else(|| Cell::Text(text.to_owned()))
}

/// `21`, `21.00` as a numeric or decimal column spells it, or `00021` as one does that is filled up with zeros, or with blanks. No engine
/// gives a number a `+`, or a zero a sign: that is text which somebody stored.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim_start_matches(' ');
    let whole = match text.split_once('.') {
        Some((whole, fraction)) if fraction.bytes().all(|digit| digit == b'0') => whole,
        Some(_) => return None,
        None => text,
    };
    let is_signed = whole.starts_with(['+', '-']);
    whole.parse().ok().filter(|number: &i64| is_signed == (*number < 0))
}

/// `2015-12-14`, or midnight of that day where the column is of a type that knows no dates alone.
fn date(text: &str) -> Option<Date> {
    if let Ok(moment) = text.parse::<DateTime>()
        && text.len() > "2015-12-14".len()
    {
        return (moment.time() == Time::midnight()).then(|| moment.date());
    }
    text.parse().ok()
}

fn time(text: &str, zone: &TimeZone) -> Option<DateTime> {
    // With an offset it is an instant; jiff's civil times leave an offset unread.
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.to_zoned(zone.clone()).datetime());
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_as_they_come() {
        let chicago = TimeZone::get("America/Chicago").expect("the bundled database has it");
        let read = |kind, text| cell(kind, Some(text), &chicago);
        let moment = |text: &str| Cell::DateTime(text.parse().expect("a time"));
        let day = Cell::Date("2015-12-14".parse().expect("a date"));
        for (kind, text, meant) in [
            (ColumnKind::Integer, "21", Cell::Integer(21)),
            (ColumnKind::Integer, "21.00", Cell::Integer(21)),
            (ColumnKind::Surrogate, "  21  ", Cell::Integer(21)),
            (ColumnKind::Integer, "00021", Cell::Integer(21)),
            (ColumnKind::Integer, "-7.0", Cell::Integer(-7)),
            (ColumnKind::Integer, "+180", Cell::Text("+180".to_owned())),
            (ColumnKind::Integer, "+21.00", Cell::Text("+21.00".to_owned())),
            (ColumnKind::Surrogate, "-0", Cell::Text("-0".to_owned())),
            (ColumnKind::Integer, "21\n", Cell::Text("21\n".to_owned())),
            (ColumnKind::Text, "caller.wav  \n", Cell::Text("caller.wav  \n".to_owned())),
            (ColumnKind::Integer, "21.50", Cell::Text("21.50".to_owned())),
            (ColumnKind::Integer, "pending", Cell::Text("pending".to_owned())),
            (ColumnKind::Text, "p       ", Cell::Text("p".to_owned())),
            (ColumnKind::Text, "5008", Cell::Text("5008".to_owned())),
            (ColumnKind::Date, "2015-12-14", day.clone()),
            (ColumnKind::Date, "2015-12-14 00:00:00", day),
            (ColumnKind::Date, "2015-12-14 01:00:00", Cell::Text("2015-12-14 01:00:00".to_owned())),
            (ColumnKind::UtcTime, "2015-12-14 17:41:18", moment("2015-12-14T17:41:18")),
            (ColumnKind::UtcTime, "2015-12-14 17:41:18.810", moment("2015-12-14T17:41:18.810")),
            (ColumnKind::UtcTime, "2015-12-14 17:41:18+00", moment("2015-12-14T17:41:18")),
            (ColumnKind::UtcTime, "2015-12-14 11:41:18-06", moment("2015-12-14T17:41:18")),
            (ColumnKind::LocalTime, "2015-12-14 11:41:18", moment("2015-12-14T11:41:18")),
            (ColumnKind::LocalTime, "2015-12-14 17:41:18+00", moment("2015-12-14T11:41:18")),
            (ColumnKind::UtcTime, "noon", Cell::Text("noon".to_owned())),
        ] {
            assert_eq!(read(kind, text), meant, "{kind:?} `{text}`");
        }
        assert_eq!(cell(ColumnKind::Integer, None, &chicago), Cell::Null);
    }
}
