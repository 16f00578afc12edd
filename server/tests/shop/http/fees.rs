//! The delivery fee, from the settings to the payment.

use kernel::{Lang, Money};
use order::State;
use settings::{Fields, demo};

use super::input::{self, form};
use super::{Ask, Front, Visitor};
use crate::shop::{Bought, garment};
use crate::till::GOOD;

/// The demo's terms, under which nothing is sent for nothing.
fn charging(fee: &str) -> Fields {
    Fields { fee: fee.into(), free_from: String::new(), ..Fields::of(&demo()) }
}

impl Front {
    pub(super) async fn charge(&self, seller: &Visitor, version: &str, fee: &str) {
        self.change_settings(seller, version, &charging(fee)).await.leads_to("/seller/settings?notice=saved");
    }

    pub(super) async fn body(&self, path: &str, visitor: &Visitor) -> String {
        let page = self.send(Ask::get(path).by_browser().by(visitor)).await;
        page.is_page(200, Lang::Ko);
        page.body
    }
}

/// The fee and the sum as the form's page says that it showed them.
fn shown(fee: i64) -> [(&'static str, String); 2] {
    [("shown_fee", fee.to_string()), ("shown_total", (garment().price.amount + fee).to_string())]
}

#[tokio::test]
async fn an_order_is_charged_its_delivery_on_every_page_and_at_the_provider() {
    let front = Front::open().await;
    let (seller, buyer) = (front.seller().await, front.visitor().await);
    front.charge(&seller, "0", "3000").await;
    let draft = input::begin_many(&front, &buyer, "1").await;
    let total = Money::won(garment().price.amount + 3_000).text(Lang::Ko);
    let page = front.body(&format!("/checkout/{draft}"), &buyer).await;
    assert!(page.contains(&format!("결제로 가기 · {total}")) && page.contains("3,000원"), "{page}");

    let order = input::place(&front, &buyer).await;
    let page = front.body(&format!("/orders/{order}/pay"), &buyer).await;
    assert!(page.contains(&format!("{total} 결제하기")), "{page}");
    let row = front.shop.order(order.parse().unwrap()).await;
    assert_eq!(row.details.delivery_fee, Money::won(3_000));
    assert_eq!(row.details.total.amount, garment().price.amount + 3_000);

    let bought = Bought { session: buyer.session, order: order.parse().unwrap() };
    front.shop.pay(bought, GOOD).await.unwrap();
    front.shop.settle().await;
    front.shop.assert_sound().await;
    assert_eq!(front.shop.kept().await, garment().price.amount + 3_000);
    assert!(front.body("/mypage", &buyer).await.contains(&total));
    assert!(front.body(&format!("/orders/{order}"), &buyer).await.contains(&total));
    assert!(front.body(&format!("/seller/orders/{order}"), &seller).await.contains(&total));
}

#[tokio::test]
async fn a_fee_that_changed_between_page_and_form_comes_back_and_loses_nothing() {
    let front = Front::open().await;
    let (seller, buyer) = (front.seller().await, front.visitor().await);
    front.charge(&seller, "0", "3000").await;
    let draft = input::begin_many(&front, &buyer, "1").await;
    front.charge(&seller, "1", "4000").await;

    let saw = shown(3_000);
    let mut fields = form(&draft, "", "");
    fields.extend(saw.iter().map(|(name, value)| (*name, value.as_str())));
    let place = || Ask::post("/api/place_order", fields.clone()).by_browser().by(&buyer);
    front.send(place()).await.leads_to(&format!("/checkout/{draft}"));
    assert_eq!(front.shop.order_count().await, 0);
    let page = front.body(&format!("/checkout/{draft}"), &buyer).await;
    assert!(page.contains("그 사이 배송비가 바뀌었어요") && page.contains("4,000원"), "{page}");
    assert!(page.contains("buyer@example.com"), "{page}");

    let sees = shown(4_000);
    let mut fields = form(&draft, "", "");
    fields.extend(sees.iter().map(|(name, value)| (*name, value.as_str())));
    let place = Ask::post("/api/place_order", fields).by_browser().by(&buyer);
    front.send(place).await.leads_to("/orders/");
}

#[tokio::test]
async fn a_sum_that_no_page_showed_is_told_so() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let draft = input::begin_many(&front, &buyer, "1").await;
    let mut fields = form(&draft, "", "");
    fields.extend([("shown_fee", "무료"), ("shown_total", "1")]);
    let ask = || Ask::post("/api/place_order", fields.clone()).by(&buyer);
    super::assert_refused(&front, ask, 400, "bad_input").await;
}

#[tokio::test]
async fn an_order_of_before_there_was_a_fee_has_none() {
    let front = Front::open().await;
    let bought = front.shop.place().await;
    let without = "UPDATE orders SET details = json_remove(details, '$.delivery_fee')";
    sqlx::query(without).execute(&front.shop.main).await.unwrap();
    let order = front.shop.order(bought.order).await;
    assert_eq!((order.details.delivery_fee, order.state), (Money::won(0), State::AwaitingPayment));
}
