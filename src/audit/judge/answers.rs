//! Answers that the applications logged, held against the servlet's ticks, states and rows (CCB-LOG-02, SPEC 5 to 8).

use super::case::{Case, Context};
use super::episode::{Episode, Ticked};
use crate::audit::call::{Contact, Told};
use crate::audit::finding::{Draft, Place};
use crate::audit::line::text::Text;
use crate::audit::mend::looks_alike;
use crate::ccb::answer::Field;
use crate::ccb::operation::Operation;

/// No tick is more than this after the one before, ms (CCB-TIM-01).
const LONGEST_MS: i64 = 11_000;
const SHORTEST_MS: i64 = 9_990;
/// What a request came to is written within so much, ms.
const WRITTEN_MS: i64 = 1_000;
/// How far a tick that is not logged may be from where the period puts it, for each period, ms.
const DRIFT_MS: i64 = 2;

/// Checks every answer.
pub fn check(case: &mut Case<'_>) {
    let call = case.call;
    let mut before: Option<&Contact> = None;
    let mut stays = Vec::new();
    for (index, contact) in call.contacts.iter().enumerate() {
        let paired = case.paired(index, contact);
        match contact.operation {
            Operation::EnterQueue => {
                entered(case, contact);
                entered_once(case, contact, &mut stays);
            }
            Operation::Validate => validated(case, &paired),
            Operation::AddCallback => added(case, &paired),
            Operation::GetStatus => {
                status(case, &paired);
                if let Some(before) = before {
                    unchanged(case, before, contact);
                }
                before = Some(contact);
            }
            Operation::UpdateStatus => updated(case, &paired),
            Operation::LeaveQueue => left(case, &paired),
            _ => {}
        }
    }
    parameters(case);
}

/// A contact with what the servlet's log tells of it.
struct Paired<'a> {
    contact: &'a Contact,
    /// Where the servlet's log tells the request.
    asked: Option<Place>,
    /// Between which instants the servlet decided, as far as both logs tell, ms.
    from_ms: i64,
    to_ms: i64,
}

impl Case<'_> {
    fn paired<'c>(&self, index: usize, contact: &'c Contact) -> Paired<'c> {
        let skew_ms = self.context.skew_ms;
        let pair = self.pairs.get(index).copied().flatten();
        // The servlet's own time is the better one.
        let (from_ms, to_ms) =
            pair.map_or((contact.asked_ms - skew_ms, contact.until_ms() + skew_ms), |(at_ms, _)| (at_ms, at_ms));
        Paired { contact, asked: pair.map(|(_, place)| place), from_ms, to_ms }
    }
}

impl Case<'_> {
    /// Whether the servlet's log tells of a request, and all that came of it until an instant and a little longer.
    fn is_told(&self, paired: &Paired<'_>, to_ms: i64) -> bool {
        let host = paired.asked.and_then(|asked| self.host_of(asked));
        // What a request comes to follows from what was told since the last validation, or since entering.
        let stay = self.episode_at(to_ms);
        let since = stay.and_then(|stay| stay.entered).map_or(paired.from_ms, |(at_ms, _)| at_ms.min(paired.from_ms));
        host.is_some_and(|host| self.context.tells_all(host, since, to_ms + WRITTEN_MS))
    }
}

fn number(told: Option<&Told>) -> Option<i64> {
    told.and_then(|told| told.value.parse().ok())
}

/// CCB-ENQ-02, 03: the estimate that is answered is the one that is stored.
fn entered(case: &mut Case<'_>, contact: &Contact) {
    let Some(told) = contact.value(Field::Ewt) else { return };
    let stay = case.episode_at(contact.until_ms());
    let Some((row, place)) = stay.and_then(|stay| stay.queue_row.as_ref()) else { return };
    if *row.cvp_ewt != *told.value {
        let expected = format!("{}, as line {} has it", row.cvp_ewt, place.line);
        case.violation("CCB-ENQ-02", told.place, "the ewt of `EnterQueue`", expected, &*told.value);
    }
}

/// CCB-ENQ-05: of a call that is in its queue `EnterQueue` is refused.
fn entered_once(case: &mut Case<'_>, contact: &Contact, stays: &mut Vec<i64>) {
    let Some(told) = contact.value(Field::Ewt) else { return };
    let Some((entered_ms, _)) = case.episode_at(contact.until_ms()).and_then(|stay| stay.entered) else { return };
    if stays.contains(&entered_ms) {
        case.violation(
            "CCB-ENQ-05",
            told.place,
            "`EnterQueue`",
            "a refusal: the call is in its queue already",
            "an answer",
        );
    }
    stays.push(entered_ms);
}

/// CCB-VAL-04: the answer repeats what the probe gave; and it is the result that the servlet logged.
fn validated(case: &mut Case<'_>, paired: &Paired<'_>) {
    let contact = paired.contact;
    if let Some((outcome, _)) = &contact.probe {
        for (name, field) in [("id:", Field::Gw), ("loc:", Field::Loc), ("trunks:", Field::Capacity)] {
            let probed = outcome.split(';').find_map(|part| part.strip_prefix(name));
            match (probed, contact.value(field)) {
                (Some(probed), Some(told)) => case.same("CCB-VAL-04", told.place, field.name(), &probed, &&*told.value),
                (Some(probed), None) if contact.value(Field::Result).is_some() => {
                    case.violation("CCB-VAL-04", contact.place, field.name(), probed, "the answer does not tell it");
                }
                _ => {}
            }
        }
    }
    let Some(told) = contact.value(Field::Result) else { return };
    let validations = case.episodes.iter().flat_map(|stay| &stay.validations);
    let result = { validations }
        .find(|validation| Some(validation.asked) == paired.asked)
        .map(|validation| validation.result.clone());
    if let Some(result) = result {
        case.same("CCB-VAL-02", told.place, "the result of Validate", &&*result, &&*told.value);
    }
}

/// CCB-ADD-01, 02: `valid` where a row is stored; gateway and location are the validation's.
fn added(case: &mut Case<'_>, paired: &Paired<'_>) {
    let (contact, to) = (paired.contact, paired.to_ms.max(paired.contact.until_ms()));
    let stay = case.episode_at(to).cloned().unwrap_or_default();
    let stored = stay.callback.as_ref().filter(|(_, at_ms, _)| (paired.from_ms..=to).contains(at_ms));
    if let Some(told) = contact.value(Field::Result) {
        match (stored, &*told.value) {
            (Some(_), "valid") => {}
            (Some(_), other) => case.violation("CCB-ADD-01", told.place, "the result of AddCallback", "valid", other),
            (None, "valid")
                if paired.asked.is_some() && stay.added_ms().is_some_and(|added| added < paired.from_ms) =>
            {
                let expected = "a refusal: there is a callback already";
                case.violation("CCB-ADD-06", told.place, "AddCallback", expected, "valid");
            }
            (None, "valid") if case.is_told(paired, to) => {
                case.violation("CCB-ADD-02", told.place, "AddCallback", "a callback to be stored", "none is stored");
            }
            (None, "no_validation") if stay.is_offered(paired.from_ms) && case.is_told(paired, to) => {
                let expected = "valid: the last validation was preemptive";
                case.violation("CCB-ADD-01", told.place, "the result of AddCallback", expected, "no_validation");
            }
            _ => {}
        }
    }
    if let Some((row, _, place)) = stored {
        let (row, place) = (row.clone(), *place);
        let last = case
            .call
            .contacts
            .iter()
            .rev()
            .find(|other| other.operation == Operation::Validate && other.asked_ms <= contact.asked_ms);
        for (field, found) in [(Field::Gw, &row.gateway), (Field::Loc, &row.location)] {
            if let Some(told) = last.and_then(|last| last.value(field)) {
                let wanted = told.value.clone();
                case.same(
                    "CCB-ADD-02",
                    place,
                    if field == Field::Gw { "Gateway" } else { "Location" },
                    &&*wanted,
                    &&**found,
                );
            }
        }
    }
}

/// Where the servlet stands at an answer, as far as ticks tell.
struct Standing<'a> {
    /// R in seconds, between these; the same twice where it is known exactly.
    remaining_s: (i64, i64),
    /// The tick by which that is known.
    tick: &'a Ticked,
}

/// CCB-LOG-02, CCB-GST-01 to 04 and 06.
fn status(case: &mut Case<'_>, paired: &Paired<'_>) {
    let (contact, from, to) = (paired.contact, paired.from_ms, paired.to_ms);
    let Some(stay) = case.episode_at(to).cloned() else { return };
    let Some(told) = contact.value(Field::Ewt) else { return };
    if let Some((left_ms, ..)) = stay.left
        && from > left_ms
    {
        case.violation("CCB-GST-08", contact.place, "GetStatus", "a refusal: the call has left its queue", "an answer");
        return;
    }
    let Some(ewt_s) = number(Some(told)) else {
        case.violation("CCB-GST-01", told.place, "ewt", "a number", &*told.value);
        return;
    };
    let starts = contact.value(Field::StartCallback);
    let retrying = stay.may_wait_to_retry(to);
    let standings = standings(case.context, &stay, from, to);
    if standings.is_empty() || retrying {
        case.answers.1 += 1;
    } else {
        case.answers.0 += 1;
        if !standings
            .iter()
            .any(|standing| (standing.remaining_s.0.max(0)..=standing.remaining_s.1.max(0)).contains(&ewt_s))
        {
            let expected: Vec<String> = standings.iter().map(expected_ewt).collect();
            case.violation("CCB-LOG-02", told.place, "ewt", expected.join(" or "), ewt_s.to_string());
        }
    }
    if let Some(starts) = starts {
        start_callback(case, &stay, starts, &standings, (to, retrying));
    }
    position(case, &stay, contact, (from, to));
    of_callback(case, &stay, contact);
}

fn expected_ewt(standing: &Standing<'_>) -> String {
    let (low, high) = (standing.remaining_s.0.max(0), standing.remaining_s.1.max(0));
    let tick = standing.tick;
    let by = format!("R = {} at the tick in line {}", tick.tick.recomputed_s(), tick.place.line);
    if low == high { format!("{low} ({by})") } else { format!("{low} to {high} ({by})") }
}

/// CCB-GST-02, 06: true where there is a callback and R has run out.
fn start_callback(
    case: &mut Case<'_>,
    stay: &Episode,
    told: &Told,
    standings: &[Standing<'_>],
    (to, retrying): (i64, bool),
) {
    let found = &*told.value;
    if !matches!(found, "true" | "false") {
        return case.violation("CCB-GST-02", told.place, "startCallback", "true or false", found);
    }
    let callback = stay.added_ms().is_some_and(|added| added <= to);
    let known = stay.entered.is_some();
    if found == "true" && known && !callback {
        return case.violation("CCB-GST-02", told.place, "startCallback", "false: there is no callback", found);
    }
    if standings.is_empty() || !callback {
        return;
    }
    // R = 0 is not tested.
    let all = |holds: fn(i64) -> bool| {
        standings.iter().all(|standing| holds(standing.remaining_s.0) && holds(standing.remaining_s.1))
    };
    if found == "true" && all(|remaining| remaining > 0) {
        case.violation("CCB-GST-02", told.place, "startCallback", "false: R has not run out", found);
    } else if found == "false" && all(|remaining| remaining < 0) && !retrying {
        case.violation("CCB-GST-02", told.place, "startCallback", "true: R has run out", found);
    }
}

/// CCB-GST-03: the place is that of the ticks around the answer, or one between them.
fn position(case: &mut Case<'_>, stay: &Episode, contact: &Contact, (from, to): (i64, i64)) {
    let Some(told) = contact.value(Field::Qpos) else { return };
    let Some(position) = number(Some(told)) else {
        return case.violation("CCB-GST-03", told.place, "qpos", "a number", &*told.value);
    };
    let before = stay.ticks.iter().rev().find(|tick| tick.at_ms <= from).map(|tick| tick.tick.position).or(stay.before);
    let after = stay.ticks.iter().find(|tick| tick.at_ms > to).map_or(0, |tick| tick.tick.position);
    if let Some(before) = before
        && !(after.min(before)..=before).contains(&position)
    {
        let expected = if after >= before { before.to_string() } else { format!("{after} to {before}") };
        case.violation("CCB-GST-03", told.place, "qpos", expected, position.to_string());
    }
}

/// CCB-GST-04: number and recording are the callback's.
fn of_callback(case: &mut Case<'_>, stay: &Episode, contact: &Contact) {
    let Some((row, added_ms, _)) = &stay.callback else { return };
    if contact.value(Field::Dn).is_none() && contact.until_ms() > *added_ms {
        case.violation("CCB-GST-04", contact.place, "dn", &*row.number, "the answer does not tell it");
    }
    if let Some(told) = contact.value(Field::Dn) {
        case.same("CCB-GST-04", told.place, "dn", &&*row.number, &&*told.value);
    }
    if let Some(told) = contact.value(Field::Rec) {
        same_recording(case, "CCB-GST-04", told.place, "rec", &row.recording, &told.value);
    }
}

/// File names are long, and documents mangle them.
pub fn same_recording(case: &mut Case<'_>, clause: &'static str, place: Place, about: &str, wanted: &str, found: &str) {
    if wanted == found || (wanted == "null" && found.is_empty()) {
        return;
    }
    if looks_alike(wanted.as_bytes(), found.as_bytes()) {
        case.drafts.push(Draft::damage(place, "a file name", Some(wanted.to_owned()), found));
    } else {
        case.violation(clause, place, about, wanted, found);
    }
}

/// `cli` and `rna` are the queue's, and stay as long as its record is not set again (CCB-GST-04).
fn unchanged(case: &mut Case<'_>, before: &Contact, contact: &Contact) {
    let set = case
        .episode_at(contact.until_ms())
        .and_then(|stay| stay.queue.as_ref())
        .and_then(|queue| case.context.records_ms.get(queue).copied());
    if set.is_none_or(|set| set >= before.begun_ms) {
        return;
    }
    for field in [Field::Cli, Field::Rna] {
        if let (Some(wanted), Some(found)) = (before.value(field), contact.value(field)) {
            let wanted = wanted.value.clone();
            case.same("CCB-GST-04", found.place, field.name(), &wanted, &found.value);
        }
    }
}

/// The element tells its application what the servlet answered; `retry` after 27 and 28 as `success` (CCB-UPD-03).
fn updated(case: &mut Case<'_>, paired: &Paired<'_>) {
    let (Some(told), Some(asked)) = (paired.contact.value(Field::Result), paired.asked) else { return };
    let facts = &case.call.facts;
    let Some(index) = facts.iter().position(|fact| fact.place == asked) else { return };
    let Text::Update(status, _) = facts[index].text else { return };
    let mut after = facts[index + 1..].iter().take_while(|fact| !matches!(fact.text, Text::Update(..) | Text::Leave));
    let word = after.find_map(|fact| if let Text::Returned(word) = &fact.text { Some(word.clone()) } else { None });
    let Some(word) = word else { return };
    let wanted = if matches!(status, 27 | 28) && *word == *"retry" { "success".into() } else { word };
    case.same("CCB-UPD-03", told.place, "the result of UpdateStatus", &&*wanted, &&*told.value);
}

/// A second `LeaveQueue` is refused (CCB-LVQ-04).
fn left(case: &mut Case<'_>, paired: &Paired<'_>) {
    let Some(told) = paired.contact.value(Field::Result) else { return };
    let left_ms = case.episode_at(paired.to_ms).and_then(|stay| stay.left).map(|(at_ms, ..)| at_ms);
    if left_ms.is_some_and(|left_ms| left_ms < paired.from_ms) {
        let expected = "a refusal: the call has left its queue";
        case.violation("CCB-LVQ-04", told.place, "`LeaveQueue`", expected, &*told.value);
    }
}

/// What the sessions began with is what was entered.
fn parameters(case: &mut Case<'_>) {
    let call = case.call;
    let Some(stay) = case.episodes.first().cloned() else { return };
    for parameter in &call.parameters {
        match (&*parameter.name, &stay.icm_ewt, &stay.queue) {
            ("ewt", Some((ewt_s, _)), _)
                if call.parameters.iter().filter(|other| other.name == parameter.name).count() == 1 =>
            {
                case.same(
                    "CCB-ENQ-03",
                    parameter.place,
                    "the parameter ewt",
                    &ewt_s.to_string(),
                    &parameter.value.to_string(),
                );
            }
            ("qname", _, Some(queue)) => {
                case.same("CCB-ENQ-08", parameter.place, "the parameter qname", queue, &parameter.value);
            }
            _ => {}
        }
    }
}

/// What R may be at an answer that was decided between two instants: as of the last tick, or of one in between.
fn standings<'a>(context: &Context, stay: &'a Episode, from: i64, to: i64) -> Vec<Standing<'a>> {
    let last = stay.ticks.iter().rposition(|tick| tick.at_ms <= from);
    let mut standings = Vec::new();
    match last {
        Some(last) if context.has_restart(stay.ticks[last].host, stay.ticks[last].at_ms, to) => {
            standings.push(since_restart(&stay.ticks[last], to));
        }
        Some(last) => standings.extend(as_of(stay, last, from)),
        None => standings.extend(before_first(stay, from)),
    }
    for tick in stay.ticks.iter().filter(|tick| tick.at_ms > from && tick.at_ms <= to) {
        standings.push(exactly(tick));
    }
    // A tick of the same millisecond may have come later.
    if let Some(last) = last
        && stay.ticks[last].at_ms == from
        && last > 0
    {
        standings.push(exactly(&stay.ticks[last - 1]));
    }
    standings
}

fn exactly(tick: &Ticked) -> Standing<'_> {
    let remaining_s = tick.tick.recomputed_s();
    Standing { remaining_s: (remaining_s, remaining_s), tick }
}

/// A server that began anew calculated R at once, as at a tick that no log tells (CCB-DUR-01).
fn since_restart(tick: &Ticked, to: i64) -> Standing<'_> {
    let remaining_s = tick.tick.recomputed_s();
    Standing { remaining_s: (remaining_s - (to.div_euclid(1000) - tick.utc_s()), remaining_s), tick }
}

/// R as of the last tick that is logged, or of one since then that is not.
fn as_of(stay: &Episode, last: usize, at_ms: i64) -> Option<Standing<'_>> {
    let tick = &stay.ticks[last];
    if at_ms - tick.at_ms < LONGEST_MS {
        return Some(exactly(tick));
    }
    let (period_ms, next) = (period_ms(stay)?, stay.ticks.get(last + 1));
    if next.is_some_and(|next| next.at_ms - tick.at_ms <= LONGEST_MS) {
        return Some(exactly(tick));
    }
    if next.is_some_and(|next| {
        (next.tick.position, next.tick.dequeue_rate_s) != (tick.tick.position, tick.tick.dequeue_rate_s)
    }) {
        return None;
    }
    let periods = (at_ms - tick.at_ms) / period_ms;
    let slack = DRIFT_MS * periods;
    let passed = |at: i64| at.div_euclid(1000) - tick.at_ms.div_euclid(1000);
    let latest = tick.at_ms + periods * period_ms;
    let earliest = if at_ms - latest <= slack { latest - period_ms } else { latest };
    let remaining_s = tick.tick.recomputed_s();
    Some(Standing { remaining_s: (remaining_s - passed(latest + slack), remaining_s - passed(earliest - slack)), tick })
}

/// R before the first tick that is logged: as of one before it that is not, or as of entering (CCB-TIM-06).
fn before_first(stay: &Episode, at_ms: i64) -> Option<Standing<'_>> {
    let (entered_ms, _) = stay.entered?;
    let first = stay.ticks.first().filter(|first| first.at_ms > at_ms)?;
    let period_ms = period_ms(stay).or_else(|| (first.at_ms - entered_ms < SHORTEST_MS).then_some(SHORTEST_MS))?;
    let periods = (first.at_ms - at_ms + period_ms - 1) / period_ms;
    let slack = DRIFT_MS * periods;
    let at = first.at_ms - periods * period_ms;
    let tick = &first.tick;
    let whole_s = (tick.position + 1) * tick.dequeue_rate_s;
    if at + slack < entered_ms {
        let (before, (ewt_s, _)) = (stay.before?, stay.icm_ewt?);
        // Only a lone caller's R follows from its own lines.
        return (before == 0).then_some(Standing { remaining_s: (ewt_s, ewt_s), tick: first });
    }
    if at - slack < entered_ms || tick.position != 0 || stay.before != Some(0) {
        return None;
    }
    let cost =
        |at: i64| if stay.added_ms().is_some_and(|added| added <= at) { tick.reconnect_s + tick.sla_s } else { 0 };
    let remaining = |at: i64| {
        let passed_s = first.at_ms.div_euclid(1000) - at.div_euclid(1000);
        whole_s - (tick.in_first_place_s - passed_s) - cost(at)
    };
    Some(Standing { remaining_s: (remaining(at + slack), remaining(at - slack)), tick: first })
}

/// The usual time between two ticks, ms, as those tell that follow each other.
fn period_ms(stay: &Episode) -> Option<i64> {
    let mut gaps: Vec<i64> = stay
        .ticks
        .windows(2)
        .map(|pair| pair[1].at_ms - pair[0].at_ms)
        .filter(|gap| (SHORTEST_MS..=LONGEST_MS).contains(gap))
        .collect();
    gaps.sort_unstable();
    gaps.get(gaps.len() / 2).copied()
}
