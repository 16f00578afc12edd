//! Stripe's lists, read to their last page; and what they say moved.
//!
//! Payments are listed by when they were created, which is when an attempt was sent, and not by when they were
//! captured: <https://docs.stripe.com/api/payment_intents/list>, <https://docs.stripe.com/api/refunds/list>.

use std::collections::HashMap;

use kernel::{AttemptId, Time};
use payment::{CallError, Movement, ProviderRef, ProviderRefundState, ProviderTransaction};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{Refund, Reply, Stripe, send, won};

/// Stripe's largest page.
const PAGE: &str = "100";

/// <https://docs.stripe.com/api/pagination>
#[derive(Debug, Deserialize)]
struct Page<T> {
    data: Vec<T>,
    has_more: bool,
}

/// What a page goes on after.
pub(super) trait Listed {
    fn id(&self) -> &str;
}

/// <https://docs.stripe.com/api/payment_intents/object>
#[derive(Debug, Deserialize)]
struct Payment {
    id: String,
    /// In the currency's minor unit; 0 until it is captured.
    amount_received: i64,
    currency: String,
    /// In seconds.
    created: i64,
    #[serde(default)]
    metadata: HashMap<String, String>,
}

impl Listed for Payment {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Listed for Refund {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Stripe {
    /// Every capture and refund whose object was made from `from` on and before `until`.
    pub(super) async fn movements(
        &self,
        from: Time,
        until: Time,
    ) -> Result<Vec<ProviderTransaction>, CallError> {
        let (from, until) = (seconds(from).to_string(), seconds(until).to_string());
        let span = [("created[gte]", from.as_str()), ("created[lt]", until.as_str())];
        let mut found = Vec::new();
        for payment in self.all::<Payment>("payment_intents", &span).await? {
            if payment.amount_received > 0 {
                found.push(payment.read()?);
            }
        }
        for refund in self.all::<Refund>("refunds", &span).await? {
            if refund.state() != ProviderRefundState::Refused {
                let returned = refund.movement()?;
                let payment = found.iter().find(|it| it.reference == returned.reference);
                // A refund says nothing of our attempt: its payment does, when it is in the list.
                let attempt = payment.and_then(|payment| payment.attempt);
                found.push(ProviderTransaction { attempt, ..returned });
            }
        }
        Ok(found)
    }

    /// What a list has by this filter, to its last page.
    pub(super) async fn all<T: DeserializeOwned + Listed>(
        &self,
        path: &str,
        filter: &[(&str, &str)],
    ) -> Result<Vec<T>, CallError> {
        let mut found: Vec<T> = Vec::new();
        loop {
            let mut query = filter.to_vec();
            query.push(("limit", PAGE));
            query.extend(found.last().map(|last| ("starting_after", last.id())));
            let page = match send::<Page<T>>(self.get(path).query(&query)).await? {
                Reply::Object(page) => page,
                Reply::Refused(status, error) => return Err(error.unknown(status)),
            };
            let ended = !page.has_more || page.data.is_empty();
            found.extend(page.data);
            if ended {
                return Ok(found);
            }
        }
    }
}

impl Payment {
    fn read(self) -> Result<ProviderTransaction, CallError> {
        Ok(ProviderTransaction {
            amount: won(self.amount_received, &self.currency)?,
            attempt: self.metadata.get("attempt").and_then(|id| id.parse::<AttemptId>().ok()),
            movement: Movement::Captured,
            at: moment(self.created),
            reference: ProviderRef(self.id.clone()),
            id: self.id,
        })
    }
}

impl Refund {
    fn movement(self) -> Result<ProviderTransaction, CallError> {
        Ok(ProviderTransaction {
            amount: won(self.amount, &self.currency)?,
            attempt: None,
            movement: Movement::Returned(self.ours()),
            at: moment(self.created),
            // A refund of what is no payment intent names itself: nothing of ours is called so.
            reference: ProviderRef(self.payment_intent.unwrap_or_else(|| self.id.clone())),
            id: self.id,
        })
    }
}

/// Stripe's clock shows whole seconds.
const fn seconds(time: Time) -> i64 {
    time.micros().div_euclid(1_000_000)
}

const fn moment(seconds: i64) -> Time {
    Time::from_micros(seconds.saturating_mul(1_000_000))
}
