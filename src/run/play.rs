//! Playing: cucumber drives the chosen scenarios, each on a stage of its own.

use std::any::Any;
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
use jiff::{SignedDuration, Timestamp};
use tokio::time::{Instant, sleep_until};

use super::activity_log::ActivityLogs;
use super::catalogue::Script;
use super::judge::{Judge, Protocol, SharedProtocol};
use super::listener::{Listener, Progress};
use super::outcome;
use super::records::Records;
use crate::ccb::micros;
use crate::ccb::nonce::new_seed;
use crate::golden::offset;
use crate::golden::step::NormalStep;
use crate::journal::scenario::{End, Performance};
use crate::journey::checkpoint::Checkpoint;
use crate::journey::limits::{Limits, Waits};
use crate::journey::names::Names;
use crate::journey::stop::Stop;
use crate::journey::world::{Ended, Stopped, World};
use crate::target::session::Target;
use crate::target::source::TargetSource;

/// One scenario to be played, with what it must show; without it, what it shows is only written down.
#[derive(Clone, Debug)]
pub struct Part {
    /// The scenario.
    pub script: Arc<Script>,
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

/// How a run is bounded.
#[derive(Clone, Debug)]
pub struct Bounds<H> {
    /// How long its steps, its journeys and the run itself may take.
    pub limits: Limits,
    /// Makes what ends the run when it is ready, and tells why.
    pub halted: H,
    /// What the unique values of its journeys are made from, at most [`LARGEST_SEED`](crate::ccb::nonce::LARGEST_SEED).
    pub seed: u64,
    /// Is told of every scenario.
    pub listener: Arc<dyn Listener>,
    /// Where the applications write what they ask.
    pub activity_logs: Option<ActivityLogs>,
}

impl Default for Bounds<fn() -> future::Pending<String>> {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            halted: future::pending,
            seed: new_seed(),
            listener: Arc::new(Progress::default()),
            activity_logs: None,
        }
    }
}

/// What happened in a run.
#[derive(Debug)]
pub struct Played {
    /// Why the run ended before its end, if it did.
    pub ended_early: Option<String>,
    /// What the suite itself did wrong, apart from any scenario.
    pub faults: Vec<String>,
}

/// Plays every part within bounds, `at_once` of them at a time, and hands over the record of each that was begun. What was not played to its
/// end by `run_end` could not be run.
pub async fn play_within<H: Future<Output = String>>(
    source: &TargetSource,
    parts: &[&Part],
    at_once: usize,
    run_end: Instant,
    bounds: &Bounds<impl Fn() -> H>,
    records: &Records,
) -> Played {
    if parts.is_empty() {
        return Played { ended_early: None, faults: Vec::new() };
    }
    let limits = bounds.limits;
    let halted = (bounds.halted)();
    let features: Vec<Feature> = parts.iter().map(|part| part.script.feature.clone()).collect();
    let stand = Arc::new(Stand::new(source, bounds, parts, records));
    let (opening, closing) = (Arc::clone(&stand), Arc::clone(&stand));
    let run = Cucumber::<World, _, Vec<Feature>, _, _, cli::Empty>::custom(
        Prepared,
        runner::Basic::default(),
        Ledger(Arc::clone(&stand)),
    )
    .steps(<World as cucumber::World>::collection())
    .max_concurrent_scenarios(at_once)
    .before(move |_, _, scenario, world| {
        let opening = Arc::clone(&opening);
        async move { opening.open(&id_of(scenario), world).await }.boxed_local()
    })
    .after(move |_, _, scenario, _, world| {
        let closing = Arc::clone(&closing);
        async move {
            let ended = match world {
                Some(world) => world.close().await,
                None => None,
            };
            if let Some(ended) = ended {
                closing.part(&id_of(scenario), |underway| underway.ended = Some(ended));
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
    stand.clear(ended_early.as_deref());
    let faults = std::mem::take(&mut *held(&stand.faults));
    Played { ended_early, faults }
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is played, and what is known of it so far, kept where it stays even if cucumber is ended.
#[derive(Debug)]
struct Stand {
    source: TargetSource,
    limits: Limits,
    seed: u64,
    parts: BTreeMap<String, Part>,
    underway: Mutex<BTreeMap<String, Underway>>,
    records: Records,
    faults: Mutex<Vec<String>>,
    activity_logs: Option<ActivityLogs>,
}

/// One scenario that has begun.
#[derive(Debug)]
struct Underway {
    began: Timestamp,
    begin: Instant,
    protocol: SharedProtocol,
    passed_steps: usize,
    faults: Vec<String>,
    ended: Option<Ended>,
    finished: bool,
}

impl Default for Underway {
    fn default() -> Self {
        Self {
            began: Timestamp::now(),
            begin: Instant::now(),
            protocol: SharedProtocol::default(),
            passed_steps: 0,
            faults: Vec::new(),
            ended: None,
            finished: false,
        }
    }
}

impl Stand {
    fn new<H>(source: &TargetSource, bounds: &Bounds<H>, parts: &[&Part], records: &Records) -> Self {
        Self {
            source: source.clone(),
            limits: bounds.limits,
            seed: bounds.seed,
            parts: parts.iter().map(|part| (part.script.id.clone(), (*part).clone())).collect(),
            underway: Mutex::default(),
            records: records.clone(),
            faults: Mutex::default(),
            activity_logs: bounds.activity_logs.clone(),
        }
    }

    async fn open(&self, id: &str, world: &mut World) {
        let part = self.parts.get(id);
        let golden = part.and_then(|part| part.golden.clone());
        let waits = if self.source.is_real_time() { part.map(Part::waits) } else { None };
        let protocol = self.part(id, |underway| underway.protocol.clone());
        let judge = |target: &Target| {
            let judge = Judge::new(golden, target.zone(), target.trace().clone(), protocol);
            let judge: Box<dyn Checkpoint> = Box::new(judge);
            match &self.activity_logs {
                Some(logs) => logs.recorded(id, target.zone().clone(), judge),
                None => judge,
            }
        };
        let limits = self.limits.with_waits(waits.unwrap_or_default());
        world.open(&self.source, limits, Names::new(self.seed, id), judge).await;
    }

    fn part<T>(&self, id: &str, note: impl FnOnce(&mut Underway) -> T) -> T {
        note(held(&self.underway).entry(id.to_owned()).or_default())
    }

    /// A scenario is over.
    fn over(&self, id: &str, ended_early: Option<&str>) {
        let (underway, part) = (held(&self.underway).remove(id), self.parts.get(id));
        let (Some(underway), Some(part)) = (underway, part) else {
            held(&self.faults).push(format!("`{id}` was played, and nobody asked for it"));
            return;
        };
        let record = outcome::of_performance(&part.script, underway.performance(ended_early), part.golden.as_ref());
        self.records.over(record);
    }

    /// Whatever has begun is over now, and has ended early if it has not finished.
    fn clear(&self, ended_early: Option<&str>) {
        let left: Vec<String> = held(&self.underway).keys().cloned().collect();
        for id in left {
            self.over(&id, ended_early);
        }
    }
}

impl Underway {
    fn performance(self, ended_early: Option<&str>) -> Performance {
        let Protocol { zone, trace, checkpoints, deviated } = self.protocol.take();
        let (end, exchange) = match (self.ended, ended_early) {
            (Some(Ended { stop, exchange }), _) => (Some(outcome::end_of(&stop)), exchange),
            // What had differed by then has differed.
            (None, Some(_)) if deviated => (Some(End::Deviated), None),
            (None, Some(why)) => (Some(outcome::end_of(&Stop::OutOfTime(why.to_owned()))), None),
            (None, None) => (None, None),
        };
        Performance {
            began: self.began,
            elapsed_us: micros::whole(self.begin.elapsed()),
            zone,
            checkpoints,
            afterwards: trace.take(),
            passed_steps: self.passed_steps,
            end,
            exchange,
            faults: self.faults,
            finished: self.finished,
        }
    }

    fn note(&mut self, event: event::Scenario<World>) {
        match event {
            event::Scenario::Background(step, told) | event::Scenario::Step(step, told) => match told {
                event::Step::Started => {}
                event::Step::Passed(..) => self.passed_steps += 1,
                event::Step::Skipped => self.faults.push(format!("no definition fits the step `{}`", step.value)),
                // A step that stops its journey has left the reason in the world; anything else is a fault.
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
        let any: &(dyn Any + Send) = &**info;
        if !any.is::<Stopped>() {
            self.faults.push(format!("step `{step}` panicked: {}", panic_text(info)));
        }
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

/// Notes what cucumber tells; it prints nothing and decides nothing.
#[derive(Clone, Debug)]
struct Ledger(Arc<Stand>);

impl Writer<World> for Ledger {
    type Cli = cli::Empty;

    async fn handle_event(&mut self, event: parser::Result<Event<event::Cucumber<World>>>, _: &cli::Empty) {
        let Self(stand) = self;
        match event.map(Event::into_inner) {
            Ok(event::Cucumber::Feature(_, event::Feature::Scenario(scenario, told))) => {
                let id = id_of(&scenario);
                let (begins, over) =
                    (matches!(told.event, event::Scenario::Started), matches!(told.event, event::Scenario::Finished));
                stand.part(&id, |underway| underway.note(told.event));
                if begins {
                    stand.records.begins(&id);
                }
                if over {
                    stand.over(&id, None);
                }
            }
            Ok(_) => {}
            Err(error) => held(&stand.faults).push(error.to_string()),
        }
    }
}

/// Events are sorted by scenario as they come.
impl Normalized for Ledger {}

fn panic_text(info: &event::Info) -> String {
    let any: &(dyn Any + Send) = &**info;
    any.downcast_ref::<String>()
        .cloned()
        .or_else(|| any.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "no message".to_owned())
}
