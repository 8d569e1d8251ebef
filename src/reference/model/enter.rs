//! `EnterQueue` and `SetQueueDefaults`: callers join a queue, and a queue gets its record (SPEC 3 and 4).

use jiff::Timestamp;

use super::change::{Change, QueueRow, Step};
use super::decide::{Lines, Outcome, result};
use super::entry::{Call, Entry};
use super::note::Note;
use super::queue::{Queue, SetRecord};
use super::queue_record::QueueRecord;
use super::refuse::refused;
use super::state::Model;
use super::timer::wait;
use crate::ccb::answer::Field;
use crate::ccb::callid::Callid;
use crate::ccb::refusal::Refusal;

/// The largest wait that a `smallint` column holds, seconds.
const MAX_ESTIMATE_S: i64 = 32_767;

impl Model {
    pub(super) fn enter(&self, now: Timestamp, callid: Callid, queue: &str, ewt_s: u16, ani: Option<&str>) -> Outcome {
        if self.entries.contains_key(&callid) {
            return Err(refused(Refusal::DuplicateRecord)); // CCB-ENQ-05
        }
        let call = Call { surrogate: self.next_surrogate(), callid, entered: now };
        let mut queue = self.queue_or_new(queue);
        let size_before = queue.line.len();
        queue.put(callid, ewt_s, now);
        let estimate_s = self.estimate_s(&queue, now);
        let entry = Entry {
            call,
            queue: queue.name.clone(),
            ewt_s,
            ani: ani.map(str::to_owned),
            preemptive: None,
            callback: None,
            last_contact: now,
            remaining_s: wait(&queue, size_before, None, now).remaining_s(), // CCB-TIM-06
        };
        let row = QueueRow { call, queue_id: queue.id, queue: queue.name.clone(), estimate_s, ewt_s };
        let steps = vec![
            Note::Put { callid, size_before }.into(),
            Change::Queue(queue).into(),
            Change::Entry(entry).into(),
            Change::QueueRow(row).into(),
        ];
        Ok((Lines::from([(Field::Ewt, estimate_s.into())]), steps))
    }

    /// The servlet's own estimate for the last of a queue: 0 while it keeps no statistics (CCB-ENQ-02).
    fn estimate_s(&self, queue: &Queue, now: Timestamp) -> i64 {
        let record = self.record(queue);
        let average_s = queue.leaves.average_s(now, record.sample_min, record.burst).unwrap_or(0);
        let position = i64::try_from(queue.line.len()).unwrap_or(i64::MAX);
        average_s.saturating_mul(position).min(MAX_ESTIMATE_S)
    }

    pub(super) fn set_queue_defaults(&self, now: Timestamp, queue: &str, record: &QueueRecord) -> (Lines, Vec<Step>) {
        let mut queue = self.queue_or_new(queue);
        queue.record = Some(SetRecord { record: record.clone(), set: now });
        (result("done"), vec![Change::Queue(queue).into()])
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{World, text};
    use super::*;
    use crate::ccb::refusal::Refusal;

    /// CCB-ENQ-02, 03, 07 and CCB-ROW-01.
    #[test]
    fn entering_stores_one_row() {
        let mut world = World::new("2015-12-14T17:41:18.810Z");
        let steps = world.steps("EnterQueue callid=1 qname=billing ewt=180 ani=5008");
        let rows: Vec<&Change> = super::super::change::changes(&steps)
            .filter(|change| !matches!(change, Change::Queue(_) | Change::Entry(_)))
            .collect();
        let call = Call { surrogate: 1, callid: Callid::from_u128(1), entered: world.now };
        let row = QueueRow { call, queue_id: 1, queue: "billing".into(), estimate_s: 0, ewt_s: 180 };
        assert_eq!(rows, [&Change::QueueRow(row)]);
        assert_eq!(text(&world.ask("EnterQueue callid=2 qname=billing ewt=180")), "ewt=0");
    }

    /// CCB-ENQ-04, CCB-ENQ-08: places follow the order of entering, and queues are apart.
    #[test]
    fn places() {
        let mut world = World::new("2015-12-14T17:41:18Z");
        for (callid, queue) in [(1, "a"), (2, "b"), (3, "a"), (4, "a"), (5, "b")] {
            world.ask(&format!("EnterQueue callid={callid} qname={queue} ewt=100"));
        }
        let places: Vec<i64> = (1..=5).map(|callid| world.integer(callid, Field::Qpos)).collect();
        assert_eq!(places, [0, 0, 1, 2, 1]);
        world.ask("LeaveQueue callid=1");
        let places: Vec<i64> = (2..=5).map(|callid| world.integer(callid, Field::Qpos)).collect();
        assert_eq!(places, [0, 0, 1, 1]);
    }

    /// CCB-ENQ-05.
    #[test]
    fn entering_twice_is_refused_and_keeps_the_place() {
        let mut world = World::new("2015-12-14T17:41:18Z");
        world.ask("EnterQueue callid=a qname=billing ewt=180");
        world.ask("EnterQueue callid=2 qname=billing ewt=180");
        for queue in ["billing", "other"] {
            let again = format!("EnterQueue callid=A qname={queue} ewt=90");
            assert_eq!(world.refusal(&again), Refusal::DuplicateRecord);
        }
        assert_eq!(world.integer(10, Field::Qpos), 0);
        assert_eq!(world.integer(10, Field::DqRateA), 90, "the EWT of the refused request is not taken");
    }

    /// CCB-ENQ-09: a new call in all but its callid.
    #[test]
    fn entering_again_after_leaving() {
        let mut world = World::lone_with_callback();
        world.ask("LeaveQueue callid=1");
        world.ask("EnterQueue callid=1 qname=billing ewt=60");
        let entry = world.model.entry(Callid::from_u128(1)).expect("it is in the queue again");
        assert_eq!((entry.call.surrogate, entry.ewt_s), (2, 60));
        assert_eq!((&entry.preemptive, &entry.callback), (&None, &None));
        assert_eq!(text(&world.ask("AddCallback callid=1 number=5008")), "result=no_validation");
    }

    /// CCB-TIM-06: before the first tick R is p * D - F as of entering.
    #[test]
    fn remaining_time_as_of_entering() {
        let mut world = World::new("2015-12-14T17:41:18.810Z");
        world.ask("EnterQueue callid=1 qname=billing ewt=180");
        assert_eq!(world.integer(1, Field::Ewt), 180);
        world.pass("40.5s");
        world.ask("EnterQueue callid=2 qname=billing ewt=200");
        assert_eq!(world.integer(2, Field::Ewt), 2 * 100 - 41);
        assert_eq!(world.integer(1, Field::Ewt), 180, "R changes at a tick only");
    }

    /// CCB-ROW-04, CCB-SQD-03: ids from 1 up, `default` too.
    #[test]
    fn queues_are_numbered_as_they_are_named() {
        let mut world = World::new("2015-12-14T17:41:18Z");
        world.ask("SetQueueDefaults qname=default cli=1");
        world.ask("EnterQueue callid=1 qname=billing ewt=180");
        world.ask("SetQueueDefaults qname=billing cli=2");
        assert_eq!(world.refusal("SetQueueDefaults qname=sales cli=3 rna=181"), Refusal::InvalidParameter);
        let ids: Vec<(&str, i64)> = world.model.queues.values().map(|queue| (queue.name.as_str(), queue.id)).collect();
        assert_eq!(ids, [("billing", 2), ("default", 1)], "a refused record names no queue (CCB-SQD-04)");
    }

    /// CCB-SQD-01, 03, 04 and 06, as `GetStatus` tells them.
    #[test]
    fn whose_record_serves() {
        let mut world = World::new("2015-12-14T17:41:18Z");
        world.ask("EnterQueue callid=1 qname=billing ewt=180");
        let mut told = |request: &str| {
            world.steps(request);
            let lines = world.ask("GetStatus callid=1");
            format!("{} {}", lines[&Field::Cli], lines[&Field::Rna])
        };
        assert_eq!(told("GetStatus callid=1"), " 30", "the defaults, with an empty cli");
        assert_eq!(told("SetQueueDefaults qname=default cli=1 rna=11"), "1 11");
        assert_eq!(told("SetQueueDefaults qname=billing cli=2 rna=12"), "2 12");
        assert_eq!(told("SetQueueDefaults qname=billing cli=3"), "3 30", "it replaces the earlier one wholly");
        assert_eq!(told("SetQueueDefaults qname=billing cli=4 rna=300"), "3 30", "the earlier record stands");
    }

    /// SPEC 4, `sample`: with statistics the estimate is the average times the position.
    #[test]
    fn estimate_from_those_who_left() {
        let mut world = World::new("2015-12-14T17:00:00Z");
        world.ask("SetQueueDefaults qname=billing cli=1 sample=15");
        for callid in 1..=9 {
            world.ask(&format!("EnterQueue callid={callid} qname=billing ewt=180"));
            world.pass("60s");
            world.ask(&format!("LeaveQueue callid={callid}"));
        }
        assert_eq!(text(&world.ask("EnterQueue callid=a qname=billing ewt=180")), "ewt=100");
        assert_eq!(text(&world.ask("EnterQueue callid=b qname=billing ewt=180")), "ewt=200");
    }
}
