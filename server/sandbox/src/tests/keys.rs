//! Idempotency keys of both faces.

use axum::http::StatusCode;
use kernel::time::{days, hours};
use serde_json::json;

use crate::tests::harness::{DECLINED, INTENT, TestSandbox, VISA, new_payment};

#[tokio::test]
async fn the_same_key_and_parameters_get_the_first_answer() {
    let sandbox = TestSandbox::start().await;
    let first = sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    let mut reordered = INTENT;
    reordered.reverse();
    let second = sandbox.post_once("attempt-1", "/v1/payment_intents", &reordered).await;
    assert_eq!((first.replayed, second.replayed), (false, true));
    assert_eq!((first.status, first.body), (second.status, second.body));
}

#[tokio::test]
async fn a_decline_is_replayed_too() {
    let sandbox = TestSandbox::start().await;
    let path = format!("/v1/payment_intents/{}/confirm", sandbox.create().await);
    let card = [("payment_method_data[card][number]", DECLINED)];
    let first = sandbox.post_once("confirm-1", &path, &card).await;
    let second = sandbox.post_once("confirm-1", &path, &card).await;
    assert_eq!(first.status, StatusCode::PAYMENT_REQUIRED);
    assert!(second.replayed);
    assert_eq!((first.status, first.body), (second.status, second.body));
}

#[tokio::test]
async fn other_parameters_or_another_address_under_the_same_key_are_refused() {
    let sandbox = TestSandbox::start().await;
    sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    let form = [("amount", "1"), ("currency", "krw")];
    let parameters = sandbox.post_once("attempt-1", "/v1/payment_intents", &form).await;
    let path = format!("/v1/payment_intents/{}/cancel", sandbox.create().await);
    let address = sandbox.post_once("attempt-1", &path, &[]).await;
    for refused in [parameters, address] {
        assert_eq!(refused.error(), (400, "idempotency_error", "-"));
        assert!(!refused.replayed);
    }
}

#[tokio::test]
async fn parameters_that_were_refused_do_not_use_up_the_key() {
    let sandbox = TestSandbox::start().await;
    let refused = sandbox.post_once("attempt-1", "/v1/payment_intents", &[("currency", "krw")]).await;
    assert_eq!(refused.error(), (400, "invalid_request_error", "parameter_missing"));
    assert_eq!(sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_key_that_is_being_worked_on_is_a_conflict() {
    let sandbox = TestSandbox::start().await;
    let turn = sandbox.provider.in_flight.enter("stripe", "attempt-1").expect("the key is free");
    let second = sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    assert_eq!(second.error(), (409, "invalid_request_error", "idempotency_key_in_use"));
    drop(turn);
    assert_eq!(sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let sandbox = TestSandbox::start().await;
    let first = sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    sandbox.advance(hours(24));
    let second = sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    assert!(!second.replayed);
    assert_ne!(first.id(), second.id());
    let third = sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    assert!(third.replayed);
    assert_eq!(third.id(), second.id());
}

#[tokio::test]
async fn a_500_is_replayed_whether_or_not_the_work_was_done() {
    for (when, captures) in [("before", 0), ("after", 1)] {
        let sandbox = TestSandbox::start().await;
        let path = format!("/v1/payment_intents/{}/confirm", sandbox.create().await);
        let fault = json!({ "kind": "error", "status": 500, "when": when });
        sandbox.faults(json!([{ "fault": fault, "times": 1 }])).await;
        let card = [("payment_method_data[card][number]", VISA)];
        let first = sandbox.post_once("confirm-1", &path, &card).await;
        let second = sandbox.post_once("confirm-1", &path, &card).await;
        assert_eq!(first.error(), (500, "api_error", "-"));
        assert_eq!((second.error(), second.replayed), ((500, "api_error", "-"), true));
        assert_eq!(sandbox.captures().await.len(), captures);
    }
}

#[tokio::test]
async fn toss_replays_the_first_answer_whatever_the_body_for_15_days() {
    let sandbox = TestSandbox::start().await;
    let path = "/toss/v1/payments";
    let first = sandbox.toss_once("key-1", path, new_payment("order-1")).await;
    let second = sandbox.toss_once("key-1", path, new_payment("order-2")).await;
    assert_eq!((second.replayed, &second.body), (true, &first.body));
    let elsewhere = sandbox.toss_once("key-1", "/toss/v1/payments/confirm", json!({})).await;
    assert_eq!(elsewhere.code(), (400, "INVALID_REQUEST"));
    sandbox.advance(days(14));
    assert!(sandbox.toss_once("key-1", path, new_payment("order-1")).await.replayed);
    sandbox.advance(days(1));
    let later = sandbox.toss_once("key-1", path, new_payment("order-1")).await;
    assert!(!later.replayed && later.body["paymentKey"] != first.body["paymentKey"]);
}

#[tokio::test]
async fn toss_replays_a_500_and_refuses_a_key_in_flight() {
    let sandbox = TestSandbox::start().await;
    let key = sandbox.toss_authenticated("order-1", VISA).await;
    let fault = json!({ "kind": "error", "status": 500, "when": "after" });
    sandbox.faults(json!([{ "fault": fault, "times": 1 }])).await;
    let path = "/toss/v1/payments/confirm";
    let asked = json!({ "paymentKey": key, "orderId": "order-1", "amount": 39000 });
    for replayed in [false, true] {
        let answer = sandbox.toss_once("key-1", path, asked.clone()).await;
        assert_eq!(answer.code(), (500, "FAILED_INTERNAL_SYSTEM_PROCESSING"));
        assert_eq!(answer.replayed, replayed);
    }
    assert_eq!(sandbox.toss_status(&key).await, "DONE");
    let turn = sandbox.provider.in_flight.enter(&format!("toss {path}"), "key-2").expect("free");
    let second = sandbox.toss_once("key-2", path, asked).await;
    assert_eq!(second.code(), (409, "IDEMPOTENT_REQUEST_PROCESSING"));
    drop(turn);
}
