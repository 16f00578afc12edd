//! The provider's webhooks. Each is a hint: it is answered at once, and makes us ask the provider.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use super::HttpState;
use crate::gateway::stripe::webhook;

/// POST /webhooks/stripe.
pub(super) async fn stripe(State(state): State<HttpState>, headers: HeaderMap, body: Bytes) -> Response {
    let services = &state.services;
    let Some(secret) = &services.shop.webhook_secret else { return StatusCode::NOT_FOUND.into_response() };
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    if let Err(forged) = webhook::verify(secret, signature, &body, services.clock.now()) {
        tracing::warn!(%forged, "a webhook was refused");
        services.payment.hints().refused();
        return StatusCode::BAD_REQUEST.into_response();
    }
    // What is not about a payment of ours needs no other answer: the provider would only send it again.
    match services.payment.hint(webhook::attempt(&body)).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(why) => {
            tracing::warn!(%why, "a webhook is to come again");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}
