//! The surface of tests and of the demo, beside both faces: is it up, switch it off, let it fail, what was captured.
//!
//! It asks for no key; [`crate::serve`] listens on the loopback interface only.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::endpoint::CallCounts;
use crate::faults::{FaultPlan, Report};
use crate::ledger::deliveries::Waiting;
use crate::ledger::{Capture, LedgerError};
use crate::options::Webhooks;
use crate::provider::Shared;
use crate::switches::Dead;

pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/health", get(async || "ok"))
        .route("/ledger", get(every_capture))
        .route("/control", get(switches).post(switch))
        .route("/control/faults", get(faults).post(set_faults))
        .route("/control/calls", get(calls).delete(reset_calls))
        .route("/control/webhooks", get(webhooks).post(set_webhooks))
}

/// What cannot be done: `{"error": "..."}`.
enum No {
    Ledger(LedgerError),
    Refused(StatusCode, &'static str),
}

impl<E: Into<LedgerError>> From<E> for No {
    fn from(error: E) -> Self {
        Self::Ledger(error.into())
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        let (status, said) = match self {
            Self::Refused(status, said) => (status, said),
            Self::Ledger(error) => {
                tracing::error!(%error, "the payment sandbox's ledger failed");
                (StatusCode::INTERNAL_SERVER_ERROR, "the ledger failed")
            }
        };
        (status, Json(json!({ "error": said }))).into_response()
    }
}

/// The state that `/control` sets and answers with.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Switched {
    #[serde(default)]
    down: bool,
    #[serde(default)]
    dead: Option<Dead>,
}

async fn switches(State(provider): State<Shared>) -> Json<Switched> {
    Json(Switched { down: provider.switches.is_down(), dead: provider.switches.dead() })
}

async fn switch(State(provider): State<Shared>, Json(asked): Json<Switched>) -> Result<Json<Switched>, No> {
    if asked.dead == Some(Dead::Refusing) && !provider.switches.has_control_port() {
        let said = "without a control port nobody could switch it on again";
        return Err(No::Refused(StatusCode::CONFLICT, said));
    }
    provider.switches.turn(asked.down, asked.dead);
    tracing::info!(down = asked.down, dead = ?asked.dead, "the payment sandbox was switched");
    Ok(Json(asked))
}

async fn faults(State(provider): State<Shared>) -> Json<Report> {
    Json(provider.faults.report())
}

async fn set_faults(State(provider): State<Shared>, Json(plan): Json<FaultPlan>) -> Result<Json<Report>, No> {
    if let Some(problem) = plan.problem() {
        return Err(No::Refused(StatusCode::UNPROCESSABLE_ENTITY, problem));
    }
    provider.faults.set(plan);
    Ok(Json(provider.faults.report()))
}

async fn calls(State(provider): State<Shared>) -> Json<CallCounts> {
    Json(provider.calls.counts())
}

async fn reset_calls(State(provider): State<Shared>) -> Json<CallCounts> {
    provider.calls.reset();
    Json(provider.calls.counts())
}

#[derive(Debug, Serialize)]
struct Told {
    #[serde(flatten)]
    endpoints: Webhooks,
    waiting: Vec<Waiting>,
}

async fn webhooks(State(provider): State<Shared>) -> Result<Json<Told>, No> {
    Ok(Json(Told { endpoints: provider.endpoints.get(), waiting: provider.ledger.waiting().await? }))
}

async fn set_webhooks(
    State(provider): State<Shared>,
    Json(endpoints): Json<Webhooks>,
) -> Result<Json<Told>, No> {
    if !endpoints.are_plain_http() {
        return Err(No::Refused(StatusCode::UNPROCESSABLE_ENTITY, "a webhook's url is plain http"));
    }
    provider.endpoints.set(endpoints);
    webhooks(State(provider)).await
}

#[derive(Debug, Serialize)]
struct Captures {
    captures: Vec<Capture>,
}

async fn every_capture(State(provider): State<Shared>) -> Result<Json<Captures>, No> {
    provider.ledger.settle(provider.now()).await?;
    Ok(Json(Captures { captures: provider.ledger.captures().await? }))
}
