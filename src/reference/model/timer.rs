//! The timer: stale entries are cleared, then R is calculated for those that stay (SPEC 10 and 11).

use jiff::{SignedDuration, Timestamp};

use super::change::{Change, QueueStatus, Step};
use super::entry::Entry;
use super::instant::whole_seconds;
use super::leave::departure;
use super::note::Note;
use super::queue::Queue;
use super::queue_record::QueueRecord;
use super::state::Model;
use super::wait::Wait;
use crate::ccb::callid::Callid;
use crate::ccb::cause::Cause;

impl Model {
    /// What a tick stores: every stale entry goes (CCB-KAL-01). Calculating R comes after, with what is left.
    pub fn decide_tick(&self, now: Timestamp) -> Vec<Step> {
        let mut steps = Vec::new();
        for queue in self.queues.values() {
            let keepalive_s = self.record(queue).keepalive_s;
            let keepalive = SignedDuration::from_secs(keepalive_s.into());
            let waiting = queue.line.iter().filter_map(|callid| self.entries.get(callid));
            // Exactly the keepalive ago is not stale (CCB-KAL-04).
            let stale: Vec<&Entry> =
                waiting.filter(|entry| now.duration_since(entry.last_contact) > keepalive).collect();
            if stale.is_empty() {
                continue;
            }
            for entry in &stale {
                steps.push(Note::Stale { callid: entry.call.callid, keepalive_s }.into());
                steps.extend(departure(now, entry, QueueStatus::Zombie, Cause::TimeOut));
            }
            let gone: Vec<Callid> = stale.iter().map(|entry| entry.call.callid).collect();
            let mut closed_up = queue.clone();
            closed_up.take(&gone, now);
            steps.push(Change::Queue(closed_up).into());
        }
        steps
    }

    /// Calculates R of every entry, and what is left of its retry interval; tells each for the log (CCB-TIM-06).
    pub fn recalculate(&mut self, now: Timestamp) -> Vec<Note> {
        let mut notes = Vec::new();
        for queue in self.queues.values() {
            if queue.line.is_empty() {
                continue;
            }
            let record = self.record(queue);
            for (qpos, callid) in queue.line.iter().enumerate() {
                let Some(entry) = self.entries.get_mut(callid) else { continue };
                let wait = wait(queue, qpos, entry.callback.is_some().then_some(&record), now);
                entry.remaining_s = wait.remaining_s();
                if let Some(callback) = &mut entry.callback {
                    callback.retry = callback.retry.and_then(|retry| retry.at_tick(now));
                }
                notes.push(Note::Recalculated { callid: *callid, wait });
            }
        }
        notes
    }
}

/// What R of the entry at `qpos` is made of; `record` is given where C counts, that is with a callback (CCB-TIM-03).
pub(super) fn wait(queue: &Queue, qpos: usize, record: Option<&QueueRecord>, now: Timestamp) -> Wait {
    Wait {
        qpos: i64::try_from(qpos).unwrap_or(i64::MAX),
        dequeue_rate_s: queue.dequeue_rate_s(),
        in_first_place_s: whole_seconds(queue.first_since, now),
        reconnect_s: record.map_or(0, |record| record.reconnect_s.into()),
        sla_s: record.map_or(0, |record| record.sla_s.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::change::changes;
    use super::super::testing::World;
    use super::*;
    use crate::ccb::answer::Field;
    use crate::ccb::event_type::EventType;

    /// CCB-TIM-02, 03, 04 and 06: the published caller.
    #[test]
    fn alone_in_the_queue() {
        let mut world = World::lone_validated();
        world.at("2015-12-14T17:41:53.114Z");
        world.tick();
        world.ask("AddCallback callid=1 number=5008");
        world.at("2015-12-14T17:42:00.571Z");
        assert_eq!(world.start_and_ewt(1), "false 145");
        world.at("2015-12-14T17:42:03.254Z");
        world.tick();
        assert_eq!(world.start_and_ewt(1), "false 45");
        world.at("2015-12-14T17:42:53.954Z");
        world.tick();
        assert_eq!((world.start_and_ewt(1).as_str(), world.remaining_s(1)), ("true 0", -5));
    }

    /// CCB-TIM-05: EWT 300, three entries, F 20, C 90: the callback in second place has 90.
    #[test]
    fn second_of_three() {
        let mut world = World::new("2015-12-14T17:41:18.9Z");
        world.ask("SetQueueDefaults qname=billing cli=1 maxpercent=100 maxewt=0");
        for callid in 1..=3 {
            world.ask(&format!("EnterQueue callid={callid} qname=billing ewt=300 ani=5008"));
        }
        world.ask("Validate callid=2 gw=g loc=l trunks=9");
        world.ask("AddCallback callid=2 number=5008");
        world.at("2015-12-14T17:41:38.1Z");
        world.tick();
        assert_eq!([1, 2, 3].map(|callid| world.remaining_s(callid)), [80, 90, 280]);
    }

    /// CCB-TIM-07 and 08: the next becomes first at that instant cut to the second, and D follows N.
    #[test]
    fn first_one_leaves() {
        let mut world = World::new("2015-12-14T17:41:00Z");
        world.ask("EnterQueue callid=1 qname=billing ewt=180");
        world.ask("EnterQueue callid=2 qname=billing ewt=180");
        world.at("2015-12-14T17:41:20.9Z");
        world.ask("LeaveQueue callid=1");
        assert_eq!(world.integer(2, Field::DqRateA), 180);
        world.at("2015-12-14T17:41:31.1Z");
        world.tick();
        assert_eq!(world.remaining_s(2), 180 - 11);
    }

    /// SPEC 10: the EWT is that of the call that entered last, even if it has left.
    #[test]
    fn ewt_of_the_last_to_enter() {
        let mut world = World::new("2015-12-14T17:41:00Z");
        world.ask("EnterQueue callid=1 qname=billing ewt=180");
        world.ask("EnterQueue callid=2 qname=billing ewt=60");
        world.ask("LeaveQueue callid=2");
        world.tick();
        assert_eq!(world.remaining_s(1), 60);
    }

    /// CCB-KAL-01, 04 and CCB-TIM-10.
    #[test]
    fn stale_entries_go_first() {
        let mut world = World::new("2015-12-14T17:41:00Z");
        world.ask("EnterQueue callid=1 qname=billing ewt=180");
        world.ask("EnterQueue callid=2 qname=billing ewt=180");
        world.pass("100s");
        world.ask("GetStatus callid=2");
        assert_eq!(world.tick_after("80s"), [], "exactly the keepalive ago is not stale");
        let stale = world.model.entry(Callid::from_u128(1)).expect("it is there still").call;
        let steps = world.tick_after("1ms");
        let left = Change::Left { call: stale, status: QueueStatus::Zombie, at: world.now };
        assert!(changes(&steps).any(|change| *change == left), "{steps:?}");
        assert_eq!(world.integer(2, Field::Qpos), 0);
        assert_eq!(world.remaining_s(2), 180, "it became first at this tick: F is 0");
    }

    /// CCB-KAL-02: outstanding is canceled with cause 16, a finished one stays as it is.
    #[test]
    fn stale_callbacks() {
        let canceled = |steps: &[Step]| {
            changes(steps)
                .any(|change| matches!(change, Change::Event { state: EventType::Canceled, cause: Cause::TimeOut, .. }))
        };
        let mut world = World::lone_with_callback();
        assert!(canceled(&world.tick_after("181s")));
        let mut world = World::lone_with_callback();
        world.ask("UpdateStatus callid=1 status=22");
        world.ask("UpdateStatus callid=1 status=24 reason=27");
        let steps = world.tick_after("181s");
        assert!(!steps.is_empty() && !canceled(&steps));
    }

    /// SPEC 1, contact: any request in proper form, also one that is refused; CCB-KAL-03.
    #[test]
    fn contact_keeps_the_entry() {
        for contact in [
            "GetStatus callid=1",
            "EnterQueue callid=1 qname=billing ewt=1",
            "EnterQueue callid=1",
            "Nonsense callid=1",
            "UpdateStatus callid=1 status=99",
            "Validate callid=1",
            "AddCallback callid=1 number=x",
        ] {
            let mut world = World::lone();
            for _ in 0..4 {
                world.tick_after("124s");
                world.steps(contact);
            }
            assert_eq!(world.integer(1, Field::Qpos), 0, "{contact}");
        }
    }

    /// SPEC 4, `keepalive`: that of the queue's record.
    #[test]
    fn keepalive_of_the_record() {
        let mut world = World::lone();
        world.ask("SetQueueDefaults qname=billing cli=1 keepalive=31 refresh=1");
        assert_eq!(world.tick_after("31s"), []);
        assert!(!world.tick_after("1s").is_empty());
    }
}
