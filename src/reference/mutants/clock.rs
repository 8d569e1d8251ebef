//! The test clock (SPEC 15).

use jiff::tz::Offset;

use super::hook::Wire;
use super::prelude::*;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "clock-stands-instead-of-moving-back",
        clause: "CCB-CLK-01",
        scenario: "clock-moves",
        field: "answer.error",
        breaks: "it answers a move back as if it had not been asked",
        hook: Hook::Moves(|now, parameters| {
            let asked = parameters.text(Parameter::Now, 64).ok().flatten().and_then(|text| text.parse().ok());
            if asked.is_some_and(|asked: Timestamp| asked < now) {
                parameters.replace(Parameter::Now, None);
            }
        }),
    },
    Mutant {
        name: "clock-lands-late",
        clause: "CCB-CLK-01",
        scenario: "clock-moves",
        field: "breach.CCB-CLK-01",
        breaks: "it moves a second further than it was told",
        hook: Hook::Moves(|now, parameters| {
            let asked = parameters.text(Parameter::Now, 64).ok().flatten().and_then(|text| text.parse().ok());
            if let Some(asked) = asked.filter(|asked: &Timestamp| *asked > now) {
                parameters.replace(Parameter::Now, Some(later(asked, 1).to_string()));
            }
        }),
    },
    Mutant {
        name: "clock-runs-no-tick",
        clause: "CCB-CLK-01",
        scenario: "clock-moves",
        field: "answer.ewt",
        breaks: "it moves without running the ticks that fall due",
        hook: Hook::Calculates(|before, _, model| {
            for (callid, entry) in &mut model.entries {
                if let Ok(earlier) = before.entry(*callid) {
                    entry.remaining_s = earlier.remaining_s;
                }
            }
        }),
    },
    Mutant {
        name: "clock-keeps-its-timer",
        clause: "CCB-CLK-03",
        scenario: "keepalive-exact",
        field: "breach.CCB-CLK-01",
        breaks: "it answers and does not restart the timer",
        hook: Hook::Moves(|_, parameters| parameters.replace(Parameter::Timer, None)),
    },
    Mutant {
        name: "clock-in-whole-seconds",
        clause: "CCB-CLK-04",
        scenario: "clock-moves",
        field: "breach.CCB-CLK-04",
        breaks: "it tells its instants without decimals of a second",
        hook: Hook::Answers(|wire| {
            if wire.body.starts_with("now=") {
                let lines = wire.body.lines().map(|line| match (line.find('.'), line.rfind(['-', '+'])) {
                    (Some(point), Some(offset)) if point < offset => format!("{}{}\n", &line[..point], &line[offset..]),
                    _ => format!("{line}\n"),
                });
                wire.body = lines.collect();
            }
        }),
    },
    Mutant {
        name: "clock-in-utc",
        clause: "CCB-CLK-04",
        scenario: "rows-clocks-forward",
        field: "clock.now.offset",
        breaks: "it tells its instants in UTC",
        hook: Hook::Answers(|wire| respell(wire, &["now", "nexttick"], Offset::UTC)),
    },
    Mutant {
        name: "clock-ticks-in-utc",
        clause: "CCB-CLK-04",
        scenario: "rows-clocks-forward",
        field: "clock.nexttick.offset",
        breaks: "it tells the next tick in UTC",
        hook: Hook::Answers(|wire| respell(wire, &["nexttick"], Offset::UTC)),
    },
    Mutant {
        name: "clock-in-standard-time",
        clause: "CCB-CLK-04",
        scenario: "rows-clocks-back",
        field: "clock.now.offset",
        breaks: "it tells its instants with the offset of the winter all the year",
        hook: Hook::Answers(|wire| respell(wire, &["now", "nexttick"], Offset::constant(-6))),
    },
];

/// Tells the instants in these lines with another offset.
fn respell(wire: &mut Wire, fields: &[&str], offset: Offset) {
    let respelt = |line: &str| {
        let (field, text) = line.split_once('=')?;
        let instant: Timestamp = text.parse().ok().filter(|_| fields.contains(&field))?;
        let zoned = instant.to_zoned(offset.to_time_zone());
        Some(format!("{field}={}", zoned.strftime("%Y-%m-%dT%H:%M:%S%.9f%:z")))
    };
    if wire.body.starts_with("now=") {
        let lines = wire.body.lines().map(|line| respelt(line).unwrap_or_else(|| line.to_owned()) + "\n");
        wire.body = lines.collect();
    }
}
