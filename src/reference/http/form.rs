//! How parameters are read from a request (CCB-TRN-02, 06 and 09).

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, header};
use futures::StreamExt as _;

use crate::reference::model::parameters::Parameters;
use crate::reference::mutants::Bent;

/// The longest body that is read, in bytes (CCB-TRN-09).
const MAX_BODY: usize = 64 * 1024;

/// How much more of a longer one is taken off the wire, so that its sender gets to read the refusal.
const MAX_DISCARDED: usize = 1024 * 1024;

/// Reads the query, then the form that a POST carries; of two values of a name the first counts. Percent-encoding that
/// is no UTF-8 is read with replacement characters.
///
/// # Errors
/// The status of a body that is too long or breaks off.
pub async fn parameters(request: Request, bent: &Bent) -> Result<Parameters, StatusCode> {
    let (head, body) = request.into_parts();
    let body = read(body).await?;
    let query = head.uri.query().unwrap_or_default();
    let form: &[u8] = if head.method == Method::POST && is_form(&head.headers) { &body } else { &[] };
    let mut pairs = form_urlencoded::parse(query.as_bytes()).chain(form_urlencoded::parse(form)).collect();
    bent.receives(&head.method, &mut pairs);
    Ok(Parameters::from_pairs(pairs))
}

/// The content type is compared as a media type: its parameters, blanks and case carry no meaning.
fn is_form(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    media_type.eq_ignore_ascii_case("application/x-www-form-urlencoded")
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
