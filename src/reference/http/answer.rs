//! How answers are written (CCB-TRN-03 and 04).

use std::fmt::Write as _;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::diag;
use crate::ccb::answer::{Answer, Refused};
use crate::reference::mutants::{Bent, Wire};
use crate::reference::servlet::Reply;

const TEXT: &str = "text/plain; charset=UTF-8";
const HTML: &str = "text/html; charset=UTF-8";
/// The page runs nothing and loads nothing, whatever callers are called (CCB-DIA-03).
const NOTHING_BUT_STYLE: HeaderValue = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'");

/// A servlet's reply on the wire.
pub fn response(reply: &Reply, bent: &Bent) -> Response {
    let mut wire = match reply {
        Reply::Answer(Answer::Done(lines)) => {
            let body = lines.iter().fold(String::new(), |mut body, (field, value)| {
                let _ = writeln!(body, "{field}={value}");
                body
            });
            Wire { status: StatusCode::OK, content_type: TEXT, body }
        }
        Reply::Answer(Answer::Refused(refused)) => refusal(refused),
        Reply::Page(queues) => {
            Wire { status: StatusCode::OK, content_type: HTML, body: diag::page(queues).into_string() }
        }
    };
    bent.answers(&mut wire);
    let mut response = written(wire);
    if matches!(reply, Reply::Page(_)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, NOTHING_BUT_STYLE);
    }
    response
}

/// One line of text, for what is refused below the operations (SPEC 2.1).
pub fn plain(status: StatusCode) -> Response {
    let body = format!("{}\n", status.canonical_reason().unwrap_or("refused").to_lowercase());
    written(Wire { status, content_type: TEXT, body })
}

fn refusal(refused: &Refused) -> Wire {
    let status = StatusCode::from_u16(refused.error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut body =
        format!("error={}\ncause={}\nmessage={}\n", refused.error, refused.error.cause().id(), refused.message);
    if let Some(parameter) = &refused.parameter {
        let _ = writeln!(body, "parameter={parameter}");
    }
    Wire { status, content_type: TEXT, body }
}

fn written(wire: Wire) -> Response {
    (wire.status, [(header::CONTENT_TYPE, HeaderValue::from_static(wire.content_type))], wire.body).into_response()
}
