//! Objects as Stripe sends them, with the fields that an integration decides by. Moments in whole seconds.

use serde_json::{Value, json};

use crate::stripe::intents::{Intent, Status};
use crate::stripe::refunds::Refund;
use crate::stripe::seconds;
use crate::stripe::sessions::{Session, SessionStatus};

impl Intent {
    /// Sent back to the shop with the buyer, so that the shop's page may read the intent.
    pub(crate) fn client_secret(&self) -> String {
        format!("{}_secret_sandbox", self.id)
    }

    /// <https://docs.stripe.com/api/payment_intents/object>
    pub(crate) fn json(&self) -> Value {
        let action = (self.status == Status::RequiresAction).then(|| {
            let to = json!({ "url": self.action_url, "return_url": self.return_url });
            json!({ "type": "redirect_to_url", "redirect_to_url": to })
        });
        json!({
            "id": self.id,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_capturable": if self.status == Status::RequiresCapture { self.amount } else { 0 },
            "amount_received": self.captured,
            "canceled_at": self.canceled_at.map(seconds),
            "cancellation_reason": self.cancellation_reason,
            "capture_method": self.capture_method,
            "client_secret": self.client_secret(),
            "created": seconds(self.created_at),
            "currency": self.currency,
            "last_payment_error": self.last_payment_error,
            "latest_charge": self.latest_charge,
            "livemode": false,
            "metadata": self.metadata,
            "next_action": action,
            "payment_method_types": ["card"],
            "status": self.status.name(),
        })
    }

    /// The charge behind a capture: <https://docs.stripe.com/api/charges/object>
    pub(crate) fn charge_json(&self) -> Value {
        json!({
            "id": self.latest_charge,
            "object": "charge",
            "amount": self.amount,
            "amount_captured": self.captured,
            "amount_refunded": self.refunded,
            "captured": self.captured > 0,
            "currency": self.currency,
            "livemode": false,
            "metadata": self.metadata,
            "paid": true,
            "payment_intent": self.id,
            "refunded": self.refunded > 0 && self.refunded == self.captured,
            "status": "succeeded",
        })
    }
}

impl Refund {
    /// <https://docs.stripe.com/api/refunds/object>
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
            "status": self.status.name(),
        })
    }
}

impl Session {
    /// <https://docs.stripe.com/api/checkout/sessions/object>, with its intent, once it has one.
    pub(crate) fn json(&self, intent: Option<&Intent>) -> Value {
        let paid = intent.is_some_and(|intent| intent.status == Status::Succeeded);
        json!({
            "id": self.id,
            "object": "checkout.session",
            "amount_subtotal": self.amount,
            "amount_total": self.amount,
            "cancel_url": self.cancel_url,
            "client_reference_id": self.client_reference_id,
            "created": seconds(self.created_at),
            "currency": self.currency,
            "expires_at": seconds(self.expires_at),
            "livemode": false,
            "locale": self.locale,
            "metadata": self.metadata,
            "mode": "payment",
            "payment_intent": self.payment_intent,
            "payment_method_types": ["card"],
            "payment_status": if paid { "paid" } else { "unpaid" },
            "status": self.status.name(),
            "success_url": self.success_url,
            "url": (self.status == SessionStatus::Open).then(|| self.url()),
        })
    }
}
