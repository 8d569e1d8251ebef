//! `EnterQueue` and `AddCallback`: what is stored by entering (SPEC 3) and by taking the callback (SPEC 6).

use super::case::Case;
use super::episode::Outcome;
use crate::audit::call::Fact;
use crate::audit::line::stored::{CallbackRow, QueueRow};
use crate::audit::line::text::Text;
use crate::ccb::event_type::EventType;
use crate::ccb::operation::Operation;

impl Case<'_> {
    /// `EnterQueue` is asked. Whether it is a new stay is known when an entry is made.
    pub(super) fn enter_asked(&mut self, ewt_s: i64, fact: &Fact) {
        if !(0..=32_767).contains(&ewt_s) {
            self.violation("CCB-ENQ-06", fact.place, "icmewt", "0 to 32767", ewt_s.to_string());
        }
        let present = self.episodes.last().is_some_and(|episode| episode.entered.is_some() && episode.left.is_none());
        if !present {
            self.begin_episode();
            let (at_ms, local_s, place) = (fact.at_ms, fact.local_s(), fact.place);
            let episode = self.episode();
            episode.host = fact.host;
            episode.entered = Some((at_ms, local_s));
            episode.place = place;
            episode.icm_ewt = Some((ewt_s, place));
        }
        // One that is in a queue already is asked in vain, which the next lines show (CCB-ENQ-05).
    }

    /// What follows on `EnterQueue`.
    pub(super) fn entering(&mut self, fact: &Fact) {
        let place = fact.place;
        let in_vain = self.episode().queue_row.is_some();
        let entering = self.pending.as_ref().is_some_and(|pending| pending.operation == Operation::EnterQueue);
        match &fact.text {
            Text::Started(started_s) if !in_vain => self.episode().started_s = *started_s,
            Text::Named(named) if !in_vain => {
                let (queue, number) = (named.0.clone(), named.1.clone());
                let episode = self.episode();
                (episode.queue, episode.calling_number) = (Some(queue), Some(number));
            }
            Text::Put(before) => {
                if self.episode().before.is_some() || in_vain {
                    let expected = "a refusal: the call is in its queue already";
                    self.violation("CCB-ENQ-05", place, "EnterQueue", expected, "another entry is made");
                } else if !entering && self.episode().entered.is_some() {
                    self.violation(
                        "CCB-ENQ-01",
                        place,
                        "an entry",
                        "EnterQueue before it",
                        "an entry is made without it",
                    );
                }
                let at_ms = fact.at_ms;
                let episode = self.episode();
                episode.before = Some(*before);
                episode.put_ms.get_or_insert(at_ms);
            }
            Text::QueueRow(row) => {
                if in_vain {
                    self.violation("CCB-ENQ-05", place, "EnterQueue", "one row", "another row is stored");
                } else {
                    self.queue_row(row, fact);
                    self.episode().queue_row = Some(((**row).clone(), place));
                }
            }
            _ => {}
        }
    }

    /// CCB-ENQ-03: the row as it begins.
    fn queue_row(&mut self, row: &QueueRow, fact: &Fact) {
        const CLAUSE: &str = "CCB-ENQ-03";
        let (entered, icm_ewt, queue) = {
            let episode = self.episode();
            (episode.entered, episode.icm_ewt, episode.queue.clone())
        };
        let place = fact.place;
        let expected: [(&str, &str, &str); 3] = [
            ("QueueStatus", "0", &row.status),
            ("ValidationStatus", "0", &row.validation),
            ("LeaveDateTime", "null", &row.left),
        ];
        for (about, wanted, found) in expected {
            self.same(CLAUSE, place, about, &wanted, &found);
        }
        if let Some((ewt_s, told)) = icm_ewt
            && row.icm_ewt.parse() != Ok(ewt_s)
        {
            let expected = format!("{ewt_s}, as line {} has it", told.line);
            self.violation(CLAUSE, place, "ICMEstimatedWaitTime", expected, &*row.icm_ewt);
        }
        if let Some(queue) = queue {
            self.same(CLAUSE, place, "QueueName", &queue, &row.queue);
        }
        if let Some((_, entered_s)) = entered {
            self.is_now(CLAUSE, fact, "EnterDateTime", entered_s, row.entered_s);
            self.is_start(CLAUSE, fact, row.start_s);
        }
    }

    /// Every record tells the same start of the call.
    fn is_start(&mut self, clause: &'static str, fact: &Fact, start_s: Option<i64>) {
        if let Some(started_s) = self.episode().started_s
            && start_s != Some(started_s)
        {
            let found = start_s.map_or("no date".to_owned(), super::servlet::time_of_day);
            self.violation(clause, fact.place, "CallStartDate", super::servlet::time_of_day(started_s), found);
        }
    }

    /// CCB-ADD-01 to 06: the callback is stored.
    pub(super) fn callback_stored(&mut self, row: &CallbackRow, fact: &Fact) {
        const CLAUSE: &str = "CCB-ADD-02";
        let place = fact.place;
        let validated = self.episode().validations.last().map(|validation| validation.result.clone());
        let begun = self.episode().entered;
        if let Some(result) = &validated
            && **result != *"preemptive"
        {
            self.violation(
                "CCB-ADD-04",
                place,
                "AddCallback",
                "no callback without a preemptive validation",
                &**result,
            );
        } else if validated.is_none() && begun.is_some() {
            self.violation("CCB-ADD-04", place, "AddCallback", "a validation before it", "there was none");
        }
        if self.episode().callback.is_some() {
            self.violation(
                "CCB-ADD-06",
                place,
                "AddCallback",
                "a refusal: there is a callback already",
                "another one is stored",
            );
            return;
        }
        let columns: [(&str, &str, &str); 8] = [
            ("EventTypeId", "21", &row.state),
            ("CauseId", "0", &row.cause),
            ("CallBackType", "p", &row.kind),
            ("OldGUID", "null", &row.old_guid),
            ("NbrAttempts", "0", &row.attempts),
            ("ScheduledCallBackDateTime", "null", &row.scheduled[0]),
            ("ScheduledCallBackDN", "null", &row.scheduled[1]),
            ("ANI", &row.number, &row.number),
        ];
        for (about, wanted, found) in columns {
            self.same(CLAUSE, place, about, &wanted, &found);
        }
        if let Some((_, entered_s)) = begun {
            if row.event_s != Some(entered_s) {
                let found = row.event_s.map_or("no date".to_owned(), super::servlet::time_of_day);
                self.violation("CCB-ADD-03", place, "eventDateTime", super::servlet::time_of_day(entered_s), found);
            }
            self.is_start(CLAUSE, fact, row.start_s);
        }
        if let Some(pending) = &mut self.pending
            && pending.operation == Operation::AddCallback
        {
            pending.seen.outcome = Some(Outcome::Accepted);
        } else if begun.is_some() {
            self.violation("CCB-ADD-01", place, "a callback", "AddCallback before it", "it is stored without");
        }
        let at_ms = fact.at_ms;
        self.episode().callback = Some((row.clone(), at_ms, place));
        self.change(fact, EventType::Pending, 0);
    }
}
