//! How parameters are read from a request (CCB-TRN-02, 06 and 09).

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Method as Verb, StatusCode, header};
use axum::response::Response;
use futures::StreamExt as _;

use super::answer;
use super::router::PATH;
use crate::ccb::dialect::{Dialect, Method, Received, Turned};
use crate::reference::model::parameters::Parameters;
use crate::reference::mutants::Bent;

/// The longest body that is read, in bytes (CCB-TRN-09).
const MAX_BODY: usize = 64 * 1024;

/// How much more of a longer one is taken off the wire, so that its sender gets to read the refusal.
const MAX_DISCARDED: usize = 1024 * 1024;

/// Reads what a request carries; of two values of a name the first counts. Percent-encoding that is no UTF-8 is read with
/// replacement characters.
///
/// # Errors
/// The answer to a request that is turned away below the operations (SPEC 2.1).
pub async fn parameters(request: Request, dialect: &Dialect, bent: &Bent) -> Result<Parameters, Response> {
    let (head, body) = request.into_parts();
    let known = dialect.all_methods();
    if !known.iter().any(|method| method.name() == head.method.as_str()) {
        return Err(not_by_this_verb(&known, bent));
    }
    let body = read(body).await.map_err(|status| answer::turned_away(status, bent))?;
    let received = Received {
        method: head.method.as_str(),
        path: head.uri.path().strip_prefix(PATH).unwrap_or_default().trim_matches('/'),
        query: head.uri.query().unwrap_or_default(),
        header: |name: &str| text(&head.headers, name).map(str::to_owned),
        content_type: text(&head.headers, header::CONTENT_TYPE.as_str()).unwrap_or_default(),
        body: &body,
    };
    let mut pairs = dialect.decode_request(&received).map_err(|turned| match turned {
        Turned::Verb(allowed) => not_by_this_verb(&allowed, bent),
        Turned::MediaType => answer::turned_away(StatusCode::UNSUPPORTED_MEDIA_TYPE, bent),
        Turned::Unreadable(_) => answer::turned_away(StatusCode::BAD_REQUEST, bent),
    })?;
    let verb: &Verb = &head.method;
    bent.receives(verb, &mut pairs);
    Ok(Parameters::from_pairs(pairs))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn not_by_this_verb(allowed: &[Method], bent: &Bent) -> Response {
    let mut refusal = answer::turned_away(StatusCode::METHOD_NOT_ALLOWED, bent);
    let names: Vec<&str> =
        Method::ALL.iter().filter(|method| allowed.contains(method)).map(|method| method.name()).collect();
    if let Ok(names) = names.join(", ").parse() {
        refusal.headers_mut().insert(header::ALLOW, names);
    }
    refusal
}

async fn read(body: Body) -> Result<Vec<u8>, StatusCode> {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(|_| StatusCode::BAD_REQUEST)?;
        length += chunk.len();
        if length <= MAX_BODY {
            bytes.extend_from_slice(&chunk);
        } else if length > MAX_BODY + MAX_DISCARDED {
            break;
        }
    }
    if length > MAX_BODY { Err(StatusCode::PAYLOAD_TOO_LARGE) } else { Ok(bytes) }
}
