//! The rules of a bundle as steps: each looks at the files alone, without network.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use cucumber::{given, then};
use serde::Deserialize;

use super::bundle::{FILES, JOURNAL, MANIFEST, PAGE, STATEMENT, json, manifest};
use super::model::{Conformance, Statement, statement};
use super::page::page;
use crate::journal::digest::sha256;
use crate::journal::header::Mode;
use crate::journal::keeper::{KeepError, Keeper};
use crate::journal::reader::{self, JournalError};
use crate::journal::scenario::{Identity, ScenarioRecord};
use crate::journal::whole::Journal;
use crate::run::catalogue::Catalogue;
use crate::run::goldens::Goldens;
use crate::run::header::carried;
use crate::run::mutants::canary;
use crate::run::rejudge::{Again, Measure};
use crate::verdict::outcome::Verdict;

/// What the rules look at.
#[derive(Debug, Default, cucumber::World)]
pub struct BundleWorld {
    /// The directory.
    pub directory: PathBuf,
    /// Its journal, once it was read.
    pub journal: Arc<OnceLock<Result<Journal, Broken>>>,
    /// Whether what a rule demands cannot be found out here, so that it is not broken either.
    pub unproven: bool,
}

/// What a rule found wrong.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Broken(pub String);

type Kept = Result<(), Broken>;

fn broken(what: impl Into<String>) -> Broken {
    Broken(what.into())
}

fn unreadable(error: &JournalError) -> Broken {
    broken(format!("`{JOURNAL}` {error}"))
}

fn keep(kept: bool, otherwise: impl FnOnce() -> String) -> Kept {
    if kept { Ok(()) } else { Err(Broken(otherwise())) }
}

impl BundleWorld {
    fn bytes(&self, name: &str) -> Result<Vec<u8>, Broken> {
        fs::read(self.directory.join(name)).map_err(|error| broken(format!("`{name}` cannot be read: {error}")))
    }

    fn text(&self, name: &str) -> Result<String, Broken> {
        String::from_utf8(self.bytes(name)?).map_err(|_| broken(format!("`{name}` is no UTF-8")))
    }

    /// The journal, read once for all rules.
    fn journal(&self) -> Result<&Journal, Broken> {
        let read = || reader::read(&self.directory.join(JOURNAL)).map_err(|error| unreadable(&error));
        self.journal.get_or_init(read).as_ref().map_err(Broken::clone)
    }

    fn statement(&self) -> Result<Statement, Broken> {
        let text = self.text(STATEMENT)?;
        serde_json::from_str(&text).map_err(|error| broken(format!("`{STATEMENT}` is no statement: {error}")))
    }

    /// The statement, where it calls its product conformant.
    fn conformant(&self) -> Result<Option<Statement>, Broken> {
        Ok(Some(self.statement()?).filter(|statement| statement.conformance == Conformance::Conformant))
    }
}

#[given("a bundle")]
fn a_bundle(world: &mut BundleWorld) -> Kept {
    keep(world.directory.is_dir(), || format!("`{}` is no directory", world.directory.display()))
}

#[then("its manifest names the journal, the page and the statement, and nothing else")]
fn manifest_names(world: &mut BundleWorld) -> Kept {
    let text = world.text(MANIFEST)?;
    let named: Vec<&str> = text.lines().map(|line| line.split_once("  ").map_or(line, |(_, name)| name)).collect();
    keep(named == FILES, || format!("`{MANIFEST}` names {}", named.join(", ")))
}

#[then("every file has the digest that the manifest tells")]
fn digests_hold(world: &mut BundleWorld) -> Kept {
    let told = world.text(MANIFEST)?;
    let found = manifest(&world.directory).map_err(|error| broken(error.to_string()))?;
    let changed: Vec<&str> = found
        .lines()
        .filter(|line| !told.lines().any(|told| told == *line))
        .filter_map(|line| line.split_once("  ").map(|(_, name)| name))
        .collect();
    keep(changed.is_empty(), || format!("changed after it was written: {}", changed.join(", ")))?;
    keep(found == told, || format!("`{MANIFEST}` is not as it was written"))
}

#[then("there is no other file")]
fn no_other_file(world: &mut BundleWorld) -> Kept {
    let entries = fs::read_dir(&world.directory).map_err(|error| broken(error.to_string()))?;
    let names: BTreeSet<String> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    let strange: Vec<&String> =
        names.iter().filter(|name| !FILES.contains(&name.as_str()) && *name != MANIFEST).collect();
    keep(strange.is_empty(), || format!("nobody vouches for {strange:?}"))
}

#[then("the journal is sealed")]
#[then("every scenario that was selected has a record")]
#[then("the footer counts what the records say")]
fn journal_is_whole(world: &mut BundleWorld) -> Kept {
    // The reader takes no journal of which one of these does not hold.
    world.journal().map(|_| ())
}

#[then("the suite is the one that this program carries")]
fn suite_is_carried(world: &mut BundleWorld) -> Kept {
    let journal = world.journal()?;
    let (told, own) = (&journal.header.suite, carried());
    let texts = [("features", &told.features, &own.features), ("goldens", &told.goldens, &own.goldens)];
    for (name, told, own) in texts {
        let contradictory = told.edited && told.sha256 == own.sha256;
        keep(!contradictory, || {
            format!("its {name} are told to be edited, and have the digest of those as published")
        })?;
    }
    let edited = texts.into_iter().filter_map(|(name, told, _)| told.edited.then_some(name));
    let edited = edited.collect::<Vec<_>>().join(" and ");
    let others = [
        ("name", told.name != own.name),
        ("version", told.version != own.version),
        ("specification", told.specification_sha256 != own.specification_sha256),
        ("features", told.features.sha256 != own.features.sha256),
        ("goldens", told.goldens.sha256 != own.goldens.sha256),
    ];
    let others: Vec<&str> = others.into_iter().filter_map(|(name, differs)| differs.then_some(name)).collect();
    let why = if others.is_empty() {
        return Ok(());
    } else if edited.is_empty() {
        let (version, own, others) = (&told.version, &own.version, others.join(", "));
        format!(
            "it was run by a ccbspec {version} with other {others} than this {own}; verify it with the program that ran it"
        )
    } else {
        format!("it was run with edited {edited}, which are not in the bundle: nobody can judge it again without them")
    };
    world.unproven = true;
    Err(broken(why))
}

#[then("every record is the one that follows again from what was recorded")]
fn records_follow(world: &mut BundleWorld) -> Kept {
    let journal = world.journal()?;
    let fault = |error: crate::run::error::RunError| broken(error.to_string());
    let catalogue = Catalogue::embedded().map_err(fault)?;
    let measure = Measure { catalogue: &catalogue, goldens: &Goldens::Embedded, profile: None, known_failures: None };
    let again = Again::of(journal, &measure).map_err(fault)?;
    let kept = |error: KeepError| broken(error.to_string());
    let keeper =
        Keeper::unnamed(again.header.clone()).map_err(|error| kept(KeepError::NotWritten(error.to_string())))?;
    let again = again.judge(keeper).map_err(kept)?;
    for recorded in journal.scenarios() {
        let recorded = recorded.map_err(|error| unreadable(&error))?.record;
        let id = &recorded.scenario.id;
        let again = again.find(id).map_err(|error| unreadable(&error))?;
        let Some(again) = again else { return Err(broken(format!("there is no scenario `{id}`"))) };
        if let Some(what) = otherwise(&recorded, &again.record) {
            return Err(broken(format!("{what} of `{id}` do not follow from what was recorded")));
        }
    }
    Ok(())
}

/// What of a record is not as it follows again; nothing where all of it is. A feature may have been read from another directory.
fn otherwise(recorded: &ScenarioRecord, again: &ScenarioRecord) -> Option<&'static str> {
    let file = |record: &ScenarioRecord| PathBuf::from(&record.scenario.source).file_name().map(OsStr::to_owned);
    let identity = Identity { source: again.scenario.source.clone(), ..recorded.scenario.clone() };
    let checks = [
        (recorded.verdict == again.verdict, "verdict"),
        (recorded.reason == again.reason && recorded.passed_steps == again.passed_steps, "reason and its step"),
        (recorded.expected == again.expected, "the values expected"),
        (recorded.steps == again.steps, "the steps"),
        (identity == again.scenario && file(recorded) == file(again), "title, clauses, capabilities and place"),
        (recorded == &ScenarioRecord { scenario: recorded.scenario.clone(), ..again.clone() }, "the rest"),
    ];
    checks.into_iter().find(|(alike, _)| !alike).map(|(_, what)| what)
}

#[then("time passed as its mode tells")]
fn time_passed_so(world: &mut BundleWorld) -> Kept {
    let journal = world.journal()?;
    let exact = journal.header.mode == Mode::TestClock;
    for scenario in journal.scenarios() {
        let record = scenario.map_err(|error| unreadable(&error))?.record;
        let checkpoints = record.performance.iter().flat_map(|performance| &performance.checkpoints);
        let strange = checkpoints.map(|checkpoint| &checkpoint.observation).find(|seen| seen.window.is_none() != exact);
        keep(strange.is_none(), || {
            format!("`{}` was not observed by {}", record.scenario.id, journal.header.mode.words())
        })?;
    }
    Ok(())
}

/// What a profile calls its product.
#[derive(Default, Deserialize)]
struct Named {
    vendor: Option<String>,
    name: Option<String>,
    version: Option<String>,
}

#[then("the profile has the digest and names the product that are told")]
fn profile_is_as_told(world: &mut BundleWorld) -> Kept {
    #[derive(Deserialize)]
    struct Text {
        #[serde(default)]
        product: Named,
    }
    let journal = world.journal()?;
    let Some(profile) = &journal.header.profile else { return Ok(()) };
    keep(profile.sha256 == sha256(profile.text.as_bytes()), || "the profile has another digest".to_owned())?;
    let text: Text = serde_yaml::from_str(&profile.text).map_err(|error| broken(error.to_string()))?;
    let Named { vendor, name, version } = text.product;
    let told = (&profile.vendor, &profile.product, &profile.version);
    keep((&vendor, &name, &version) == told, || "the profile names another product".to_owned())
}

#[then("the shards that it was joined from make the whole")]
fn shards_make_the_whole(world: &mut BundleWorld) -> Kept {
    let merged = &world.journal()?.header.merged;
    let told: Vec<&str> = merged.iter().map(|shard| shard.shard.as_str()).collect();
    let whole: Vec<String> = (1..=merged.len()).map(|index| format!("hash:{index}/{}", merged.len())).collect();
    keep(told == whole, || format!("it was joined from {}", told.join(", ")))
}

#[then("the statement is the one that follows from the journal")]
fn statement_follows(world: &mut BundleWorld) -> Kept {
    let follows = json(&statement(world.journal()?).map_err(|error| unreadable(&error))?);
    keep(world.text(STATEMENT)? == follows, || format!("`{STATEMENT}` says otherwise than the journal"))
}

#[then("the page is the one that follows from the statement")]
fn page_follows(world: &mut BundleWorld) -> Kept {
    let follows = page(&statement(world.journal()?).map_err(|error| unreadable(&error))?);
    keep(world.text(PAGE)? == follows, || format!("`{PAGE}` says otherwise than the journal"))
}

#[then("a conformant statement is of a run that left nothing out")]
fn nothing_left_out(world: &mut BundleWorld) -> Kept {
    let Some(statement) = world.conformant()? else { return Ok(()) };
    let campaign = &statement.campaign;
    let selection = &campaign.selection;
    let (selected, of) = (selection.selected.len(), selection.of);
    let all = carried_scenarios()?;
    keep(selected == of && of == all, || format!("{selected} of {all} scenarios were selected"))?;
    keep(campaign.ended_early.is_none(), || "it ended early".to_owned())?;
    let hindered = statement.left_out.iter().find(|left_out| left_out.verdict != Verdict::NotApplicable);
    keep(hindered.is_none(), || format!("`{}` was left out", hindered.map_or("", |left_out| &left_out.scenario)))
}

/// How many scenarios there are.
fn carried_scenarios() -> Result<usize, Broken> {
    Catalogue::embedded().map(|catalogue| catalogue.scripts.len()).map_err(|error| broken(error.to_string()))
}

#[then("a conformant statement is of features and goldens as they are published")]
fn nothing_edited(world: &mut BundleWorld) -> Kept {
    let Some(Statement { suite, .. }) = world.conformant()? else { return Ok(()) };
    let own = carried();
    let published = suite.features.sha256 == own.features.sha256 && suite.goldens.sha256 == own.goldens.sha256;
    let edited = suite.features.edited || suite.goldens.edited;
    keep(published && !edited, || "the features or goldens are others".to_owned())
}

#[then("a conformant statement is of a suite that noticed its canaries")]
fn canaries_noticed(world: &mut BundleWorld) -> Kept {
    let Some(Statement { canaries, .. }) = world.conformant()? else { return Ok(()) };
    let all = canary::all_noticed().map_err(|error| broken(error.to_string()))?;
    keep(canaries == all, || "a canary was not noticed, or was not let out".to_owned())
}

#[then("a conformant statement is of a product and no mutant")]
fn no_mutant(world: &mut BundleWorld) -> Kept {
    let journal = world.journal()?;
    let Some(_) = world.conformant()? else { return Ok(()) };
    keep(journal.header.target.mutant.is_none(), || "the target was a mutant".to_owned())
}

#[then("a conformant statement has no failure, known or not")]
fn no_failure(world: &mut BundleWorld) -> Kept {
    let Some(statement) = world.conformant()? else { return Ok(()) };
    let spoiling = [Verdict::Fail, Verdict::KnownFailure, Verdict::UnexpectedlyPassed, Verdict::HarnessError];
    let found = spoiling.into_iter().find(|verdict| statement.verdicts.contains_key(verdict));
    keep(found.is_none(), || format!("some scenarios are {}", found.map_or("", Verdict::name)))?;
    keep(statement.reservations.is_empty(), || "it has reservations".to_owned())
}
