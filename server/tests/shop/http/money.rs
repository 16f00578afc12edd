//! What the seller sees of money that needs a person, and does about it, without a script.

use kernel::time::{days, hours, minutes};
use kernel::{AttemptId, Lang};
use order::{PayOutcome, State};

use super::{Ask, Front, Visitor, assert_refused};
use crate::shop::Bought;
use crate::till::{LOST, Line, UNHEARD};

impl Front {
    async fn desk(&self, seller: &Visitor, path: &str) -> String {
        let page = self.send(Ask::get(path).by_browser().by(seller)).await;
        page.is_page(200, Lang::of_path(path).0);
        page.body
    }

    /// Posts a form of the desk, and reads the page that it leads to.
    async fn does(&self, seller: &Visitor, action: &str, fields: &[(&str, &str)]) -> String {
        let post = Ask::post(action, fields.iter().copied()).by_browser().by(seller);
        let page = self.send(post).await.leads_to("/seller/orders/");
        self.desk(seller, &page).await
    }

    /// A payment that nobody has answered for in a day.
    async fn unknown(&self, method: &str) -> Bought {
        let bought = self.shop.place().await;
        assert_eq!(self.shop.pay(bought, method).await, Ok(PayOutcome::Checking));
        self.shop.till().set_line(Line::Silent);
        self.shop.wait(days(1)).await;
        bought
    }

    /// A cancelled order whose refund the provider refuses, and the refund's id.
    async fn refused(&self) -> (Bought, String) {
        let bought = self.shop.paid().await;
        self.shop.till().refuse_refunds(true);
        self.shop.cancel(bought).await.unwrap();
        self.shop.settle().await;
        let (_, refunds) = self.shop.shop.services.payment.of_order(bought.order).await.unwrap();
        (bought, refunds[0].id.to_string())
    }
}

fn page_of(bought: Bought) -> String {
    format!("/seller/orders/{}", bought.order)
}

#[tokio::test]
async fn an_unpaid_order_is_nobodys_at_the_desk_until_its_payment_needs_a_person() {
    let front = Front::open().await;
    let bought = front.shop.place().await;
    front.shop.pay(bought, LOST).await.unwrap();
    front.shop.till().set_line(Line::Silent);
    for span in [minutes(1), hours(23)] {
        front.shop.wait(span).await;
        let seller = front.seller().await;
        let page = front.send(Ask::get(&page_of(bought)).by_browser().by(&seller)).await;
        page.is_page(404, Lang::Ko);
        assert!(!front.desk(&seller, "/seller/events").await.contains("사람이 정할 결제"));
    }
    front.shop.wait(hours(1)).await;
    let (order, seller) = (front.shop.order(bought.order).await, front.seller().await);
    for (lang, heading, form) in
        [(Lang::Ko, "사람이 정할 결제", "결과 적기"), (Lang::En, "Payments to settle", "Settle it")]
    {
        let events = front.desk(&seller, &lang.path("/seller/events")).await;
        assert!(events.contains(heading), "{events}");
        assert!(events.contains(&format!("href=\"{}\"", lang.path(&page_of(bought)))), "{events}");
        let page = front.desk(&seller, &lang.path(&page_of(bought))).await;
        assert!(page.contains(form) && page.contains(order.details.number.as_str()), "{page}");
        assert!(!page.contains("세종대로"), "no address of somebody who has not ordered");
    }
}

#[tokio::test]
async fn a_payment_is_settled_by_a_form_that_keeps_what_was_typed() {
    let front = Front::open().await;
    let (bought, seller) = (front.unknown(LOST).await, front.seller().await);
    let (order, attempt) = (bought.order.to_string(), AttemptId::nth(bought.order, 1).to_string());
    let form = [("order", order.as_str()), ("attempt", attempt.as_str()), ("lang", "ko")];

    let action = "/api/settle_payment";
    let no_verdict = front.does(&seller, action, &[&form[..], &[("reference", "ch_77")]].concat()).await;
    assert!(
        no_verdict.contains("결과를 골라 주세요") && no_verdict.contains("value=\"ch_77\""),
        "{no_verdict}"
    );
    let no_reference = front.does(&seller, action, &[&form[..], &[("verdict", "approved")]].concat()).await;
    assert!(no_reference.contains("결제 번호를 한 줄"), "{no_reference}");
    assert!(no_reference.contains("value=\"approved\" checked"), "{no_reference}");
    assert!(matches!(front.shop.state(bought).await, State::Paying(_)));

    let whole = [&form[..], &[("verdict", "approved"), ("reference", " ch_77 ")]].concat();
    let done = front.does(&seller, action, &whole).await;
    assert!(done.contains("결제된 것으로 적었어요"), "{done}");
    assert!(done.contains("가게가 한 일") && done.contains("ch_77"), "{done}");
    front.shop.settle().await;
    assert_eq!(front.shop.state(bought).await, State::Paid);
    let placed = front.desk(&seller, &page_of(bought)).await;
    assert!(placed.contains("포장할 차례예요") && placed.contains("ch_77"), "{placed}");

    let again = front.does(&seller, action, &whole).await;
    assert!(again.contains("결과가 정해져서"), "{again}");
    let audit = front.desk(&seller, "/en/seller/events").await;
    assert!(audit.contains("Settled a payment as paid"), "{audit}");
}

#[tokio::test]
async fn a_seller_is_told_when_the_provider_answered_after_all() {
    let front = Front::open().await;
    let (bought, seller) = (front.unknown(UNHEARD).await, front.seller().await);
    let (order, attempt) = (bought.order.to_string(), AttemptId::nth(bought.order, 1).to_string());
    front.shop.till().set_line(Line::Up);
    let form = [
        ("order", order.as_str()),
        ("attempt", attempt.as_str()),
        ("verdict", "approved"),
        ("reference", "ch_77"),
        ("lang", "en"),
    ];
    let post = Ask::post("/api/settle_payment", form).by_browser().by(&seller);
    let page = front.send(post).await.leads_to("/en/seller/orders/");
    assert!(page.ends_with("notice=provider_not_approved"), "{page}");
}

#[tokio::test]
async fn only_a_seller_settles_retries_or_pays_back() {
    let front = Front::open().await;
    let (bought, refund) = front.refused().await;
    let buyer = front.visitor().await;
    let order = bought.order.to_string();
    for (action, fields) in [
        ("/api/settle_payment", vec![("attempt", refund.as_str()), ("verdict", "approved")]),
        ("/api/retry_refund", vec![("refund", refund.as_str())]),
        ("/api/pay_by_transfer", vec![("refund", refund.as_str()), ("why", "내 돈")]),
    ] {
        let fields = [&[("order", order.as_str())], fields.as_slice()].concat();
        assert_refused(&front, || Ask::post(action, fields.iter().copied()).by(&buyer), 401, "sign_in").await;
    }
}

#[tokio::test]
async fn a_refused_refund_is_tried_again_and_paid_back_by_forms() {
    let front = Front::open().await;
    let (seller, (bought, refund)) = (front.seller().await, front.refused().await);
    let order = bought.order.to_string();
    let events = front.desk(&seller, "/seller/events").await;
    assert!(events.contains("거절된 환불") && events.contains(&page_of(bought)), "{events}");
    let page = front.desk(&seller, &page_of(bought)).await;
    assert!(page.contains("다시 시도") && page.contains("계좌이체로 돌려줬어요"), "{page}");

    let form = [("order", order.as_str()), ("refund", refund.as_str()), ("lang", "ko")];
    let early = front.does(&seller, "/api/retry_refund", &form).await;
    assert!(early.contains("10분이 지난 뒤에 다시 눌러 주세요"), "{early}");
    front.shop.wait(minutes(10)).await;
    let again = front.does(&seller, "/api/retry_refund", &form).await;
    assert!(again.contains("결제사가 다시 거절했어요"), "{again}");

    let reason = [&form[..], &[("why", "닫힌 카드")]].concat();
    let empty = front.does(&seller, "/api/pay_by_transfer", &form).await;
    assert!(empty.contains("이유를 적어 주세요"), "{empty}");
    let early = front.does(&seller, "/api/pay_by_transfer", &reason).await;
    assert!(early.contains("10분이 지난 뒤에") && early.contains("value=\"닫힌 카드\""), "{early}");

    front.shop.wait(minutes(10)).await;
    let done = front.does(&seller, "/api/pay_by_transfer", &reason).await;
    assert!(done.contains("계좌이체로 돌려준 것으로 적었어요") && done.contains("닫힌 카드"), "{done}");
    assert!(!done.contains("/api/retry_refund"), "nothing left to do: {done}");
    assert!(!front.desk(&seller, "/seller/events").await.contains("거절된 환불"));

    front.shop.settle().await;
    front.shop.till().refuse_refunds(false);
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn a_buyer_reads_that_the_money_came_by_transfer() {
    let front = Front::open().await;
    let (seller, buyer) = (front.seller().await, front.visitor().await);
    let (bought, refund) = front.refused().await;
    let order = bought.order.to_string();
    front.shop.wait(minutes(10)).await;
    let form = [("order", order.as_str()), ("refund", refund.as_str()), ("why", "닫힌 카드")];
    front.does(&seller, "/api/pay_by_transfer", &form).await;
    front.shop.settle().await;
    sqlx::query("UPDATE orders SET session_id = $1, details = json_set(details, '$.session', $2)")
        .bind(buyer.session.uuid())
        .bind(buyer.session.to_string())
        .execute(&front.shop.main)
        .await
        .unwrap();
    let page = front.send(Ask::get(&format!("/orders/{order}")).by_browser().by(&buyer)).await;
    page.is_page(200, Lang::Ko);
    assert!(page.body.contains("환불완료") && page.body.contains("계좌이체로 돌려드렸어요"), "{}", page.body);
    assert!(!page.body.contains("닫힌 카드"), "the reason is the shop's");
}

#[tokio::test]
async fn a_difference_of_the_books_is_shown_in_words() {
    let front = Front::open().await;
    let (seller, bought) = (front.seller().await, front.shop.paid().await);
    let words = "아직 견주어 보지 않았어요";
    assert!(front.desk(&seller, "/seller/events").await.contains(words));
    sqlx::query("UPDATE attempts SET state = 'declined', ask_at = NULL")
        .execute(&front.shop.main)
        .await
        .unwrap();
    front.shop.wait(hours(26)).await;
    assert_eq!(front.shop.shop.services.settlement.sweep().await, Ok(1));
    let seller = front.seller().await;
    for (lang, words) in [
        (Lang::Ko, ["결제사만 받았다고 해요", "거절됨", "저절로 환불돼요", "11월 24일 00:00까지"]),
        (Lang::En, ["Only the provider captured it", "Declined", "goes back by itself", "24 Nov 00:00"]),
    ] {
        let page = front.desk(&seller, &lang.path("/seller/events")).await;
        assert!(words.iter().all(|words| page.contains(words)), "{page}");
        assert!(page.contains(&lang.path(&page_of(bought))), "{page}");
    }
}

#[tokio::test]
async fn stopping_a_consumer_is_audited() {
    let front = Front::open().await;
    let seller = front.seller().await;
    for action in ["/api/pause_consumer", "/api/resume_consumer"] {
        let post = Ask::post(action, [("consumer", "shipping")]).by_browser().by(&seller);
        front.send(post).await.leads_to("/seller/events");
    }
    let page = front.desk(&seller, "/seller/events").await;
    assert!(page.contains("일을 멈췄어요") && page.contains("일을 다시 이었어요"), "{page}");
}
