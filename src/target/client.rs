//! The HTTP client: one request, one response, no redirect, no proxy from the environment, an explicit timeout.

use std::fmt;
use std::time::Duration;

use reqwest::header::{CONTENT_TYPE, HeaderMap};

use super::dialect::{self, Response};
use super::error::TargetError;
use super::transport::{Transport, innermost};
use crate::ccb::answer::Answer;
use crate::ccb::observation::{Request, Verb};
use crate::ccb::operation::Operation;
use crate::ccb::parameter::Parameter;
use crate::ccb::secret::{Secret, redacted};

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
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    url: reqwest::Url,
    /// The URL as it may be printed.
    shown: String,
    timeout: Duration,
    basic_auth: Option<(String, Secret)>,
}

/// The URL may hold a password.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("url", &self.shown).finish_non_exhaustive()
    }
}

impl Client {
    /// A client for `url`; every request must be answered within the transport's timeout (CCB-TRN-07).
    ///
    /// # Errors
    ///
    /// Where certificates are not usable, or the system has no TLS roots.
    pub fn new(url: reqwest::Url, transport: &Transport) -> Result<Self, TargetError> {
        let shown = redacted(url.as_str());
        let unreachable = |reason: String| TargetError::Unreachable { url: shown.clone(), reason };
        let http = transport.client(url.scheme()).map_err(unreachable)?;
        Ok(Self { http, url, shown, timeout: transport.timeout, basic_auth: transport.basic_auth.clone() })
    }

    /// Where requests go, without the password that a URL may hold.
    pub fn url(&self) -> &str {
        &self.shown
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
        let response = self.send(request.operation, sent).await?;
        dialect::decode(&response).map_err(|malformed| TargetError::Malformed {
            operation: request.operation.name(),
            reason: malformed.reason,
            clause: malformed.clause,
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
        let fault = |error: &reqwest::Error| self.fault(operation, error);
        let request = match &self.basic_auth {
            Some((user, password)) => request.basic_auth(user, Some(password.expose())),
            None => request,
        };
        let mut response = request.send().await.map_err(|error| fault(&error))?;
        let status = response.status().as_u16();
        let content_type = header(response.headers(), CONTENT_TYPE.as_str());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| fault(&error))? {
            body.extend_from_slice(&chunk);
            if body.len() > LARGEST_BODY_BYTES {
                return Err(malformed(operation, format!("a body of more than {LARGEST_BODY_BYTES} bytes")));
            }
        }
        let body = String::from_utf8(body).map_err(|_| malformed(operation, "the body is not UTF-8".to_owned()))?;
        Ok(Response { status, content_type, body })
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

fn malformed(operation: Operation, reason: String) -> TargetError {
    TargetError::Malformed { operation: operation.name(), reason, clause: "CCB-TRN-03" }
}

fn header(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}
