//! Paying as a program asks for it: the answer's status and code say what became of it.

use kernel::time::seconds;

use super::*;
use crate::till::{DECLINED, GOOD};

/// An order about to be paid with a card, and the request of a program that does.
async fn paying(front: &Front, buyer: &Visitor, card: &str) -> Ask {
    let bought = front.bought_by(buyer).await;
    ask(front, bought.order, card).await.by(buyer)
}

async fn ask(front: &Front, order: OrderId, card: &str) -> Ask {
    let attempt = front.shop.order(order).await.next_attempt().to_string();
    Ask::post("/api/pay", [("order", order.to_string().as_str()), ("attempt", &attempt), ("card", card)])
}

#[tokio::test]
async fn a_program_hears_of_an_approval_by_200_and_of_a_decline_by_402() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    assert_eq!(front.send(paying(&front, &buyer, GOOD).await).await.status, 200);
    front.send(paying(&front, &buyer, DECLINED).await).await.is_error(402, "payment_declined");
    front.shop.settle().await;
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_try_that_took_no_money_is_a_line_at_the_desk_below_the_payment() {
    let front = Front::open().await;
    let (buyer, seller) = (front.visitor().await, front.seller().await);
    let order = front.bought_by(&buyer).await.order;
    for card in [DECLINED, DECLINED, GOOD] {
        front.send(ask(&front, order, card).await.by(&buyer)).await;
    }
    front.shop.settle().await;
    let page = front.says_to(&seller, Lang::Ko, &format!("/seller/orders/{order}")).await;
    assert_eq!(page.matches("받은 돈").count(), 1, "{page}");
    let (money, tries) = page.split_once("돈을 받지 않은 결제 시도").unwrap();
    assert!(money.contains("결제됨") && tries.matches("거절됨").count() == 2, "{page}");
    let english = front.says_to(&seller, Lang::En, &format!("/seller/orders/{order}")).await;
    assert!(english.contains("Tries that took no money"), "{english}");
}

#[tokio::test]
async fn a_program_hears_by_202_that_a_payment_is_being_checked() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    assert_eq!(front.send(paying(&front, &buyer, LOST).await).await.status, 202);
}

#[tokio::test]
async fn a_program_hears_by_503_when_to_come_again_while_the_breaker_is_open() {
    let front = Front::open().await;
    front.shop.till().set_line(Line::Refusing);
    // Twenty calls that come to nothing open it; a buyer may have three orders that are not paid.
    for _ in 0..20 {
        let buyer = front.visitor().await;
        let answer = front.send(paying(&front, &buyer, GOOD).await).await;
        answer.is_error(503, "payment_unavailable");
        assert_eq!(answer.header("retry-after"), "30", "nothing was sent, and the breaker is closed");
    }
    let buyer = front.visitor().await;
    let answer = front.send(paying(&front, &buyer, GOOD).await).await;
    answer.is_error(503, "payment_unavailable");
    let wait: i64 = answer.header("retry-after").parse().unwrap();
    assert!((10..=12).contains(&wait), "ten seconds and a little: {wait}");

    front.shop.till().set_line(Line::Up);
    front.shop.wait(seconds(wait)).await;
    assert_eq!(front.send(paying(&front, &buyer, GOOD).await).await.status, 200, "a probe goes through");
    front.shop.settle().await;
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn the_busy_page_counts_to_when_the_breaker_tries_again() {
    let front = Front::open().await;
    front.shop.till().set_line(Line::Refusing);
    for _ in 0..20 {
        let buyer = front.visitor().await;
        front.send(paying(&front, &buyer, GOOD).await).await;
    }
    let buyer = front.visitor().await;
    let bought = front.bought_by(&buyer).await;
    let form = ask(&front, bought.order, GOOD).await.by_browser().by(&buyer);
    let page = front.send(form).await.leads_to(&format!("/orders/{}/pay", bought.order));
    let shown = front.send(Ask::get(&page).by_browser().by(&buyer)).await;
    shown.is_page(200, Lang::Ko);
    let seconds = shown.body.split("id=\"seconds\">").nth(1).and_then(|rest| rest.split('<').next()).unwrap();
    assert!((10..=12).contains(&seconds.parse::<i64>().unwrap()), "{seconds}");
}
