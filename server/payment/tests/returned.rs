//! Paying on the provider's page: where the buyer is led, what coming back means, and that it charges once at most.

#[allow(dead_code, reason = "other tests use the rest")]
mod common;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "common/ports.rs"]
mod ports;

use common::{ORDER, TOTAL, id};
use events::{Event, PaymentFailure, Unavailable};
use kernel::time::{Span, minutes, seconds};
use kernel::{Money, Secret};
use payment::{
    Attempt, AttemptState, Capabilities, CapturedBy, Claim, ProviderRef, ProviderState, Reply, Returned,
};
use ports::{CallFault, LIKE_STRIPE, Shop, name_of, page_of, shop_with};

/// As Stripe with its own page.
const WITH_A_PAGE: Capabilities =
    Capabilities { captured_by: CapturedBy::Page, close_after_decline: false, ..LIKE_STRIPE };

/// As Toss: its window first, then our confirm.
const WINDOW_FIRST: Capabilities = Capabilities { captured_by: CapturedBy::ConfirmAfterPage, ..WITH_A_PAGE };

/// A shop whose buyer has been led to the provider's page.
async fn led_away(capabilities: Capabilities) -> Shop {
    let shop = shop_with(capabilities, 8);
    let reply = shop.service.pay(ORDER, id(1), TOTAL, Secret::new(String::new())).await;
    assert_eq!(reply, Ok(Reply::ActionNeeded(page_of(id(1)))));
    shop
}

impl Shop {
    fn row(&self) -> Attempt {
        self.database.rows().attempts[&id(1)].clone()
    }

    /// What became of the payment on the provider's page.
    fn on_page(&self, state: ProviderState) {
        self.provider.books().payments.insert(name_of(id(1)).0, state);
    }

    async fn comes_back(&self, claim: Claim) -> Result<Returned, Unavailable> {
        self.service.returned(id(1), claim).await
    }

    async fn after(&self, span: Span) {
        self.clock.later(span);
        self.service.tick().await.expect("the database is there");
    }

    fn names(&self) -> Vec<&'static str> {
        self.database.rows().events.iter().map(Event::name).collect()
    }
}

/// As Toss says it.
fn told() -> Claim {
    Claim { reference: Some(name_of(id(1))), amount: Some(TOTAL), aborted: false }
}

fn aborted() -> Claim {
    Claim { aborted: true, ..Claim::default() }
}

fn replied(reply: Reply) -> Result<Returned, Unavailable> {
    Ok(Returned::Reply(reply))
}

#[tokio::test]
async fn a_buyer_is_led_to_the_page_and_nothing_is_charged_by_that() {
    for capabilities in [WITH_A_PAGE, WINDOW_FIRST] {
        let shop = led_away(capabilities).await;
        assert_eq!(shop.provider.calls(), ["prepare"]);
        assert_eq!((shop.row().state, shop.row().page), (AttemptState::ActionNeeded, Some(page_of(id(1)))));
        assert_eq!(shop.names(), ["PaymentActionNeeded"]);
        let again = shop.service.pay(ORDER, id(1), TOTAL, Secret::new(String::new())).await;
        assert_eq!(again, Ok(Reply::ActionNeeded(page_of(id(1)))), "a second click leads to the same page");
        assert_eq!(shop.provider.calls(), ["prepare"]);
    }
}

#[tokio::test]
async fn coming_back_asks_the_provider_and_believes_only_its_answer() {
    let shop = led_away(WITH_A_PAGE).await;
    let page = Some(page_of(id(1)));
    assert_eq!(shop.comes_back(Claim::default()).await, replied(Reply::ActionNeeded(page_of(id(1)))));
    shop.on_page(ProviderState::Captured);
    assert_eq!(shop.comes_back(Claim::default()).await, replied(Reply::Approved));
    assert_eq!(shop.comes_back(Claim::default()).await, replied(Reply::Approved));
    assert_eq!(shop.provider.calls(), ["prepare", "ask", "ask"]);
    assert_eq!((shop.row().state, shop.row().page), (AttemptState::Approved, page));
}

#[tokio::test]
async fn who_paid_and_never_comes_back_is_found_within_a_minute() {
    let shop = led_away(WITH_A_PAGE).await;
    shop.on_page(ProviderState::Captured);
    shop.after(minutes(1)).await;
    assert_eq!(shop.row().state, AttemptState::Approved);
}

#[tokio::test]
async fn after_the_window_our_confirm_takes_the_money_once() {
    let shop = led_away(WINDOW_FIRST).await;
    shop.on_page(ProviderState::Open);
    let (first, second) = tokio::join!(shop.comes_back(told()), shop.comes_back(told()));
    assert!([&first, &second].contains(&&replied(Reply::Approved)), "{first:?} {second:?}");
    assert_eq!(shop.comes_back(told()).await, replied(Reply::Approved));
    assert_eq!(shop.provider.count("confirm"), 1);
    // The provider found the row of the confirmation as sent.
    let calls = shop.provider.books().calls.clone();
    assert!(calls.contains(&("confirm", Some(AttemptState::Sent))), "{calls:?}");
}

#[tokio::test]
async fn who_comes_back_as_the_row_is_asked_about_is_charged_all_the_same() {
    let shop = led_away(WINDOW_FIRST).await;
    shop.on_page(ProviderState::Open);
    shop.database.rows().meanwhile = Some(Box::new(|row| row.asks += 1));
    assert_eq!(shop.comes_back(told()).await, replied(Reply::Approved));
    assert_eq!(shop.provider.count("confirm"), 1);
}

#[tokio::test]
async fn who_comes_back_as_another_charges_is_charged_once() {
    let shop = led_away(WINDOW_FIRST).await;
    shop.on_page(ProviderState::Open);
    shop.database.rows().meanwhile = Some(Box::new(|row| row.state = AttemptState::Sent));
    assert_eq!(shop.comes_back(told()).await, replied(Reply::Checking));
    assert_eq!(shop.provider.count("confirm"), 0, "the other one asks for the money");
}

#[tokio::test]
async fn who_comes_back_before_the_window_is_done_is_not_charged_and_asked_about() {
    let shop = led_away(WINDOW_FIRST).await;
    let waits = Reply::ActionNeeded(page_of(id(1)));
    assert_eq!(shop.comes_back(Claim::default()).await, replied(waits));
    assert_eq!(shop.provider.calls(), ["prepare", "ask"]);
    shop.on_page(ProviderState::Open);
    assert_eq!(shop.comes_back(told()).await, replied(Reply::Approved));
}

#[tokio::test]
async fn who_comes_back_to_an_order_that_was_cancelled_is_not_charged() {
    let shop = led_away(WINDOW_FIRST).await;
    shop.on_page(ProviderState::Open);
    shop.order.no_more();
    assert_eq!(shop.comes_back(told()).await, replied(Reply::Declined(PaymentFailure::Abandoned)));
    assert_eq!(shop.provider.calls(), ["prepare"]);
}

#[tokio::test]
async fn a_lost_answer_to_the_confirm_is_unknown_and_found_out() {
    let shop = led_away(WINDOW_FIRST).await;
    shop.on_page(ProviderState::Open);
    shop.provider.fails("confirm", [CallFault::AnswerLost]);
    assert_eq!(shop.comes_back(told()).await, replied(Reply::Checking));
    assert_eq!(shop.comes_back(told()).await, replied(Reply::Checking), "it is not asked for again");
    shop.after(seconds(2)).await;
    assert_eq!(shop.row().state, AttemptState::Approved);
    assert_eq!(shop.provider.count("confirm"), 1);
}

#[tokio::test]
async fn another_payment_or_amount_is_forged_and_asks_for_nothing() {
    for claim in [
        Claim { reference: Some(ProviderRef("pi_other".to_owned())), ..told() },
        Claim { amount: Some(Money::won(1)), ..told() },
    ] {
        let shop = led_away(WINDOW_FIRST).await;
        shop.on_page(ProviderState::Open);
        assert_eq!(shop.comes_back(claim).await, Ok(Returned::Forged));
        assert_eq!(shop.service.returned(id(2), told()).await, Ok(Returned::Forged), "nobody knows it");
        assert_eq!(shop.service.hints().counts().forged, 2);
        assert_eq!(shop.provider.calls(), ["prepare"]);
        assert_eq!(shop.row().state, AttemptState::ActionNeeded);
    }
}

#[tokio::test]
async fn a_buyer_who_leaves_the_page_can_pay_again_at_once() {
    let shop = led_away(WITH_A_PAGE).await;
    let abandoned = Reply::Declined(PaymentFailure::Abandoned);
    assert_eq!(shop.comes_back(aborted()).await, replied(abandoned));
    assert_eq!(shop.provider.calls(), ["prepare", "close"]);
    assert_eq!(shop.names(), ["PaymentActionNeeded", "PaymentDeclined"]);
}

#[tokio::test]
async fn leaving_when_it_is_too_late_is_having_paid() {
    let shop = led_away(WITH_A_PAGE).await;
    shop.on_page(ProviderState::Captured);
    assert_eq!(shop.service.abandon(id(1)).await, Ok(Reply::Approved));
}

#[tokio::test]
async fn where_our_confirm_charges_the_row_alone_closes_and_a_late_way_back_meets_it() {
    for leaves in [true, false] {
        let shop = led_away(WINDOW_FIRST).await;
        if leaves {
            assert_eq!(shop.comes_back(aborted()).await, replied(Reply::Declined(PaymentFailure::Abandoned)));
        } else {
            shop.after(minutes(10)).await;
        }
        assert_eq!(shop.row().state, AttemptState::Declined);
        shop.on_page(ProviderState::Open);
        assert_eq!(shop.comes_back(told()).await, replied(Reply::Declined(PaymentFailure::Abandoned)));
        assert_eq!((shop.provider.count("confirm"), shop.provider.count("close")), (0, 0));
    }
}

#[tokio::test]
async fn nobody_comes_back_in_time_to_be_charged_after_it() {
    let shop = led_away(WINDOW_FIRST).await;
    shop.on_page(ProviderState::Open);
    shop.clock.later(minutes(10));
    assert_eq!(shop.comes_back(told()).await, replied(Reply::ActionNeeded(page_of(id(1)))));
    assert_eq!(shop.provider.count("confirm"), 0);
}

#[tokio::test]
async fn while_the_gate_is_shut_the_buyer_may_come_back_again() {
    let shop = led_away(WINDOW_FIRST).await;
    shop.on_page(ProviderState::Open);
    let shut = shop.behind_a_shut_gate();
    assert_eq!(shut.returned(id(1), told()).await, replied(Reply::ActionNeeded(page_of(id(1)))));
    assert_eq!(shop.row().state, AttemptState::ActionNeeded);
    assert_eq!(shop.comes_back(told()).await, replied(Reply::Approved));
}

#[tokio::test]
async fn who_leaves_as_the_confirm_leaves_closes_nothing() {
    let shop = led_away(WINDOW_FIRST).await;
    shop.on_page(ProviderState::Open);
    shop.database.rows().meanwhile = Some(Box::new(|row| row.state = AttemptState::Sent));
    assert_eq!(shop.service.abandon(id(1)).await, Ok(Reply::Checking));
    assert_eq!((shop.row().state, shop.names()), (AttemptState::Sent, vec!["PaymentActionNeeded"]));
}

#[tokio::test]
async fn while_a_confirm_may_still_arrive_the_row_does_not_wait_for_the_buyer_again() {
    let shop = led_away(WINDOW_FIRST).await;
    shop.provider.fails("confirm", [CallFault::RequestLost]);
    assert_eq!(shop.comes_back(told()).await, replied(Reply::Checking), "they had not finished");
    shop.order.no_more();
    for span in [seconds(2), seconds(5), seconds(15)] {
        shop.after(span).await;
        assert_eq!(shop.row().state, AttemptState::Unknown);
        assert_eq!(shop.service.abandon(id(1)).await, Ok(Reply::Checking), "the row cannot close itself");
    }
    shop.after(minutes(1)).await;
    assert_eq!(shop.row().state, AttemptState::ActionNeeded);
    assert_eq!(shop.service.abandon(id(1)).await, Ok(Reply::Declined(PaymentFailure::Abandoned)));
}

#[tokio::test]
async fn who_came_back_too_early_can_finish_and_come_back_again() {
    let shop = led_away(WINDOW_FIRST).await;
    assert_eq!(shop.comes_back(told()).await, replied(Reply::ActionNeeded(page_of(id(1)))));
    shop.on_page(ProviderState::Open);
    assert_eq!(shop.comes_back(told()).await, replied(Reply::Approved));
}

#[tokio::test]
async fn an_answer_that_passes_says_nothing_of_a_row_that_has_moved_on() {
    let shop = shop_with(WINDOW_FIRST, 8);
    shop.provider.fails("prepare", [CallFault::AnswerLost]);
    // The reconciler has found the page, the buyer has been there and back: another confirm is under way.
    shop.database.rows().meanwhile = Some(Box::new(|row| row.reference = Some(name_of(id(1)))));
    let reply = shop.service.pay(ORDER, id(1), TOTAL, Secret::new(String::new())).await;
    assert_eq!((reply, shop.row().state), (Ok(Reply::Checking), AttemptState::Sent));
}

#[tokio::test]
async fn a_confirm_that_would_leave_late_stays_here() {
    let shop = led_away(WINDOW_FIRST).await;
    shop.on_page(ProviderState::Open);
    shop.database.rows().slow_attempt = Some(seconds(15));
    assert_eq!(shop.comes_back(told()).await, replied(Reply::Checking));
    assert_eq!((shop.provider.count("confirm"), shop.row().state), (0, AttemptState::Sent));
}
