//! What Toss's words mean. How the client does against the sandbox is asked in `server/tests/gateway`.

use axum::Router;
use axum::routing::{get, post};
use kernel::{Money, OrderId};
use payment::PageUrl;
use serde_json::json;
use tokio::net::TcpListener;
use uuid::Uuid;

use super::*;

const ORDER: OrderId = OrderId(Uuid::from_u128(1));

fn toss(base_url: String) -> Toss {
    let secret_key = Secret::new("test_sk_secret".to_owned());
    let returns = Returns::new("https://shop.example", secret_key.clone());
    let settings = TossSettings { base_url, secret_key, patience: Patience::default(), returns };
    Toss::new(settings).expect("a client without TLS")
}

fn prepare() -> Prepare {
    Prepare { attempt: AttemptId::nth(ORDER, 1), order: ORDER, amount: Money::won(39_000) }
}

fn object(status: &str, failure: Option<&str>) -> Value {
    json!({
        "paymentKey": "key_1",
        "status": status,
        "currency": "KRW",
        "failure": failure.map(|code| json!({ "code": code, "message": "이유" })),
        "checkout": { "url": "https://api.tosspayments.com/v1/payments/key_1/checkout" },
        "cancels": null,
    })
}

fn payment(object: Value) -> Payment {
    serde_json::from_value(object).expect("a payment")
}

/// A provider of which every request under `/v1` is answered so.
async fn answering(routes: Router) -> Toss {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    tokio::spawn(async move { axum::serve(listener, routes).await });
    toss(format!("http://{address}/"))
}

#[test]
fn every_status_of_toss_has_its_meaning() {
    let page = Some(PageUrl("https://api.tosspayments.com/v1/payments/key_1/checkout".to_owned()));
    for (status, state) in [
        ("READY", ProviderState::ActionNeeded { page }),
        ("IN_PROGRESS", ProviderState::Open),
        ("WAITING_FOR_DEPOSIT", ProviderState::Open),
        ("DONE", ProviderState::Captured),
        ("PARTIAL_CANCELED", ProviderState::Captured),
        ("CANCELED", ProviderState::Captured),
        ("ABORTED", ProviderState::Declined { code: "declined".to_owned() }),
        ("EXPIRED", ProviderState::Closed),
        ("INVENTED_TOMORROW", ProviderState::Open),
    ] {
        assert_eq!(payment(object(status, None)).state(), state, "{status}");
    }
}

#[test]
fn a_failure_says_why_in_the_words_of_the_port() {
    let declined = |code: &str| ProviderState::Declined { code: code.to_owned() };
    for (failure, state) in [
        ("REJECT_CARD_PAYMENT", declined("insufficient_funds")),
        ("EXCEED_MAX_PAYMENT_AMOUNT", declined("insufficient_funds")),
        ("INVALID_CARD_EXPIRATION", declined("expired_card")),
        ("INVALID_CARD_NUMBER", declined("incorrect_number")),
        ("REJECT_CARD_COMPANY", declined("declined")),
        ("PAY_PROCESS_ABORTED", declined("declined")),
        ("PAY_PROCESS_CANCELED", ProviderState::Closed),
    ] {
        assert_eq!(payment(object("ABORTED", Some(failure))).state(), state, "{failure}");
    }
}

#[test]
fn a_refund_is_ours_by_the_id_in_its_reason() {
    let id = RefundId::of(AttemptId::nth(ORDER, 1), "cancelled");
    let cancel = |reason: &str, status: &str| json!({ "cancelAmount": 1_000, "cancelReason": reason, "cancelStatus": status });
    let mut object = object("PARTIAL_CANCELED", None);
    object["cancels"] = json!([
        cancel(&object::reason(id), "DONE"),
        cancel(&object::reason(id), "IN_PROGRESS"),
        cancel(&object::reason(id), "ABORTED"),
        cancel("고객 변심", "DONE"),
        cancel(&id.to_string(), "DONE"),
        cancel("한벌 환불", "DONE"),
    ]);
    let refunds = payment(object).refunds().expect("won");
    let seen: Vec<_> = refunds.iter().map(|refund| (refund.refund, refund.state)).collect();
    let (done, pending, refused) =
        (ProviderRefundState::Succeeded, ProviderRefundState::Pending, ProviderRefundState::Refused);
    let expected = [
        (Some(id), done),
        (Some(id), pending),
        (Some(id), refused),
        (None, done),
        (None, done),
        (None, done),
    ];
    assert_eq!(seen, expected);
    assert_eq!(ours(&refunds, id), Some(done));
    assert_eq!(ours(&refunds[2..], id), None);
}

#[test]
fn money_of_another_currency_is_not_read_as_won() {
    let mut object = object("DONE", None);
    object["currency"] = json!("USD");
    assert!(matches!(payment(object).refunds(), Err(CallError::Unknown(_))));
}

#[test]
fn only_a_readable_and_final_answer_is_definite() {
    let failure = json!({ "code": "REJECT_CARD_COMPANY", "message": "거절" }).to_string();
    for (status, body) in [
        (200, "<html>"),
        (200, "{}"),
        (302, ""),
        (400, "no JSON"),
        (403, "{\"code\":"),
        (408, failure.as_str()),
        (409, failure.as_str()),
        (429, failure.as_str()),
        (500, failure.as_str()),
        (503, failure.as_str()),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let answer = read(status, body.as_bytes());
        assert!(matches!(answer, Err(CallError::Unknown(_))), "{status} {body}: {answer:?}");
    }
    let refused = read(StatusCode::FORBIDDEN, failure.as_bytes());
    assert!(matches!(refused, Ok(Reply::Refused(StatusCode::FORBIDDEN, _))));
}

#[test]
fn a_refusal_that_is_about_our_key_or_the_hour_says_nothing_of_a_refund() {
    let says_nothing = |status: StatusCode, code: &str| {
        let failure: Failure = serde_json::from_value(json!({ "code": code })).expect("a failure");
        failure.says_nothing(status)
    };
    assert!(says_nothing(StatusCode::UNAUTHORIZED, "UNAUTHORIZED_KEY"));
    for code in ["FORBIDDEN_REQUEST", "FORBIDDEN_CONSECUTIVE_REQUEST", "INCORRECT_BASIC_AUTH_FORMAT"] {
        assert!(says_nothing(StatusCode::FORBIDDEN, code), "{code}");
    }
    assert!(says_nothing(StatusCode::BAD_REQUEST, "PROVIDER_ERROR"));
    assert!(!says_nothing(StatusCode::FORBIDDEN, "NOT_CANCELABLE_AMOUNT"));
    assert!(!says_nothing(StatusCode::BAD_REQUEST, "ALREADY_CANCELED_PAYMENT"));
}

#[tokio::test]
async fn an_order_that_toss_has_meanwhile_is_looked_up_again() {
    let path = format!("/v1/payments/orders/{}", AttemptId::nth(ORDER, 1));
    let asked = std::sync::atomic::AtomicBool::new(false);
    let asked = std::sync::Arc::new(asked);
    let look_up = move || async move {
        if asked.swap(true, std::sync::atomic::Ordering::Relaxed) {
            (StatusCode::OK, axum::Json(object("DONE", None)))
        } else {
            (StatusCode::NOT_FOUND, axum::Json(json!({ "code": "NOT_FOUND_PAYMENT" })))
        }
    };
    let create = || async { (StatusCode::BAD_REQUEST, axum::Json(json!({ "code": "DUPLICATED_ORDER_ID" }))) };
    let toss = answering(Router::new().route(&path, get(look_up)).route("/v1/payments", post(create))).await;
    let known = Prepared { reference: ProviderRef("key_1".to_owned()), page: None };
    assert_eq!(toss.prepare(prepare()).await, Ok(known));
}

#[tokio::test]
async fn neither_the_key_nor_tosss_text_is_ever_written() {
    let refuse = || async {
        let body = json!({ "code": "UNAUTHORIZED_KEY", "message": "test_sk_secret 키" });
        (StatusCode::UNAUTHORIZED, axum::Json(body))
    };
    let toss = answering(Router::new().fallback(refuse)).await;
    let written = format!("{toss:?} {:?}", toss.prepare(prepare()).await);
    assert!(written.contains("401 UNAUTHORIZED_KEY"), "{written}");
    assert!(!written.contains("test_sk_secret") && !written.contains('키'), "{written}");
}
