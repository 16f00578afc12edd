//! What a payment decides, as a pure matter.

use kernel::Time;
use kernel::time::{minutes, seconds};
use serde_json::{Value, json};

use crate::cards::Card;
use crate::faults::{Late, Shown};
use crate::ledger::timers::Effect;
use crate::toss::payments::{Change, Payment, Status};
use crate::toss::requests::{Cancel, Confirmation, NewPayment};
use crate::toss::{Refusal, transactions};

const NOW: Time = Time::from_micros(1_795_365_000_000_000);

fn new(changes: &[(&str, Value)]) -> NewPayment {
    let mut body = json!({
        "method": "CARD",
        "amount": 39000,
        "orderId": "order-1",
        "orderName": "누빔 코트",
        "successUrl": "http://shop.test/paid",
        "failUrl": "http://shop.test/failed",
    });
    for (field, value) in changes {
        body[field] = value.clone();
    }
    serde_json::from_value(body).expect("all fields")
}

fn ready() -> Payment {
    new(&[]).open("key".to_owned(), "http://127.0.0.1:1".to_owned(), NOW)
}

fn authenticated(card: &str) -> Payment {
    ready().choose(Card::of_number(card).expect("a test card"), NOW).expect("it waits").payment
}

fn confirm(payment: Payment, late: Option<Late>) -> Result<Change, Refusal> {
    let asked: Confirmation =
        serde_json::from_value(json!({ "paymentKey": "key", "orderId": "order-1", "amount": 39000 }))
            .expect("all fields");
    payment.confirm(&asked, "T1".to_owned(), late, NOW)
}

fn done() -> Payment {
    confirm(authenticated("4242424242424242"), None).expect("approved").payment
}

fn cancel(payment: Payment, amount: Option<i64>) -> Result<Change, Refusal> {
    let asked: Cancel = serde_json::from_value(json!({ "cancelReason": "변심", "cancelAmount": amount }))
        .expect("all fields");
    payment.cancel(asked, "T2".to_owned(), NOW)
}

#[test]
fn a_new_payment_is_checked_field_by_field() {
    assert!(new(&[]).checked().is_ok());
    for (field, value) in [
        ("method", json!("TRANSFER")),
        ("amount", json!(0)),
        ("amount", json!(100_000_000)),
        ("orderId", json!("short")),
        ("orderId", json!("order 1")),
        ("orderName", json!("")),
        ("successUrl", json!("javascript:alert(1)")),
        ("failUrl", json!("shop.test")),
    ] {
        let refused = new(&[(field, value)]).checked().expect_err(field);
        assert_eq!(refused.code, "INVALID_REQUEST");
    }
}

#[test]
fn the_window_waits_thirty_minutes_and_the_confirmation_ten() {
    assert_eq!(ready().expires_at, NOW + minutes(30));
    assert_eq!(ready().expire(NOW + minutes(30) - seconds(1)), None);
    let expired = ready().expire(NOW + minutes(30)).expect("too late").payment;
    assert_eq!(expired.status, Status::Expired);
    let card = Card::of_number("4242424242424242").expect("a test card");
    let change = ready().choose(card, NOW).expect("it waits");
    assert_eq!(change.timer, Some((NOW + minutes(10), Effect::ExpirePayment)));
    assert_eq!(confirm(expired, None), Err(Refusal::NO_SESSION));
    assert_eq!(done().expire(NOW + minutes(60)), None);
}

#[test]
fn only_an_authenticated_payment_is_confirmed_and_only_once() {
    assert_eq!(confirm(ready(), None), Err(Refusal::NO_SESSION));
    assert_eq!(confirm(done(), None), Err(Refusal::ALREADY_PROCESSED));
    let asked: Confirmation =
        serde_json::from_value(json!({ "paymentKey": "key", "orderId": "order-1", "amount": 1 }))
            .expect("all fields");
    let refused = authenticated("4242424242424242").confirm(&asked, "T1".to_owned(), None, NOW);
    assert_eq!(refused.expect_err("another amount").code, "INVALID_REQUEST");
}

#[test]
fn a_refused_card_aborts_and_an_issuer_that_cannot_be_asked_does_not() {
    for (card, code, status) in [
        ("4000000000000002", "REJECT_CARD_COMPANY", Status::Aborted),
        ("4000000000009995", "REJECT_CARD_PAYMENT", Status::Aborted),
        ("4000000000000119", "FAILED_INTERNAL_SYSTEM_PROCESSING", Status::InProgress),
    ] {
        let change = confirm(authenticated(card), None).expect("an answer");
        assert_eq!((change.refusal.map(|refusal| refusal.code), change.payment.status), (Some(code), status));
        assert_eq!(change.transaction, None);
    }
}

#[test]
fn a_late_success_is_refused_first_and_approved_afterwards() {
    for (shown, status) in [(Shown::Declined, Status::Aborted), (Shown::Processing, Status::InProgress)] {
        let late = Late { shown, delay: minutes(1) };
        let change = confirm(authenticated("4242424242424242"), Some(late)).expect("an answer");
        assert_eq!((change.payment.status, change.refusal.is_some()), (status, true));
        assert_eq!(change.timer, Some((NOW + minutes(1), Effect::ApprovePayment)));
        let approved = change.payment.approve_late("T9".to_owned(), NOW + minutes(1)).expect("it waits");
        assert_eq!(approved.payment.status, Status::Done);
        assert_eq!(approved.payment.failure, None);
    }
    assert_eq!(done().approve_late("T9".to_owned(), NOW), None);
}

#[test]
fn cancels_never_exceed_what_was_approved() {
    let part = cancel(done(), Some(9_000)).expect("a part").payment;
    assert_eq!((part.status, part.balance()), (Status::PartialCanceled, 30_000));
    assert_eq!(cancel(part.clone(), Some(30_001)), Err(Refusal::NOT_CANCELABLE_AMOUNT));
    assert_eq!(cancel(part.clone(), Some(0)).expect_err("nothing").code, "INVALID_REQUEST");
    let change = cancel(part, None).expect("the rest");
    let transaction = change.transaction.expect("a cancel");
    assert_eq!((transaction.amount, transaction.balance), (30_000, 0));
    assert_eq!(change.payment.status, Status::Canceled);
    assert_eq!(cancel(change.payment, None), Err(Refusal::ALREADY_CANCELED));
    assert_eq!(cancel(ready(), None), Err(Refusal::NOT_CANCELABLE));
}

#[test]
fn a_span_of_transactions_is_read_as_seoul_writes_it() {
    let query = |from: &str, to: &str| -> transactions::Query {
        serde_json::from_value(json!({ "startDate": from, "endDate": to })).expect("a query")
    };
    let (from, until) = query("2026-11-23", "2026-11-23T10:02:41").span().expect("a span");
    assert_eq!(from.datetime(), "2026-11-23T00:00:00+09:00");
    assert_eq!(until.datetime(), "2026-11-23T10:02:42+09:00");
    for (from, to) in [("", ""), ("2026-11-24", "2026-11-23"), ("23/11/2026", "2026-11-23")] {
        assert!(query(from, to).span().is_err(), "{from} {to}");
    }
}
