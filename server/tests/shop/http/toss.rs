//! Paying in Toss's window: the buyer authenticates there, and only our confirm takes the money once they came back.

use app::services::Webhooks;
use kernel::time::{minutes, seconds};
use order::State;
use serde_json::{Value, json};
use server::gateway::Way;
use server::gateway::returns::Returns;

use super::page::{Paying, pay};
use super::*;
use crate::shop::ADDRESS;

const VISA: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
/// Asks the buyer at their bank first.
const ASKS: &str = "4000002760003184";
const CONFIRM: &str = "POST /toss/v1/payments/confirm";

/// A buyer with an order, led to Toss's window.
async fn at_the_window() -> Paying {
    let front = Front::of(TestShop::paying(Way::Toss).await, |settings| settings.webhooks = Webhooks::Toss);
    Paying::at(front, "").await
}

impl Paying {
    async fn confirms(&self) -> u64 {
        self.front.shop.sandbox_calls(CONFIRM).await
    }

    /// The next confirmation meets this fault.
    async fn confirm_meets(&self, fault: Value) {
        self.front.shop.set_sandbox_faults(json!([{ "fault": fault, "on": CONFIRM, "times": 1 }])).await;
    }

    fn attempt(&self) -> AttemptId {
        AttemptId::nth(self.bought.order, 1)
    }

    fn forged(&self) -> u64 {
        self.front.shop.shop.services.payment.hints().counts().forged
    }

    async fn is_told_to_choose_again(&self, way_back: &str) {
        self.comes_back(way_back).await.leads_to(&format!("{}/pay", self.order_page()));
        assert_eq!(self.state().await, State::AwaitingPayment);
        assert_eq!(self.front.shop.captures().await, []);
    }
}

#[tokio::test]
async fn a_buyer_authenticates_in_the_window_and_is_charged_on_the_way_back() {
    let paying = at_the_window().await;
    assert!(paying.page.contains("/toss/window/"), "{}", paying.page);
    let back = paying.does("card", VISA).await;
    assert!(back.contains("paymentKey=") && back.contains("orderId=") && back.contains("amount="), "{back}");
    assert_eq!(paying.front.shop.captures().await, [], "the window takes nothing");
    paying.comes_back(&back).await.leads_to(&format!("{}?placed=1", paying.order_page()));
    assert_eq!(paying.state().await, State::Paid);
    assert_eq!(paying.front.shop.captures().await.len(), 1);
    paying.is_sound().await;
}

#[tokio::test]
async fn who_comes_back_twice_or_in_two_tabs_is_charged_once() {
    let paying = at_the_window().await;
    let back = paying.does("card", VISA).await;
    let (first, second) = tokio::join!(paying.comes_back(&back), paying.comes_back(&back));
    for answer in [first, second, paying.comes_back(&back).await] {
        answer.leads_to(&paying.order_page());
    }
    assert_eq!(paying.state().await, State::Paid);
    assert_eq!(paying.confirms().await, 1);
    assert_eq!(paying.front.shop.captures().await.len(), 1);
    paying.is_sound().await;
}

#[tokio::test]
async fn a_bank_that_asks_first_is_told_yes_or_no() {
    for (decision, state) in [("approve", State::Paid), ("refuse", State::AwaitingPayment)] {
        let paying = at_the_window().await;
        let stays = paying.does("card", ASKS).await;
        assert!(stays.starts_with("/toss/window/"), "{stays}");
        let back = paying.does("decision", decision).await;
        paying.comes_back(&back).await.leads_to(&paying.order_page());
        assert_eq!(paying.state().await, state, "{decision}");
        paying.is_sound().await;
    }
}

#[tokio::test]
async fn a_card_that_is_declined_on_the_way_back_can_be_changed_for_another() {
    let paying = at_the_window().await;
    let back = paying.does("card", DECLINED).await;
    paying.is_told_to_choose_again(&back).await;
    let shown = paying.pay_page().await;
    assert!(shown.body.contains("카드사가 결제를 거절했어요"), "{}", shown.body);
    let page = pay(&paying.front, &paying.buyer, paying.bought, "").await.leads_to("http://127.0.0.1");
    let again = Paying { page, ..paying };
    let back = again.does("card", VISA).await;
    again.comes_back(&back).await.leads_to(&format!("{}?placed=1", again.order_page()));
    assert_eq!(again.state().await, State::Paid);
    again.is_sound().await;
}

#[tokio::test]
async fn who_leaves_the_window_was_not_charged_and_can_pay_again() {
    let paying = at_the_window().await;
    let out = paying.does("leave", "yes").await;
    assert!(out.contains("&aborted=1&code=PAY_PROCESS_CANCELED&"), "{out}");
    paying.is_told_to_choose_again(&out).await;
    assert_eq!(paying.confirms().await, 0);
    let shown = paying.pay_page().await;
    assert!(shown.body.contains("결제를 마치지 않고 돌아오셨어요"), "{}", shown.body);
    pay(&paying.front, &paying.buyer, paying.bought, "").await.leads_to("http://127.0.0.1");
    paying.front.shop.wait(minutes(10)).await;
    paying.front.shop.quiet().await;
    paying.is_sound().await;
}

#[tokio::test]
async fn a_way_back_with_another_amount_or_payment_changes_nothing_and_is_counted() {
    let paying = at_the_window().await;
    let back = paying.does("card", VISA).await;
    let row = || async { paying.front.shop.shop.services.payment.attempt(paying.attempt()).await };
    let (before, rows) = (row().await, paying.front.rows().await);
    let parameter = |name: &str| {
        let (_, rest) = back.split_once(&format!("{name}=")).expect("Toss says it");
        format!("{name}={}", rest.split('&').next().unwrap_or_default())
    };
    for (forged, (name, value)) in (1..).zip([
        ("amount", "1"),
        ("amount", "-1"),
        ("amount", "abc"),
        ("paymentKey", "tsbx_other"),
        ("paymentKey", ""),
        ("orderId", "018f4a3c-0000-7000-8000-000000000001"),
    ]) {
        let tampered = back.replace(&parameter(name), &format!("{name}={value}"));
        assert_ne!(tampered, back);
        let answer = paying.comes_back(&tampered).await;
        assert!(!answer.body.contains("돈도 나가지 않았"), "nobody has looked: {answer:?}");
        assert_eq!(paying.forged(), forged, "{tampered}");
    }
    assert_eq!((row().await, paying.front.rows().await), (before, rows));
    assert_eq!(paying.confirms().await, 0);

    paying.comes_back(&back).await.leads_to(&format!("{}?placed=1", paying.order_page()));
    assert_eq!(paying.state().await, State::Paid);
    paying.is_sound().await;
}

#[tokio::test]
async fn who_opens_the_way_back_before_paying_is_not_charged_and_can_still_pay() {
    let paying = at_the_window().await;
    paying.does("card", ASKS).await;
    let returns = Returns::new(ADDRESS, Secret::new("test_sk_sandbox".to_owned()));
    paying
        .comes_back(&returns.back(paying.attempt()))
        .await
        .leads_to(&format!("{}/pay", paying.order_page()));
    assert_eq!(paying.confirms().await, 0);
    let back = paying.does("decision", "approve").await;
    paying.comes_back(&back).await.leads_to(&format!("{}?placed=1", paying.order_page()));
    assert_eq!(paying.state().await, State::Paid);
}

#[tokio::test]
async fn a_confirmation_whose_answer_is_lost_is_looked_up_and_pays_the_order() {
    for fault in [
        json!({ "kind": "reset", "when": "after" }),
        json!({ "kind": "unreadable" }),
        json!({ "kind": "error", "status": 500, "when": "after" }),
    ] {
        let paying = at_the_window().await;
        let back = paying.does("card", VISA).await;
        paying.confirm_meets(fault).await;
        paying.comes_back(&back).await.leads_to(&format!("{}/pay", paying.order_page()));
        assert!(matches!(paying.state().await, State::Paying(_)), "nothing is known");
        paying.comes_back(&back).await.leads_to(&format!("{}/pay", paying.order_page()));
        paying.front.shop.wait(seconds(2)).await;
        assert_eq!(paying.state().await, State::Paid);
        assert_eq!(paying.confirms().await, 1, "it is not asked for again");
        paying.is_sound().await;
    }
}

#[tokio::test]
async fn a_confirmation_that_never_arrived_ends_with_the_windows_time_and_nothing_is_charged() {
    let paying = at_the_window().await;
    let back = paying.does("card", VISA).await;
    paying.confirm_meets(json!({ "kind": "reset", "when": "before" })).await;
    paying.comes_back(&back).await.leads_to(&format!("{}/pay", paying.order_page()));
    paying.front.shop.wait(minutes(5)).await;
    assert!(matches!(paying.state().await, State::Paying(_)), "it could still be captured");
    paying.front.shop.wait(minutes(6)).await;
    assert_eq!(paying.state().await, State::AwaitingPayment);
    assert_eq!(paying.front.shop.captures().await, []);
    paying.is_sound().await;
}

#[tokio::test]
async fn a_capture_that_was_said_to_be_declined_goes_back_in_full() {
    let paying = at_the_window().await;
    let back = paying.does("card", VISA).await;
    paying.confirm_meets(json!({ "kind": "late_success", "shown": "declined", "delay_ms": 60_000 })).await;
    paying.is_told_to_choose_again(&back).await;
    paying.front.shop.wait(minutes(1)).await;
    paying.front.shop.quiet().await;
    assert_eq!(paying.front.shop.captures().await.len(), 1);
    assert_eq!(paying.front.shop.kept().await, 0);
    paying.is_sound().await;
}

#[tokio::test]
async fn after_ten_minutes_at_the_window_the_row_alone_closes_it_and_a_late_way_back_charges_nothing() {
    let paying = at_the_window().await;
    paying.front.shop.wait(minutes(9)).await;
    assert!(matches!(paying.state().await, State::Paying(_)));
    paying.front.shop.wait(minutes(1)).await;
    assert_eq!(paying.state().await, State::AwaitingPayment);
    // Toss's own time is not over.
    let back = paying.does("card", VISA).await;
    assert!(back.contains("paymentKey="), "{back}");
    paying.is_told_to_choose_again(&back).await;
    assert_eq!(paying.confirms().await, 0);
    paying.front.shop.quiet().await;
    assert_eq!(paying.front.shop.captures().await, []);
    paying.is_sound().await;
}

#[tokio::test]
async fn an_order_cancelled_while_its_buyer_is_at_the_window_is_cancelled_at_once_and_charges_nothing() {
    for authenticated in [false, true] {
        let paying = at_the_window().await;
        let early = if authenticated { Some(paying.does("card", VISA).await) } else { None };
        paying.front.shop.cancel(paying.bought).await.unwrap();
        assert_eq!(paying.state().await, State::Cancelled);
        let back = match early {
            Some(back) => back,
            None => paying.does("card", VISA).await,
        };
        paying.comes_back(&back).await;
        assert_eq!(paying.confirms().await, 0);
        paying.front.shop.quiet().await;
        assert_eq!(paying.front.shop.captures().await, []);
        paying.is_sound().await;
    }
}

#[tokio::test]
async fn a_paid_order_that_is_cancelled_gives_the_money_back_through_toss() {
    let paying = at_the_window().await;
    let back = paying.does("card", VISA).await;
    paying.comes_back(&back).await;
    paying.front.shop.settle().await;
    let on = "POST /toss/v1/payments/{payment_key}/cancel";
    let lost = json!({ "kind": "reset", "when": "after" });
    paying.front.shop.set_sandbox_faults(json!([{ "fault": lost, "on": on, "times": 1 }])).await;
    paying.front.shop.cancel(paying.bought).await.unwrap();
    paying.front.shop.quiet().await;
    assert_eq!(paying.state().await, State::Cancelled);
    assert_eq!(paying.front.shop.kept().await, 0);
    assert_eq!(paying.front.shop.sandbox_calls(on).await, 1, "found by the id in its reason");
    paying.is_sound().await;
}

/// Toss's word about a payment.
fn webhook(attempt: &str) -> Ask {
    let data = json!({ "orderId": attempt, "status": "DONE" });
    let body = json!({ "eventType": "PAYMENT_STATUS_CHANGED", "createdAt": "2026-11-23T01:30:00+09:00", "data": data });
    Ask::new("POST", "/webhooks/toss", body.to_string()).with("content-type", "application/json")
}

#[tokio::test]
async fn a_webhook_makes_us_ask_and_the_answer_pays_the_order() {
    let paying = at_the_window().await;
    let back = paying.does("card", VISA).await;
    paying.confirm_meets(json!({ "kind": "reset", "when": "after" })).await;
    paying.comes_back(&back).await;
    // It was asked often in vain: the next question would be minutes away.
    paying.front.shop.switch_sandbox(true).await;
    for pause in [2, 5, 15, 60] {
        paying.front.shop.wait(seconds(pause)).await;
    }
    paying.front.shop.switch_sandbox(false).await;
    paying.front.shop.settle().await;
    assert!(matches!(paying.state().await, State::Paying(_)));
    assert_eq!(paying.front.send(webhook(&paying.attempt().to_string())).await.status, 204);
    paying.front.shop.settle().await;
    assert_eq!(paying.state().await, State::Paid);
    paying.is_sound().await;
}

#[tokio::test]
async fn a_webhook_is_not_believed_and_one_of_nothing_we_know_is_counted() {
    let paying = at_the_window().await;
    assert_eq!(paying.front.send(webhook(&paying.attempt().to_string())).await.status, 204);
    paying.front.shop.settle().await;
    assert!(matches!(paying.state().await, State::Paying(_)), "it said DONE");
    for unknown in ["", "x", "018f4a3c-0000-7000-8000-000000000001"] {
        assert_eq!(paying.front.send(webhook(unknown)).await.status, 204);
    }
    let counts = paying.front.shop.shop.services.payment.hints().counts();
    assert_eq!((counts.taken, counts.unknown, counts.refused), (1, 3, 0));
}

#[tokio::test]
async fn of_webhooks_that_nobody_signs_only_so_many_are_looked_at_in_a_second() {
    let paying = at_the_window().await;
    for _ in 0..50 {
        assert_eq!(paying.front.send(webhook("x")).await.status, 204);
    }
    assert_eq!(paying.front.send(webhook("x")).await.status, 429);
    let counts = paying.front.shop.shop.services.payment.hints().counts();
    assert_eq!((counts.unknown, counts.refused, counts.crowded), (50, 0, 1));
    paying.front.shop.wait(seconds(1)).await;
    assert_eq!(paying.front.send(webhook("x")).await.status, 204);
}

#[tokio::test]
async fn the_policy_of_pages_lets_a_form_lead_to_tosss_window() {
    let paying = at_the_window().await;
    let origin = paying.page.split("/toss/").next().unwrap_or_default().to_owned();
    let shown = paying.pay_page().await;
    shown.is_page(200, Lang::Ko);
    let policy = shown.header("content-security-policy");
    assert!(policy.contains(&format!("form-action 'self' {origin};")), "{policy}");
}
