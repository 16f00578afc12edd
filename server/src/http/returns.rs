//! The buyer comes back from the provider's page: a GET with a sealed attempt, which needs no cookie.
//!
//! Whatever it says, the provider is asked; and the buyer is led to their order's page, which shows what is so.

use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{AttemptId, Money, OrderId};
use payment::{Claim, ProviderRef};
use serde::Deserialize;

use super::HttpState;
use crate::gateway::returns::Returns;

/// What the address carries: ours, and what Toss adds (`paymentKey`, `orderId`, `amount`; `code` when it failed).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Way {
    #[serde(default)]
    attempt: String,
    #[serde(default)]
    seal: String,
    aborted: Option<String>,
    payment_key: Option<String>,
    order_id: Option<String>,
    amount: Option<i64>,
}

/// GET /pay/return.
pub(super) async fn back(State(state): State<HttpState>, Query(way): Query<Way>) -> Response {
    let services = &state.services;
    let returns = Returns::new("", services.shop.return_key.clone());
    let attempt = returns.attempt(&way.attempt, &way.seal).filter(|attempt| way.is_of(*attempt));
    let Some(attempt) = attempt else {
        services.payment.hints().forged();
        return StatusCode::NOT_FOUND.into_response();
    };
    let order = match services.payment.attempt(attempt).await {
        Ok(Some(row)) => row.order,
        Ok(None) => return StatusCode::NOT_FOUND.into_response(),
        Err(why) => {
            tracing::warn!(%why, "a buyer came back, and the database is away");
            return StatusCode::SERVICE_UNAVAILABLE.into_response();
        }
    };
    let finished = way.aborted.is_none();
    if let Err(why) = services.payment.returned(attempt, way.claim()).await {
        tracing::warn!(%why, %attempt, "a buyer came back; what became of the payment is asked later");
    }
    match led_to(&state, order, finished).await {
        Ok(page) => Redirect::to(&page).into_response(),
        Err(status) => status.into_response(),
    }
}

impl Way {
    /// Toss names the attempt once more.
    fn is_of(&self, attempt: AttemptId) -> bool {
        self.order_id.as_ref().is_none_or(|id| *id == attempt.to_string())
    }

    fn claim(self) -> Claim {
        Claim {
            reference: self.payment_key.map(ProviderRef),
            amount: self.amount.map(Money::won),
            aborted: self.aborted.is_some(),
        }
    }
}

/// The order takes what payment has committed by now, and its page says it, in its buyer's language.
async fn led_to(state: &HttpState, order: OrderId, finished: bool) -> Result<String, StatusCode> {
    match state.services.order.look_at_payment(order).await {
        Ok((lang, true)) => Ok(lang.path(&format!("/orders/{order}?placed=1"))),
        Ok((lang, false)) if finished => Ok(lang.path(&format!("/orders/{order}/pay?came=back"))),
        Ok((lang, false)) => Ok(lang.path(&format!("/orders/{order}/pay?came=stopping"))),
        Err(order::CommandError::NotFound | order::CommandError::Conflict) => Err(StatusCode::NOT_FOUND),
        Err(order::CommandError::Unavailable(_)) => Err(StatusCode::SERVICE_UNAVAILABLE),
    }
}
