//! The provider's webhooks. Each is a hint: it is answered at once, and makes us ask the provider.

use app::services::Webhooks;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use kernel::AttemptId;

use super::HttpState;
use crate::gateway::{stripe, toss};

/// POST /webhooks/stripe.
pub(super) async fn stripe(State(state): State<HttpState>, headers: HeaderMap, body: Bytes) -> Response {
    let services = &state.services;
    let Webhooks::Stripe(secret) = &services.shop.webhooks else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Err(forged) = stripe::webhook::verify(secret, signature, &body, services.clock.now()) {
        tracing::warn!(%forged, "a webhook was refused");
        services.payment.hints().refused();
        return StatusCode::BAD_REQUEST.into_response();
    }
    take(&state, stripe::webhook::attempt(&body)).await
}

/// POST /webhooks/toss. Toss signs nothing about payments, so anybody may send one: only so many are looked at.
pub(super) async fn toss(State(state): State<HttpState>, body: Bytes) -> Response {
    let services = &state.services;
    if !matches!(services.shop.webhooks, Webhooks::Toss) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !state.unsigned.admits(services.clock.now()) {
        services.payment.hints().crowded();
        return StatusCode::TOO_MANY_REQUESTS.into_response();
    }
    take(&state, toss::webhook::attempt(&body)).await
}

/// What is not about a payment of ours needs no other answer: the provider would only send it again.
async fn take(state: &HttpState, attempt: Option<AttemptId>) -> Response {
    match state.services.payment.hint(attempt).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(why) => {
            tracing::warn!(%why, "a webhook is to come again");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
