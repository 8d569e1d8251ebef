//! The lines of generated logs, in the forms of section 18.

use std::fmt::Arguments;
use std::io::{self, Write};

use crate::ccb::callid::Callid;

/// Where generated logs go: those of two application servers, and that of the reporting server.
pub struct Outputs<W> {
    /// Activity logs.
    pub activity: [W; 2],
    /// The reporting log.
    pub reporting: W,
}

/// How far the site's local time is ahead of UTC, seconds: CST.
const OFFSET_S: i64 = -6 * 3600;
const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// One caller, as far as lines tell.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Which of the two application servers.
    pub server: usize,
    /// The call.
    pub guid: Callid,
    /// The number it calls from.
    pub number: i64,
    /// The queue's number.
    pub queue: usize,
    /// The router's estimate, seconds.
    pub ewt_s: i64,
    /// When it entered, ms.
    pub entered_ms: i64,
    /// The present session: when it began, its count, its application.
    pub session: (i64, u64, &'static str),
}

/// Writes lines.
pub struct Writer<'a, W> {
    out: &'a mut Outputs<W>,
    sequence: u64,
    /// The date that was printed last, and its day.
    date: (i64, [String; 3]),
}

impl<'a, W: Write> Writer<'a, W> {
    /// A writer of logs that begin with line 1.
    pub fn new(out: &'a mut Outputs<W>) -> Self {
        Self { out, sequence: 0, date: (i64::MIN, Default::default()) }
    }

    /// The day in the three forms of logs and records, and the time of day in ms.
    fn local(&mut self, at_ms: i64) -> i64 {
        let local_ms = at_ms + OFFSET_S * 1000;
        let day = local_ms.div_euclid(86_400_000);
        if self.date.0 != day {
            let (year, month, date) = civil(day);
            let name = MONTHS[usize::try_from(month - 1).unwrap_or_default() % 12];
            let weekday = WEEKDAYS[usize::try_from(day.rem_euclid(7)).unwrap_or_default()];
            self.date = (
                day,
                [
                    format!("{month:02}/{date:02}/{year}"),
                    format!("{name} {date:02} {year}"),
                    format!("{weekday} {name} {date:02}"),
                ],
            );
        }
        local_ms.rem_euclid(86_400_000)
    }

    /// A line of the caller's present session.
    pub fn activity(&mut self, caller: &Caller, at_ms: i64, text: Arguments<'_>) -> io::Result<()> {
        let day_ms = self.local(at_ms);
        let (begun, count, application) = caller.session;
        let out = &mut self.out.activity[caller.server % 2];
        write!(out, "10.1.1.{}.{begun}.{count}.{application},{} ", 11 + caller.server % 2, self.date.1[0])?;
        time(out, day_ms)?;
        writeln!(out, ",{text}")
    }

    /// A line of the reporting log.
    pub fn reporting(&mut self, at_ms: i64, thread: &str, text: Arguments<'_>) -> io::Result<()> {
        let day_ms = self.local(at_ms);
        self.sequence += 1;
        let out = &mut self.out.reporting;
        write!(out, "{}: 10.1.1.10: {} ", self.sequence, self.date.1[1])?;
        time(out, day_ms)?;
        writeln!(out, " -0600: %CCBSPEC_RPT-7-CALL: {{Thrd={thread}}} {text}")
    }

    /// A date as records print it.
    pub fn record_date(&mut self, at_ms: i64) -> String {
        let day_s = self.local(at_ms) / 1000;
        let year = &self.date.1[0][6..];
        format!("{} {:02}:{:02}:{:02} CST {year}", self.date.1[2], day_s / 3600, day_s / 60 % 60, day_s % 60)
    }

    /// Writes what is held back.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.activity.iter_mut().try_for_each(Write::flush)?;
        self.out.reporting.flush()
    }
}

fn time(out: &mut impl Write, day_ms: i64) -> io::Result<()> {
    let second = day_ms / 1000;
    write!(out, "{:02}:{:02}:{:02}.{:03}", second / 3600, second / 60 % 60, second % 60, day_ms % 1000)
}

/// Year, month and day of a day since 1970.
fn civil(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let (era, of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, date)
}
