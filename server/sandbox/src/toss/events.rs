//! What Toss's face tells: <https://docs.tosspayments.com/reference/using-api/webhook-events>.

use kernel::Time;
use serde_json::{Value, json};

use crate::face::Face;
use crate::ledger::events::NewEvent;
use crate::ledger::fresh_id;
use crate::toss::payments::Payment;

/// A payment has another status; `object` is the payment as it now stands.
pub(super) fn status_changed(payment: &Payment, object: &Value, now: Time) -> NewEvent {
    let body = json!({ "eventType": "PAYMENT_STATUS_CHANGED", "createdAt": now.datetime(), "data": object });
    NewEvent {
        id: fresh_id("whk_", 24),
        face: Face::Toss,
        kind: payment.status.name().to_owned(),
        subject: payment.payment_key.clone(),
        body: body.to_string(),
    }
}
