//! The HTTP client: one request, one response, no redirect, no proxy from the environment, an explicit timeout.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};

use super::address::Address;
use super::error::TargetError;
use super::trace::Trace;
use super::transport::{Transport, innermost};
use crate::ccb::answer::Answer;
use crate::ccb::dialect::{self, Dialect, Inexpressible, Response};
use crate::ccb::micros;
use crate::ccb::observation::Request;
use crate::ccb::operation::Operation;
use crate::ccb::secret::{MASK, Secret};
use crate::ccb::transmission::{Bytes, Header, Received, Sent, Transmission};
use crate::ccb::wire::{CameBack, Wire};

/// The largest body that the suite reads, bytes. A Diag page is the only large answer there is.
pub const LARGEST_BODY_BYTES: usize = 4 * 1024 * 1024;

/// What no application sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// A request by another verb than its dialect knows.
    Verb(reqwest::Method),
    /// A body of so many bytes.
    BodyBytes(usize),
}

/// A client for the servlet at one URL.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    address: Address,
    /// The same as it is told.
    shown: String,
    timeout: Duration,
    trace: Trace,
    dialect: Arc<Dialect>,
    basic_auth: Option<(String, Secret)>,
    /// The names of the headers that go with every request beside the dialect's own.
    added_headers: Vec<String>,
}

/// The URL may hold a password.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Client {
    /// A client that speaks `dialect` to `url`; every request must be answered within the transport's timeout (CCB-TRN-07).
    ///
    /// # Errors
    ///
    /// Where certificates are not usable, or the system has no TLS roots.
    pub fn new(address: Address, transport: &Transport, dialect: Arc<Dialect>) -> Result<Self, TargetError> {
        let unreachable = |reason: String| TargetError::Unreachable { url: address.shown(), reason };
        let http = transport.client(address.url().scheme()).map_err(unreachable)?;
        let (timeout, basic_auth) = (transport.timeout, transport.basic_auth.clone());
        let added_headers = transport.headers.keys().map(ToString::to_string).collect();
        let shown = address.shown();
        Ok(Self { http, address, shown, timeout, trace: Trace::default(), dialect, basic_auth, added_headers })
    }

    /// The same client for a journey of its own, whose exchanges are noted in `trace`.
    #[must_use]
    pub fn noting_in(&self, trace: Trace) -> Self {
        Self { trace, ..self.clone() }
    }

    /// What it asked last and what came back, or the exchange that failed.
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Where requests go, without the secrets that a URL may hold.
    pub fn url(&self) -> &str {
        &self.shown
    }

    /// How the target speaks.
    pub fn dialect(&self) -> &Dialect {
        &self.dialect
    }

    /// Sends a request by its verb and understands the answer.
    ///
    /// # Errors
    ///
    /// Where the dialect has no words for the request, or there is no answer in time, or none that the dialect allows.
    pub async fn ask(&self, request: &Request) -> Result<Answer, TargetError> {
        let (response, wire) = self.exchange(request).await?;
        self.dialect.decode_answer(&response).map_err(|malformed| {
            self.trace.fail(wire);
            TargetError::Malformed {
                operation: request.operation.name(),
                reason: malformed.reason,
                clause: malformed.clause,
            }
        })
    }

    /// Asks for the Diag page by GET (CCB-DIA-01).
    ///
    /// # Errors
    ///
    /// Where there is no answer in time.
    pub async fn diag(&self) -> Result<Response, TargetError> {
        Ok(self.exchange(&Request::new(Operation::Diag)).await?.0)
    }

    /// Sends what no application sends, and tells the answer as it came (CCB-TRN-09).
    ///
    /// # Errors
    ///
    /// Where the dialect sends no bodies and one is to be sent, or there is no answer in time.
    pub async fn send_foreign(&self, foreign: Foreign) -> Result<Response, TargetError> {
        let status = Operation::GetStatus;
        let (sent, verb) = match foreign {
            Foreign::Verb(verb) => (self.dialect.encode_request(&Request::new(status)), Some(verb)),
            Foreign::BodyBytes(length) => (self.dialect.encode_padded(length), None),
        };
        let sent = sent.map_err(|error| lacking(&error))?;
        Ok(self.send(status, sent, verb).await?.0)
    }

    async fn exchange(&self, request: &Request) -> Result<(Response, Wire), TargetError> {
        let sent = self.dialect.encode_request(request).map_err(|error| lacking(&error))?;
        self.send(request.operation, sent, None).await
    }

    /// A request as the dialect spells it; by `verb` where that is another one.
    fn request(
        &self,
        sent: dialect::Sent,
        verb: Option<reqwest::Method>,
    ) -> Result<reqwest::RequestBuilder, TargetError> {
        let usual = || reqwest::Method::from_bytes(sent.method.name().as_bytes());
        let verb = verb.map_or_else(usual, Ok).map_err(|error| TargetError::Lacking(error.to_string()))?;
        let mut url = self.address.url().clone();
        if !sent.path.is_empty() {
            url.set_path(&format!("{}/{}", self.address.url().path().trim_end_matches('/'), sent.path));
        }
        if !sent.query.is_empty() {
            // The servlet's URL may have a query of its own.
            let own = self.address.url().query().map(|own| format!("{own}&")).unwrap_or_default();
            url.set_query(Some(&format!("{own}{}", sent.query)));
        }
        let mut request = self.http.request(verb, url);
        if let Some((name, value)) = sent.header {
            request = request.header(name, value);
        }
        if let Some((content_type, body)) = sent.body {
            request = request.header(CONTENT_TYPE, content_type).body(body);
        }
        if let Some((user, password)) = &self.basic_auth {
            request = request.basic_auth(user, Some(password.expose()));
        }
        Ok(request)
    }

    /// Sends a request once, by `verb` where that is another one than usual, and keeps what went over the wire.
    async fn send(
        &self,
        operation: Operation,
        sent: dialect::Sent,
        verb: Option<reqwest::Method>,
    ) -> Result<(Response, Wire), TargetError> {
        let told = told(&sent);
        let request = self.request(sent, verb)?.build().map_err(|error| self.fault(operation, &error))?;
        let mut wire = Wire::asked(request.method().as_str(), &told);
        self.trace.begin(&wire);
        let (sent, began, clock) = (self.transmitted(&request), Timestamp::now(), Instant::now());
        let mut received = None;
        let understood = self.receive(operation, request, &mut received).await;
        let elapsed_us = micros::whole(clock.elapsed());
        wire.came_back = received.as_ref().map(came_back);
        self.trace.note(&wire);
        let failure = understood.as_ref().err().map(ToString::to_string);
        self.trace.keep(|| Transmission { operation, began, elapsed_us, sent, received, failure });
        match understood {
            Ok(response) => Ok((response, wire)),
            Err(error) => {
                self.trace.fail(wire);
                Err(error)
            }
        }
    }

    async fn receive(
        &self,
        operation: Operation,
        request: reqwest::Request,
        received: &mut Option<Received>,
    ) -> Result<Response, TargetError> {
        let fault = |error: reqwest::Error| self.fault(operation, &error);
        let mut response = self.http.execute(request).await.map_err(fault)?;
        let status = response.status().as_u16();
        let content_type = header(response.headers(), CONTENT_TYPE.as_str());
        let headers = received_headers(response.headers());
        let received = received.insert(Received { status, headers, body: Bytes::default(), whole: false });
        let body = &mut received.body.0;
        while let Some(chunk) = response.chunk().await.map_err(fault)? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST_BODY_BYTES {
                return Err(malformed(operation, format!("a body of more than {LARGEST_BODY_BYTES} bytes")));
            }
        }
        received.whole = true;
        let not_utf8 = |_| malformed(operation, "the body is not UTF-8".to_owned());
        let body = std::str::from_utf8(body).map_err(not_utf8)?.to_owned();
        Ok(Response { status, content_type, body })
    }

    /// A request as a journal holds it: no secret that goes with it.
    fn transmitted(&self, request: &reqwest::Request) -> Sent {
        let secret = || Bytes(MASK.as_bytes().to_vec());
        let shown = |(name, value): (&HeaderName, &HeaderValue)| {
            let value = if value.is_sensitive() { secret() } else { Bytes(value.as_bytes().to_vec()) };
            Header { name: name.to_string(), value }
        };
        let added = self.added_headers.iter().map(|name| Header { name: name.clone(), value: secret() });
        let body = request.body().and_then(reqwest::Body::as_bytes).unwrap_or_default();
        Sent {
            method: request.method().to_string(),
            url: self.address.shown_request(request.url()),
            headers: request.headers().iter().map(shown).chain(added).collect(),
            body: Bytes(body.to_vec()),
        }
    }

    fn fault(&self, operation: Operation, error: &reqwest::Error) -> TargetError {
        if error.is_timeout() && !error.is_connect() {
            return TargetError::Timeout { operation: operation.name(), limit: self.timeout };
        }
        if error.is_connect() {
            return TargetError::Unreachable { url: self.shown.clone(), reason: innermost(error) };
        }
        malformed(operation, format!("the connection broke off or was no HTTP: {}", innermost(error)))
    }
}

/// A request without its verb: the path and the header by which the dialect names its operation, where it does, and its parameters.
fn told(sent: &dialect::Sent) -> Vec<u8> {
    let path = if sent.path.is_empty() { String::new() } else { format!("/{} ", sent.path) };
    let header = sent.header.as_ref().map_or(String::new(), |(name, value)| format!("[{name}: {value}] "));
    let parameters = sent.body.as_ref().map_or(sent.query.as_bytes(), |(_, body)| body.as_ref());
    [path.as_bytes(), header.as_bytes(), parameters].concat()
}

/// The headers of an answer; a cookie may let its holder in.
fn received_headers(headers: &HeaderMap) -> Vec<Header> {
    let value = |name: &HeaderName, value: &HeaderValue| match *name {
        SET_COOKIE => MASK.as_bytes().to_vec(),
        _ => value.as_bytes().to_vec(),
    };
    headers.iter().map(|(name, text)| Header { name: name.to_string(), value: Bytes(value(name, text)) }).collect()
}

/// The short form of what came back.
fn came_back(received: &Received) -> CameBack {
    let content_type = received.headers.iter().find(|header| header.name == CONTENT_TYPE.as_str());
    let content_type = content_type.map(|header| String::from_utf8_lossy(&header.value.0).into_owned());
    let mut came_back = CameBack::head(received.status, content_type.unwrap_or_default());
    came_back.note(&received.body.0);
    came_back.whole = received.whole;
    came_back
}

/// What a dialect has no words for cannot be tried, which says nothing about the target.
fn lacking(inexpressible: &Inexpressible) -> TargetError {
    TargetError::Lacking(inexpressible.to_string())
}

fn malformed(operation: Operation, reason: String) -> TargetError {
    TargetError::Malformed { operation: operation.name(), reason, clause: "CCB-TRN-03" }
}

fn header(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}
