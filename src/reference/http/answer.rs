//! How answers are written (CCB-TRN-03 and 04).

use std::fmt::Write as _;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::diag;
use crate::ccb::answer::{Answer, Refused};
use crate::reference::servlet::Reply;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=UTF-8");
const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=UTF-8");
/// The page runs nothing and loads nothing, whatever callers are called (CCB-DIA-03).
const NOTHING_BUT_STYLE: HeaderValue = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'");

/// A servlet's reply on the wire.
pub fn response(reply: &Reply) -> Response {
    match reply {
        Reply::Answer(Answer::Done(lines)) => {
            let body = lines.iter().fold(String::new(), |mut body, (field, value)| {
                let _ = writeln!(body, "{field}={value}");
                body
            });
            text(StatusCode::OK, body)
        }
        Reply::Answer(Answer::Refused(refused)) => refusal(refused),
        Reply::Page(queues) => {
            let headers = [(header::CONTENT_TYPE, HTML), (header::CONTENT_SECURITY_POLICY, NOTHING_BUT_STYLE)];
            (headers, diag::page(queues).into_string()).into_response()
        }
    }
}

/// One line of text, for what is refused below the operations (SPEC 2.1).
pub fn plain(status: StatusCode) -> Response {
    text(status, format!("{}\n", status.canonical_reason().unwrap_or("refused").to_lowercase()))
}

fn refusal(refused: &Refused) -> Response {
    let status = StatusCode::from_u16(refused.error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut body =
        format!("error={}\ncause={}\nmessage={}\n", refused.error, refused.error.cause().id(), refused.message);
    if let Some(parameter) = &refused.parameter {
        let _ = writeln!(body, "parameter={parameter}");
    }
    text(status, body)
}

fn text(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, TEXT)], body).into_response()
}
