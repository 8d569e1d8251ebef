//! `UpdateStatus`: from which state to which, with what answer (SPEC 7, CCB-LOG-03).

use super::case::Case;
use super::episode::Pending;
use crate::audit::call::Fact;
use crate::ccb::event_type::EventType;
use crate::ccb::operation::Operation;

/// What a request to update may be answered with, and where it leads.
struct Allowed {
    clause: &'static str,
    /// The words, and the state that goes with each; none where nothing is stored.
    words: &'static [(&'static str, Option<EventType>)],
    /// From which states (SPEC 7).
    from: &'static [EventType],
}

const FAILED: &[(&str, Option<EventType>)] =
    &[("retry", Some(EventType::Pending)), ("cancel", Some(EventType::Canceled))];

/// The table of section 7; none for a status and a reason that do not go together.
fn allowed(status: i64, reason: i64) -> Option<Allowed> {
    use EventType::{Canceled, Complete, InProgress, Pending};
    let (clause, words, from): (_, &[(&str, Option<EventType>)], &[EventType]) = match (status, reason) {
        (21, 0) => ("CCB-UPD-01", &[("done", Some(Pending))], &[InProgress]),
        (22, 0) => ("CCB-UPD-01", &[("done", Some(InProgress))], &[Pending]),
        (24, 27) => ("CCB-UPD-02", &[("success", Some(Complete))], &[InProgress]),
        (24, 5 | 6 | 12 | 18 | 25) => ("CCB-UPD-06", FAILED, &[InProgress]),
        (24, 26) => ("CCB-UPD-09", &[("cancel", Some(Canceled))], &[InProgress]),
        (24, 28) => ("CCB-UPD-09", &[("cancel", Some(Canceled))], &[Pending, InProgress]),
        (27 | 28, 0) => ("CCB-UPD-03", &[("retry", None)], &[Complete]),
        _ => return None,
    };
    Some(Allowed { clause, words, from })
}

impl Case<'_> {
    /// `UpdateStatus` is answered.
    pub(super) fn update_answered(&mut self, word: &str, fact: &Fact) {
        let place = fact.place;
        let Some(pending) = self.pending.as_mut().filter(|pending| pending.operation == Operation::UpdateStatus) else {
            if self.episode().entered.is_some() {
                self.violation(
                    "CCB-LOG-03",
                    place,
                    "an answer of UpdateStatus",
                    "the request before it",
                    format!("status={word}"),
                );
            }
            return;
        };
        pending.word = Some(word.into());
        let (asked, Some((status, reason))) = (pending.place, pending.update) else { return };
        let Some(allowed) = allowed(status, reason) else {
            let found = format!("status={status} reason={reason} is answered with {word}");
            self.violation("CCB-UPD-12", asked, "UpdateStatus", "a status and a reason of SPEC 7", found);
            return;
        };
        let state = self.episode().state();
        let known = state.is_some() || self.episode().entered.is_some();
        if known && !state.is_some_and(|(state, _)| allowed.from.contains(&state)) {
            let from: Vec<String> = allowed.from.iter().map(|state| state.id().to_string()).collect();
            let present = state.map_or("there is no callback".to_owned(), |(state, cause)| {
                format!("it is {}/{}", state.id(), cause.id())
            });
            let expected = format!("status={status} reason={reason} from state {} only", from.join(" or "));
            self.violation("CCB-LOG-03", asked, "the order of states", expected, present);
        }
        match allowed.words.iter().find(|(allowed, _)| *allowed == word) {
            Some((_, Some(state))) => {
                let state = *state;
                if state == EventType::Pending && status == 24 {
                    self.episode().retries_ms.push(fact.at_ms);
                }
                self.change(fact, state, reason);
            }
            Some((_, None)) => {}
            None => {
                let words: Vec<&str> = allowed.words.iter().map(|(word, _)| *word).collect();
                let about = format!("the answer to status={status} reason={reason}");
                self.violation(allowed.clause, place, &about, words.join(" or "), word);
            }
        }
    }

    /// `Drop From Queue` and `Add To Queue`.
    pub(super) fn moved(&mut self, status: i64, fact: &Fact) {
        let asked = self.pending.as_mut().and_then(|pending| {
            pending.moved = Some(status);
            pending.update
        });
        let known = self.episode().entered.is_some();
        if known && asked.is_none_or(|(asked, _)| asked != status) {
            let word = if status == 27 { "Drop From Queue" } else { "Add To Queue" };
            let found = asked.map_or("no request".to_owned(), |(asked, _)| format!("status={asked}"));
            self.violation("CCB-LOG-03", fact.place, word, format!("status={status} before it"), found);
        }
    }

    /// The servlet's word that an event was stored names the state that was asked for.
    pub(super) fn event_done(&mut self, state: i64, fact: &Fact) {
        if let Some(Pending { update: Some((status, reason)), .. }) = &self.pending
            && matches!((*status, *reason), (21 | 22, 0) | (24, 27))
        {
            let status = *status;
            self.same("CCB-UPD-05", fact.place, "the status of the event", &status, &state);
        }
    }

    /// What an answer promised is stored before the next request (CCB-ROW-06).
    pub(super) fn settle_update(&mut self, pending: &Pending) {
        let (Some((status, reason)), Some(_)) = (pending.update, &pending.word) else { return };
        let about = format!("status={status} reason={reason}");
        if matches!(status, 22 | 24) && !pending.seen.queue_status {
            self.violation("CCB-UPD-04", pending.place, &about, "LeaveDateTime to be stored", "nothing is stored");
        }
        if matches!(status, 21 | 22 | 24) && !pending.seen.event {
            self.violation("CCB-UPD-05", pending.place, &about, "an event to be stored", "none is stored");
        }
        if matches!(status, 27 | 28) && pending.moved.is_none() && pending.word.as_deref() == Some("retry") {
            let word = if status == 27 { "Drop From Queue" } else { "Add To Queue" };
            self.violation("CCB-UPD-03", pending.place, &about, word, "the log does not tell it");
        }
        let canceled = self.episode().state().is_some_and(|(state, _)| state == EventType::Canceled);
        if canceled && self.episode().left.is_none() {
            let expected = "the entry to leave its queue, as the callback is canceled";
            self.violation("CCB-UPD-10", pending.place, &about, expected, "it stays");
        }
    }

    /// A transition that section 7 allows is not refused as illegal.
    pub(super) fn update_refused(&mut self, fact: &Fact) {
        let Some((status, reason)) = self.pending.as_ref().and_then(|pending| pending.update) else { return };
        let Some((state, cause)) = self.episode().state() else { return };
        if allowed(status, reason).is_some_and(|allowed| allowed.from.contains(&state)) {
            let expected = format!("an answer: SPEC 7 allows it from {}/{}", state.id(), cause.id());
            let about = format!("status={status} reason={reason}");
            self.violation("CCB-LOG-03", fact.place, &about, expected, "illegal_transition");
        }
    }
}
