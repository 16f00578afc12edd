//! Stripe's payment intents: their states, cards, captures, lists and search.

use axum::http::{Request, StatusCode, header};
use kernel::time::{hours, minutes};
use serde_json::{Value, json};

use crate::tests::harness::{API_KEY, ASKS_FIRST, DECLINED, INTENT, NOW, TestSandbox, VISA, encoded};

#[tokio::test]
async fn an_intent_is_created_unconfirmed_with_its_metadata() {
    let sandbox = TestSandbox::start().await;
    let created = sandbox.post("/v1/payment_intents", &INTENT).await;
    assert_eq!(created.status, StatusCode::OK);
    assert_eq!(created.body["object"], "payment_intent");
    assert_eq!(created.body["status"], "requires_payment_method");
    assert_eq!((&created.body["amount"], &created.body["currency"]), (&json!(39000), &json!("krw")));
    assert_eq!(created.body["metadata"], json!({ "attempt": "0192-attempt" }));
    assert_eq!(created.body["created"], json!(1_795_365_000));
    assert_eq!(created.body["latest_charge"], Value::Null);
    assert!(created.id().starts_with("pi_") && created.id().len() == 27);
    assert_eq!(sandbox.get(&format!("/v1/payment_intents/{}", created.id())).await.body, created.body);
}

#[tokio::test]
async fn a_good_card_is_captured() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.create().await;
    let confirmed = sandbox.confirm(&intent, "4242 4242 4242 4242").await;
    assert_eq!((confirmed.status, &confirmed.body["status"]), (StatusCode::OK, &json!("succeeded")));
    assert_eq!(confirmed.body["amount_received"], 39000);
    assert!(confirmed.body["latest_charge"].as_str().expect("a charge").starts_with("ch_"));

    let ledger = sandbox.get("/ledger").await.body;
    assert_eq!(ledger["captures"][0]["intent"], json!(intent));
    assert_eq!(ledger["captures"][0]["metadata"]["attempt"], "0192-attempt");
    assert_eq!(ledger["captures"][0]["captured_at"], json!(NOW.micros()));
}

#[tokio::test]
async fn a_payment_method_stands_for_its_card() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.create().await;
    let path = format!("/v1/payment_intents/{intent}/confirm");
    let declined = sandbox.post(&path, &[("payment_method", "pm_card_visa_chargeDeclined")]).await;
    assert_eq!(declined.error(), (402, "card_error", "card_declined"));
    let unknown = sandbox.post(&path, &[("payment_method", "pm_nobody")]).await;
    assert_eq!(unknown.error(), (400, "invalid_request_error", "resource_missing"));
    assert_eq!(sandbox.post(&path, &[("payment_method", "pm_card_visa")]).await.body["status"], "succeeded");
}

#[tokio::test]
async fn each_declining_card_says_why_and_leaves_the_intent_open() {
    let sandbox = TestSandbox::start().await;
    for (card, code, decline_code) in [
        (DECLINED, "card_declined", json!("generic_decline")),
        ("4000000000009995", "card_declined", json!("insufficient_funds")),
        ("4000000000000069", "expired_card", Value::Null),
    ] {
        let intent = sandbox.create().await;
        let declined = sandbox.confirm(&intent, card).await;
        let error = &declined.body["error"];
        assert_eq!(declined.error(), (402, "card_error", code));
        assert_eq!(error["decline_code"], decline_code);
        assert_eq!(error["payment_intent"]["status"], "requires_payment_method");
        let last = &error["payment_intent"]["last_payment_error"];
        assert_eq!((&last["code"], &last["decline_code"]), (&json!(code), &decline_code));
        let read = sandbox.get(&format!("/v1/payment_intents/{intent}")).await;
        assert_eq!(read.body, error["payment_intent"]);
    }
    assert!(sandbox.captures().await.is_empty());
}

#[tokio::test]
async fn a_declined_intent_can_be_paid_with_another_card() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.create().await;
    sandbox.confirm(&intent, DECLINED).await;
    let confirmed = sandbox.confirm(&intent, VISA).await;
    assert_eq!(
        (&confirmed.body["status"], &confirmed.body["last_payment_error"]),
        (&json!("succeeded"), &Value::Null)
    );
}

#[tokio::test]
async fn a_number_that_is_no_card_is_refused() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.create().await;
    assert_eq!(
        sandbox.confirm(&intent, "4242424242424241").await.error(),
        (402, "card_error", "incorrect_number")
    );
    let without = sandbox.post(&format!("/v1/payment_intents/{intent}/confirm"), &[]).await;
    assert_eq!(without.error(), (400, "invalid_request_error", "payment_intent_unexpected_state"));
    assert_eq!(sandbox.status_of(&intent).await, "requires_payment_method");
}

#[tokio::test]
async fn a_captured_intent_is_neither_confirmed_again_nor_cancelled() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.captured().await;
    for refused in [sandbox.confirm(&intent, VISA).await, sandbox.cancel(&intent).await] {
        assert_eq!(refused.error(), (400, "invalid_request_error", "payment_intent_unexpected_state"));
        assert_eq!(refused.body["error"]["payment_intent"]["status"], "succeeded");
    }
}

#[tokio::test]
async fn a_cancelled_intent_is_never_captured() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.create().await;
    assert_eq!(sandbox.cancel(&intent).await.body["status"], "canceled");
    let refused = sandbox.confirm(&intent, VISA).await;
    assert_eq!(refused.error(), (400, "invalid_request_error", "payment_intent_unexpected_state"));
    assert_eq!(sandbox.status_of(&intent).await, "canceled");
    assert!(sandbox.captures().await.is_empty());
}

#[tokio::test]
async fn bad_amounts_and_currencies_are_refused() {
    let sandbox = TestSandbox::start().await;
    for (amount, currency, code) in [
        ("", "krw", "parameter_missing"),
        ("100", "", "parameter_missing"),
        ("1.5", "krw", "parameter_invalid_integer"),
        ("0", "krw", "parameter_invalid_integer"),
        ("-1", "krw", "parameter_invalid_integer"),
        ("100000000", "krw", "amount_too_large"),
        ("100", "k₩", "parameter_invalid"),
    ] {
        let answer = sandbox.post("/v1/payment_intents", &[("amount", amount), ("currency", currency)]).await;
        assert_eq!(answer.error(), (400, "invalid_request_error", code));
    }
}

#[tokio::test]
async fn what_is_not_there_is_answered_as_missing() {
    let sandbox = TestSandbox::start().await;
    for path in ["/v1/payment_intents/pi_nobody", "/v1/refunds/re_nobody"] {
        assert_eq!(sandbox.get(path).await.error(), (404, "invalid_request_error", "resource_missing"));
    }
    assert_eq!(sandbox.get("/v1/nothing").await.error(), (404, "invalid_request_error", "-"));
    assert_eq!(sandbox.cancel("pi_nobody").await.error(), (404, "invalid_request_error", "resource_missing"));
}

#[tokio::test]
async fn nobody_gets_in_without_the_key() {
    let sandbox = TestSandbox::start().await;
    for presented in [None, Some("Bearer sk_test_other"), Some("Bearer "), Some(API_KEY)] {
        let mut request = Request::post("/v1/payment_intents");
        if let Some(value) = presented {
            request = request.header(header::AUTHORIZATION, value);
        }
        let answer = sandbox.send(request.body(encoded(&INTENT)).expect("a valid request")).await;
        assert_eq!(answer.error(), (401, "invalid_request_error", "-"));
    }
}

const MANUAL: [(&str, &str); 3] = [("amount", "39000"), ("currency", "krw"), ("capture_method", "manual")];

#[tokio::test]
async fn a_manual_capture_waits_and_may_take_less() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.post("/v1/payment_intents", &MANUAL).await.id().to_owned();
    let held = sandbox.confirm(&intent, VISA).await.body;
    assert_eq!((&held["status"], &held["amount_capturable"]), (&json!("requires_capture"), &json!(39000)));
    assert!(sandbox.captures().await.is_empty());
    let path = format!("/v1/payment_intents/{intent}/capture");
    let more = sandbox.post(&path, &[("amount_to_capture", "39001")]).await;
    assert_eq!(more.error(), (400, "invalid_request_error", "amount_too_large"));
    let taken = sandbox.post(&path, &[("amount_to_capture", "30000")]).await.body;
    assert_eq!((&taken["status"], &taken["amount_received"]), (&json!("succeeded"), &json!(30000)));
    assert_eq!(sandbox.captures().await[0]["amount"], 30000);
    let again = sandbox.post(&path, &[]).await;
    assert_eq!(again.error(), (400, "invalid_request_error", "payment_intent_unexpected_state"));
}

#[tokio::test]
async fn an_authorization_that_nobody_captures_is_let_go_after_a_week() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.post("/v1/payment_intents", &MANUAL).await.id().to_owned();
    sandbox.confirm(&intent, VISA).await;
    sandbox.advance(hours(7 * 24 - 1));
    assert_eq!(sandbox.status_of(&intent).await, "requires_capture");
    sandbox.advance(hours(1));
    assert_eq!(sandbox.status_of(&intent).await, "canceled");
}

#[tokio::test]
async fn a_card_that_asks_first_is_captured_only_after_the_issuers_page() {
    let sandbox = TestSandbox::start().await;
    for (decision, redirect, status) in
        [("approve", "succeeded", "succeeded"), ("refuse", "failed", "requires_payment_method")]
    {
        let intent = sandbox.create().await;
        let path = format!("/v1/payment_intents/{intent}/confirm");
        let card = [
            ("payment_method_data[card][number]", ASKS_FIRST),
            ("return_url", "http://shop.test/back?attempt=1"),
        ];
        let asked = sandbox.post(&path, &card).await.body;
        assert_eq!(asked["status"], "requires_action");
        let url = asked["next_action"]["redirect_to_url"]["url"].as_str().expect("a page");
        let page = url.strip_prefix("http://127.0.0.1").expect("on this machine");
        let shown = sandbox.get(page).await;
        assert!(shown.status.is_success() && shown.text.contains("decision"), "{}", shown.text);
        let back = sandbox.post(page, &[("decision", decision)]).await;
        assert!(back.location().starts_with("http://shop.test/back?attempt=1&payment_intent=pi_"));
        assert!(back.location().ends_with(&format!("redirect_status={redirect}")), "{}", back.location());
        assert_eq!(sandbox.status_of(&intent).await, status);
    }
    assert_eq!(sandbox.captures().await.len(), 1);
}

#[tokio::test]
async fn search_finds_an_intent_by_its_metadata_only_after_the_lag() {
    let sandbox = TestSandbox::start().await;
    let intent = sandbox.create().await;
    let path = "/v1/payment_intents/search?query=metadata%5B%27attempt%27%5D%3A%270192-attempt%27";
    assert_eq!(sandbox.get(path).await.body["data"], json!([]));
    sandbox.advance(minutes(1));
    let found = sandbox.get(path).await.body;
    assert_eq!((&found["object"], &found["data"][0]["id"]), (&json!("search_result"), &json!(intent)));
    let other = sandbox.get(&path.replace("0192", "0193")).await.body;
    assert_eq!(other["data"], json!([]));
    assert_eq!(sandbox.get("/v1/payment_intents/search?query=amount%3A1").await.error().0, 400);
}

#[tokio::test]
async fn a_list_goes_back_in_time_a_page_at_a_time() {
    let sandbox = TestSandbox::start().await;
    let (first, second) = (sandbox.create().await, sandbox.create().await);
    let page = sandbox.get("/v1/payment_intents?limit=1").await.body;
    assert_eq!((&page["data"][0]["id"], &page["has_more"]), (&json!(second), &json!(true)));
    let rest = sandbox.get(&format!("/v1/payment_intents?limit=1&starting_after={second}")).await.body;
    assert_eq!((&rest["data"][0]["id"], &rest["has_more"]), (&json!(first), &json!(false)));
    let later = sandbox.get("/v1/payment_intents?created%5Bgt%5D=1795365000").await.body;
    assert_eq!(later["data"], json!([]));
}
