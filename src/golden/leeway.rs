//! Leeway: which fields of a step a window of time concerns, and whether a difference in one is within it.

use super::attribution::Place;
use super::step::{Record, Scalar};
use crate::ccb::cause::Cause;
use crate::ccb::operation::Operation;
use crate::ccb::window::Window;

/// A field, by where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Field<'a> {
    /// In what.
    pub place: Place,
    /// What was asked, where it stands in an answer.
    pub operation: Option<&'a str>,
    /// Its name.
    pub name: &'a str,
}

/// The one time of a stale entry that no tick decides.
const ENTERED: &str = "enterdatetime";

/// `queuestatus` of an entry that a tick removed as stale (CCB-KAL-01).
const ZOMBIE: i64 = 2;

/// Whether a difference between two records in one field is within the window. What has nothing to do with time is never forgiven.
pub fn forgives(window: Window, field: Field<'_>, expected: &Record, actual: &Record) -> bool {
    let integers = |name: &str| Some((integer(expected, name)?, integer(actual, name)?));
    let of_status = field.operation == Some(Operation::GetStatus.name());
    match (field.place, field.name) {
        (Place::Answer, "ewt") if of_status => {
            integers("ewt").is_some_and(|(golden, seen)| window.admits_ticked(golden, seen))
        }
        (Place::Answer, "startCallback") if of_status => match (integers("ewt"), actual.get("startCallback")) {
            (Some((golden, seen)), Some(Scalar::Boolean(starts))) => window.admits_start(golden, seen, *starts),
            _ => false,
        },
        (Place::Diag, "remaining_s") => {
            integers("remaining_s").is_some_and(|(golden, seen)| window.admits_ticked(golden, seen))
        }
        (Place::Callback | Place::CallbackEvent | Place::CallbackQueue, name) => {
            match (offset_s(expected, name), offset_s(actual, name)) {
                (Some(golden), Some(seen)) if name != ENTERED && by_tick(expected) => {
                    window.admits_ticked(golden, seen)
                }
                (Some(golden), Some(seen)) => window.admits_time(golden, seen),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether a row tells of what a tick did: an entry that went as stale, a callback that was canceled with it (CCB-KAL-02).
fn by_tick(row: &Record) -> bool {
    integer(row, "queuestatus") == Some(ZOMBIE) || integer(row, "causeid") == Some(i64::from(Cause::TimeOut.id()))
}

fn integer(record: &Record, name: &str) -> Option<i64> {
    match record.get(name) {
        Some(Scalar::Integer(number)) => Some(*number),
        _ => None,
    }
}

/// The whole seconds of a stored time, `T+102s`. One with a fraction is none that may be stored.
fn offset_s(record: &Record, name: &str) -> Option<i64> {
    match record.get(name) {
        Some(Scalar::Text(text)) => text.strip_prefix('T')?.strip_suffix('s')?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Window = Window { early_s: 1, late_s: 1, tick_s: 12 };

    fn record<const N: usize>(fields: [(&str, Scalar); N]) -> Record {
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    fn forgiven(place: Place, operation: &str, name: &str, expected: &Record, actual: &Record) -> bool {
        forgives(WINDOW, Field { place, operation: Some(operation), name }, expected, actual)
    }

    #[test]
    fn only_the_wait_of_get_status_is_a_tick_old() {
        let (golden, seen) = (record([("ewt", Scalar::Integer(145))]), record([("ewt", Scalar::Integer(135))]));
        assert!(forgiven(Place::Answer, "GetStatus", "ewt", &golden, &seen));
        assert!(!forgiven(Place::Answer, "Validate", "ewt", &golden, &seen));
        assert!(!forgiven(Place::Answer, "GetStatus", "qpos", &golden, &seen));
    }

    #[test]
    fn a_stored_time_may_be_a_second_off_and_nothing_else() {
        let left = |time: &str, status: i64| {
            let entered = ("enterdatetime", time.into());
            record([("leavedatetime", time.into()), ("queuestatus", Scalar::Integer(status)), entered])
        };
        let forgiven = |golden: &Record, seen: &Record, name: &str| {
            forgives(WINDOW, Field { place: Place::CallbackQueue, operation: None, name }, golden, seen)
        };
        assert!(forgiven(&left("T+102s", 0), &left("T+103s", 0), "leavedatetime"));
        assert!(!forgiven(&left("T+102s", 0), &left("T+104s", 0), "leavedatetime"));
        assert!(!forgiven(&left("T+102s", 0), &left("T+102.5s", 0), "leavedatetime"), "a fraction");
        assert!(!forgiven(&left("T+102s", 0), &left("T+102s", 1), "queuestatus"));
        assert!(!forgiven(&left("T+102s", 0), &record([("leavedatetime", Scalar::Null)]), "leavedatetime"));
        assert!(forgiven(&left("T+189s", 2), &left("T+199s", 2), "leavedatetime"), "a tick removes the stale");
        assert!(!forgiven(&left("T+0s", 2), &left("T+10s", 2), "enterdatetime"), "it did not let them enter");
    }
}
