//! The payment provider of the demo and the tests: an HTTP service in Stripe's shape with a durable ledger
//! of its own. No money moves.
//!
//! It runs as its own process, so that the shop meets a real network, a real outage and a provider that
//! remembers after either side crashed. The shop's Stripe adapter talks to it unchanged; what is imitated,
//! and where it is described:
//!
//! - payment intents (create unconfirmed, confirm, cancel, read) and their states:
//!   <https://docs.stripe.com/api/payment_intents>, <https://docs.stripe.com/payments/paymentintents/lifecycle>
//! - refunds: <https://docs.stripe.com/api/refunds>
//! - idempotency keys, kept for 24 hours; the first answer is replayed, an error too:
//!   <https://docs.stripe.com/api/idempotent_requests>
//! - errors: <https://docs.stripe.com/api/errors>, <https://docs.stripe.com/error-codes>
//! - test cards: <https://docs.stripe.com/testing>
//!
//! Objects carry the fields that an integration decides by, not all that Stripe sends.
//!
//! | module | holds |
//! |---|---|
//! | `intent`, `refund`, `card` | what a provider decides, as pure functions |
//! | `ledger` | the SQLite file: one transaction per request, answers by idempotency key |
//! | `call`, `answer` | Stripe's face: bracketed forms in, objects and errors out |
//! | `control` | the surface of tests: health, down, every capture and refund |
//!
//! A second provider's face becomes a sibling of `call`, and faults and webhooks sit between the face and
//! the ledger; neither changes the ledger's rules.

mod answer;
mod call;
mod card;
mod control;
mod in_flight;
mod intent;
mod ledger;
mod metadata;
mod refund;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::serve::ListenerExt;
use kernel::Clock;
use tokio::net::TcpListener;

use crate::in_flight::InFlight;

pub use crate::ledger::{Capture, CaptureRefund, Ledger, LedgerError};
pub use crate::metadata::Metadata;

const BODY_LIMIT_BYTES: usize = 64 * 1024;

/// How the provider is set up.
#[derive(Clone)]
pub struct Options {
    /// The secret key that callers present as `Authorization: Bearer`.
    pub api_key: String,
    /// What time it is: a test's clock ages idempotency keys.
    pub clock: Arc<dyn Clock>,
}

impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options").field("clock", &self.clock).finish_non_exhaustive()
    }
}

/// What every request shares. `down` and `in_flight` live as long as the process, all else in the ledger.
struct Provider {
    ledger: Ledger,
    options: Options,
    in_flight: InFlight,
    down: AtomicBool,
}

type Shared = Arc<Provider>;

/// The whole service: `/v1/...` as Stripe has it, `/health`, `/ledger` and `/control`.
pub fn router(ledger: Ledger, options: Options) -> Router {
    routes(Arc::new(Provider {
        ledger,
        options,
        in_flight: InFlight::default(),
        down: AtomicBool::new(false),
    }))
}

fn routes(provider: Shared) -> Router {
    let v1 = call::routes()
        .layer(from_fn_with_state(Arc::clone(&provider), call::authenticate))
        .layer(from_fn_with_state(Arc::clone(&provider), control::refuse_while_down));
    Router::new()
        .nest("/v1", v1)
        .merge(control::routes())
        .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
        .layer(from_fn(detach))
        .with_state(provider)
}

/// Lets a request run to its end when its caller hangs up, as a real provider does: otherwise a timeout
/// would undo the capture that the caller has to find out about.
async fn detach(request: Request, next: Next) -> Response {
    tokio::spawn(next.run(request)).await.unwrap_or_else(|error| {
        tracing::error!(%error, "a request of the payment sandbox panicked");
        StatusCode::INTERNAL_SERVER_ERROR.into_response()
    })
}

/// Serves until `shutdown` resolves, then lets open requests finish.
///
/// # Errors
///
/// [`io::ErrorKind::InvalidInput`] when the listener is not on the loopback interface: the control surface
/// asks for no key, and nothing here is meant for another machine.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    if !address.ip().is_loopback() {
        let reason = format!("the payment sandbox listens on the loopback interface only, not on {address}");
        return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    }
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "answers of the payment sandbox may be delayed");
        }
    });
    axum::serve(listener, router).with_graceful_shutdown(shutdown).await
}
