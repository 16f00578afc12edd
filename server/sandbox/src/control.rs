//! The surface of tests and of the demo, beside Stripe's face: is it up, switch it off, what was captured.
//!
//! It asks for no key; [`crate::serve`] listens on the loopback interface only.

use std::sync::atomic::Ordering;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use crate::Shared;
use crate::answer::{Failure, Refusal};
use crate::ledger::Capture;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/health", get(async || "ok"))
        .route("/ledger", get(every_capture))
        .route("/control", post(switch))
}

/// While switched off, answers 503 before anything is read or written.
pub(crate) async fn refuse_while_down(
    State(provider): State<Shared>,
    request: Request,
    next: Next,
) -> Response {
    if provider.down.load(Ordering::Relaxed) {
        return Refusal::down().into_response();
    }
    next.run(request).await
}

/// The state that `/control` sets and answers with.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Switches {
    down: bool,
}

async fn switch(State(provider): State<Shared>, Json(switches): Json<Switches>) -> Json<Switches> {
    provider.down.store(switches.down, Ordering::Relaxed);
    tracing::info!(down = switches.down, "the payment sandbox was switched");
    Json(switches)
}

#[derive(Debug, Serialize)]
struct Captures {
    captures: Vec<Capture>,
}

async fn every_capture(State(provider): State<Shared>) -> Result<Json<Captures>, Failure> {
    Ok(Json(Captures { captures: provider.ledger.captures().await? }))
}
