//! What was placed, sold and shipped within a time.

use ::events::{CancelReason, Event, PartReason, Requester};
use kernel::time::{days, hours, minutes, seconds};
use kernel::{Money, Time};
use order::{PartRefund, Verdict};
use shipping::Command;

use crate::shipping::{parcel, shipment, tell};
use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    what_was_placed_is_counted_when_it_was_paid,
    what_was_cancelled_is_placed_and_not_sold,
    a_parcel_that_left_twice_left_when_it_left_last,
    what_goes_back_of_a_payment_is_told_with_its_sale,
}

const DAY: (Time, Time) = (NOON, Time::from_micros(NOON.micros() + days(1).micros()));

async fn what_was_placed_is_counted_when_it_was_paid(shop: &Shop) {
    let variant = shop.variant(9).await;
    shop.order(variant, 1).await;
    shop.paid(variant).await;
    let figures = shop.main.figures();
    let placed = figures.placed(DAY.0, DAY.1).await.unwrap();
    assert_eq!(placed.len(), 1, "an unpaid order is none");
    assert_eq!((placed[0].at, placed[0].total.amount), (NOON + seconds(2), 39_000));
    assert_eq!(figures.sold(DAY.0, DAY.1).await.unwrap().len(), 1);
    for (from, until) in [(NOON - days(1), NOON + seconds(2)), (NOON + seconds(3), NOON + days(9))] {
        assert_eq!(figures.placed(from, until).await, Ok(Vec::new()));
        assert_eq!(figures.sold(from, until).await, Ok(Vec::new()));
    }
}

async fn what_was_cancelled_is_placed_and_not_sold(shop: &Shop) {
    let (order, _) = shop.paid(shop.variant(9).await).await;
    let asked = order::cancel(&order, CancelReason::ChangedMind, Requester::Buyer, NOON);
    let Verdict::Change(asked) = asked else { panic!("a paid order can be cancelled") };
    let order = shop.commit(*asked, NOON).await;
    shop.commit(order::consume(&order, &Event::ShipmentCancelled, NOON).unwrap(), NOON).await;
    let placed = shop.main.figures().placed(DAY.0, DAY.1).await.unwrap();
    assert!(placed.len() == 1 && placed[0].cancelled);
    assert_eq!(shop.main.figures().sold(DAY.0, DAY.1).await, Ok(Vec::new()));
}

async fn what_goes_back_of_a_payment_is_told_with_its_sale(shop: &Shop) {
    let (order, _) = shop.paid(shop.variant(9).await).await;
    let refunded = async || shop.main.figures().placed(DAY.0, DAY.1).await.unwrap()[0].refunded;
    assert_eq!(refunded().await, Money::won(0));
    let part = PartRefund { amount: Money::won(5_000), reason: PartReason::Late, made_for: 0 };
    let Verdict::Change(given) = order::refund_part(&order, &part) else { panic!("a paid order stands") };
    shop.commit(*given, NOON + days(3)).await;
    assert_eq!(refunded().await, Money::won(5_000));
}

async fn a_parcel_that_left_twice_left_when_it_left_last(shop: &Shop) {
    let ready = shipment(shop).await;
    let left = tell(shop, &ready, Command::Ship(Some(parcel())), NOON + hours(1)).await;
    let figures = shop.main.figures();
    let placed = NOON + seconds(2);
    assert_eq!(figures.shipped(DAY.0, DAY.1).await, Ok(vec![(placed, NOON + hours(1))]));
    let back = tell(shop, &left, Command::UndoShip, NOON + hours(1) + minutes(5)).await;
    tell(shop, &back, Command::Ship(None), NOON + hours(3)).await;
    assert_eq!(figures.shipped(DAY.0, DAY.1).await, Ok(vec![(placed, NOON + hours(3))]));
    assert_eq!(figures.shipped(NOON + days(1), NOON + days(2)).await, Ok(Vec::new()));
}
