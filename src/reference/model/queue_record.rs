//! The record of a queue, as `SetQueueDefaults` sets it (SPEC 4).

use std::ops::RangeInclusive;

use serde::{Deserialize, Serialize};

use super::attempts::{Grant, Grants};
use super::leave_rate::Burst;
use super::opening_hours::{DayHours, OpeningHours};
use super::parameters::{MAX_NUMBER, Parameters};
use super::refuse::invalid;
use super::zone::Zone;
use crate::ccb::answer::Refused;
use crate::ccb::parameter::Parameter;

/// The longest `cli` and `dn`, in characters.
const MAX_DIAL_CHARS: usize = 32;

/// What a queue is run by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueRecord {
    /// Calling line id used for the callback.
    pub cli: String,
    /// Largest share of the queue that may be callbacks, 0 to 100.
    pub max_percent: u32,
    /// Largest number of callbacks in the queue.
    pub max_count: u32,
    /// How long the record is good, 1 to 1440 minutes.
    pub refresh_min: u32,
    /// A callback is offered only if the EWT is at least this, 0 to 86400 s; 0 means always.
    pub min_ewt_s: u32,
    /// Zone of the opening hours; none means the server's.
    pub zone: Option<Zone>,
    /// An entry without contact for longer is stale, 1 to 300 s.
    pub keepalive_s: u32,
    /// Dialed number to which a callback of this queue is directed.
    pub dn: Option<String>,
    /// Time to ring and get the caller back, 1 to 300 s.
    pub reconnect_s: u32,
    /// Average wait for an agent after the callback, seconds.
    pub sla_s: u32,
    /// Averaging window of the leave rate, minutes: 0, or 15 to 1440.
    pub sample_min: u32,
    /// What is left out of that average.
    pub burst: Burst,
    /// Ring-no-answer timeout, 0 to 300 s and below the keepalive.
    pub rna_s: u32,
    /// When callbacks are offered.
    pub opening_hours: OpeningHours,
    /// Attempts and retry intervals, by reason.
    pub grants: Grants,
}

impl Default for QueueRecord {
    /// Cisco's defaults, with an empty `cli` (CCB-SQD-06).
    fn default() -> Self {
        let grant = Grant { attempts: 4, interval_s: 300 };
        Self {
            cli: String::new(),
            max_percent: 50,
            max_count: 9_999_999,
            refresh_min: 30,
            min_ewt_s: 900,
            zone: None,
            keepalive_s: 180,
            dn: None,
            reconnect_s: 30,
            sla_s: 60,
            sample_min: 0,
            burst: Burst { requests: 10, within_s: 1 },
            rna_s: 30,
            opening_hours: OpeningHours([DayHours::ALL_DAY; 7]),
            grants: Grants {
                busy: grant,
                no_answer: grant,
                trunks_busy: grant,
                error: grant,
                no_response: Grant { attempts: 3, interval_s: 300 },
            },
        }
    }
}

impl QueueRecord {
    /// Reads the record's parameters in the order in which they are listed; what is omitted takes its default
    /// (CCB-SQD-02).
    ///
    /// # Errors
    /// `missing_parameter` without `cli`; `invalid_parameter` for the first value out of form or range (CCB-SQD-04).
    pub fn parse(parameters: &Parameters) -> Result<Self, Refused> {
        let default = Self::default();
        let number = |parameter, range: RangeInclusive<u32>, default: u32| {
            parameters.number(parameter, range).map(|number| number.unwrap_or(default))
        };
        // Fields are read in the order written here, which is that of the listing.
        Ok(Self {
            cli: parameters.required_text(Parameter::Cli, MAX_DIAL_CHARS)?.to_owned(),
            max_percent: number(Parameter::Maxpercent, 0..=100, default.max_percent)?,
            max_count: number(Parameter::Maxcount, 0..=MAX_NUMBER, default.max_count)?,
            refresh_min: number(Parameter::Refresh, 1..=1440, default.refresh_min)?,
            min_ewt_s: number(Parameter::Maxewt, 0..=86400, default.min_ewt_s)?,
            zone: parameters.parsed(Parameter::Timezone, "an IANA time zone name", Zone::from_name)?,
            keepalive_s: number(Parameter::Keepalive, 1..=300, default.keepalive_s)?,
            dn: parameters.text(Parameter::Dn, MAX_DIAL_CHARS)?.map(str::to_owned),
            reconnect_s: number(Parameter::Reconnect, 1..=300, default.reconnect_s)?,
            sla_s: number(Parameter::Sla, 0..=MAX_NUMBER, default.sla_s)?,
            sample_min: sample_min(parameters)?.unwrap_or(default.sample_min),
            burst: parameters.parsed(Parameter::Burst, "requests:seconds", Burst::from_text)?.unwrap_or(default.burst),
            rna_s: rna_s(parameters, default.keepalive_s, default.rna_s)?,
            opening_hours: opening_hours(parameters)?,
            grants: grants(parameters, default.grants)?,
        })
    }
}

fn sample_min(parameters: &Parameters) -> Result<Option<u32>, Refused> {
    let sample = parameters.number(Parameter::Sample, 0..=1440)?;
    match sample {
        Some(1..15) => Err(invalid(Parameter::Sample, "0, or a whole number from 15 to 1440")),
        _ => Ok(sample),
    }
}

/// `rna` has to stay below `keepalive`, also where either is a default (CCB-SQD-04).
fn rna_s(parameters: &Parameters, default_keepalive_s: u32, default_rna_s: u32) -> Result<u32, Refused> {
    let keepalive_s = parameters.number(Parameter::Keepalive, 1..=300)?.unwrap_or(default_keepalive_s);
    let rna_s = parameters.number(Parameter::Rna, 0..=300)?.unwrap_or(default_rna_s);
    if rna_s < keepalive_s { Ok(rna_s) } else { Err(invalid(Parameter::Rna, "below `keepalive`")) }
}

fn opening_hours(parameters: &Parameters) -> Result<OpeningHours, Refused> {
    const DAYS: [Parameter; 7] = [
        Parameter::Sunday,
        Parameter::Monday,
        Parameter::Tuesday,
        Parameter::Wednesday,
        Parameter::Thursday,
        Parameter::Friday,
        Parameter::Saturday,
    ];
    let mut week = [DayHours::ALL_DAY; 7];
    for (hours, day) in week.iter_mut().zip(DAYS) {
        if let Some(given) = parameters.parsed(day, "`HH:MM:SS-HH:MM:SS` or `none`", DayHours::from_text)? {
            *hours = given;
        }
    }
    Ok(OpeningHours(week))
}

fn grants(parameters: &Parameters, default: Grants) -> Result<Grants, Refused> {
    let grant = |parameter, default: Grant| {
        parameters.parsed(parameter, "attempts;seconds", Grant::from_text).map(|given| given.unwrap_or(default))
    };
    Ok(Grants {
        no_response: grant(Parameter::Maxnoresponse, default.no_response)?,
        busy: grant(Parameter::Maxbusy, default.busy)?,
        no_answer: grant(Parameter::Maxnoanswer, default.no_answer)?,
        trunks_busy: grant(Parameter::Maxtrunksbusy, default.trunks_busy)?,
        error: grant(Parameter::Maxerror, default.error)?,
    })
}

#[cfg(test)]
mod tests {
    use assert_matches::assert_matches;

    use super::*;
    use crate::ccb::refusal::Refusal;

    fn parse(pairs: &[(&str, &str)]) -> Result<QueueRecord, Refused> {
        QueueRecord::parse(&Parameters::from_pairs([("cli", "1")].iter().chain(pairs).copied()))
    }

    /// CCB-SQD-02, and the numbers of the table in SPEC 4.
    #[test]
    fn omitted_parameters_take_their_defaults() {
        let record = parse(&[]).expect("all but `cli` is optional");
        assert_eq!(record, QueueRecord { cli: "1".into(), ..QueueRecord::default() });
        assert_eq!((record.max_percent, record.max_count, record.refresh_min), (50, 9_999_999, 30));
        assert_eq!((record.min_ewt_s, record.keepalive_s, record.reconnect_s), (900, 180, 30));
        assert_eq!((record.sla_s, record.sample_min, record.rna_s), (60, 0, 30));
        assert_eq!(record.grants.no_response, Grant { attempts: 3, interval_s: 300 });
        assert_eq!(record.grants.error, Grant { attempts: 4, interval_s: 300 });
    }

    /// SPEC 4, the ranges: the ends are taken, what is beyond them is not (CCB-SQD-04).
    #[test]
    fn ranges() {
        let cases = [
            ("maxpercent", "0", "100", "101"),
            ("maxcount", "0", "2147483647", "2147483648"),
            ("refresh", "1", "1440", "1441"),
            ("refresh", "1", "1440", "0"),
            ("maxewt", "0", "86400", "86401"),
            ("keepalive", "31", "300", "301"),
            ("keepalive", "31", "300", "0"),
            ("reconnect", "1", "300", "0"),
            ("reconnect", "1", "300", "301"),
            ("sla", "0", "2147483647", "-1"),
            ("sample", "0", "1440", "14"),
            ("sample", "15", "1440", "1441"),
            ("rna", "0", "179", "180"),
            ("timezone", "UTC", "America/Chicago", "Chicago"),
            ("sunday", "none", "00:00:00-00:00:00", "01:00:00-00:00:00"),
            ("saturday", "none", "00:00:00-23:59:59", "closed"),
            ("maxbusy", "0;0", "2147483647;2147483647", "4"),
            ("burst", "0:0", "10:1", "10"),
        ];
        for (name, low, high, beyond) in cases {
            assert_matches!(parse(&[(name, low)]), Ok(_), "{name}={low}");
            assert_matches!(parse(&[(name, high)]), Ok(_), "{name}={high}");
            let error = parse(&[(name, beyond)]).expect_err(beyond);
            assert_eq!((error.error, error.parameter.as_deref()), (Refusal::InvalidParameter, Some(name)), "{beyond}");
        }
    }

    /// CCB-SQD-04: also where 30 is `rna`'s default.
    #[test]
    fn rna_stays_below_keepalive() {
        assert_eq!(parse(&[("keepalive", "30")]).expect_err("30 is not below 30").parameter.as_deref(), Some("rna"));
        assert!(parse(&[("keepalive", "30"), ("rna", "29")]).is_ok());
        assert!(parse(&[("keepalive", "300"), ("rna", "299")]).is_ok());
        assert!(parse(&[("keepalive", "300"), ("rna", "300")]).is_err());
    }

    /// CCB-DUR-01: what a restart reads is what was set.
    #[test]
    fn survives_its_document() {
        let record =
            parse(&[("timezone", "America/Chicago"), ("monday", "none"), ("dn", "8013")]).expect("a good record");
        let document = serde_json::to_string(&record).expect("a document");
        assert_eq!(serde_json::from_str::<QueueRecord>(&document).expect("the same"), record);
    }
}
