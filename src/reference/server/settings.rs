//! What a servlet is started with.

use std::time::Duration;

use jiff::tz::TimeZone;

use crate::reference::clock::ClockSettings;
use crate::reference::model::dialed_number::DialedNumberRules;
use crate::reference::mutants::Bent;
use crate::reference::reporting_log::ReportingLog;

/// What a servlet is started with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where it keeps its tables: `sqlite:FILE`, `sqlite::memory:`, `sqlite:/NAME?vfs=memdb`, which other connections of the same
    /// process see, or a `postgres:`, `mysql:` or `mariadb:` URL.
    pub database: String,
    /// The server's zone: of `DBDateTime` (CCB-ROW-02), of the log, and of opening hours without one of their own.
    pub time_zone: TimeZone,
    /// Which clock it runs by.
    pub clock: ClockSettings,
    /// How long after a run of the timer the next one begins, 0.001 to 3600 s (CCB-TIM-01).
    pub timer_period: Duration,
    /// Most outstanding callbacks to one number, if limited (CCB-VAL-17).
    pub max_calls_per_ani: Option<u32>,
    /// Which numbers may be called back, if limited (CCB-VAL-18).
    pub dialed_numbers: Option<DialedNumberRules>,
    /// Where the reporting log goes (SPEC 18).
    pub reporting_log: ReportingLog,
    /// How it breaks the specification, if it is to; for trying the suite.
    pub bent: Bent,
}
