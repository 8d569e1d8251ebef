//! Contacts: between entering and leaving no gap exceeds the keepalive (CCB-LOG-05).

use super::case::Case;
use super::episode::Ending;
use crate::audit::call::utc;
use crate::audit::finding::Place;
use crate::audit::line::text::Text;
use crate::ccb::operation::Operation;

/// The longest keepalive that a queue may have, ms (SPEC 4): for a longer silence no queue's record is an excuse.
const LONGEST_KEEPALIVE_MS: i64 = 300_000;
/// A line may be written a little later than what it tells of, ms.
const WRITTEN_MS: i64 = 1_000;

/// Checks the gaps of every stay.
pub fn check(case: &mut Case<'_>) {
    outlived(case);
    let stays: Vec<_> = case.episodes.iter().map(|stay| (stay.entered, stay.left)).collect();
    if stays.is_empty() {
        // Only applications tell of it.
        let contacts = all(case, i64::MIN, i64::MAX);
        return gaps(case, &contacts);
    }
    for (index, (entered, left)) in stays.iter().enumerate() {
        let from = entered.map_or(i64::MIN, |(at_ms, _)| at_ms);
        let next = stays.get(index + 1).and_then(|(entered, _)| *entered).map_or(i64::MAX, |(at_ms, _)| at_ms);
        let to = left.map_or(next, |(at_ms, ..)| at_ms);
        let mut contacts = all(case, from, to);
        // The timer's clearing is no contact.
        if let Some((at_ms, _, Ending::Left | Ending::Canceled, place)) = left {
            contacts.push((*at_ms, *place));
        }
        gaps(case, &contacts);
    }
}

/// CCB-KAL-01: an entry that was silent for longer than any keepalive has no tick any more.
fn outlived(case: &mut Case<'_>) {
    let keepalive_ms = case.context.keepalive_ms.max(LONGEST_KEEPALIVE_MS) + WRITTEN_MS + case.context.skew_ms;
    // Whatever the servlet logs of a call beside its timer's work was asked for.
    let timed = |text: &Text| matches!(text, Text::Tick(_) | Text::Stale(_));
    let told = case.call.facts.iter().filter(|fact| !timed(&fact.text)).map(|fact| fact.at_ms);
    let mut heard_ms: Vec<i64> =
        told.chain(case.call.contacts.iter().flat_map(|contact| [contact.asked_ms, contact.until_ms()])).collect();
    heard_ms.sort_unstable();
    for stay in case.episodes.clone() {
        let silent = stay.ticks.iter().find_map(|tick| {
            let last_ms = *heard_ms[..heard_ms.partition_point(|at_ms| *at_ms <= tick.at_ms)].last()?;
            let present = stay.left.is_none_or(|(left_ms, ..)| tick.at_ms < left_ms);
            let long = tick.at_ms - last_ms > keepalive_ms;
            (present && long && case.context.is_whole(tick.host, last_ms, tick.at_ms))
                .then_some((tick.place, tick.at_ms - last_ms))
        });
        if let Some((place, gap_ms)) = silent {
            let found = format!("a tick after {}.{:03} s", gap_ms / 1000, gap_ms % 1000);
            case.violation("CCB-KAL-01", place, "an entry without contact", "it to be cleared as stale", found);
        }
    }
}

fn gaps(case: &mut Case<'_>, contacts: &[(i64, Place)]) {
    let keepalive_ms = case.context.keepalive_ms;
    for pair in contacts.windows(2) {
        let gap_ms = pair[1].0 - pair[0].0;
        if gap_ms > keepalive_ms {
            let expected = format!("at most {} s since {}", keepalive_ms / 1000, utc(pair[0].0));
            let found = format!("{}.{:03} s", gap_ms / 1000, gap_ms % 1000);
            case.violation("CCB-LOG-05", pair[1].1, "a gap between contacts", expected, found);
        }
    }
}

/// Every contact within a time, from both logs, in order.
fn all(case: &Case<'_>, from: i64, to: i64) -> Vec<(i64, Place)> {
    let own = case.episodes.iter().flat_map(|stay| stay.asked.iter().map(|(_, at_ms, place)| (*at_ms, *place)));
    let entered = case.episodes.iter().filter_map(|stay| stay.entered.map(|(at_ms, _)| (at_ms, stay.place)));
    let told = case.call.contacts.iter().filter(|contact| contact.operation != Operation::SetQueueDefaults);
    let told = told.map(|contact| (contact.until_ms(), contact.place));
    let mut contacts: Vec<_> =
        own.chain(entered).chain(told).filter(|(at_ms, _)| (from..=to).contains(at_ms)).collect();
    contacts.sort_by_key(|(at_ms, _)| *at_ms);
    contacts
}

impl Case<'_> {
    /// When the call was last heard before an instant, ms.
    pub(super) fn last_contact_ms(&mut self, before_ms: i64) -> Option<i64> {
        let from = self.episode().entered.map_or(i64::MIN, |(at_ms, _)| at_ms);
        all(self, from, before_ms).last().map(|(at_ms, _)| *at_ms)
    }
}
