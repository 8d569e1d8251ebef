//! A case: one call, what was found of it, and what comes of it.

use std::collections::VecDeque;
use std::rc::Rc;

use foldhash::{HashMap, HashSet};

use super::episode::{Episode, Pending};
use super::{answers, contacts, outcome, pairs, rows, servlet, ticks};
use crate::audit::call::Call;
use crate::audit::dump::Dump;
use crate::audit::finding::{CUT_OFF, Draft, Place};
use crate::audit::limits::SILENCE_MS;
use crate::audit::report::CallReport;

/// What calls are judged by beside their own lines.
#[derive(Debug, Default)]
pub struct Context {
    /// The keepalive of queues whose log does not tell it, ms.
    pub keepalive_ms: i64,
    /// How far the clocks of applications and servlet may be apart, ms.
    pub skew_ms: i64,
    /// Between which times lines of a server's log are missing, ms: numbers are left out there.
    pub holes: HashMap<u64, VecDeque<(i64, i64)>>,
    /// Between which times a server began anew, ms: its numbers do.
    pub restarts: HashMap<u64, VecDeque<(i64, i64)>>,
    /// Holes were forgotten, since there were too many.
    pub holes_forgotten: bool,
    /// The last number of each server, and when that was, UTC, ms.
    pub numbers: HashMap<u64, (i64, i64)>,
    /// When each server's log told a tick last, UTC, ms.
    pub ticked_ms: HashMap<u64, i64>,
    /// Which call entered a queue last was forgotten, since there were too many queues.
    pub queues_forgotten: bool,
    /// When a queue's record was set last, UTC, ms.
    pub records_ms: HashMap<Box<str>, i64>,
}

impl Context {
    /// Whether a server began anew after an instant and until another: R is calculated then, and not logged (CCB-DUR-01).
    pub fn has_restart(&self, host: u64, from_ms: i64, to_ms: i64) -> bool {
        self.restarts.get(&host).is_some_and(|times| times.iter().any(|(from, to)| *to > from_ms && *from <= to_ms))
    }

    /// Whether a server's log tells all that happened between two instants.
    pub fn is_whole(&self, host: u64, from_ms: i64, to_ms: i64) -> bool {
        // Older holes are forgotten.
        self.numbers.get(&host).is_some_and(|(_, heard_ms)| heard_ms.saturating_sub(from_ms) <= 2 * SILENCE_MS)
            && !self.has_hole(host, from_ms, to_ms)
    }

    /// Whether it does, and goes on behind them: what is not told did not happen.
    pub fn tells_all(&self, host: u64, from_ms: i64, to_ms: i64) -> bool {
        self.is_whole(host, from_ms, to_ms) && self.numbers.get(&host).is_some_and(|(_, heard_ms)| *heard_ms > to_ms)
    }

    /// Whether a server's log has lines missing between two instants.
    pub fn has_hole(&self, host: u64, from_ms: i64, to_ms: i64) -> bool {
        self.holes_forgotten
            || self
                .holes
                .get(&host)
                .is_some_and(|holes| holes.iter().any(|(from, to)| *from <= to_ms && *to >= from_ms))
    }
}

/// What came of a call.
#[derive(Debug)]
pub struct Judged {
    /// What was found.
    pub drafts: Vec<Draft>,
    /// The call as reports tell it.
    pub report: CallReport,
    /// How many ticks were checked.
    pub ticks: u64,
    /// How many requests applications tell, the servlet tells, and both do.
    pub met: (u64, u64, u64),
    /// The bits of its last validation.
    pub mask: Option<u32>,
    /// How long its requests took, ms, with where they stand.
    pub requests: Vec<(i64, &'static str, Place)>,
    /// The surrogate id, where rows of a dump were held against it.
    pub surrogate: Option<i64>,
    /// Ms from entering to the first attempt, and to leaving.
    pub waits_ms: (Option<i64>, Option<i64>),
}

/// Which calls' journeys are to be told whole: drawing one takes longer than judging it.
#[derive(Clone, Copy, Debug)]
pub struct Wanted {
    /// Those with a violation.
    pub broken: bool,
    /// Those without.
    pub sound: bool,
}

/// One call on its way through the clauses.
pub struct Case<'a> {
    /// The call.
    pub call: &'a Call,
    /// What it is judged by.
    pub context: &'a Context,
    /// What was found.
    pub drafts: Vec<Draft>,
    /// Its stays, the present one last; shared once they are whole.
    pub episodes: Vec<Rc<Episode>>,
    /// The request whose outcome is being told.
    pub pending: Option<Pending>,
    /// For each contact the line in which the servlet's log tells it, and when, where it does.
    pub pairs: Vec<Option<(i64, Place)>>,
    /// Answers that could be held against ticks, and those that could not.
    pub answers: (u64, u64),
    /// The surrogate id, where rows told it.
    pub surrogate: Option<i64>,
}

impl Case<'_> {
    /// The present stay.
    pub fn episode(&mut self) -> &mut Episode {
        if self.episodes.is_empty() {
            self.episodes.push(Rc::default());
        }
        let last = self.episodes.len() - 1;
        Rc::make_mut(&mut self.episodes[last])
    }

    /// Notes a broken clause.
    pub fn violation(
        &mut self,
        clause: &'static str,
        place: Place,
        about: &str,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) {
        self.drafts.push(Draft::violation(clause, place, about, expected, found));
    }

    /// Notes a broken clause where two values differ.
    pub fn same<T: PartialEq + std::fmt::Display>(
        &mut self,
        clause: &'static str,
        place: Place,
        about: &str,
        expected: &T,
        found: &T,
    ) {
        if expected != found {
            self.violation(clause, place, about, expected.to_string(), found.to_string());
        }
    }

    /// The server whose log holds the line of a request.
    pub fn host_of(&self, asked: Place) -> Option<u64> {
        self.call.facts.iter().find(|fact| fact.place == asked).map(|fact| fact.host)
    }

    /// The stay at an instant: the last that had begun.
    pub fn episode_at(&self, at_ms: i64) -> Option<&Rc<Episode>> {
        let begun = |episode: &&Rc<Episode>| episode.entered.is_none_or(|(entered, _)| entered <= at_ms);
        self.episodes.iter().rev().find(begun).or(self.episodes.first())
    }
}

/// Judges a call. Its lines may have come in any order, as far as they came at all.
pub fn judge(mut call: Call, context: &Context, dump: &Dump, wanted: Wanted) -> Judged {
    let drafts = std::mem::take(&mut call.drafts);
    call.facts.sort_by_key(|fact| fact.at_ms);
    call.contacts.sort_by_key(|contact| contact.asked_ms);
    let cut: Vec<Place> = { call.facts.iter().filter(|fact| fact.cut).map(|fact| fact.place) }
        .chain(call.parameters.iter().filter(|parameter| parameter.cut).map(|parameter| parameter.place))
        .collect();
    if cut.is_empty() {
        return weigh(&call, drafts, context, dump, wanted);
    }
    // A line within which its file ends is judged where it is right. Else its value is one that lost its end, and is not judged.
    let judged = weigh(&call, drafts.clone(), context, dump, wanted);
    call.facts.retain(|fact| !fact.cut);
    call.parameters.retain(|parameter| !parameter.cut);
    let mut without = weigh(&call, drafts, context, dump, wanted);
    let broken = |judged: &Judged| -> HashSet<(Option<&'static str>, Place)> {
        { judged.drafts.iter().filter(|draft| draft.is_violation()) }.map(|draft| (draft.clause, draft.place)).collect()
    };
    if broken(&judged).is_subset(&broken(&without)) {
        return judged;
    }
    without.drafts.extend(cut.into_iter().map(|place| Draft::damage(place, CUT_OFF, None, "no end of line")));
    without
}

fn weigh(call: &Call, drafts: Vec<Draft>, context: &Context, dump: &Dump, wanted: Wanted) -> Judged {
    let mut case = Case {
        call,
        context,
        drafts,
        episodes: Vec::new(),
        pending: None,
        pairs: Vec::new(),
        answers: (0, 0),
        surrogate: None,
    };
    servlet::follow(&mut case);
    pairs::find(&mut case);
    ticks::check(&mut case);
    answers::check(&mut case);
    contacts::check(&mut case);
    rows::check(&mut case, dump);
    outcome::tell(case, wanted)
}
