//! Whatever an audit is given, it neither panics nor takes long, and blocks of any size are read alike. `PROPTEST_CASES` makes it go on for longer.

use ccbspec::audit::clock::LocalClock;
use ccbspec::audit::records::{Item, Recogniser};
use ccbspec::audit::{Options, perform_text};
use proptest::prelude::*;

const PUBLISHED: &str = include_str!("audit/published.log");

/// A change of a text.
#[derive(Clone, Debug)]
enum Change {
    /// A line goes elsewhere.
    Move(usize, usize),
    /// A line stands there twice.
    Double(usize),
    /// A line is gone.
    Remove(usize),
    /// Bytes of a line become others.
    Bytes(usize, usize, Vec<u8>),
    /// A line ends here, and its rest is another line.
    Wrap(usize, usize),
    /// Two lines become one.
    Join(usize),
    /// A number becomes another.
    Number(usize, i64),
}

fn change() -> impl Strategy<Value = Change> {
    let place = any::<usize>;
    prop_oneof![
        (place(), place()).prop_map(|(from, to)| Change::Move(from, to)),
        place().prop_map(Change::Double),
        place().prop_map(Change::Remove),
        (place(), place(), prop::collection::vec(prop_oneof![any::<u8>(), 0x20_u8..0x7f], 0..6))
            .prop_map(|(line, at, bytes)| Change::Bytes(line, at, bytes)),
        (place(), place()).prop_map(|(line, at)| Change::Wrap(line, at)),
        place().prop_map(Change::Join),
        (place(), prop_oneof![any::<i64>(), -10_i64..300]).prop_map(|(line, number)| Change::Number(line, number)),
    ]
}

fn apply(lines: &mut Vec<Vec<u8>>, change: &Change) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    match change {
        Change::Move(from, to) => {
            let line = lines.remove(from % count);
            lines.insert(to % count, line);
        }
        Change::Double(line) => lines.insert(line % count, lines[line % count].clone()),
        Change::Remove(line) => drop(lines.remove(line % count)),
        Change::Bytes(line, at, bytes) => {
            let line = &mut lines[line % count];
            let at = at % (line.len() + 1);
            let end = (at + bytes.len()).min(line.len());
            line.splice(at..end, bytes.iter().copied());
        }
        Change::Wrap(line, at) => {
            let index = line % count;
            let at = at % (lines[index].len() + 1);
            let rest = lines[index].split_off(at);
            lines.insert(index + 1, rest);
        }
        Change::Join(line) if line % count + 1 < lines.len() => {
            let next = lines.remove(line % count + 1);
            lines[line % count].extend(next);
        }
        Change::Join(_) => {}
        Change::Number(line, number) => {
            let line = &mut lines[line % count];
            if let Some(begin) = line.iter().rposition(u8::is_ascii_digit) {
                let first = line[..begin].iter().rposition(|byte| !byte.is_ascii_digit()).map_or(0, |at| at + 1);
                line.splice(first..=begin, number.to_string().into_bytes());
            }
        }
    }
}

fn changed(changes: &[Change]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = PUBLISHED.lines().map(|line| line.as_bytes().to_vec()).collect();
    for change in changes {
        apply(&mut lines, change);
    }
    lines.join(&b'\n')
}

fn items(text: &[u8], block: usize) -> Vec<(u64, u64, i64)> {
    let mut recogniser = Recogniser::new(LocalClock::new(None));
    let (mut found, mut carry, mut rest) = (Vec::new(), Vec::new(), text);
    loop {
        let (now, later) = rest.split_at(block.min(rest.len()));
        carry.extend_from_slice(now);
        let (batch, left) = recogniser.run(carry, later.is_empty());
        found.extend(batch.items.iter().map(|Item { lines, at_ms, .. }| (lines.first, lines.value, *at_ms)));
        (carry, rest) = (left, later);
        if rest.is_empty() {
            return found;
        }
    }
}

/// Few cases, unless `PROPTEST_CASES` says how many.
fn config() -> ProptestConfig {
    let told = ProptestConfig::default();
    let cases = if std::env::var_os("PROPTEST_CASES").is_some() { told.cases } else { 64 };
    ProptestConfig { cases, failure_persistence: None, ..told }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..4_000)) {
        let report = perform_text("noise", bytes, &Options::default());
        prop_assert_eq!(report.summary.calls, 0);
    }

    #[test]
    fn a_log_with_any_changes(changes in prop::collection::vec(change(), 1..40)) {
        let report = perform_text("changed", changed(&changes), &Options::default());
        prop_assert!(report.summary.calls > 0);
    }

    #[test]
    fn blocks_of_any_size(changes in prop::collection::vec(change(), 0..20), block in 1_usize..5_000) {
        let text = changed(&changes);
        prop_assert_eq!(items(&text, block), items(&text, usize::MAX));
    }
}
