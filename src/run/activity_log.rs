//! The activity logs of a run: what the applications asked, in the form of section 18, so that an audit can judge it once more.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::ccb::answer::{Answer, Field};
use crate::ccb::application::Application;
use crate::ccb::binding::Bindings;
use crate::ccb::callid::Callid;
use crate::ccb::event_type::EventType;
use crate::ccb::observation::{Exchange, Observation, Request};
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::journey::checkpoint::{Checkpoint, Deviated};

/// The host that the suite's applications are on, as their sessions tell.
const HOST: &str = "127.0.0.1";

/// A directory into which each journey's applications write a log of their own.
#[derive(Clone, Debug)]
pub struct ActivityLogs {
    directory: PathBuf,
    failed: Arc<Mutex<Option<String>>>,
    /// How many sessions began, in all journeys: clocks of embedded references all begin alike.
    sessions: Arc<AtomicU64>,
}

impl ActivityLogs {
    /// Logs in a directory, which is made where there is none.
    ///
    /// # Errors
    ///
    /// Where it cannot be made.
    pub fn create(directory: &Path) -> io::Result<Self> {
        std::fs::create_dir_all(directory)?;
        Ok(Self { directory: directory.to_owned(), failed: Arc::default(), sessions: Arc::default() })
    }

    /// The directory.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// Why a log could not be written, if one could not.
    pub fn failure(&self) -> Option<String> {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A checkpoint that writes what it sees before another one judges it.
    pub fn recorded(&self, scenario: &str, zone: TimeZone, inner: Box<dyn Checkpoint>) -> Box<dyn Checkpoint> {
        let path = self.directory.join(format!("activity-{scenario}.log"));
        let out = match File::create(&path) {
            Ok(file) => Some(BufWriter::new(file)),
            Err(error) => {
                self.fail(&error);
                None
            }
        };
        Box::new(Recorder { inner, out, zone, sessions: HashMap::new(), logs: self.clone() })
    }

    fn fail(&self, error: &io::Error) {
        let told = format!("cannot write activity logs to `{}`: {error}", self.directory.display());
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(told);
    }
}

#[derive(Debug)]
struct Recorder {
    inner: Box<dyn Checkpoint>,
    out: Option<BufWriter<File>>,
    zone: TimeZone,
    /// The sessions by application and call.
    sessions: HashMap<(Application, String), String>,
    logs: ActivityLogs,
}

impl Checkpoint for Recorder {
    fn check(&mut self, when: &str, bindings: &Bindings, observation: &Observation) -> Result<(), Deviated> {
        let written = observation.exchanges.iter().try_for_each(|exchange| self.write(when, exchange));
        let flushed = self.out.as_mut().map_or(Ok(()), Write::flush);
        if let Err(error) = written.and(flushed) {
            self.logs.fail(&error);
        }
        self.inner.check(when, bindings, observation)
    }

    fn awaits_rows(&self, when: &str, bindings: &Bindings, observation: &Observation) -> bool {
        self.inner.awaits_rows(when, bindings, observation)
    }
}

impl Recorder {
    /// Writes an element that asked. A request that names no call is none of a call's applications.
    fn write(&mut self, when: &str, exchange: &Exchange) -> io::Result<()> {
        let Exchange { at, request, answer } = exchange;
        let callid = request.value(Parameter::Callid).filter(|text| text.parse::<Callid>().is_ok());
        let Some(callid) = callid else { return Ok(()) };
        let Some((element, work)) = element(request.operation) else { return Ok(()) };
        let application = application(when, request.operation);
        let time = at.to_zoned(self.zone.clone()).strftime("%m/%d/%Y %H:%M:%S%.3f").to_string();
        let mut lines = Vec::new();
        let count = &self.logs.sessions;
        let session = self.sessions.entry((application, callid.to_owned())).or_insert_with(|| {
            lines.push(",start,newcall,".to_owned());
            lines.push(format!(",start,parameter,callid={callid}"));
            let (queue, ewt) = (request.value(Parameter::Qname), request.value(Parameter::Ewt));
            // What is refused was not what the call began with.
            if matches!(answer, Answer::Done(_)) {
                lines.extend(queue.map(|queue| format!(",start,parameter,qname={queue}")));
                lines.extend(ewt.map(|ewt| format!(",start,parameter,ewt={ewt}")));
            }
            session(*at, count.fetch_add(1, Ordering::Relaxed), application)
        });
        lines.push(format!("{element},enter,"));
        lines.push(format!("{element},custom,{work},ELEMENT_ENTRY"));
        lines.extend(probe(request).map(|outcome| format!("{element},custom,probe outcome,{outcome}")));
        lines.push(format!("{element},custom,{work},ELEMENT_EXIT"));
        let outcome = match answer {
            Answer::Done(fields) => {
                lines.extend(fields.iter().map(|(field, value)| {
                    format!("{element},data,{field},{}", told(request, *field, &value.to_string()))
                }));
                "done"
            }
            Answer::Refused(refused) => {
                lines.push(format!("{element},custom,error,{}", refused.error));
                "error"
            }
        };
        lines.push(format!("{element},exit,{outcome}"));
        let Some(out) = &mut self.out else { return Ok(()) };
        // A control character could begin a line of somebody else's making.
        lines.iter().try_for_each(|line| writeln!(out, "{session},{time},{}", line.replace(char::is_control, " ")))
    }
}

fn session(at: Timestamp, count: u64, application: Application) -> String {
    format!("{HOST}.{}.{count}.{}", at.as_millisecond(), application.name())
}

/// The element that asks, and how it calls its work; none for what no application asks.
const fn element(operation: Operation) -> Option<(&'static str, &'static str)> {
    Some(match operation {
        Operation::EnterQueue => ("Enter Queue_01", "Callback_Enter_Queue"),
        Operation::Validate => ("Validate_01", "Callback_Validate"),
        Operation::AddCallback => ("Add Callback to DB 1", "Callback_Add"),
        Operation::GetStatus => ("Get Status_01", "Callback_Get_Status"),
        Operation::UpdateStatus => ("UpdateStatus_01", "Callback_Update_Status"),
        Operation::LeaveQueue => ("Leave Queue_01", "Callback_Leave_Queue"),
        Operation::SetQueueDefaults | Operation::Diag | Operation::TestClock => return None,
    })
}

/// The application that the step names, or else the one that usually asks for that.
fn application(when: &str, operation: Operation) -> Application {
    let usual = match operation {
        Operation::GetStatus | Operation::UpdateStatus => Application::Wait,
        Operation::LeaveQueue => Application::Queue,
        _ => Application::Entry,
    };
    Application::find_in(when).map_or(usual, |(_, named)| named)
}

/// What the probe of the gateway told.
fn probe(request: &Request) -> Option<String> {
    let value = |parameter| request.value(parameter);
    let (id, location, trunks) = (value(Parameter::Gw)?, value(Parameter::Loc)?, value(Parameter::Trunks)?);
    Some(format!("id:{id};loc:{location};trunks:{trunks}"))
}

/// What an element tells its application: after 27 and 28 `success` (CCB-UPD-03).
fn told<'a>(request: &Request, field: Field, value: &'a str) -> &'a str {
    let moved = [EventType::DroppedFromQueue, EventType::AddedToQueue].map(|state| state.id().to_string());
    let status = request.value(Parameter::Status).unwrap_or_default();
    if field == Field::Result && value == "retry" && moved.iter().any(|state| state == status) {
        "success"
    } else {
        value
    }
}
