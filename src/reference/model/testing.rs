//! A model and a clock for the model's own tests.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::change::{Decision, Step, changes};
use super::decide::Lines;
use super::parameters::Parameters;
use super::request::Request;
use super::state::{Kept, Model, Rules};
use crate::ccb::answer::{Answer, Field, Value};
use crate::ccb::refusal::Refusal;

/// A model at an instant.
pub struct World {
    pub model: Model,
    pub now: Timestamp,
}

impl World {
    /// The published gateway, with a hundred trunks (SPEC 17).
    pub const VALIDATE: &str = "Validate callid=1 gw=10.201.198.21 loc=doclab trunks=100";

    /// An empty model in Chicago.
    pub fn new(now: &str) -> Self {
        let time_zone = TimeZone::get("America/Chicago").expect("the bundled database has it");
        Self::with(Rules { time_zone, max_calls_per_ani: None, dialed_numbers: None }, now)
    }

    /// An empty model under some rules.
    pub fn with(rules: Rules, now: &str) -> Self {
        let now = now.parse().expect("a timestamp");
        Self { model: Model::restore(rules, Kept::default(), now), now }
    }

    /// The published caller, entered and with the published record set (SPEC 17).
    pub fn lone() -> Self {
        let mut world = Self::new("2015-12-14T17:41:18.810Z");
        world.ask("EnterQueue callid=1 qname=billing ewt=180 ani=5008");
        world.ask("SetQueueDefaults qname=billing cli=8005551212 maxpercent=100 maxewt=0");
        world
    }

    /// The same after a `preemptive` validation.
    pub fn lone_validated() -> Self {
        let mut world = Self::lone();
        assert_eq!(world.ask(Self::VALIDATE)[&Field::Result], "preemptive".into());
        world
    }

    /// The same with a pending callback.
    pub fn lone_with_callback() -> Self {
        let mut world = Self::lone_validated();
        assert_eq!(world.ask("AddCallback callid=1 number=5008")[&Field::Result], "valid".into());
        world
    }

    /// Decides and applies `METHOD name=value ...`; a callid may leave out its leading zeros.
    fn decide(&mut self, request: &str) -> Decision {
        let (method, rest) = request.split_once(' ').unwrap_or((request, ""));
        let pairs = rest
            .split_whitespace()
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name, if name == "callid" { format!("{value:0>32}") } else { value.to_owned() }));
        let parameters = Parameters::from_pairs([("method", method.to_owned())].into_iter().chain(pairs));
        if let Some(callid) = parameters.contact() {
            self.model.contact(callid, self.now);
        }
        let decision = match Request::parse(&parameters) {
            Ok(request) => self.model.decide(self.now, &request),
            Err(refused) => Decision { answer: Answer::Refused(refused), steps: Vec::new() },
        };
        self.apply(&decision.steps);
        decision
    }

    fn apply(&mut self, steps: &[Step]) {
        for change in changes(steps) {
            self.model.apply(change);
        }
    }

    /// The lines of an answer that is no refusal.
    pub fn ask(&mut self, request: &str) -> Lines {
        match self.decide(request).answer {
            Answer::Done(lines) => lines,
            Answer::Refused(refused) => panic!("`{request}` was refused: {refused:?}"),
        }
    }

    /// The steps of any decision.
    pub fn steps(&mut self, request: &str) -> Vec<Step> {
        self.decide(request).steps
    }

    /// The refusal of a request that changes nothing (CCB-TRN-05).
    pub fn refusal(&mut self, request: &str) -> Refusal {
        let decision = self.decide(request);
        assert_eq!(decision.steps, [], "`{request}`: a refused request changes nothing");
        match decision.answer {
            Answer::Refused(refused) => refused.error,
            Answer::Done(lines) => panic!("`{request}` was answered: {lines:?}"),
        }
    }

    /// A number that `GetStatus` answers.
    pub fn integer(&mut self, callid: u128, field: Field) -> i64 {
        match self.ask(&format!("GetStatus callid={callid:X}"))[&field] {
            Value::Integer(number) => number,
            ref other => panic!("{field} is no number: {other:?}"),
        }
    }

    /// `startCallback` and `ewt`, as one text.
    pub fn start_and_ewt(&mut self, callid: u128) -> String {
        let lines = self.ask(&format!("GetStatus callid={callid:X}"));
        format!("{} {}", lines[&Field::StartCallback], lines[&Field::Ewt])
    }

    /// R as of the last tick.
    pub fn remaining_s(&self, callid: u128) -> i64 {
        let callid = crate::ccb::callid::Callid::from_u128(callid);
        self.model.entry(callid).expect("it is in the queue").remaining_s
    }

    /// Lets time go by.
    pub fn pass(&mut self, duration: &str) {
        let duration: SignedDuration = duration.parse().expect("a duration");
        self.now = self.now.checked_add(duration).expect("within range");
    }

    /// Sets the time.
    pub fn at(&mut self, now: &str) {
        self.now = now.parse().expect("a timestamp");
    }

    /// Runs the timer once.
    pub fn tick(&mut self) -> Vec<Step> {
        let steps = self.model.decide_tick(self.now);
        self.apply(&steps);
        self.model.recalculate(self.now);
        steps
    }

    /// Lets time go by and runs the timer.
    pub fn tick_after(&mut self, duration: &str) -> Vec<Step> {
        self.pass(duration);
        self.tick()
    }

    /// Runs the archive.
    pub fn archive(&mut self) -> Vec<Step> {
        let steps = self.model.decide_archive(self.now);
        self.apply(&steps);
        steps
    }
}

/// An answer's lines as one text.
pub fn text(lines: &Lines) -> String {
    let lines: Vec<String> = lines.iter().map(|(field, value)| format!("{field}={value}")).collect();
    lines.join(" ")
}
