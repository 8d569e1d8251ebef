//! What the logs tell of one call, until it has ended and is judged.

use std::sync::Arc;

use super::finding::{Draft, Place};
use super::limits::MOST_FACTS_OF_A_CALL;
use super::line::text::Text;
use crate::ccb::answer::Field;
use crate::ccb::application::Application;
use crate::ccb::operation::Operation;

/// What a servlet's reporting log tells in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// UTC, ms since 1970.
    pub at_ms: i64,
    /// How far local time is ahead of UTC, seconds.
    pub offset_s: i64,
    /// The line's number on its server.
    pub sequence: i64,
    /// The server.
    pub host: u64,
    /// Where it stands.
    pub place: Place,
    /// What it tells.
    pub text: Text,
    /// The file ends within its line: the value with which it ends may go on.
    pub cut: bool,
}

impl Fact {
    /// Local time in whole seconds since 1970.
    pub const fn local_s(&self) -> i64 {
        self.at_ms.div_euclid(1000) + self.offset_s
    }
}

/// A value that an element told as a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Which.
    pub field: Field,
    /// As it stands there.
    pub value: Arc<str>,
    /// Where.
    pub place: Place,
}

/// What an application asked the servlet, as its activity log tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// What was asked.
    pub operation: Operation,
    /// Who asked.
    pub application: Application,
    /// When the element began, UTC, ms since 1970. The request goes out then, or after a probe.
    pub begun_ms: i64,
    /// When it last began, after a probe: the request is not earlier.
    pub asked_ms: i64,
    /// When the answer was there; none where the log does not tell.
    pub answered_ms: Option<i64>,
    /// Where it begins.
    pub place: Place,
    /// What the probe of the gateway told, and where.
    pub probe: Option<(Box<str>, Place)>,
    /// What was answered.
    pub told: Vec<Told>,
}

impl Contact {
    /// When it was over, as far as told, ms.
    pub fn until_ms(&self) -> i64 {
        self.answered_ms.unwrap_or(self.asked_ms)
    }

    /// A value of the answer.
    pub fn value(&self, field: Field) -> Option<&Told> {
        self.told.iter().find(|told| told.field == field)
    }
}

/// A parameter that a session of the call began with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: Box<str>,
    /// Its value.
    pub value: Box<str>,
    /// Where.
    pub place: Place,
    /// The file ends within its line: its value may go on.
    pub cut: bool,
}

/// One call.
#[derive(Clone, Debug)]
pub struct Call {
    /// Its GUID.
    pub guid: u128,
    /// What reporting logs tell.
    pub facts: Vec<Fact>,
    /// What activity logs tell.
    pub contacts: Vec<Contact>,
    /// What its sessions began with.
    pub parameters: Vec<Parameter>,
    /// What was found when its lines came.
    pub drafts: Vec<Draft>,
    /// Lines that were not kept because there were too many.
    pub surplus: u64,
    /// When something was last heard of it, UTC, ms.
    pub last_ms: i64,
    /// When another call entered its queue after it, UTC, ms.
    pub followed_ms: Option<i64>,
    /// When it left its queue, as far as told.
    pub left_ms: Option<i64>,
    /// How far the applications' local time is ahead of UTC, ms.
    pub offset_ms: Option<i64>,
}

impl Call {
    /// A call of which nothing is known.
    pub const fn new(guid: u128, at_ms: i64) -> Self {
        Self {
            guid,
            facts: Vec::new(),
            contacts: Vec::new(),
            parameters: Vec::new(),
            drafts: Vec::new(),
            surplus: 0,
            last_ms: at_ms,
            followed_ms: None,
            left_ms: None,
            offset_ms: None,
        }
    }

    /// How much is kept of it.
    pub const fn size(&self) -> usize {
        self.facts.len() + self.contacts.len() + self.parameters.len() + self.drafts.len()
    }

    /// Keeps a line, unless it is printed twice or there are too many.
    pub fn hear(&mut self, fact: Fact) {
        self.last_ms = fact.at_ms;
        if matches!(fact.text, Text::Removed | Text::Leave) {
            self.left_ms = Some(self.left_ms.map_or(fact.at_ms, |left| left.max(fact.at_ms)));
        }
        if self.size() >= MOST_FACTS_OF_A_CALL {
            self.surplus += 1;
            return;
        }
        if let Some(draft) = self.out_of_order(&fact) {
            self.drafts.push(draft);
        }
        // What a document prints twice happened once.
        if let Some(twin) = self.facts.iter().rev().take(8).find(|other| other.is_twin(&fact)) {
            let about = format!(
                "line {} of the reporting log stands here again, after line {}",
                fact.sequence, twin.place.line
            );
            self.drafts.push(Draft::note(fact.place, about));
            return;
        }
        self.facts.push(fact);
    }

    /// Keeps a contact.
    pub fn contact(&mut self, contact: Contact) {
        let at_ms = contact.until_ms();
        self.last_ms = at_ms;
        if contact.operation == Operation::LeaveQueue {
            self.left_ms = Some(self.left_ms.map_or(at_ms, |left| left.max(at_ms)));
        }
        if self.size() >= MOST_FACTS_OF_A_CALL {
            self.surplus += 1;
        } else {
            self.contacts.push(contact);
        }
    }

    /// The lines of one call in one file of one server ascend in number and in time (CCB-LOG-07).
    fn out_of_order(&self, fact: &Fact) -> Option<Draft> {
        let last = self.facts.last().filter(|last| last.host == fact.host && last.place.file == fact.place.file)?;
        let (number, time) = (fact.sequence.cmp(&last.sequence), fact.at_ms.cmp(&last.at_ms));
        // A server that starts anew counts from 1 again.
        if time.is_lt() || (number.is_lt() && time.is_eq()) {
            let expected = format!("after line {} of {}", last.sequence, utc(last.at_ms));
            let found = format!("line {} of {}", fact.sequence, utc(fact.at_ms));
            return Some(Draft::violation("CCB-LOG-07", fact.place, "the order of lines", expected, found));
        }
        None
    }
}

impl Fact {
    fn is_twin(&self, other: &Self) -> bool {
        self.sequence == other.sequence
            && self.at_ms == other.at_ms
            && self.host == other.host
            && self.place != other.place
            && self.text == other.text
    }
}

/// An instant as findings print it where no zone is known.
pub fn utc(at_ms: i64) -> String {
    local(at_ms, 0)
}

/// An instant in local time, with its offset.
pub fn local(at_ms: i64, offset_s: i64) -> String {
    let offset = i32::try_from(offset_s).ok().and_then(|seconds| jiff::tz::Offset::from_seconds(seconds).ok());
    let (Ok(at), Some(offset)) = (jiff::Timestamp::from_millisecond(at_ms), offset) else {
        return format!("{at_ms} ms since 1970");
    };
    at.to_zoned(jiff::tz::TimeZone::fixed(offset)).strftime("%Y-%m-%d %H:%M:%S%.3f %:z").to_string()
}
