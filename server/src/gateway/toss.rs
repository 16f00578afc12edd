//! Toss Payments (토스페이먼츠), or what speaks like it: payments and cancels over HTTP, each answer read as definite or
//! unknown by the rules of [`super::wire`].
//!
//! The buyer chooses and authenticates in Toss's window; nothing is captured before our confirm. A declined payment is
//! ABORTED, and nothing opens it again. What is refused is not believed to be all: the payment itself is asked, and its
//! state is the answer, because another request may have been carried out before.
//!
//! The rules: <https://docs.tosspayments.com/reference>, <https://docs.tosspayments.com/reference/error-codes>.
//! Neither a key nor a text of Toss reaches a log: errors carry a status and Toss's codes.

mod listing;
mod object;
pub mod webhook;

use async_trait::async_trait;
use kernel::time::days;
use kernel::{AttemptId, RefundId, Secret, Time};
use payment::{
    CallError, Capabilities, CapturedBy, Confirm, LookUp, PaymentProvider, Prepare, Prepared, ProviderRef,
    ProviderRefund, ProviderRefundState, ProviderState, ProviderTransaction, RefundCall, Replays,
};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use self::object::{Failure, Payment};
use super::returns::Returns;
use super::wire::{self, Patience};

/// What stands in Toss's window for what is bought.
const WHAT: &str = "한벌 주문 · Hanbeol order";
/// Every page that Toss leads a buyer to. Its `checkout.url` is on `api.tosspayments.com` and leads on from there.
const PAGES: &str = "https://*.tosspayments.com";

/// Where Toss is and what it is told of us.
#[derive(Debug, Clone)]
pub struct TossSettings {
    /// `https://api.tosspayments.com`, or the sandbox's `/toss`.
    pub base_url: String,
    /// `live_sk_...` or `test_sk_...`.
    pub secret_key: Secret,
    pub patience: Patience,
    pub returns: Returns,
}

/// A client of Toss's API.
#[derive(Debug, Clone)]
pub struct Toss {
    client: Client,
    base_url: String,
    secret_key: Secret,
    returns: Returns,
}

impl Toss {
    /// Sets the client up; nothing is sent yet.
    ///
    /// # Errors
    /// When TLS cannot be set up, as without any certificates on the machine.
    pub fn new(settings: TossSettings) -> Result<Self, reqwest::Error> {
        let TossSettings { base_url, secret_key, patience, returns } = settings;
        let client = wire::client(&base_url, patience)?;
        let base_url = base_url.trim_end_matches('/').to_owned();
        Ok(Self { client, base_url, secret_key, returns })
    }

    /// Where its pages for buyers are, beside the address of its API.
    #[must_use]
    pub fn page_origins(base_url: &str) -> Vec<String> {
        let of_toss = base_url.starts_with("https://api.tosspayments.com");
        vec![if of_toss { PAGES.to_owned() } else { wire::origin(base_url) }]
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.authorized(self.client.get(format!("{}/v1/{path}", self.base_url)))
    }

    fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.authorized(self.client.post(format!("{}/v1/{path}", self.base_url))).json(body)
    }

    fn post_once(&self, path: &str, key: &str, body: &Value) -> RequestBuilder {
        self.post(path, body).header("idempotency-key", key)
    }

    /// The key is the user's name, with an empty password.
    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.basic_auth(self.secret_key.expose(), Some(""))
    }
}

#[async_trait]
impl PaymentProvider for Toss {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            key_lives: days(15),
            replays: Replays::AnyRequest,
            look_up: LookUp::Attempt,
            captured_by: CapturedBy::ConfirmAfterPage,
            separate_capture: false,
            close_after_decline: false,
        }
    }

    /// Looked up first: Toss would make a second payment of one order once the key is forgotten. A refusal is as good
    /// as not sent: what does not exist is never charged.
    async fn prepare(&self, prepare: Prepare) -> Result<Prepared, CallError> {
        if let Reply::Payment(known) = send(self.of_attempt(prepare.attempt)).await? {
            return Ok(known.prepared());
        }
        let body = json!({
            "method": "CARD",
            "amount": prepare.amount.amount,
            "orderId": prepare.attempt.to_string(),
            "orderName": WHAT,
            "successUrl": self.returns.back(prepare.attempt),
            "failUrl": self.returns.aborted(prepare.attempt),
            "metadata": { "attempt": prepare.attempt.to_string(), "order": prepare.order.to_string() },
        });
        match send(self.post_once("payments", &prepare.attempt.to_string(), &body)).await? {
            Reply::Payment(payment) => Ok(payment.prepared()),
            Reply::Refused(status, failure) if failure.is_duplicate() => {
                match wire::following(send(self.of_attempt(prepare.attempt)).await)? {
                    Reply::Payment(known) => Ok(known.prepared()),
                    Reply::Refused(..) => Err(failure.unknown(status)),
                }
            }
            Reply::Refused(status, failure) => Err(CallError::NotSent(failure.summary(status))),
        }
    }

    /// Without an idempotency key: Toss approves a payment once, and the kept refusal of a buyer who came back too early
    /// would be repeated for fifteen days.
    async fn confirm(&self, confirm: Confirm) -> Result<ProviderState, CallError> {
        let body = json!({
            "paymentKey": confirm.reference.0,
            "orderId": confirm.attempt.to_string(),
            "amount": confirm.amount.amount,
        });
        match send(self.post("payments/confirm", &body)).await? {
            Reply::Payment(payment) => Ok(payment.state()),
            Reply::Refused(..) => wire::following(self.ask(&confirm.reference).await),
        }
    }

    async fn ask(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        Ok(self.payment(reference).await?.map_or(ProviderState::NotFound, |payment| payment.state()))
    }

    /// Toss closes an open payment by itself, when its time is over, and not when asked.
    async fn close(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        self.ask(reference).await
    }

    async fn refund(&self, call: RefundCall) -> Result<ProviderRefundState, CallError> {
        let path = format!("payments/{}/cancel", call.reference.0);
        let body = json!({ "cancelReason": object::reason(call.refund), "cancelAmount": call.amount.amount });
        match send(self.post_once(&path, &call.key, &body)).await? {
            Reply::Payment(payment) => {
                let ours = ours(&payment.refunds()?, call.refund);
                ours.ok_or_else(|| CallError::Unknown("a refund's answer without the refund".to_owned()))
            }
            // Not about the refund: it is worth sending again.
            Reply::Refused(status, failure) if failure.says_nothing(status) => Err(failure.unknown(status)),
            Reply::Refused(status, failure) => {
                // It may be refused because it has been made: under an older key, or with its answer lost.
                let made = wire::following(self.refunds(&call.reference).await)?;
                Ok(ours(&made, call.refund).unwrap_or_else(|| {
                    tracing::warn!(refund = %call.refund, answer = failure.summary(status), "the provider refused a refund");
                    ProviderRefundState::Refused
                }))
            }
        }
    }

    async fn refunds(&self, reference: &ProviderRef) -> Result<Vec<ProviderRefund>, CallError> {
        let unheard = || CallError::Unknown("refunds of a payment that is not found".to_owned());
        self.payment(reference).await?.ok_or_else(unheard)?.refunds()
    }

    async fn transactions(&self, from: Time, until: Time) -> Result<Vec<ProviderTransaction>, CallError> {
        self.movements(from, until).await
    }
}

impl Toss {
    async fn payment(&self, reference: &ProviderRef) -> Result<Option<Payment>, CallError> {
        match send(self.get(&format!("payments/{}", reference.0))).await? {
            Reply::Payment(payment) => Ok(Some(*payment)),
            Reply::Refused(StatusCode::NOT_FOUND, _) => Ok(None),
            Reply::Refused(status, failure) => Err(failure.unknown(status)),
        }
    }

    /// Asks for the payment whose `orderId` is this attempt: the one that was captured, else the newest.
    fn of_attempt(&self, attempt: AttemptId) -> RequestBuilder {
        self.get(&format!("payments/orders/{attempt}"))
    }
}

/// Our refund among a payment's, unless it was refused.
fn ours(refunds: &[ProviderRefund], id: RefundId) -> Option<ProviderRefundState> {
    let ours = |refund: &&ProviderRefund| refund.refund == Some(id);
    refunds
        .iter()
        .filter(ours)
        .map(|refund| refund.state)
        .find(|state| *state != ProviderRefundState::Refused)
}

/// A definite answer: the payment as it now stands, or a refusal.
#[derive(Debug)]
enum Reply {
    Payment(Box<Payment>),
    Refused(StatusCode, Failure),
}

async fn send(request: RequestBuilder) -> Result<Reply, CallError> {
    let (status, body) = wire::send(request).await?;
    read(status, &body)
}

fn read(status: StatusCode, body: &[u8]) -> Result<Reply, CallError> {
    if status.is_success() {
        return wire::read(status, body).map(|payment| Reply::Payment(Box::new(payment)));
    }
    if wire::says_nothing(status) {
        return Err(CallError::Unknown(status.to_string()));
    }
    wire::read(status, body).map(|failure| Reply::Refused(status, failure))
}

#[cfg(test)]
mod tests;
