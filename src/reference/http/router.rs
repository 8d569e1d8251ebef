//! Which requests reach the servlet at all (CCB-TRN-01, CCB-TRN-09).

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::any;
use tower_http::timeout::TimeoutLayer;

use super::{answer, form};
use crate::reference::servlet::Servlet;

/// Where the servlet answers (CCB-TRN-01).
pub const PATH: &str = "/cvp/CallbackServlet";

/// How long a caller may take to send a request; it would not wait longer for its answer either (CCB-TRN-07).
const TIMEOUT: Duration = Duration::from_secs(10);

/// The servlet at its path, and nothing elsewhere.
pub fn router(servlet: Arc<Servlet>) -> Router {
    Router::new()
        .route(PATH, any(serve))
        .fallback(async || answer::plain(StatusCode::NOT_FOUND))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT))
        .with_state(servlet)
}

async fn serve(State(servlet): State<Arc<Servlet>>, request: Request) -> Response {
    if ![Method::GET, Method::POST].contains(request.method()) {
        let mut refusal = answer::plain(StatusCode::METHOD_NOT_ALLOWED);
        refusal.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, POST"));
        return refusal;
    }
    let parameters = match form::parameters(request, servlet.bent()).await {
        Ok(parameters) => parameters,
        Err(status) => return answer::plain(status),
    };
    // A task of its own: a caller who hangs up must not leave a decision half done.
    let bent = servlet.bent().clone();
    match tokio::spawn(async move { servlet.answer(&parameters).await }).await {
        Ok(reply) => answer::response(&reply, &bent),
        Err(_) => answer::plain(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
