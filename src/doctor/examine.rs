//! The examination: one check after the other, each only where the ones before leave something to look at.

use std::time::Duration;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::check::{Check, Findings, Health};
use super::{database, reach, servlet, time};
use crate::ccb::capability::Capability;
use crate::ccb::claim::ClaimFault;
use crate::ccb::observation;
use crate::ccb::operation::Operation;
use crate::profile::resolved::Profile;
use crate::target::client::Client;
use crate::target::clock::{self, Reading};
use crate::target::error::TargetError;
use crate::target::lock::TargetLock;
use crate::target::own_call::OwnCall;
use crate::target::probe::probe;
use crate::target::rows::{Names, Own, RowObserver};

/// How long the timer of a servlet without a test clock is watched where nobody says.
const MAX_WAIT: Duration = Duration::from_secs(45);

/// Examines the target of a profile. Ticks are waited for no longer than its `max-wait`.
pub async fn examine(profile: &Profile) -> Findings {
    let mut findings = Findings { target: profile.target.shown(), reachable: false, checks: Vec::new() };
    let reached = reach::reach(profile.target.url(), profile.transport.timeout).await;
    let connects = reached.health == Health::Fine;
    findings.checks.push(reached);
    if !connects {
        return findings;
    }
    let client = match Client::new(profile.target.clone(), &profile.transport, profile.spoken()) {
        Ok(client) => client,
        Err(error) => {
            findings.checks.push(reach::of_certificate(&error.to_string()));
            return findings;
        }
    };
    // Another run must not move the clock meanwhile.
    let _lock = match TargetLock::acquire(client.url()).await {
        Ok(lock) => Some(lock),
        Err(error) => {
            let remedy = "look whether the directory for temporary files can be written to";
            findings.checks.push(Check::warn(
                "lock",
                format!("cannot lock the target against other runs: {error}"),
                remedy,
            ));
            None
        }
    };
    let secure = profile.target.url().scheme() == "https";
    let reading = match clock::read(&client).await {
        Ok(reading) => reading,
        Err(TargetError::Unreachable { reason, .. }) => {
            findings.checks.push(if secure { reach::of_certificate(&reason) } else { unreachable(&reason) });
            return findings;
        }
        // A server that asks for a client certificate says so only after the connection is made.
        Err(error) if secure && error.to_string().to_ascii_lowercase().contains("certificate") => {
            findings.checks.push(reach::of_certificate(&error.to_string()));
            return findings;
        }
        Err(error) => {
            findings.reachable = true;
            findings.checks.push(servlet::broken(Operation::TestClock, &error));
            return findings;
        }
    };
    findings.reachable = true;
    if secure {
        findings.checks.push(Check::fine("tls", "the servlet's certificate is trusted"));
    }
    let observer = if let Some(url) = &profile.database {
        database::open(url, Names::from(&*profile.spoken()), known_zone(profile, reading), &mut findings.checks).await
    } else {
        let remedy = "tell `database`, or every run is incomplete";
        findings.checks.push(Check::warn("database", "none is told, so that no row can be checked", remedy));
        None
    };
    of_own_call(profile, &client, observer.as_ref(), reading, &mut findings.checks).await;
    of_capabilities(profile, &client, &mut findings.checks).await;
    findings
}

/// The zone in which times that carry one are told: that of the profile, or else the test clock's.
fn known_zone(profile: &Profile, reading: Option<Reading>) -> TimeZone {
    let told = || reading.map(|reading| reading.offset.to_time_zone());
    profile.zone.clone().or_else(told).unwrap_or(TimeZone::UTC)
}

fn unreachable(reason: &str) -> Check {
    Check::fail("reachable", format!("it accepts connections, but none lasts: {reason}"), "look at what listens there")
}

/// What a call of the suite's own shows: the dialect, the rows, clock, zone and timer.
async fn of_own_call(
    profile: &Profile,
    client: &Client,
    observer: Option<&RowObserver>,
    reading: Option<Reading>,
    checks: &mut Vec<Check>,
) {
    let call = OwnCall::new();
    let before = reading.map_or_else(Timestamp::now, |reading| reading.now);
    if let Err(check) = servlet::enter(client, &call).await {
        checks.push(check);
        call.leave(client).await;
        return;
    }
    if let Some(observer) = observer {
        let told = profile.zone.as_ref();
        of_rows(observer, &call, before, reading.is_some(), told, checks).await;
    }
    let period = profile.timer_period;
    checks.push(match reading {
        Some(_) => time::period_by_clock(client, period).await,
        None => time::period_by_watching(client, &call, profile.max_wait.unwrap_or(MAX_WAIT), period).await,
    });
    checks.extend(servlet::speak(client, &call).await);
}

async fn of_rows(
    observer: &RowObserver,
    call: &OwnCall,
    now: Timestamp,
    test_clock: bool,
    told: Option<&TimeZone>,
    checks: &mut Vec<Check>,
) {
    const NAME: &str = "rows";
    let rows = match observer.observe(&Own::calls(&[call.callid])).await {
        Ok(rows) => rows,
        Err(error) => {
            checks.push(Check::fail(NAME, error.to_string(), "look at `database` in the profile"));
            return;
        }
    };
    let Some(row) = rows.callbackqueue.first() else {
        let remedy = "is it the database of this servlet? (CCB-ROW-06: what is answered is stored)";
        checks.push(Check::fail(NAME, "a call that has just entered has no row in `callbackqueue`", remedy));
        return;
    };
    checks.push(Check::fine(NAME, "a call that has just entered has its row"));
    let whose = if test_clock { "the test clock" } else { "this machine's clock" };
    let entered = observation::time(row, "enterdatetime");
    match entered {
        Some(entered) => checks.push(time::clock_offset(entered, now, whose)),
        None => checks.push(Check::fail("clock", "`enterdatetime` of the row is no time", "store UTC (CCB-ENQ-03)")),
    }
    match observation::time(row, "dbdatetime") {
        Some(local) => checks.push(time::zone(local, now, entered, told)),
        None => checks.push(Check::fail("zone", "`dbdatetime` of the row is no time", "store local time (CCB-ROW-02)")),
    }
}

/// Whether it can do what the profile says, and no more.
async fn of_capabilities(profile: &Profile, client: &Client, checks: &mut Vec<Check>) {
    const NAME: &str = "capabilities";
    let probed = match probe(client, &profile.capabilities, profile.zone.as_ref()).await {
        Ok(probed) => probed,
        Err(error) => {
            checks.push(Check::fail(NAME, error.to_string(), "the checks above tell more"));
            return;
        }
    };
    for claim in &probed.claims {
        let clause = claim.clause().map_or(String::new(), |clause| format!(" ({clause})"));
        let seen = format!("`{}` {}{clause}: {}", claim.capability, claim.verdict(), claim.seen);
        checks.push(match claim.fault {
            ClaimFault::Broken if claim.capability == Capability::LocalZone => {
                Check::fail(NAME, seen, "correct `timezone` in the profile")
            }
            ClaimFault::Broken => Check::fail(NAME, seen, "take it out of `capabilities`, or make it so"),
            ClaimFault::Unclaimed => Check::warn(NAME, seen, "put it into `capabilities`"),
            ClaimFault::Unproven => Check::warn(NAME, seen, "the checks above may tell more; its scenarios will"),
        });
    }
    if probed.claims.is_empty() {
        let names: Vec<&str> = probed.capabilities.iter().map(|capability| capability.name()).collect();
        let seen = if names.is_empty() { "none is declared".to_owned() } else { names.join(", ") };
        checks.push(Check::fine(NAME, seen));
    }
}
