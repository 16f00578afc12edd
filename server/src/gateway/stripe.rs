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
pub mod webhook;

use std::error::Error;
use std::iter::successors;
use std::time::Duration;

use async_trait::async_trait;
use kernel::time::hours;
use kernel::{Currency, Money, RefundId, Secret, Time};
use payment::{
    CallError, Capabilities, Confirm, PaymentProvider, Prepare, ProviderRef, ProviderRefund,
    ProviderRefundState, ProviderState, ProviderTransaction, RefundCall,
};
use reqwest::{Client, RequestBuilder, StatusCode, redirect};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The version of Stripe's API whose shapes this file reads.
const API_VERSION: &str = "2024-06-20";
/// Stripe's largest page.
const PAGE: &str = "100";

/// Where Stripe is and how long it may take.
#[derive(Debug, Clone)]
pub struct StripeSettings {
    /// `https://api.stripe.com`, or the sandbox's address.
    pub base_url: String,
    /// `sk_...`.
    pub secret_key: Secret,
    /// For a connection to come about; afterwards the call was not sent.
    pub connect_timeout: Duration,
    /// For a whole call, the connection and the body included; afterwards its outcome is unknown.
    pub timeout: Duration,
}

impl StripeSettings {
    /// Two seconds for a connection, fifteen for a call.
    #[must_use]
    pub fn new(base_url: String, secret_key: Secret) -> Self {
        Self {
            base_url,
            secret_key,
            connect_timeout: Duration::from_secs(2),
            timeout: Duration::from_secs(15),
        }
    }
}

/// A client of Stripe's API.
#[derive(Debug, Clone)]
pub struct Stripe {
    client: Client,
    base_url: String,
    secret_key: Secret,
}

impl Stripe {
    /// Sets the client up; nothing is sent yet.
    ///
    /// # Errors
    /// When TLS cannot be set up, as without any certificates on the machine.
    pub fn new(settings: StripeSettings) -> Result<Self, reqwest::Error> {
        let client = Client::builder()
            .connect_timeout(settings.connect_timeout)
            .timeout(settings.timeout)
            .redirect(redirect::Policy::none())
            // A proxy answers in its own name, and a refused connection to it says nothing of the provider.
            .no_proxy();
        // Without TLS the system's certificates are not read, which costs time and fails where there are none.
        let plain = settings.base_url.starts_with("http://");
        let client = if plain { client.tls_certs_only([]) } else { client };
        let base_url = settings.base_url.trim_end_matches('/').to_owned();
        Ok(Self { client: client.build()?, base_url, secret_key: settings.secret_key })
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
        Capabilities { key_lives: hours(24), close_after_decline: true }
    }

    /// Creates the intent unconfirmed. A refusal is as good as not sent: what does not exist is never charged.
    async fn prepare(&self, prepare: Prepare) -> Result<ProviderRef, CallError> {
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
            Reply::Object(intent) => Ok(ProviderRef(intent.id)),
            Reply::Refused(status, error) => Err(CallError::NotSent(error.summary(status))),
        }
    }

    async fn confirm(&self, confirm: Confirm) -> Result<ProviderState, CallError> {
        let path = format!("payment_intents/{}/confirm", confirm.reference.0);
        let key = format!("{}:confirm", confirm.attempt);
        let request =
            self.post(&path, &payment_method(confirm.method.expose())).header("idempotency-key", key);
        match send::<Intent>(request).await? {
            Reply::Object(intent) => Ok(intent.state()),
            Reply::Refused(StatusCode::PAYMENT_REQUIRED, error) => Ok(error.state_after_decline()),
            Reply::Refused(_, error) => self.state_after_refusal(error, &confirm.reference).await,
        }
    }

    async fn ask(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        match send::<Intent>(self.get(&format!("payment_intents/{}", reference.0))).await? {
            Reply::Object(intent) => Ok(intent.state()),
            Reply::Refused(StatusCode::NOT_FOUND, _) => Ok(ProviderState::NotFound),
            Reply::Refused(status, error) => Err(error.unknown(status)),
        }
    }

    /// Without an idempotency key: cancelling twice does no harm, and a kept "not now" would be repeated for a day.
    async fn close(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        match send::<Intent>(self.post(&format!("payment_intents/{}/cancel", reference.0), &[])).await? {
            Reply::Object(intent) => Ok(intent.state()),
            Reply::Refused(_, error) => self.state_after_refusal(error, reference).await,
        }
    }

    async fn refund(&self, call: RefundCall) -> Result<ProviderRefundState, CallError> {
        let (amount, refund) = (call.amount.amount.to_string(), call.refund.to_string());
        let form = [
            ("payment_intent", call.reference.0.as_str()),
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
        let mut found = Vec::new();
        let mut last: Option<String> = None;
        loop {
            let mut query = vec![("payment_intent", reference.0.as_str()), ("limit", PAGE)];
            query.extend(last.as_deref().map(|id| ("starting_after", id)));
            let page = match send::<Page>(self.get("refunds").query(&query)).await? {
                Reply::Object(page) => page,
                Reply::Refused(status, error) => return Err(error.unknown(status)),
            };
            last = page.data.last().map(|refund| refund.id.clone());
            for refund in page.data {
                found.push(refund.read()?);
            }
            if !page.has_more || last.is_none() {
                return Ok(found);
            }
        }
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
            None => self.ask(reference).await,
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
    let response = request.send().await.map_err(no_answer)?;
    let status = response.status();
    let body = response.bytes().await.map_err(no_answer)?;
    read(status, &body)
}

/// A request that could not be built, or a connection that did not come about, charged nothing.
fn no_answer(error: reqwest::Error) -> CallError {
    let never_left = error.is_builder() || error.is_connect();
    let error = error.without_url();
    let causes: Vec<String> = successors(Some(&error as &(dyn Error + 'static)), |&cause| cause.source())
        .map(ToString::to_string)
        .collect();
    let why = causes.join(": ");
    if never_left { CallError::NotSent(why) } else { CallError::Unknown(why) }
}

fn read<T: DeserializeOwned>(status: StatusCode, body: &[u8]) -> Result<Reply<T>, CallError> {
    let unreadable = |_| CallError::Unknown(format!("{status} with a body that cannot be read"));
    if status.is_success() {
        return serde_json::from_slice(body).map(Reply::Object).map_err(unreadable);
    }
    let says_nothing = !status.is_client_error()
        || matches!(
            status,
            StatusCode::REQUEST_TIMEOUT | StatusCode::CONFLICT | StatusCode::TOO_MANY_REQUESTS
        );
    if says_nothing {
        return Err(CallError::Unknown(status.to_string()));
    }
    let Failed { error } = serde_json::from_slice(body).map_err(unreadable)?;
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
    last_payment_error: Option<Box<ApiError>>,
}

impl Intent {
    fn state(&self) -> ProviderState {
        match self.status.as_str() {
            "succeeded" => ProviderState::Captured,
            "canceled" => ProviderState::Closed,
            "requires_action" => ProviderState::ActionNeeded,
            "requires_payment_method" => {
                self.last_payment_error.as_ref().map_or(ProviderState::Open, |error| {
                    ProviderState::Declined { code: error.decline().to_owned() }
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
    code: Option<String>,
    decline_code: Option<String>,
    payment_intent: Option<Box<Intent>>,
}

impl ApiError {
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

    /// A declined confirmation: Stripe shows the intent beside the error, unless the card never got that far.
    fn state_after_decline(&self) -> ProviderState {
        match self.payment_intent.as_ref().map(|intent| intent.state()) {
            Some(state @ (ProviderState::Captured | ProviderState::Closed)) => state,
            _ => ProviderState::Declined { code: self.decline().to_owned() },
        }
    }

    fn unknown(&self, status: StatusCode) -> CallError {
        CallError::Unknown(self.summary(status))
    }

    fn summary(&self, status: StatusCode) -> String {
        format!("{} {} {}", status.as_u16(), self.kind, self.code.as_deref().unwrap_or("-"))
    }
}

/// <https://docs.stripe.com/api/refunds/list>
#[derive(Debug, Deserialize)]
struct Page {
    data: Vec<Refund>,
    has_more: bool,
}

/// <https://docs.stripe.com/api/refunds/object>
#[derive(Debug, Deserialize)]
struct Refund {
    id: String,
    amount: i64,
    currency: String,
    status: String,
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

    fn read(self) -> Result<ProviderRefund, CallError> {
        let state = self.state();
        if !self.currency.eq_ignore_ascii_case(Currency::Krw.code()) {
            return Err(CallError::Unknown("a refund in a currency that we do not charge in".to_owned()));
        }
        let refund = self.metadata.refund.and_then(|id| id.parse::<RefundId>().ok());
        Ok(ProviderRefund { refund, amount: Money::won(self.amount), state })
    }
}

#[cfg(test)]
mod tests;
