//! A sandbox in memory, and what tests say to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kernel::time::Span;
use kernel::{Clock, Time};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::provider::Shared;
use crate::{Ledger, Options, router};

pub(super) const API_KEY: &str = "sk_test_sandbox";
pub(super) const VISA: &str = "4242424242424242";
pub(super) const DECLINED: &str = "4000000000000002";
pub(super) const ASKS_FIRST: &str = "4000002760003184";
pub(super) const NOW: Time = Time::from_micros(1_795_365_000_000_000);
pub(super) const INTENT: [(&str, &str); 4] = [
    ("amount", "39000"),
    ("currency", "krw"),
    ("capture_method", "automatic"),
    ("metadata[attempt]", "0192-attempt"),
];

#[derive(Debug)]
pub(super) struct SetClock(AtomicI64);

impl Clock for SetClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// An answer as a caller sees it.
#[derive(Debug, PartialEq)]
pub(super) struct Seen {
    pub(super) status: StatusCode,
    pub(super) replayed: bool,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
    pub(super) body: Value,
}

impl Seen {
    pub(super) fn id(&self) -> &str {
        self.body["id"].as_str().expect("an object has an id")
    }

    /// Stripe's error.
    pub(super) fn error(&self) -> (u16, &str, &str) {
        let field = |name: &str| self.body["error"][name].as_str().unwrap_or("-");
        (self.status.as_u16(), field("type"), field("code"))
    }

    /// Toss's error.
    pub(super) fn code(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["code"].as_str().unwrap_or("-"))
    }

    pub(super) fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or("-")
    }
}

pub(super) struct TestSandbox {
    pub(super) service: crate::Sandbox,
    pub(super) provider: Shared,
    router: Router,
    clock: Arc<SetClock>,
}

impl TestSandbox {
    pub(super) async fn start() -> Self {
        Self::over(Ledger::in_memory().await.expect("SQLite starts"))
    }

    pub(super) fn over(ledger: Ledger) -> Self {
        let clock = Arc::new(SetClock(AtomicI64::new(NOW.micros())));
        let service = router(ledger, Options::new(API_KEY.to_owned(), clock.clone()));
        Self { router: service.routes(), provider: Arc::clone(&service.provider), service, clock }
    }

    pub(super) fn advance(&self, span: Span) {
        self.clock.0.fetch_add(span.micros(), Ordering::Relaxed);
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Seen {
        let response = self.router.clone().oneshot(request).await.expect("a router always answers");
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("the body is in memory");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let body = serde_json::from_str(&text).unwrap_or(Value::Null);
        Seen { status, replayed: headers.contains_key("idempotent-replayed"), headers, text, body }
    }

    pub(super) async fn get(&self, path: &str) -> Seen {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {API_KEY}"));
        self.send(request.body(Body::empty()).expect("a valid request")).await
    }

    pub(super) async fn post(&self, path: &str, form: &[(&str, &str)]) -> Seen {
        self.send(post(path).body(encoded(form)).expect("a valid request")).await
    }

    pub(super) async fn post_once(&self, key: &str, path: &str, form: &[(&str, &str)]) -> Seen {
        let request = post(path).header("idempotency-key", key);
        self.send(request.body(encoded(form)).expect("a valid request")).await
    }

    /// A POST of control's JSON.
    pub(super) async fn control(&self, path: &str, body: Value) -> Seen {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).expect("a valid request")).await
    }

    /// Sets a plan with these rules.
    pub(super) async fn faults(&self, rules: Value) {
        let set = self.control("/control/faults", json!({ "seed": 1, "rules": rules })).await;
        assert_eq!(set.status, StatusCode::OK, "{}", set.text);
    }

    pub(super) async fn captures(&self) -> Vec<Value> {
        let ledger = self.get("/ledger").await.body;
        ledger["captures"].as_array().expect("a list").clone()
    }

    pub(super) async fn create(&self) -> String {
        let created = self.post("/v1/payment_intents", &INTENT).await;
        assert_eq!(created.status, StatusCode::OK, "{}", created.text);
        created.id().to_owned()
    }

    pub(super) async fn confirm(&self, intent: &str, card: &str) -> Seen {
        let path = format!("/v1/payment_intents/{intent}/confirm");
        self.post(&path, &[("payment_method_data[card][number]", card)]).await
    }

    pub(super) async fn captured(&self) -> String {
        let intent = self.create().await;
        assert_eq!(self.confirm(&intent, VISA).await.status, StatusCode::OK);
        intent
    }

    pub(super) async fn cancel(&self, intent: &str) -> Seen {
        self.post(&format!("/v1/payment_intents/{intent}/cancel"), &[]).await
    }

    pub(super) async fn refund(&self, intent: &str, amount: &str) -> Seen {
        self.post("/v1/refunds", &[("payment_intent", intent), ("amount", amount)]).await
    }

    pub(super) async fn status_of(&self, intent: &str) -> Value {
        self.get(&format!("/v1/payment_intents/{intent}")).await.body["status"].clone()
    }

    // Toss's face.

    pub(super) async fn toss_get(&self, path: &str) -> Seen {
        let request = Request::get(path).header(header::AUTHORIZATION, basic());
        self.send(request.body(Body::empty()).expect("a valid request")).await
    }

    pub(super) async fn toss_post(&self, path: &str, body: Value) -> Seen {
        let request = Request::post(path).header(header::AUTHORIZATION, basic());
        self.send(request.body(Body::from(body.to_string())).expect("a valid request")).await
    }

    pub(super) async fn toss_once(&self, key: &str, path: &str, body: Value) -> Seen {
        let request =
            Request::post(path).header(header::AUTHORIZATION, basic()).header("idempotency-key", key);
        self.send(request.body(Body::from(body.to_string())).expect("a valid request")).await
    }

    /// A payment of 39000 won in READY: its key.
    pub(super) async fn toss_create(&self, order_id: &str) -> String {
        let created = self.toss_post("/toss/v1/payments", new_payment(order_id)).await;
        assert_eq!(created.status, StatusCode::OK, "{}", created.text);
        created.body["paymentKey"].as_str().expect("a key").to_owned()
    }

    /// What the buyer posts in the window.
    pub(super) async fn window(&self, key: &str, field: &str, value: &str) -> Seen {
        self.post(&format!("/toss/window/{key}"), &[(field, value)]).await
    }

    /// A payment that was authenticated with this card: its key.
    pub(super) async fn toss_authenticated(&self, order_id: &str, card: &str) -> String {
        let key = self.toss_create(order_id).await;
        assert_eq!(self.window(&key, "card", card).await.status, StatusCode::SEE_OTHER);
        key
    }

    pub(super) async fn toss_confirm(&self, key: &str, order_id: &str) -> Seen {
        let asked = json!({ "paymentKey": key, "orderId": order_id, "amount": 39000 });
        self.toss_post("/toss/v1/payments/confirm", asked).await
    }

    pub(super) async fn toss_done(&self, order_id: &str) -> String {
        let key = self.toss_authenticated(order_id, VISA).await;
        let confirmed = self.toss_confirm(&key, order_id).await;
        assert_eq!(confirmed.status, StatusCode::OK, "{}", confirmed.text);
        key
    }

    pub(super) async fn toss_status(&self, key: &str) -> Value {
        self.toss_get(&format!("/toss/v1/payments/{key}")).await.body["status"].clone()
    }
}

pub(super) fn new_payment(order_id: &str) -> Value {
    json!({
        "method": "CARD",
        "amount": 39000,
        "orderId": order_id,
        "orderName": "누빔 코트",
        "successUrl": "http://shop.test/paid",
        "failUrl": "http://shop.test/failed",
    })
}

fn basic() -> String {
    format!("Basic {}", STANDARD.encode("test_sk_sandbox:"))
}

fn post(path: &str) -> axum::http::request::Builder {
    let request = Request::builder().method(Method::POST).uri(path);
    request
        .header(header::AUTHORIZATION, format!("Bearer {API_KEY}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

pub(super) fn encoded(form: &[(&str, &str)]) -> Body {
    Body::from(form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish())
}
