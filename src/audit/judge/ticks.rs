//! The timer's ticks: the formula of each, and what must stay from one to the next (SPEC 10, CCB-LOG-01).

use super::case::Case;
use super::episode::{Episode, Ticked};
use super::servlet::time_of_day;

/// Ticks come every 10 s and a little, ms (CCB-TIM-01). Clocks are read to the millisecond.
const SHORTEST_MS: i64 = 9_990;
const LONGEST_MS: i64 = 11_000;

/// Checks the ticks of every stay.
pub fn check(case: &mut Case<'_>) {
    let stays = case.episodes.clone();
    for stay in &stays {
        let mut before: Option<&Ticked> = None;
        for ticked in &stay.ticks {
            formula(case, ticked);
            cost(case, stay, ticked);
            if let Some(before) = before {
                since(case, before, ticked);
            } else {
                first(case, stay, ticked);
            }
            before = Some(ticked);
        }
        missing(case, stay);
        alone(case, stay);
    }
}

/// CCB-TIM-02, 03: as long as a caller is alone, and entered last, D is the router's estimate.
fn alone(case: &mut Case<'_>, stay: &Episode) {
    let (Some(0), Some((ewt_s, told)), Some(put_ms)) = (stay.before, stay.icm_ewt, stay.put_ms) else { return };
    if case.context.queues_forgotten || case.episodes.len() > 1 || stay.queue.is_none() {
        return;
    }
    let until_ms = case.call.followed_ms.unwrap_or(i64::MAX);
    let other = stay.ticks.iter().find(|ticked| {
        ticked.tick.dequeue_rate_s != ewt_s
            && ticked.host == stay.host
            && ticked.at_ms < until_ms
            && case.context.is_whole(stay.host, put_ms, ticked.at_ms)
    });
    if let Some(ticked) = other {
        let clause =
            if stay.added_ms().is_some_and(|added| added < ticked.at_ms) { "CCB-TIM-02" } else { "CCB-TIM-03" };
        let expected = format!("{ewt_s}, as line {} has it: the caller is alone", told.line);
        case.violation(clause, ticked.place, "dqRateA", expected, ticked.tick.dequeue_rate_s.to_string());
    }
}

/// CCB-TIM-01: the timer passes no entry over, neither first nor last.
fn missing(case: &mut Case<'_>, stay: &Episode) {
    let (Some(put_ms), host) = (stay.put_ms, stay.host) else { return };
    let own = |tick: &&Ticked| tick.host == host;
    let found = |gap_ms: i64| format!("{}.{:03} s without one", gap_ms / 1000, gap_ms % 1000);
    if let Some(first) = stay.ticks.first().filter(own)
        && first.at_ms - put_ms > LONGEST_MS
        && case.context.is_whole(host, put_ms, first.at_ms)
    {
        let expected = "within 11 s of entering";
        case.violation("CCB-TIM-01", first.place, "the first tick", expected, found(first.at_ms - put_ms));
    }
    // A server that logs no tick of any call is not held to this one's.
    let last_ms = match stay.ticks.last() {
        Some(last) if last.host == host => last.at_ms,
        None if case.context.ticked_ms.get(&host).is_some_and(|at_ms| *at_ms > put_ms) => put_ms,
        _ => return,
    };
    let asked = { stay.asked.iter().rev().map(|(_, at_ms, place)| (*at_ms, *place)) }
        .find(|(_, place)| case.host_of(*place) == Some(host));
    let Some((end_ms, place)) = stay.left.map(|(at_ms, .., place)| (at_ms, place)).or(asked) else { return };
    if end_ms - last_ms > LONGEST_MS && case.context.is_whole(host, last_ms, end_ms) {
        let expected = "a tick at most 11 s before it";
        case.violation("CCB-TIM-01", place, "the ticks of an entry", expected, found(end_ms - last_ms));
    }
}

/// CCB-LOG-01.
fn formula(case: &mut Case<'_>, ticked: &Ticked) {
    let (logged, recomputed) = (ticked.tick.remaining_s, ticked.tick.recomputed_s());
    case.same("CCB-LOG-01", ticked.place, "RemainingTime", &recomputed, &logged);
}

/// C is subtracted for an entry that has a callback, and for no other (CCB-TIM-02, 03).
fn cost(case: &mut Case<'_>, stay: &Episode, ticked: &Ticked) {
    let cost_s = ticked.tick.reconnect_s + ticked.tick.sla_s;
    let found = || format!("reconnectTime={} SLA_time={}", ticked.tick.reconnect_s, ticked.tick.sla_s);
    match stay.added_ms() {
        Some(added_ms) if added_ms < ticked.at_ms && (ticked.tick.reconnect_s < 1 || ticked.tick.sla_s < 0) => {
            case.violation(
                "CCB-TIM-02",
                ticked.place,
                "reconnectTime and SLA_time",
                "those of the queue: there is a callback",
                found(),
            );
        }
        None if stay.entered.is_some() && cost_s != 0 => {
            case.violation(
                "CCB-TIM-03",
                ticked.place,
                "reconnectTime and SLA_time",
                "0: there is no callback",
                found(),
            );
        }
        _ => {}
    }
}

/// A lone caller has been first since entering (CCB-TIM-04).
fn first(case: &mut Case<'_>, stay: &Episode, ticked: &Ticked) {
    if let (Some((entered_ms, _)), Some(0)) = (stay.entered, stay.before) {
        case.same("CCB-GST-03", ticked.place, "queuePos", &0, &ticked.tick.position);
        let in_first_place_s = ticked.utc_s() - entered_ms.div_euclid(1000);
        case.same("CCB-TIM-04", ticked.place, "timeInFirstPlace", &in_first_place_s, &ticked.tick.in_first_place_s);
    }
    if let Some(before) = stay.before
        && ticked.tick.position > before
    {
        case.violation(
            "CCB-ENQ-04",
            ticked.place,
            "queuePos",
            format!("at most {before}"),
            ticked.tick.position.to_string(),
        );
    }
}

/// What must stay, and what must pass, from one tick to the next.
fn since(case: &mut Case<'_>, before: &Ticked, ticked: &Ticked) {
    let (position, place) = (ticked.tick.position, ticked.place);
    if position > before.tick.position {
        let expected = format!("at most {}: entries move up", before.tick.position);
        case.violation("CCB-LVQ-01", place, "queuePos", expected, position.to_string());
    }
    let passed_ms = ticked.at_ms - before.at_ms;
    // As long as its place is the same, so is the first entry, and F goes on by whole seconds.
    if position == before.tick.position {
        let first_s = before.utc_s() - before.tick.in_first_place_s;
        case.same("CCB-TIM-04", place, "timeInFirstPlace", &(ticked.utc_s() - first_s), &ticked.tick.in_first_place_s);
    }
    let late = || passed_ms > LONGEST_MS && !case.context.has_hole(ticked.host, before.at_ms, ticked.at_ms);
    if before.host == ticked.host && (passed_ms < SHORTEST_MS || late()) {
        let found =
            format!("{}.{:03} s after that of {}", passed_ms / 1000, passed_ms % 1000, time_of_day(before.local_s));
        case.violation("CCB-TIM-01", place, "the time of a tick", "10 to 11 s after the one before", found);
    }
}
