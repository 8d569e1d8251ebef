//! Damaged words: which one they were, where only one reading is possible (CCB-LOG-06).

use foldhash::HashMap;

use super::limits::MOST_CANDIDATES;
use crate::ccb::callid::{Callid, DIGITS};

/// Digits of a GUID that may be lost, or stand there too much.
const MOST_LOST: usize = 4;
/// Characters that may be taken for others.
const MOST_TAKEN: usize = 4;

/// The GUID that a damaged one was: the only one among `known` from which digits were lost or doubled, or characters taken for others.
pub fn guid(damaged: &str, known: impl Iterator<Item = u128>) -> Option<u128> {
    let mut found = None;
    for candidate in known.take(MOST_CANDIDATES) {
        if reads_as(damaged.as_bytes(), candidate) && found.replace(candidate).is_some_and(|other| other != candidate) {
            return None;
        }
    }
    found
}

fn reads_as(damaged: &[u8], candidate: u128) -> bool {
    let digits = Callid::from_u128(candidate).to_string();
    let digits = digits.as_bytes();
    match damaged.len() {
        DIGITS => looks_alike(damaged, digits),
        length if length < DIGITS && DIGITS - length <= MOST_LOST => is_within(damaged, digits),
        length if length > DIGITS && length - DIGITS <= MOST_LOST => is_within(digits, damaged),
        _ => false,
    }
}

/// Whether two words differ only in characters that are taken for each other.
pub fn looks_alike(one: &[u8], other: &[u8]) -> bool {
    let mut taken = 0;
    one.len() == other.len()
        && one.iter().zip(other).all(|(a, b)| {
            let (a, b) = (a.to_ascii_uppercase(), b.to_ascii_uppercase());
            taken += usize::from(a != b);
            a == b || is_taken_for(a, b) || is_taken_for(b, a)
        })
        && taken <= MOST_TAKEN
}

/// Letters and digits that look alike; two digits never do.
const fn is_taken_for(letter: u8, other: u8) -> bool {
    matches!(
        (letter, other),
        (b'L' | b'I', b'1') | (b'O', b'0') | (b'S', b'5') | (b'B', b'8') | (b'Z', b'2') | (b'U', b'V') | (b'I', b'L')
    )
}

/// Whether one word is what is left of another when characters are lost.
fn is_within(short: &[u8], long: &[u8]) -> bool {
    let mut long = long.iter();
    short.iter().all(|a| long.any(|b| a.eq_ignore_ascii_case(b)))
}

/// GUIDs that were mended, so that the same damage is looked up once.
#[derive(Debug, Default)]
pub struct Mended {
    known: HashMap<Box<str>, u128>,
    searches: u32,
}

/// Damaged GUIDs that are remembered.
const MOST_REMEMBERED: usize = 4_096;
/// Damaged GUIDs that are looked up among all open calls: a text of nothing else must not take ages.
const MOST_SEARCHES: u32 = 20_000;

impl Mended {
    /// The GUID that a damaged one was, among the calls that are known now.
    pub fn guid<T>(&mut self, damaged: &str, known: &HashMap<u128, T>) -> Option<u128> {
        if let Some(found) = self.known.get(damaged)
            && known.contains_key(found)
        {
            return Some(*found);
        }
        if self.searches >= MOST_SEARCHES {
            return None;
        }
        self.searches += 1;
        let found = guid(damaged, known.keys().copied())?;
        if self.known.len() >= MOST_REMEMBERED {
            self.known.clear();
        }
        self.known.insert(damaged.into(), found);
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUID: u128 = 0x064C_D880_0001_0000_0000_0253_08C6_C90A;

    #[test]
    fn published_damage() {
        for damaged in
            ["064CD88000010000000025308C6C90A", "064CD880000100000000025308C6C90", "O64CD88000O10000OOOO025308C6C90A"]
        {
            let wanted = (damaged.matches('O').count() <= MOST_TAKEN).then_some(GUID);
            assert_eq!(guid(damaged, [GUID, 7].into_iter()), wanted, "{damaged}");
        }
        assert_eq!(guid("064CD880000l00000000025308C6C90A", [GUID].into_iter()), Some(GUID), "l for 1");
    }

    #[test]
    fn what_may_be_two_is_none() {
        let other = GUID - 1;
        assert_eq!(guid("064CD880000100000000025308C6C90", [GUID, other].into_iter()), None);
        assert_eq!(
            guid("064CD880000100000000025308C6C90B", [GUID].into_iter()),
            None,
            "two digits are not taken for each other"
        );
    }

    #[test]
    fn file_names() {
        assert!(looks_alike(b"audiol450114906328288.wav", b"audio1450114906328288.wav"));
        assert!(looks_alike(b"/CUP/audio", b"/CVP/audio"));
        assert!(!looks_alike(b"audio1450114906328289.wav", b"audio1450114906328288.wav"));
    }
}
