//! Pairs: what an application's log and the servlet's log tell of the same request.

use super::case::Case;
use crate::audit::finding::Place;
use crate::ccb::operation::Operation;

/// Finds for each contact the servlet's line, the earliest that is left within its time.
pub fn find(case: &mut Case<'_>) {
    let mut asked: Vec<(Operation, i64, Place)> = Vec::new();
    for stay in &case.episodes {
        asked.extend(stay.entered.map(|(at_ms, _)| (Operation::EnterQueue, at_ms, stay.place)));
        asked.extend_from_slice(&stay.asked);
    }
    let mut taken = vec![false; asked.len()];
    let mut first = 0;
    let skew_ms = case.context.skew_ms;
    case.pairs = case
        .call
        .contacts
        .iter()
        .map(|contact| {
            let (from, to) = (contact.begun_ms - skew_ms, contact.until_ms() + skew_ms);
            // Contacts and requests both come in order, so that what is taken and early need not be looked at again.
            while first < asked.len() && (taken[first] && asked[first].1 < from) {
                first += 1;
            }
            let fits = |index: &usize| {
                let (operation, at_ms, _) = asked[*index];
                !taken[*index] && operation == contact.operation && (from..=to).contains(&at_ms)
            };
            let found = (first..asked.len()).find(fits)?;
            taken[found] = true;
            Some((asked[found].1, asked[found].2))
        })
        .collect();
}
