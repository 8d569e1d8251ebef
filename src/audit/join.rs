//! Joining: lines of many sessions and servers become calls, which are judged when they have ended.

use std::collections::VecDeque;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};

use super::call::{Call, Contact, Fact, Parameter};
use super::dump::Dump;
use super::finding::{Draft, FindingKind, Place};
use super::judge::{Context, judge};
use super::limits::{
    MOST_ENDED_CALLS, MOST_FACTS_OF_A_CALL, MOST_HELD_CONTACTS, MOST_OPEN_CALLS, MOST_OPEN_FACTS, MOST_OPEN_SESSIONS,
    MOST_WAITING_LINES, SILENCE_MS,
};
use super::line::activity::{Activity, at};
use super::line::reporting::Reporting;
use super::line::text::{Guid, Text};
use super::mend::Mended;
use super::records::{Form, Item};
use super::results::Results;
use super::session::{Heard, Session};
use crate::ccb::application::Application;

/// How often it is looked which calls have ended, ms of the logs' time.
const SWEEP_MS: i64 = 30_000;
/// Gaps in a server's numbering that are remembered, and for how long, ms.
const MOST_HOLES: usize = 4_096;
/// Calls that enter within so much of each other enter at once, ms.
const AT_ONCE_MS: i64 = 1_000;
/// Threads whose present call is remembered, and queues whose record is.
const MOST_NAMES: usize = 100_000;

/// A line that waits until the call is known that its damaged GUID names.
struct Waiting {
    damaged: Box<str>,
    /// Until when, ms.
    until_ms: i64,
    what: Unowned,
}

enum Unowned {
    Fact(Fact),
    Session(Box<[u8]>, Place),
}

/// A call that was judged.
#[derive(Clone, Copy)]
struct Ended {
    /// Whether the servlet told of it.
    by_servlet: bool,
    /// Whether applications did.
    by_applications: bool,
    last_ms: i64,
}

impl Ended {
    /// Whether two calls of one GUID are parts of one that did not meet: each of two stays is told of by both (CCB-ENQ-09), or, where logs of one
    /// kind alone are there, by these.
    const fn is_apart(self, other: Self) -> bool {
        let both = (self.by_servlet || other.by_servlet) && (self.by_applications || other.by_applications);
        let each = self.by_servlet && self.by_applications && other.by_servlet && other.by_applications;
        both && !each
    }
}

/// Joins lines as they come.
pub struct Joiner {
    context: Context,
    window_ms: i64,
    /// What came of calls that have ended.
    pub results: Results,
    calls: HashMap<u128, Call>,
    facts: usize,
    sessions: HashMap<Box<[u8]>, Session>,
    /// Calls by the part of a session's id that a transfer keeps, and when that was heard last.
    transfers: HashMap<Box<[u8]>, (u128, i64)>,
    /// What a server's thread is doing.
    threads: HashMap<(u64, u64), u128>,
    mended: Mended,
    waiting: VecDeque<Waiting>,
    /// The call that entered a server's queue last, and when, UTC, ms.
    entered_last: HashMap<(u64, Box<str>), (u128, i64)>,
    ended: VecDeque<u128>,
    ended_parts: HashMap<u128, Ended>,
    dump: Dump,
    swept_ms: i64,
}

impl Joiner {
    /// A joiner that keeps a call open for so long after it left, ms.
    pub fn new(context: Context, window_ms: i64, files: Vec<Arc<str>>) -> Self {
        Self {
            context,
            window_ms,
            results: Results::new(files),
            calls: HashMap::new(),
            facts: 0,
            sessions: HashMap::new(),
            transfers: HashMap::new(),
            threads: HashMap::new(),
            mended: Mended::default(),
            waiting: VecDeque::new(),
            entered_last: HashMap::new(),
            ended: VecDeque::new(),
            ended_parts: HashMap::new(),
            dump: Dump::default(),
            swept_ms: i64::MIN,
        }
    }

    /// Takes a record of a batch, and what it tells out of it.
    pub fn hear(&mut self, text: &[u8], item: &mut Item, file: u32) {
        let place = Place::of(file, item.lines.first, item.lines.value);
        let named = Place::of(file, item.lines.first, item.lines.guid);
        match &mut item.form {
            Form::Activity(line) => self.activity(text, line, item.at_ms, place),
            Form::Reporting(line) => self.reporting(line, place, named),
            Form::Row(row) => {
                if Dump::knows(row) {
                    self.dump.add(std::mem::take(&mut **row), file);
                }
            }
        }
        if item.at_ms > self.swept_ms.saturating_add(SWEEP_MS) || self.is_crowded() {
            self.sweep(item.at_ms);
        } else if item.at_ms < self.swept_ms.saturating_sub(SILENCE_MS) {
            // Another time is told of now.
            self.swept_ms = item.at_ms;
        }
    }

    fn activity(&mut self, text: &[u8], line: &Activity, at_ms: i64, place: Place) {
        let id = at(text, &line.session);
        let transfer = &id[..(line.application - line.session.start) as usize];
        let Some(session) = self.sessions.get_mut(id) else {
            let mut session = Session::new(Application::from_name(&id[transfer.len() + 1..]), at_ms);
            session.call = self.transfers.get(transfer).map(|(call, _)| *call);
            self.sessions.insert(id.into(), session);
            return self.activity(text, line, at_ms, place);
        };
        let heard = session.hear(text, line, at_ms, place);
        let call = session.call;
        let found = !session.drafts.is_empty();
        match heard {
            Heard::Nothing => {}
            Heard::Named(Guid::Good(guid)) => self.named(id, transfer, guid, at_ms, line),
            Heard::Named(Guid::Damaged(damaged)) => match self.mended.guid(&damaged, &self.calls) {
                Some(guid) => {
                    self.mend(guid, &damaged, place);
                    self.named(id, transfer, guid, at_ms, line);
                }
                None => self.wait(&damaged, at_ms, Unowned::Session(id.into(), place)),
            },
            heard => match call {
                Some(guid) => self.attach(guid, heard, at_ms),
                None if session.held.len() < MOST_HELD_CONTACTS => session.held.push(heard),
                None => {}
            },
        }
        if found
            && let Some(session) = self.sessions.get_mut(id)
            && let Some(guid) = session.call
        {
            let drafts = std::mem::take(&mut session.drafts);
            let call = self.call(guid, at_ms);
            if call.size() < MOST_FACTS_OF_A_CALL {
                call.drafts.extend(drafts);
            } else {
                call.surplus += 1;
            }
        }
    }

    /// A session names its call.
    fn named(&mut self, id: &[u8], transfer: &[u8], guid: u128, at_ms: i64, line: &Activity) {
        self.transfers.insert(transfer.into(), (guid, at_ms));
        let Some(session) = self.sessions.get_mut(id) else { return };
        session.call = Some(guid);
        let held = std::mem::take(&mut session.held);
        let call = self.call(guid, at_ms);
        call.offset_ms = call.offset_ms.or(Some(line.local_ms - at_ms));
        for heard in held {
            self.attach(guid, heard, at_ms);
        }
    }

    fn attach(&mut self, guid: u128, heard: Heard, at_ms: i64) {
        match heard {
            Heard::Contact(contact) => self.contact(guid, contact, at_ms),
            Heard::Parameter(parameter) => self.parameter(guid, parameter, at_ms),
            Heard::Named(_) | Heard::Nothing => {}
        }
    }

    fn contact(&mut self, guid: u128, contact: Contact, at_ms: i64) {
        if self.is_late(guid) {
            self.results.late(contact.place);
            return;
        }
        self.facts += 1;
        self.call(guid, at_ms).contact(contact);
    }

    fn parameter(&mut self, guid: u128, parameter: Parameter, at_ms: i64) {
        let call = self.call(guid, at_ms);
        if call.size() < MOST_FACTS_OF_A_CALL {
            call.parameters.push(parameter);
        }
    }

    fn call(&mut self, guid: u128, at_ms: i64) -> &mut Call {
        self.calls.entry(guid).or_insert_with(|| Call::new(guid, at_ms))
    }

    /// Whether a call has been judged already.
    fn is_late(&self, guid: u128) -> bool {
        self.ended_parts.contains_key(&guid) && !self.calls.contains_key(&guid)
    }

    fn reporting(&mut self, line: &mut Reporting, place: Place, named: Place) {
        self.number(line);
        if line.guid.is_none() && !matches!(line.text, Text::Capacity(_) | Text::Percent(_) | Text::SetDefaults(_)) {
            return;
        }
        let fact = Fact {
            at_ms: line.at_ms,
            offset_s: line.offset_s,
            sequence: line.sequence,
            host: line.host,
            place,
            text: std::mem::replace(&mut line.text, Text::Other),
            cut: line.cut,
        };
        match &line.guid {
            Some(Guid::Good(guid)) => {
                if fact.text == Text::Validate {
                    if self.threads.len() >= MOST_NAMES {
                        self.threads.clear();
                    }
                    self.threads.insert((line.host, line.thread), *guid);
                }
                self.fact(*guid, fact);
            }
            Some(Guid::Damaged(damaged)) => match self.mended.guid(damaged, &self.calls) {
                Some(guid) => {
                    self.mend(guid, damaged, named);
                    self.fact(guid, fact);
                }
                None => self.wait(damaged, line.at_ms, Unowned::Fact(fact)),
            },
            None => match fact.text {
                Text::SetDefaults(queue) => {
                    if self.context.records_ms.len() >= MOST_NAMES {
                        self.context.records_ms.clear();
                    }
                    self.context.records_ms.insert(queue, line.at_ms);
                }
                _ => {
                    if let Some(guid) = self.threads.get(&(line.host, line.thread)).copied() {
                        self.fact(guid, fact);
                    }
                }
            },
        }
    }

    fn fact(&mut self, guid: u128, fact: Fact) {
        if matches!(fact.text, Text::Put(_)) {
            self.follows(guid, &fact);
        }
        if let Some(call) = self.calls.get_mut(&guid) {
            self.facts += 1;
            return call.hear(fact);
        }
        // A call that enters again is a new one (CCB-ENQ-09).
        if self.is_late(guid) && !matches!(fact.text, Text::Enter(_)) {
            self.results.late(fact.place);
            return;
        }
        self.facts += 1;
        let at_ms = fact.at_ms;
        self.call(guid, at_ms).hear(fact);
    }

    /// Remembers which call entered a queue last, and tells the one before that it is followed.
    fn follows(&mut self, guid: u128, fact: &Fact) {
        let facts = self.calls.get(&guid).map(|call| call.facts.as_slice()).unwrap_or_default();
        let queue = facts.iter().rev().take(8).find_map(|fact| match &fact.text {
            Text::Named(named) => Some(named.0.clone()),
            _ => None,
        });
        let Some(queue) = queue else { return self.unsure(fact) };
        if self.entered_last.len() >= MOST_NAMES {
            self.entered_last.clear();
            self.context.queues_forgotten = true;
        }
        let Some((before, at_ms)) = self.entered_last.insert((fact.host, queue), (guid, fact.at_ms)) else { return };
        if at_ms > fact.at_ms {
            self.unsure(fact);
        }
        // Of two that enter at once the log may tell the second one first.
        let at_once = (fact.at_ms - at_ms).abs() < AT_ONCE_MS;
        for guid in [Some(before), at_once.then_some(guid)].into_iter().flatten() {
            if let Some(call) = self.calls.get_mut(&guid) {
                call.followed_ms = Some(call.followed_ms.map_or(fact.at_ms, |at_ms| at_ms.min(fact.at_ms)));
            }
        }
    }

    /// What a line tells came too late, or of an unknown call or queue: as good as left out.
    fn unsure(&mut self, fact: &Fact) {
        let holes = self.context.holes.entry(fact.host).or_default();
        self.context.holes_forgotten |= holes.len() > MOST_HOLES;
        if holes.len() <= MOST_HOLES {
            holes.push_back((fact.at_ms, fact.at_ms));
        }
    }

    /// Remembers where a server's numbers leave some out.
    fn number(&mut self, line: &Reporting) {
        if matches!(line.text, Text::Tick(_)) {
            self.context.ticked_ms.insert(line.host, line.at_ms);
        }
        let last = self.context.numbers.insert(line.host, (line.sequence, line.at_ms));
        if let Some((number, at_ms)) = last
            && line.sequence != number
            && line.sequence != number + 1
        {
            let holes = self.context.holes.entry(line.host).or_default();
            holes.push_back((at_ms.min(line.at_ms), at_ms.max(line.at_ms)));
            if line.sequence < number && line.at_ms >= at_ms {
                let restarts = self.context.restarts.entry(line.host).or_default();
                restarts.push_back((at_ms, line.at_ms));
                if restarts.len() > MOST_HOLES {
                    restarts.pop_front();
                }
            }
            if holes.len() > MOST_HOLES {
                self.context.holes_forgotten |= holes.pop_front().is_some_and(|(_, to)| line.at_ms - to < SILENCE_MS);
            }
        }
    }

    fn mend(&mut self, guid: u128, damaged: &str, place: Place) {
        let wanted = super::results::guid(guid);
        let draft = Draft::damage(place, "a GUID", Some(wanted), damaged);
        self.results.finding(&draft, Some(guid));
    }

    fn wait(&mut self, damaged: &str, at_ms: i64, what: Unowned) {
        if self.waiting.len() >= MOST_WAITING_LINES
            && let Some(oldest) = self.waiting.pop_front()
        {
            self.give_up(&oldest);
        }
        self.waiting.push_back(Waiting { damaged: damaged.into(), until_ms: at_ms + self.window_ms, what });
    }

    /// Looks once more for the calls that damaged GUIDs name; what is not found when its time is over never is.
    fn look_again(&mut self, now_ms: i64) {
        for waiting in std::mem::take(&mut self.waiting) {
            match self.mended.guid(&waiting.damaged, &self.calls) {
                Some(guid) => match waiting.what {
                    Unowned::Fact(fact) => {
                        self.mend(guid, &waiting.damaged, fact.place);
                        self.fact(guid, fact);
                    }
                    Unowned::Session(id, place) => {
                        self.mend(guid, &waiting.damaged, place);
                        self.adopt(&id, guid, now_ms);
                    }
                },
                None if waiting.until_ms > now_ms => self.waiting.push_back(waiting),
                None => self.give_up(&waiting),
            }
        }
    }

    /// A session's call is known at last.
    fn adopt(&mut self, id: &[u8], guid: u128, at_ms: i64) {
        let transfer = memchr::memrchr(b'.', id).map_or(id, |at| &id[..at]);
        self.transfers.insert(transfer.into(), (guid, at_ms));
        let begin: Vec<Box<[u8]>> = self.sessions.keys().filter(|key| key.starts_with(transfer)).cloned().collect();
        for id in begin {
            let Some(session) = self.sessions.get_mut(&id) else { continue };
            session.call = Some(guid);
            for heard in std::mem::take(&mut session.held) {
                self.attach(guid, heard, at_ms);
            }
        }
    }

    fn give_up(&mut self, waiting: &Waiting) {
        let place = match &waiting.what {
            Unowned::Fact(fact) => {
                self.unsure(fact);
                fact.place
            }
            Unowned::Session(_, place) => *place,
        };
        self.results
            .finding(&Draft::damage(place, "a GUID that may be none or several", None, &*waiting.damaged), None);
    }

    /// Whether more is open than may be kept.
    fn is_crowded(&self) -> bool {
        self.facts > MOST_OPEN_FACTS || self.calls.len() > MOST_OPEN_CALLS || self.sessions.len() > MOST_OPEN_SESSIONS
    }

    /// Judges the calls that have ended, and those of which nothing was heard for long.
    fn sweep(&mut self, now_ms: i64) {
        self.swept_ms = now_ms;
        if !self.waiting.is_empty() {
            self.look_again(now_ms);
        }
        let window_ms = self.window_ms;
        let is_over = |call: &Call| {
            call.left_ms.is_some_and(|left| left.max(call.last_ms) + window_ms < now_ms)
                || call.last_ms + SILENCE_MS < now_ms
        };
        let mut over: Vec<(i64, u128)> =
            self.calls.values().filter(|call| is_over(call)).map(|call| (call.last_ms, call.guid)).collect();
        if self.facts > MOST_OPEN_FACTS || self.calls.len() > MOST_OPEN_CALLS {
            let mut oldest: Vec<(i64, u128)> = self.calls.values().map(|call| (call.last_ms, call.guid)).collect();
            oldest.sort_unstable();
            oldest.truncate(oldest.len() / 2 + 1);
            self.results.crowded();
            over.extend(oldest);
        }
        over.sort_unstable();
        over.dedup();
        for (_, guid) in over {
            self.close(guid);
        }
        let is_over = |session: &Session| {
            session.ended && session.last_ms + window_ms < now_ms || session.last_ms + SILENCE_MS < now_ms
        };
        let mut over: Vec<Session> =
            self.sessions.extract_if(|_, session| is_over(session)).map(|(_, session)| session).collect();
        if self.sessions.len() > MOST_OPEN_SESSIONS {
            over.extend(self.sessions.drain().map(|(_, session)| session));
            self.results.crowded();
        }
        for session in &over {
            self.forget(session);
        }
        self.transfers.retain(|_, (_, heard_ms)| *heard_ms + SILENCE_MS >= now_ms);
        if self.transfers.len() > MOST_OPEN_SESSIONS {
            self.transfers.clear();
        }
        for holes in self.context.holes.values_mut() {
            while holes.front().is_some_and(|(_, to)| to + 2 * SILENCE_MS < now_ms) {
                holes.pop_front();
            }
        }
    }

    /// Lets go of a session. What was found in it is told, whether its call was ever named or not.
    fn forget(&mut self, session: &Session) {
        for draft in &session.drafts {
            self.results.finding(draft, session.call);
        }
    }

    fn close(&mut self, guid: u128) {
        let Some(call) = self.calls.remove(&guid) else { return };
        self.facts = self.facts.saturating_sub(call.facts.len() + call.contacts.len());
        // A call that is only named is none that was judged.
        if call.facts.is_empty() && call.contacts.is_empty() {
            for draft in &call.drafts {
                self.results.finding(draft, Some(guid));
            }
            return;
        }
        let now = Ended {
            by_servlet: !call.facts.is_empty(),
            by_applications: !call.contacts.is_empty(),
            last_ms: call.last_ms,
        };
        let place = call.facts.first().map(|fact| fact.place).or(call.contacts.first().map(|contact| contact.place));
        match self.ended_parts.insert(guid, now) {
            Some(before) if before.is_apart(now) => {
                self.results.apart(place.unwrap_or_default(), guid, (before.last_ms - now.last_ms).abs());
            }
            Some(_) => {}
            None => self.ended.push_back(guid),
        }
        if self.ended.len() > MOST_ENDED_CALLS
            && let Some(oldest) = self.ended.pop_front()
        {
            self.ended_parts.remove(&oldest);
        }
        let judged = judge(call, &self.context, &self.dump, self.results.wanted());
        if let Some(surrogate) = judged.surrogate {
            self.dump.forget(surrogate);
        }
        self.results.call(judged, guid);
    }

    /// Judges what is left.
    pub fn finish(mut self) -> Results {
        self.look_again(i64::MAX);
        for session in std::mem::take(&mut self.sessions).values() {
            self.forget(session);
        }
        let mut rest: Vec<(i64, u128)> = self.calls.values().map(|call| (call.last_ms, call.guid)).collect();
        rest.sort_unstable();
        for (_, guid) in rest {
            self.close(guid);
        }
        let unknown: Vec<(u32, u64)> = self.dump.rest().collect();
        for (file, line) in unknown {
            let about = "a row of a call that no log tells of, or of one of several; it is not judged";
            self.results.finding(&Draft::note(Place::new(file, line), about), None);
        }
        if self.dump.surplus > 0 {
            let about = format!(
                "{} rows are too many to be kept, or have no surrogate id; they are not judged",
                self.dump.surplus
            );
            self.results.finding(&Draft::note(Place::default(), about), None);
        }
        self.results
    }
}

impl Draft {
    /// Whether a clause was broken.
    pub fn is_violation(&self) -> bool {
        self.kind == FindingKind::Violation
    }
}
