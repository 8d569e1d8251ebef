//! Answers on the wire: encoded by the reference, decoded by the suite (CCB-TRN-03, CCB-TRN-04).

use std::collections::BTreeMap;

use super::document::Document;
use super::model::Dialect;
use super::place::{Format, Place};
use super::scalar::{Numbers, Scalar, Typing};
use super::spelling::{Heard, Member, Spellings, member};
use super::text::excerpt;
use crate::ccb::answer::{Answer, Field, FieldKind, Refused, Value};
use crate::ccb::decimal::whole_number;
use crate::ccb::media_type::MediaType;
use crate::ccb::refusal::Refusal;
use crate::ccb::word::ResultWord;

/// What came back over HTTP, before it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The header `Content-Type`, empty where there is none.
    pub content_type: String,
    /// The whole body.
    pub body: String,
}

/// An answer that the dialect does not allow, and the clause it breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct Malformed {
    /// What is wrong.
    pub reason: String,
    /// The clause.
    pub clause: &'static str,
}

const SUCCESS: &str = "CCB-TRN-03";
const REFUSAL: &str = "CCB-TRN-04";
const NUMBER: &str = "CCB-TRN-10";

impl Dialect {
    /// Spells an answer.
    pub fn encode_answer(&self, answer: &Answer) -> Response {
        let typing = self.answer_typing();
        let mut values: Vec<(&Place, Scalar)> = Vec::new();
        let status = match answer {
            Answer::Done(fields) => {
                let code = self.answers.code.as_ref().map(|code| typing.on_wire(code));
                values.extend(self.refusals.code.as_ref().zip(code));
                for (field, value) in fields {
                    let place = self.answers.fields.get(field);
                    values.extend(place.map(|place| (place, typing.on_wire(&self.encode_field(*field, value)))));
                }
                self.answers.status
            }
            Answer::Refused(refused) => self.encode_refusal(typing, refused, &mut values),
        };
        let body = Document::write(self.answers.format, &values);
        Response { status, content_type: self.answers.content_type.clone(), body }
    }

    fn encode_field(&self, field: Field, value: &Value) -> Scalar {
        match value {
            Value::Integer(number) => Scalar::Integer(*number),
            Value::Boolean(truth) => plain_or(&self.values.booleans, *truth),
            Value::Text(text) if field == Field::Result => match member::<ResultWord>(text) {
                Some(word) => plain_or(&self.values.results, word),
                None => Scalar::text(text),
            },
            Value::Text(text) => Scalar::text(text),
        }
    }

    fn encode_refusal<'a>(&'a self, typing: Typing, refused: &Refused, values: &mut Vec<(&'a Place, Scalar)>) -> u16 {
        let refusals = &self.refusals;
        let shown = refusals.errors.get(&refused.error);
        let code = shown.and_then(|shown| shown.code.as_ref()).map(|code| typing.on_wire(code));
        values.extend(refusals.code.as_ref().zip(code));
        let cause = typing.on_wire(&plain_or(&self.values.causes, refused.error.cause()));
        values.extend(refusals.cause.as_ref().map(|place| (place, cause)));
        values.extend(refusals.message.as_ref().map(|place| (place, Scalar::text(&refused.message))));
        if let Some(name) = &refused.parameter {
            let spelling = member(name).and_then(|parameter| self.requests.parameters.of(parameter));
            values.push((&refusals.parameter, spelling.cloned().unwrap_or_else(|| Scalar::text(name))));
        }
        shown.map_or(refused.error.status(), |shown| shown.status)
    }

    /// Understands a response. Values at places that the dialect does not know are left out (CCB-TRN-03).
    ///
    /// # Errors
    ///
    /// Where status, content type, form or values are not those of a success or a refusal.
    pub fn decode_answer(&self, response: &Response) -> Result<Answer, Malformed> {
        if !self.is_content_type(&response.content_type) {
            let (status, found, wanted) = (response.status, &response.content_type, &self.answers.content_type);
            let reason = format!("status {status}, content type {}, not `{wanted}`", excerpt(found));
            return Err(malformed(SUCCESS, reason));
        }
        let unreadable = |reason: String| malformed(SUCCESS, format!("status {}, {reason}", response.status));
        let document = Document::read(self.answers.format, &response.body).map_err(unreadable)?;
        match self.refusal_of(response, &document)? {
            None => self.decode_success(&document),
            Some(error) => self.decode_refusal(response.status, error, &document),
        }
    }

    /// Compared as a media type (CCB-TRN-03). Without a charset of the dialect's, UTF-8 may be told.
    fn is_content_type(&self, found: &str) -> bool {
        let wanted = MediaType::read(&self.answers.content_type);
        wanted.zip(MediaType::read(found)).is_some_and(|(wanted, found)| wanted.allows(&found))
    }

    /// Which refusal a response is, or none for a success.
    fn refusal_of(&self, response: &Response, document: &Document) -> Result<Option<Refusal>, Malformed> {
        let status = response.status;
        let is_success = status == self.answers.status;
        let errors = &self.refusals.errors;
        let Some(place) = &self.refusals.code else {
            let error = errors.iter().find(|(_, shown)| shown.status == status).map(|(error, _)| *error);
            let unknown = || malformed(REFUSAL, format!("status {status} is none of section 2.1"));
            return if is_success { Ok(None) } else { error.map(Some).ok_or_else(unknown) };
        };
        let code = document.get(place).map_err(|reason| malformed(REFUSAL, reason))?;
        let typing = self.answer_typing();
        match (code, &self.answers.code) {
            (None, None) if is_success => Ok(None),
            (None, _) => {
                let clause = if is_success { SUCCESS } else { REFUSAL };
                let body = excerpt(&response.body);
                Err(malformed(clause, format!("status {status} without {} `{place}`: {body}", self.what())))
            }
            (Some(code), Some(success)) if typing.is(success, &code) => {
                let reason = || format!("`{place}` says success, but comes with status {status}");
                if is_success { Ok(None) } else { Err(malformed(REFUSAL, reason())) }
            }
            (Some(code), _) => {
                let told = |shown: &super::model::Shown| shown.code.as_ref().is_some_and(|own| typing.is(own, &code));
                let error = errors.iter().find(|(_, shown)| told(shown)).map(|(error, _)| *error);
                let unknown = || {
                    malformed(REFUSAL, format!("{} at `{place}` is no code of section 2.1", excerpt(&code.to_string())))
                };
                error.map(Some).ok_or_else(unknown)
            }
        }
    }

    /// What stands at a place, for messages.
    const fn what(&self) -> &'static str {
        match self.answers.format {
            Format::Lines => "a line",
            Format::Json => "a member",
            Format::Xml => "an element",
        }
    }

    fn decode_success(&self, document: &Document) -> Result<Answer, Malformed> {
        let mut fields = BTreeMap::new();
        for (field, place) in &self.answers.fields {
            if let Some(found) = document.get(place).map_err(|reason| malformed(SUCCESS, reason))? {
                fields.insert(*field, self.decode_field(*field, place, &found)?);
            }
        }
        if fields.is_empty() && self.answers.code.is_none() {
            let reason = format!("a success without {} that the specification knows", self.what());
            return Err(malformed(SUCCESS, reason));
        }
        Ok(Answer::Done(fields))
    }

    fn decode_field(&self, field: Field, place: &Place, found: &Scalar) -> Result<Value, Malformed> {
        let told = found.to_string();
        let wrong = |what: &str| malformed(SUCCESS, format!("{} at `{place}` is not {what}", excerpt(&told)));
        let typing = self.answer_typing();
        match field.kind() {
            FieldKind::Integer => match (typing, found) {
                (Typing::Json(Numbers::Native), Scalar::Integer(number)) => Ok(Value::Integer(*number)),
                (Typing::Json(Numbers::Text) | Typing::Untyped, Scalar::Text(text)) => {
                    let number = whole_number(text).map(Value::Integer);
                    number.ok_or_else(|| Malformed { clause: NUMBER, ..wrong("a whole number in digits alone") })
                }
                _ => Err(wrong("a whole number as the dialect writes it")),
            },
            FieldKind::Boolean => match self.values.booleans.heard(typing, found) {
                Heard::Member(truth) => Ok(Value::Boolean(truth)),
                Heard::Foreign | Heard::Unknown => Err(wrong(&self.both_booleans())),
            },
            FieldKind::Text if field == Field::Result => match self.values.results.heard(typing, found) {
                Heard::Member(word) => Ok(word.name().into()),
                Heard::Foreign => Err(wrong("a result that the dialect knows")),
                Heard::Unknown => Ok(Value::Text(told)),
            },
            FieldKind::Text => match found {
                Scalar::Text(text) => Ok(Value::Text(text.clone())),
                _ => Err(wrong("a text")),
            },
        }
    }

    fn both_booleans(&self) -> String {
        let spelt = |truth: bool| plain_or(&self.values.booleans, truth);
        format!("`{}` or `{}`", spelt(true), spelt(false))
    }

    fn decode_refusal(&self, status: u16, error: Refusal, document: &Document) -> Result<Answer, Malformed> {
        let wrong = |reason: String| malformed(REFUSAL, reason);
        let text_at = |place: &Place| {
            let found = document.get(place).map_err(wrong)?;
            Ok(found.map(|found| found.to_string()))
        };
        let refusals = &self.refusals;
        if let Some(shown) = refusals.errors.get(&error).filter(|shown| shown.status != status) {
            return Err(wrong(format!("`{error}` comes with status {}, not {status}", shown.status)));
        }
        if let Some(place) = &refusals.cause {
            let found = document.get(place).map_err(wrong)?;
            let heard = found.as_ref().map(|found| self.values.causes.heard(self.answer_typing(), found));
            if heard != Some(Heard::Member(error.cause())) {
                let wanted = plain_or(&self.values.causes, error.cause());
                let found = found.map_or_else(|| "nothing".to_owned(), |found| excerpt(&found.to_string()));
                return Err(wrong(format!("`{error}` comes with `{wanted}` at `{place}`, not {found}")));
            }
        }
        let message = match &refusals.message {
            None => String::new(),
            Some(place) => {
                text_at(place)?.ok_or_else(|| wrong(format!("`{error}` without {} `{place}`", self.what())))?
            }
        };
        let parameter = match text_at(&refusals.parameter)? {
            None => None,
            Some(name) => match self.requests.parameters.heard(Typing::Untyped, &Scalar::text(&name)) {
                Heard::Member(parameter) => Some(parameter.name().to_owned()),
                Heard::Unknown => Some(name),
                Heard::Foreign => {
                    return Err(wrong(format!("{} is no parameter of the dialect", excerpt(&name))));
                }
            },
        };
        Ok(Answer::Refused(Refused { error, parameter, message }))
    }
}

fn plain_or<T: Member>(spellings: &Spellings<T>, member: T) -> Scalar {
    spellings.of(member).cloned().unwrap_or_else(|| member.plain())
}

fn malformed(clause: &'static str, reason: String) -> Malformed {
    Malformed { reason, clause }
}
