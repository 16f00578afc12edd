//! Whether the program lives, and whether it can serve.

use std::time::Duration;

use async_trait::async_trait;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use events::Role;

use super::HttpState;

/// An answer that takes longer is none.
const PATIENCE: Duration = Duration::from_secs(1);

/// Asks the databases.
#[async_trait]
pub trait Readiness: Send + Sync {
    /// Whether the orders' answers, without which nothing goes.
    async fn main_answers(&self) -> bool;

    /// Whether MyPage's does. Orders go on without it.
    async fn view_answers(&self) -> bool;
}

/// The program lives.
pub(super) async fn live() -> &'static str {
    "ok"
}

/// The program can serve: the orders' database answers, and it is not stopping. It also says that MyPage's database does not
/// answer, or is not every program's, and what no program does; that is no reason to send nobody here.
pub(super) async fn ready(State(state): State<HttpState>) -> Response {
    let readiness = &state.readiness;
    let (main, view) = tokio::join!(in_time(readiness.main_answers()), in_time(readiness.view_answers()));
    let stopping = state.stopping.is_cancelled();
    let ready = main && !stopping;
    let many_views = ready && state.services.shows_many_views().await.unwrap_or(false);
    let why = match (stopping, main, view) {
        (true, ..) => Some("the program is stopping"),
        (false, false, _) => Some("the orders' database does not answer"),
        (false, true, false) => Some("MyPage's database does not answer"),
        (false, true, true) if many_views => Some("not all programs have the same database of MyPage's view"),
        (false, true, true) => None,
    };
    let missing = if ready { state.services.missing_roles().await } else { Ok(Vec::new()) };
    let missing: Vec<&str> = missing.unwrap_or_default().into_iter().map(Role::as_str).collect();
    let status = if ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let says = match (ready, why.is_none() && missing.is_empty()) {
        (false, _) => "fail",
        (true, false) => "warn",
        (true, true) => "pass",
    };
    let mut says = serde_json::json!({ "status": says, "missing_roles": missing });
    if let Some(why) = why {
        says["output"] = why.into();
    }
    (status, [(CONTENT_TYPE, "application/health+json")], Json(says)).into_response()
}

async fn in_time(answers: impl Future<Output = bool>) -> bool {
    tokio::time::timeout(PATIENCE, answers).await.unwrap_or(false)
}
