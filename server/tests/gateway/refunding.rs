//! What goes back, once, and how it is found again.

use kernel::Money;
use payment::{ProviderRefund, ProviderRefundState};
use serde_json::json;

use crate::for_every_adapter;
use crate::setup::{Kind, Payment, Setup, TOTAL, refund, refund_id};

const SUCCEEDED: ProviderRefundState = ProviderRefundState::Succeeded;

for_every_adapter![
    money_goes_back_in_parts_and_each_is_listed_by_its_id,
    a_refund_asked_for_twice_is_made_once,
    no_more_goes_back_than_was_captured,
    a_refund_made_by_hand_is_listed_without_an_id,
    nothing_goes_back_of_what_was_never_captured,
    a_refund_that_is_already_there_is_not_made_again_under_the_next_key_once_all_went_back,
    every_refund_is_listed_however_many_there_are,
];

fn made(n: u32, amount: i64) -> ProviderRefund {
    ProviderRefund { refund: Some(refund_id(n)), amount: Money::won(amount), state: SUCCEEDED }
}

/// What the adapter lists, in an order of ours.
async fn listed(it: &Setup, payment: &Payment) -> Vec<ProviderRefund> {
    let mut listed = it.provider.refunds(&payment.reference).await.expect("a list");
    listed.sort_by_key(|refund| refund.amount.amount);
    listed
}

async fn money_goes_back_in_parts_and_each_is_listed_by_its_id(it: &Setup) {
    let payment = it.captured(1).await;
    assert_eq!(listed(it, &payment).await, []);
    assert_eq!(it.refund(&payment, 1, 9_000).await, Ok(SUCCEEDED));
    assert_eq!(listed(it, &payment).await, [made(1, 9_000)]);
    assert_eq!(it.refund(&payment, 2, 30_000).await, Ok(SUCCEEDED));
    assert_eq!(listed(it, &payment).await, [made(1, 9_000), made(2, 30_000)]);
    assert_eq!(it.ask(&payment).await, Ok(payment::ProviderState::Captured), "it was, whatever went back");
    assert_eq!(it.returned().await, [9_000, 30_000]);
}

async fn a_refund_asked_for_twice_is_made_once(it: &Setup) {
    let payment = it.captured(1).await;
    for _ in 0..2 {
        assert_eq!(it.refund(&payment, 1, 9_000).await, Ok(SUCCEEDED));
    }
    assert_eq!(listed(it, &payment).await, [made(1, 9_000)]);
    assert_eq!(it.returned().await, [9_000]);
}

async fn no_more_goes_back_than_was_captured(it: &Setup) {
    let payment = it.captured(1).await;
    assert_eq!(it.refund(&payment, 1, TOTAL + 1).await, Ok(ProviderRefundState::Refused));
    assert_eq!(it.refund(&payment, 2, TOTAL - 1).await, Ok(SUCCEEDED));
    assert_eq!(it.refund(&payment, 3, 2).await, Ok(ProviderRefundState::Refused));
    assert_eq!(it.refund(&payment, 4, 1).await, Ok(SUCCEEDED));
    assert_eq!(it.refund(&payment, 5, 1).await, Ok(ProviderRefundState::Refused));
    assert_eq!(it.returned().await, [TOTAL - 1, 1]);
}

async fn a_refund_made_by_hand_is_listed_without_an_id(it: &Setup) {
    let payment = it.captured(1).await;
    by_hand(it, &payment, 1_000).await;
    assert_eq!(it.refund(&payment, 1, 9_000).await, Ok(SUCCEEDED));
    let by_hand = ProviderRefund { refund: None, amount: Money::won(1_000), state: SUCCEEDED };
    assert_eq!(listed(it, &payment).await, [by_hand, made(1, 9_000)]);
}

/// Somebody gives money back on the provider's own desk.
async fn by_hand(it: &Setup, payment: &Payment, amount: i64) {
    let captures = it.captures().await;
    let intent = captures.first().expect("captured").intent.as_str();
    let amount_text = amount.to_string();
    let request = match it.kind {
        Kind::StripeWithOurPage | Kind::StripeWithItsPage => it
            .browser
            .post(format!("{}/v1/refunds", it.url))
            .bearer_auth(it.kind.key())
            .form(&[("payment_intent", intent), ("amount", &amount_text)]),
        Kind::Toss => it
            .browser
            .post(format!("{}/toss/v1/payments/{}/cancel", it.url, payment.reference.0))
            .basic_auth(it.kind.key(), Some(""))
            .json(&json!({ "cancelReason": "고객 변심", "cancelAmount": amount })),
    };
    request.send().await.unwrap().error_for_status().unwrap();
}

async fn nothing_goes_back_of_what_was_never_captured(it: &Setup) {
    let payment = it.prepared(1).await;
    let refused = it.refund(&payment, 1, 1).await;
    assert!(matches!(refused, Ok(ProviderRefundState::Refused) | Err(_)), "{refused:?}");
    assert_eq!(it.captures().await, []);
}

async fn a_refund_that_is_already_there_is_not_made_again_under_the_next_key_once_all_went_back(it: &Setup) {
    let payment = it.captured(1).await;
    assert_eq!(it.refund(&payment, 1, TOTAL).await, Ok(SUCCEEDED));
    let next = payment::RefundCall { key: format!("{}:2", refund_id(1)), ..refund(&payment, 1, TOTAL) };
    let again = it.provider.refund(next).await;
    // Toss keeps no other trace of ours than its list, so it is looked for there before a no is believed.
    let expected = if it.kind == Kind::Toss { SUCCEEDED } else { ProviderRefundState::Refused };
    assert_eq!(again, Ok(expected));
    assert_eq!(it.returned().await, [TOTAL]);
}

async fn every_refund_is_listed_however_many_there_are(it: &Setup) {
    let payment = it.captured(1).await;
    for n in 0..101 {
        assert_eq!(it.refund(&payment, n, 1).await, Ok(SUCCEEDED));
    }
    let ids: std::collections::HashSet<_> =
        listed(it, &payment).await.into_iter().map(|refund| refund.refund).collect();
    assert_eq!(ids.len(), 101);
}
