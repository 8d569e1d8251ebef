//! A line of an activity log: session, local time, element, kind, name and value, with commas between.

use std::ops::Range;

use crate::audit::bytes::Scan;

/// What an activity line tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The session begins; a name and a value that it begins with.
    Start,
    /// An element is entered.
    Enter,
    /// What the caller heard or did.
    Interaction,
    /// What an element tells of its work.
    Custom,
    /// A result of an element.
    Data,
    /// An element is left.
    Exit,
    /// The session ends.
    End,
}

impl Kind {
    fn from_bytes(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"start" => Self::Start,
            b"enter" => Self::Enter,
            b"interaction" => Self::Interaction,
            b"custom" => Self::Custom,
            b"data" => Self::Data,
            b"exit" => Self::Exit,
            b"end" => Self::End,
            _ => return None,
        })
    }
}

/// An activity line, as places in the text that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Activity {
    /// Local time, ms since 1970 as if it were UTC.
    pub local_ms: i64,
    /// When the session began, ms since 1970, as its id tells.
    pub epoch_ms: i64,
    /// The session's id, `HOST.EPOCHMILLIS.COUNTER.APPLICATION`.
    pub session: Range<u32>,
    /// Where in it `.APPLICATION` begins: what is before is shared by sessions that a transfer joins.
    pub application: u32,
    /// The element; empty for what concerns the session.
    pub element: Range<u32>,
    /// What is told.
    pub kind: Kind,
    /// The name; empty where the kind has none.
    pub name: Range<u32>,
    /// The value.
    pub value: Range<u32>,
    /// More than one blank stood where one belongs.
    pub stretched: bool,
    /// The file ends within its line, so that its value may go on.
    pub cut: bool,
}

/// What a line is, as far as one can say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parsed<T> {
    /// It is whole.
    Whole(T),
    /// It begins as such a line does, and something is missing.
    Part,
    /// It is something else.
    Other,
}

/// The longest session id.
const LONGEST_SESSION: usize = 200;

/// Reads the line that stands at `at` in a text.
#[inline]
pub fn parse(text: &[u8], at: Range<usize>) -> Parsed<Activity> {
    let line = &text[at.clone()];
    let head = &line[..line.len().min(LONGEST_SESSION)];
    let Some(comma) = memchr::memchr(b',', head) else { return Parsed::Other };
    let Some((application, epoch_ms)) = session(&line[..comma]) else { return Parsed::Other };
    let mut scan = Scan::new(&line[comma + 1..]);
    let Some(day) = scan.slashed_date() else { return Parsed::Other };
    let blanks = scan.blanks();
    let Some(time) = scan.time_of_day_ms() else {
        // A line is often wrapped between its date and its time.
        return if scan.rest.len() < b"11:41:18.607".len() { Parsed::Part } else { Parsed::Other };
    };
    if scan.is_empty() {
        return Parsed::Part;
    }
    if scan.literal(b",").is_none() {
        return Parsed::Other;
    }
    let place = |scan: &Scan<'_>| at.end - scan.rest.len();
    let range = |begin: usize, length: usize| span(begin, begin + length);
    let begin = place(&scan);
    let Some(element) = scan.until(b',') else { return Parsed::Part };
    let element = range(begin, element.len());
    let (word, more) = match memchr::memchr(b',', scan.rest) {
        Some(comma) => (&scan.rest[..comma], true),
        None => (scan.rest, false),
    };
    let Some(kind) = Kind::from_bytes(word) else { return Parsed::Part };
    scan.rest = &scan.rest[word.len() + usize::from(more)..];
    let begin = place(&scan);
    let (name, value) = match kind {
        Kind::Enter | Kind::Exit => (span(begin, begin), span(begin, at.end)),
        _ => {
            let Some(name) = scan.until(b',') else { return Parsed::Part };
            (range(begin, name.len()), span(place(&scan), at.end))
        }
    };
    Parsed::Whole(Activity {
        local_ms: day * 86_400_000 + time,
        epoch_ms,
        session: span(at.start, at.start + comma),
        application: offset(at.start + application),
        element,
        kind,
        name,
        value,
        stretched: blanks != 1,
        cut: false,
    })
}

/// Where `.APPLICATION` begins in a session's id, and when the session began, ms since 1970.
#[inline]
fn session(id: &[u8]) -> Option<(usize, i64)> {
    let application = memchr::memrchr(b'.', id)?;
    let counter = memchr::memrchr(b'.', &id[..application])?;
    let epoch = memchr::memrchr(b'.', &id[..counter])?;
    let digits = |text: &[u8]| {
        let mut scan = Scan::new(text);
        scan.digits().filter(|_| scan.is_empty())
    };
    let whole = epoch > 0
        && application + 1 < id.len()
        && id[application + 1..].iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        && !id[..epoch].iter().any(|byte| *byte <= b' ');
    digits(&id[counter + 1..application])?;
    let epoch_ms = digits(&id[epoch + 1..counter]).filter(|_| counter - epoch > 12)?;
    whole.then_some((application, epoch_ms))
}

/// Places in a text; a text that is read at once is far below 4 GiB.
#[inline]
fn span(begin: usize, end: usize) -> Range<u32> {
    offset(begin)..offset(end)
}

#[inline]
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The bytes at a place in a text.
#[inline]
pub fn at<'a>(text: &'a [u8], place: &Range<u32>) -> &'a [u8] {
    text.get(place.start as usize..place.end as usize).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: &str = "10.201.198.11.1450114878607.81.CallbackEntry";

    fn read(line: &str) -> Parsed<Activity> {
        parse(line.as_bytes(), 0..line.len())
    }

    #[test]
    fn a_whole_line() {
        let line = format!("{SESSION},12/14/2015 11:41:18.825,Enter Queue_01,data,ewt,0");
        let Parsed::Whole(read) = read(&line) else { panic!("{line}") };
        let at = |place: &Range<u32>| String::from_utf8_lossy(at(line.as_bytes(), place)).into_owned();
        assert_eq!((read.kind, read.epoch_ms), (Kind::Data, 1_450_114_878_607));
        assert_eq!(
            [&read.session, &read.element, &read.name, &read.value].map(at),
            [SESSION, "Enter Queue_01", "ewt", "0"]
        );
        assert_eq!(&line[read.application as usize..SESSION.len()], ".CallbackEntry");
    }

    #[test]
    fn what_is_missing() {
        for rest in ["12/14/2015", "12/14/2015 11:41:18.825,Enter", "12/14/2015 11:41:18.825,Is it,custom,probe"] {
            assert_eq!(read(&format!("{SESSION},{rest}")), Parsed::Part, "{rest}");
        }
        for line in
            ["", "a,b", "10.1.2.3,12/14/2015 11:41:18.825,x,enter,", "h.1.81.App,12/14/2015 11:41:18.825,x,enter,"]
        {
            assert_eq!(read(line), Parsed::Other, "{line}");
        }
    }

    /// The published log has one line that ends with its kind.
    #[test]
    fn a_last_comma_may_be_missing() {
        let line = format!("{SESSION},12/14/2015 11:43:12.456,Ask if ready,enter");
        assert!(matches!(read(&line), Parsed::Whole(Activity { kind: Kind::Enter, .. })));
    }
}
