//! The servlet's own log, followed line by line through the states of a call.

use std::rc::Rc;

use super::case::Case;
use super::episode::{Change, Cleared, Ended, Ending, Episode, Outcome, Pending, Seen, Ticked};
use crate::audit::call::Fact;
use crate::audit::line::text::Text;
use crate::ccb::cause::Cause;
use crate::ccb::event_type::EventType;
use crate::ccb::operation::Operation;

/// A request is answered, and a tick is over, within so much, ms (CCB-TRN-07, CCB-TIM-01).
const ANSWERED_MS: i64 = 11_000;

/// Follows all lines.
pub fn follow(case: &mut Case<'_>) {
    let call = case.call;
    for fact in &call.facts {
        step(case, fact);
    }
    case.settle(true);
    for stay in case.episodes.clone() {
        case.settle_cleared(&stay);
    }
}

fn step(case: &mut Case<'_>, fact: &Fact) {
    match &fact.text {
        Text::Enter(ewt_s) => {
            case.asks(Operation::EnterQueue, fact);
            case.enter_asked(*ewt_s, fact);
        }
        Text::Started(_) | Text::Named(_) | Text::Put(_) | Text::QueueRow(_) => case.entering(fact),
        Text::Validate => case.asks(Operation::Validate, fact),
        Text::Refresh | Text::Validated(..) | Text::Capacity(_) | Text::Percent(_) | Text::ValidationStatus(_) => {
            case.offering(fact);
        }
        Text::Add => case.asks(Operation::AddCallback, fact),
        Text::Callback(row) => case.callback_stored(row, fact),
        Text::GetStatus => case.asks(Operation::GetStatus, fact),
        Text::Update(status, reason) => {
            case.asks(Operation::UpdateStatus, fact);
            if let Some(pending) = &mut case.pending {
                pending.update = Some((*status, *reason));
            }
        }
        Text::Returned(word) => case.update_answered(word, fact),
        Text::Dropped => case.moved(27, fact),
        Text::Added => case.moved(28, fact),
        Text::QueueStatus(status, left_s) => case.queue_status(*status, *left_s, fact),
        Text::QueueStatusDone(status) => case.same("CCB-LVQ-02", fact.place, "the status that was stored", &0, status),
        Text::Event(at_s, reason) => case.event(*at_s, *reason, fact),
        Text::EventDone(state) => case.event_done(*state, fact),
        Text::Tick(tick) => {
            let (at_ms, local_s, host, place) = (fact.at_ms, fact.local_s(), fact.host, fact.place);
            if let Some((left_ms, ..)) = case.episode().left
                && at_ms > left_ms
            {
                case.violation(
                    "CCB-LVQ-01",
                    place,
                    "a tick",
                    "none for a call that has left its queue",
                    "R is calculated",
                );
            }
            case.episode().ticks.push(Ticked { at_ms, local_s, host, tick: *tick, place });
        }
        Text::Leave => case.asks(Operation::LeaveQueue, fact),
        Text::Removed => case.removed(fact),
        Text::Stale(keepalive_s) => case.stale(*keepalive_s, fact),
        Text::Refused(refused) => case.refused(&refused.0, &refused.1, fact),
        Text::SetDefaults(_) | Text::Other => {}
    }
}

impl Case<'_> {
    /// A request comes; what the one before it came to is settled.
    fn asks(&mut self, operation: Operation, fact: &Fact) {
        self.settle(false);
        let (at_ms, place) = (fact.at_ms, fact.place);
        self.pending = Some(Pending {
            operation,
            at_ms,
            local_s: fact.local_s(),
            place,
            host: fact.host,
            update: None,
            word: None,
            seen: Seen::default(),
            stored: None,
            capacity: None,
            moved: None,
        });
        if operation != Operation::EnterQueue {
            self.episode().asked.push((operation, at_ms, place));
        }
    }

    /// What a request came to must be whole when the next one comes. At the end of a log it may not be.
    pub fn settle(&mut self, at_end: bool) {
        let Some(pending) = self.pending.take() else { return };
        // The result of a validation is told last.
        let told = pending.operation == Operation::Validate && pending.word.is_some();
        if pending.seen.outcome == Some(Outcome::Refused) {
            return;
        }
        if pending.operation == Operation::LeaveQueue && pending.seen.outcome.is_none() {
            return self.settle_left_in_vain(&pending);
        }
        if at_end && !told && self.episode().left.is_none() {
            return;
        }
        match pending.operation {
            Operation::UpdateStatus => self.settle_update(&pending),
            Operation::LeaveQueue => self.settle_leave(&pending),
            Operation::Validate => self.settle_validate(&pending),
            _ => {}
        }
    }

    /// `LeaveQueue` neither removed the entry nor was refused, as far as the log tells. As long as it could tell so yet, nothing is wrong.
    fn settle_left_in_vain(&mut self, pending: &Pending) {
        let present = self.episode().entered.is_some() && self.episode().left.is_none();
        if !present || !self.context.tells_all(pending.host, pending.at_ms, pending.at_ms + ANSWERED_MS) {
            return;
        }
        if !pending.seen.queue_status {
            let expected = "LeaveDateTime to be stored";
            self.violation("CCB-LVQ-02", pending.place, "LeaveQueue", expected, "nothing is stored");
        }
        self.violation("CCB-LVQ-01", pending.place, "LeaveQueue", "the entry to be removed", "it stays");
    }

    /// With a stale entry its row and its callback end.
    fn settle_cleared(&mut self, stay: &Episode) {
        let Some(cleared) = stay.cleared else { return };
        let until_ms = cleared.at_ms + ANSWERED_MS;
        if !cleared.queue_status && self.context.tells_all(cleared.host, cleared.at_ms, until_ms) {
            let expected = "QueueStatus 2 and LeaveDateTime to be stored";
            self.violation("CCB-KAL-01", cleared.place, "a stale entry", expected, "nothing is stored");
        }
        let known = stay.entered.is_some_and(|(at_ms, _)| self.context.tells_all(cleared.host, at_ms, until_ms));
        if cleared.outstanding && !cleared.event && known {
            let expected = "its callback to be canceled: an event with cause 16";
            self.violation("CCB-KAL-02", cleared.place, "a stale entry", expected, "no event is stored");
        }
    }

    fn settle_leave(&mut self, pending: &Pending) {
        if !pending.seen.queue_status {
            self.violation(
                "CCB-LVQ-02",
                pending.place,
                "LeaveQueue",
                "LeaveDateTime to be stored",
                "nothing is stored",
            );
        }
        if !pending.seen.event && self.episode().is_outstanding() {
            let expected = "the callback to be canceled: an event with cause 2";
            self.violation("CCB-LVQ-05", pending.place, "LeaveQueue", expected, "no event is stored");
        }
    }

    /// `QueueStatus` and `LeaveDateTime` are stored: by 22 and 24, by leaving, by cancelling and by clearing.
    fn queue_status(&mut self, status: i64, left_s: Option<i64>, fact: &Fact) {
        let place = fact.place;
        let cleared = matches!(self.episode().left, Some((_, _, Ending::Stale, _)));
        let clause = match (&self.pending, cleared) {
            (_, true) => "CCB-KAL-01",
            (Some(Pending { operation: Operation::LeaveQueue, .. }), _) => "CCB-LVQ-02",
            _ => "CCB-UPD-04",
        };
        if let (Some((left_ms, _, Ending::Left | Ending::Canceled, _)), Some(pending)) =
            (self.episode().left, &self.pending)
            && pending.operation == Operation::LeaveQueue
            && pending.at_ms > left_ms
            && self.context.is_whole(fact.host, left_ms, pending.at_ms)
        {
            let expected = "a refusal: the call has left its queue";
            if let Some(pending) = &mut self.pending {
                pending.seen.queue_status = true;
            }
            return self.violation("CCB-LVQ-04", place, "LeaveQueue", expected, "LeaveDateTime is stored again");
        }
        if let Some(cleared) = self.episode().cleared.as_mut().filter(|_| cleared) {
            cleared.queue_status = true;
        }
        let wanted = if cleared { 2 } else { 0 };
        self.same(clause, place, "queueStatus", &wanted, &status);
        let asked_s = self.pending.as_ref().filter(|_| !cleared).map_or(fact.local_s(), |pending| pending.local_s);
        self.is_now(clause, fact, "leaveDateTime", asked_s, left_s);
        self.episode().ended = Some(Ended {
            at_ms: fact.at_ms,
            stored_s: (asked_s.min(fact.local_s()), fact.local_s()),
            status,
            left_s: left_s.map(|left_s| left_s - fact.offset_s),
            clause,
        });
        let known = self.episode().entered.is_some();
        match &mut self.pending {
            Some(pending) if !cleared => {
                let twice = std::mem::replace(&mut pending.seen.queue_status, true);
                let stores = match (pending.operation, pending.update) {
                    (Operation::LeaveQueue, _) => true,
                    (Operation::UpdateStatus, Some((status, _))) => matches!(status, 22 | 24),
                    _ => false,
                };
                let name = pending.operation.name();
                if !stores || twice {
                    self.violation(clause, place, "LeaveDateTime", format!("{name} not to store it"), "it is stored");
                }
            }
            None if !cleared && known => {
                self.violation(clause, place, "LeaveDateTime", "a request that stores it", "it is stored without one");
            }
            _ => {}
        }
    }

    /// A time that is stored is now, cut to the second; the line may be written a little later.
    pub fn is_now(&mut self, clause: &'static str, fact: &Fact, about: &str, asked_s: i64, stored_s: Option<i64>) {
        let written_s = fact.local_s();
        let right = stored_s.is_some_and(|stored| (asked_s.min(written_s)..=written_s).contains(&stored));
        if !right {
            let found = stored_s.map_or("no date".to_owned(), time_of_day);
            self.violation(clause, fact.place, about, time_of_day(written_s), found);
        }
    }

    /// An event is stored. Its state is that which the request leads to, and was noted with its answer.
    fn event(&mut self, at_s: Option<i64>, cause: i64, fact: &Fact) {
        let place = fact.place;
        let stale = matches!(self.episode().left, Some((_, _, Ending::Stale, _)));
        let outstanding = self.episode().is_outstanding();
        let local_s = fact.local_s();
        if stale {
            if let Some(cleared) = &mut self.episode().cleared {
                cleared.event = true;
            }
            self.same("CCB-KAL-02", place, "CauseID", &i64::from(Cause::TimeOut.id()), &cause);
            self.is_now("CCB-KAL-02", fact, "eventDateTime", local_s, at_s);
            if outstanding {
                self.change(fact, EventType::Canceled, cause);
            } else {
                self.violation("CCB-KAL-02", place, "an event", "none: no callback is outstanding", "one is stored");
            }
            return;
        }
        let Some(mut pending) = self.pending.take() else {
            if self.episode().entered.is_some() {
                self.violation(
                    "CCB-ROW-03",
                    place,
                    "an event",
                    "a request that changes the state",
                    "an event without one",
                );
            }
            return;
        };
        let twice = std::mem::replace(&mut pending.seen.event, true);
        let (operation, asked_s, word) = (pending.operation, pending.local_s, pending.word.clone());
        let update = pending.update;
        self.pending = Some(pending);
        if twice {
            self.violation("CCB-ROW-03", place, "an event", "one row a change of state", "another one");
        }
        match (operation, update) {
            (Operation::LeaveQueue, _) => {
                if outstanding || self.episode().callback.is_none() && self.episode().entered.is_none() {
                    self.same("CCB-LVQ-05", place, "CauseID", &i64::from(Cause::CallAbandon.id()), &cause);
                    self.is_now("CCB-LVQ-05", fact, "eventDateTime", asked_s, at_s);
                    self.change(fact, EventType::Canceled, cause);
                } else if !twice {
                    self.violation(
                        "CCB-LVQ-03",
                        place,
                        "an event",
                        "none: no callback is outstanding",
                        "one is stored",
                    );
                }
            }
            (Operation::UpdateStatus, Some((27 | 28, _))) => {
                self.violation("CCB-UPD-03", place, "an event", "27 and 28 to store nothing", "one is stored");
            }
            (Operation::UpdateStatus, Some((status, reason))) => {
                self.same("CCB-UPD-05", place, "CauseID", &reason, &cause);
                self.is_now("CCB-UPD-05", fact, "eventDateTime", asked_s, at_s);
                if word.is_none() {
                    let found = format!("status={status} is stored without an answer");
                    self.violation("CCB-LOG-03", place, "an event", "the request to be answered", found);
                }
            }
            _ => {
                let expected = format!("{} to store none", operation.name());
                self.violation("CCB-ROW-03", place, "an event", expected, "one is stored");
            }
        }
    }

    /// Notes a new state.
    pub fn change(&mut self, fact: &Fact, state: EventType, cause: i64) {
        let cause = i32::try_from(cause).ok().and_then(Cause::from_id).unwrap_or(Cause::None);
        let attempts = self.episode().attempts() + i64::from(state == EventType::InProgress);
        let change = Change { at_ms: fact.at_ms, local_s: fact.local_s(), state, cause, attempts, place: fact.place };
        self.episode().changes.push(change);
    }

    /// The entry is gone. Leaving and cancelling take it; two lines tell it.
    fn removed(&mut self, fact: &Fact) {
        let (at_ms, local_s, place) = (fact.at_ms, fact.local_s(), fact.place);
        let canceled = self.episode().state().is_some_and(|(state, _)| state == EventType::Canceled);
        let ending = match &mut self.pending {
            Some(pending) if pending.operation == Operation::LeaveQueue => {
                pending.seen.outcome = Some(Outcome::Accepted);
                Some(Ending::Left)
            }
            Some(pending) if pending.operation == Operation::UpdateStatus && canceled => {
                pending.seen.outcome = Some(Outcome::Accepted);
                Some(Ending::Canceled)
            }
            _ => None,
        };
        if self.episode().left.is_some() {
            return;
        }
        if ending.is_none() && self.episode().entered.is_some() {
            let expected = "LeaveQueue, a canceled callback or a stale entry before it";
            self.violation("CCB-LVQ-01", place, "an entry that is removed", expected, "none of them");
        }
        self.episode().left = Some((at_ms, local_s, ending.unwrap_or(Ending::Left), place));
    }

    /// The timer clears a stale entry; its rows and its event are told next.
    fn stale(&mut self, keepalive_s: i64, fact: &Fact) {
        self.settle(false);
        let (at_ms, local_s, place) = (fact.at_ms, fact.local_s(), fact.place);
        let contact = self.last_contact_ms(at_ms);
        if let Some(contact_ms) = contact
            && at_ms - contact_ms <= keepalive_s * 1000
        {
            let found = format!("{}.{:03} s", (at_ms - contact_ms) / 1000, (at_ms - contact_ms) % 1000);
            self.violation(
                "CCB-KAL-03",
                place,
                "a stale entry",
                format!("more than {keepalive_s} s without contact"),
                found,
            );
        }
        let episode = self.episode();
        let outstanding = episode.is_outstanding();
        episode.cleared =
            Some(Cleared { host: fact.host, at_ms, place, outstanding, queue_status: false, event: false });
        episode.left = Some((at_ms, local_s, Ending::Stale, place));
    }

    fn refused(&mut self, method: &str, error: &str, fact: &Fact) {
        let episode = self.episode();
        let present = episode.entered.is_some() && episode.left.is_none();
        let known = episode.entered.is_some();
        if (present && error == "not_in_queue") || (known && error == "unknown_callid") {
            self.violation(
                "CCB-GST-08",
                fact.place,
                &format!("the refusal of {method}"),
                if present { "an answer: the call is in its queue" } else { "not_in_queue" },
                error,
            );
        }
        self.duplicate(method, error, fact);
        if let Some(pending) = &mut self.pending
            && pending.operation.name() == method
        {
            pending.seen.outcome = Some(Outcome::Refused);
        }
        if error == "illegal_transition" {
            self.update_refused(fact);
        }
    }

    /// There is no second callback where there is no first.
    fn duplicate(&mut self, method: &str, error: &str, fact: &Fact) {
        if method != Operation::AddCallback.name() || error != "duplicate_record" || self.episodes.len() != 1 {
            return;
        }
        let stay = self.episode();
        let Some((entered_ms, _)) = stay.entered.filter(|_| stay.left.is_none() && stay.callback.is_none()) else {
            return;
        };
        if self.context.is_whole(fact.host, entered_ms, fact.at_ms) {
            let expected = "an answer: there is no callback yet";
            self.violation("CCB-ADD-01", fact.place, "the refusal of AddCallback", expected, error);
        }
    }

    /// A stay begins: the first, or another one of a call that has left.
    pub fn begin_episode(&mut self) {
        let present = self.episode();
        if present.left.is_some() || present.entered.is_some() {
            self.episodes.push(Rc::default());
        }
    }
}

/// A local second as findings print it.
pub fn time_of_day(local_s: i64) -> String {
    let day = local_s.rem_euclid(86_400);
    format!("{:02}:{:02}:{:02}", day / 3600, day / 60 % 60, day % 60)
}
