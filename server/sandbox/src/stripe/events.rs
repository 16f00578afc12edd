//! What Stripe's face tells: <https://docs.stripe.com/api/events/types>.

use kernel::Time;
use serde_json::{Value, json};

use crate::face::Face;
use crate::ledger::events::NewEvent;
use crate::ledger::fresh_id;
use crate::stripe::{API_VERSION, seconds};

/// An event about the payment `subject`, with the object as it now stands.
pub(crate) fn event(kind: &str, subject: &str, object: &Value, now: Time) -> NewEvent {
    let id = fresh_id("evt_", 24);
    let body = json!({
        "id": id,
        "object": "event",
        "api_version": API_VERSION,
        "created": seconds(now),
        "data": { "object": object },
        "livemode": false,
        "pending_webhooks": 1,
        "request": { "id": null, "idempotency_key": null },
        "type": kind,
    });
    NewEvent {
        id,
        face: Face::Stripe,
        kind: kind.to_owned(),
        subject: subject.to_owned(),
        body: body.to_string(),
    }
}
