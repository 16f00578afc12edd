//! Switches, counters and what control refuses.

use axum::http::{Request, StatusCode};
use serde_json::json;

use crate::tests::harness::{INTENT, TestSandbox, VISA};

#[tokio::test]
async fn while_it_is_down_every_call_is_refused_and_afterwards_all_is_still_there() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.create().await;
    sandbox.control("/control", json!({ "down": true })).await;
    assert_eq!(sandbox.confirm(&intent, VISA).await.error(), (503, "api_error", "-"));
    assert_eq!(
        sandbox.get(&format!("/v1/payment_intents/{intent}")).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(sandbox.get("/health").await.status, StatusCode::OK);
    sandbox.control("/control", json!({ "down": false })).await;
    assert_eq!(sandbox.status_of(&intent).await, "requires_payment_method");
}

#[tokio::test]
async fn calls_are_counted_by_endpoint_until_they_are_reset() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.captured().await;
    sandbox.confirm(&intent, VISA).await;
    sandbox.toss_create("order-1").await;
    let counted = sandbox.get("/control/calls").await.body;
    let expected = json!({
        "total": 4,
        "endpoints": {
            "POST /v1/payment_intents": 1,
            "POST /v1/payment_intents/{id}/confirm": 2,
            "POST /toss/v1/payments": 1,
        },
    });
    assert_eq!(counted, expected);
    let reset = Request::delete("/control/calls").body(axum::body::Body::empty()).expect("a valid request");
    assert_eq!(sandbox.send(reset).await.body, json!({ "total": 0, "endpoints": {} }));
}

#[tokio::test]
async fn what_control_does_not_know_it_refuses() {
    let sandbox = TestSandbox::start().await;
    let odd = json!({ "rules": [{ "fault": { "kind": "hang" }, "probability": 1.5 }] });
    let status = json!({ "rules": [{ "fault": { "kind": "error", "status": 200, "when": "before" } }] });
    let secret = json!({ "toss": { "url": "https://shop.test/hook" } });
    for (path, body) in [
        ("/control", json!({ "off": true })),
        ("/control/faults", odd),
        ("/control/faults", status),
        ("/control/webhooks", secret),
    ] {
        let refused = sandbox.control(path, body).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}: {}", refused.text);
    }
    let refusing = sandbox.control("/control", json!({ "dead": "refusing" })).await;
    assert_eq!(refusing.status, StatusCode::CONFLICT);
    assert_eq!(sandbox.get("/control").await.body, json!({ "down": false, "dead": null }));
}

#[tokio::test]
async fn while_it_is_down_toss_says_so_in_its_own_words() {
    let sandbox = TestSandbox::start().await;
    sandbox.control("/control", json!({ "down": true })).await;
    let refused = sandbox.toss_get("/toss/v1/payments/nobody").await;
    assert_eq!(refused.code(), (503, "FAILED_INTERNAL_SYSTEM_PROCESSING"));
    assert_eq!(sandbox.post("/v1/payment_intents", &INTENT).await.error(), (503, "api_error", "-"));
}
