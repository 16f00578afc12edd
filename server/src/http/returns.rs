//! The buyer comes back from the provider's page: a GET with a sealed attempt, which needs no cookie.
//!
//! Whatever it says, the provider is asked; and the buyer is led to their order's page, which shows what is so.

use app::AppError;
use axum::Extension;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::header::{ACCEPT_LANGUAGE, HeaderMap};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{AttemptId, Lang, Money, OrderId};
use payment::{Claim, ProviderRef};
use serde::Deserialize;

use super::HttpState;
use super::errors::Failed;
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
    amount: Option<String>,
}

/// GET /pay/return.
pub(super) async fn back(
    State(state): State<HttpState>,
    headers: HeaderMap,
    way: Result<Query<Way>, QueryRejection>,
) -> Response {
    let services = &state.services;
    let away = || failed(AppError::Unavailable, browsers(&headers));
    let Ok(Query(way)) = way else { return unread(&state, "", &headers).await };
    let returns = Returns::new("", services.shop.return_key.clone());
    let attempt = returns.attempt(&way.attempt, &way.seal).filter(|attempt| way.is_of(*attempt));
    let Some(attempt) = attempt else { return unread(&state, &way.attempt, &headers).await };
    let order = match services.payment.attempt(attempt).await {
        Ok(Some(row)) => row.order,
        Ok(None) => return unread(&state, "", &headers).await,
        Err(why) => {
            tracing::warn!(%why, "a buyer came back, and the database is away");
            return away();
        }
    };
    let finished = way.aborted.is_none();
    match way.claim() {
        Some(claim) => {
            if let Err(why) = services.payment.returned(attempt, claim).await {
                tracing::warn!(%why, %attempt, "a buyer came back; what became of the payment is asked later");
            }
        }
        None => services.payment.hints().forged(),
    }
    match led_to(&state, order, finished).await {
        Ok(page) => Redirect::to(&page).into_response(),
        Err(_) => away(),
    }
}

/// A way back that is not ours, or not of this payment: counted, and told in the language of the order that it names.
async fn unread(state: &HttpState, named: &str, headers: &HeaderMap) -> Response {
    state.services.payment.hints().forged();
    let lang = orders(state, named).await.unwrap_or_else(|| browsers(headers));
    failed(AppError::ReturnUnread, lang)
}

/// The language of the order whose attempt is named, if there is one.
async fn orders(state: &HttpState, attempt: &str) -> Option<Lang> {
    let attempt = state.services.payment.attempt(attempt.parse().ok()?).await.ok()??;
    Some(state.services.snapshots.snapshot(attempt.order).await.ok()??.details.lang)
}

/// The first of our languages that the browser asks for.
fn browsers(headers: &HeaderMap) -> Lang {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let ours = |tag: &str| [Lang::Ko, Lang::En].into_iter().find(|lang| tag.trim().starts_with(lang.tag()));
    asked.split(',').find_map(ours).unwrap_or(Lang::Ko)
}

fn failed(error: AppError, lang: Lang) -> Response {
    (Extension(lang), Failed(error)).into_response()
}

impl Way {
    /// Toss names the attempt once more.
    fn is_of(&self, attempt: AttemptId) -> bool {
        self.order_id.as_ref().is_none_or(|id| *id == attempt.to_string())
    }

    /// What it says; `None` when its amount is none at all.
    fn claim(self) -> Option<Claim> {
        let amount = self.amount.map(|amount| amount.parse().map(Money::won)).transpose().ok()?;
        Some(Claim { reference: self.payment_key.map(ProviderRef), amount, aborted: self.aborted.is_some() })
    }
}

/// The order takes what payment has committed by now, and its page says it, in its buyer's language.
async fn led_to(state: &HttpState, order: OrderId, finished: bool) -> Result<String, order::CommandError> {
    let (lang, paid) = state.services.order.look_at_payment(order).await?;
    let page = match (paid, finished) {
        (true, _) => format!("/orders/{order}?placed=1"),
        (false, true) => format!("/orders/{order}/pay?came=back"),
        (false, false) => format!("/orders/{order}/pay?came=stopping"),
    };
    Ok(lang.path(&page))
}
