//! The HTTP client: one request, one response, no redirect, no proxy from the environment, an explicit timeout.

use std::error::Error;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap};

use super::dialect::{self, Response};
use super::error::TargetError;
use super::trace::Trace;
use crate::ccb::answer::Answer;
use crate::ccb::observation::{Request, Verb};
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::ccb::wire::{CameBack, Wire};

/// The largest body that the suite reads, bytes. A Diag page is the only large answer there is.
pub const LARGEST_BODY_BYTES: usize = 4 * 1024 * 1024;

const FORM: &str = "application/x-www-form-urlencoded";

/// What no application sends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// A request by another verb than GET and POST.
    Verb(reqwest::Method),
    /// A form of so many bytes.
    BodyBytes(usize),
}

/// A client for the servlet at one URL.
#[derive(Clone, Debug)]
pub struct Client {
    http: reqwest::Client,
    url: reqwest::Url,
    timeout: Duration,
    trace: Trace,
}

impl Client {
    /// A client for `url`; every request must be answered within `timeout` (CCB-TRN-07).
    ///
    /// # Errors
    ///
    /// Where the system has no usable TLS roots.
    pub fn new(url: reqwest::Url, timeout: Duration) -> Result<Self, TargetError> {
        // Another part of the process may have chosen a provider already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(timeout)
            .connect_timeout(timeout);
        // Without TLS nobody needs the system's certificates, and reading them takes longer than most journeys.
        let builder = if url.scheme() == "http" { builder.tls_certs_only([]) } else { builder };
        let http = builder
            .build()
            .map_err(|error| TargetError::Unreachable { url: url.to_string(), reason: chain(&error) })?;
        Ok(Self { http, url, timeout, trace: Trace::default() })
    }

    /// The same client for a journey of its own, whose exchanges are noted apart.
    #[must_use]
    pub fn of_its_own(&self) -> Self {
        Self { trace: Trace::default(), ..self.clone() }
    }

    /// What it asked last and what came back, or the exchange that failed.
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }

    /// Where requests go.
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// Sends a request by its verb and understands the answer.
    ///
    /// # Errors
    ///
    /// Where there is no answer in time, or none that the dialect allows.
    pub async fn ask(&self, request: &Request) -> Result<Answer, TargetError> {
        let form = dialect::encode(request);
        let sent = match request.verb {
            Verb::Post => self.http.post(self.url.clone()).header(CONTENT_TYPE, FORM).body(form),
            Verb::Get => {
                let mut url = self.url.clone();
                url.set_query(Some(&form));
                self.http.get(url)
            }
        };
        let (response, wire) = self.exchange(request.operation, sent).await?;
        dialect::decode(&response).map_err(|malformed| {
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
        let mut url = self.url.clone();
        url.query_pairs_mut().append_pair(Parameter::Method.name(), Operation::Diag.name());
        self.send(Operation::Diag, self.http.get(url)).await
    }

    /// Sends what no application sends, and tells the status of the answer (CCB-TRN-09).
    ///
    /// # Errors
    ///
    /// Where there is no answer in time.
    pub async fn send_foreign(&self, foreign: Foreign) -> Result<u16, TargetError> {
        let form = dialect::encode(&Request::new(Operation::GetStatus));
        let request = match foreign {
            Foreign::Verb(verb) => self.http.request(verb, self.url.clone()).header(CONTENT_TYPE, FORM).body(form),
            Foreign::BodyBytes(length) => {
                let padding = "x".repeat(length.saturating_sub(form.len() + "&pad=".len()));
                self.http.post(self.url.clone()).header(CONTENT_TYPE, FORM).body(format!("{form}&pad={padding}"))
            }
        };
        Ok(self.send(Operation::GetStatus, request).await?.status)
    }

    async fn send(&self, operation: Operation, request: reqwest::RequestBuilder) -> Result<Response, TargetError> {
        Ok(self.exchange(operation, request).await?.0)
    }

    /// Sends a request once, and keeps what went over the wire.
    async fn exchange(
        &self,
        operation: Operation,
        request: reqwest::RequestBuilder,
    ) -> Result<(Response, Wire), TargetError> {
        let request = request.build().map_err(|error| self.fault(operation, &error))?;
        let form = request.body().and_then(reqwest::Body::as_bytes).or(request.url().query().map(str::as_bytes));
        let mut wire = Wire::asked(request.method().as_str(), form.unwrap_or_default());
        self.trace.begin(&wire);
        let received = self.receive(operation, request, &mut wire).await;
        self.trace.note(&wire);
        match received {
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
        wire: &mut Wire,
    ) -> Result<Response, TargetError> {
        let fault = |error: reqwest::Error| self.fault(operation, &error);
        let mut response = self.http.execute(request).await.map_err(fault)?;
        let status = response.status().as_u16();
        let content_type = header(response.headers(), CONTENT_TYPE.as_str());
        let came_back = wire.came_back.insert(CameBack::head(status, content_type.clone()));
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(fault)? {
            came_back.note(&chunk);
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST_BODY_BYTES {
                return Err(malformed(operation, format!("a body of more than {LARGEST_BODY_BYTES} bytes")));
            }
        }
        came_back.whole = true;
        let body = String::from_utf8(body).map_err(|_| malformed(operation, "the body is not UTF-8".to_owned()))?;
        Ok(Response { status, content_type, body })
    }

    fn fault(&self, operation: Operation, error: &reqwest::Error) -> TargetError {
        if error.is_timeout() && !error.is_connect() {
            return TargetError::Timeout { operation: operation.name(), limit: self.timeout };
        }
        if error.is_connect() {
            return TargetError::Unreachable { url: self.url.to_string(), reason: chain(error) };
        }
        malformed(operation, format!("the connection broke off or was no HTTP: {}", chain(error)))
    }
}

fn malformed(operation: Operation, reason: String) -> TargetError {
    TargetError::Malformed { operation: operation.name(), reason, clause: "CCB-TRN-03" }
}

fn header(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}

/// The innermost reason of an error, which is what a user can act on.
fn chain(error: &dyn Error) -> String {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}
