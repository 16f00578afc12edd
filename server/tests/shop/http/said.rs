//! What buyer and seller read about money while it goes another way than usual: no more than the shop knows.

use kernel::Clock;
use kernel::time::{hours, minutes, seconds};
use server::gateway::Way;

use super::page::{Paying, pay};
use super::*;
use crate::shop::Bought;
use crate::till::{DECLINED, GOOD};

/// What denies that money was taken, or says that it comes by itself.
const UNTRUE: [&str; 8] = [
    "청구되지 않았",
    "청구되는 것이 없",
    "청구된 것이 없",
    "돈은 나가지 않았",
    "Nothing was charged",
    "nothing is charged.",
    "No money was taken",
    "3–5일",
];

impl Front {
    /// What a visitor reads in one language.
    pub(super) async fn says_to(&self, visitor: &Visitor, lang: Lang, path: &str) -> String {
        let page = self.send(Ask::get(&lang.path(path)).by_browser().by(visitor)).await;
        page.is_page(200, lang);
        page.body
    }

    /// An order whose declined payment was captured after all, and whose refund the provider refuses: its buyer, and
    /// the refund's id.
    async fn captured_late(&self) -> (Visitor, Bought, String) {
        let buyer = self.visitor().await;
        let bought = self.bought_by(&buyer).await;
        self.shop.pay(bought, DECLINED).await.unwrap();
        let attempt = AttemptId::nth(bought.order, 1);
        self.shop.till().refuse_refunds(true);
        self.shop.till().capture_late(attempt);
        self.shop.shop.services.payment.hint(Some(attempt)).await.unwrap();
        self.shop.settle().await;
        let (_, refunds) = self.shop.shop.services.payment.of_order(bought.order).await.unwrap();
        (buyer, bought, refunds[0].id.to_string())
    }

    /// Each of the buyer's pages says this and nothing untrue.
    async fn tells(&self, buyer: &Visitor, bought: Bought, words: [&str; 2]) {
        let order = format!("/orders/{}", bought.order);
        for (lang, words) in [Lang::Ko, Lang::En].into_iter().zip(words) {
            for path in [order.clone(), format!("{order}/pay"), "/mypage".to_owned()] {
                let page = self.says_to(buyer, lang, &path).await;
                let untrue = UNTRUE.into_iter().find(|untrue| page.contains(untrue));
                assert_eq!(untrue, None, "{path}: {page}");
                assert!(page.contains(words), "{path} does not say {words}: {page}");
            }
        }
    }
}

#[tokio::test]
async fn a_late_capture_is_denied_on_no_page_until_its_money_came_by_transfer() {
    let front = Front::open().await;
    let (buyer, bought, refund) = front.captured_late().await;
    front.tells(&buyer, bought, ["거절", "refused"]).await;
    front.shop.wait(minutes(20)).await;
    front.tells(&buyer, bought, ["거절", "refused"]).await;

    let (seller, order) = (front.seller().await, bought.order.to_string());
    let form = [("order", order.as_str()), ("refund", &refund), ("why", "닫힌 카드")];
    let post = Ask::post("/api/pay_by_transfer", form).by_browser().by(&seller);
    front.send(post).await.leads_to("/seller/orders/");
    front.shop.settle().await;
    front.tells(&buyer, bought, ["계좌이체로 돌려드렸어요", "by bank transfer"]).await;
    let page = front.says_to(&buyer, Lang::Ko, &format!("/orders/{order}")).await;
    assert!(!page.contains("카드로 모두 돌려드려요"), "{page}");
}

#[tokio::test]
async fn a_refund_that_is_refused_again_is_one_line_of_the_buyers_and_one_alert_of_the_sellers() {
    let front = Front::open().await;
    let (buyer, bought, refund) = front.captured_late().await;
    let (seller, order) = (front.seller().await, bought.order.to_string());
    for _ in 0..2 {
        let form = [("order", order.as_str()), ("refund", refund.as_str())];
        let retry = Ask::post("/api/retry_refund", form).by_browser().by(&seller);
        front.send(retry).await.leads_to("/seller/orders/");
        front.shop.settle().await;
    }
    let page = front.says_to(&buyer, Lang::Ko, &format!("/orders/{order}")).await;
    assert_eq!(page.matches("카드 환불이 거절됐어요").count(), 1, "{page}");
    let events = front.says_to(&seller, Lang::Ko, "/seller/events").await;
    assert_eq!(events.matches("결제사가 환불을 거절했습니다").count(), 1, "{events}");
}

#[tokio::test]
async fn the_desk_says_whose_alert_it_is_and_what_money_an_order_holds_that_was_never_placed() {
    let front = Front::open().await;
    let (_, bought, _) = front.captured_late().await;
    let number = front.shop.order(bought.order).await.details.number;
    let path = format!("/seller/orders/{}", bought.order);
    for (lang, heading, words) in [
        (Lang::Ko, "아직 주문이 아니에요", ["뒤늦게 결제됨", "이 남아 있어요"]),
        (Lang::En, "Not an order yet", ["Captured late", "is still here"]),
    ] {
        let seller = front.seller().await;
        let events = front.says_to(&seller, lang, "/seller/events").await;
        let alerts = events.split("id=\"alerts\"").nth(1).unwrap();
        assert_eq!(alerts.matches(&format!("href=\"{}\"", lang.path(&path))).count(), 2, "{alerts}");
        assert!(alerts.contains(number.as_str()), "{alerts}");
        let page = front.says_to(&seller, lang, &path).await;
        assert!(page.contains(heading) && words.iter().all(|words| page.contains(words)), "{page}");
        for untrue in ["결제가 끝나지 않은", "It has not been paid", "한 번 더 결제됨", "Paid twice"]
        {
            assert!(!page.contains(untrue), "{untrue}: {page}");
        }
    }
    front.shop.wait(minutes(20)).await;
    let seller = front.seller().await;
    let page = front.says_to(&seller, Lang::Ko, &path).await;
    assert!(page.contains("결제 시간이 지났어요") && page.contains("이 남아 있어요"), "{page}");
    // Once the money is back nobody has to see to it, but the alert still leads there.
    front.shop.till().refuse_refunds(false);
    front.shop.wait(hours(25)).await;
    let seller = front.seller().await;
    let page = front.says_to(&seller, Lang::Ko, &path).await;
    assert!(page.contains("받은 돈은 모두 돌려줬어요"), "{page}");
    front.shop.assert_sound().await;
}

#[tokio::test]
async fn the_desk_does_not_promise_a_refund_that_the_provider_refused() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let bought = front.bought_by(&buyer).await;
    front.shop.pay(bought, GOOD).await.unwrap();
    front.shop.settle().await;
    front.shop.till().refuse_refunds(true);
    front.shop.cancel(bought).await.unwrap();
    front.shop.settle().await;
    let path = format!("/seller/orders/{}", bought.order);
    let seller = front.seller().await;
    let page = front.says_to(&seller, Lang::Ko, &path).await;
    assert!(page.contains("결제사가 환불을 거절해서") && !page.contains("환불은 저절로 나가요"), "{page}");
    let order = front.says_to(&buyer, Lang::Ko, &format!("/orders/{}", bought.order)).await;
    assert!(order.contains("취소완료 · 환불 거절됨") && order.contains("결제사가 거절했어요"), "{order}");
    assert!(!order.contains("돌려드리고 있어요"), "{order}");
}

#[tokio::test]
async fn who_is_asked_at_the_bank_is_led_on_from_every_page_and_frame() {
    let front = Front::of(TestShop::paying(Way::Stripe).await, |_| {});
    let paying = Paying::at(front, "").await;
    let front = &paying.front;
    front.shop.settle().await;
    let to = format!("{}/pay", paying.order_page());
    for path in [paying.order_page(), "/mypage".to_owned()] {
        let page = front.says_to(&paying.buyer, Lang::Ko, &path).await;
        assert!(page.contains(&to) && page.contains("이어서 결제하기"), "{path}: {page}");
        assert!(!page.contains("다시 결제하지 마세요"), "{path}: {page}");
    }
    for stream in ["/live/mypage".to_owned(), format!("/live{}", paying.order_page())] {
        let mut frames = front.listen(Ask::get(&stream).by(&paying.buyer)).await;
        let last = frames.beginning().await.pop().expect("the order");
        assert_eq!(last.status(), "action_needed");
        assert!(last.row()["parts"].to_string().contains(&to), "{last:?}");
    }
}

#[tokio::test]
async fn a_payment_that_was_not_begun_blames_no_card_and_says_when_to_come_again() {
    let front = Front::open().await;
    front.shop.till().set_line(Line::Refusing);
    let buyer = front.visitor().await;
    let bought = front.bought_by(&buyer).await;
    pay(&front, &buyer, bought, GOOD).await.leads_to("/orders/");
    front.shop.settle().await;
    let order = format!("/orders/{}", bought.order);
    for path in [order.clone(), "/mypage".to_owned()] {
        let page = front.says_to(&buyer, Lang::Ko, &path).await;
        assert!(!page.contains("다른 카드") && !page.contains("결제실패"), "{path}: {page}");
    }
    let busy = front.says_to(&buyer, Lang::Ko, &format!("{order}/pay")).await;
    assert!(!busy.contains("아직 보내지 않았어요"), "{busy}");
    let at = front.shop.clock.now() + seconds(i64::from(payment::RETRY_AFTER_BUSY));
    assert!(busy.contains("http-equiv=\"refresh\"") && busy.contains(&at.clock_seconds_text()), "{busy}");
}

#[tokio::test]
async fn an_unreadable_way_back_says_nothing_of_money_and_is_told_in_the_orders_language() {
    let front = Front::of(TestShop::paying(Way::Stripe).await, |_| {});
    let paying = Paying::at(front, "").await;
    let attempt = AttemptId::nth(paying.bought.order, 1);
    let path = format!("/pay/return?attempt={attempt}&seal=00");
    let back = |path: &str, browsers: &str| {
        Ask::get(path).with("accept", "text/html").with("accept-language", browsers)
    };
    sqlx::query("UPDATE orders SET details = json_set(details, '$.lang', 'en')")
        .execute(&paying.front.shop.main)
        .await
        .unwrap();
    for (path, browsers, lang) in [
        (path.as_str(), "ko-KR", Lang::En),
        ("/pay/return?attempt=1&attempt=2", "en-US,en;q=0.9,ko;q=0.8", Lang::En),
        ("/pay/return?attempt=1&attempt=2", "fr,ko;q=0.8", Lang::Ko),
        ("/pay/return", "de", Lang::Ko),
    ] {
        let answer = paying.front.send(back(path, browsers)).await;
        answer.is_page(404, lang);
        for untrue in ["돈도 나가지 않", "돈은 그대로", "no money was taken", "your money are as they were"]
        {
            assert!(!answer.body.contains(untrue), "{path}: {}", answer.body);
        }
    }
}
