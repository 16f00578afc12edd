//! Whether the program lives, and whether it can serve.

use std::time::Duration;

use app::mypage::view::ViewState;
use async_trait::async_trait;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use events::Role;

use super::HttpState;

/// An answer that takes longer is none. Who asks is answered within a second, which is as long as a proxy may wait: also
/// while MyPage's database is away, for no page of the shop is to be closed by that.
const PATIENCE: Duration = Duration::from_millis(600);
/// What is no reason to send nobody here is not waited for longer than this.
const PATIENCE_WITH_WARNINGS: Duration = Duration::from_millis(200);

/// Asks the database.
#[async_trait]
pub trait Readiness: Send + Sync {
    /// Whether the orders' answers, without which nothing goes.
    async fn main_answers(&self) -> bool;
}

/// The program lives.
pub(super) async fn live() -> &'static str {
    "ok"
}

/// The program can serve: the orders' database answers, and it is not stopping. It also says that MyPage's database does not
/// answer, or is another shop's or not every program's, and what no program does; that is no reason to send nobody here.
pub(super) async fn ready(State(state): State<HttpState>) -> Response {
    let readiness = &state.readiness;
    let (main, view) = tokio::join!(in_time(PATIENCE, readiness.main_answers()), state.services.view_state());
    let stopping = state.stopping.is_cancelled();
    let ready = main && !stopping;
    let (many_views, missing) = if ready { warnings(&state, view).await } else { (false, Vec::new()) };
    let why = match (stopping, main, view) {
        (true, ..) => Some("the program is stopping"),
        (false, false, _) => Some("the orders' database does not answer"),
        (false, true, ViewState::Away) => Some("MyPage's database does not answer"),
        (false, true, ViewState::AnotherShops) => Some("MyPage's database is another shop's"),
        (false, true, ViewState::Answers) if many_views => {
            Some("not all programs have the same database of MyPage's view")
        }
        (false, true, ViewState::Answers) => None,
    };
    let missing: Vec<&str> = missing.into_iter().map(Role::as_str).collect();
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

async fn in_time(patience: Duration, answers: impl Future<Output = bool>) -> bool {
    tokio::time::timeout(patience, answers).await.unwrap_or(false)
}

/// Whether there are several views, and what no program does, as far as it is said in time.
async fn warnings(state: &HttpState, view: ViewState) -> (bool, Vec<Role>) {
    let services = &state.services;
    let asked = async { tokio::join!(services.shows_many_views(), services.missing_roles(view)) };
    match tokio::time::timeout(PATIENCE_WITH_WARNINGS, asked).await {
        Ok((many_views, missing)) => (many_views.unwrap_or(false), missing.unwrap_or_default()),
        Err(_) => (false, Vec::new()),
    }
}
