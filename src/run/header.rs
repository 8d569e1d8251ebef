//! The header of a run's journal.

use std::sync::LazyLock;

use jiff::Timestamp;

use super::catalogue::{self, Catalogue};
use super::error::RunError;
use super::goldens::Goldens;
use super::plan::Plan;
use crate::ccb::clause::SPECIFICATION;
use crate::journal::digest::sha256;
use crate::journal::header::{
    Header, JOURNAL_VERSION, KnownEntry, Mode, ProfileIdentity, Selection, Suite, TargetIdentity, Texts,
};
use crate::profile::resolved::Profile;
use crate::profile::show::show;
use crate::target::pace::Pace;
use crate::target::source::TargetSource;
use crate::verdict::known_failure::Entry;

/// The suite as the program carries it.
static CARRIED: LazyLock<Suite> = LazyLock::new(|| Suite {
    name: env!("CARGO_PKG_NAME").to_owned(),
    version: env!("CARGO_PKG_VERSION").to_owned(),
    specification_sha256: sha256(SPECIFICATION.as_bytes()),
    features: Texts { sha256: catalogue::carried_sha256(), directory: None, edited: false },
    goldens: Texts { sha256: Goldens::carried_sha256(), directory: None, edited: false },
});

/// The suite as the program carries it.
pub fn carried() -> &'static Suite {
    &CARRIED
}

/// The suite that these features and goldens are.
///
/// # Errors
///
/// Where the goldens cannot be read.
pub fn suite(catalogue: &Catalogue, goldens: &Goldens) -> Result<Suite, RunError> {
    let mut suite = CARRIED.clone();
    if let Some(directory) = &catalogue.directory {
        suite.features = texts(catalogue.sha256.clone(), directory, &CARRIED.features);
    }
    if let Goldens::Directory(directory) = goldens {
        suite.goldens = texts(goldens.sha256()?, &directory.display().to_string(), &CARRIED.goldens);
    }
    Ok(suite)
}

fn texts(sha256: String, directory: &str, carried: &Texts) -> Texts {
    let edited = sha256 != carried.sha256;
    Texts { sha256, directory: Some(directory.to_owned()), edited }
}

/// The header of a run of this plan that begins now, with the suite that the program carries, and without anything that a user said.
pub fn plain(source: &TargetSource, plan: &Plan<'_>, seed: u64) -> Header {
    let selected: Vec<String> = plan.parts.iter().map(|part| part.script.id.clone()).collect();
    Header {
        journal_version: JOURNAL_VERSION,
        suite: CARRIED.clone(),
        target: target(source),
        profile: None,
        mode: match source.pace() {
            Pace::Moved => Mode::TestClock,
            Pace::Rehearsed { .. } => Mode::Rehearsed,
            Pace::Real(_) => Mode::RealTime,
        },
        seed,
        selection: Selection {
            tags: None,
            ids: Vec::new(),
            shard: None,
            max_wait_ms: None,
            of: selected.len(),
            selected,
        },
        known_failures: None,
        canaries: Vec::new(),
        merged: Vec::new(),
        judged_again: None,
        started: Timestamp::now(),
    }
}

fn target(source: &TargetSource) -> TargetIdentity {
    TargetIdentity {
        label: source.label(),
        url: source.url().map(str::to_owned),
        mutant: source.mutant().map(str::to_owned),
        dialect: source.dialect().name().to_owned(),
        capabilities: source.capabilities().into_iter().collect(),
        variants: source.variants().into_iter().collect(),
    }
}

/// What a user said of a target, as a journal holds it: without secrets.
pub fn profile(profile: &Profile) -> ProfileIdentity {
    let text = show(profile);
    ProfileIdentity {
        sha256: sha256(text.as_bytes()),
        text,
        vendor: profile.product.vendor.clone(),
        product: profile.product.name.clone(),
        version: profile.product.version.clone(),
    }
}

/// Known failures that were given, and which of them are of scenarios that there are.
pub fn known(entries: Vec<Entry>, catalogue: &Catalogue) -> Vec<KnownEntry> {
    let exists = |entry: &Entry| catalogue.scripts.iter().any(|script| script.id == entry.scenario);
    entries.into_iter().map(|entry| KnownEntry { exists: exists(&entry), entry }).collect()
}
