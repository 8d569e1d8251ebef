//! The archive run: finished callbacks move to the historical table, old events go (SPEC 12, CCB-ARC).

use jiff::{SignedDuration, Timestamp};

use super::change::{Change, Step};
use super::instant::next_second;
use super::note::Note;
use super::state::Model;
use crate::ccb::event_type::EventType;

/// How long events are kept, by `EventDateTime` (CCB-ARC-03).
const EVENTS_KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Model {
    /// What an archive run stores. A complete callback moves also while its caller still waits for an agent: nothing
    /// writes to its row any more.
    pub fn decide_archive(&self, now: Timestamp) -> Vec<Step> {
        let finished = self.current.iter().filter(|(_, row)| {
            matches!(row.state, EventType::Canceled | EventType::Complete) // CCB-ARC-01
        });
        let moved: Vec<i64> = finished.map(|(surrogate, _)| *surrogate).collect();
        let mut steps: Vec<Step> = vec![Note::Archived(moved.len()).into()];
        steps.extend(moved.into_iter().map(|surrogate| Change::Archived { surrogate }.into()));
        // Rows hold whole seconds: one is older than the limit where it is before the limit's next whole second.
        let before = next_second(now.saturating_sub(EVENTS_KEPT).unwrap_or(Timestamp::MIN));
        steps.push(Change::Purged { before }.into());
        steps
    }
}

#[cfg(test)]
mod tests {
    use super::super::change::changes;
    use super::super::testing::{World, text};
    use super::*;

    fn moved(steps: &[Step]) -> Vec<i64> {
        let surrogates = changes(steps).filter_map(|change| match change {
            Change::Archived { surrogate } => Some(*surrogate),
            _ => None,
        });
        surrogates.collect()
    }

    /// CCB-ARC-01: canceled and complete ones move, once.
    #[test]
    fn finished_callbacks_move() {
        let mut world = World::lone_with_callback();
        assert_eq!(moved(&world.archive()), [0; 0]);
        world.ask("UpdateStatus callid=1 status=22");
        assert_eq!(moved(&world.archive()), [0; 0]);
        world.ask("UpdateStatus callid=1 status=24 reason=27");
        assert_eq!(moved(&world.archive()), [1]);
        assert_eq!(moved(&world.archive()), [0; 0]);
        let mut world = World::lone_with_callback();
        world.ask("LeaveQueue callid=1");
        assert_eq!(moved(&world.archive()), [1]);
    }

    /// A complete callback goes on after its row moved.
    #[test]
    fn an_archived_callback_is_dropped_added_and_left() {
        let mut world = World::lone_with_callback();
        world.ask("UpdateStatus callid=1 status=22");
        world.ask("UpdateStatus callid=1 status=24 reason=27");
        world.archive();
        assert_eq!(text(&world.ask("UpdateStatus callid=1 status=27")), "result=retry");
        assert_eq!(text(&world.ask("UpdateStatus callid=1 status=28")), "result=retry");
        assert_eq!(text(&world.ask("LeaveQueue callid=1")), "result=done");
    }

    /// CCB-ARC-03: kept for seven days; gone at a run that is later than that.
    #[test]
    fn events_are_kept_for_seven_days() {
        let mut world = World::new("2015-12-21T17:41:18Z");
        let purged = |world: &mut World| {
            let steps = world.archive();
            changes(&steps).find_map(|change| match change {
                Change::Purged { before } => Some(before.to_string()),
                _ => None,
            })
        };
        // The event of 17:41:18 a week ago is exactly seven days old, so it is kept.
        assert_eq!(purged(&mut world).as_deref(), Some("2015-12-14T17:41:18Z"));
        world.pass("1ms");
        assert_eq!(purged(&mut world).as_deref(), Some("2015-12-14T17:41:19Z"));
    }
}
