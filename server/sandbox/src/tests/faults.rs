//! Each fault of an answer, shown once over HTTP; those of connections are in `lines`, those of webhooks in
//! `webhooks`.

use axum::http::StatusCode;
use kernel::time::{minutes, seconds};
use serde_json::{Value, json};

use crate::tests::harness::{INTENT, TestSandbox, VISA};

/// What a confirmation meets, and how many captures it leaves behind.
async fn confirmation_under(fault: Value) -> (StatusCode, Value, usize) {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.create().await;
    let on = "POST /v1/payment_intents/{id}/confirm";
    sandbox.faults(json!([{ "fault": fault, "on": on }])).await;
    let answer = sandbox.confirm(&intent, VISA).await;
    (answer.status, answer.body, sandbox.captures().await.len())
}

#[tokio::test]
async fn an_error_comes_before_or_after_the_capture() {
    for status in [500, 503] {
        for (when, captures) in [("before", 0), ("after", 1)] {
            let (seen, _, made) =
                confirmation_under(json!({ "kind": "error", "status": status, "when": when })).await;
            assert_eq!((seen.as_u16(), made), (status, captures), "{when}");
        }
    }
}

#[tokio::test]
async fn a_gateways_error_is_no_json() {
    let (_, body, _) = confirmation_under(json!({ "kind": "error", "status": 502, "when": "before" })).await;
    assert_eq!(body, Value::Null);
}

#[tokio::test]
async fn too_many_requests_do_nothing() {
    let (status, body, captures) = confirmation_under(json!({ "kind": "rate_limited" })).await;
    assert_eq!((status.as_u16(), &body["error"]["code"], captures), (429, &json!("rate_limit"), 0));
}

#[tokio::test]
async fn an_unreadable_body_hides_a_capture() {
    let (status, body, captures) = confirmation_under(json!({ "kind": "unreadable" })).await;
    assert_eq!((status.as_u16(), body, captures), (200, Value::Null, 1));
}

#[tokio::test(start_paused = true)]
async fn latency_lets_a_request_arrive_late() {
    let sandbox = TestSandbox::start().await;
    sandbox.faults(json!([{ "fault": { "kind": "latency", "ms": 60_000, "up_to_ms": 90_000 } }])).await;
    let asked = tokio::time::Instant::now();
    assert_eq!(sandbox.post("/v1/payment_intents", &INTENT).await.status, StatusCode::OK);
    let waited = asked.elapsed().as_millis();
    assert!((60_000..=90_001).contains(&waited), "{waited}");
}

#[tokio::test]
async fn a_payment_said_to_be_declined_is_captured_afterwards() {
    let sandbox = TestSandbox::start().await;
    let (intent, key) = (sandbox.create().await, sandbox.toss_authenticated("order-1", VISA).await);
    let late = json!({ "kind": "late_success", "shown": "declined", "delay_ms": 60_000 });
    sandbox.faults(json!([{ "fault": late }])).await;
    assert_eq!(sandbox.confirm(&intent, VISA).await.error(), (402, "card_error", "card_declined"));
    assert_eq!(sandbox.toss_confirm(&key, "order-1").await.code(), (403, "REJECT_CARD_COMPANY"));
    sandbox.advance(seconds(59));
    assert!(sandbox.captures().await.is_empty());
    sandbox.advance(seconds(1));
    assert_eq!(sandbox.captures().await.len(), 2);
    assert_eq!(sandbox.status_of(&intent).await, "succeeded");
    assert_eq!(sandbox.toss_status(&key).await, "DONE");
}

#[tokio::test]
async fn a_refund_may_be_pending_at_first() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.captured().await;
    let late = json!({ "kind": "late_success", "shown": "processing", "delay_ms": 60_000 });
    sandbox.faults(json!([{ "fault": late }])).await;
    let refund = sandbox.refund(&intent, "9000").await;
    assert_eq!(refund.body["status"], "pending");
    assert_eq!(sandbox.captures().await[0]["refunds"], json!([]));
    sandbox.advance(minutes(1));
    assert_eq!(sandbox.get(&format!("/v1/refunds/{}", refund.id())).await.body["status"], "succeeded");
}

#[tokio::test]
async fn the_same_seed_meets_the_same_calls_with_the_same_faults() {
    let statuses = async |seed: u64| {
        let sandbox = TestSandbox::start().await;
        let rule = json!({ "fault": { "kind": "rate_limited" }, "probability": 0.5 });
        sandbox.control("/control/faults", json!({ "seed": seed, "rules": [rule] })).await;
        let mut statuses = Vec::new();
        for _ in 0..32 {
            statuses.push(sandbox.post("/v1/payment_intents", &INTENT).await.status.as_u16());
        }
        statuses
    };
    let first = statuses(7).await;
    assert!(first.contains(&200) && first.contains(&429));
    assert_eq!(first, statuses(7).await);
    assert_ne!(first, statuses(8).await);
}
