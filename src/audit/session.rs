//! One session of an application, followed line by line (CCB-LOG-04).

use std::sync::Arc;

use super::bytes::{Scan, text as owned};
use super::call::{Contact, Parameter, Told, utc};
use super::finding::{Draft, Place};
use super::limits::MOST_HELD_FINDINGS;
use super::line::activity::{Activity, Kind, at};
use super::line::text::{Guid, guid};
use crate::ccb::answer::Field;
use crate::ccb::application::Application;
use crate::ccb::operation::Operation;

/// A step back by about so much is a clock that was set back by an hour, ms.
const HOUR_BACK_MS: std::ops::RangeInclusive<i64> = 2_700_000..=4_500_000;
const HOUR_MS: i64 = 3_600_000;

/// What a line of a session comes to.
#[derive(Debug)]
pub enum Heard {
    /// Nothing for the call.
    Nothing,
    /// The call is named.
    Named(Guid),
    /// The session began with a parameter.
    Parameter(Parameter),
    /// The servlet was asked something.
    Contact(Contact),
}

/// A session.
#[derive(Debug)]
pub struct Session {
    application: Application,
    /// Its call.
    pub call: Option<u128>,
    /// It was seen from its beginning, so that what is not entered was not entered.
    began: bool,
    /// The element that is entered, and where; its name is kept apart, so that none is allocated anew.
    open: Option<Place>,
    name: Vec<u8>,
    /// What was told last of each field: most answers repeat it.
    known: Vec<(Field, Arc<str>)>,
    contact: Option<Contact>,
    /// When it was last heard, UTC, ms.
    pub last_ms: i64,
    /// How much its clock was set back since it began, ms.
    back_ms: i64,
    /// Whether it told its end.
    pub ended: bool,
    /// What is kept until its call is known.
    pub held: Vec<Heard>,
    /// What was found, until it is taken.
    pub drafts: Vec<Draft>,
}

impl Session {
    /// A session of which nothing was seen.
    pub const fn new(application: Application, at_ms: i64) -> Self {
        Self {
            application,
            call: None,
            began: false,
            open: None,
            name: Vec::new(),
            known: Vec::new(),
            contact: None,
            last_ms: at_ms,
            back_ms: 0,
            ended: false,
            held: Vec::new(),
            drafts: Vec::new(),
        }
    }

    /// Follows a line that tells UTC `at_ms`.
    pub fn hear(&mut self, text: &[u8], line: &Activity, at_ms: i64, place: Place) -> Heard {
        // A session that is nothing but wrong is told of often enough.
        self.drafts.truncate(MOST_HELD_FINDINGS);
        let at_ms = self.on_time(at_ms, place);
        let element = at(text, &line.element);
        match line.kind {
            Kind::Start => {
                self.began = true;
                return start(at(text, &line.name), at(text, &line.value), place, line.cut);
            }
            Kind::End => {
                self.ended = true;
                // An element that is open then was ended with its session.
                self.open = None;
                return self.contact.take().map_or(Heard::Nothing, Heard::Contact);
            }
            Kind::Enter => self.enter(element, place),
            Kind::Exit => {
                self.exit(element, place);
                return self.contact.take().map_or(Heard::Nothing, Heard::Contact);
            }
            Kind::Custom => {
                self.within(element, place);
                return self.custom(at(text, &line.name), at(text, &line.value), at_ms, place, element.is_empty());
            }
            Kind::Data => {
                self.within(element, place);
                self.data(at(text, &line.name), at(text, &line.value), place);
            }
            Kind::Interaction => self.within(element, place),
        }
        Heard::Nothing
    }

    /// Times do not run backwards within a session, but for a clock that is set back by an hour.
    fn on_time(&mut self, told_ms: i64, place: Place) -> i64 {
        let mut at_ms = told_ms + self.back_ms;
        if HOUR_BACK_MS.contains(&(self.last_ms - at_ms)) {
            self.back_ms += HOUR_MS;
            at_ms += HOUR_MS;
            self.drafts.push(Draft::note(
                place,
                "the clock was set back by an hour here, as at the end of daylight saving time",
            ));
        } else if self.back_ms > 0 && at_ms - HOUR_MS >= self.last_ms {
            // The file's zone has followed.
            self.back_ms -= HOUR_MS;
            at_ms -= HOUR_MS;
        }
        if at_ms < self.last_ms {
            let expected = format!("not before {}", utc(self.last_ms));
            self.drafts.push(Draft::violation(
                "CCB-LOG-04",
                place,
                "the time of a session's line",
                expected,
                utc(at_ms),
            ));
        }
        self.last_ms = at_ms;
        at_ms
    }

    fn enter(&mut self, element: &[u8], place: Place) {
        if let Some(entered) = self.open.replace(place) {
            let expected =
                format!("`{}`, which was entered in line {}, to exit first", owned(&self.name), entered.line);
            let found = format!("`{}` is entered", owned(element));
            self.drafts.push(Draft::violation("CCB-LOG-04", place, "an element that does not exit", expected, found));
        }
        self.name.clear();
        self.name.extend_from_slice(element);
        self.contact = None;
    }

    fn exit(&mut self, element: &[u8], place: Place) {
        let expected = match self.open.take() {
            Some(_) if alike(&self.name, element) => return,
            Some(entered) => format!("`{}`, which was entered in line {}", owned(&self.name), entered.line),
            None if self.began => "an element that was entered".to_owned(),
            None => return,
        };
        let found = format!("`{}` exits", owned(element));
        self.drafts.push(Draft::violation("CCB-LOG-04", place, "an element that exits", expected, found));
    }

    /// What an element tells, it tells between its entry and its exit.
    fn within(&mut self, element: &[u8], place: Place) {
        let expected = match &self.open {
            _ if element.is_empty() => return,
            Some(_) if alike(&self.name, element) => return,
            Some(_) => format!("a line of `{}`", owned(&self.name)),
            None if self.began => "no element is entered".to_owned(),
            None => return,
        };
        let found = format!("a line of `{}`", owned(element));
        self.drafts.push(Draft::violation("CCB-LOG-04", place, "an element that tells something", expected, found));
    }

    fn custom(&mut self, name: &[u8], value: &[u8], at_ms: i64, place: Place, hook: bool) -> Heard {
        if name == b"probe outcome" {
            if let Some(contact) = &mut self.contact {
                contact.probe = Some((owned(value), place));
            }
            return Heard::Nothing;
        }
        let Some(operation) = operation(name) else { return Heard::Nothing };
        match value {
            b"ELEMENT_ENTRY" => match &mut self.contact {
                Some(contact) if contact.operation == operation => contact.asked_ms = at_ms,
                _ => {
                    self.contact = Some(Contact {
                        operation,
                        application: self.application,
                        begun_ms: at_ms,
                        asked_ms: at_ms,
                        answered_ms: None,
                        place,
                        probe: None,
                        told: Vec::new(),
                    });
                }
            },
            b"ELEMENT_EXIT" => match &mut self.contact {
                Some(contact) if contact.operation == operation => {
                    contact.answered_ms = Some(at_ms);
                    if hook {
                        return self.contact.take().map_or(Heard::Nothing, Heard::Contact);
                    }
                }
                _ if self.began => {
                    let found = format!("{} ends", owned(name));
                    self.drafts.push(Draft::violation(
                        "CCB-LOG-04",
                        place,
                        "an element's work",
                        "it to begin first",
                        found,
                    ));
                }
                _ => {}
            },
            _ if value.starts_with(b"Skipping") => self.contact = None,
            _ => {}
        }
        Heard::Nothing
    }

    fn data(&mut self, name: &[u8], value: &[u8], place: Place) {
        let Some(contact) = &mut self.contact else { return };
        let Some(field) = field(name) else { return };
        let known = self.known.iter().position(|(known, _)| *known == field);
        let value = match known.map(|index| &mut self.known[index].1) {
            Some(told) if told.as_bytes() == value => Arc::clone(told),
            Some(told) => {
                *told = owned(value).into();
                Arc::clone(told)
            }
            None => {
                self.known.push((field, owned(value).into()));
                self.known[self.known.len() - 1].1.clone()
            }
        };
        contact.told.push(Told { field, value, place });
    }
}

/// What a session began with.
fn start(name: &[u8], value: &[u8], place: Place, cut: bool) -> Heard {
    if name != b"parameter" {
        return Heard::Nothing;
    }
    let mut scan = Scan::new(value);
    match scan.until(b'=') {
        Some(b"callid") => guid(&mut scan).map_or(Heard::Nothing, Heard::Named),
        Some(name @ (b"qname" | b"ewt" | b"ani")) => {
            Heard::Parameter(Parameter { name: owned(name), value: owned(scan.rest), place, cut })
        }
        _ => Heard::Nothing,
    }
}

/// The field of an answer that a result of that name is.
fn field(name: &[u8]) -> Option<Field> {
    Some(match name {
        b"result" => Field::Result,
        b"startCallback" => Field::StartCallback,
        b"ewt" => Field::Ewt,
        b"qpos" => Field::Qpos,
        b"cli" => Field::Cli,
        b"rna" => Field::Rna,
        b"dn" => Field::Dn,
        b"rec" => Field::Rec,
        b"gw" => Field::Gw,
        b"loc" => Field::Loc,
        b"capacity" => Field::Capacity,
        _ => return None,
    })
}

/// The operation that an element of that name asks for.
fn operation(name: &[u8]) -> Option<Operation> {
    Some(match name {
        b"Callback_Enter_Queue" => Operation::EnterQueue,
        b"Callback_Validate" => Operation::Validate,
        b"Callback_Set_Queue_Defaults" => Operation::SetQueueDefaults,
        b"Callback_Add" => Operation::AddCallback,
        b"Callback_Get_Status" => Operation::GetStatus,
        b"Callback_Update_Status" => Operation::UpdateStatus,
        b"Callback_Leave_Queue" => Operation::LeaveQueue,
        _ => return None,
    })
}

/// Whether two names are the same but for how many blanks stand in them: a wrapped line has lost some.
fn alike(one: &[u8], other: &[u8]) -> bool {
    one == other || one.iter().filter(|byte| **byte != b' ').eq(other.iter().filter(|byte| **byte != b' '))
}
