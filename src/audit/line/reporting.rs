//! A line of a reporting log: `SEQ: HOST: Mon DD YYYY HH:MM:SS.mmm ZONE: %FACILITY-SEVERITY-NAME: {Thrd=THREAD} TEXT`.

use std::hash::BuildHasher as _;
use std::ops::Range;

use foldhash::fast::FixedState;

use super::activity::Parsed;
use super::text::{self, Guid, Text};
use crate::audit::bytes::{Scan, days};

/// A reporting line.
#[derive(Clone, Debug, PartialEq)]
pub struct Reporting {
    /// Its number, which ascends with every line of its server.
    pub sequence: i64,
    /// Which server, as a hash of its name.
    pub host: u64,
    /// Which thread of it, likewise.
    pub thread: u64,
    /// UTC, ms since 1970.
    pub at_ms: i64,
    /// How far local time is ahead of UTC, seconds.
    pub offset_s: i64,
    /// Whose line it is, where it names a call.
    pub guid: Option<Guid>,
    /// What it tells.
    pub text: Text,
    /// The file ends within its line, so that the value with which it ends may go on.
    pub cut: bool,
}

/// What stands before the text.
struct Head<'a> {
    sequence: i64,
    host: &'a [u8],
    at_ms: i64,
    offset_s: i64,
    thread: &'a [u8],
    /// Whether it is one of the lines that tell of calls: their names, `CALL` and `LOW_LEVEL`, are in capitals.
    of_call: bool,
}

/// Reads a line.
#[inline]
pub fn parse(line: &[u8]) -> Parsed<Reporting> {
    let mut scan = Scan::new(line);
    let head = match head(&mut scan) {
        Parsed::Whole(head) => head,
        Parsed::Part => return Parsed::Part,
        Parsed::Other => return Parsed::Other,
    };
    // What is told of a call is never nothing: it was wrapped behind the thread.
    if scan.is_empty() && head.of_call {
        return Parsed::Part;
    }
    match text::parse(scan.rest) {
        None => Parsed::Part,
        Some((guid, text)) => Parsed::Whole(Reporting {
            sequence: head.sequence,
            host: hash(head.host),
            thread: hash(head.thread),
            at_ms: head.at_ms,
            offset_s: head.offset_s,
            guid,
            text,
            cut: false,
        }),
    }
}

#[inline]
fn head<'a>(scan: &mut Scan<'a>) -> Parsed<Head<'a>> {
    let begin = (|| {
        let sequence = scan.digits()?;
        scan.literal(b": ")?;
        scan.blanks();
        let host = scan.until(b':').filter(|host| !host.is_empty() && host.len() < 100 && !host.contains(&b' '))?;
        scan.literal(b" ")?;
        scan.blanks();
        let month = scan.month()?;
        Some((sequence, host, month))
    })();
    let Some((sequence, host, month)) = begin else { return Parsed::Other };
    let rest = (|| {
        scan.literal(b" ")?;
        scan.blanks();
        let day = scan.digits()?;
        scan.literal(b" ")?;
        scan.blanks();
        let year = scan.digits()?;
        scan.literal(b" ")?;
        scan.blanks();
        let time = scan.time_of_day_ms()?;
        scan.literal(b" ")?;
        scan.blanks();
        let offset_s = zone_s(scan.until(b':')?)?;
        scan.literal(b" ")?;
        scan.blanks();
        scan.literal(b"%")?;
        let of_call = !scan.until(b':')?.iter().any(u8::is_ascii_lowercase);
        scan.literal(b" ")?;
        scan.blanks();
        scan.literal(b"{Thrd=")?;
        let thread = scan.until(b'}')?;
        scan.blanks();
        let at_ms = days(year, month, day)? * 86_400_000 + time - offset_s * 1000;
        Some(Head { sequence, host, at_ms, offset_s, thread, of_call })
    })();
    rest.map_or(Parsed::Part, Parsed::Whole)
}

/// Whether nothing stands behind the thread in a line of which its head is read: its text may stand in the next line.
pub fn is_bare(line: &[u8]) -> bool {
    const THREAD: &[u8] = b"{Thrd=";
    let thread = memchr::memmem::find(line, THREAD).map(|at| &line[at + THREAD.len()..]);
    thread.is_some_and(|rest| memchr::memchr(b'}', rest).is_some_and(|end| end + 1 == rest.len()))
}

/// How far a zone such as `-0600` is ahead of UTC, seconds.
#[inline]
fn zone_s(text: &[u8]) -> Option<i64> {
    let (sign, digits) = text.split_first()?;
    let mut scan = Scan::new(digits);
    let number = scan.digits().filter(|_| scan.is_empty() && digits.len() == 4)?;
    let seconds = (number / 100 * 60 + number % 100) * 60;
    match sign {
        b'+' => Some(seconds),
        b'-' => Some(-seconds),
        _ => None,
    }
}

/// Names of hosts and threads are only told from each other.
#[inline]
fn hash(name: &[u8]) -> u64 {
    FixedState::with_seed(0).hash_one(name)
}

/// Where, in a record, another one begins right behind the first, as documents run lines together: `percent: 10015216: 10.201.198.11: Dec ...`.
/// The digits belong to both, and only the first line's number says where one ends and the other begins.
pub fn second_head(line: &[u8]) -> Option<Range<usize>> {
    let mut scan = Scan::new(line);
    let sequence = scan.digits()?;
    scan.literal(b": ")?;
    let host = scan.until(b':')?;
    let next = format!("{}: ", sequence + 1);
    let needle = [next.as_bytes(), host, b": "].concat();
    let at = memchr::memmem::find(&line[1..], &needle)? + 1;
    Some(at..line.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str =
        "15229: 10.201.198.11: Dec 14 2015 11:42:03.254 -0600: %CVP_10_0_RPT-7-CALL: {Thrd=CallbackTimerThread} ";

    #[test]
    fn a_whole_line() {
        let line = format!("{HEAD}LeaveQueue CALLGUID=064CD880000100000000025308C6C90A");
        let Parsed::Whole(read) = parse(line.as_bytes()) else { panic!("{line}") };
        assert_eq!((read.sequence, read.at_ms, read.offset_s), (15_229, 1_450_114_923_254, -21_600));
        assert_eq!(read.guid, Some(Guid::Good(0x064C_D880_0001_0000_0000_0253_08C6_C90A)));
    }

    /// Wherever such a line is cut off, the rest is missed, or its month is, by which it is known.
    #[test]
    fn what_is_missing() {
        let line = format!("{HEAD}LeaveQueue CALLGUID=");
        let month = line.find("Dec").expect("a month") + 3;
        for end in 0..line.len() {
            let wanted = if end < month { Parsed::Other } else { Parsed::Part };
            let read = parse(&line.as_bytes()[..end]);
            assert_eq!(read, wanted, "{end}");
        }
    }

    /// Only what tells of calls must tell something.
    #[test]
    fn nothing_behind_the_thread() {
        assert_eq!(parse(HEAD.trim_ascii().as_bytes()), Parsed::Part);
        let other = HEAD.replace("-CALL:", "-CallRegistry:");
        assert!(matches!(parse(other.trim_ascii().as_bytes()), Parsed::Whole(Reporting { text: Text::Other, .. })));
        assert!(is_bare(other.trim_ascii().as_bytes()) && !is_bare(format!("{other}RemovedCallDesc = 0}}").as_bytes()));
    }

    #[test]
    fn two_lines_run_together() {
        let line = b"15215: 10.201.198.11: Dec 14 ... percent: 10015216: 10.201.198.11: Dec 14";
        let found = second_head(line).expect("there is one");
        assert!(line[found].starts_with(b"15216: 10."));
        assert_eq!(second_head(b"15215: 10.201.198.11: Dec 14 percent: 10015217: 10.201.198.11: Dec"), None);
    }
}
