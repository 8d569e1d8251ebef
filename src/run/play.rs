//! Playing: cucumber drives the chosen scenarios, each on a stage of its own.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use cucumber::event::{self, HookType};
use cucumber::gherkin::{Feature, Scenario};
use cucumber::writer::Normalized;
use cucumber::{Cucumber, Event, Parser, Writer, cli, parser, runner};
use futures::FutureExt as _;
use futures::stream::{self, LocalBoxStream, StreamExt as _};

use super::catalogue::Script;
use super::judge::{Judge, Protocol, SharedProtocol};
use crate::golden::step::NormalStep;
use crate::journey::checkpoint::Checkpoint;
use crate::journey::stop::Stop;
use crate::journey::world::{Stopped, World};
use crate::target::session::Target;
use crate::target::source::TargetSource;

/// One scenario to be played, with what it must show; without it, what it shows is only written down.
#[derive(Clone, Debug)]
pub struct Part {
    /// The scenario.
    pub script: Script,
    /// What it must show.
    pub golden: Option<Arc<[NormalStep]>>,
}

/// How far a run is, for whoever waits for it.
#[derive(Debug, Default)]
pub struct Progress {
    started: AtomicUsize,
    finished: AtomicUsize,
}

impl Progress {
    /// How many scenarios are under way, and how many are over.
    pub fn counts(&self) -> (usize, usize) {
        let finished = self.finished.load(Ordering::Relaxed);
        (self.started.load(Ordering::Relaxed).saturating_sub(finished), finished)
    }

    fn note(&self, event: &event::Scenario<World>) {
        match event {
            event::Scenario::Started => self.started.fetch_add(1, Ordering::Relaxed),
            event::Scenario::Finished => self.finished.fetch_add(1, Ordering::Relaxed),
            _ => 0,
        };
    }
}

/// What happened to one scenario.
#[derive(Debug, Default)]
pub struct Performance {
    /// The steps that went through, in order, background first.
    pub passed_steps: usize,
    /// What the journey showed.
    pub protocol: Protocol,
    /// Why it stopped.
    pub stop: Option<Stop>,
    /// What cucumber itself reports as wrong: an unknown step, a panic.
    pub faults: Vec<String>,
    /// Whether cucumber played it to its end.
    pub finished: bool,
}

/// Plays every part, `at_once` of them at a time, and tells what happened to each by its id.
pub async fn play(
    source: &TargetSource,
    parts: &[&Part],
    at_once: usize,
    progress: &Arc<Progress>,
) -> BTreeMap<String, Performance> {
    if parts.is_empty() {
        return BTreeMap::new();
    }
    let features: Vec<Feature> = parts.iter().map(|part| part.script.feature.clone()).collect();
    let goldens: BTreeMap<String, Option<Arc<[NormalStep]>>> =
        parts.iter().map(|part| (part.script.id.clone(), part.golden.clone())).collect();
    let protocols: BTreeMap<String, SharedProtocol> =
        parts.iter().map(|part| (part.script.id.clone(), SharedProtocol::default())).collect();
    let stops: Arc<Mutex<BTreeMap<String, Stop>>> = Arc::default();

    let opening = Opening { source: source.clone(), goldens, protocols: protocols.clone() };
    let opening = Arc::new(opening);
    let closing = Arc::clone(&stops);
    let written = Cucumber::<World, _, Vec<Feature>, _, _, cli::Empty>::custom(
        Prepared,
        runner::Basic::default(),
        Ledger { progress: Arc::clone(progress), ..Ledger::default() },
    )
    .steps(<World as cucumber::World>::collection())
    .max_concurrent_scenarios(at_once)
    .before(move |_, _, scenario, world| {
        let opening = Arc::clone(&opening);
        async move { opening.open(&id_of(scenario), world).await }.boxed_local()
    })
    .after(move |_, _, scenario, _, world| {
        let stops = Arc::clone(&closing);
        async move {
            let stop = match world {
                Some(world) => world.close().await,
                None => None,
            };
            if let Some(stop) = stop {
                stops.lock().unwrap_or_else(PoisonError::into_inner).insert(id_of(scenario), stop);
            }
        }
        .boxed_local()
    })
    .with_default_cli()
    .filter_run(features, |_, _, _| true)
    .await;

    let mut performances = written.performances;
    let mut stops = std::mem::take(&mut *stops.lock().unwrap_or_else(PoisonError::into_inner));
    for (id, protocol) in protocols {
        let performance = performances.entry(id.clone()).or_default();
        performance.protocol = protocol.take();
        performance.stop = stops.remove(&id);
        performance.faults.extend(written.faults.iter().cloned());
    }
    performances
}

struct Opening {
    source: TargetSource,
    goldens: BTreeMap<String, Option<Arc<[NormalStep]>>>,
    protocols: BTreeMap<String, SharedProtocol>,
}

impl Opening {
    async fn open(&self, id: &str, world: &mut World) {
        let golden = self.goldens.get(id).cloned().flatten();
        let protocol = self.protocols.get(id).cloned().unwrap_or_default();
        let judge =
            |target: &Target| Box::new(Judge::new(golden, target.zone().clone(), protocol)) as Box<dyn Checkpoint>;
        world.open(&self.source, judge).await;
    }
}

fn id_of(scenario: &Scenario) -> String {
    scenario.tags.iter().find_map(|tag| tag.strip_prefix("id:")).unwrap_or_default().to_owned()
}

/// Hands cucumber the features that were read and linted before.
struct Prepared;

impl Parser<Vec<Feature>> for Prepared {
    type Cli = cli::Empty;
    type Output = LocalBoxStream<'static, parser::Result<Feature>>;

    fn parse(self, features: Vec<Feature>, _: cli::Empty) -> Self::Output {
        stream::iter(features.into_iter().map(Ok)).boxed_local()
    }
}

/// Writes down what cucumber tells; it prints nothing and decides nothing.
#[derive(Debug, Default)]
struct Ledger {
    progress: Arc<Progress>,
    performances: BTreeMap<String, Performance>,
    faults: Vec<String>,
}

impl Writer<World> for Ledger {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<event::Cucumber<World>>>, _: &cli::Empty) {
        match event.map(Event::into_inner) {
            Ok(event::Cucumber::Feature(_, event::Feature::Scenario(scenario, told))) => {
                self.progress.note(&told.event);
                let performance = self.performances.entry(id_of(&scenario)).or_default();
                performance.note(told.event);
            }
            Ok(_) => {}
            Err(error) => self.faults.push(error.to_string()),
        }
    }
}

/// Events are sorted by scenario as they come.
impl Normalized for Ledger {}

impl Performance {
    fn note(&mut self, event: event::Scenario<World>) {
        match event {
            event::Scenario::Background(step, told) | event::Scenario::Step(step, told) => match told {
                event::Step::Started => {}
                event::Step::Passed(..) => self.passed_steps += 1,
                event::Step::Skipped => self.faults.push(format!("no definition fits the step `{}`", step.value)),
                // A step that returns an error has left its reason in the world; anything else is a fault.
                event::Step::Failed(_, _, _, event::StepError::Panic(info)) => self.note_panic(&step.value, &info),
                event::Step::Failed(_, _, _, error) => self.faults.push(format!("step `{}`: {error}", step.value)),
            },
            event::Scenario::Hook(which, event::Hook::Failed(_, info)) => {
                let name = match which {
                    HookType::Before => "before",
                    HookType::After => "after",
                };
                self.faults.push(format!("the hook {name} the scenario panicked: {}", panic_text(&info)));
            }
            event::Scenario::Finished => self.finished = true,
            event::Scenario::Started | event::Scenario::Hook(..) | event::Scenario::Log(_) => {}
        }
    }

    fn note_panic(&mut self, step: &str, info: &event::Info) {
        let text = panic_text(info);
        if !text.contains(&Stopped.to_string()) {
            self.faults.push(format!("step `{step}` panicked: {text}"));
        }
    }
}

fn panic_text(info: &event::Info) -> String {
    let any: &(dyn std::any::Any + Send) = &**info;
    any.downcast_ref::<String>()
        .cloned()
        .or_else(|| any.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "no message".to_owned())
}
