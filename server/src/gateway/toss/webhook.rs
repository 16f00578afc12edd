//! Toss's webhooks: which payment one is about. Nobody signs them and nothing else in them is read: each is a hint, and
//! the provider is asked.
//!
//! <https://docs.tosspayments.com/reference/using-api/webhook-events>

use kernel::AttemptId;
use serde::Deserialize;

/// The attempt that a body is about: Toss's `orderId` is our attempt's id. None for anything else.
#[must_use]
pub fn attempt(body: &[u8]) -> Option<AttemptId> {
    let event: Event = serde_json::from_slice(body).ok()?;
    (event.event_type == "PAYMENT_STATUS_CHANGED").then(|| event.data.order_id.parse().ok())?
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    event_type: String,
    data: Data,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Data {
    order_id: String,
}

#[cfg(test)]
mod tests {
    use kernel::OrderId;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_changed_payment_names_its_attempt_and_nothing_else_does() {
        let id = AttemptId::nth(OrderId(Uuid::from_u128(7)), 1);
        let body = |kind: &str, order: &str| {
            format!(
                r#"{{"eventType":"{kind}","createdAt":"2026-11-25T10:00:00+09:00","data":{{"orderId":"{order}"}}}}"#
            )
        };
        assert_eq!(attempt(body("PAYMENT_STATUS_CHANGED", &id.to_string()).as_bytes()), Some(id));
        assert_eq!(attempt(body("DEPOSIT_CALLBACK", &id.to_string()).as_bytes()), None);
        assert_eq!(attempt(body("PAYMENT_STATUS_CHANGED", "somebody else's").as_bytes()), None);
        assert_eq!(attempt(b"{"), None);
    }
}
