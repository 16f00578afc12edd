//! Stripe's Checkout Sessions and their page.

use axum::http::StatusCode;
use kernel::time::hours;
use serde_json::{Value, json};

use crate::tests::harness::{ASKS_FIRST, DECLINED, Seen, TestSandbox, VISA};

const SESSION: [(&str, &str); 9] = [
    ("mode", "payment"),
    ("success_url", "http://shop.test/paid?session={CHECKOUT_SESSION_ID}"),
    ("cancel_url", "http://shop.test/cart"),
    ("client_reference_id", "order-1"),
    ("payment_intent_data[metadata][order]", "order-1"),
    ("line_items[0][price_data][currency]", "krw"),
    ("line_items[0][price_data][product_data][name]", "<누빔> 코트"),
    ("line_items[0][price_data][unit_amount]", "39000"),
    ("line_items[0][quantity]", "1"),
];

async fn open(sandbox: &TestSandbox) -> Seen {
    let made = sandbox.post("/v1/checkout/sessions", &SESSION).await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    made
}

async fn pay(sandbox: &TestSandbox, session: &str, card: &str) -> Seen {
    sandbox.post(&format!("/pay/{session}"), &[("card", card)]).await
}

#[tokio::test]
async fn the_intent_is_made_when_the_buyer_pays_on_the_page() {
    let sandbox = TestSandbox::start().await;
    let session = open(&sandbox).await;
    assert_eq!((&session.body["status"], &session.body["payment_intent"]), (&json!("open"), &Value::Null));
    assert_eq!(session.body["url"], json!(format!("http://127.0.0.1/pay/{}", session.id())));
    let page = sandbox.get(&format!("/pay/{}", session.id())).await;
    assert!(page.text.contains("&lt;누빔&gt; 코트") && page.text.contains("39,000"), "{}", page.text);

    let declined = pay(&sandbox, session.id(), DECLINED).await;
    assert_eq!(declined.location(), format!("/pay/{}", session.id()));
    assert!(sandbox.get(declined.location()).await.text.contains("role=\"alert\""));
    let paid = pay(&sandbox, session.id(), VISA).await;
    assert_eq!(paid.location(), format!("http://shop.test/paid?session={}", session.id()));
    let read = sandbox.get(&format!("/v1/checkout/sessions/{}", session.id())).await.body;
    assert_eq!((&read["status"], &read["payment_status"]), (&json!("complete"), &json!("paid")));
    let captures = sandbox.captures().await;
    assert_eq!(captures.len(), 1);
    assert_eq!(
        (&captures[0]["intent"], &captures[0]["metadata"]["order"]),
        (&read["payment_intent"], &json!("order-1"))
    );
}

#[tokio::test]
async fn a_card_that_asks_first_goes_over_the_issuers_page() {
    let sandbox = TestSandbox::start().await;
    let session = open(&sandbox).await;
    let asked = pay(&sandbox, session.id(), ASKS_FIRST).await;
    assert!(asked.location().starts_with("/authenticate/pi_"), "{}", asked.location());
    let back = sandbox.post(asked.location(), &[("decision", "approve")]).await;
    assert!(back.location().starts_with("http://shop.test/paid?"), "{}", back.location());
}

#[tokio::test]
async fn an_expired_session_and_its_intent_can_never_be_paid() {
    let sandbox = TestSandbox::start().await;
    let (told, timed) = (open(&sandbox).await, open(&sandbox).await);
    pay(&sandbox, told.id(), DECLINED).await;
    let closed = sandbox.post(&format!("/v1/checkout/sessions/{}/expire", told.id()), &[]).await.body;
    assert_eq!((&closed["status"], &closed["url"]), (&json!("expired"), &Value::Null));
    let intent = closed["payment_intent"].as_str().expect("of the first try");
    assert_eq!(sandbox.status_of(intent).await, "canceled");
    sandbox.advance(hours(24));
    for session in [told, timed] {
        pay(&sandbox, session.id(), VISA).await;
        let read = sandbox.get(&format!("/v1/checkout/sessions/{}", session.id())).await.body;
        assert_eq!(read["status"], "expired");
    }
    assert!(sandbox.captures().await.is_empty());
}
