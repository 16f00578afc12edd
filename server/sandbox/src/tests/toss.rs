//! Toss's face over HTTP: window, approval, cancels, transactions and errors.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use kernel::time::minutes;
use serde_json::{Value, json};

use crate::tests::harness::{ASKS_FIRST, DECLINED, TestSandbox, VISA, new_payment};

#[tokio::test]
async fn a_payment_goes_from_ready_over_the_window_to_done() {
    let sandbox = TestSandbox::start().await;
    let created = sandbox.toss_post("/toss/v1/payments", new_payment("order-1")).await.body;
    assert_eq!((&created["status"], &created["approvedAt"]), (&json!("READY"), &Value::Null));
    let key = created["paymentKey"].as_str().expect("a key");
    let url = created["checkout"]["url"].as_str().expect("a window");
    assert_eq!(url, format!("http://127.0.0.1/toss/window/{key}"));
    let page = sandbox.get(&format!("/toss/window/{key}")).await;
    assert!(page.text.contains("누빔 코트") && page.text.contains(VISA), "{}", page.text);

    let back = sandbox.window(key, "card", VISA).await;
    let expected = format!("http://shop.test/paid?paymentKey={key}&orderId=order-1&amount=39000");
    assert_eq!(back.location(), expected);
    assert_eq!(sandbox.toss_status(key).await, "IN_PROGRESS");
    assert!(sandbox.captures().await.is_empty());

    let done = sandbox.toss_confirm(key, "order-1").await.body;
    assert_eq!((&done["status"], &done["balanceAmount"]), (&json!("DONE"), &json!(39000)));
    let by_order = sandbox.toss_get("/toss/v1/payments/orders/order-1").await.body;
    assert_eq!(by_order, done);
    let capture = &sandbox.captures().await[0];
    assert_eq!((&capture["provider"], &capture["order_id"]), (&json!("toss"), &json!("order-1")));
}

#[tokio::test]
async fn a_card_that_asks_first_has_the_buyer_answer_at_the_issuers() {
    let sandbox = TestSandbox::start().await;
    let key = sandbox.toss_create("order-1").await;
    let asked = sandbox.window(&key, "card", ASKS_FIRST).await;
    assert_eq!(asked.location(), format!("/toss/window/{key}"));
    assert!(sandbox.get(asked.location()).await.text.contains("decision"));
    let back = sandbox.window(&key, "decision", "approve").await;
    assert!(back.location().starts_with("http://shop.test/paid?"), "{}", back.location());

    let key = sandbox.toss_create("order-2").await;
    sandbox.window(&key, "card", ASKS_FIRST).await;
    let back = sandbox.window(&key, "decision", "refuse").await;
    let to = back.location();
    assert!(to.starts_with("http://shop.test/failed?code=PAY_PROCESS_ABORTED&message="), "{to}");
    assert!(to.ends_with("&orderId=order-2"), "{to}");
    assert_eq!(sandbox.toss_status(&key).await, "ABORTED");
}

#[tokio::test]
async fn a_buyer_who_leaves_is_led_to_the_fail_url() {
    let sandbox = TestSandbox::start().await;
    let key = sandbox.toss_create("order-1").await;
    let back = sandbox.window(&key, "leave", "yes").await;
    assert!(back.location().starts_with("http://shop.test/failed?code=PAY_PROCESS_CANCELED&"));
    assert_eq!(sandbox.toss_confirm(&key, "order-1").await.code(), (400, "ALREADY_PROCESSED_PAYMENT"));
}

#[tokio::test]
async fn a_declined_card_is_refused_when_the_shop_confirms() {
    let sandbox = TestSandbox::start().await;
    let key = sandbox.toss_authenticated("order-1", DECLINED).await;
    assert_eq!(sandbox.toss_confirm(&key, "order-1").await.code(), (403, "REJECT_CARD_COMPANY"));
    let read = sandbox.toss_get(&format!("/toss/v1/payments/{key}")).await.body;
    assert_eq!(
        (&read["status"], &read["failure"]["code"]),
        (&json!("ABORTED"), &json!("REJECT_CARD_COMPANY"))
    );
    assert!(sandbox.captures().await.is_empty());
}

#[tokio::test]
async fn each_wait_ends_in_expired() {
    let sandbox = TestSandbox::start().await;
    let (ready, authenticated) =
        (sandbox.toss_create("order-1").await, sandbox.toss_authenticated("order-2", VISA).await);
    sandbox.advance(minutes(10));
    assert_eq!(
        sandbox.toss_confirm(&authenticated, "order-2").await.code(),
        (404, "NOT_FOUND_PAYMENT_SESSION")
    );
    assert_eq!(sandbox.toss_status(&authenticated).await, "EXPIRED");
    assert_eq!(sandbox.toss_status(&ready).await, "READY");
    sandbox.advance(minutes(20));
    assert_eq!(sandbox.toss_status(&ready).await, "EXPIRED");
    sandbox.window(&ready, "card", VISA).await;
    assert_eq!(sandbox.toss_status(&ready).await, "EXPIRED");
}

#[tokio::test]
async fn an_order_is_paid_once() {
    let sandbox = TestSandbox::start().await;
    let second = sandbox.toss_authenticated("order-1", VISA).await;
    let first = sandbox.toss_done("order-1").await;
    assert_eq!(sandbox.toss_confirm(&first, "order-1").await.code(), (400, "ALREADY_PROCESSED_PAYMENT"));
    assert_eq!(sandbox.toss_confirm(&second, "order-1").await.code(), (400, "DUPLICATED_ORDER_ID"));
    let third = sandbox.toss_post("/toss/v1/payments", new_payment("order-1")).await;
    assert_eq!(third.code(), (400, "DUPLICATED_ORDER_ID"));
    assert_eq!(sandbox.captures().await.len(), 1);
}

#[tokio::test]
async fn a_payment_is_cancelled_in_parts_and_listed_as_transactions() {
    let sandbox = TestSandbox::start().await;
    let key = sandbox.toss_done("order-1").await;
    let path = format!("/toss/v1/payments/{key}/cancel");
    let cancel = |amount: i64| json!({ "cancelReason": "변심", "cancelAmount": amount });
    let part = sandbox.toss_post(&path, cancel(9000)).await.body;
    assert_eq!((&part["status"], &part["balanceAmount"]), (&json!("PARTIAL_CANCELED"), &json!(30000)));
    assert_eq!(part["cancels"][0]["refundableAmount"], 30000);
    assert_eq!(sandbox.toss_post(&path, cancel(30001)).await.code(), (403, "NOT_CANCELABLE_AMOUNT"));
    assert_eq!(
        sandbox.toss_post(&path, json!({ "cancelReason": "" })).await.code(),
        (400, "INVALID_REQUEST")
    );
    let rest = sandbox.toss_post(&path, json!({ "cancelReason": "변심" })).await.body;
    assert_eq!((&rest["status"], rest["cancels"].as_array().map(Vec::len)), (&json!("CANCELED"), Some(2)));
    assert_eq!(sandbox.toss_post(&path, cancel(1)).await.code(), (400, "ALREADY_CANCELED_PAYMENT"));
    assert_eq!(sandbox.captures().await[0]["refunds"].as_array().map(Vec::len), Some(2));

    let span = "startDate=2026-11-22T00:00:00&endDate=2026-11-25T00:00:00";
    let first = sandbox.toss_get(&format!("/toss/v1/transactions?{span}&limit=2")).await.body;
    let statuses: Vec<_> = first.as_array().expect("a list").iter().map(|one| &one["status"]).collect();
    assert_eq!(statuses, ["DONE", "PARTIAL_CANCELED"]);
    let last = first[1]["transactionKey"].as_str().expect("a key");
    let second = sandbox.toss_get(&format!("/toss/v1/transactions?{span}&startingAfter={last}")).await.body;
    assert_eq!(second.as_array().map(Vec::len), Some(1));
    assert_eq!((&second[0]["amount"], &second[0]["orderId"]), (&json!(30000), &json!("order-1")));
    assert_eq!(sandbox.toss_get("/toss/v1/transactions").await.code(), (400, "INVALID_REQUEST"));
}

#[tokio::test]
async fn what_is_not_there_or_not_allowed_is_said_in_tosss_words() {
    let sandbox = TestSandbox::start().await;
    for path in ["/toss/v1/payments/nobody", "/toss/v1/payments/orders/nobody"] {
        assert_eq!(sandbox.toss_get(path).await.code(), (404, "NOT_FOUND_PAYMENT"));
    }
    assert_eq!(sandbox.toss_confirm("nobody", "order-1").await.code(), (404, "NOT_FOUND_PAYMENT_SESSION"));
    assert_eq!(sandbox.toss_get("/toss/v1/nothing").await.code(), (404, "NOT_FOUND"));
    assert_eq!(sandbox.toss_post("/toss/v1/payments", json!({})).await.code(), (400, "INVALID_REQUEST"));
    assert_eq!(sandbox.get("/toss/window/nobody").await.status, StatusCode::NOT_FOUND);
    for presented in ["", "Basic dGVzdA==", "Bearer test_sk_sandbox"] {
        let request = Request::get("/toss/v1/payments/nobody").header(header::AUTHORIZATION, presented);
        let refused = sandbox.send(request.body(Body::empty()).expect("a valid request")).await;
        assert_eq!(refused.code(), (401, "UNAUTHORIZED_KEY"));
    }
}
