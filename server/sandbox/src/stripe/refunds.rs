//! A refund: part or all of what an intent captured goes back, and never more than that.

use kernel::Time;

use crate::faults::Late;
use crate::metadata::Metadata;
use crate::stripe::Refusal;
use crate::stripe::form::Form;
use crate::stripe::intents::Intent;

const REASONS: [&str; 3] = ["duplicate", "fraudulent", "requested_by_customer"];

/// A refund succeeds at once, unless a fault lets it wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq, sqlx::Type)]
#[sqlx(rename_all = "snake_case")]
pub(crate) enum RefundStatus {
    Pending,
    Succeeded,
}

impl RefundStatus {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Succeeded => "succeeded",
        }
    }
}

/// One row of the ledger; `amount` in minor units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refund {
    pub(crate) id: String,
    pub(crate) payment_intent: String,
    pub(crate) charge: String,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) metadata: Metadata,
    pub(crate) reason: Option<String>,
    pub(crate) status: RefundStatus,
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
        let payment_intent = form.required("payment_intent")?;
        let reason = form.get("reason");
        if reason.is_some_and(|reason| !REASONS.contains(&reason)) {
            return Err(Refusal::invalid("parameter_invalid", "Invalid reason.").param("reason"));
        }
        Ok(Self {
            payment_intent: payment_intent.to_owned(),
            amount: form.amount("amount")?,
            metadata: form.metadata("metadata"),
            reason: reason.map(str::to_owned),
        })
    }

    /// The refund, and the intent with its amount counted as returned.
    pub(crate) fn make(
        self,
        mut intent: Intent,
        id: String,
        late: Option<Late>,
        now: Time,
    ) -> Result<(Refund, Intent), Refusal> {
        let (Some(_), Some(charge)) = (intent.captured_at, intent.latest_charge.clone()) else {
            let message =
                format!("This PaymentIntent ({}) does not have a successful charge to refund.", intent.id);
            return Err(Refusal::unexpected_state(message));
        };
        let left = intent.captured - intent.refunded;
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
            status: if late.is_some() { RefundStatus::Pending } else { RefundStatus::Succeeded },
            created_at: now,
        };
        Ok((refund, intent))
    }
}
