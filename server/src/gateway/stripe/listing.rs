//! What Stripe's books say moved: its lists of payments and of refunds, read to their last page.
//!
//! Payments are listed by when they were created, which is when an attempt was sent, and not by when they were
//! captured: <https://docs.stripe.com/api/payment_intents/list>, <https://docs.stripe.com/api/refunds/list>.

use std::collections::HashMap;

use kernel::{AttemptId, Currency, Money, RefundId, Time};
use payment::{CallError, Movement, ProviderRef, ProviderTransaction};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::{PAGE, Reply, Stripe, send};

/// <https://docs.stripe.com/api/pagination>
#[derive(Debug, Deserialize)]
struct Page<T> {
    data: Vec<T>,
    has_more: bool,
}

/// What a page goes on after.
trait Listed {
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

/// <https://docs.stripe.com/api/refunds/object>
#[derive(Debug, Deserialize)]
struct Returned {
    id: String,
    amount: i64,
    currency: String,
    created: i64,
    status: String,
    payment_intent: Option<String>,
    #[serde(default)]
    metadata: HashMap<String, String>,
}

impl Listed for Payment {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Listed for Returned {
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
        let mut found = Vec::new();
        for payment in self.all::<Payment>("payment_intents", from, until).await? {
            if payment.amount_received > 0 {
                found.push(payment.read()?);
            }
        }
        for refund in self.all::<Returned>("refunds", from, until).await? {
            if !matches!(refund.status.as_str(), "failed" | "canceled") {
                let returned = refund.read()?;
                let payment = found.iter().find(|it| it.reference == returned.reference);
                // A refund says nothing of our attempt: its payment does, when it is in the list.
                let attempt = payment.and_then(|payment| payment.attempt);
                found.push(ProviderTransaction { attempt, ..returned });
            }
        }
        Ok(found)
    }

    /// A list to its last page.
    async fn all<T: DeserializeOwned + Listed>(
        &self,
        path: &str,
        from: Time,
        until: Time,
    ) -> Result<Vec<T>, CallError> {
        let (from, until) = (seconds(from).to_string(), seconds(until).to_string());
        let mut found: Vec<T> = Vec::new();
        loop {
            let mut query =
                vec![("created[gte]", from.as_str()), ("created[lt]", until.as_str()), ("limit", PAGE)];
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

impl Returned {
    fn read(self) -> Result<ProviderTransaction, CallError> {
        let refund = self.metadata.get("refund").and_then(|id| id.parse::<RefundId>().ok());
        Ok(ProviderTransaction {
            amount: won(self.amount, &self.currency)?,
            attempt: None,
            movement: Movement::Returned(refund),
            at: moment(self.created),
            // A refund of what is no payment intent names itself: nothing of ours is called so.
            reference: ProviderRef(self.payment_intent.unwrap_or_else(|| self.id.clone())),
            id: self.id,
        })
    }
}

fn won(amount: i64, currency: &str) -> Result<Money, CallError> {
    if currency.eq_ignore_ascii_case(Currency::Krw.code()) {
        Ok(Money::won(amount))
    } else {
        Err(CallError::Unknown("a movement in a currency that we do not charge in".to_owned()))
    }
}

/// Stripe's clock shows whole seconds.
const fn seconds(time: Time) -> i64 {
    time.micros().div_euclid(1_000_000)
}

const fn moment(seconds: i64) -> Time {
    Time::from_micros(seconds.saturating_mul(1_000_000))
}
