//! The statement: what it may call conformant, and that whoever verifies it finds what was done to it.

mod kit;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ccbspec::ccb::capability::Capability;
use ccbspec::ccb::claim::{Claim, ClaimFault};
use ccbspec::ccb::clause::ClauseId;
use ccbspec::golden::compare::Difference;
use ccbspec::journal::digest::sha256;
use ccbspec::journal::footer::Footer;
use ccbspec::journal::header::{Canary, Header, MergedShard, Mode, ProfileIdentity, Suite};
use ccbspec::journal::keeper::Keeper;
use ccbspec::journal::scenario::{End, ScenarioRecord, Stopped};
use ccbspec::journal::whole::Journal;
use ccbspec::run::catalogue::{Catalogue, Script};
use ccbspec::run::goldens::Goldens;
use ccbspec::run::mutants::canary;
use ccbspec::run::plan::Plan;
use ccbspec::run::play::{Bounds, Part};
use ccbspec::run::{header, suite};
use ccbspec::statement::bundle::{JOURNAL, MANIFEST, PAGE, STATEMENT, json, manifest, write};
use ccbspec::statement::clauses::Finding;
use ccbspec::statement::model::{Conformance, statement};
use ccbspec::statement::verify::{Flaw, Found, Rule, verify};
use ccbspec::target::embedded::{Bent, mutants};
use ccbspec::target::source::TargetSource;
use ccbspec::verdict::outcome::{Reason, Verdict};
use kit::{journal_of, records, told};
use tempfile::TempDir;

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(future)
}

/// A run as an acceptance run is, of the scenarios that `chosen` tells.
fn played(bent: Bent, chosen: impl Fn(&Script) -> bool) -> Journal {
    let catalogue = Catalogue::embedded().expect("it is in order");
    let scripts: Vec<&Arc<Script>> = catalogue.scripts.iter().filter(|script| chosen(script)).collect();
    let source = TargetSource::embedded(bent);
    let parts = suite::parts(&scripts, &Goldens::Embedded, &BTreeSet::new()).expect("the goldens are in order");
    let plan = Plan::new(&source, &parts.iter().collect::<Vec<&Part>>(), None);
    let bounds = Bounds::default();
    let mut header = header::plain(&source, &plan, bounds.seed);
    header.selection.of = catalogue.scripts.len();
    header.selection.ids = scripts.iter().map(|script| script.id.clone()).collect();
    header.canaries = canaries(true);
    block_on(suite::perform_within(&source, &plan, Keeper::held(header), bounds)).expect("it can be played")
}

/// The canaries that a fit suite notices, or the same with one that it did not.
fn canaries(all: bool) -> Vec<Canary> {
    let mut canaries = canary::all_noticed().expect("all of them are mutants");
    canaries[0].noticed = all;
    canaries
}

/// What a run is made of.
struct Parts {
    header: Header,
    records: Vec<ScenarioRecord>,
    footer: Footer,
}

/// The same run with a changed header, records or end; what follows from them follows anew.
fn changed(journal: &Journal, change: impl FnOnce(&mut Parts)) -> Journal {
    let mut parts = Parts { header: journal.header.clone(), records: records(journal), footer: journal.footer.clone() };
    change(&mut parts);
    journal_of(parts.header, parts.records, parts.footer.into())
}

/// Writes the bundle of a journal, sealed as if it had been written so.
fn bundle(home: &Path, name: &str, journal: &Journal) -> PathBuf {
    let file = home.join(format!("{name}.jsonl"));
    let mut keeper = Keeper::create(&file, journal.header.clone()).expect("it is written");
    for record in records(journal) {
        keeper.add(record);
    }
    let journal = keeper.finish(journal.footer.clone().into()).expect("it is written");
    let directory = home.join(name);
    write(&directory, &journal, &file).expect("the bundle is written");
    directory
}

/// The names of the rules that a bundle breaks.
fn broken(directory: &Path) -> Vec<String> {
    rules(directory).into_iter().filter(|rule| matches!(rule.found, Found::Broken(_))).map(|rule| rule.name).collect()
}

fn rules(directory: &Path) -> Vec<Rule> {
    let rules = block_on(verify(directory)).expect("the rules can be played");
    assert_eq!(rules.len(), 5, "every rule is told");
    rules
}

/// Writes the manifest anew, as somebody who hides a change would.
fn hide(directory: &Path) {
    let text = manifest(directory).expect("it can be read");
    fs::write(directory.join(MANIFEST), text).expect("it is written");
}

fn few(script: &Script) -> bool {
    ["enter-one-row", "plain-callback"].contains(&script.id.as_str())
}

#[test]
fn a_whole_run_is_stated_as_it_was_and_verified() {
    let home = TempDir::new().expect("a directory");
    let journal = home.path().join("run.jsonl");
    let out = home.path().join("statement");
    let (journal, out) = (journal.to_str().expect("UTF-8"), out.to_str().expect("UTF-8"));
    told(["run", "--quiet", "--journal", journal]).must(0, &["conformant"]);
    told(["statement", journal, "--out", out]).must(0, &["conformant: written to"]);
    told(["verify", out]).must(0, &["kept", "as it was written", "it states `conformant`"]);
    told(["statement", journal, "--out", out]).must(2, &["is not empty"]);
    told(["compare", out, journal]).must(0, &["243 unchanged"]);
    told(["verify", journal]).must(2, &["is no directory"]);
}

#[test]
fn whatever_is_done_to_a_bundle_is_found() {
    let home = TempDir::new().expect("a directory");
    let whole = bundle(home.path(), "whole", &played(Bent::Straight, few));
    assert_eq!(broken(&whole), Vec::<String>::new());
    for name in [JOURNAL, PAGE, STATEMENT, MANIFEST] {
        let path = whole.join(name);
        let bytes = fs::read(&path).expect("it is there");
        for at in (0..bytes.len()).step_by(bytes.len() / 3).chain([bytes.len() - 1]) {
            let mut other = bytes.clone();
            other[at] ^= 1;
            fs::write(&path, &other).expect("it is written");
            assert!(broken(&whole).contains(&"whole".to_owned()), "byte {at} of {name}");
        }
        fs::write(&path, &bytes[..bytes.len() - 1]).expect("it is cut off");
        assert!(broken(&whole).contains(&"whole".to_owned()), "{name} was cut off");
        fs::remove_file(&path).expect("it goes");
        assert!(broken(&whole).contains(&"whole".to_owned()), "{name} is not there");
        fs::write(&path, &bytes).expect("it is as it was");
    }
    fs::write(whole.join("note.txt"), "all is well").expect("it is written");
    assert_eq!(broken(&whole), ["whole"]);
}

#[test]
fn who_hides_a_change_is_found_by_what_follows_from_the_recording() {
    let home = TempDir::new().expect("a directory");
    let mutant = mutants().find(|mutant| mutant.name == "enter-repeats-the-estimate").expect("it is there");
    let failing = played(Bent::As(mutant), few);
    // A failure that is called a pass, with counts, seal, statement and manifest that agree with it.
    let forged = changed(&failing, |journal| {
        for record in &mut journal.records {
            (record.reason, record.verdict, record.passed_steps) = (None, Verdict::Pass, record.steps.len());
        }
    });
    assert_eq!(broken(&bundle(home.path(), "forged", &forged)), ["judgement"]);
    // A statement that says more than its journal.
    let partial = bundle(home.path(), "partial", &played(Bent::Straight, few));
    let path = partial.join(STATEMENT);
    let text = fs::read_to_string(&path).expect("it is there");
    fs::write(&path, text.replacen("\"inconclusive\"", "\"conformant\"", 1)).expect("it is written");
    hide(&partial);
    assert_eq!(broken(&partial), ["statement", "conformance"]);
    // A journal that calls the whole suite what it selected.
    let claimed = changed(&played(Bent::Straight, few), |journal| journal.header.selection.of = 2);
    let claimed = bundle(home.path(), "claimed", &claimed);
    assert_eq!(broken(&claimed), ["conformance"]);
}

/// Verdicts follow only by the rules that a run was judged by: who verifies with another build is told what is other in it.
#[test]
fn a_bundle_of_another_suite_is_told_by_what_differs() {
    let home = TempDir::new().expect("a directory");
    let run = played(Bent::Straight, few);
    let own = &run.header.suite.version;
    let of = |name: &str, change: &dyn Fn(&mut Suite)| {
        let other = bundle(home.path(), name, &changed(&run, |journal| change(&mut journal.header.suite)));
        assert_eq!(broken(&other), Vec::<String>::new(), "{name}");
        let mut found = rules(&other).into_iter().map(|rule| rule.found);
        let unproven = found.find_map(|found| if let Found::Unproven(flaw) = found { Some(flaw.what) } else { None });
        unproven.expect("nobody can tell here")
    };
    let must = |why: String, differs: &str| {
        let end = format!("with other {differs} than this {own}; verify it with the program that ran it");
        assert!(why.ends_with(&end), "{differs}: {why}");
    };
    must(of("version", &|suite| suite.version = "0.0.1".to_owned()), "version");
    must(of("specification", &|suite| suite.specification_sha256 = "0".repeat(64)), "specification");
    must(of("features", &|suite| suite.features.sha256 = "0".repeat(64)), "features");
    let both = |suite: &mut Suite| {
        suite.goldens.sha256 = "0".repeat(64);
        suite.specification_sha256 = "0".repeat(64);
    };
    must(of("both", &both), "specification, goldens");
    let edited = |suite: &mut Suite| (suite.features.edited, suite.features.sha256) = (true, "0".repeat(64));
    assert!(of("edited", &edited).contains("with edited features"));
    // What says that it was edited, and has the digest of what is published, would escape its judgement.
    let contradictory = changed(&run, |journal| journal.header.suite.goldens.edited = true);
    assert_eq!(broken(&bundle(home.path(), "contradictory", &contradictory)), ["judgement"]);
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    told(["verify", &text(&home.path().join("edited"))]).must(3, &["unproven", "not proven"]);
    told(["verify", &text(&home.path().join("contradictory"))]).must(1, &["broken", "not to be believed"]);
}

/// Whoever has the program can write any journal and seal it. What no run can have recorded is found all the same.
#[test]
fn what_no_run_can_have_recorded_is_found() {
    let home = TempDir::new().expect("a directory");
    let run = played(Bent::Straight, few);
    let of = |name: &str, change: &dyn Fn(&mut Parts)| broken(&bundle(home.path(), name, &changed(&run, change)));
    let catalogue = Catalogue::embedded().expect("it is in order");
    let expected = |id: &str| {
        let script = catalogue.scripts.iter().find(|script| script.id == id);
        Goldens::Embedded.load(script.expect("there is one")).ok()
    };
    let stopped = |stopped: Stopped, checkpoints: usize| {
        move |journal: &mut Parts| {
            for record in &mut journal.records {
                let performance = record.performance.as_mut().expect("it was played");
                performance.checkpoints.truncate(checkpoints);
                performance.passed_steps = 1;
                performance.end = Some(End::Stopped(stopped.clone()));
                let reason = Reason::from(stopped.clone());
                (record.passed_steps, record.verdict, record.reason) = (1, reason.verdict(), Some(reason));
                // As whoever forges a failure takes it from the goldens.
                record.expected = expected(&record.scenario.id);
            }
        }
    };
    let should = ClauseId::from_text("CCB-TRN-09").expect("it is a SHOULD");
    let breach = Stopped::Breach { message: "it is malformed".to_owned(), clause: should };
    assert_eq!(of("breach", &stopped(breach, 0)), ["judgement"], "a failure that is called a warning");
    let text = str::to_owned;
    let difference =
        Difference { path: text("status"), expected: text("413"), actual: text("200"), clause: Some(should) };
    assert_eq!(of("then", &stopped(Stopped::Differs(vec![difference]), 0)), ["judgement"], "and by a `Then`");
    let hindered = Stopped::Hindered(text("the line is dead"));
    assert_eq!(of("hindered", &stopped(hindered.clone(), 0)), ["judgement"], "its first `When` went through unseen");
    let also = |journal: &mut Parts| {
        let more = ["CCB-DUR-01", "CCB-DUR-02"].map(|id| ClauseId::from_text(id).expect("there is one"));
        journal.records[0].scenario.clauses.extend(more);
    };
    assert_eq!(of("clauses", &also), ["judgement"], "clauses that no scenario checked");
    assert_eq!(of("steps", &|journal| journal.records[0].steps[0].line += 1), ["judgement"]);
    assert_eq!(of("title", &|journal| journal.records[0].scenario.title.push('!')), ["judgement"]);
    let left_out = |reason: Capability| {
        move |journal: &mut Parts| {
            journal.header.target.capabilities.clear();
            for record in &mut journal.records {
                let reason = Reason::Undeclared(vec![reason]);
                (record.performance, record.passed_steps) = (None, 0);
                (record.verdict, record.reason) = (reason.verdict(), Some(reason));
            }
        }
    };
    let rates = played(Bent::Straight, |script| script.id == "rates-dequeue");
    let of_rates =
        |name: &str, reason: Capability| broken(&bundle(home.path(), name, &changed(&rates, left_out(reason))));
    assert_eq!(of_rates("needed", Capability::Rates), Vec::<String>::new());
    assert_eq!(of_rates("reason", Capability::Restart), ["judgement"], "left out for what it does not need");
    assert_eq!(of("mode", &|journal| journal.header.mode = Mode::RealTime), ["journal"]);
    let shard = |journal: &mut Parts| {
        let (shard, target, sha256) = (text("hash:2/2"), text("nobody"), text("x"));
        journal.header.merged = vec![MergedShard { shard, target, sha256 }];
    };
    assert_eq!(of("merged", &shard), ["journal"]);
    let profile = |product: &str, other: &str| {
        let (profile, other) = (format!("product:\n  name: {product}\n  version: 2.10\n"), other.to_owned());
        move |journal: &mut Parts| {
            journal.header.profile = Some(ProfileIdentity {
                sha256: sha256(profile.as_bytes()) + &other,
                text: profile.clone(),
                product: Some("CCB".to_owned()),
                version: Some("2.10".to_owned()),
                vendor: None,
            });
        }
    };
    assert_eq!(of("profile", &profile("CCB", "")), Vec::<String>::new());
    assert_eq!(of("product", &profile("CC", "")), ["journal"]);
    assert_eq!(of("digest", &profile("CCB", "0")), ["journal"]);
}

#[test]
fn a_canary_that_nobody_knows_is_none() {
    let home = TempDir::new().expect("a directory");
    let whole = played(Bent::Straight, |_| true);
    let bird = Canary { mutant: "none".to_owned(), ..canaries(true)[0].clone() };
    let bundle = bundle(home.path(), "bird", &changed(&whole, |journal| journal.header.canaries = vec![bird]));
    let found = rules(&bundle).into_iter().map(|rule| rule.found).filter(|found| *found != Found::Kept);
    let step = "a conformant statement is of a suite that noticed its canaries".to_owned();
    let what = "a canary was not noticed, or was not let out".to_owned();
    assert_eq!(found.collect::<Vec<_>>(), [Found::Broken(Flaw { step, what })]);
}

#[test]
fn nothing_is_called_conformant_that_was_not_wholly_tested() {
    let whole = changed(&played(Bent::Straight, few), |journal| journal.header.selection.of = 2);
    assert_eq!(statement(&whole).expect("it was held").conformance, Conformance::Conformant);
    let of = |change: &dyn Fn(&mut Parts)| {
        let statement = statement(&changed(&whole, change)).expect("it was held");
        (statement.conformance, statement.reservations.len())
    };
    let doubtful = (Conformance::Inconclusive, 1);
    assert_eq!(of(&|journal| journal.header.selection.of = 3), doubtful, "not all were selected");
    assert_eq!(of(&|journal| journal.header.suite.goldens.edited = true), doubtful);
    assert_eq!(of(&|journal| journal.header.suite.features.edited = true), doubtful);
    assert_eq!(of(&|journal| journal.header.canaries = canaries(false)), doubtful);
    assert_eq!(of(&|journal| journal.header.canaries.clear()), doubtful);
    assert_eq!(of(&|journal| journal.header.target.mutant = Some("x".to_owned())), doubtful);
    assert_eq!(of(&|journal| journal.header.mode = Mode::Rehearsed), doubtful);
    let shards = |targets: [&str; 2]| {
        let targets = targets.map(str::to_owned);
        move |journal: &mut Parts| {
            let shard = |(index, target): (usize, &String)| MergedShard {
                shard: format!("hash:{}/2", index + 1),
                target: target.clone(),
                sha256: String::new(),
            };
            journal.header.merged = targets.iter().enumerate().map(shard).collect();
        }
    };
    assert_eq!(of(&shards(["http://a/", "http://b/"])), doubtful, "are they the same product?");
    assert_eq!(of(&shards(["http://a/", "http://a/"])), (Conformance::Conformant, 0));
    assert_eq!(of(&|journal| journal.footer.ended_early = Some("Ctrl-C".to_owned())), doubtful);
    let hindered = |journal: &mut Parts| {
        let record = &mut journal.records[0];
        (record.reason, record.verdict) = (Some(Reason::Hindered("no rows".to_owned())), Verdict::CouldNotRun);
    };
    assert_eq!(of(&hindered), doubtful);
    let undeclared = |journal: &mut Parts| {
        for record in &mut journal.records {
            let reason = Reason::Undeclared(vec![Capability::Archive]);
            (record.verdict, record.reason) = (reason.verdict(), Some(reason));
        }
    };
    assert_eq!(of(&undeclared), doubtful, "nothing was tested at all");
    let broken_claim = |journal: &mut Parts| {
        let seen = String::new();
        journal.footer.claims = vec![Claim { capability: Capability::Rates, fault: ClaimFault::Broken, seen }];
    };
    assert_eq!(of(&broken_claim).0, Conformance::NonConformant);
}

#[test]
fn every_clause_has_its_finding() {
    let mutant = mutants().find(|mutant| mutant.name == "enter-repeats-the-estimate").expect("it is there");
    let statement = statement(&played(Bent::As(mutant), few)).expect("it was held");
    let of = |id: &str| {
        let clause = statement.clauses.iter().find(|clause| clause.clause.as_str() == id);
        clause.expect("every clause is there").finding
    };
    assert_eq!(of("CCB-ENQ-03"), Finding::Fail, "a scenario that checks it failed");
    assert_eq!(of("CCB-DIA-01"), Finding::NotTested);
    let text = json(&statement);
    assert!(text.contains("\"CCB-DIA-01\"") && text.contains("non-conformant"));
}

/// Names come from a vendor's profile and a target's answers: they are text on the page.
#[test]
fn a_name_is_text_and_never_markup() {
    let home = TempDir::new().expect("a directory");
    let hostile = "<script>alert(1)</script>\u{202e}\"'&";
    let journal = changed(&played(Bent::Straight, few), |journal| {
        journal.header.target.label = hostile.to_owned();
        journal.header.target.dialect = hostile.to_owned();
        journal.footer.ended_early = Some(hostile.to_owned());
    });
    let page = fs::read_to_string(bundle(home.path(), "hostile", &journal).join(PAGE)).expect("it is there");
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;") && !page.contains('\u{202e}'), "{page}");
}
