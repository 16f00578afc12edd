//! Stripe's refunds.

use axum::http::StatusCode;
use serde_json::json;

use crate::tests::harness::{DECLINED, Seen, TestSandbox};

#[tokio::test]
async fn a_refund_returns_part_of_a_capture() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.captured().await;
    let form = [
        ("payment_intent", intent.as_str()),
        ("amount", "9000"),
        ("metadata[refund]", "r-1"),
        ("reason", "requested_by_customer"),
    ];
    let made = sandbox.post_once("r-1:1", "/v1/refunds", &form).await;
    assert_eq!((&made.body["object"], &made.body["status"]), (&json!("refund"), &json!("succeeded")));
    assert_eq!((&made.body["amount"], &made.body["metadata"]), (&json!(9000), &json!({ "refund": "r-1" })));
    assert_eq!(sandbox.get(&format!("/v1/refunds/{}", made.id())).await.body, made.body);

    let repeated = sandbox.post_once("r-1:1", "/v1/refunds", &form).await;
    assert!(repeated.replayed);
    let refunds = &sandbox.get("/ledger").await.body["captures"][0]["refunds"];
    assert_eq!(refunds.as_array().map(Vec::len), Some(1));
    assert_eq!((&refunds[0]["amount"], &refunds[0]["metadata"]["refund"]), (&json!(9000), &json!("r-1")));
}

#[tokio::test]
async fn refunds_never_exceed_the_capture() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.captured().await;
    assert_eq!(sandbox.refund(&intent, "30000").await.status, StatusCode::OK);
    assert_eq!(
        sandbox.refund(&intent, "9001").await.error(),
        (400, "invalid_request_error", "amount_too_large")
    );
    let rest = sandbox.post("/v1/refunds", &[("payment_intent", &intent)]).await;
    assert_eq!(rest.body["amount"], 9000);
    let more = sandbox.refund(&intent, "1").await;
    assert_eq!(more.error(), (400, "invalid_request_error", "charge_already_refunded"));
}

#[tokio::test]
async fn nothing_is_refunded_that_was_not_captured() {
    let sandbox = TestSandbox::start().await;
    let open = sandbox.create().await;
    sandbox.confirm(&open, DECLINED).await;
    let refused = sandbox.refund(&open, "1").await;
    assert_eq!(refused.error(), (400, "invalid_request_error", "payment_intent_unexpected_state"));
    assert_eq!(sandbox.refund("pi_nobody", "1").await.error().0, 404);
    let captured = sandbox.captured().await;
    for amount in ["0", "-1", "many"] {
        let refused = sandbox.refund(&captured, amount).await;
        assert_eq!(refused.error(), (400, "invalid_request_error", "parameter_invalid_integer"));
    }
}

#[tokio::test]
async fn refunds_are_listed_newest_first_a_page_at_a_time() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.captured().await;
    for amount in ["1", "2", "3"] {
        sandbox.refund(&intent, amount).await;
    }
    let amounts = |page: &Seen| -> Vec<i64> {
        let data = page.body["data"].as_array().expect("a list");
        data.iter().filter_map(|refund| refund["amount"].as_i64()).collect()
    };
    let path = format!("/v1/refunds?payment_intent={intent}&limit=2");
    let first = sandbox.get(&path).await;
    assert_eq!((amounts(&first), &first.body["has_more"]), (vec![3, 2], &json!(true)));
    let last = first.body["data"][1]["id"].as_str().expect("an id");
    let second = sandbox.get(&format!("{path}&starting_after={last}")).await;
    assert_eq!((amounts(&second), &second.body["has_more"]), (vec![1], &json!(false)));
    assert_eq!(sandbox.get("/v1/refunds?payment_intent=pi_nobody").await.error().0, 404);
}
