//! The plan of a run: what can be played, and how long it takes where nobody moves the clock.

use std::collections::BTreeMap;
use std::time::Duration;

use super::play::Part;
use crate::ccb::capability::Capability;
use crate::journey::limits::{Limits, Waits};
use crate::target::pace::Pace;
use crate::target::source::TargetSource;

/// Why a scenario is not played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It depends on what the target does not declare.
    Undeclared(Vec<Capability>),
    /// It depends on a test clock that was declared, and is not there.
    NoTestClock(Capability),
    /// In real time it takes longer than the user would wait: the whole journey, and the wait.
    TooLong(Duration, Duration),
}

/// How long a run in real time takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Length {
    /// The longest journey of those that go on at once.
    pub longest: Duration,
    /// All of those that are played alone.
    pub alone: Duration,
}

/// What is played, and what not.
#[derive(Debug)]
pub struct Plan<'a> {
    /// All that was selected.
    pub parts: Vec<&'a Part>,
    /// What is played, as many at once as the target allows.
    pub playable: Vec<&'a Part>,
    /// What is played afterwards, one at a time: in real time, whatever stops the servlet or its database would disturb all others.
    pub alone: Vec<&'a Part>,
    /// By scenario, why others are not.
    pub left_out: BTreeMap<String, LeftOut>,
    /// How long it takes in real time; none where the clock is moved.
    pub length: Option<Length>,
}

impl<'a> Plan<'a> {
    /// Weighs every scenario against the target, and against the wait that a user allows.
    pub fn new(source: &TargetSource, parts: &[&'a Part], max_wait: Option<Duration>) -> Self {
        let offered = source.capabilities();
        let real = matches!(source.pace(), Pace::Real(_));
        let max_wait = max_wait.filter(|_| real);
        let mut plan = Self {
            parts: parts.to_vec(),
            playable: Vec::new(),
            alone: Vec::new(),
            left_out: BTreeMap::new(),
            length: None,
        };
        for part in parts {
            let wanted = part.script.capabilities.iter().copied();
            let missing: Vec<Capability> = wanted.filter(|capability| !offered.contains(capability)).collect();
            let length = part.waits().whole;
            let id = part.script.id.clone();
            match max_wait {
                _ if !missing.is_empty() => {
                    plan.left_out.insert(id, LeftOut::Undeclared(missing));
                }
                _ if real && let Some(clock) = test_clock(part) => {
                    plan.left_out.insert(id, LeftOut::NoTestClock(clock));
                }
                Some(max_wait) if length > max_wait => {
                    plan.left_out.insert(id, LeftOut::TooLong(length, max_wait));
                }
                _ if real && disturbs(part) => plan.alone.push(part),
                _ => plan.playable.push(part),
            }
        }
        let longest = plan.playable.iter().map(|part| part.waits().whole).max().unwrap_or_default();
        let alone = plan.alone.iter().map(|part| part.waits().whole).sum();
        plan.length = real.then_some(Length { longest, alone });
        plan
    }

    /// The limits of the run, of which `at_once` journeys are played at a time: in real time it has as much longer as its journeys wait by
    /// themselves, those that are played alone one after the other.
    pub fn limits(&self, limits: Limits, at_once: usize) -> Limits {
        if self.length.is_none() {
            return limits;
        }
        let waits = |parts: &[&Part]| parts.iter().map(|part| part.waits()).collect::<Vec<Waits>>();
        limits.in_real_time(&waits(&self.playable), at_once).in_real_time(&waits(&self.alone), 1)
    }

    /// How many journeys are played.
    pub fn journeys(&self) -> usize {
        self.playable.len() + self.alone.len()
    }
}

/// What a journey needs of a test clock.
fn test_clock(part: &Part) -> Option<Capability> {
    let clocks = [Capability::TestClock, Capability::TestClockTimer];
    part.script.capabilities.iter().copied().find(|capability| clocks.contains(capability))
}

/// Whether a journey takes the servlet, or its database, away from all that are under way.
fn disturbs(part: &Part) -> bool {
    let disturbing = [Capability::Restart, Capability::Outage];
    part.script.capabilities.iter().any(|capability| disturbing.contains(capability))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::run::catalogue::Catalogue;
    use crate::run::goldens::Goldens;
    use crate::run::suite;

    #[test]
    fn the_published_journey_lasts_ten_minutes_and_a_half() {
        let catalogue = Catalogue::embedded().expect("it is in order");
        let published = catalogue.scripts.iter().find(|script| script.id == "published-callback").expect("it is there");
        let parts = suite::parts(&[published], &Goldens::Embedded, &BTreeSet::new()).expect("it has a golden");
        assert_eq!(parts[0].waits().whole, Duration::from_millis(625_700));
    }

    #[test]
    fn a_run_has_time_for_those_that_are_played_alone_as_well() {
        let catalogue = Catalogue::embedded().expect("it is in order");
        let published = catalogue.scripts.iter().find(|script| script.id == "published-callback").expect("it is there");
        let parts = suite::parts(&[published], &Goldens::Embedded, &BTreeSet::new()).expect("it has a golden");
        let part = &parts[0];
        let length = Length { longest: Duration::ZERO, alone: Duration::ZERO };
        let plan = |playable, alone, length| Plan { parts: vec![], playable, alone, left_out: BTreeMap::new(), length };
        let limits = Limits { run: Duration::from_secs(10), ..Limits::default() };
        let run = |plan: Plan<'_>| plan.limits(limits, 64).run.as_secs();
        assert_eq!(run(plan(vec![part], vec![part], None)), 10, "nobody waits where the clock is moved");
        assert!(run(plan(vec![part], vec![], Some(length))) >= 10 + 625);
        assert!(run(plan(vec![part], vec![part, part], Some(length))) >= 10 + 3 * 625);
    }
}
