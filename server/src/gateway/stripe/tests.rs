//! Against the sandbox on the loopback interface, and against providers that are ill.

use std::net::SocketAddr;
use std::sync::Arc;

use kernel::{AttemptId, Clock, OrderId, Time};
use payment::Movement;
use sandbox::Ledger;
use serde_json::json;
use tokio::net::TcpListener;
use uuid::Uuid;

use super::*;

const API_KEY: &str = "sk_test_sandbox";
const VISA: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
const ORDER: OrderId = OrderId(Uuid::from_u128(1));

#[derive(Debug)]
struct Noon;

impl Clock for Noon {
    fn now(&self) -> Time {
        Time::from_micros(1_795_365_000_000_000)
    }
}

fn stripe(address: SocketAddr, api_key: &str) -> Stripe {
    let settings = StripeSettings::new(format!("http://{address}/"), Secret::new(api_key.to_owned()));
    Stripe::new(settings).expect("a client without TLS")
}

async fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    (listener, address)
}

async fn sandbox_address() -> SocketAddr {
    let ledger = Ledger::in_memory().await.expect("SQLite starts");
    let options = sandbox::Options::new(API_KEY.to_owned(), Arc::new(Noon));
    let (listener, address) = listener().await;
    let router = sandbox::router(ledger, options);
    tokio::spawn(sandbox::serve(listener, router, std::future::pending()));
    address
}

async fn sandboxed() -> Stripe {
    stripe(sandbox_address().await, API_KEY)
}

fn prepare(n: u32) -> Prepare {
    Prepare { attempt: AttemptId::nth(ORDER, n), order: ORDER, amount: Money::won(39_000) }
}

fn confirm(reference: &ProviderRef, card: &str) -> Confirm {
    let method = Secret::new(card.to_owned());
    Confirm { attempt: AttemptId::nth(ORDER, 1), reference: reference.clone(), method }
}

fn refund(reference: &ProviderRef, n: u32, amount: i64) -> RefundCall {
    let refund = RefundId::of(AttemptId::nth(ORDER, n), "cancelled");
    let key = format!("{refund}:1");
    RefundCall { key, refund, reference: reference.clone(), amount: Money::won(amount) }
}

async fn captured(stripe: &Stripe) -> ProviderRef {
    let reference = stripe.prepare(prepare(1)).await.expect("prepared");
    assert_eq!(stripe.confirm(confirm(&reference, VISA)).await, Ok(ProviderState::Captured));
    reference
}

#[tokio::test]
async fn a_payment_is_made_known_then_captured() {
    let stripe = sandboxed().await;
    let reference = stripe.prepare(prepare(1)).await.expect("prepared");
    assert_eq!(stripe.ask(&reference).await, Ok(ProviderState::Open));
    assert_eq!(stripe.confirm(confirm(&reference, VISA)).await, Ok(ProviderState::Captured));
    assert_eq!(stripe.ask(&reference).await, Ok(ProviderState::Captured));
}

#[tokio::test]
async fn the_same_attempt_comes_back_with_the_same_reference() {
    let stripe = sandboxed().await;
    let first = stripe.prepare(prepare(1)).await;
    assert!(first.is_ok());
    assert_eq!(stripe.prepare(prepare(1)).await, first);
    assert_ne!(stripe.prepare(prepare(2)).await, first);
}

#[tokio::test]
async fn a_decline_says_why_and_can_be_closed() {
    for (card, code) in [
        (DECLINED, "declined"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000069", "expired_card"),
        ("1234", "incorrect_number"),
    ] {
        let stripe = sandboxed().await;
        let reference = stripe.prepare(prepare(1)).await.expect("prepared");
        let declined = Ok(ProviderState::Declined { code: code.to_owned() });
        assert_eq!(stripe.confirm(confirm(&reference, card)).await, declined);
        assert_eq!(stripe.close(&reference).await, Ok(ProviderState::Closed));
        assert_eq!(stripe.ask(&reference).await, Ok(ProviderState::Closed));
    }
}

#[tokio::test]
async fn the_last_decline_is_still_known_when_asked_later() {
    let stripe = sandboxed().await;
    let reference = stripe.prepare(prepare(1)).await.expect("prepared");
    let answer = stripe.confirm(confirm(&reference, "4000000000009995")).await;
    assert_eq!(stripe.ask(&reference).await, answer);
}

#[tokio::test]
async fn a_closed_payment_is_never_captured_and_a_captured_one_not_closed() {
    let stripe = sandboxed().await;
    let closed = stripe.prepare(prepare(2)).await.expect("prepared");
    assert_eq!(stripe.close(&closed).await, Ok(ProviderState::Closed));
    assert_eq!(stripe.close(&closed).await, Ok(ProviderState::Closed));
    assert_eq!(stripe.confirm(confirm(&closed, VISA)).await, Ok(ProviderState::Closed));

    let late = stripe.prepare(prepare(3)).await.expect("prepared");
    let again = Confirm { attempt: AttemptId::nth(ORDER, 3), ..confirm(&late, VISA) };
    assert_eq!(stripe.confirm(again).await, Ok(ProviderState::Captured));
    assert_eq!(stripe.close(&late).await, Ok(ProviderState::Captured));
}

#[tokio::test]
async fn a_payment_nobody_heard_of_is_not_found() {
    let stripe = sandboxed().await;
    let nobody = ProviderRef("pi_nobody".to_owned());
    for state in
        [stripe.ask(&nobody).await, stripe.close(&nobody).await, stripe.confirm(confirm(&nobody, VISA)).await]
    {
        assert_eq!(state, Ok(ProviderState::NotFound));
    }
    assert!(matches!(stripe.refunds(&nobody).await, Err(CallError::Unknown(_))));
}

#[tokio::test]
async fn a_refund_is_made_once_and_found_by_its_id() {
    let stripe = sandboxed().await;
    let reference = captured(&stripe).await;
    assert_eq!(stripe.refunds(&reference).await, Ok(Vec::new()));
    for _ in 0..2 {
        let made = stripe.refund(refund(&reference, 1, 9_000)).await;
        assert_eq!(made, Ok(ProviderRefundState::Succeeded));
    }
    let state = ProviderRefundState::Succeeded;
    let id = Some(RefundId::of(AttemptId::nth(ORDER, 1), "cancelled"));
    let ours = ProviderRefund { refund: id, amount: Money::won(9_000), state };
    assert_eq!(stripe.refunds(&reference).await, Ok(vec![ours]));
}

#[tokio::test]
async fn more_than_was_captured_is_refused() {
    let stripe = sandboxed().await;
    let reference = captured(&stripe).await;
    let refused = stripe.refund(refund(&reference, 1, 39_001)).await;
    assert_eq!(refused, Ok(ProviderRefundState::Refused));
}

#[tokio::test]
async fn every_page_of_refunds_is_read() {
    let stripe = sandboxed().await;
    let reference = captured(&stripe).await;
    for n in 0..101 {
        let made = stripe.refund(refund(&reference, n, 1)).await;
        assert_eq!(made, Ok(ProviderRefundState::Succeeded));
    }
    assert_eq!(stripe.refunds(&reference).await.map(|list| list.len()), Ok(101));
}

const HOUR: kernel::time::Span = hours(1);

#[tokio::test]
async fn the_books_show_what_was_captured_and_what_went_back_and_whose_it_is() {
    let stripe = sandboxed().await;
    let reference = captured(&stripe).await;
    assert!(stripe.refund(refund(&reference, 1, 9_000)).await.is_ok());
    let unpaid = stripe.prepare(prepare(2)).await;
    assert!(unpaid.is_ok());

    let now = Noon.now();
    let capture = ProviderTransaction {
        id: reference.0.clone(),
        reference: reference.clone(),
        attempt: Some(AttemptId::nth(ORDER, 1)),
        movement: Movement::Captured,
        amount: Money::won(39_000),
        at: now,
    };
    let books = stripe.transactions(now - HOUR, now + HOUR).await.expect("the books are read");
    let [first, back] = books.as_slice() else { panic!("two movements: {books:?}") };
    assert_eq!(*first, capture);
    let id = RefundId::of(AttemptId::nth(ORDER, 1), "cancelled");
    assert_eq!((back.movement, back.amount), (Movement::Returned(Some(id)), Money::won(9_000)));
    assert_eq!((&back.reference, back.at), (&reference, now));

    for (from, until) in [(now - HOUR, now), (now + HOUR, now + HOUR + HOUR)] {
        assert_eq!(stripe.transactions(from, until).await, Ok(Vec::new()), "another time");
    }
}

#[tokio::test]
async fn every_page_of_the_books_is_read() {
    let stripe = sandboxed().await;
    let reference = captured(&stripe).await;
    for n in 2..103 {
        let known = stripe.prepare(prepare(n)).await;
        assert!(known.is_ok());
        assert_eq!(stripe.refund(refund(&reference, n, 1)).await, Ok(ProviderRefundState::Succeeded));
    }
    let books = stripe.transactions(Noon.now() - HOUR, Noon.now() + HOUR).await.expect("the books are read");
    let captures = books.iter().filter(|it| it.movement == Movement::Captured).count();
    assert_eq!((captures, books.len()), (1, 102), "the capture is the oldest of 102 payments");
}

/// Every call's error, by the order of the port.
async fn errors(stripe: &Stripe) -> Vec<CallError> {
    let reference = ProviderRef("pi_1".to_owned());
    let answers = [
        stripe.prepare(prepare(1)).await.err(),
        stripe.confirm(confirm(&reference, VISA)).await.err(),
        stripe.ask(&reference).await.err(),
        stripe.close(&reference).await.err(),
        stripe.refund(refund(&reference, 1, 1)).await.err(),
        stripe.refunds(&reference).await.err(),
        stripe.transactions(Noon.now() - HOUR, Noon.now()).await.err(),
    ];
    answers.map(|error| error.expect("an ill provider has no answers")).to_vec()
}

fn all_not_sent(errors: &[CallError]) -> bool {
    errors.iter().all(|error| matches!(error, CallError::NotSent(_)))
}

fn all_unknown(errors: &[CallError]) -> bool {
    errors.iter().all(|error| matches!(error, CallError::Unknown(_)))
}

#[tokio::test]
async fn a_refused_connection_was_not_sent() {
    let (listener, address) = listener().await;
    drop(listener);
    let errors = errors(&stripe(address, API_KEY)).await;
    assert!(all_not_sent(&errors), "{errors:?}");
}

#[tokio::test]
async fn a_provider_that_is_down_leaves_the_outcome_unknown() {
    let address = sandbox_address().await;
    let stripe = stripe(address, API_KEY);
    let switch = format!("http://{address}/control");
    let switched = stripe.client.post(switch).json(&json!({ "down": true })).send().await;
    assert!(switched.is_ok_and(|answer| answer.status().is_success()));
    let errors = errors(&stripe).await;
    assert!(all_unknown(&errors), "{errors:?}");
}

#[tokio::test]
async fn a_connection_that_breaks_after_the_request_leaves_the_outcome_unknown() {
    let (listener, address) = listener().await;
    tokio::spawn(async move {
        // Dropped with the request unread: the caller sees a reset.
        while let Ok((stream, _)) = listener.accept().await {
            stream.readable().await.expect("the request arrives");
        }
    });
    let errors = errors(&stripe(address, API_KEY)).await;
    assert!(all_unknown(&errors), "{errors:?}");
}

#[tokio::test]
async fn a_provider_that_never_answers_leaves_the_outcome_unknown() {
    let (listener, address) = listener().await;
    let settings = StripeSettings::new(format!("http://{address}"), Secret::new(API_KEY.to_owned()));
    let hurried = Stripe::new(StripeSettings { timeout: Duration::from_millis(20), ..settings });
    let errors = errors(&hurried.expect("a client without TLS")).await;
    assert!(all_unknown(&errors), "{errors:?}");
    drop(listener);
}

#[tokio::test]
async fn with_a_wrong_key_nothing_is_charged_and_nothing_refused() {
    let stripe = stripe(sandbox_address().await, "sk_test_wrong");
    let errors = errors(&stripe).await;
    assert!(all_not_sent(&errors[..1]), "{errors:?}");
    assert!(all_unknown(&errors[1..]), "{errors:?}");
}

#[test]
fn only_a_readable_and_final_answer_is_definite() {
    let error = json!({ "error": { "type": "card_error", "code": "card_declined" } }).to_string();
    let reused = json!({ "error": { "type": "idempotency_error" } }).to_string();
    for (status, body) in [
        (200, "<html>"),
        (200, "{}"),
        (302, ""),
        (400, "no JSON"),
        (400, reused.as_str()),
        (402, "{\"error\":"),
        (408, error.as_str()),
        (409, error.as_str()),
        (429, error.as_str()),
        (500, error.as_str()),
        (503, error.as_str()),
    ] {
        let status = StatusCode::from_u16(status).expect("a status");
        let answer = read::<Intent>(status, body.as_bytes());
        assert!(matches!(answer, Err(CallError::Unknown(_))), "{status} {body}: {answer:?}");
    }
    let refused = read::<Intent>(StatusCode::PAYMENT_REQUIRED, error.as_bytes());
    assert!(matches!(refused, Ok(Reply::Refused(StatusCode::PAYMENT_REQUIRED, _))));
}

#[test]
fn every_state_of_stripe_has_its_meaning() {
    for (status, state) in [
        ("succeeded", ProviderState::Captured),
        ("canceled", ProviderState::Closed),
        ("requires_action", ProviderState::ActionNeeded),
        ("requires_payment_method", ProviderState::Open),
        ("requires_confirmation", ProviderState::Open),
        ("requires_capture", ProviderState::Open),
        ("processing", ProviderState::Open),
        ("invented_tomorrow", ProviderState::Open),
    ] {
        let intent = json!({ "id": "pi_1", "status": status, "last_payment_error": null });
        let intent: Intent = serde_json::from_value(intent).expect("an intent");
        assert_eq!(intent.state(), state);
    }
}

#[tokio::test]
async fn neither_the_key_nor_the_card_is_ever_written() {
    let stripe = stripe(sandbox_address().await, "sk_test_wrong");
    let reference = ProviderRef("pi_1".to_owned());
    let request = confirm(&reference, VISA);
    let written = format!("{stripe:?} {request:?} {:?}", stripe.confirm(request.clone()).await);
    assert!(!written.contains("sk_test") && !written.contains(VISA), "{written}");
}
