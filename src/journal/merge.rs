//! Merging: the journals of all shards of a run, joined to that of the run.

use std::collections::{BTreeMap, BTreeSet};

use crate::ccb::shard::Shard;
use crate::journal::footer::Ended;
use crate::journal::header::{Header, MergedShard};
use crate::journal::keeper::{KeepError, Keeper};
use crate::journal::whole::Journal;
use crate::verdict::summary::Summary;

/// A journal and what its file is called.
#[derive(Clone, Debug)]
pub struct Named {
    /// The file.
    pub name: String,
    /// The journal.
    pub journal: Journal,
}

/// Journals that do not make one run.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// One is not of a shard.
    #[error("`{0}` is not the journal of a shard; only runs with `--shard` are merged")]
    NoShard(String),
    /// Two are split otherwise.
    #[error("`{one}` is a shard of {one_count}, and `{other}` one of {other_count}: they are not of one run")]
    OtherCount {
        /// A file.
        one: String,
        /// Of how many.
        one_count: u64,
        /// Another.
        other: String,
        /// Of how many.
        other_count: u64,
    },
    /// Two are of the same shard.
    #[error("`{one}` and `{other}` are both shard {shard}: what was run twice is counted twice")]
    Overlap {
        /// Which.
        shard: String,
        /// A file.
        one: String,
        /// Another.
        other: String,
    },
    /// Some are not there.
    #[error("these shards are missing: {}; without them nothing is whole", _0.join(", "))]
    Missing(Vec<String>),
    /// Two are of different runs.
    #[error("`{one}` and `{other}` do not go together: they differ in {what}")]
    Unlike {
        /// A file.
        one: String,
        /// Another.
        other: String,
        /// In what.
        what: &'static str,
    },
    /// One holds what belongs to another shard.
    #[error("`{name}` holds `{scenario}`, which does not belong to shard {shard}")]
    Stray {
        /// The file.
        name: String,
        /// The scenario.
        scenario: String,
        /// The shard.
        shard: String,
    },
}

/// The journals of all shards of a run, found to go together, in whatever order they came.
#[derive(Debug)]
pub struct Joint {
    /// The header of the whole run.
    pub header: Header,
    ended: Ended,
    journals: Vec<Journal>,
    /// Every scenario: of which journal, and its number there.
    scenarios: Vec<(usize, usize)>,
}

impl Joint {
    /// Looks whether journals are those of one run, and how they join.
    ///
    /// # Errors
    ///
    /// Where a shard is missing or comes twice, or the journals are not of one run.
    pub fn of(journals: Vec<Named>) -> Result<Self, MergeError> {
        let shards = whole(journals)?;
        let Some((_, first)) = shards.first() else { return Err(MergeError::Missing(vec!["all".to_owned()])) };
        for (shard, named) in &shards {
            if let Some(what) = difference(&first.journal.header, &named.journal.header) {
                return Err(MergeError::Unlike { one: first.name.clone(), other: named.name.clone(), what });
            }
            let mut scenarios = named.journal.outcome().scenarios.iter();
            if let Some(stray) = scenarios.find(|scenario| !shard.holds(&scenario.id)) {
                let (scenario, shard) = (stray.id.to_string(), shard.to_string());
                return Err(MergeError::Stray { name: named.name.clone(), scenario, shard });
            }
        }
        Ok(joined(shards))
    }

    /// Joins them.
    ///
    /// # Errors
    ///
    /// Where one cannot be read any more, or the whole cannot be written.
    pub fn keep(self, mut keeper: Keeper) -> Result<Journal, KeepError> {
        for (journal, number) in self.scenarios {
            keeper.add(self.journals[journal].scenario(number)?.record.into_owned());
        }
        keeper.finish(self.ended)
    }
}

/// The journals by shard, if every shard is there once.
fn whole(journals: Vec<Named>) -> Result<Vec<(Shard, Named)>, MergeError> {
    let mut found: BTreeMap<u64, (Shard, Named)> = BTreeMap::new();
    let mut of: Option<(String, u64)> = None;
    for named in journals {
        let told = named.journal.header.selection.shard.as_deref().and_then(|shard| shard.parse::<Shard>().ok());
        let shard = told.ok_or_else(|| MergeError::NoShard(named.name.clone()))?;
        let Shard::Hash { index, count } = shard;
        let (one, one_count) = of.get_or_insert_with(|| (named.name.clone(), count.get())).clone();
        if one_count != count.get() {
            return Err(MergeError::OtherCount { one, one_count, other: named.name, other_count: count.get() });
        }
        if let Some((_, before)) = found.get(&index.get()) {
            let (one, other) = (before.name.clone(), named.name);
            return Err(MergeError::Overlap { shard: shard.to_string(), one, other });
        }
        found.insert(index.get(), (shard, named));
    }
    let count = of.map_or(0, |(_, count)| count);
    let missing: Vec<String> =
        (1..=count).filter(|index| !found.contains_key(index)).map(|index| format!("{index}/{count}")).collect();
    if missing.is_empty() { Ok(found.into_values().collect()) } else { Err(MergeError::Missing(missing)) }
}

/// In what two headers differ that cannot be of one run. Each shard may have a servlet, a seed and a time of its own.
fn difference(one: &Header, other: &Header) -> Option<&'static str> {
    let product = |header: &Header| {
        header
            .profile
            .as_ref()
            .map(|profile| (profile.vendor.clone(), profile.product.clone(), profile.version.clone()))
    };
    let asked = |header: &Header| {
        let selection = &header.selection;
        (selection.tags.clone(), selection.ids.clone(), selection.max_wait_ms, selection.of)
    };
    let checks = [
        (one.suite == other.suite, "the suite, its features or its goldens"),
        (one.target.mutant == other.target.mutant, "the mutant"),
        (one.target.url.is_some() == other.target.url.is_some(), "the kind of target"),
        (one.target.dialect == other.target.dialect, "the dialect"),
        (one.target.capabilities == other.target.capabilities, "the capabilities of the target"),
        (one.target.variants == other.target.variants, "the variants in force"),
        (product(one) == product(other), "the product"),
        (one.mode == other.mode, "how time passes"),
        (asked(one) == asked(other), "what was selected"),
        (one.known_failures == other.known_failures, "the known failures"),
        (one.judged_again == other.judged_again, "whether they were judged again"),
    ];
    checks.into_iter().find(|(alike, _)| !alike).map(|(_, what)| what)
}

fn joined(shards: Vec<(Shard, Named)>) -> Joint {
    let merged = shards.iter().map(|(shard, Named { journal, .. })| MergedShard {
        shard: shard.to_string(),
        target: journal.header.target.label.clone(),
        sha256: journal.sha256.clone().unwrap_or_default(),
    });
    let merged: Vec<MergedShard> = merged.collect();
    let journals: Vec<Journal> = shards.into_iter().map(|(_, named)| named.journal).collect();
    let mut header = journals[0].header.clone();
    header.selection.shard = None;
    header.merged = merged;
    header.started = journals.iter().map(|journal| journal.header.started).min().unwrap_or(header.started);
    header.canaries = each_once(journals.iter().flat_map(|journal| journal.header.canaries.clone()));
    let ended = journals.iter().map(|journal| journal.footer.ended).max().unwrap_or(header.started);
    let elapsed = ended.duration_since(header.started).as_millis();
    let early: BTreeSet<String> = journals.iter().filter_map(|journal| journal.footer.ended_early.clone()).collect();
    let ended = Ended {
        ended,
        elapsed_ms: u64::try_from(elapsed).unwrap_or_default(),
        ended_early: (!early.is_empty()).then(|| early.into_iter().collect::<Vec<_>>().join("; ")),
        claims: each_once(journals.iter().flat_map(|journal| journal.footer.claims.clone())),
    };
    let summary = |(journal, number): (usize, usize)| &journals[journal].outcome().scenarios[number];
    let numbers = |(index, journal): (usize, &Journal)| {
        (0..journal.outcome().scenarios.len()).map(move |number| (index, number)).collect::<Vec<_>>()
    };
    let mut scenarios: Vec<(usize, usize)> = journals.iter().enumerate().flat_map(numbers).collect();
    scenarios.sort_by_key(|at| place(summary(*at)));
    header.selection.selected = scenarios.iter().map(|at| summary(*at).id.to_string()).collect();
    Joint { header, ended, journals, scenarios }
}

fn place(scenario: &Summary) -> (&str, usize, &str) {
    (&scenario.feature.source, scenario.line, &scenario.id)
}

fn each_once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut kept: Vec<T> = Vec::new();
    for one in all {
        if !kept.contains(&one) {
            kept.push(one);
        }
    }
    kept
}
