//! Contacts: between entering and leaving no gap exceeds the keepalive (CCB-LOG-05).

use super::case::Case;
use super::episode::Ending;
use crate::audit::call::utc;
use crate::audit::finding::Place;
use crate::ccb::operation::Operation;

/// Checks the gaps of every stay.
pub fn check(case: &mut Case<'_>) {
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
