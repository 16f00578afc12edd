//! Stripe, or what speaks like it: payments and refunds over HTTP, each answer read as definite or unknown.
//!
//! The sandbox has the same face, so the demo, the tests and a real account run the same code. Told apart here,
//! because money depends on it:
//!
//! - *not sent*: no connection came about (refused, DNS, TLS). Nothing happened.
//! - *unknown*: a timeout or a reset after that, a status that says nothing of the outcome (5xx, 409 while the
//!   same key is worked on, 429), a body that cannot be read. Anything may have happened.
//! - *definite*: an object or an error in Stripe's shape. Only these become a [`ProviderState`].
//!
//! The rules: <https://docs.stripe.com/error-low-level>, <https://docs.stripe.com/payments/paymentintents/lifecycle>.
//! Neither a card number nor a key reaches a log: errors carry a status and Stripe's codes, never its texts.

mod listing;
mod session;
pub mod webhook;

use async_trait::async_trait;
use kernel::time::hours;
use kernel::{Currency, Money, RefundId, Secret, Time};
use payment::{
    CallError, Capabilities, CapturedBy, Confirm, LookUp, PageUrl, PaymentProvider, Prepare, Prepared,
    ProviderRef, ProviderRefund, ProviderRefundState, ProviderState, ProviderTransaction, RefundCall,
    Replays,
};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::returns::Returns;
use super::wire::{self, Patience};

/// The version of Stripe's API whose shapes this file reads.
const API_VERSION: &str = "2024-06-20";

/// Where the buyer chooses what to pay with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paying {
    /// On our page, with a test card: only the sandbox and test mode may be given card numbers.
    Here,
    /// On Stripe's page (Checkout).
    AtStripe,
}

/// Where Stripe is and how buyers pay there.
#[derive(Debug, Clone)]
pub struct StripeSettings {
    /// `https://api.stripe.com`, or the sandbox's address.
    pub base_url: String,
    /// `sk_...`.
    pub secret_key: Secret,
    pub patience: Patience,
    pub paying: Paying,
    pub returns: Returns,
}

/// A client of Stripe's API.
#[derive(Debug, Clone)]
pub struct Stripe {
    client: Client,
    base_url: String,
    secret_key: Secret,
    paying: Paying,
    returns: Returns,
}

impl Stripe {
    /// Sets the client up; nothing is sent yet.
    ///
    /// # Errors
    /// When TLS cannot be set up, as without any certificates on the machine.
    pub fn new(settings: StripeSettings) -> Result<Self, reqwest::Error> {
        let StripeSettings { base_url, secret_key, patience, paying, returns } = settings;
        let client = wire::client(&base_url, patience)?;
        let base_url = base_url.trim_end_matches('/').to_owned();
        Ok(Self { client, base_url, secret_key, paying, returns })
    }

    /// Where its pages for buyers are, beside the address of its API.
    #[must_use]
    pub fn page_origins(base_url: &str) -> Vec<String> {
        let of_stripe = ["https://checkout.stripe.com", "https://hooks.stripe.com"].map(ToOwned::to_owned);
        if base_url.starts_with("https://api.stripe.com") {
            of_stripe.into()
        } else {
            vec![wire::origin(base_url)]
        }
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.authorized(self.client.get(format!("{}/v1/{path}", self.base_url)))
    }

    fn post(&self, path: &str, form: &[(&str, &str)]) -> RequestBuilder {
        self.authorized(self.client.post(format!("{}/v1/{path}", self.base_url))).form(form)
    }

    fn authorized(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(self.secret_key.expose()).header("stripe-version", API_VERSION)
    }
}

#[async_trait]
impl PaymentProvider for Stripe {
    fn capabilities(&self) -> Capabilities {
        Capabilities {
            key_lives: hours(24),
            replays: Replays::SameRequest,
            look_up: LookUp::Reference,
            captured_by: match self.paying {
                Paying::Here => CapturedBy::Confirm,
                Paying::AtStripe => CapturedBy::Page,
            },
            separate_capture: true,
            close_after_decline: true,
        }
    }

    /// Creates the intent unconfirmed, or the session of a page. A refusal is as good as not sent: what does not exist
    /// is never charged.
    async fn prepare(&self, prepare: Prepare) -> Result<Prepared, CallError> {
        if self.paying == Paying::AtStripe {
            return self.open_session(&prepare).await;
        }
        let form = [
            ("amount", prepare.amount.amount.to_string()),
            ("currency", prepare.amount.currency.code().to_ascii_lowercase()),
            ("capture_method", "automatic".to_owned()),
            ("payment_method_types[]", "card".to_owned()),
            ("metadata[attempt]", prepare.attempt.to_string()),
            ("metadata[order]", prepare.order.to_string()),
        ];
        let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
        let request =
            self.post("payment_intents", &form).header("idempotency-key", prepare.attempt.to_string());
        match send::<Intent>(request).await? {
            Reply::Object(intent) => Ok(Prepared { reference: ProviderRef(intent.id), page: None }),
            Reply::Refused(status, error) => Err(CallError::NotSent(error.summary(status))),
        }
    }

    async fn confirm(&self, confirm: Confirm) -> Result<ProviderState, CallError> {
        let path = format!("payment_intents/{}/confirm", confirm.reference.0);
        let key = format!("{}:confirm", confirm.attempt);
        let back = self.returns.back(confirm.attempt);
        let mut form = payment_method(confirm.method.expose());
        form.push(("return_url", &back));
        let request = self.post(&path, &form).header("idempotency-key", key);
        match send::<Intent>(request).await? {
            Reply::Object(intent) => Ok(intent.state()),
            Reply::Refused(StatusCode::PAYMENT_REQUIRED, error) => Ok(error.state_after_decline()),
            Reply::Refused(_, error) => self.state_after_refusal(error, &confirm.reference).await,
        }
    }

    async fn ask(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        if session::is_one(reference) {
            return self.ask_session(reference).await;
        }
        match send::<Intent>(self.get(&format!("payment_intents/{}", reference.0))).await? {
            Reply::Object(intent) => Ok(intent.state()),
            Reply::Refused(StatusCode::NOT_FOUND, _) => Ok(ProviderState::NotFound),
            Reply::Refused(status, error) => Err(error.unknown(status)),
        }
    }

    /// Without an idempotency key: cancelling twice does no harm, and a kept "not now" would be repeated for a day.
    async fn close(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        if session::is_one(reference) {
            return self.expire_session(reference).await;
        }
        match send::<Intent>(self.post(&format!("payment_intents/{}/cancel", reference.0), &[])).await? {
            Reply::Object(intent) => Ok(intent.state()),
            Reply::Refused(_, error) => self.state_after_refusal(error, reference).await,
        }
    }

    async fn refund(&self, call: RefundCall) -> Result<ProviderRefundState, CallError> {
        let intent = self.intent_of(&call.reference).await?;
        let (amount, refund) = (call.amount.amount.to_string(), call.refund.to_string());
        let form = [
            ("payment_intent", intent.as_str()),
            ("amount", amount.as_str()),
            ("metadata[refund]", refund.as_str()),
        ];
        let request = self.post("refunds", &form).header("idempotency-key", call.key);
        match send::<Refund>(request).await? {
            Reply::Object(refund) => Ok(refund.state()),
            // Our key is wrong, not the refund: it is worth sending again once somebody mended that.
            Reply::Refused(status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN), error) => {
                Err(error.unknown(status))
            }
            Reply::Refused(status, error) => {
                tracing::warn!(refund = %call.refund, answer = error.summary(status), "the provider refused a refund");
                Ok(ProviderRefundState::Refused)
            }
        }
    }

    async fn refunds(&self, reference: &ProviderRef) -> Result<Vec<ProviderRefund>, CallError> {
        let intent = self.intent_of(reference).await?;
        let refunds = self.all::<Refund>("refunds", &[("payment_intent", &intent)]).await?;
        refunds.iter().map(Refund::read).collect()
    }

    async fn transactions(&self, from: Time, until: Time) -> Result<Vec<ProviderTransaction>, CallError> {
        self.movements(from, until).await
    }
}

impl Stripe {
    /// The request was refused for the state the intent is in; that state is the answer.
    async fn state_after_refusal(
        &self,
        error: ApiError,
        reference: &ProviderRef,
    ) -> Result<ProviderState, CallError> {
        match error.payment_intent {
            Some(intent) => Ok(intent.state()),
            None => wire::following(self.ask(reference).await),
        }
    }
}

/// What the buyer pays with: a PaymentMethod's id, or a card number, which only the sandbox is ever given.
fn payment_method(method: &str) -> Vec<(&'static str, &str)> {
    if method.starts_with("pm_") {
        vec![("payment_method", method)]
    } else {
        vec![("payment_method_data[type]", "card"), ("payment_method_data[card][number]", method)]
    }
}

/// A definite answer: the object that was asked for, or a refusal.
#[derive(Debug)]
enum Reply<T> {
    Object(T),
    Refused(StatusCode, ApiError),
}

async fn send<T: DeserializeOwned>(request: RequestBuilder) -> Result<Reply<T>, CallError> {
    let (status, body) = wire::send(request).await?;
    read(status, &body)
}

fn read<T: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<Reply<T>, CallError> {
    if status.is_success() {
        return wire::read(status, body).map(Reply::Object);
    }
    if wire::says_nothing(status) {
        return Err(CallError::Unknown(status.to_string()));
    }
    let Failed { error } = wire::read(status, body)?;
    // The key was used before for something else: what became of that, this answer does not say.
    if error.kind == "idempotency_error" {
        return Err(error.unknown(status));
    }
    Ok(Reply::Refused(status, error))
}

/// <https://docs.stripe.com/api/payment_intents/object>
#[derive(Debug, Deserialize)]
struct Intent {
    id: String,
    status: String,
    last_payment_error: Option<Reason>,
    next_action: Option<NextAction>,
}

/// What the buyer has to do: go to the bank's page.
#[derive(Debug, Deserialize)]
struct NextAction {
    redirect_to_url: Option<RedirectToUrl>,
}

#[derive(Debug, Deserialize)]
struct RedirectToUrl {
    url: String,
}

impl Intent {
    fn state(&self) -> ProviderState {
        match self.status.as_str() {
            "succeeded" => ProviderState::Captured,
            "canceled" => ProviderState::Closed,
            "requires_action" => {
                let to = self.next_action.as_ref().and_then(|action| action.redirect_to_url.as_ref());
                ProviderState::ActionNeeded { page: to.map(|to| PageUrl(to.url.clone())) }
            }
            "requires_payment_method" => {
                self.last_payment_error.as_ref().map_or(ProviderState::Open, |reason| {
                    ProviderState::Declined { code: reason.decline().to_owned() }
                })
            }
            // requires_confirmation, requires_capture, processing, and what is still to be invented: nothing is
            // decided, and more may come.
            _ => ProviderState::Open,
        }
    }
}

#[derive(Debug, Deserialize)]
struct Failed {
    error: ApiError,
}

/// <https://docs.stripe.com/api/errors>. Its message is left out: it may repeat what was sent.
#[derive(Debug, Deserialize)]
struct ApiError {
    #[serde(rename = "type")]
    kind: String,
    #[serde(flatten)]
    reason: Reason,
    payment_intent: Option<Box<Intent>>,
}

/// Why a payment was declined.
#[derive(Debug, Deserialize)]
struct Reason {
    code: Option<String>,
    decline_code: Option<String>,
}

impl Reason {
    /// The reason from the port's closed list.
    fn decline(&self) -> &'static str {
        match (self.code.as_deref(), self.decline_code.as_deref()) {
            (_, Some("insufficient_funds")) => "insufficient_funds",
            (Some("expired_card"), _) | (_, Some("expired_card")) => "expired_card",
            (Some("incorrect_number" | "invalid_number"), _)
            | (_, Some("incorrect_number" | "invalid_number")) => "incorrect_number",
            _ => "declined",
        }
    }
}

impl ApiError {
    /// A declined confirmation: Stripe shows the intent beside the error, unless the card never got that far.
    fn state_after_decline(&self) -> ProviderState {
        match self.payment_intent.as_ref().map(|intent| intent.state()) {
            Some(state @ (ProviderState::Captured | ProviderState::Closed)) => state,
            _ => ProviderState::Declined { code: self.reason.decline().to_owned() },
        }
    }

    fn unknown(&self, status: StatusCode) -> CallError {
        CallError::Unknown(self.summary(status))
    }

    fn summary(&self, status: StatusCode) -> String {
        format!("{} {} {}", status.as_u16(), self.kind, self.reason.code.as_deref().unwrap_or("-"))
    }
}

/// <https://docs.stripe.com/api/refunds/object>
#[derive(Debug, Deserialize)]
struct Refund {
    id: String,
    /// In the currency's minor unit.
    amount: i64,
    currency: String,
    /// In seconds.
    created: i64,
    status: String,
    payment_intent: Option<String>,
    #[serde(default)]
    metadata: RefundMetadata,
}

#[derive(Debug, Default, Deserialize)]
struct RefundMetadata {
    refund: Option<String>,
}

impl Refund {
    fn state(&self) -> ProviderRefundState {
        match self.status.as_str() {
            "succeeded" => ProviderRefundState::Succeeded,
            "failed" | "canceled" => ProviderRefundState::Refused,
            _ => ProviderRefundState::Pending,
        }
    }

    /// Which of ours it is. `None` when somebody made it by hand.
    fn ours(&self) -> Option<RefundId> {
        self.metadata.refund.as_ref()?.parse().ok()
    }

    fn read(&self) -> Result<ProviderRefund, CallError> {
        let amount = won(self.amount, &self.currency)?;
        Ok(ProviderRefund { refund: self.ours(), amount, state: self.state() })
    }
}

fn won(amount: i64, currency: &str) -> Result<Money, CallError> {
    if currency.eq_ignore_ascii_case(Currency::Krw.code()) {
        Ok(Money::won(amount))
    } else {
        Err(CallError::Unknown("money in a currency that we do not charge in".to_owned()))
    }
}

#[cfg(test)]
mod tests;
