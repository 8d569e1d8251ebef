//! How answers are written (CCB-TRN-03 and 04).

use std::borrow::Cow;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use super::diag;
use crate::ccb::dialect::Dialect;
use crate::reference::mutants::{Bent, Wire};
use crate::reference::servlet::Reply;

const TEXT: &str = "text/plain; charset=UTF-8";
const HTML: &str = "text/html; charset=UTF-8";
/// The page runs nothing and loads nothing, whatever callers are called (CCB-DIA-03).
const NOTHING_BUT_STYLE: HeaderValue = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'");

/// A servlet's reply on the wire.
pub fn response(reply: &Reply, dialect: &Dialect, bent: &Bent) -> Response {
    let mut wire = match reply {
        Reply::Answer(answer) => {
            let spelt = dialect.encode_answer(answer);
            let status = StatusCode::from_u16(spelt.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
            Wire { status, content_type: Cow::Owned(spelt.content_type), body: spelt.body }
        }
        Reply::Page(queues) => {
            Wire { status: StatusCode::OK, content_type: HTML.into(), body: diag::page(queues).into_string() }
        }
    };
    bent.answers(&mut wire);
    let mut response = written(wire);
    if matches!(reply, Reply::Page(_)) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, NOTHING_BUT_STYLE);
    }
    response
}

/// One line of text, for what is refused before it is known to be for this servlet (SPEC 2.1).
pub fn plain(status: StatusCode) -> Response {
    written(line(status))
}

/// One line of text, for what the servlet refuses below the operations (SPEC 2.1).
pub fn turned_away(status: StatusCode, bent: &Bent) -> Response {
    let mut wire = line(status);
    bent.answers(&mut wire);
    written(wire)
}

fn line(status: StatusCode) -> Wire {
    let body = format!("{}\n", status.canonical_reason().unwrap_or("refused").to_lowercase());
    Wire { status, content_type: TEXT.into(), body }
}

fn written(wire: Wire) -> Response {
    // A dialect's content type is checked to be one when its file is read.
    let content_type = HeaderValue::from_str(&wire.content_type).unwrap_or(HeaderValue::from_static(TEXT));
    (wire.status, [(header::CONTENT_TYPE, content_type)], wire.body).into_response()
}
