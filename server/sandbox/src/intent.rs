//! A payment intent: created unconfirmed, then captured by a confirmation or cancelled, never both.

use kernel::Time;
use serde_json::{Value, json};

use crate::answer::Refusal;
use crate::call::Form;
use crate::card::Card;
use crate::metadata::Metadata;

/// Stripe's upper bound on an amount, in minor units.
const MAX_AMOUNT: i64 = 99_999_999;

/// Where an intent stands. `Succeeded` and `Canceled` are final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum Status {
    RequiresPaymentMethod,
    Succeeded,
    Canceled,
}

impl Status {
    fn name(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }
}

/// One row of the ledger; amounts in minor units.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Intent {
    pub(crate) id: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) metadata: Metadata,
    pub(crate) status: Status,
    pub(crate) last_payment_error: Option<Value>,
    /// The charge of the last confirmation, captured or declined.
    pub(crate) latest_charge: Option<String>,
    pub(crate) refunded: i64,
    pub(crate) created_at: Time,
    pub(crate) captured_at: Option<Time>,
    pub(crate) canceled_at: Option<Time>,
}

/// What `POST /v1/payment_intents` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewIntent {
    amount: i64,
    currency: String,
    metadata: Metadata,
}

impl NewIntent {
    pub(crate) fn parse(form: &Form) -> Result<Self, Refusal> {
        let amount = form.integer("amount")?.ok_or_else(|| Refusal::missing("amount"))?;
        let currency = form.get("currency").ok_or_else(|| Refusal::missing("currency"))?.to_ascii_lowercase();
        if amount < 1 {
            return Err(Refusal::invalid("parameter_invalid_integer", "This value must be at least 1.")
                .param("amount"));
        }
        if amount > MAX_AMOUNT {
            return Err(
                Refusal::invalid("amount_too_large", "Amount must be no more than 99999999.").param("amount")
            );
        }
        if currency.len() != 3 || !currency.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(Refusal::invalid("parameter_invalid", "Invalid currency.").param("currency"));
        }
        if form.get("capture_method").is_some_and(|method| !method.starts_with("automatic")) {
            let message = "The payment sandbox captures automatically only.";
            return Err(Refusal::invalid("parameter_invalid", message).param("capture_method"));
        }
        Ok(Self { amount, currency, metadata: form.metadata() })
    }

    pub(crate) fn open(self, id: String, now: Time) -> Intent {
        Intent {
            id,
            amount: self.amount,
            currency: self.currency,
            metadata: self.metadata,
            status: Status::RequiresPaymentMethod,
            last_payment_error: None,
            latest_charge: None,
            refunded: 0,
            created_at: now,
            captured_at: None,
            canceled_at: None,
        }
    }
}

impl Intent {
    /// Captures, or keeps the decline and its refusal; `charge` is the id of the try either way.
    pub(crate) fn confirm(
        mut self,
        card: Card,
        charge: String,
        now: Time,
    ) -> Result<(Self, Option<Refusal>), Refusal> {
        self.must_be_open("confirm")?;
        self.latest_charge = Some(charge);
        match card {
            Card::Approves => {
                self.status = Status::Succeeded;
                self.captured_at = Some(now);
                self.last_payment_error = None;
                Ok((self, None))
            }
            Card::Declines(decline) => {
                let declined = Refusal::declined(decline);
                self.last_payment_error = Some(declined.error().clone());
                let shown = self.json();
                Ok((self, Some(declined.payment_intent(shown))))
            }
        }
    }

    /// Closes an intent that was not captured; from then on it never can be.
    pub(crate) fn cancel(mut self, now: Time) -> Result<Self, Refusal> {
        self.must_be_open("cancel")?;
        self.status = Status::Canceled;
        self.canceled_at = Some(now);
        Ok(self)
    }

    fn must_be_open(&self, verb: &str) -> Result<(), Refusal> {
        match self.status {
            Status::RequiresPaymentMethod => Ok(()),
            Status::Succeeded | Status::Canceled => {
                let status = self.status.name();
                let message =
                    format!("You cannot {verb} this PaymentIntent because it has a status of {status}.");
                Err(Refusal::invalid("payment_intent_unexpected_state", message).payment_intent(self.json()))
            }
        }
    }

    /// The object as Stripe sends it; `created` and `canceled_at` in whole seconds.
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_received": if self.captured_at.is_some() { self.amount } else { 0 },
            "canceled_at": self.canceled_at.map(seconds),
            "capture_method": "automatic",
            "created": seconds(self.created_at),
            "currency": self.currency,
            "last_payment_error": self.last_payment_error,
            "latest_charge": self.latest_charge,
            "livemode": false,
            "metadata": self.metadata,
            "next_action": null,
            "payment_method_types": ["card"],
            "status": self.status.name(),
        })
    }
}

/// Whole seconds since 1970, as Stripe writes a moment.
pub(crate) fn seconds(at: Time) -> i64 {
    at.micros().div_euclid(1_000_000)
}
