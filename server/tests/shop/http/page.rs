//! Paying on the provider's page: there, back, and every way of not coming back.

use kernel::time::{minutes, seconds};
use order::State;
use reqwest::header::LOCATION;
use server::gateway::Way;
use server::gateway::returns::PATH;

use super::*;
use crate::shop::{ADDRESS, Bought};

const VISA: &str = "4242424242424242";
const DECLINED: &str = "4000000000000002";
/// Asks the buyer at their bank first.
const ASKS: &str = "4000002760003184";

/// A buyer with an order, led to the page where it is paid.
pub(super) struct Paying {
    pub(super) front: Front,
    pub(super) buyer: Visitor,
    pub(super) bought: Bought,
    /// The provider's page.
    pub(super) page: String,
}

impl Paying {
    /// On Stripe's page.
    async fn at_stripe() -> Self {
        Self::led_by(Way::Stripe, "").await
    }

    /// At the bank, after a card was chosen on our page.
    async fn at_the_bank() -> Self {
        Self::led_by(Way::TestCards(Vec::new()), ASKS).await
    }

    async fn led_by(way: Way, card: &str) -> Self {
        Self::at(Front::of(TestShop::paying(way).await, |_| {}), card).await
    }

    /// In a shop of which one is led away.
    pub(super) async fn at(front: Front, card: &str) -> Self {
        let buyer = front.visitor().await;
        let bought = front.bought_by(&buyer).await;
        let page = pay(&front, &buyer, bought, card).await.leads_to("http://127.0.0.1");
        Self { front, buyer, bought, page }
    }

    /// What the buyer does on the provider's page. Says where it leads.
    pub(super) async fn does(&self, field: &str, value: &str) -> String {
        let browser = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let form = browser.build().unwrap().post(&self.page).form(&[(field, value)]);
        let answer = form.send().await.unwrap();
        answer.headers().get(LOCATION).expect("it leads on").to_str().unwrap().to_owned()
    }

    /// Comes back on this address, without a cookie.
    pub(super) async fn comes_back(&self, address: &str) -> Answer {
        let path = address.strip_prefix(ADDRESS).expect("an address of the shop");
        self.front.send(Ask::get(path).with("accept", "text/html").with("sec-fetch-site", "cross-site")).await
    }

    pub(super) async fn state(&self) -> State {
        self.front.shop.state(self.bought).await
    }

    /// What the buyer's pay page says.
    pub(super) async fn pay_page(&self) -> Answer {
        let path = format!("/orders/{}/pay", self.bought.order);
        self.front.send(Ask::get(&path).by_browser().by(&self.buyer)).await
    }

    pub(super) fn order_page(&self) -> String {
        format!("/orders/{}", self.bought.order)
    }

    /// Where the shop told the provider to send a buyer who leaves.
    async fn way_out(&self) -> String {
        let page = reqwest::get(&self.page).await.unwrap().text().await.unwrap();
        let (_, rest) = page.split_once(&format!("href=\"{ADDRESS}")).expect("a way out");
        let path = rest.split('"').next().unwrap_or_default().replace("&amp;", "&");
        format!("{ADDRESS}{path}")
    }

    pub(super) async fn is_sound(&self) {
        self.front.shop.settle().await;
        self.front.shop.assert_sound().await;
    }
}

pub(super) async fn pay(front: &Front, buyer: &Visitor, bought: Bought, card: &str) -> Answer {
    let attempt = front.shop.order(bought.order).await.next_attempt().to_string();
    let order = bought.order.to_string();
    let form = Ask::post("/api/pay", [("order", order.as_str()), ("attempt", &attempt), ("card", card)]);
    front.send(form.by_browser().by(buyer)).await
}

#[tokio::test]
async fn a_buyer_pays_on_the_providers_page_and_comes_back_without_a_cookie() {
    let paying = Paying::at_stripe().await;
    assert!(matches!(paying.state().await, State::Paying(_)));
    let back = paying.does("card", VISA).await;
    assert!(back.starts_with(&format!("{ADDRESS}{PATH}?attempt=")), "{back}");
    paying.comes_back(&back).await.leads_to(&format!("{}?placed=1", paying.order_page()));
    assert_eq!(paying.state().await, State::Paid);
    paying.comes_back(&back).await.leads_to(&format!("{}?placed=1", paying.order_page()));
    paying.is_sound().await;
}

#[tokio::test]
async fn who_pays_and_closes_the_page_has_an_order_a_minute_later() {
    let paying = Paying::at_stripe().await;
    paying.does("card", VISA).await;
    let shown = paying.pay_page().await;
    assert!(!shown.body.contains("청구되지 않았어요"), "nobody knows that yet: {}", shown.body);
    assert!(shown.body.contains("다시 결제하지 말고 기다려 주세요"), "{}", shown.body);
    paying.front.shop.wait(minutes(1)).await;
    assert_eq!(paying.state().await, State::Paid);
    paying.is_sound().await;
}

#[tokio::test]
async fn who_paid_and_comes_back_while_the_provider_is_silent_reads_that_it_is_being_checked() {
    let paying = Paying::at_stripe().await;
    let back = paying.does("card", VISA).await;
    paying.front.shop.switch_sandbox(true).await;
    let page = paying.comes_back(&back).await.leads_to(&format!("{}/pay?came=back", paying.order_page()));
    let shown = paying.front.body(&page, &paying.buyer).await;
    assert!(shown.contains("결제를 확인하고 있어요") && shown.contains("다시 결제하지 마세요"), "{shown}");
    paying.front.shop.switch_sandbox(false).await;
    paying.front.shop.wait(minutes(1)).await;
    assert_eq!(paying.state().await, State::Paid);
    paying.is_sound().await;
}

#[tokio::test]
async fn who_wants_to_stop_while_the_provider_is_silent_reads_that_it_is_not_stopped_yet() {
    let paying = Paying::at_stripe().await;
    paying.front.shop.switch_sandbox(true).await;
    let order = paying.bought.order.to_string();
    let stop = Ask::post("/api/abandon_payment", [("order", order.as_str())]);
    let page = paying.front.send(stop.by_browser().by(&paying.buyer)).await.leads_to(&paying.order_page());
    let shown = paying.front.body(&page, &paying.buyer).await;
    assert!(shown.contains("아직 그만두지 못했어요"), "{shown}");
}

#[tokio::test]
async fn a_declined_card_is_the_pages_matter_and_the_order_waits() {
    let paying = Paying::at_stripe().await;
    let stays = paying.does("card", DECLINED).await;
    assert!(stays.starts_with("/pay/"), "{stays}");
    let shown = paying.pay_page().await;
    shown.is_page(200, Lang::Ko);
    assert!(shown.body.contains(&format!("href=\"{}\"", paying.page)), "{}", shown.body);
    assert!(shown.body.contains("결제를 마쳐 주세요"), "{}", shown.body);
    let back = paying.does("card", VISA).await;
    paying.comes_back(&back).await.leads_to(&paying.order_page());
    assert_eq!(paying.state().await, State::Paid);
}

#[tokio::test]
async fn who_leaves_the_page_was_not_charged_and_can_pay_again() {
    let paying = Paying::at_stripe().await;
    let out = paying.way_out().await;
    paying.comes_back(&out).await.leads_to(&format!("{}/pay", paying.order_page()));
    assert_eq!(paying.state().await, State::AwaitingPayment);
    let shown = paying.pay_page().await;
    assert!(shown.body.contains("결제를 마치지 않고 돌아오셨어요"), "{}", shown.body);
    let page = pay(&paying.front, &paying.buyer, paying.bought, "").await.leads_to("http://127.0.0.1");
    let again = Paying { page, ..paying };
    let back = again.does("card", VISA).await;
    again.comes_back(&back).await.leads_to(&again.order_page());
    assert_eq!(again.state().await, State::Paid);
    again.is_sound().await;
}

#[tokio::test]
async fn who_stops_on_our_page_can_choose_again_and_the_old_page_takes_nothing() {
    let paying = Paying::at_stripe().await;
    let order = paying.bought.order.to_string();
    let stop = Ask::post("/api/abandon_payment", [("order", order.as_str())]);
    let stopped = paying.front.send(stop.by_browser().by(&paying.buyer)).await;
    stopped.leads_to(&format!("{}/pay", paying.order_page()));
    assert_eq!(paying.state().await, State::AwaitingPayment);
    let stays = paying.does("card", VISA).await;
    assert!(stays.starts_with("/pay/"), "{stays}");
    assert_eq!(paying.front.shop.kept().await, 0);
    let stranger = paying.front.visitor().await;
    let stop = Ask::post("/api/abandon_payment", [("order", order.as_str())]);
    paying.front.send(stop.by(&stranger)).await.is_error(404, "not_found");
    paying.is_sound().await;
}

#[tokio::test]
async fn the_time_on_the_page_ends_and_nothing_was_charged() {
    let paying = Paying::at_stripe().await;
    paying.front.shop.wait(minutes(10)).await;
    assert_eq!(paying.state().await, State::AwaitingPayment);
    paying.does("card", VISA).await;
    paying.front.shop.quiet().await;
    assert_eq!(paying.front.shop.kept().await, 0);
    paying.is_sound().await;
}

#[tokio::test]
async fn an_order_cancelled_while_its_buyer_is_on_the_page_is_cancelled_at_once() {
    let paying = Paying::at_stripe().await;
    let order = paying.bought.order.to_string();
    let cancel = Ask::post("/api/cancel_order", [("order", order.as_str())]);
    paying.front.send(cancel.by_browser().by(&paying.buyer)).await.leads_to(&paying.order_page());
    assert_eq!(paying.state().await, State::Cancelled);
    paying.does("card", VISA).await;
    paying.front.shop.quiet().await;
    assert_eq!(paying.front.shop.kept().await, 0);
    paying.is_sound().await;
}

#[tokio::test]
async fn an_order_cancelled_after_its_buyer_paid_on_the_page_gives_the_money_back() {
    let paying = Paying::at_stripe().await;
    paying.does("card", VISA).await;
    paying.front.shop.cancel(paying.bought).await.unwrap();
    assert_eq!(paying.state().await, State::Cancelled);
    paying.front.shop.quiet().await;
    assert_eq!(paying.front.shop.kept().await, 0);
    assert_eq!(paying.front.shop.captures().await.len(), 1);
    paying.is_sound().await;
}

#[tokio::test]
async fn a_way_back_that_is_not_ours_is_a_missing_page_and_counted() {
    let paying = Paying::at_stripe().await;
    let attempt = AttemptId::nth(paying.bought.order, 1);
    for query in [
        String::new(),
        "?attempt=1&seal=2".to_owned(),
        format!("?attempt={attempt}"),
        format!("?attempt={attempt}&seal={}", "0".repeat(64)),
        format!("?attempt={attempt}&seal={}&aborted=1", "0".repeat(64)),
    ] {
        let before = paying.front.rows().await;
        paying.comes_back(&format!("{ADDRESS}{PATH}{query}")).await.is_page(404, Lang::Ko);
        assert_eq!(paying.front.rows().await, before);
    }
    assert_eq!(paying.front.shop.shop.services.payment.hints().counts().forged, 5);
    assert!(matches!(paying.state().await, State::Paying(_)));
}

#[tokio::test]
async fn the_policy_of_pages_lets_a_form_lead_to_where_one_pays() {
    let paying = Paying::at_stripe().await;
    let origin = paying.page.split("/pay/").next().unwrap_or_default().to_owned();
    let shown = paying.pay_page().await;
    let policy = shown.header("content-security-policy");
    assert!(policy.contains(&format!("form-action 'self' {origin};")), "{policy}");
}

#[tokio::test]
async fn a_program_hears_by_202_where_the_buyer_goes_on() {
    let front = Front::of(TestShop::paying(Way::Stripe).await, |_| {});
    let buyer = front.visitor().await;
    let bought = front.bought_by(&buyer).await;
    let attempt = front.shop.order(bought.order).await.next_attempt().to_string();
    let order = bought.order.to_string();
    let ask = Ask::post("/api/pay", [("order", order.as_str()), ("attempt", &attempt)]);
    let answer = front.send(ask.by(&buyer)).await;
    assert_eq!(answer.status, 202, "{answer:?}");
    assert!(answer.header("location").contains("/pay/cs_"), "{answer:?}");
}

#[tokio::test]
async fn a_bank_that_asks_first_is_answered_and_the_order_is_paid() {
    let paying = Paying::at_the_bank().await;
    assert!(paying.page.contains("/authenticate/"), "{}", paying.page);
    let shown = paying.pay_page().await;
    assert!(shown.body.contains(&format!("href=\"{}\"", paying.page)), "{}", shown.body);
    let back = paying.does("decision", "approve").await;
    paying.comes_back(&back).await.leads_to(&format!("{}?placed=1", paying.order_page()));
    assert_eq!(paying.state().await, State::Paid);
    paying.is_sound().await;
}

#[tokio::test]
async fn a_bank_that_is_told_no_declines_and_nothing_is_charged() {
    let paying = Paying::at_the_bank().await;
    let back = paying.does("decision", "refuse").await;
    paying.comes_back(&back).await.leads_to(&format!("{}/pay", paying.order_page()));
    assert_eq!(paying.state().await, State::AwaitingPayment);
    let shown = paying.pay_page().await;
    assert!(shown.body.contains("카드사가 결제를 거절했어요"), "{}", shown.body);
    paying.front.shop.wait(seconds(1)).await;
    assert_eq!(paying.front.shop.kept().await, 0);
    paying.is_sound().await;
}
