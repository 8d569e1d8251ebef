//! Verifying a bundle: cucumber plays the rules against it.

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use cucumber::gherkin::{Feature, GherkinEnv};
use cucumber::writer::Normalized;
use cucumber::{Cucumber, Event, Parser, World as _, Writer, cli, event, parser, runner};
use futures::FutureExt as _;
use futures::stream::{self, LocalBoxStream, StreamExt as _};

use super::rules::BundleWorld;
use crate::run::error::RunError;

/// The rules, as the program carries them.
pub const RULES: &str = include_str!("../../features/statement/verify.feature");

/// One rule, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its short name, such as `whole`.
    pub name: String,
    /// What it demands.
    pub title: String,
    /// What became of it.
    pub found: Found,
}

/// What became of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// It is kept.
    Kept,
    /// Nobody can tell here.
    Unproven(Flaw),
    /// It is broken.
    Broken(Flaw),
}

/// Where a rule ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// The step that did not go through.
    pub step: String,
    /// What was found there.
    pub what: String,
}

/// Plays every rule against the bundle in a directory.
///
/// # Errors
///
/// Where the rules cannot be played, or one of them was not played to its end, which is a fault of the harness.
pub async fn verify(directory: &Path) -> Result<Vec<Rule>, RunError> {
    let fault = |message: String| RunError::Harness(message);
    let feature = Feature::parse(RULES, GherkinEnv::default()).map_err(|error| fault(error.to_string()))?;
    let names: Vec<(String, String, usize)> = feature
        .scenarios
        .iter()
        .map(|scenario| (name(&scenario.tags), scenario.name.clone(), scenario.steps.len()))
        .collect();
    let directory = directory.to_owned();
    let (ledger, journal) = (Ledger::default(), Arc::default());
    let run = Cucumber::<BundleWorld, _, Feature, _, _, cli::Empty>::custom(
        Prepared,
        runner::Basic::default(),
        ledger.clone(),
    )
    .steps(BundleWorld::collection())
    .max_concurrent_scenarios(1)
    .before(move |_, _, _, world| {
        world.directory.clone_from(&directory);
        world.journal = Arc::clone(&journal);
        async {}.boxed_local()
    })
    .with_default_cli();
    run.filter_run(feature, |_, _, _| true).await;
    let told = std::mem::take(&mut *ledger.0.lock().unwrap_or_else(PoisonError::into_inner));
    if let Some(message) = told.faults.into_iter().next() {
        return Err(fault(message));
    }
    let rule = |(name, title, steps): (String, String, usize)| {
        let flawed = told.flawed.iter().find(|(of, _)| *of == title).map(|(_, found)| found.clone());
        let passed = told.passed.iter().filter(|of| **of == title).count();
        if flawed.is_none() && passed != steps {
            return Err(fault(format!("the rule `{title}` was not played to its end")));
        }
        Ok(Rule { name, title, found: flawed.unwrap_or(Found::Kept) })
    };
    names.into_iter().map(rule).collect()
}

fn name(tags: &[String]) -> String {
    tags.iter().find_map(|tag| tag.strip_prefix("rule:")).unwrap_or_default().to_owned()
}

/// Hands cucumber the rules that were read before.
struct Prepared;

impl Parser<Feature> for Prepared {
    type Cli = cli::Empty;
    type Output = LocalBoxStream<'static, parser::Result<Feature>>;

    fn parse(self, feature: Feature, _: cli::Empty) -> Self::Output {
        stream::iter([Ok(feature)]).boxed_local()
    }
}

/// Notes what cucumber tells, by the title of the rule.
#[derive(Clone, Debug, Default)]
struct Ledger(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    passed: Vec<String>,
    flawed: Vec<(String, Found)>,
    faults: Vec<String>,
}

impl Writer<BundleWorld> for Ledger {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<event::Cucumber<BundleWorld>>>, _: &cli::Empty) {
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match event.map(Event::into_inner) {
            Ok(event::Cucumber::Feature(_, event::Feature::Scenario(scenario, told))) => {
                let title = scenario.name.clone();
                let event::Scenario::Step(step, told) = told.event else { return };
                match told {
                    event::Step::Started => {}
                    event::Step::Passed(..) => noted.passed.push(title),
                    event::Step::Skipped => noted.faults.push(format!("no definition fits `{}`", step.value)),
                    event::Step::Failed(_, _, world, error) => {
                        let flaw = Flaw { step: step.value.clone(), what: what(&error) };
                        let unproven = world.is_some_and(|world| world.unproven);
                        noted.flawed.push((title, if unproven { Found::Unproven(flaw) } else { Found::Broken(flaw) }));
                    }
                }
            }
            Ok(_) => {}
            Err(error) => noted.faults.push(error.to_string()),
        }
    }
}

/// What a rule said of what is broken.
fn what(error: &event::StepError) -> String {
    match error {
        event::StepError::Panic(info) => {
            let any: &(dyn std::any::Any + Send) = &**info;
            let text = any.downcast_ref::<String>().cloned();
            text.or_else(|| any.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
        }
        other => other.to_string(),
    }
}

/// Events are sorted by scenario as they come.
impl Normalized for Ledger {}
