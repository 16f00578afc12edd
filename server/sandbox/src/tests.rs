//! What the provider promises, asked through its HTTP face on a clock that the test sets.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, StatusCode, header};
use kernel::time::{Span, hours};
use kernel::{Clock, Time};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::in_flight::InFlight;
use crate::{Ledger, Options, Provider, Shared, routes};

const API_KEY: &str = "sk_test_sandbox";
const VISA: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
const NOW: Time = Time::from_micros(1_795_365_000_000_000);

#[derive(Debug)]
struct SetClock(AtomicI64);

impl SetClock {
    fn advance(&self, span: Span) {
        self.0.fetch_add(span.micros(), Ordering::Relaxed);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Time {
        Time::from_micros(self.0.load(Ordering::Relaxed))
    }
}

/// An answer as a caller sees it.
#[derive(Debug, PartialEq)]
struct Seen {
    status: StatusCode,
    replayed: bool,
    body: Value,
}

impl Seen {
    fn id(&self) -> &str {
        self.body["id"].as_str().expect("an object has an id")
    }

    fn error(&self) -> (u16, &str, &str) {
        let field = |name: &str| self.body["error"][name].as_str().unwrap_or("-");
        (self.status.as_u16(), field("type"), field("code"))
    }
}

struct Sandbox {
    router: Router,
    provider: Shared,
    clock: Arc<SetClock>,
}

impl Sandbox {
    async fn start() -> Self {
        Self::over(Ledger::in_memory().await.expect("SQLite starts"))
    }

    fn over(ledger: Ledger) -> Self {
        let clock = Arc::new(SetClock(AtomicI64::new(NOW.micros())));
        let options = Options { api_key: API_KEY.to_owned(), clock: clock.clone() };
        let in_flight = InFlight::default();
        let provider = Arc::new(Provider { ledger, options, in_flight, down: AtomicBool::new(false) });
        Self { router: routes(Arc::clone(&provider)), provider, clock }
    }

    async fn send(&self, request: Request<Body>) -> Seen {
        let response = self.router.clone().oneshot(request).await.expect("a router always answers");
        let status = response.status();
        let replayed = response.headers().contains_key("idempotent-replayed");
        let bytes = to_bytes(response.into_body(), usize::MAX).await.expect("the body is in memory");
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Seen { status, replayed, body }
    }

    async fn get(&self, path: &str) -> Seen {
        let request = Request::get(path).header(header::AUTHORIZATION, format!("Bearer {API_KEY}"));
        self.send(request.body(Body::empty()).expect("a valid request")).await
    }

    async fn post(&self, path: &str, form: &[(&str, &str)]) -> Seen {
        self.send(post(path, form).body(encoded(form)).expect("a valid request")).await
    }

    async fn post_once(&self, key: &str, path: &str, form: &[(&str, &str)]) -> Seen {
        let request = post(path, form).header("idempotency-key", key);
        self.send(request.body(encoded(form)).expect("a valid request")).await
    }

    async fn control(&self, down: bool) {
        let body = Body::from(json!({ "down": down }).to_string());
        let request = Request::post("/control").header(header::CONTENT_TYPE, "application/json").body(body);
        assert_eq!(self.send(request.expect("a valid request")).await.status, StatusCode::OK);
    }

    async fn create(&self) -> String {
        let created = self.post("/v1/payment_intents", &INTENT).await;
        assert_eq!(created.status, StatusCode::OK);
        created.id().to_owned()
    }

    async fn confirm(&self, intent: &str, card: &str) -> Seen {
        let path = format!("/v1/payment_intents/{intent}/confirm");
        self.post(&path, &[("payment_method_data[card][number]", card)]).await
    }

    async fn captured(&self) -> String {
        let intent = self.create().await;
        assert_eq!(self.confirm(&intent, VISA).await.status, StatusCode::OK);
        intent
    }

    async fn cancel(&self, intent: &str) -> Seen {
        self.post(&format!("/v1/payment_intents/{intent}/cancel"), &[]).await
    }

    async fn refund(&self, intent: &str, amount: &str) -> Seen {
        self.post("/v1/refunds", &[("payment_intent", intent), ("amount", amount)]).await
    }

    async fn status_of(&self, intent: &str) -> Value {
        self.get(&format!("/v1/payment_intents/{intent}")).await.body["status"].clone()
    }
}

const INTENT: [(&str, &str); 4] = [
    ("amount", "39000"),
    ("currency", "krw"),
    ("capture_method", "automatic"),
    ("metadata[attempt]", "0192-attempt"),
];

fn post(path: &str, form: &[(&str, &str)]) -> axum::http::request::Builder {
    let request = Request::builder().method(Method::POST).uri(path);
    let request = request.header(header::AUTHORIZATION, format!("Bearer {API_KEY}"));
    if form.is_empty() {
        return request;
    }
    request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
}

fn encoded(form: &[(&str, &str)]) -> Body {
    Body::from(form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish())
}

#[tokio::test]
async fn an_intent_is_created_unconfirmed_with_its_metadata() {
    let sandbox = Sandbox::start().await;
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
    let sandbox = Sandbox::start().await;
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
    let sandbox = Sandbox::start().await;
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
    let sandbox = Sandbox::start().await;
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
    assert_eq!(sandbox.get("/ledger").await.body, json!({ "captures": [] }));
}

#[tokio::test]
async fn a_declined_intent_can_be_paid_with_another_card() {
    let sandbox = Sandbox::start().await;
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
    let sandbox = Sandbox::start().await;
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
    let sandbox = Sandbox::start().await;
    let intent = sandbox.captured().await;
    for refused in [sandbox.confirm(&intent, VISA).await, sandbox.cancel(&intent).await] {
        assert_eq!(refused.error(), (400, "invalid_request_error", "payment_intent_unexpected_state"));
        assert_eq!(refused.body["error"]["payment_intent"]["status"], "succeeded");
    }
}

#[tokio::test]
async fn a_cancelled_intent_is_never_captured() {
    let sandbox = Sandbox::start().await;
    let intent = sandbox.create().await;
    assert_eq!(sandbox.cancel(&intent).await.body["status"], "canceled");
    let refused = sandbox.confirm(&intent, VISA).await;
    assert_eq!(refused.error(), (400, "invalid_request_error", "payment_intent_unexpected_state"));
    assert_eq!(sandbox.status_of(&intent).await, "canceled");
    assert_eq!(sandbox.get("/ledger").await.body, json!({ "captures": [] }));
}

#[tokio::test]
async fn bad_amounts_and_currencies_are_refused() {
    let sandbox = Sandbox::start().await;
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
async fn the_same_key_and_parameters_get_the_first_answer() {
    let sandbox = Sandbox::start().await;
    let first = sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    let mut reordered = INTENT;
    reordered.reverse();
    let second = sandbox.post_once("attempt-1", "/v1/payment_intents", &reordered).await;
    assert_eq!((first.replayed, second.replayed), (false, true));
    assert_eq!((first.status, first.body), (second.status, second.body));
}

#[tokio::test]
async fn a_decline_is_replayed_too() {
    let sandbox = Sandbox::start().await;
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
    let sandbox = Sandbox::start().await;
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
    let sandbox = Sandbox::start().await;
    let refused = sandbox.post_once("attempt-1", "/v1/payment_intents", &[("currency", "krw")]).await;
    assert_eq!(refused.error(), (400, "invalid_request_error", "parameter_missing"));
    assert_eq!(sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_key_that_is_being_worked_on_is_a_conflict() {
    let sandbox = Sandbox::start().await;
    let turn = sandbox.provider.in_flight.enter("attempt-1").expect("the key is free");
    let second = sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    assert_eq!(second.error(), (409, "invalid_request_error", "idempotency_key_in_use"));
    drop(turn);
    assert_eq!(sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let sandbox = Sandbox::start().await;
    let first = sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    sandbox.clock.advance(hours(24));
    let second = sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    assert!(!second.replayed);
    assert_ne!(first.id(), second.id());
    let third = sandbox.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    assert!(third.replayed);
    assert_eq!(third.id(), second.id());
}

#[tokio::test]
async fn a_refund_returns_part_of_a_capture() {
    let sandbox = Sandbox::start().await;
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
    let sandbox = Sandbox::start().await;
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
    let sandbox = Sandbox::start().await;
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
    let sandbox = Sandbox::start().await;
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

#[tokio::test]
async fn what_is_not_there_is_answered_as_missing() {
    let sandbox = Sandbox::start().await;
    for path in ["/v1/payment_intents/pi_nobody", "/v1/refunds/re_nobody"] {
        assert_eq!(sandbox.get(path).await.error(), (404, "invalid_request_error", "resource_missing"));
    }
    assert_eq!(sandbox.get("/v1/nothing").await.error(), (404, "invalid_request_error", "-"));
    assert_eq!(sandbox.cancel("pi_nobody").await.error(), (404, "invalid_request_error", "resource_missing"));
}

#[tokio::test]
async fn nobody_gets_in_without_the_key() {
    let sandbox = Sandbox::start().await;
    for presented in [None, Some("Bearer sk_test_other"), Some("Bearer "), Some(API_KEY)] {
        let mut request = Request::post("/v1/payment_intents");
        if let Some(value) = presented {
            request = request.header(header::AUTHORIZATION, value);
        }
        let answer = sandbox.send(request.body(encoded(&INTENT)).expect("a valid request")).await;
        assert_eq!(answer.error(), (401, "invalid_request_error", "-"));
    }
}

#[tokio::test]
async fn while_it_is_down_every_call_is_refused_and_afterwards_all_is_still_there() {
    let sandbox = Sandbox::start().await;
    let intent = sandbox.create().await;
    sandbox.control(true).await;
    assert_eq!(sandbox.confirm(&intent, VISA).await.error(), (503, "api_error", "-"));
    assert_eq!(
        sandbox.get(&format!("/v1/payment_intents/{intent}")).await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(sandbox.get("/health").await.status, StatusCode::OK);
    sandbox.control(false).await;
    assert_eq!(sandbox.status_of(&intent).await, "requires_payment_method");
}

#[tokio::test]
async fn captures_refunds_and_first_answers_survive_the_process() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let path = directory.path().join("sandbox.db");
    let open = async || Sandbox::over(Ledger::open(&path).await.expect("the ledger opens"));

    let before = open().await;
    let first = before.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    assert_eq!(before.confirm(first.id(), VISA).await.status, StatusCode::OK);
    assert_eq!(before.refund(first.id(), "9000").await.status, StatusCode::OK);
    let ledger = before.get("/ledger").await;
    drop(before);

    let after = open().await;
    assert_eq!(after.status_of(first.id()).await, "succeeded");
    assert_eq!(after.get("/ledger").await, ledger);
    let replayed = after.post_once("attempt-1", "/v1/payment_intents", &INTENT).await;
    assert!(replayed.replayed);
    assert_eq!(replayed.body, first.body);
    assert_eq!(after.refund(first.id(), "30001").await.error().2, "amount_too_large");
}

#[tokio::test]
async fn it_listens_on_the_loopback_interface_only() {
    let listener = tokio::net::TcpListener::bind("0.0.0.0:0").await.expect("a free port");
    let refused = crate::serve(listener, Router::new(), async {}).await.expect_err("refused");
    assert_eq!(refused.kind(), std::io::ErrorKind::InvalidInput);
}
