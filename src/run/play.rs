//! Playing: cucumber drives the chosen scenarios, each on a stage of its own.

use std::collections::BTreeMap;
use std::future::{self, Future};
use std::panic;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cucumber::event::{self, HookType};
use cucumber::gherkin::{Feature, Scenario};
use cucumber::writer::Normalized;
use cucumber::{Cucumber, Event, Parser, Writer, cli, parser, runner};
use futures::FutureExt as _;
use futures::stream::{self, LocalBoxStream, StreamExt as _};
use jiff::SignedDuration;
use tokio::time::sleep_until;

use super::activity_log::ActivityLogs;
use super::catalogue::Script;
use super::judge::{Judge, Protocol, SharedProtocol};
use super::progress::Progress;
use crate::ccb::wire::Wire;
use crate::golden::offset;
use crate::golden::step::NormalStep;
use crate::journey::checkpoint::Checkpoint;
use crate::journey::limits::{Limits, Waits, later};
use crate::journey::stop::Stop;
use crate::journey::world::{Ended, Stopped, World};
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

impl Part {
    /// How long it waits by itself where nobody moves the clock, as its golden tells.
    pub(super) fn waits(&self) -> Waits {
        let steps = self.golden.iter().flat_map(|golden| golden.iter());
        let ends: Vec<SignedDuration> = steps.filter_map(|step| offset::parse(&step.at)).collect();
        let length = |offset: SignedDuration| Duration::try_from(offset).unwrap_or_default();
        let between = ends.windows(2).map(|pair| length(pair[1].saturating_sub(pair[0])));
        let first = ends.first().map(|first| length(*first));
        Waits {
            whole: ends.last().map(|last| length(*last)).unwrap_or_default(),
            longest_step: between.chain(first).max().unwrap_or_default(),
        }
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
    /// What was asked last before that and what came back, or the exchange that failed.
    pub exchange: Option<Wire>,
    /// What cucumber itself reports as wrong: an unknown step, a panic.
    pub faults: Vec<String>,
    /// Whether cucumber played it to its end.
    pub finished: bool,
}

/// How a run is bounded.
#[derive(Clone, Debug)]
pub struct Bounds<H> {
    /// How long its steps, its journeys and the run itself may take.
    pub limits: Limits,
    /// Makes what ends the run when it is ready, and tells why.
    pub halted: H,
    /// Is told how far the run is.
    pub progress: Arc<Progress>,
    /// Where the applications write what they ask.
    pub activity_logs: Option<ActivityLogs>,
}

impl Default for Bounds<fn() -> future::Pending<String>> {
    fn default() -> Self {
        Self { limits: Limits::default(), halted: future::pending, progress: Arc::default(), activity_logs: None }
    }
}

/// What happened in a run.
#[derive(Debug)]
pub struct Played {
    /// What happened to each part, by its id.
    pub performances: BTreeMap<String, Performance>,
    /// Why the run ended before its end, if it did.
    pub ended_early: Option<String>,
}

/// Plays every part, and tells what happened to each by its id.
pub async fn play(source: &TargetSource, parts: &[&Part]) -> BTreeMap<String, Performance> {
    play_within(source, parts, source.concurrency(), &Bounds::default()).await.performances
}

/// Plays every part within bounds, `at_once` of them at a time. What was not played to its end by then could not be run.
pub async fn play_within<H: Future<Output = String>>(
    source: &TargetSource,
    parts: &[&Part],
    at_once: usize,
    bounds: &Bounds<impl Fn() -> H>,
) -> Played {
    if parts.is_empty() {
        return Played { performances: BTreeMap::new(), ended_early: None };
    }
    let limits = self::limits(source, parts, bounds.limits);
    let halted = (bounds.halted)();
    let progress = Arc::clone(&bounds.progress);
    let run_end = later(limits.run);
    let features: Vec<Feature> = parts.iter().map(|part| part.script.feature.clone()).collect();
    let of_ids: BTreeMap<String, Part> = parts.iter().map(|part| (part.script.id.clone(), (*part).clone())).collect();
    let protocols: BTreeMap<String, SharedProtocol> =
        parts.iter().map(|part| (part.script.id.clone(), SharedProtocol::default())).collect();
    let ends: Arc<Mutex<BTreeMap<String, Ended>>> = Arc::default();
    let ledger = Ledger { written: Arc::default(), progress };

    let activity_logs = bounds.activity_logs.clone();
    let opening =
        Opening { source: source.clone(), limits, parts: of_ids, protocols: protocols.clone(), activity_logs };
    let opening = Arc::new(opening);
    let closing = Arc::clone(&ends);
    let run = Cucumber::<World, _, Vec<Feature>, _, _, cli::Empty>::custom(
        Prepared,
        runner::Basic::default(),
        ledger.clone(),
    )
    .steps(<World as cucumber::World>::collection())
    .max_concurrent_scenarios(at_once)
    .before(move |_, _, scenario, world| {
        let opening = Arc::clone(&opening);
        async move { opening.open(&id_of(scenario), world).await }.boxed_local()
    })
    .after(move |_, _, scenario, _, world| {
        let ends = Arc::clone(&closing);
        async move {
            let ended = match world {
                Some(world) => world.close().await,
                None => None,
            };
            if let Some(ended) = ended {
                held(&ends).insert(id_of(scenario), ended);
            }
        }
        .boxed_local()
    })
    .with_default_cli()
    .filter_run(features, |_, _, _| true);

    let ended_early = tokio::select! {
        biased;
        _ = run => None,
        why = halted => Some(why),
        () = sleep_until(run_end) => {
            Some(format!("the run did not end within {} s (`--run-timeout`)", limits.run.as_secs_f64()))
        }
    };
    if ended_early.is_some() {
        // cucumber keeps panics off stderr as long as it runs, and was ended before it gave that up.
        drop(panic::take_hook());
    }
    let written = std::mem::take(&mut *held(&ledger.written));
    let ends = std::mem::take(&mut *held(&ends));
    let performances = put_together(written, protocols, ends, ended_early.as_deref());
    Played { performances, ended_early }
}

/// The limits of a run of these parts: in real time they have as much longer as they wait by themselves.
pub fn limits(source: &TargetSource, parts: &[&Part], limits: Limits) -> Limits {
    if !source.is_real_time() {
        return limits;
    }
    let waits: Vec<Waits> = parts.iter().map(|part| part.waits()).collect();
    limits.in_real_time(&waits, source.concurrency())
}

/// Joins what cucumber told, what was shown and why journeys ended.
fn put_together(
    written: Written,
    protocols: BTreeMap<String, SharedProtocol>,
    mut ends: BTreeMap<String, Ended>,
    ended_early: Option<&str>,
) -> BTreeMap<String, Performance> {
    let mut performances = written.performances;
    for (id, protocol) in protocols {
        let performance = performances.entry(id.clone()).or_default();
        performance.protocol = protocol.take();
        if let Some(Ended { stop, exchange }) = ends.remove(&id) {
            performance.stop = Some(stop);
            performance.exchange = exchange;
        } else if let Some(why) = ended_early
            && !performance.finished
        {
            // What had differed by then has differed.
            let deviated = !performance.protocol.differences.is_empty();
            performance.stop = Some(if deviated { Stop::Deviated } else { Stop::OutOfTime(why.to_owned()) });
        }
        performance.faults.extend(written.faults.iter().cloned());
    }
    performances
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Opening {
    source: TargetSource,
    limits: Limits,
    parts: BTreeMap<String, Part>,
    protocols: BTreeMap<String, SharedProtocol>,
    activity_logs: Option<ActivityLogs>,
}

impl Opening {
    async fn open(&self, id: &str, world: &mut World) {
        let part = self.parts.get(id);
        let golden = part.and_then(|part| part.golden.clone());
        let waits = if self.source.is_real_time() { part.map(Part::waits) } else { None };
        let protocol = self.protocols.get(id).cloned().unwrap_or_default();
        let judge = |target: &Target| {
            let judge: Box<dyn Checkpoint> = Box::new(Judge::new(golden, target.zone().clone(), protocol));
            match &self.activity_logs {
                Some(logs) => logs.recorded(id, target.zone().clone(), judge),
                None => judge,
            }
        };
        world.open(&self.source, self.limits.with_waits(waits.unwrap_or_default()), judge).await;
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

/// Writes down what cucumber tells, where it is kept even if cucumber is ended; it prints nothing and decides nothing.
#[derive(Clone, Debug, Default)]
struct Ledger {
    written: Arc<Mutex<Written>>,
    progress: Arc<Progress>,
}

/// What it has written down so far.
#[derive(Debug, Default)]
struct Written {
    performances: BTreeMap<String, Performance>,
    faults: Vec<String>,
}

impl Writer<World> for Ledger {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<event::Cucumber<World>>>, _: &cli::Empty) {
        let mut written = held(&self.written);
        match event.map(Event::into_inner) {
            Ok(event::Cucumber::Feature(_, event::Feature::Scenario(scenario, told))) => {
                match &told.event {
                    event::Scenario::Started => self.progress.start(),
                    event::Scenario::Finished => self.progress.finish(),
                    _ => {}
                }
                let performance = written.performances.entry(id_of(&scenario)).or_default();
                performance.note(told.event);
            }
            Ok(_) => {}
            Err(error) => written.faults.push(error.to_string()),
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
