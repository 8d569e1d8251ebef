//! Requests on the wire: encoded by the suite, decoded by the reference.

use std::borrow::Cow;
use std::fmt::Display;

use super::document::Document;
use super::method::Method;
use super::model::{Body, Dialect, NamedBy};
use super::place::{Format, Place};
use super::scalar::{Scalar, Typing};
use super::spelling::{Heard, Member, Spellings, member};
use super::{json, xml};
use crate::ccb::observation::{Request, Verb};
use crate::ccb::operation::Operation;
use crate::ccb::parameter::{Parameter, ParameterKind};

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const XML: &str = "application/xml";

/// A request as it goes over the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The verb.
    pub method: Method,
    /// What follows the base URL and a slash; nothing where it is empty.
    pub path: String,
    /// The query, empty where there is none.
    pub query: String,
    /// A header, by name and value.
    pub header: Option<(String, String)>,
    /// The body and its content type.
    pub body: Option<(&'static str, String)>,
}

/// A request as it arrived.
#[derive(Debug)]
pub struct Received<'a, H> {
    /// The verb, in capitals.
    pub method: &'a str,
    /// What followed the base URL, without slashes around it.
    pub path: &'a str,
    /// The query, empty where there was none.
    pub query: &'a str,
    /// Gives the value of a header by its name in small letters.
    pub header: H,
    /// The header `Content-Type`, empty where there was none.
    pub content_type: &'a str,
    /// The whole body.
    pub body: &'a [u8],
}

/// The names and values that a request carries, as the default dialect spells them; `method` is among them.
pub type Pairs<'a> = Vec<(Cow<'a, str>, Cow<'a, str>)>;

/// A request that the dialect has no words for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the dialect cannot express the request: {0}")]
pub struct Inexpressible(pub String);

/// Why a request is turned away below the operations (SPEC 2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turned {
    /// Not by this verb; by these.
    Verb(Vec<Method>),
    /// The body is of another content type than the dialect's.
    MediaType,
    /// The body is not of its form.
    Unreadable(String),
}

impl Dialect {
    /// Spells a request.
    ///
    /// # Errors
    ///
    /// Where the dialect has no words for it, such as a name that comes twice in JSON, or a GET where only POST is known.
    pub fn encode_request(&self, request: &Request) -> Result<Sent, Inexpressible> {
        let operation = request.operation;
        let Some(name) = self.requests.operations.of(operation) else {
            return Err(Inexpressible(format!("it has no name for {operation}")));
        };
        let usual = self.method(operation);
        let method = match request.verb {
            Verb::Get if usual != Method::Get && !self.requests.either_verb => {
                return Err(Inexpressible(format!("{operation} is asked for by {usual} alone")));
            }
            Verb::Get => Method::Get,
            Verb::Post => usual,
        };
        let in_body = method.has_body();
        let typing = if in_body { self.body_typing() } else { Typing::Untyped };
        let mut sent = Sent { method, path: String::new(), query: String::new(), header: None, body: None };
        let mut pairs = Vec::new();
        match &self.requests.by {
            NamedBy::Parameter(parameter) => pairs.push((parameter.as_str(), typing.on_wire(name))),
            NamedBy::Path => sent.path = name.to_string(),
            NamedBy::Header(header) => sent.header = Some((header.clone(), name.to_string())),
        }
        for (parameter, value) in &request.parameters {
            let name = self.parameter_name(*parameter)?;
            pairs.push((name, typing.on_wire(&self.encode_value(*parameter, value)?)));
        }
        if in_body {
            sent.body = Some(self.body(&pairs)?);
        } else {
            sent.query = form(&pairs);
        }
        Ok(sent)
    }

    /// A request whose body is of just so many bytes, or as few as it can, filled by a parameter that nobody knows.
    ///
    /// # Errors
    ///
    /// Where the dialect sends no bodies.
    pub fn encode_padded(&self, bytes: usize) -> Result<Sent, Inexpressible> {
        let none = || Inexpressible("no operation has a body".to_owned());
        let mut sent = self.encode_request(&Request::new(self.with_body().ok_or_else(none)?))?;
        let (content_type, bare) = sent.body.take().ok_or_else(none)?;
        let padded = |length: usize| {
            let pad = "x".repeat(length);
            match &self.requests.body {
                Body::Form if bare.is_empty() => format!("pad={pad}"),
                Body::Form => format!("{bare}&pad={pad}"),
                Body::Json if bare == "{}" => format!("{{\"pad\":\"{pad}\"}}"),
                Body::Json => format!("{},\"pad\":\"{pad}\"}}", bare.trim_end_matches('}')),
                Body::Xml { root } => {
                    let end = format!("</{root}>");
                    format!("{}<pad>{pad}</pad>{end}", bare.trim_end_matches(end.as_str()))
                }
            }
        };
        let length = bytes.saturating_sub(padded(0).len());
        sent.body = Some((content_type, padded(length)));
        Ok(sent)
    }

    fn parameter_name(&self, parameter: Parameter) -> Result<&str, Inexpressible> {
        match self.requests.parameters.of(parameter) {
            Some(Scalar::Text(name)) => Ok(name),
            _ => Err(Inexpressible(format!("it has no name for the parameter `{parameter}`"))),
        }
    }

    fn encode_value(&self, parameter: Parameter, text: &str) -> Result<Scalar, Inexpressible> {
        match parameter.kind() {
            ParameterKind::State => spelt(&self.values.states, text),
            ParameterKind::Cause => spelt(&self.values.causes, text),
            ParameterKind::Probe => spelt(&self.values.probes, text),
            // Another way to spell a number must arrive as it is: it may be what is tested (CCB-TRN-10).
            ParameterKind::Integer => Ok(match text.parse::<i64>() {
                Ok(number) if number.to_string() == text => Scalar::Integer(number),
                _ => Scalar::text(text),
            }),
            ParameterKind::Text => Ok(Scalar::text(text)),
        }
    }

    fn body(&self, pairs: &[(&str, Scalar)]) -> Result<(&'static str, String), Inexpressible> {
        let document = |root: Option<&str>, format: Format| {
            let places: Vec<Place> = pairs.iter().map(|(name, _)| Place::of_member(root, name)).collect();
            if let Some(twice) = (1..places.len()).find(|index| places[..*index].contains(&places[*index])) {
                return Err(Inexpressible(format!("`{}` comes twice in one body", pairs[twice].0)));
            }
            let values: Vec<(&Place, Scalar)> =
                places.iter().zip(pairs).map(|(place, (_, value))| (place, value.clone())).collect();
            Ok(Document::write(format, &values))
        };
        match &self.requests.body {
            Body::Form => Ok((FORM, form(pairs))),
            Body::Json => Ok((JSON, document(None, Format::Json)?)),
            Body::Xml { .. } if pairs.iter().any(|(_, value)| value.to_string().contains('\0')) => {
                Err(Inexpressible("XML has no character 0".to_owned()))
            }
            Body::Xml { root } if pairs.is_empty() => Ok((XML, xml::empty(root))),
            Body::Xml { root } => Ok((XML, document(Some(root), Format::Xml)?)),
        }
    }

    /// Understands a request. Names that the dialect does not know are passed on, values are spelt as the default dialect does;
    /// one that is not spelt as the dialect does comes with a question mark before it, which no check of form lets pass.
    ///
    /// # Errors
    ///
    /// Where it is turned away before any operation sees it.
    pub fn decode_request<'a, H: Fn(&str) -> Option<String>>(
        &self,
        received: &Received<'a, H>,
    ) -> Result<Pairs<'a>, Turned> {
        let all = self.all_methods();
        let Some(method) = Method::from_name(received.method).filter(|method| all.contains(method)) else {
            return Err(Turned::Verb(all));
        };
        let named = match &self.requests.by {
            NamedBy::Parameter(_) => None,
            NamedBy::Path => Some(received.path.to_owned()),
            NamedBy::Header(header) => Some((received.header)(header).unwrap_or_default()),
        };
        let operation = named.map(|name| self.requests.operations.heard(Typing::Untyped, &Scalar::Text(name)));
        if let Some(Heard::Member(operation)) = operation {
            self.must_be_by(operation, method)?;
        }
        let carried = self.carried(received, method)?;
        let mut pairs = Pairs::new();
        if let Some(operation) = operation {
            let name = if let Heard::Member(operation) = operation { operation.name() } else { "" };
            pairs.push((Parameter::Method.name().into(), name.into()));
        }
        for (typing, name, value) in carried {
            self.understand(typing, name, &value, &mut pairs);
        }
        // Of an operation that comes twice the first counts (CCB-TRN-06).
        let told = pairs.iter().find(|(name, _)| name == Parameter::Method.name());
        if let Some(operation) = told.and_then(|(_, name)| Operation::from_name(name)) {
            self.must_be_by(operation, method)?;
        }
        Ok(pairs)
    }

    fn must_be_by(&self, operation: Operation, method: Method) -> Result<(), Turned> {
        let allowed = self.methods(operation);
        if allowed.contains(&method) { Ok(()) } else { Err(Turned::Verb(allowed)) }
    }

    /// What query and body carry, as it is spelt there.
    fn carried<'a, H>(
        &self,
        received: &Received<'a, H>,
        method: Method,
    ) -> Result<Vec<(Typing, Cow<'a, str>, Scalar)>, Turned> {
        let pair =
            |(name, value): (Cow<'a, str>, Cow<'a, str>)| (Typing::Untyped, name, Scalar::Text(value.into_owned()));
        let of_form = |bytes: &'a [u8]| form_urlencoded::parse(bytes).map(pair);
        let query = of_form(received.query.as_bytes());
        if !method.has_body() {
            return Ok(query.collect());
        }
        let media_type = received.content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let read = |format: Format| {
            let text = std::str::from_utf8(received.body)
                .map_err(|_| Turned::Unreadable("the body is not UTF-8".to_owned()))?;
            Document::read(format, text).map_err(Turned::Unreadable)
        };
        let members = match &self.requests.body {
            // Another body is none, as a servlet's `getParameter` has it, and the query counts too (CCB-TRN-02).
            Body::Form if media_type == FORM => return Ok(query.chain(of_form(received.body)).collect()),
            Body::Form => return Ok(query.collect()),
            Body::Json | Body::Xml { .. } if received.body.is_empty() => return Ok(Vec::new()),
            Body::Json if media_type == JSON => match read(Format::Json)? {
                Document::Json(object) => json::members(&object),
                Document::Lines(_) | Document::Xml(_) => Ok(Vec::new()),
            },
            Body::Xml { root } if media_type == XML || media_type == "text/xml" => match read(Format::Xml)? {
                Document::Xml(element) => xml::members(&element, root),
                Document::Lines(_) | Document::Json(_) => Ok(Vec::new()),
            },
            Body::Json | Body::Xml { .. } => return Err(Turned::MediaType),
        };
        let typing = self.body_typing();
        let members = members.map_err(Turned::Unreadable)?;
        Ok(members.into_iter().map(|(name, value)| (typing, Cow::Owned(name), value)).collect())
    }

    fn understand<'a>(&self, typing: Typing, name: Cow<'a, str>, value: &Scalar, pairs: &mut Pairs<'a>) {
        if let NamedBy::Parameter(parameter) = &self.requests.by
            && *parameter == name
        {
            let operation = understood(&self.requests.operations, typing, value);
            pairs.push((Parameter::Method.name().into(), operation.into()));
            return;
        }
        match self.requests.parameters.heard(Typing::Untyped, &Scalar::text(&name)) {
            Heard::Member(parameter) => {
                let text = match parameter.kind() {
                    ParameterKind::State => understood(&self.values.states, typing, value),
                    ParameterKind::Cause => understood(&self.values.causes, typing, value),
                    ParameterKind::Probe => understood(&self.values.probes, typing, value),
                    ParameterKind::Integer | ParameterKind::Text => value.to_string(),
                };
                pairs.push((parameter.name().into(), text.into()));
            }
            Heard::Unknown => pairs.push((name, value.to_string().into())),
            // What another dialect calls a parameter is a name that nobody knows.
            Heard::Foreign => {}
        }
    }
}

/// A word as the dialect spells it; another text as it is, if it cannot be taken for a word.
fn spelt<T: Member>(spellings: &Spellings<T>, text: &str) -> Result<Scalar, Inexpressible> {
    if let Some(spelling) = member::<T>(text).and_then(|member| spellings.of(member)) {
        return Ok(spelling.clone());
    }
    if spellings.has(text) {
        return Err(Inexpressible(format!("`{text}` stands for a {} there", T::WHAT)));
    }
    Ok(Scalar::text(text))
}

fn understood<T: Member>(spellings: &Spellings<T>, typing: Typing, value: &Scalar) -> String {
    match spellings.heard(typing, value) {
        Heard::Member(member) => member.plain().to_string(),
        Heard::Foreign => format!("?{value}"),
        Heard::Unknown => value.to_string(),
    }
}

fn form<V: Display>(pairs: &[(&str, V)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs {
        form.append_pair(name, &value.to_string());
    }
    form.finish()
}
