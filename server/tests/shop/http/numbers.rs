//! The shop's numbers at the desk.

use kernel::Lang;
use kernel::time::hours;
use shipping::Command;

use super::{Ask, Front};
use crate::shop::{SELLER, garment, parcel};

#[tokio::test]
async fn the_numbers_are_the_sellers_alone() {
    let front = Front::open().await;
    let buyer = front.visitor().await;
    let answer = front.send(Ask::get("/seller/numbers").by_browser().by(&buyer)).await;
    answer.leads_to("/seller/log-in?next=/seller/numbers");
    front.send(Ask::get("/seller/numbers/sales.csv").by(&buyer)).await.is_error(401, "sign_in");
}

#[tokio::test]
async fn what_was_sold_and_shipped_stands_in_the_plots_the_tables_and_the_files() {
    let front = Front::open().await;
    let (seller, bought) = (front.seller().await, front.shop.paid().await);
    front.shop.settle().await;
    front.shop.wait(hours(3)).await;
    let ship = Command::Ship(Some(parcel()));
    let ship = front.shop.shop.services.shipping.command(bought.order, ship, SELLER).await;
    assert_eq!(ship, Ok(()));
    for lang in [Lang::Ko, Lang::En] {
        let page = front.send(Ask::get(&lang.path("/seller/numbers?days=7")).by_browser().by(&seller)).await;
        page.is_page(200, lang);
        assert!(page.body.contains(garment().name.get(lang)), "{}", page.body);
        assert!(
            page.body.contains(&garment().price.text(lang)) && page.body.contains("<svg"),
            "{}",
            page.body
        );
        assert!(page.body.contains(lang.pick("3시간", "3 h")), "{}", page.body);
    }
    let csv = front.send(Ask::get("/seller/numbers/sales.csv?days=7").by(&seller)).await;
    assert_eq!((csv.status, csv.header("content-type")), (200, "text/csv; charset=utf-8"));
    let total = front.shop.order(bought.order).await.details.total.amount;
    let today = format!("2026-11-23,{total},0,{total},0,1");
    assert!(csv.body.lines().count() == 8 && csv.body.contains(&today), "{}", csv.body);
    let waits = front.send(Ask::get("/en/seller/numbers/waits.csv").by(&seller)).await;
    assert!(waits.body.contains("Up to 6 h,1,100%"), "{}", waits.body);
    front.send(Ask::get("/seller/numbers/secrets.csv").by(&seller)).await.is_error(404, "not_found");
}

#[tokio::test]
async fn a_period_that_is_none_is_two_weeks() {
    let front = Front::open().await;
    let seller = front.seller().await;
    for days in ["", "?days=-1", "?days=all"] {
        let path = format!("/seller/numbers{days}");
        let page = front.send(Ask::get(&path).by_browser().by(&seller)).await;
        page.is_page(200, Lang::Ko);
        assert!(
            page.body.contains("지난 14일") && page.body.contains("이 기간에는 주문이 없어요"),
            "{}",
            page.body
        );
    }
}
