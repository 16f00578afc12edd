//! The payment provider of the demo and the tests: an HTTP service with the faces of Stripe and of Toss Payments over
//! one durable ledger of its own. No money moves.
//!
//! It runs as its own process, so that the shop meets a real network, a real outage and a provider that remembers
//! after either side crashed. Objects carry the fields that an integration decides by, not all that providers send.
//!
//! # Stripe's face
//!
//! Forms with bracketed names in, JSON out; `Authorization: Bearer <api_key>`. Amounts in minor units, moments in
//! seconds. Described at <https://docs.stripe.com/api>, version 2024-06-20.
//!
//! | call | parameters |
//! |---|---|
//! | `POST /v1/payment_intents` | `amount`, `currency`, `capture_method` (`automatic`, `manual`), `metadata[..]` |
//! | `GET /v1/payment_intents` | `created[gt\|gte\|lt\|lte]`, `limit`, `starting_after` |
//! | `GET /v1/payment_intents/search` | `query` (`metadata['k']:'v' AND status:'s'`), `limit`, `page`; lags by [`Options::search_lag`] |
//! | `GET /v1/payment_intents/{id}` | |
//! | `POST /v1/payment_intents/{id}/confirm` | `payment_method` or `payment_method_data[card][number]`, `return_url` |
//! | `POST /v1/payment_intents/{id}/capture` | `amount_to_capture` |
//! | `POST /v1/payment_intents/{id}/cancel` | `cancellation_reason` |
//! | `POST /v1/refunds` | `payment_intent`, `amount`, `reason`, `metadata[..]` |
//! | `GET /v1/refunds` | `payment_intent`?, `created[gt\|gte\|lt\|lte]`, `limit`, `starting_after` |
//! | `GET /v1/refunds/{id}` | |
//! | `POST /v1/checkout/sessions` | `mode=payment`, `line_items[n][price_data][..]`, `line_items[n][quantity]`, `success_url`, `cancel_url`, `client_reference_id`, `expires_at`, `locale`, `metadata[..]`, `payment_intent_data[metadata][..]`, `payment_intent_data[capture_method]` |
//! | `GET /v1/checkout/sessions/{id}`, `POST /v1/checkout/sessions/{id}/expire` | |
//!
//! The buyer opens `/pay/{session}`, and `/authenticate/{intent}` for 3-D Secure. An authorization is let go after 7
//! days, a session expires after 24 hours at the latest. Errors are `{"error": {"type", "code", "decline_code", "param",
//! "message", "payment_intent"}}`.
//!
//! `Idempotency-Key` (1 to 255 characters): the first status and body are replayed for 24 hours with the header
//! `Idempotent-Replayed: true`, a refusal or a 500 too; other parameters or another address under it are 400
//! `idempotency_error`, and 409 `idempotency_key_in_use` comes while the first is worked on. Parameters that were
//! refused before any work do not use a key up.
//!
//! # Toss's face
//!
//! JSON in and out; `Authorization: Basic base64("<toss_secret_key>:")`. Amounts in won, moments as
//! `2026-11-23T10:02:41+09:00`. Described at <https://docs.tosspayments.com/reference>.
//!
//! | call | body or query |
//! |---|---|
//! | `POST /toss/v1/payments` | `{"method": "CARD", "amount", "orderId", "orderName", "successUrl", "failUrl", "metadata"?}`; the answer has `checkout.url` |
//! | `POST /toss/v1/payments/confirm` | `{"paymentKey", "orderId", "amount"}` |
//! | `GET /toss/v1/payments/{paymentKey}` | |
//! | `GET /toss/v1/payments/orders/{orderId}` | the approved one of the order, else its newest |
//! | `POST /toss/v1/payments/{paymentKey}/cancel` | `{"cancelReason", "cancelAmount"?}` |
//! | `GET /toss/v1/transactions` | `startDate`, `endDate` (`yyyy-MM-dd'T'HH:mm:ss` in Seoul, both included), `startingAfter`, `limit` |
//!
//! The buyer opens `/toss/window/{paymentKey}` and leaves it for `successUrl?paymentKey&orderId&amount` or
//! `failUrl?code&message&orderId` (`PAY_PROCESS_CANCELED`, `PAY_PROCESS_ABORTED`). A payment waits 30 minutes in READY
//! and 10 minutes in IN_PROGRESS, then it is EXPIRED; a declined card shows when the shop confirms.
//!
//! Errors are `{"code", "message"}`: 400 `INVALID_REQUEST`, `ALREADY_PROCESSED_PAYMENT`, `DUPLICATED_ORDER_ID`,
//! `ALREADY_CANCELED_PAYMENT`, and for cards `INVALID_CARD_EXPIRATION`, `INVALID_CARD_LOST_OR_STOLEN`,
//! `INVALID_REJECT_CARD`; 401 `UNAUTHORIZED_KEY`; 403 `REJECT_CARD_COMPANY`, `REJECT_CARD_PAYMENT` (funds),
//! `NOT_CANCELABLE_AMOUNT`, `NOT_CANCELABLE_PAYMENT` (never approved); 404 `NOT_FOUND_PAYMENT`,
//! `NOT_FOUND_PAYMENT_SESSION`, `NOT_FOUND` (address); 409 `IDEMPOTENT_REQUEST_PROCESSING`; 429 `TOO_MANY_REQUESTS`; 500
//! and 503 `FAILED_INTERNAL_SYSTEM_PROCESSING`.
//!
//! `Idempotency-Key` (1 to 300 characters) stands for one request at its address: the first answer is replayed for 15
//! days, whatever the body.
//!
//! # Test cards
//!
//! By number or, on Stripe's face, by PaymentMethod (<https://docs.stripe.com/testing>); both pages offer them all.
//!
//! | number | PaymentMethod | becomes |
//! |---|---|---|
//! | 4242424242424242 | `pm_card_visa` | approved |
//! | 4000000000000002 | `pm_card_visa_chargeDeclined` | declined |
//! | 4000000000009995 | `pm_card_visa_chargeDeclinedInsufficientFunds` | declined: insufficient funds |
//! | 4000000000009987 | `pm_card_visa_chargeDeclinedLostCard` | declined: lost card |
//! | 4000000000009979 | `pm_card_visa_chargeDeclinedStolenCard` | declined: stolen card |
//! | 4000000000000069 | `pm_card_chargeDeclinedExpiredCard` | declined: expired card |
//! | 4000000000000127 | `pm_card_chargeDeclinedIncorrectCvc` | declined: incorrect CVC |
//! | 4000000000000119 | `pm_card_chargeDeclinedProcessingError` | the issuer could not be asked |
//! | 4000002760003184 | `pm_card_authenticationRequired` | 3-D Secure, then approved |
//! | 4000000000003220 | `pm_card_threeDSecure2Required` | 3-D Secure, then approved |
//! | 4000008400001629 | `pm_card_threeDSecureRequiredChargeDeclined` | 3-D Secure, then declined |
//! | 4000008260003178 | `pm_card_authenticationRequiredChargeDeclinedInsufficientFunds` | 3-D Secure, then insufficient funds |
//!
//! # Webhooks
//!
//! POSTs of JSON to one endpoint per face ([`Webhooks`]), one after another. Stripe's carry `Stripe-Signature:
//! t=<seconds>,v1=<hex of HMAC-SHA256(secret, "<t>.<body>")>` and come again after 10 seconds, doubling, for 3 days.
//! Types: `payment_intent.{created,requires_action,processing,amount_capturable_updated,succeeded,payment_failed,canceled}`,
//! `charge.refunded`, `refund.{created,updated}`,
//! `checkout.session.{completed,async_payment_succeeded,expired}`. Toss's are `{"eventType":
//! "PAYMENT_STATUS_CHANGED", "createdAt", "data": <payment>}`, unsigned, and come again after 1, 4, 16, 64, 256, 1024 and
//! 4096 minutes. Anything but 2xx within 10 seconds of the machine counts as not taken.
//!
//! # Control
//!
//! JSON, no key; it is not counted, and no fault or switch touches it. Wrong JSON is 422.
//!
//! | call | meaning |
//! |---|---|
//! | `GET /health` | `ok` |
//! | `GET /ledger` | `{"captures": [Capture]}`, see [`Capture`] |
//! | `GET /control`, `POST /control` `{"down": bool, "dead": null \| "refusing" \| "hanging"}` | both default to off. Down: every call is 503. Dead: see [`Dead`]; `refusing` needs [`serve_control`], otherwise 409 |
//! | `GET /control/faults`, `POST /control/faults` [`FaultPlan`] | the plan with `hits`, how often each rule has hit |
//! | `GET /control/calls`, `DELETE /control/calls` | `{"total": n, "endpoints": {"POST /v1/refunds": n}}` since the start or the last reset |
//! | `GET /control/webhooks`, `POST /control/webhooks` `{"stripe": {"url", "secret"} \| null, "toss": {"url"} \| null}` | the endpoints (plain http), and in the answer `waiting`: `[{"event", "kind", "subject", "due_at", "tries"}]` |
//!
//! A [`FaultPlan`] is `{"seed": 7, "rules": [{"fault": {"kind": ..}, "on": "POST /v1/refunds", "probability": 0.1,
//! "times": 3}]}`; everything but `fault` may be left out. The faults ([`Fault`]):
//!
//! | `kind` | further fields |
//! |---|---|
//! | `latency` | `ms`, `up_to_ms`? (of the machine's time) |
//! | `error` | `status` (400 to 599), `when` (`before`, `after`) |
//! | `rate_limited`, `hang`, `hang_up`, `unreadable` | |
//! | `reset` | `when` |
//! | `late_success` | `shown` (`declined`, `processing`), `delay_ms` |
//! | `webhook_late`, `webhook_reordered` | `delay_ms` |
//! | `webhook_twice`, `webhook_lost` | |
//!
//! # Modules
//!
//! | module | holds |
//! |---|---|
//! | `stripe`, `toss` | a face each: decisions as pure functions, commands, routes and pages |
//! | `ledger`, `commands` | the SQLite file: one transaction per command, answers by key, timers, events |
//! | `gate`, `faults`, `line`, `switches`, `endpoint` | what goes wrong between a caller and a face |
//! | `webhooks` | events on their way to the shop |
//! | `control` | the surface of tests |

mod answer;
mod base;
mod cards;
mod commands;
mod control;
mod endpoint;
mod face;
mod faults;
mod gate;
mod in_flight;
mod ledger;
mod line;
mod metadata;
mod options;
mod pages;
mod provider;
mod stripe;
mod switches;
mod toss;
mod urls;
mod webhooks;

#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;

use axum::Router;
use axum::http::Uri;
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::face::Face;
use crate::line::{Door, Line};
use crate::provider::{Provider, Shared};

pub use crate::faults::{Fault, FaultPlan, Rule, Shown, When};
pub use crate::ledger::{Capture, CaptureRefund, Ledger, LedgerError};
pub use crate::metadata::Metadata;
pub use crate::options::{Options, StripeWebhook, TossWebhook, Webhooks};
pub use crate::switches::Dead;

/// The whole service, for [`serve`] and [`serve_control`]; clones share it.
#[derive(Debug, Clone)]
pub struct Sandbox {
    provider: Shared,
}

/// A provider over this ledger.
#[must_use]
pub fn router(ledger: Ledger, options: Options) -> Sandbox {
    Sandbox { provider: Arc::new(Provider::new(ledger, options)) }
}

impl Sandbox {
    /// Both faces behind the gate, and control beside them.
    fn routes(&self) -> Router {
        let provider = &self.provider;
        stripe::api(provider)
            .merge(stripe::hosted())
            .merge(toss::api(provider))
            .merge(toss::hosted())
            .fallback(unknown_address)
            .layer(from_fn_with_state(Arc::clone(provider), gate::pass))
            .route(pages::STYLE_PATH, get(pages::style))
            .merge(control::routes())
            .with_state(Arc::clone(provider))
    }
}

async fn unknown_address(uri: Uri) -> Response {
    match Face::of_path(uri.path()) {
        Face::Stripe => stripe::Refusal::unrecognized_url().into_response(),
        Face::Toss => toss::Refusal::UNKNOWN_ADDRESS.into_response(),
    }
}

/// Serves until `shutdown` resolves, then lets open requests finish. Webhooks are told as long as it serves.
///
/// # Errors
///
/// [`io::ErrorKind::InvalidInput`] when the listener is not on the loopback interface: the control surface
/// asks for no key, and nothing here is meant for another machine.
pub async fn serve(
    listener: TcpListener,
    sandbox: Sandbox,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    on_loopback(&listener)?;
    let closing = CancellationToken::new();
    // Whoever drops this future ends what it started.
    let _closes = closing.clone().drop_guard();
    let client = webhooks::client()?;
    let provider = Arc::clone(&sandbox.provider);
    let door = Door::new(listener, Arc::clone(&provider.switches), closing.clone())?;
    let ends = closing.clone();
    tokio::spawn(async move { webhooks::keep_telling(&provider, &client, &ends).await });
    let service = sandbox.routes().into_make_service_with_connect_info::<Line>();
    let shutdown = async move {
        shutdown.await;
        closing.cancel();
    };
    axum::serve(door, service).with_graceful_shutdown(shutdown).await
}

/// Serves control alone on a port of its own, which answers while the provider is dead.
///
/// # Errors
///
/// As [`serve`].
pub async fn serve_control(
    listener: TcpListener,
    sandbox: Sandbox,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    on_loopback(&listener)?;
    sandbox.provider.switches.open_control_port();
    let routes = control::routes().with_state(sandbox.provider);
    axum::serve(listener, routes).with_graceful_shutdown(shutdown).await
}

fn on_loopback(listener: &TcpListener) -> io::Result<()> {
    let address = listener.local_addr()?;
    if address.ip().is_loopback() {
        return Ok(());
    }
    let reason = format!("the payment sandbox listens on the loopback interface only, not on {address}");
    Err(io::Error::new(io::ErrorKind::InvalidInput, reason))
}
