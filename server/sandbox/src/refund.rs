//! A refund: part or all of what an intent captured goes back, and never more than that.

use kernel::Time;
use serde_json::{Value, json};

use crate::answer::Refusal;
use crate::call::Form;
use crate::intent::{Intent, seconds};
use crate::metadata::Metadata;

const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];
const DEFAULT_PAGE: i64 = 10;
const MAX_PAGE: i64 = 100;

/// One row of the ledger; `amount` in minor units. It succeeds at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refund {
    pub(crate) id: String,
    pub(crate) payment_intent: String,
    pub(crate) charge: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) metadata: Metadata,
    pub(crate) reason: Option<String>,
    pub(crate) created_at: Time,
}

/// What `POST /v1/refunds` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewRefund {
    pub(crate) payment_intent: String,
    /// All that is left when absent.
    amount: Option<i64>,
    metadata: Metadata,
    reason: Option<String>,
}

impl NewRefund {
    pub(crate) fn parse(form: &Form) -> Result<Self, Refusal> {
        let payment_intent = form.get("payment_intent").ok_or_else(|| Refusal::missing("payment_intent"))?;
        let amount = form.integer("amount")?;
        if amount.is_some_and(|amount| amount < 1) {
            return Err(Refusal::invalid("parameter_invalid_integer", "This value must be at least 1.")
                .param("amount"));
        }
        let reason = form.get("reason");
        if reason.is_some_and(|reason| !REASONS.contains(&reason)) {
            return Err(Refusal::invalid("parameter_invalid", "Invalid reason.").param("reason"));
        }
        Ok(Self {
            payment_intent: payment_intent.to_owned(),
            amount,
            metadata: form.metadata(),
            reason: reason.map(str::to_owned),
        })
    }

    /// The refund, and the intent with its amount counted as returned.
    pub(crate) fn make(self, mut intent: Intent, id: String, now: Time) -> Result<(Refund, Intent), Refusal> {
        let (Some(_), Some(charge)) = (intent.captured_at, intent.latest_charge.clone()) else {
            let message =
                format!("This PaymentIntent ({}) does not have a successful charge to refund.", intent.id);
            return Err(Refusal::invalid("payment_intent_unexpected_state", message));
        };
        let left = intent.amount - intent.refunded;
        if left == 0 {
            let message = format!("Charge {charge} has already been refunded.");
            return Err(Refusal::invalid("charge_already_refunded", message));
        }
        let amount = self.amount.unwrap_or(left);
        if amount > left {
            let message =
                format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})");
            return Err(Refusal::invalid("amount_too_large", message).param("amount"));
        }
        intent.refunded += amount;
        let refund = Refund {
            id,
            payment_intent: intent.id.clone(),
            charge,
            amount,
            currency: intent.currency.clone(),
            metadata: self.metadata,
            reason: self.reason,
            created_at: now,
        };
        Ok((refund, intent))
    }
}

impl Refund {
    /// The object as Stripe sends it; `created` in whole seconds.
    pub(crate) fn json(&self) -> Value {
        json!({
            "id": self.id,
            "object": "refund",
            "amount": self.amount,
            "charge": self.charge,
            "created": seconds(self.created_at),
            "currency": self.currency,
            "metadata": self.metadata,
            "payment_intent": self.payment_intent,
            "reason": self.reason,
            "status": "succeeded",
        })
    }
}

/// What `GET /v1/refunds` asks for: one intent's refunds, newest first, a page at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Listing {
    pub(crate) payment_intent: String,
    limit: usize,
    starting_after: Option<String>,
}

impl Listing {
    pub(crate) fn parse(form: &Form) -> Result<Self, Refusal> {
        let payment_intent = form.get("payment_intent").ok_or_else(|| Refusal::missing("payment_intent"))?;
        let limit = form.integer("limit")?.unwrap_or(DEFAULT_PAGE);
        if !(1..=MAX_PAGE).contains(&limit) {
            let message = "Limit must be between 1 and 100.";
            return Err(Refusal::invalid("parameter_invalid_integer", message).param("limit"));
        }
        Ok(Self {
            payment_intent: payment_intent.to_owned(),
            limit: usize::try_from(limit).unwrap_or(usize::MAX),
            starting_after: form.get("starting_after").map(str::to_owned),
        })
    }

    /// The page, from all the intent's refunds, newest first.
    pub(crate) fn page(&self, refunds: &[Refund]) -> Value {
        let start = self.starting_after.as_ref().map_or(0, |last| {
            refunds.iter().position(|refund| refund.id == *last).map_or(refunds.len(), |found| found + 1)
        });
        let rest = &refunds[start..];
        let data: Vec<Value> = rest.iter().take(self.limit).map(Refund::json).collect();
        json!({ "object": "list", "url": "/v1/refunds", "has_more": rest.len() > self.limit, "data": data })
    }
}
