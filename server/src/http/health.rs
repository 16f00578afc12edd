//! Whether the program lives, and whether it can serve.

use async_trait::async_trait;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use events::Role;

use super::HttpState;

/// Asks what the shop cannot do without.
#[async_trait]
pub trait Readiness: Send + Sync {
    /// Whether both databases answer.
    async fn ready(&self) -> bool;
}

/// The program lives.
pub(super) async fn live() -> &'static str {
    "ok"
}

/// The program can serve: its databases answer, and it is not stopping. It also says what no program does; that is no
/// reason to send nobody here.
pub(super) async fn ready(State(state): State<HttpState>) -> Response {
    let ready = !state.closing.is_cancelled() && state.readiness.ready().await;
    let missing = if ready { state.services.missing_roles().await } else { Ok(Vec::new()) };
    let missing: Vec<&str> = missing.unwrap_or_default().into_iter().map(Role::as_str).collect();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let says = match (ready, missing.is_empty()) {
        (false, _) => "fail",
        (true, false) => "warn",
        (true, true) => "pass",
    };
    let body = Json(serde_json::json!({ "status": says, "missing_roles": missing }));
    (status, [(CONTENT_TYPE, "application/health+json")], body).into_response()
}
