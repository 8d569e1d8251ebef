//! The stage: everything that one journey acts on.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::time::{Duration, Instant};

use futures::future::try_join_all;
use jiff::Timestamp;

use super::checkpoint::{Checkpoint, Deviated};
use super::moment::Moment;
use super::names::Names;
use super::stop::{Stop, Unmet};
use super::tamper::Tamper;
use super::timeline::Timeline;
use super::words::CallerName;
use crate::ccb::answer::{Answer, Field, Value};
use crate::ccb::binding::BindingKind;
use crate::ccb::callid::Callid;
use crate::ccb::capability::Capability;
use crate::ccb::clause::ClauseId;
use crate::ccb::dialect::Response;
use crate::ccb::observation::{DiagEntry, Exchange, Observation, Request, Rows};
use crate::ccb::window::Window;
use crate::target::client::Foreign;
use crate::target::diag::Page;
use crate::target::error::TargetError;
use crate::target::operation::{Ending, Limits};
use crate::target::rows::Own;
use crate::target::session::Target;

/// Where a voice gateway is and what it can carry, as its probe tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gateway {
    /// Its unique id.
    pub id: String,
    /// Where it stands.
    pub location: String,
    /// How many trunks it has.
    pub trunks: u32,
}

/// How the gateway took its probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Probe {
    /// It answered.
    Answered,
    /// It did not.
    NoResponse,
}

/// What the router tells of the number that a caller calls from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallingNumber {
    /// The caller's own.
    Own,
    /// Something else, such as `anonymous`.
    Told(String),
    /// Nothing.
    Withheld,
}

/// One caller of the journey.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The call.
    pub callid: Callid,
    /// The number that the caller calls from, and is called back at.
    pub number: String,
    /// What the router tells of that number.
    pub calling_number: CallingNumber,
    /// The gateway that the call came through.
    pub gateway: Gateway,
    /// How the gateway takes a probe.
    pub probe: Probe,
    /// Where the caller's recorded name is kept.
    pub recording: String,
}

/// A caller of whom a feature tells nothing calls from here.
const DEFAULT_NUMBER: &str = "5008";
const DEFAULT_GATEWAY: &str = "gateway";
const DEFAULT_LOCATION: &str = "doclab";
const DEFAULT_TRUNKS: u32 = 100;
/// How long is waited for rows that appear later than the answer, before they are looked at again.
const ROWS_PAUSE: Duration = Duration::from_millis(10);
/// A step that is later than this, seconds, tells too little.
const LATEST_S: i64 = 5;
const RECORDING: &str = "http://media.example/names/caller.wav";

/// What a journey acts on, and what its present step has seen.
#[derive(Debug)]
pub struct Stage {
    target: Target,
    checkpoint: Box<dyn Checkpoint>,
    /// The journey's unique values.
    pub names: Names,
    /// Where the journey stands in time.
    pub timeline: Timeline,
    callers: BTreeMap<CallerName, Caller>,
    /// Every call, in the order in which the feature tells of them.
    calls: Vec<Callid>,
    /// What is changed in the next request.
    tampers: Vec<Tamper>,
    exchanges: Vec<Exchange>,
    diag: Option<Vec<DiagEntry>>,
    page: Option<Page>,
    foreign: Option<(Foreign, Response)>,
    /// Callers beside the journey's own, whose rows no golden holds, and what they were answered.
    pub others: Vec<(Callid, Answer)>,
    last: Option<Observation>,
    /// The widest window so far.
    window: Option<Window>,
}

impl Stage {
    /// A stage for one journey.
    pub fn new(target: Target, checkpoint: Box<dyn Checkpoint>, names: Names) -> Self {
        Self {
            target,
            checkpoint,
            names,
            timeline: Timeline::default(),
            callers: BTreeMap::new(),
            calls: Vec::new(),
            tampers: Vec::new(),
            exchanges: Vec::new(),
            diag: None,
            page: None,
            foreign: None,
            others: Vec::new(),
            last: None,
            window: None,
        }
    }

    /// The target, for placing the timeline.
    pub const fn target(&self) -> &Target {
        &self.target
    }

    /// The timeline together with the target that it moves.
    pub const fn clock(&mut self) -> (&mut Timeline, &Target) {
        (&mut self.timeline, &self.target)
    }

    /// The caller of that name, who is made up where the feature told nothing yet.
    pub fn caller(&mut self, name: &CallerName) -> &mut Caller {
        let Self { names, callers, calls, .. } = self;
        callers.entry(name.clone()).or_insert_with(|| {
            let callid = names.new_call(&name.0);
            calls.push(callid);
            Caller {
                callid,
                number: names.number(DEFAULT_NUMBER),
                gateway: Gateway {
                    id: names.gateway(DEFAULT_GATEWAY),
                    location: DEFAULT_LOCATION.to_owned(),
                    trunks: DEFAULT_TRUNKS,
                },
                probe: Probe::Answered,
                calling_number: CallingNumber::Own,
                recording: RECORDING.to_owned(),
            }
        })
    }

    /// Moves the clock to the moment at which a step happens.
    ///
    /// # Errors
    ///
    /// Where the clock cannot be moved there.
    pub async fn at(&mut self, moment: Moment) -> Result<(), Stop> {
        self.timeline.advance(&self.target, moment).await
    }

    /// Changes the next request.
    pub fn tamper(&mut self, tamper: Tamper) {
        self.tampers.push(tamper);
    }

    /// Sends a request and keeps the exchange for the observation.
    ///
    /// # Errors
    ///
    /// Where the target does not answer in its dialect. A refusal is an answer.
    pub async fn ask(&mut self, mut request: Request) -> Result<Answer, Stop> {
        self.timeline.place_by_default(&self.target).await?;
        let at = self.timeline.now().ok_or_else(|| Stop::Script("the journey has no clock".to_owned()))?;
        self.timeline.must_be_clear_of_ticks()?;
        for tamper in self.tampers.drain(..) {
            tamper.apply(&mut request);
        }
        let answer = self.target.ask(&request).await?;
        self.exchanges.push(Exchange { at, request, answer: answer.clone() });
        Ok(answer)
    }

    /// Every call of the journey.
    pub fn calls(&self) -> &[Callid] {
        &self.calls
    }

    /// Sends requests at once. The exchanges are kept in the order given, like requests in the order of their answers: which of them
    /// came first is nobody's to say.
    ///
    /// # Errors
    ///
    /// Where one is not answered in the target's dialect.
    pub async fn ask_at_once(&mut self, requests: Vec<Request>) -> Result<(), Stop> {
        self.timeline.place_by_default(&self.target).await?;
        self.timeline.must_be_clear_of_ticks()?;
        let at = self.timeline.now().ok_or_else(|| Stop::Script("the journey has no clock".to_owned()))?;
        let answers = try_join_all(requests.iter().map(|request| self.target.ask(request))).await?;
        let mut exchanges: Vec<Exchange> =
            requests.into_iter().zip(answers).map(|(request, answer)| Exchange { at, request, answer }).collect();
        let alike = exchanges.windows(2).all(|pair| pair[0].request == pair[1].request);
        if alike {
            exchanges.sort_by_cached_key(|exchange| format!("{:?}", exchange.answer));
        }
        self.exchanges.extend(exchanges);
        Ok(())
    }

    /// Sends one request at once for each of as many new calls, which are named in the order in which they are sent: which came first is nobody's
    /// to say.
    ///
    /// # Errors
    ///
    /// Where one is not answered.
    pub async fn ask_for_many(&mut self, count: usize, request: impl Fn(Callid) -> Request) -> Result<(), Stop> {
        let calls: Vec<Callid> = std::iter::repeat_with(|| self.names.unnamed_call()).take(count).collect();
        for (index, callid) in calls.iter().enumerate() {
            self.names.name_call(&format!("{:02}", index + 1), *callid);
        }
        self.ask_at_once(calls.iter().map(|callid| request(*callid)).collect()).await?;
        self.calls.extend(calls);
        Ok(())
    }

    /// Sends what no application sends, and keeps the answer.
    ///
    /// # Errors
    ///
    /// Where the target does not answer.
    pub async fn send_foreign(&mut self, foreign: Foreign) -> Result<(), Stop> {
        let response = self.target.send_foreign(foreign.clone()).await?;
        self.foreign = Some((foreign, response));
        Ok(())
    }

    /// The last of these, and its answer.
    pub const fn foreign(&self) -> Option<&(Foreign, Response)> {
        self.foreign.as_ref()
    }

    /// Opens the Diag page; where it tells its entries in data attributes, those of the journey are part of the observation.
    ///
    /// # Errors
    ///
    /// Where there is no such page.
    pub async fn open_diag(&mut self) -> Result<(), Stop> {
        let page = self.target.diag().await?;
        if self.target.capabilities().contains(&Capability::DiagData) {
            let mut entries = page.entries()?;
            entries.retain(|entry| self.calls.contains(&entry.callid));
            self.diag = Some(entries);
        }
        self.page = Some(page);
        Ok(())
    }

    /// The Diag page that was opened last.
    pub const fn diag_page(&self) -> Option<&Page> {
        self.page.as_ref()
    }

    /// Ends a `When`: the rows are read, and the whole observation goes to the checkpoint.
    ///
    /// # Errors
    ///
    /// Where the rows cannot be read, or the checkpoint stops the journey.
    pub async fn observe(&mut self, when: &str) -> Result<(), Stop> {
        self.timeline.place_by_default(&self.target).await?;
        let at = self.timeline.now().ok_or_else(|| Stop::Script("the journey has no clock".to_owned()))?;
        self.timeline.must_be_clear_of_ticks()?;
        let exchanges = std::mem::take(&mut self.exchanges);
        let rows = self.rows().await?;
        let diag = self.diag.take();
        let window = self.widen(at)?;
        let (rows_delay, transmissions) = (Duration::ZERO, self.target.take_transmissions());
        let mut observation = Observation { at, exchanges, diag, rows, rows_delay, window, transmissions };
        let looked = Instant::now();
        let within = self.target.rows_within();
        while looked.elapsed() < within && self.checkpoint.awaits_rows(when, self.names.bindings(), &observation) {
            tokio::time::sleep(ROWS_PAUSE.min(within)).await;
            observation.rows = self.rows().await?;
            observation.rows_delay = looked.elapsed();
        }
        let checked = self.checkpoint.check(when, self.names.bindings(), &observation);
        self.last = Some(observation);
        checked.map_err(|Deviated| Stop::Deviated)
    }

    /// The window of everything seen so far: what was late once stays in the rows.
    fn widen(&mut self, at: Timestamp) -> Result<Option<Window>, Stop> {
        let window = self.target.pace().window(at);
        self.window = match (self.window, window) {
            (Some(widest), Some(window)) => Some(widest.max(window)),
            (widest, window) => widest.or(window),
        };
        match self.window {
            Some(window) if window.late_s > LATEST_S => Err(Stop::Target(TargetError::Lacking(format!(
                "a step came {} s late, which no window forgives: let fewer journeys run at once",
                window.late_s
            )))),
            window => Ok(window),
        }
    }

    /// How far values may be off, where nobody moves the clock.
    pub const fn window(&self) -> Option<Window> {
        self.window
    }

    /// The rows that came of the journey, where the target shows any.
    async fn rows(&self) -> Result<Option<Rows>, TargetError> {
        if !self.target.shows_rows() {
            return Ok(None);
        }
        let unique = |kind| self.names.bindings().unique_values(kind).collect();
        let own = Own {
            calls: &self.calls,
            others: self.others.iter().map(|(callid, _)| *callid).collect(),
            queues: unique(BindingKind::Queue),
            gateways: unique(BindingKind::Gateway),
            numbers: unique(BindingKind::Number),
        };
        self.target.observe(&own).await.map(Some)
    }

    /// The rows that the last `When` saw.
    ///
    /// # Errors
    ///
    /// Where there was none, or the target shows no rows.
    pub fn last_rows(&self) -> Result<&Rows, Stop> {
        Ok(self.last()?.rows.as_ref().ok_or(TargetError::RowsNotRead)?)
    }

    /// What the last `When` saw.
    ///
    /// # Errors
    ///
    /// Where there was none.
    pub fn last(&self) -> Result<&Observation, Stop> {
        self.last.as_ref().ok_or_else(|| Stop::Script("a `Then` before any `When`".to_owned()))
    }

    /// A field of the last answer.
    ///
    /// # Errors
    ///
    /// Where there was no answer, a refusal, or no such field.
    pub fn last_field(&self, field: Field, clause: &str) -> Result<&Value, Stop> {
        let Some(exchange) = self.last()?.exchanges.last() else {
            return Err(Stop::Script(format!("a `Then` about `{field}` after a `When` that asked nothing")));
        };
        let unmet = |actual: String| {
            Stop::Unmet(Unmet {
                path: format!("answer.{field}"),
                expected: "a value".to_owned(),
                actual,
                clause: ClauseId::from_text(clause),
            })
        };
        match &exchange.answer {
            Answer::Done(fields) => fields.get(&field).ok_or_else(|| unmet("(nothing)".to_owned())),
            Answer::Refused(refused) => Err(unmet(format!("refused with `{}`", refused.error))),
        }
    }

    /// Starts the servlet again with other limits.
    ///
    /// # Errors
    ///
    /// Where the target cannot be configured by the suite.
    pub async fn configure(&mut self, limits: Limits) -> Result<(), Stop> {
        self.target.configure(limits).await?;
        self.timeline.refresh(&self.target).await
    }

    /// Ends the servlet and starts it again.
    ///
    /// # Errors
    ///
    /// Where the target cannot be restarted by the suite.
    pub async fn restart(&mut self, ending: Ending) -> Result<(), Stop> {
        self.target.restart(ending).await?;
        self.timeline.refresh(&self.target).await
    }

    /// Ends the servlet, lets an application try in vain, and starts the servlet again.
    ///
    /// # Errors
    ///
    /// Where the suite cannot stop or start the target, or an answer came although nothing should answer.
    pub async fn try_in_vain(&mut self, request: &Request, times: usize) -> Result<(), Stop> {
        let now = self.target.halt().await?;
        for _ in 0..times {
            match self.target.ask(request).await {
                Err(TargetError::Unreachable { .. }) => {}
                Err(other) => return Err(other.into()),
                Ok(_) => return Err(Stop::Script("a servlet that was stopped has answered".to_owned())),
            }
        }
        self.target.resume(now).await?;
        self.timeline.refresh(&self.target).await
    }

    /// Takes the database away from the servlet, or gives it back.
    ///
    /// # Errors
    ///
    /// Where the suite cannot do so.
    pub async fn reach_database(&mut self, reachable: bool) -> Result<(), Stop> {
        Ok(self.target.reach_database(reachable).await?)
    }

    /// Gives the target back.
    pub async fn close(self) {
        self.target.release().await;
    }
}

/// Holds what a `Then` tells against what was observed.
///
/// # Errors
///
/// [`Stop::Unmet`] where they differ.
pub fn meet(path: &str, expected: &dyn Display, actual: &dyn Display, clause: &str) -> Result<(), Stop> {
    let (expected, actual) = (expected.to_string(), actual.to_string());
    if expected == actual {
        return Ok(());
    }
    Err(Stop::Unmet(Unmet { path: path.to_owned(), expected, actual, clause: ClauseId::from_text(clause) }))
}
