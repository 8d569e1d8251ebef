//! Which requests reach the servlet at all (CCB-TRN-01, CCB-TRN-09).

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::any;
use tower_http::timeout::TimeoutLayer;

use super::{answer, request};
use crate::ccb::dialect::Dialect;
use crate::reference::servlet::Servlet;

/// Where the servlet answers (CCB-TRN-01).
pub const PATH: &str = "/cvp/CallbackServlet";

/// What is below it, where the dialect names operations by paths.
const BELOW: &str = "/cvp/CallbackServlet/{*operation}";

/// How long a caller may take to send a request: longer than any waits for its answer (CCB-TRN-07).
const TIMEOUT: Duration = Duration::from_secs(50);

/// The servlet at its path, and nothing elsewhere.
pub fn router(servlet: Arc<Servlet>, dialect: Arc<Dialect>) -> Router {
    let router = Router::new().route(PATH, any(serve));
    let router = if dialect.names_by_path() { router.route(BELOW, any(serve)) } else { router };
    router
        .fallback(async || answer::plain(StatusCode::NOT_FOUND))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, TIMEOUT))
        .with_state((servlet, dialect))
}

async fn serve(State((servlet, dialect)): State<(Arc<Servlet>, Arc<Dialect>)>, request: Request) -> Response {
    let bent = servlet.bent().clone();
    let parameters = match request::parameters(request, &dialect, &bent).await {
        Ok(parameters) => parameters,
        Err(turned_away) => return turned_away,
    };
    // A task of its own: a caller who hangs up must not leave a decision half done.
    match tokio::spawn(async move { servlet.answer(&parameters).await }).await {
        Ok(reply) => answer::response(&reply, &dialect, &bent),
        Err(_) => answer::plain(StatusCode::INTERNAL_SERVER_ERROR),
    }
}
