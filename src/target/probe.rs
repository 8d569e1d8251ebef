//! Probes: whether a target can do what was declared of it, and whether it can do more, as far as looking does no harm.
//!
//! `archive`, `purge`, `restart`, `outage`, `max-calls-per-ani` and `dialed-number-rules` are probed by their scenarios alone.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::client::Client;
use super::clock::{self, Reading};
use super::diag::Page;
use super::error::TargetError;
use super::own_call::OwnCall;
use super::source::Declared;
use crate::ccb::answer::{Answer, Field};
use crate::ccb::capability::Capability;
use crate::ccb::claim::Claim;
use crate::ccb::operation::Operation;
use crate::ccb::refusal::Refusal;

/// What was found out about a target.
#[derive(Clone, Debug)]
pub struct Probed {
    /// What journeys may rely on: what was declared and, where that was not said to be all, what was found.
    pub capabilities: BTreeSet<Capability>,
    /// What does not agree with what was declared.
    pub claims: Vec<Claim>,
    /// What the test clock tells, where there is one.
    pub reading: Option<Reading>,
}

/// What one probe saw of a capability; `None` where it came to no end.
struct Seen {
    capability: Capability,
    able: Option<bool>,
    how: String,
}

/// Looks at a target.
///
/// # Errors
///
/// Where it does not answer, or not as a servlet does.
pub async fn probe(client: &Client, declared: &Declared, zone: Option<&TimeZone>) -> Result<Probed, TargetError> {
    let reading = clock::read(client).await?;
    let mut seen = vec![Seen {
        capability: Capability::TestClock,
        able: Some(reading.is_some()),
        how: format!(
            "`TestClock` without parameters {}",
            if reading.is_some() { "tells a clock" } else { "is refused: unknown_method" }
        ),
    }];
    let timer = match reading {
        Some(_) => clock::offers_timer(client).await?,
        None => false,
    };
    seen.push(Seen {
        capability: Capability::TestClockTimer,
        able: Some(timer),
        how: match (reading, timer) {
            (None, _) => "there is no test clock whose timer could be restarted",
            (Some(_), true) => {
                "`TestClock` with `timer=0`, which is out of range, is refused as such: invalid_parameter"
            }
            (Some(_), false) => {
                "`TestClock` with `timer=0`, which is out of range, is not refused with invalid_parameter"
            }
        }
        .to_owned(),
    });
    let diag_data = Page::read_in_time(&client.diag().await?).await?.offers_data();
    seen.push(Seen {
        capability: Capability::DiagData,
        able: Some(diag_data),
        how: format!("the Diag page's body has {} attribute `data-diag`", if diag_data { "the" } else { "no" }),
    });
    if let (Some(zone), Some(reading)) = (zone, reading) {
        let offset = zone.to_offset(reading.now);
        seen.push(Seen {
            capability: Capability::LocalZone,
            able: Some(offset == reading.offset),
            how: format!("the clock tells the offset {}, the zone has {offset} then", reading.offset),
        });
    }
    let asks = [Capability::Rates, Capability::StrictTransitions];
    if declared.complete || asks.iter().any(|capability| declared.capabilities.contains(capability)) {
        seen.extend(by_own_call(client).await);
    }
    let mut capabilities = declared.capabilities.clone();
    let found_by_itself = [Capability::TestClock, Capability::TestClockTimer, Capability::DiagData];
    let mut claims = Vec::new();
    for Seen { capability, able, how } in seen {
        if !declared.complete && able == Some(true) && found_by_itself.contains(&capability) {
            capabilities.insert(capability);
        }
        // Where nobody said that the list is all of it, what is not in it was not denied.
        let is_claimed = capabilities.contains(&capability);
        let weighed = Claim::weighed(capability, is_claimed, able, how);
        claims.extend(weighed.filter(|_| declared.complete || is_claimed));
    }
    Ok(Probed { capabilities, claims, reading })
}

/// What only a call can show: it enters, gets a callback, is asked about, and leaves.
async fn by_own_call(client: &Client) -> [Seen; 2] {
    let call = OwnCall::new();
    let asked = ask_of(client, &call).await;
    call.leave(client).await;
    let (rates, transitions) = match asked {
        Ok(answers) => answers,
        Err(error) => {
            let how = format!("a call of the suite's own came to no end: {error}");
            ((None, how.clone()), (None, how))
        }
    };
    [
        Seen { capability: Capability::Rates, able: rates.0, how: rates.1 },
        Seen { capability: Capability::StrictTransitions, able: transitions.0, how: transitions.1 },
    ]
}

type Shown = (Option<bool>, String);

async fn ask_of(client: &Client, call: &OwnCall) -> Result<(Shown, Shown), TargetError> {
    let pending = [Operation::EnterQueue, Operation::SetQueueDefaults, Operation::Validate, Operation::AddCallback];
    for operation in pending {
        if let Answer::Refused(refused) = call.ask(client, operation).await? {
            let how = format!("`{operation}` of a call of the suite's own is refused: {}", refused.error);
            return Ok(((None, how.clone()), (None, how)));
        }
    }
    let rates = match call.ask(client, Operation::GetStatus).await? {
        Answer::Refused(refused) => (None, format!("`GetStatus` is refused: {}", refused.error)),
        Answer::Done(fields) => {
            let all = [Field::DqRateA, Field::DqRateB, Field::RqRate];
            let missing: Vec<&str> =
                all.into_iter().filter(|field| !fields.contains_key(field)).map(Field::name).collect();
            if missing.is_empty() {
                (Some(true), "`GetStatus` tells all three rates".to_owned())
            } else {
                (Some(false), format!("`GetStatus` does not tell {}", missing.join(", ")))
            }
        }
    };
    let transitions = match call.ask(client, Operation::UpdateStatus).await? {
        Answer::Refused(refused) if refused.error == Refusal::IllegalTransition => {
            (Some(true), "a pending callback cannot be completed: illegal_transition".to_owned())
        }
        Answer::Refused(refused) => (None, format!("`UpdateStatus` is refused: {}", refused.error)),
        Answer::Done(_) => (Some(false), "a pending callback is completed on request, without having begun".to_owned()),
    };
    Ok((rates, transitions))
}
