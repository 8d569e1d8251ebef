//! From blocks of bytes to records: lines are found, recognised, and put together again where a document wrapped them.

use std::ops::Range;

use super::clock::LocalClock;
use super::limits::{LONGEST_LINE_BYTES, LONGEST_WRAPPED_BYTES, MOST_BLANK_LINES};
use super::line::activity::{self, Activity, Kind, Parsed};
use super::line::reporting::{self, Reporting, is_bare, second_head};
use super::line::row::{self, Row};
use super::line::text::{self, Text};
use super::wrapped::{Joined, LONGEST_TOKEN, Lines, shown, tail};

/// A record that was recognised.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The lines it takes, from 1.
    pub lines: Lines,
    /// UTC, ms since 1970.
    pub at_ms: i64,
    /// What it is.
    pub form: Form,
}

/// The forms of records.
#[derive(Clone, Debug, PartialEq)]
pub enum Form {
    /// Of an activity log; its places are those of the batch's text.
    Activity(Activity),
    /// Of a reporting log.
    Reporting(Reporting),
    /// A row of a database dump.
    Row(Box<Row>),
}

/// How a text was damaged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Damage {
    /// A line was wrapped; its parts are joined.
    Wrapped,
    /// More than one blank stands where one belongs.
    Stretched,
    /// Two lines were run together; they are split.
    RunTogether,
    /// A line is longer than any record; it is skipped.
    TooLong,
    /// A line begins as a record does, and its rest is missing.
    Broken,
}

/// What a block holds.
#[derive(Debug, Default)]
pub struct Batch {
    /// The block, and behind it the records that were put together.
    pub text: Vec<u8>,
    /// Its records in the order of their lines.
    pub items: Vec<Item>,
    /// What is damaged, by line, with what stands there.
    pub damage: Vec<(Damage, u64, Box<str>)>,
    /// Lines that are no record.
    pub other_lines: u64,
}

/// Recognises the records of one file, block by block.
#[derive(Clone, Debug)]
pub struct Recogniser {
    clock: LocalClock,
    /// The number of the next line, from 1.
    line: u64,
    last_ms: i64,
}

/// A record that may go on in the next line.
struct Open {
    place: Range<usize>,
    line: u64,
    parsed: Parsed<Form>,
    /// What it is together with the lines after it.
    joined: Option<Joined>,
    blank_lines: u32,
    /// How long its last line was without a blank, bytes.
    tail: usize,
    /// The file ends within its last line.
    cut: bool,
}

impl Recogniser {
    /// For a file whose local times are of a zone, or of the one that its sessions tell.
    pub const fn new(clock: LocalClock) -> Self {
        Self { clock, line: 1, last_ms: 0 }
    }

    /// For what begins with that line of its file.
    #[must_use]
    pub fn from_line(self, line: u64) -> Self {
        Self { line, ..self }
    }

    /// The next line's number.
    pub const fn line(&self) -> u64 {
        self.line
    }

    /// Leaves out a line that is longer than any record.
    pub fn skip_line(&mut self) -> (Damage, u64, Box<str>) {
        self.line += 1;
        (Damage::TooLong, self.line - 1, format!("a line of more than {LONGEST_LINE_BYTES} bytes").into())
    }

    /// Recognises a block. What it ends with may go on in the next one, and is given back for that; at the end of a file nothing is.
    pub fn run(&mut self, text: Vec<u8>, ends: bool) -> (Batch, Vec<u8>) {
        let length = text.len();
        let mut batch = Batch { text, items: Vec::with_capacity(length / 128), ..Batch::default() };
        let mut open: Option<Open> = None;
        let mut row: Option<(Row, usize, u64)> = None;
        let mut at = 0;
        while at < length {
            let (end, next) = match memchr::memchr(b'\n', &batch.text[at..length]) {
                Some(offset) => (at + offset, at + offset + 1),
                None if ends => (length, length),
                None => break,
            };
            // Blanks at the end carry no meaning: editors and terminals fill lines with them.
            let filler = |byte: &&u8| matches!(**byte, b' ' | b'\t' | b'\r');
            let line_end = end - batch.text[at..end].iter().rev().take_while(filler).count();
            let (place, line) = (at..line_end, self.line);
            // A log that is still being written ends anywhere.
            let cut = next == end;
            self.line += 1;
            at = next;
            match parse(&batch.text, place.clone()) {
                Parsed::Other => {
                    self.other(&mut batch, &mut open, &mut row, place, line);
                    if cut {
                        if let Some(open) = &mut open {
                            open.cut = true;
                        }
                        if let Some((row, ..)) = &mut row {
                            row.cut = true;
                        }
                    }
                }
                parsed => {
                    self.close(&mut batch, open.take());
                    self.close_row(&mut batch, row.take());
                    open = Some(Open {
                        tail: tail(&batch.text[place.clone()]),
                        place,
                        line,
                        parsed,
                        joined: None,
                        blank_lines: 0,
                        cut,
                    });
                }
            }
        }
        // What the block ends with begins the next one, as does what may go on there.
        let kept = match (&open, &row) {
            _ if ends => length,
            (Some(open), _) if length - open.place.start <= LONGEST_WRAPPED_BYTES => {
                self.line = open.line;
                open.place.start
            }
            (None, Some((_, begin, line))) if length - begin <= LONGEST_WRAPPED_BYTES => {
                self.line = *line;
                *begin
            }
            _ => at,
        };
        if kept >= at || ends {
            self.close(&mut batch, open);
            self.close_row(&mut batch, row);
        }
        let carry = batch.text[kept.min(length)..length].to_vec();
        (batch, carry)
    }

    /// A line that is no record by itself: more of the record before it, part of a row, or something else.
    fn other(
        &mut self,
        batch: &mut Batch,
        open: &mut Option<Open>,
        row: &mut Option<(Row, usize, u64)>,
        place: Range<usize>,
        line: u64,
    ) {
        let text = &batch.text[place.clone()];
        if is_blank(text) {
            batch.other_lines += 1;
            self.close_row(batch, row.take());
            match open {
                Some(record) if record.is_awaited() && record.blank_lines < MOST_BLANK_LINES => {
                    record.blank_lines += 1;
                }
                _ => self.close(batch, open.take()),
            }
            return;
        }
        let cell = matches!(row::parse(text), Some(row::Part::Cell(..)));
        if let Some(record) = open
            && !cell
            && continues(record, &batch.text[record.place.clone()], text)
        {
            let (begin, more) = (record.place.clone(), place.clone());
            record.join(&batch.text[begin], &batch.text[more], line);
            return;
        }
        if cell || row.is_some() && row::parse(text).is_some() {
            self.close(batch, open.take());
            self.add_to_row(batch, row, place, line);
            return;
        }
        batch.other_lines += 1;
        self.close(batch, open.take());
        self.close_row(batch, row.take());
    }

    fn add_to_row(&mut self, batch: &mut Batch, row: &mut Option<(Row, usize, u64)>, place: Range<usize>, line: u64) {
        let (mut present, begin, first) = row.take().unwrap_or((Row::default(), place.start, line));
        let Some(part) = row::parse(&batch.text[place.clone()]) else { return };
        if present.add(&part, line) {
            *row = Some((present, begin, first));
            return;
        }
        let mut next = Row::default();
        next.add(&part, line);
        *row = Some((next, place.start, line));
        self.close_row(batch, Some((present, begin, first)));
    }

    fn close_row(&mut self, batch: &mut Batch, row: Option<(Row, usize, u64)>) {
        if let Some((row, _, line)) = row
            && row.cells.len() > 2
        {
            batch.items.push(Item { lines: Lines::one(line), at_ms: self.last_ms, form: Form::Row(Box::new(row)) });
        }
    }

    fn close(&mut self, batch: &mut Batch, open: Option<Open>) {
        let Some(open) = open else { return };
        let Some(joined) = open.joined else {
            return match open.parsed {
                Parsed::Whole(form) => self.push(batch, Lines::one(open.line), marked(form, open.cut)),
                _ => self.split(batch, open.place, None, open.line),
            };
        };
        batch.damage.push((Damage::Wrapped, open.line, shown(&joined.text)));
        let begin = batch.text.len();
        batch.text.extend_from_slice(&joined.text);
        let place = begin..batch.text.len();
        match parse(&batch.text, place.clone()) {
            Parsed::Whole(form) => {
                let lines = joined.lines(&form, begin);
                self.push(batch, lines, marked(form, open.cut));
            }
            _ => self.split(batch, place, Some(&joined), open.line),
        }
    }

    /// Splits a record that is none into two, where two were run together.
    fn split(&mut self, batch: &mut Batch, place: Range<usize>, joined: Option<&Joined>, line: u64) {
        if let Some(second) = second_head(&batch.text[place.clone()]) {
            let middle = place.start + second.start;
            batch.damage.push((Damage::RunTogether, line, shown(&batch.text[place.clone()])));
            for part in [place.start..middle, middle..place.end] {
                if let Parsed::Whole(form) = parse(&batch.text, part.clone()) {
                    let line_at = |at: usize| joined.map_or(line, |joined| joined.line_at(at - place.start));
                    let (first, last) = (line_at(part.start), line_at(part.end));
                    self.push(batch, Lines { first, value: last, guid: last }, form);
                }
            }
            return;
        }
        batch.damage.push((Damage::Broken, line, shown(&batch.text[place])));
    }

    fn push(&mut self, batch: &mut Batch, lines: Lines, form: Form) {
        let at_ms = match &form {
            Form::Activity(activity) => {
                if activity.stretched {
                    batch.damage.push((
                        Damage::Stretched,
                        lines.first,
                        shown(activity::at(&batch.text, &activity.session)),
                    ));
                }
                self.clock.utc_ms(activity.local_ms, activity.epoch_ms, activity.kind == Kind::Start)
            }
            Form::Reporting(reporting) => reporting.at_ms,
            Form::Row(_) => self.last_ms,
        };
        self.last_ms = at_ms;
        batch.items.push(Item { lines, at_ms, form });
    }
}

/// A record with whether the file ends within its last line.
fn marked(mut form: Form, cut: bool) -> Form {
    match &mut form {
        Form::Activity(activity) => activity.cut = cut,
        Form::Reporting(reporting) => reporting.cut = cut && reporting.text.ends_with_a_value(),
        Form::Row(_) => {}
    }
    form
}

/// Reads a line of either log.
#[inline]
fn parse(text: &[u8], place: Range<usize>) -> Parsed<Form> {
    match activity::parse(text, place.clone()) {
        Parsed::Whole(activity) => return Parsed::Whole(Form::Activity(activity)),
        Parsed::Part => return Parsed::Part,
        Parsed::Other => {}
    }
    match reporting::parse(&text[place]) {
        Parsed::Whole(reporting) => Parsed::Whole(Form::Reporting(reporting)),
        Parsed::Part => Parsed::Part,
        Parsed::Other => Parsed::Other,
    }
}

/// A line without text, or a fence, with which documents set logs apart.
fn is_blank(text: &[u8]) -> bool {
    text.trim_ascii().is_empty() || text.starts_with(b"```")
}

/// Whether a line is more of the record before it, whose first line is given: of one from which something is missing, or whose end fills its
/// line, or behind whose thread or result there was no room.
fn continues(record: &Open, first: &[u8], text: &[u8]) -> bool {
    let length = record.joined.as_ref().map_or(record.place.len(), |joined| joined.text.len()) + text.len();
    let last = record.joined.as_ref().map_or(first, |joined| &joined.text);
    // What ends with a hyphen, or fills its line, may have been parted within a word.
    let parted =
        || record.blank_lines == 0 && !text.contains(&b' ') && (record.tail >= LONGEST_TOKEN || last.ends_with(b"-"));
    let goes_on = match &record.parsed {
        Parsed::Part => true,
        Parsed::Whole(Form::Activity(_)) => parted(),
        Parsed::Whole(Form::Reporting(reporting)) => match &reporting.text {
            Text::Other => record.blank_lines == 0 && is_bare(last),
            Text::SetDefaults(_) => last.ends_with(b"-") && parted(),
            read => text::takes(read, text.trim_ascii()),
        },
        _ => false,
    };
    goes_on && length <= LONGEST_WRAPPED_BYTES && text.is_ascii()
}

impl Open {
    /// Whether its rest may stand behind blank lines.
    fn is_awaited(&self) -> bool {
        match &self.parsed {
            Parsed::Part => true,
            Parsed::Whole(Form::Reporting(reporting)) => reporting.text == Text::Validate,
            _ => false,
        }
    }

    /// Adds a line.
    fn join(&mut self, first: &[u8], more: &[u8], line: u64) {
        let text = more.trim_ascii();
        let joined = self.joined.get_or_insert_with(|| Joined::new(first, self.line));
        joined.add(text, line, self.tail);
        self.tail = tail(text);
        self.blank_lines = 0;
        self.parsed = parse(&joined.text, 0..joined.text.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SESSION: &str = "10.201.198.11.1450114878607.81.CallbackEntry";
    const HEAD: &str = "10.201.198.11: Dec 14 2015 11:41:18.935 -0600: %CVP_10_0_RPT-7-CALL: {Thrd=http-processor23}";
    const GUID: &str = "064CD880000100000000025308C6C90A";

    fn read(text: &str, block: usize) -> (Vec<Item>, Vec<(Damage, u64)>) {
        let mut recogniser = Recogniser::new(LocalClock::new(None));
        let (mut items, mut damage, mut carry) = (Vec::new(), Vec::new(), Vec::new());
        let mut rest = text.as_bytes();
        loop {
            let (now, later) = rest.split_at(block.min(rest.len()));
            rest = later;
            carry.extend_from_slice(now);
            let (batch, left) = recogniser.run(std::mem::take(&mut carry), rest.is_empty());
            // Places are those of the batch's text, and differ with the blocks.
            items.extend(batch.items.into_iter().map(|mut item| {
                if let Form::Activity(activity) = &mut item.form {
                    let length = activity.value.end - activity.session.start;
                    (activity.session, activity.element, activity.name) = (0..0, 0..0, 0..0);
                    (activity.value, activity.application) = (0..length, 0);
                }
                item
            }));
            damage.extend(batch.damage.into_iter().map(|(kind, line, _)| (kind, line)));
            carry = left;
            if rest.is_empty() {
                return (items, damage);
            }
        }
    }

    fn document() -> String {
        [
            "了解思科",
            "",
            &format!("{SESSION},12/14/2015 11:41:18.607,,start,newcall,"),
            &format!("{SESSION},12/14/2015"),
            "11:41:18.607,,start,parameter,qname=billing",
            &format!("{SESSION},12/14/2015 11:41:18.747,Enter"),
            "",
            "```",
            "Queue_01,exit,done",
            "回叫",
            &format!(
                "15215: {HEAD} willQueueHandleCallback: percent: 10015216: 10.201.198.11: Dec 14 2015 11:41:18.935"
            ),
            "-0600: %CVP_10_0_RPT-7-CALL: {Thrd=http-",
            "processor23}",
            "JdbcCallbackQueueDAO:updateValidationStatus: Request to update validation status in",
            "",
            &format!("CallbackQueue. CallGUID={GUID} validationStatus=2"),
            "dbdatetime         2015-12-14 11:41:55.000",
            "eventdatetime      2015-12-14 17:41:18",
            "causeid            0",
            "surrogateid        33",
            "",
            &format!("{SESSION},12/14/2015 11:41:18.888,Validate_01,enter,"),
        ]
        .join("\n")
    }

    #[test]
    fn a_document_is_read_alike_in_blocks_of_any_size() {
        let (items, damage) = read(&document(), usize::MAX);
        let lines: Vec<u64> = items.iter().map(|item| item.lines.first).collect();
        assert_eq!(lines, [3, 4, 6, 11, 11, 17, 22]);
        assert_eq!(items[1].lines, Lines { first: 4, value: 5, guid: 4 });
        assert_eq!(items[4].lines.value, 16, "validationStatus");
        let wanted = [(Damage::Wrapped, 4), (Damage::Wrapped, 6), (Damage::Wrapped, 11), (Damage::RunTogether, 11)];
        assert_eq!(damage, wanted);
        for block in [1, 7, 64, 100, 333] {
            assert_eq!(read(&document(), block), (items.clone(), damage.clone()), "{block}");
        }
    }

    #[test]
    fn what_is_cut_off_is_told() {
        let (items, damage) =
            read(&format!("{SESSION},12/14/2015 11:41:18.747,Enter\n回叫\nQueue_01,exit,done\n"), usize::MAX);
        assert_eq!((items.len(), damage), (0, vec![(Damage::Broken, 1)]));
    }

    #[test]
    fn lines_may_end_as_on_windows() {
        let text = format!("{SESSION},12/14/2015 11:41:18.825,Enter Queue_01,data,ewt,0\r\n");
        let mut recogniser = Recogniser::new(LocalClock::new(None));
        let (batch, _) = recogniser.run(text.into_bytes(), true);
        let Form::Activity(activity) = &batch.items[0].form else { panic!("{:?}", batch.items) };
        assert_eq!(activity::at(&batch.text, &activity.value), b"0");
    }
}
