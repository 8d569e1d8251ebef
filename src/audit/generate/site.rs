//! A site whose callers do what callers do, by the rules of sections 3 to 11: entries in queues, a timer, and four applications that ask.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::io::{self, Write};

use super::dice::Dice;
use super::lines::{Caller, Outputs, Writer};
use crate::ccb::callid::Callid;

/// 14 December 2015, 00:00 in Chicago, ms.
const BEGIN_MS: i64 = 1_450_072_800_000;
const TICK_MS: i64 = 10_140;
const QUEUES: usize = 40;
/// Callers come so often on average, ms.
const ARRIVAL_MS: i64 = 86;
const RECONNECT_S: i64 = 30;
const SLA_S: i64 = 60;
/// How long the applications wait between two questions, and how long a loop of music is, ms.
const SHORT_WAIT_MS: i64 = 15_040;
const LOOP_MS: i64 = 124_000;

/// What a caller does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Enter,
    Validate,
    Add,
    Goodbye,
    Ask,
    Call,
    Told,
    Drop,
    Queue,
    Music(u8),
    Leave,
}

/// What becomes of a caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    /// The wait is too short for an offer.
    TooShort,
    /// The caller hangs up instead of taking the offer.
    Declines,
    /// The caller hangs up while the callback is pending.
    Abandons,
    /// So many attempts fail with that cause, then the caller answers.
    Answers(u8, i64),
    /// The number is none.
    InvalidNumber,
}

/// A caller in a queue.
pub(super) struct Entry {
    pub(super) caller: Caller,
    fate: Fate,
    pub(super) remaining_s: i64,
    pub(super) callback: bool,
    failed: u8,
    /// The element in which the caller waits.
    pub(super) pause: Option<&'static str>,
}

/// A queue.
#[derive(Default)]
pub(super) struct Queue {
    line: Vec<u64>,
    first_since_ms: i64,
    ewt_s: i64,
}

impl Queue {
    fn rate_s(&self) -> i64 {
        i64::try_from(self.line.len()).ok().and_then(|entries| self.ewt_s.checked_div(entries)).unwrap_or(0)
    }

    pub(super) fn position(&self, id: u64) -> i64 {
        self.line.iter().position(|other| *other == id).and_then(|at| i64::try_from(at).ok()).unwrap_or(0)
    }
}

/// A site under way.
pub(super) struct Site<'a, W> {
    pub(super) write: Writer<'a, W>,
    dice: Dice,
    entries: BTreeMap<u64, Entry>,
    pub(super) queues: Vec<Queue>,
    steps: BinaryHeap<Reverse<(i64, u64, Step)>>,
    pub(super) sessions: u64,
}

/// Writes the logs of so many calls, alike for the same seed. What an audit finds in them is nothing.
///
/// # Errors
///
/// Where they cannot be written.
pub fn generate<W: Write>(calls: u64, seed: u64, out: &mut Outputs<W>) -> io::Result<()> {
    let mut site = Site {
        write: Writer::new(out),
        dice: Dice::new(seed),
        entries: BTreeMap::new(),
        queues: (0..QUEUES).map(|_| Queue::default()).collect(),
        steps: BinaryHeap::new(),
        sessions: 0,
    };
    let (mut come, mut next_ms, mut tick_ms) = (0, BEGIN_MS, BEGIN_MS + 3_333);
    loop {
        let step_ms = site.steps.peek().map_or(i64::MAX, |Reverse((at_ms, ..))| *at_ms);
        let arrival_ms = if come < calls { next_ms } else { i64::MAX };
        if step_ms == i64::MAX && arrival_ms == i64::MAX {
            return site.write.flush();
        }
        // A tick comes before what else falls into its millisecond.
        if tick_ms <= step_ms.min(arrival_ms) {
            site.tick(tick_ms)?;
            tick_ms += TICK_MS;
        } else if arrival_ms <= step_ms {
            site.arrive(come, arrival_ms);
            come += 1;
            next_ms += 1 + site.dice.below(2 * ARRIVAL_MS);
        } else if let Some(Reverse((at_ms, id, step))) = site.steps.pop() {
            site.step(at_ms, id, step)?;
        }
    }
}

pub(super) const EXEC: &str = "Handler.exec:";

impl<W: Write> Site<'_, W> {
    fn arrive(&mut self, id: u64, at_ms: i64) {
        let chance = self.dice.below(100);
        let fate = match chance {
            0..=11 => Fate::TooShort,
            12..=19 => Fate::Declines,
            20..=24 => Fate::Abandons,
            25..=28 => Fate::InvalidNumber,
            29..=40 => Fate::Answers(1, [5, 6, 25][usize::try_from(chance % 3).unwrap_or_default()]),
            _ => Fate::Answers(0, 0),
        };
        let guid = u128::from(self.dice.number()) << 64 | u128::from(self.dice.number());
        let caller = Caller {
            server: usize::from(id % 2 == 1),
            guid: Callid::from_u128(guid),
            number: 5_000_000 + self.dice.below(1_000_000),
            queue: usize::try_from(self.dice.below(40)).unwrap_or_default(),
            ewt_s: if fate == Fate::TooShort { 60 } else { 180 + 60 * self.dice.below(8) },
            entered_ms: at_ms + 203,
            session: (at_ms, 0, "CallbackEntry"),
        };
        self.entries.insert(id, Entry { caller, fate, remaining_s: 0, callback: false, failed: 0, pause: None });
        self.steps.push(Reverse((at_ms + 203, id, Step::Enter)));
    }

    fn then(&mut self, at_ms: i64, id: u64, step: Step) {
        self.steps.push(Reverse((at_ms, id, step)));
    }

    fn step(&mut self, at_ms: i64, id: u64, step: Step) -> io::Result<()> {
        let Some(mut entry) = self.entries.remove(&id) else { return Ok(()) };
        let stays = match step {
            Step::Enter => self.enter(at_ms, id, &mut entry),
            Step::Validate => self.validate(at_ms, id, &entry),
            Step::Add => self.add(at_ms, id, &mut entry),
            Step::Goodbye => self.goodbye(at_ms, id, &mut entry),
            Step::Ask => self.ask(at_ms, id, &mut entry),
            Step::Call => self.call(at_ms, id, &mut entry),
            Step::Told => self.told(at_ms, id, &mut entry),
            Step::Drop => self.drop_and_end(at_ms, id, &entry),
            Step::Queue => self.queue(at_ms, id, &mut entry),
            Step::Music(loops) => self.music(at_ms, id, &mut entry, loops),
            Step::Leave => self.leave(at_ms, id, &mut entry),
        }?;
        if stays {
            self.entries.insert(id, entry);
        }
        Ok(())
    }

    fn enter(&mut self, at_ms: i64, id: u64, entry: &mut Entry) -> io::Result<bool> {
        let begun_ms = entry.caller.session.0;
        self.begin(&mut entry.caller, begun_ms, "CallbackEntry")?;
        let caller = entry.caller.clone();
        self.asks(&caller, at_ms, "Enter Queue_01", "Callback_Enter_Queue", &[("ewt", "0")])?;
        let (guid, queue, ewt_s) = (caller.guid, caller.queue, caller.ewt_s);
        let date = self.write.record_date(at_ms);
        let before = self.queues[queue].line.len();
        self.servlet(at_ms, format_args!("EnterQueueHandler:validate: validate guid={guid} icmewt={ewt_s}"))?;
        self.servlet(
            at_ms,
            format_args!("EnterQueueHandler:EnterQueue{EXEC} EnterQueueHandler CALLGUID={guid} CallStartDate={date}"),
        )?;
        self.servlet(
            at_ms,
            format_args!("EnterQueue CALLGUID={guid} QueueName=queue-{queue:02} ani={}", caller.number),
        )?;
        self.servlet(at_ms, format_args!("QueueStats putEntry: {guid}<List size:{before}>"))?;
        self.servlet(
            at_ms,
            format_args!(
                "JdbcCallbackQueueDAO:store: Request to store CallbackQueue record. CallGUID={guid} CallbackQueueDTO=CallbackQueueDTO:: \
                 SurrogateId: '-1' QueueName: 'queue-{queue:02}' QueueId: '-1' DbDateTime: 'null' QueueStatus: '0' ValidationStatus: '0' \
                 EnterDateTime: '{date}' LeaveDateTime: 'null' CVPEstimatedWaitTime: '0' ICMEstimatedWaitTime: '{ewt_s}' CallStartDate: '{date}'"
            ),
        )?;
        let present = &mut self.queues[queue];
        if present.line.is_empty() {
            present.first_since_ms = at_ms;
        }
        present.line.push(id);
        present.ewt_s = ewt_s;
        entry.remaining_s = (present.position(id) + 1) * present.rate_s() - seconds(present.first_since_ms, at_ms);
        self.then(at_ms + 62, id, Step::Validate);
        Ok(true)
    }

    fn validate(&mut self, at_ms: i64, id: u64, entry: &Entry) -> io::Result<bool> {
        let (caller, guid) = (&entry.caller, entry.caller.guid);
        let short = entry.fate == Fate::TooShort;
        let (result, mask, stored) = if short { ("none", "0x00000023", 34) } else { ("preemptive", "0x00000003", 2) };
        let gateway = format!("10.1.2.{}", caller.queue);
        let answer = [("gw", gateway.as_str()), ("loc", "site"), ("capacity", "9000"), ("result", result)];
        self.asks(caller, at_ms, "Validate_01", "Callback_Validate", &answer)?;
        let about = "JdbcCallbackQueueDAO:updateValidationStatus:";
        self.servlet(at_ms, format_args!("ValidateHandler:Validate{EXEC} ValidateHandler GUID={guid}"))?;
        self.servlet(at_ms, format_args!("{about} Request to update validation status in CallbackQueue. CallGUID={guid} validationStatus={stored}"))?;
        self.servlet(at_ms, format_args!("ValidateHandler:Validate{EXEC} ValidateHandler GUID={guid} results:{result} validation status bitmask={mask}"))?;
        match entry.fate {
            Fate::TooShort => self.then(at_ms + 40_000 + 97, id, Step::Leave),
            Fate::Declines => self.then(at_ms + 12_345, id, Step::Leave),
            _ => {
                self.write.activity(caller, at_ms, format_args!("PreemptivePrompt1,enter,"))?;
                self.then(at_ms + 30_000 + 331, id, Step::Add);
            }
        }
        Ok(true)
    }

    fn add(&mut self, at_ms: i64, id: u64, entry: &mut Entry) -> io::Result<bool> {
        let (caller, guid, queue, number) =
            (entry.caller.clone(), entry.caller.guid, entry.caller.queue, entry.caller.number);
        self.write.activity(&caller, at_ms - 20, format_args!("PreemptivePrompt1,exit,yes"))?;
        self.asks(&caller, at_ms, "Add Callback to DB 1", "Callback_Add", &[("result", "valid")])?;
        let entered = self.write.record_date(caller.entered_ms);
        self.servlet(at_ms, format_args!("AddCallbackHandler:AddCallback{EXEC} AddCallbackHandler CALLGUID={guid}"))?;
        self.servlet(
            at_ms,
            format_args!(
                "JdbcCallbackDAO:store: Request to store Callback record. CallbackDTO=CallbackDTO:: SurrogateId: '-1' CallGUID: '{guid}' \
                 ANI: '{number}' DbDateTime: 'null' EventTypeId: '21' CauseId: '0' CallBackType: 'p' OldGUID: 'null' Gateway: '10.1.2.{queue}' \
                 Location: 'site' NbrAttempts: '0' ScheduledCallBackDateTime: 'null' ScheduledCallBackDN: 'null' CallStartDate: '{entered}' \
                 RecordingURL: 'http://10.1.1.10:7000/CVP/audio/recordings/audio{id}.wav' QueueName: 'null' eventDateTime: {entered}"
            ),
        )?;
        entry.callback = true;
        self.end(&caller, at_ms, false, "app_session_complete")?;
        self.then(at_ms + 5_000, id, Step::Goodbye);
        Ok(true)
    }

    fn goodbye(&mut self, at_ms: i64, id: u64, entry: &mut Entry) -> io::Result<bool> {
        self.begin(&mut entry.caller, at_ms - 210, "CallbackEngine")?;
        let caller = &mut entry.caller;
        self.element(caller, at_ms - 60, at_ms - 10, "Goodbye", "done")?;
        self.end(caller, at_ms, false, "application_transfer:CallbackWait")?;
        caller.session.2 = "CallbackWait";
        self.write.activity(caller, at_ms, format_args!(",start,source,CallbackEngine"))?;
        self.then(at_ms + 172, id, Step::Ask);
        Ok(true)
    }

    fn ask(&mut self, at_ms: i64, id: u64, entry: &mut Entry) -> io::Result<bool> {
        self.pause(at_ms, entry, None)?;
        let starts = self.status(at_ms, id, entry, "Get Status_01")?;
        if starts {
            if entry.fate == Fate::Abandons {
                self.then(at_ms + 2_000, id, Step::Leave);
            } else {
                self.then(at_ms + 47, id, Step::Call);
            }
        } else {
            self.pause(at_ms, entry, Some("Short Wait"))?;
            self.then(at_ms + SHORT_WAIT_MS, id, Step::Ask);
        }
        Ok(true)
    }

    fn call(&mut self, at_ms: i64, id: u64, entry: &mut Entry) -> io::Result<bool> {
        self.update(at_ms, entry, "Update DB to INPROGRESS", (22, 0), "done")?;
        self.pause(at_ms, entry, Some("Reconnect Caller"))?;
        self.then(at_ms + 19_021, id, Step::Told);
        Ok(true)
    }

    fn told(&mut self, at_ms: i64, id: u64, entry: &mut Entry) -> io::Result<bool> {
        self.pause(at_ms, entry, None)?;
        match entry.fate {
            Fate::Answers(fails, cause) if entry.failed < fails => {
                entry.failed += 1;
                self.update(at_ms, entry, "Update DB to FAILED", (24, cause), "retry")?;
                // The interval is over before the next attempt; what is asked meanwhile tells of it (CCB-GST-06).
                self.then(at_ms + 120_000, id, Step::Call);
            }
            Fate::InvalidNumber => {
                self.update(at_ms, entry, "Update DB to FAILED", (24, 26), "cancel")?;
                self.gone(at_ms, id, entry)?;
                self.end(&entry.caller, at_ms, false, "app_session_complete")?;
                return Ok(false);
            }
            _ => {
                self.update(at_ms, entry, "Update DB to COMPLETED connected", (24, 27), "success")?;
                self.then(at_ms + 47, id, Step::Drop);
            }
        }
        Ok(true)
    }

    fn drop_and_end(&mut self, at_ms: i64, id: u64, entry: &Entry) -> io::Result<bool> {
        self.update(at_ms, entry, "UpdateStatus_01", (27, 0), "retry")?;
        self.end(&entry.caller, at_ms, false, "app_session_complete")?;
        self.then(at_ms + 5_148, id, Step::Queue);
        Ok(true)
    }

    fn queue(&mut self, at_ms: i64, id: u64, entry: &mut Entry) -> io::Result<bool> {
        self.begin(&mut entry.caller, at_ms - 187, "CallbackQueue")?;
        self.update(at_ms, entry, "UpdateStatus_01", (28, 0), "retry")?;
        let loops = u8::try_from(self.dice.below(3)).unwrap_or_default();
        self.pause(at_ms, entry, Some("Queue1"))?;
        self.wait_for_agent(at_ms, id, loops);
        Ok(true)
    }

    /// Another loop of music, or an agent within it.
    fn wait_for_agent(&mut self, at_ms: i64, id: u64, loops: u8) {
        if loops == 0 {
            let within_ms = 1_000 + self.dice.below(60_000);
            self.then(at_ms + within_ms, id, Step::Leave);
        } else {
            self.then(at_ms + LOOP_MS, id, Step::Music(loops - 1));
        }
    }

    fn music(&mut self, at_ms: i64, id: u64, entry: &mut Entry, loops: u8) -> io::Result<bool> {
        self.pause(at_ms, entry, None)?;
        self.status(at_ms, id, entry, "Get Status_02")?;
        self.pause(at_ms, entry, Some("Queue1"))?;
        self.wait_for_agent(at_ms, id, loops);
        Ok(true)
    }

    fn leave(&mut self, at_ms: i64, id: u64, entry: &mut Entry) -> io::Result<bool> {
        self.pause(at_ms, entry, None)?;
        let guid = entry.caller.guid;
        self.servlet(at_ms, format_args!("LeaveQueue CALLGUID={guid}"))?;
        let pending = entry.callback && entry.fate == Fate::Abandons;
        self.stored(at_ms, guid, pending.then_some(2))?;
        self.gone(at_ms, id, entry)?;
        self.end(&entry.caller, at_ms, true, "hangup")?;
        Ok(false)
    }

    /// The entry is gone; those behind it move up.
    fn gone(&mut self, at_ms: i64, id: u64, entry: &Entry) -> io::Result<()> {
        let guid = entry.caller.guid;
        self.servlet(at_ms, format_args!("removeQueueEntry CALLGUID={guid}"))?;
        self.servlet(at_ms, format_args!("QueueStats removeEntry: {guid}"))?;
        let queue = &mut self.queues[entry.caller.queue];
        let first = queue.line.first() == Some(&id);
        queue.line.retain(|other| *other != id);
        if first {
            queue.first_since_ms = at_ms;
        }
        Ok(())
    }

    fn tick(&mut self, at_ms: i64) -> io::Result<()> {
        for queue in &self.queues {
            let (rate_s, first_s) = (queue.rate_s(), seconds(queue.first_since_ms, at_ms));
            for (position, id) in (0_i64..).zip(&queue.line) {
                let Some(entry) = self.entries.get_mut(id) else { continue };
                let (reconnect_s, sla_s) = if entry.callback { (RECONNECT_S, SLA_S) } else { (0, 0) };
                entry.remaining_s = (position + 1) * rate_s - first_s - reconnect_s - sla_s;
                let text = format_args!(
                    "QueueStats:recalculateRemainingWaitTimes: recalculateRemainingWaitTimes CALLGUID={} queuePos={position} \
                     dqRateA={rate_s} timeInFirstPlace(SeCS)={first_s} reconnectTime={reconnect_s} SLA_time={sla_s} RemainingTime={}",
                    entry.caller.guid, entry.remaining_s
                )
                .to_string();
                self.write.reporting(at_ms, "CallbackTimerThread", format_args!("{text}"))?;
            }
        }
        Ok(())
    }
}

/// Whole seconds from one instant, cut to the second, to another (CCB-TIM-04).
const fn seconds(from_ms: i64, to_ms: i64) -> i64 {
    to_ms.div_euclid(1000) - from_ms.div_euclid(1000)
}
