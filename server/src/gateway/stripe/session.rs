//! Checkout: Stripe's own page, on which the buyer pays. A session is the payment's name from the first day; its intent
//! is made by Stripe when the buyer first confirms, and is where refunds go.
//!
//! <https://docs.stripe.com/api/checkout/sessions>.

use payment::{CallError, PageUrl, Prepare, Prepared, ProviderRef, ProviderState};
use reqwest::StatusCode;
use serde::Deserialize;

use super::{Reply, Stripe, send};
use crate::gateway::wire;

/// What stands on Stripe's page for what is bought. The same for a repeat, as its key asks for.
const WHAT: &str = "한벌 주문 · Hanbeol order";

/// Whether a payment is named by a session.
pub(super) fn is_one(reference: &ProviderRef) -> bool {
    reference.0.starts_with("cs_")
}

impl Stripe {
    /// Opens a page for one payment. Nobody knows its address but who gets this answer.
    pub(super) async fn open_session(&self, prepare: &Prepare) -> Result<Prepared, CallError> {
        let Prepare { attempt, order, amount } = prepare;
        let form = [
            ("mode", "payment".to_owned()),
            ("payment_method_types[0]", "card".to_owned()),
            ("line_items[0][quantity]", "1".to_owned()),
            ("line_items[0][price_data][currency]", amount.currency.code().to_ascii_lowercase()),
            ("line_items[0][price_data][unit_amount]", amount.amount.to_string()),
            ("line_items[0][price_data][product_data][name]", WHAT.to_owned()),
            ("success_url", self.returns.back(*attempt)),
            ("cancel_url", self.returns.aborted(*attempt)),
            ("client_reference_id", attempt.to_string()),
            ("metadata[attempt]", attempt.to_string()),
            ("payment_intent_data[metadata][attempt]", attempt.to_string()),
            ("payment_intent_data[metadata][order]", order.to_string()),
        ];
        let form = form.each_ref().map(|(name, value)| (*name, value.as_str()));
        let request = self.post("checkout/sessions", &form).header("idempotency-key", attempt.to_string());
        match send::<Session>(request).await? {
            Reply::Object(Session { id, url: Some(url), .. }) => {
                Ok(Prepared { reference: ProviderRef(id), page: Some(PageUrl(url)) })
            }
            // A repeat, and it is over by now: its state says how.
            Reply::Object(session) => Ok(Prepared { reference: ProviderRef(session.id), page: None }),
            Reply::Refused(status, error) => Err(CallError::NotSent(error.summary(status))),
        }
    }

    pub(super) async fn ask_session(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        Ok(self.session(reference).await?.map_or(ProviderState::NotFound, |session| session.state()))
    }

    /// An expired session can no longer be paid. One that is complete, or was expired before, refuses: its state is
    /// the answer.
    pub(super) async fn expire_session(&self, reference: &ProviderRef) -> Result<ProviderState, CallError> {
        let path = format!("checkout/sessions/{}/expire", reference.0);
        match send::<Session>(self.post(&path, &[])).await? {
            Reply::Object(session) => Ok(session.state()),
            Reply::Refused(..) => wire::following(self.ask_session(reference).await),
        }
    }

    /// The intent of a payment, for what is asked of intents alone.
    pub(super) async fn intent_of(&self, reference: &ProviderRef) -> Result<String, CallError> {
        if !is_one(reference) {
            return Ok(reference.0.clone());
        }
        let session = self.session(reference).await?;
        let intent = session.and_then(|session| session.payment_intent);
        intent.ok_or_else(|| CallError::Unknown("a session without a payment".to_owned()))
    }

    async fn session(&self, reference: &ProviderRef) -> Result<Option<Session>, CallError> {
        match send(self.get(&format!("checkout/sessions/{}", reference.0))).await? {
            Reply::Object(session) => Ok(Some(session)),
            Reply::Refused(StatusCode::NOT_FOUND, _) => Ok(None),
            Reply::Refused(status, error) => Err(error.unknown(status)),
        }
    }
}

/// <https://docs.stripe.com/api/checkout/sessions/object>
#[derive(Debug, Deserialize)]
struct Session {
    id: String,
    status: String,
    payment_status: String,
    payment_intent: Option<String>,
    url: Option<String>,
}

impl Session {
    fn state(&self) -> ProviderState {
        match (self.status.as_str(), self.payment_status.as_str()) {
            ("open", _) => ProviderState::ActionNeeded { page: self.url.clone().map(PageUrl) },
            ("expired", _) => ProviderState::Closed,
            ("complete", "paid") => ProviderState::Captured,
            // Nothing is decided, and more may come.
            _ => ProviderState::Open,
        }
    }
}
