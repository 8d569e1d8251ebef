//! `GetStatus` and the overview behind `Diag`: what the model knows of waiting callers (SPEC 8 and 14).

use super::decide::{Lines, Outcome};
use super::entry::{CallbackState, Entry};
use super::queue::Queue;
use super::state::Model;
use crate::ccb::answer::Field;
use crate::ccb::callid::Callid;

/// A queue with entries, as the Diag page shows it (CCB-DIA-02).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueOverview {
    /// Its name.
    pub name: String,
    /// D, seconds.
    pub dequeue_rate_s: i64,
    /// Its entries, the first first.
    pub entries: Vec<EntryOverview>,
}

/// An entry, as the Diag page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryOverview {
    /// Whose place it is.
    pub callid: Callid,
    /// R as of the last tick, seconds; may be negative.
    pub remaining_s: i64,
    /// Whether a callback was offered, and what became of it.
    pub callback: &'static str,
}

impl Model {
    pub(super) fn status(&self, callid: Callid) -> Outcome {
        let entry = self.entry(callid)?;
        let queue = self.queue_of(entry);
        let record = self.record(queue);
        let qpos = queue.line.iter().position(|other| *other == callid).expect("an entry stands in its queue's line");
        let retry_s = entry.callback.as_ref().and_then(|callback| callback.retry).map(|retry| retry.left_s);
        let start = entry.callback.is_some() && entry.remaining_s < 0 && retry_s.is_none(); // CCB-GST-02, 06
        let mut lines = Lines::from([
            (Field::StartCallback, start.into()),
            (Field::Ewt, retry_s.unwrap_or(entry.remaining_s).max(0).into()),
            (Field::Qpos, i64::try_from(qpos).unwrap_or(i64::MAX).into()),
            (Field::Cli, record.cli.into()),
            (Field::Rna, i64::from(record.rna_s).into()),
            (Field::DqRateA, queue.dequeue_rate_s().into()),
            // Of these two this servlet keeps no statistics (CCB-GST-07).
            (Field::DqRateB, 0.into()),
            (Field::RqRate, 0.into()),
        ]);
        if let Some(callback) = &entry.callback {
            lines.insert(Field::Dn, callback.number.as_str().into());
            lines.extend(callback.recording.as_deref().map(|recording| (Field::Rec, recording.into())));
        }
        Ok((lines, Vec::new()))
    }

    /// Every queue with entries, by name.
    pub fn overview(&self) -> Vec<QueueOverview> {
        self.queues.values().filter(|queue| !queue.line.is_empty()).map(|queue| self.queue_overview(queue)).collect()
    }

    fn queue_overview(&self, queue: &Queue) -> QueueOverview {
        let entries = queue.line.iter().filter_map(|callid| self.entries.get(callid)).map(entry_overview).collect();
        QueueOverview { name: queue.name.clone(), dequeue_rate_s: queue.dequeue_rate_s(), entries }
    }
}

fn entry_overview(entry: &Entry) -> EntryOverview {
    let callback = match (&entry.callback, &entry.preemptive) {
        (Some(callback), _) => match callback.state {
            CallbackState::Pending => "pending",
            CallbackState::InProgress => "in progress",
            CallbackState::Complete => "complete",
        },
        (None, Some(_)) => "offered",
        (None, None) => "not offered",
    };
    EntryOverview { callid: entry.call.callid, remaining_s: entry.remaining_s, callback }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{World, text};

    /// CCB-GST-03, 04 and 07; `dn` and `rec` only once there is a callback.
    #[test]
    fn what_is_told() {
        let mut world = World::lone_validated();
        let rates = "DQRateA=180 DQRateB=0 RQRate=0";
        let before = text(&world.ask("GetStatus callid=1"));
        assert_eq!(before, format!("startCallback=false ewt=180 qpos=0 cli=8005551212 rna=30 {rates}"));
        world.ask("AddCallback callid=1 number=5008 rec=http://h/a.wav");
        let after = text(&world.ask("GetStatus callid=1"));
        let tail = format!("cli=8005551212 rna=30 dn=5008 rec=http://h/a.wav {rates}");
        assert_eq!(after, format!("startCallback=false ewt=180 qpos=0 {tail}"));
    }

    /// CCB-GST-05.
    #[test]
    fn asking_changes_nothing() {
        assert!(World::lone_with_callback().steps("GetStatus callid=1").is_empty());
    }

    /// CCB-GST-02: only where there is a callback.
    #[test]
    fn no_start_without_a_callback() {
        let mut world = World::lone();
        world.pass("100s");
        world.ask("GetStatus callid=1");
        world.tick_after("81s");
        assert_eq!(world.start_and_ewt(1), "false 0");
        assert_eq!(world.remaining_s(1), -1);
    }

    /// CCB-GST-06 and CCB-UPD-15.
    #[test]
    fn retry_interval() {
        let mut world = World::lone_with_callback();
        world.ask("SetQueueDefaults qname=billing cli=1 maxbusy=4;25");
        world.at("2015-12-14T17:43:00.5Z");
        world.tick();
        assert_eq!(world.start_and_ewt(1), "true 0");
        world.ask("UpdateStatus callid=1 status=22");
        assert_eq!(world.start_and_ewt(1), "true 0", "it stays true while in progress, as published");
        world.at("2015-12-14T17:43:05.9Z");
        world.ask("UpdateStatus callid=1 status=24 reason=5");
        world.at("2015-12-14T17:43:10.5Z");
        assert_eq!(world.start_and_ewt(1), "false 25", "the whole interval until the first tick");
        world.tick();
        assert_eq!(world.start_and_ewt(1), "false 20");
        world.at("2015-12-14T17:43:30.0Z");
        assert_eq!(world.start_and_ewt(1), "false 20", "as of the last tick");
        world.tick();
        assert_eq!(world.start_and_ewt(1), "true 0");

        world.ask("UpdateStatus callid=1 status=22");
        world.ask("UpdateStatus callid=1 status=24 reason=5");
        assert_eq!(world.start_and_ewt(1), "false 25");
        world.ask("UpdateStatus callid=1 status=22");
        assert_eq!(world.start_and_ewt(1), "true 0", "22 ends the interval");
        world.ask("SetQueueDefaults qname=billing cli=1 maxbusy=4;0");
        world.ask("UpdateStatus callid=1 status=24 reason=5");
        assert_eq!(world.start_and_ewt(1), "true 0", "an interval of 0 never runs (CCB-UPD-16)");
    }

    /// CCB-DIA-02.
    #[test]
    fn overview_shows_queues_with_entries() {
        let mut world = World::lone_with_callback();
        world.ask("SetQueueDefaults qname=empty cli=1");
        world.ask("EnterQueue callid=2 qname=billing ewt=100");
        let overview = world.model.overview();
        assert_eq!(overview.len(), 1);
        assert_eq!((overview[0].name.as_str(), overview[0].dequeue_rate_s), ("billing", 50));
        let told: Vec<&str> = overview[0].entries.iter().map(|entry| entry.callback).collect();
        assert_eq!(told, ["pending", "not offered"]);
    }
}
