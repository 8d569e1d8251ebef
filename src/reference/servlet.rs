//! The servlet: decides, keeps, then applies and answers, one request at a time (CCB-TRN-08, CCB-ROW-06).

use jiff::Timestamp;
use tokio::sync::Mutex;

use super::clock::{Clock, Due, Movement, TestClock};
use super::model::change::{Step, changes};
use super::model::parameters::Parameters;
use super::model::refuse::refused;
use super::model::request::Request;
use super::model::state::Model;
use super::model::status::QueueOverview;
use super::mutants::Bent;
use super::reporting_log::{Line, Teller, asked, steps};
use super::store::{Store, StoreError};
use crate::ccb::answer::{Answer, Refused};
use crate::ccb::operation::Operation;
use crate::ccb::refusal::Refusal;

const REQUEST_THREAD: &str = "http-processor";
const TIMER_THREAD: &str = "CallbackTimerThread";
const ARCHIVE_THREAD: &str = "CallbackArchiveThread";

/// A servlet, apart from how it is reached.
#[derive(Debug)]
pub struct Servlet {
    state: Mutex<State>,
    teller: Teller,
    bent: Bent,
}

#[derive(Debug)]
struct State {
    model: Model,
    store: Store,
    clock: Clock,
}

/// What a request comes to.
#[derive(Debug)]
pub enum Reply {
    /// An answer's lines, or a refusal.
    Answer(Answer),
    /// The Diag page of these queues.
    Page(Vec<QueueOverview>),
}

impl Servlet {
    /// A servlet that goes on from a model, as its store keeps it.
    pub fn new(model: Model, store: Store, clock: Clock, teller: Teller, bent: Bent) -> Self {
        Self { state: Mutex::new(State { model, store, clock }), teller, bent }
    }

    /// How it is bent, if it is.
    pub const fn bent(&self) -> &Bent {
        &self.bent
    }

    /// Answers a request. Once begun it has to be awaited to its end, so that model and tables stay together.
    pub async fn answer(&self, parameters: &Parameters) -> Reply {
        let mut state = self.state.lock().await;
        let state = &mut *state;
        let now = state.clock.now();
        if let Some(callid) = parameters.contact()
            && self.bent.contacts(&state.model, now, parameters)
        {
            state.model.contact(callid, now); // also by a request that is refused (SPEC 1)
        }
        let answer = match (parameters.operation(), &mut state.clock) {
            (Some(Operation::TestClock), Clock::Test(clock)) => {
                let mut parameters = parameters.clone();
                self.bent.moves(now, &mut parameters);
                match Movement::parse(&parameters, now) {
                    Ok(movement) => self.move_clock(&mut state.model, &mut state.store, clock, movement).await,
                    Err(refused) => Answer::Refused(refused),
                }
            }
            _ => match Request::parse(parameters) {
                Ok(Request::Diag) => return Reply::Page(self.bent.shows(state.model.overview())),
                Ok(request) => self.perform(&mut state.model, &mut state.store, now, &request).await,
                Err(refused) => Answer::Refused(refused),
            },
        };
        if let Answer::Refused(refused) = &answer {
            self.teller.tell(now, REQUEST_THREAD, || vec![refused_line(parameters, refused)]);
        }
        Reply::Answer(answer)
    }

    async fn perform(&self, model: &mut Model, store: &mut Store, now: Timestamp, request: &Request) -> Answer {
        let zone = self.teller.time_zone();
        self.teller.tell(now, REQUEST_THREAD, || asked(now, zone, request));
        if !request.needs_database() {
            let decision = self.bent.decides(model, now, request);
            if changes(&decision.steps).next().is_none() {
                return decision.answer;
            }
        }
        // An unreachable database is told before all else (SPEC 2.1): what was decided counts only once it is kept, and where there
        // is nothing to keep, the store still has to show that it could.
        let decided = async {
            self.settle(model, store).await?;
            let decision = self.bent.decides(model, now, request);
            store.keep(now, &changes(&decision.steps).collect::<Vec<_>>()).await?;
            Ok(decision)
        };
        match decided.await {
            Ok(decision) => {
                self.done(model, now, REQUEST_THREAD, &decision.steps);
                decision.answer
            }
            Err(error) => {
                self.failed(now, REQUEST_THREAD, &error);
                Answer::Refused(refused(Refusal::Unavailable))
            }
        }
    }

    /// Brings the model up to what the tables hold, where that was in doubt.
    async fn settle(&self, model: &mut Model, store: &mut Store) -> Result<(), StoreError> {
        for change in store.settle().await? {
            model.apply(&change);
        }
        Ok(())
    }

    /// Runs the timer or the archive once, by the system's clock.
    pub async fn fall_due(&self, due: Due) {
        let mut state = self.state.lock().await;
        let State { model, store, clock } = &mut *state;
        self.run(model, Some(store), clock.now(), due).await;
    }

    /// One run of timer or archive; whether it could store what it had to. What a run could not store is decided
    /// anew by the next one. Without a store it stores nothing.
    async fn run(&self, model: &mut Model, mut store: Option<&mut Store>, now: Timestamp, due: Due) -> bool {
        let settled = match &mut store {
            Some(store) => self.settle(model, store).await,
            None => Ok(()),
        };
        let (thread, decided) = match due {
            Due::Tick => (TIMER_THREAD, self.bent.ticks(model, now)),
            Due::Archive => (ARCHIVE_THREAD, self.bent.archives(model, now)),
        };
        let before = self.bent.before_tick(model);
        let mut kept = true;
        if let Some(store) = store
            && changes(&decided).next().is_some()
        {
            let outcome = match settled {
                Ok(()) => store.keep(now, &changes(&decided).collect::<Vec<_>>()).await,
                Err(error) => Err(error),
            };
            match outcome {
                Ok(()) => self.done(model, now, thread, &decided),
                Err(error) => {
                    self.failed(now, thread, &error);
                    kept = false;
                }
            }
        }
        if due == Due::Tick {
            let notes = model.recalculate(now);
            self.bent.calculates(before.as_ref(), now, model);
            let zone = self.teller.time_zone();
            self.teller.tell(now, thread, || {
                let notes: Vec<Step> = notes.into_iter().map(Step::from).collect();
                steps(now, zone, &notes)
            });
        }
        kept
    }

    /// Moves the clock, and with it everything that falls due (CCB-CLK-01).
    async fn move_clock(
        &self,
        model: &mut Model,
        store: &mut Store,
        clock: &mut TestClock,
        movement: Movement,
    ) -> Answer {
        // A database that was lost stays lost for the rest of the move: all of it happens at one moment of real time.
        let mut reachable = true;
        loop {
            if model.is_empty() {
                clock.skip_ticks(movement.to);
                clock.skip_archives(movement.to);
            }
            let Some((at, due)) = clock.next_due(movement.to) else { break };
            reachable &= self.run(model, reachable.then_some(&mut *store), at, due).await;
        }
        clock.settle(movement);
        Answer::Done(clock.lines(self.teller.time_zone()))
    }

    fn done(&self, model: &mut Model, now: Timestamp, thread: &str, decided: &[Step]) {
        for change in changes(decided) {
            model.apply(change);
        }
        self.teller.tell(now, thread, || steps(now, self.teller.time_zone(), decided));
    }

    fn failed(&self, now: Timestamp, thread: &str, error: &StoreError) {
        self.teller.tell(now, thread, || vec![Line::database(format!("nothing was stored: {error}"))]);
    }

    /// Makes as if the database could not be reached, or could be again.
    pub async fn reach_database(&self, reachable: bool) {
        self.state.lock().await.store.reach(reachable);
    }

    /// Closes the database; from then on every request that needs it is refused.
    ///
    /// # Errors
    /// What the database says.
    pub async fn close(&self) -> Result<(), StoreError> {
        self.state.lock().await.store.close().await
    }
}

fn refused_line(parameters: &Parameters, refused: &Refused) -> Line {
    let method = parameters.operation().map_or("unknown", Operation::name);
    let callid = parameters.contact().map(|callid| format!(" CALLGUID={callid}")).unwrap_or_default();
    let parameter = refused.parameter.as_deref().map(|name| format!(" parameter={name}")).unwrap_or_default();
    Line::call(format!("CallbackServlet: refused method={method}{callid} error={}{parameter}", refused.error))
}
