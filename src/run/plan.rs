//! The plan of a run: what can be played, and how long it takes where nobody moves the clock.

use std::collections::BTreeMap;
use std::time::Duration;

use super::play::Part;
use crate::ccb::capability::Capability;
use crate::golden::offset::length_of;
use crate::target::pace::Pace;
use crate::target::source::TargetSource;

/// Why a scenario is not played.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It depends on what the target does not declare.
    Undeclared(Vec<Capability>),
    /// In real time it takes longer than the user would wait: the whole journey, and the wait.
    TooLong(Duration, Duration),
}

/// What is played, and what not.
#[derive(Debug)]
pub struct Plan<'a> {
    /// All that was selected.
    pub parts: Vec<&'a Part>,
    /// What is played.
    pub playable: Vec<&'a Part>,
    /// By scenario, why others are not.
    pub left_out: BTreeMap<String, LeftOut>,
    /// How long the longest journey takes in real time; none where the clock is moved.
    pub longest: Option<Duration>,
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
            left_out: BTreeMap::new(),
            longest: real.then_some(Duration::ZERO),
        };
        for part in parts {
            let wanted = part.script.capabilities.iter().copied();
            let missing: Vec<Capability> = wanted.filter(|capability| !offered.contains(capability)).collect();
            let length = length(part);
            let id = part.script.id.clone();
            match max_wait {
                _ if !missing.is_empty() => {
                    plan.left_out.insert(id, LeftOut::Undeclared(missing));
                }
                Some(max_wait) if length > max_wait => {
                    plan.left_out.insert(id, LeftOut::TooLong(length, max_wait));
                }
                _ => {
                    plan.longest = plan.longest.map(|longest| longest.max(length));
                    plan.playable.push(part);
                }
            }
        }
        plan
    }
}

/// How long a journey takes at its true pace: until its last step.
fn length(part: &Part) -> Duration {
    part.golden.as_deref().and_then(|steps| steps.last()).and_then(|step| length_of(&step.at)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::catalogue::Catalogue;
    use crate::run::goldens::Goldens;
    use crate::run::suite;

    #[test]
    fn the_published_journey_lasts_ten_minutes_and_a_half() {
        let catalogue = Catalogue::embedded().expect("it is in order");
        let published = catalogue.scripts.iter().find(|script| script.id == "published-callback").expect("it is there");
        let parts = suite::parts(&[published], &Goldens::Embedded).expect("it has a golden");
        assert_eq!(length(&parts[0]), Duration::from_millis(625_700));
    }
}
