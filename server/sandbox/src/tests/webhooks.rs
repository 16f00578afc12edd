//! Webhooks as an endpoint receives them.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use hmac::{Hmac, KeyInit, Mac};
use hmac_sha2::Sha256;
use kernel::time::{minutes, seconds};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::tests::harness::{INTENT, TestSandbox, VISA};
use crate::webhooks;

const SECRET: &str = "whsec_test";

/// The shop's endpoint: what it received, and what it answers next.
#[derive(Clone, Default)]
struct Endpoint(Arc<Mutex<Inbox>>);

#[derive(Default)]
struct Inbox {
    received: Vec<(HeaderMap, Bytes)>,
    answers: StatusCode,
}

async fn receive(State(endpoint): State<Endpoint>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let mut inbox = endpoint.0.lock().expect("nobody panics");
    inbox.received.push((headers, body));
    inbox.answers
}

struct Told {
    sandbox: TestSandbox,
    endpoint: Endpoint,
    client: reqwest::Client,
}

impl Told {
    /// A sandbox that tells both faces' events to one endpoint, with these rules.
    async fn start(rules: Value) -> Self {
        let endpoint = Endpoint::default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let url = format!("http://{}/hook", listener.local_addr().expect("a bound socket"));
        let router = Router::new().route("/hook", post(receive)).with_state(endpoint.clone());
        tokio::spawn(axum::serve(listener, router).into_future());
        let sandbox = TestSandbox::start().await;
        let endpoints = json!({ "stripe": { "url": url, "secret": SECRET }, "toss": { "url": url } });
        assert_eq!(sandbox.control("/control/webhooks", endpoints).await.status, StatusCode::OK);
        sandbox.faults(rules).await;
        Self { sandbox, endpoint, client: webhooks::client().expect("a client") }
    }

    /// What arrives when all that is due is told.
    async fn round(&self) -> Vec<(HeaderMap, Value)> {
        webhooks::round(&self.sandbox.provider, &self.client).await.expect("the ledger works");
        let received = std::mem::take(&mut self.endpoint.0.lock().expect("nobody panics").received);
        let read = |body: &Bytes| serde_json::from_slice(body).expect("JSON");
        received.iter().map(|(headers, body)| (headers.clone(), read(body))).collect()
    }

    /// The types of Stripe's events, or the new statuses of Toss's payments.
    async fn kinds(&self) -> Vec<String> {
        let kind =
            |body: &Value| body["type"].as_str().or(body["data"]["status"].as_str()).map(str::to_owned);
        self.round().await.iter().filter_map(|(_, body)| kind(body)).collect()
    }

    fn answers(&self, status: StatusCode) {
        self.endpoint.0.lock().expect("nobody panics").answers = status;
    }
}

#[tokio::test]
async fn stripes_events_are_signed_over_the_moment_and_the_payload() {
    let told = Told::start(json!([])).await;
    told.sandbox.captured().await;
    webhooks::round(&told.sandbox.provider, &told.client).await.expect("the ledger works");
    let received = told.endpoint.0.lock().expect("nobody panics").received.clone();
    assert_eq!(received.len(), 2);
    for (headers, body) in received {
        let header = headers["stripe-signature"].to_str().expect("text");
        let (at, code) =
            header.strip_prefix("t=").and_then(|rest| rest.split_once(",v1=")).expect("two parts");
        assert_eq!(at, "1795365000");
        let bytes: Vec<u8> = (0..code.len())
            .step_by(2)
            .map(|place| u8::from_str_radix(&code[place..place + 2], 16).expect("hex"))
            .collect();
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any length");
        mac.update(at.as_bytes());
        mac.update(b".");
        mac.update(&body);
        mac.verify_slice(&bytes).expect("a good signature");
    }
}

#[tokio::test]
async fn toss_tells_each_new_status_unsigned() {
    let told = Told::start(json!([])).await;
    let key = told.sandbox.toss_done("order-1").await;
    let received = told.round().await;
    let statuses: Vec<_> = received.iter().map(|(_, body)| &body["data"]["status"]).collect();
    assert_eq!(statuses, ["IN_PROGRESS", "DONE"]);
    let (headers, body) = &received[1];
    assert!(!headers.contains_key("stripe-signature"));
    assert_eq!(
        (&body["eventType"], &body["data"]["paymentKey"]),
        (&json!("PAYMENT_STATUS_CHANGED"), &json!(key))
    );
}

#[tokio::test]
async fn what_is_not_taken_comes_again_later_and_what_is_taken_does_not() {
    let told = Told::start(json!([])).await;
    told.sandbox.post("/v1/payment_intents", &INTENT).await;
    told.answers(StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(told.kinds().await, ["payment_intent.created"]);
    told.sandbox.advance(seconds(9));
    assert!(told.kinds().await.is_empty());
    let waiting = told.sandbox.get("/control/webhooks").await.body["waiting"].clone();
    assert_eq!((&waiting[0]["kind"], &waiting[0]["tries"]), (&json!("payment_intent.created"), &json!(1)));
    told.answers(StatusCode::OK);
    told.sandbox.advance(seconds(1));
    assert_eq!(told.kinds().await, ["payment_intent.created"]);
    told.sandbox.advance(minutes(60));
    assert!(told.kinds().await.is_empty());
}

#[tokio::test]
async fn a_webhook_comes_twice_late_or_never() {
    let on = "payment_intent.created";
    for (fault, at_once, later) in [
        (json!({ "kind": "webhook_twice" }), 2, 0),
        (json!({ "kind": "webhook_late", "delay_ms": 5_000 }), 0, 1),
        (json!({ "kind": "webhook_lost" }), 0, 0),
    ] {
        let told = Told::start(json!([{ "fault": fault, "on": on }])).await;
        told.sandbox.post("/v1/payment_intents", &INTENT).await;
        assert_eq!(told.kinds().await.len(), at_once, "{fault}");
        told.sandbox.advance(seconds(5));
        assert_eq!(told.kinds().await.len(), later, "{fault}");
    }
}

#[tokio::test]
async fn a_reordered_webhook_lets_the_next_of_its_payment_go_ahead() {
    let fault = json!({ "kind": "webhook_reordered", "delay_ms": 60_000 });
    let told = Told::start(json!([{ "fault": fault, "on": "payment_intent.created" }])).await;
    let intent = told.sandbox.create().await;
    assert!(told.kinds().await.is_empty());
    told.sandbox.confirm(&intent, VISA).await;
    assert_eq!(told.kinds().await, ["payment_intent.succeeded", "payment_intent.created"]);
    told.sandbox.create().await;
    told.sandbox.advance(minutes(1));
    told.round().await;
    told.sandbox.advance(minutes(1));
    assert_eq!(told.kinds().await, ["payment_intent.created"]);
}

#[tokio::test]
async fn time_alone_is_told_of() {
    let told = Told::start(json!([])).await;
    told.sandbox.toss_create("order-1").await;
    assert!(told.kinds().await.is_empty());
    told.sandbox.advance(minutes(30));
    assert_eq!(told.kinds().await, ["EXPIRED"]);
}

#[tokio::test]
async fn a_served_sandbox_tells_by_itself() {
    let told = Told::start(json!([])).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    tokio::spawn(crate::serve(listener, told.sandbox.service.clone(), std::future::pending()));
    told.sandbox.post("/v1/payment_intents", &INTENT).await;
    while told.endpoint.0.lock().expect("nobody panics").received.is_empty() {
        tokio::task::yield_now().await;
    }
    let received = told.endpoint.0.lock().expect("nobody panics").received.clone();
    assert!(received[0].0.contains_key("stripe-signature"));
}

#[tokio::test]
async fn a_dead_provider_tells_nothing_until_it_is_back() {
    let told = Told::start(json!([])).await;
    told.sandbox.post("/v1/payment_intents", &INTENT).await;
    told.sandbox.control("/control", json!({ "dead": "hanging" })).await;
    assert!(told.kinds().await.is_empty());
    told.sandbox.control("/control", json!({})).await;
    assert_eq!(told.kinds().await, ["payment_intent.created"]);
}
