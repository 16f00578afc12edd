//! What is charged, when, and what is said of it.

use kernel::time::minutes;
use payment::{CallError, CapturedBy, ProviderRef, ProviderState};
use server::gateway::returns::PATH;
use server::gateway::wire::Patience;

use crate::for_every_adapter;
use crate::setup::{DECLINED, Kind, Payment, SHOP, Setup, TOTAL, VISA, prepare};

for_every_adapter![
    the_same_attempt_has_one_reference,
    what_is_prepared_is_not_captured_and_can_be_paid,
    what_is_paid_is_captured_once,
    only_who_the_capabilities_name_takes_the_money,
    a_decline_says_why_and_nothing_is_captured,
    a_decline_is_final_unless_the_capabilities_say_otherwise,
    a_buyer_who_leaves_the_page_has_not_paid,
    an_issuer_that_asks_is_told_yes,
    an_issuer_that_asks_is_told_no,
    what_was_closed_is_never_captured,
    what_was_captured_is_not_closed,
    a_payment_nobody_heard_of_is_not_found,
    with_a_wrong_key_nothing_is_charged_and_nothing_refused,
];

async fn the_same_attempt_has_one_reference(it: &Setup) {
    let first = it.provider.prepare(prepare(1)).await;
    assert!(first.is_ok(), "{first:?}");
    assert_eq!(it.provider.prepare(prepare(1)).await, first);
    let other = it.provider.prepare(prepare(2)).await;
    assert_ne!(other.map(|other| other.reference), first.map(|first| first.reference));
}

async fn what_is_prepared_is_not_captured_and_can_be_paid(it: &Setup) {
    let payment = it.prepared(1).await;
    let expected = match it.provider.capabilities().captured_by {
        CapturedBy::Confirm => ProviderState::Open,
        CapturedBy::Page | CapturedBy::ConfirmAfterPage => {
            assert!(payment.page.is_some(), "the buyer is led nowhere");
            ProviderState::ActionNeeded { page: payment.page.clone() }
        }
    };
    assert_eq!(it.ask(&payment).await, Ok(expected));
    assert_eq!(it.captures().await, []);
}

async fn what_is_paid_is_captured_once(it: &Setup) {
    let payment = it.captured(1).await;
    assert_eq!(it.ask(&payment).await, Ok(ProviderState::Captured));
    if it.provider.capabilities().captured_by != CapturedBy::Page {
        assert_eq!(it.confirm(&payment, VISA).await, Ok(ProviderState::Captured));
    }
    let captures = it.captures().await;
    let [capture] = captures.as_slice() else { panic!("{captures:?}") };
    assert_eq!((capture.amount, capture.currency.as_str()), (TOTAL, "krw"));
    assert_eq!(capture.metadata["attempt"], payment.attempt.to_string());
}

async fn only_who_the_capabilities_name_takes_the_money(it: &Setup) {
    match it.provider.capabilities().captured_by {
        CapturedBy::Confirm => {
            let payment = it.prepared(1).await;
            assert_eq!(payment.page, None);
            it.confirm(&payment, VISA).await.unwrap();
            assert!(it.has_captured(&payment).await);
        }
        CapturedBy::Page => {
            let payment = it.prepared(1).await;
            it.does(&page(&payment), "card", VISA).await;
            assert!(it.has_captured(&payment).await, "the page alone");
        }
        CapturedBy::ConfirmAfterPage => {
            let (early, payment) = (it.prepared(1).await, it.prepared(2).await);
            let waits = ProviderState::ActionNeeded { page: early.page.clone() };
            assert_eq!(it.confirm(&early, "").await, Ok(waits), "the confirm alone");
            it.does(&page(&payment), "card", VISA).await;
            assert_eq!(it.captures().await, [], "the page alone");
            assert_eq!(it.ask(&payment).await, Ok(ProviderState::Open));
            assert_eq!(it.confirm(&payment, "").await, Ok(ProviderState::Captured));
            assert!(it.has_captured(&payment).await);
        }
    }
}

async fn a_decline_says_why_and_nothing_is_captured(it: &Setup) {
    let cards = [
        (DECLINED, "declined"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000069", "expired_card"),
        ("4000000000000127", "declined"),
    ];
    for (n, (card, code)) in (1..).zip(cards) {
        let payment = it.prepared(n).await;
        let declined = declined(it, &payment, code);
        assert_eq!(it.pays(&payment, card).await, Ok(declined.clone()), "{card}");
        assert_eq!(it.ask(&payment).await, Ok(declined), "{card}");
    }
    if it.kind == Kind::StripeWithOurPage {
        let declined = ProviderState::Declined { code: "incorrect_number".to_owned() };
        assert_eq!(it.pays(&it.prepared(9).await, "1234").await, Ok(declined));
    }
    assert_eq!(it.captures().await, []);
}

/// A decline as the shop hears of it. On a page that takes the money by itself the buyer may choose again at once.
fn declined(it: &Setup, payment: &Payment, code: &str) -> ProviderState {
    match it.provider.capabilities().captured_by {
        CapturedBy::Page => ProviderState::ActionNeeded { page: payment.page.clone() },
        CapturedBy::Confirm | CapturedBy::ConfirmAfterPage => {
            ProviderState::Declined { code: code.to_owned() }
        }
    }
}

async fn a_decline_is_final_unless_the_capabilities_say_otherwise(it: &Setup) {
    let declined = it.prepared(1).await;
    it.pays(&declined, DECLINED).await.unwrap();
    // Under another key: the first one keeps its answer.
    let again = Payment { attempt: it.prepared(2).await.attempt, ..declined.clone() };
    let after = it.pays(&again, VISA).await;
    let can_still_be_captured = it.provider.capabilities().close_after_decline;
    assert_eq!(after == Ok(ProviderState::Captured), can_still_be_captured, "{after:?}");
    assert_eq!(it.has_captured(&declined).await, can_still_be_captured);
}

async fn a_buyer_who_leaves_the_page_has_not_paid(it: &Setup) {
    let payment = it.prepared(1).await;
    match it.kind {
        Kind::StripeWithOurPage => {}
        Kind::StripeWithItsPage => {
            let shown = it.browser.get(page(&payment)).send().await.unwrap().text().await.unwrap();
            let way_out = format!("href=\"{SHOP}{PATH}?attempt={}", payment.attempt);
            assert!(shown.contains(&way_out) && shown.contains("aborted=1"), "{shown}");
            // A link tells the provider nothing.
            let waits = ProviderState::ActionNeeded { page: payment.page.clone() };
            assert_eq!(it.ask(&payment).await, Ok(waits));
        }
        Kind::Toss => {
            let to = it.does(&page(&payment), "leave", "yes").await;
            assert!(to.starts_with(&format!("{SHOP}{PATH}?attempt={}", payment.attempt)), "{to}");
            assert!(to.contains("&aborted=1&code=PAY_PROCESS_CANCELED&"), "{to}");
            assert_eq!(it.ask(&payment).await, Ok(ProviderState::Closed));
        }
    }
    assert_eq!(it.close(&payment).await, Ok(ProviderState::Closed));
    assert_eq!(it.pays(&payment, VISA).await, Ok(ProviderState::Closed));
    assert_eq!(it.captures().await, []);
}

async fn an_issuer_that_asks_is_told_yes(it: &Setup) {
    let payment = it.prepared(1).await;
    let question = it.is_asked(&payment).await;
    let asked = it.ask(&payment).await;
    assert!(matches!(asked, Ok(ProviderState::ActionNeeded { page: Some(_) })), "{asked:?}");
    assert_eq!(it.answers(&payment, &question, "approve").await, Ok(ProviderState::Captured));
    assert!(it.has_captured(&payment).await);
}

async fn an_issuer_that_asks_is_told_no(it: &Setup) {
    let payment = it.prepared(1).await;
    let question = it.is_asked(&payment).await;
    let declined = declined(it, &payment, "declined");
    assert_eq!(it.answers(&payment, &question, "refuse").await, Ok(declined));
    assert_eq!(it.captures().await, []);
}

async fn what_was_closed_is_never_captured(it: &Setup) {
    let payment = it.prepared(1).await;
    if it.kind == Kind::Toss {
        // It closes by itself, and until then answers as it stands.
        let waits = ProviderState::ActionNeeded { page: payment.page.clone() };
        assert_eq!(it.close(&payment).await, Ok(waits));
        it.advance(minutes(30));
    }
    for _ in 0..2 {
        assert_eq!(it.close(&payment).await, Ok(ProviderState::Closed));
    }
    assert_eq!(it.pays(&payment, VISA).await, Ok(ProviderState::Closed));
    assert_eq!(it.ask(&payment).await, Ok(ProviderState::Closed));
    assert_eq!(it.captures().await, []);
}

async fn what_was_captured_is_not_closed(it: &Setup) {
    let payment = it.captured(1).await;
    assert_eq!(it.close(&payment).await, Ok(ProviderState::Captured));
    assert!(it.has_captured(&payment).await);
}

async fn a_payment_nobody_heard_of_is_not_found(it: &Setup) {
    let nobody = nobody(it.kind);
    assert_eq!(it.ask(&nobody).await, Ok(ProviderState::NotFound));
    assert_eq!(it.close(&nobody).await, Ok(ProviderState::NotFound));
    if it.provider.capabilities().captured_by != CapturedBy::Page {
        assert_eq!(it.confirm(&nobody, VISA).await, Ok(ProviderState::NotFound));
    }
    assert!(matches!(it.provider.refunds(&nobody.reference).await, Err(CallError::Unknown(_))));
}

async fn with_a_wrong_key_nothing_is_charged_and_nothing_refused(it: &Setup) {
    let payment = it.captured(1).await;
    let stranger = it.kind.adapter(&it.url, "sk_test_wrong", Patience::default().total);
    let prepared = stranger.prepare(prepare(2)).await;
    assert!(matches!(prepared, Err(CallError::NotSent(_))), "{prepared:?}");
    let errors = crate::faults::errors(stranger.as_ref(), &payment).await;
    assert!(errors[1..].iter().all(|error| matches!(error, CallError::Unknown(_))), "{errors:?}");
    let written = format!("{prepared:?} {errors:?}");
    assert!(!written.contains("sk_test") && !written.contains(VISA), "{written}");
}

/// The page on which this payment is paid.
fn page(payment: &Payment) -> String {
    payment.page.clone().expect("a page of the provider").0
}

/// A payment that was never made known.
fn nobody(kind: Kind) -> Payment {
    let reference = match kind {
        Kind::StripeWithOurPage => "pi_nobody",
        Kind::StripeWithItsPage => "cs_nobody",
        Kind::Toss => "nobody",
    };
    Payment { attempt: prepare(1).attempt, reference: ProviderRef(reference.to_owned()), page: None }
}
