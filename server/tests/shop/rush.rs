//! Many at once for little that is left.

use kernel::Lang;
use order::{PayOutcome, PlaceOutcome};

use crate::shop::{Bought, PIECES, TestShop, fields};
use crate::till::{DECLINED, GOOD};

const BUYERS: usize = 500;
const LEFT: i64 = 10;

impl TestShop {
    /// One of many: orders a piece and pays it, as far as that goes.
    async fn rush(&self, card: &str) -> Rushed {
        let session = self.session();
        let draft = self.begin(session, 1).await;
        match self.shop.services.order.place(session, None, draft, fields(), None, Lang::Ko).await.unwrap() {
            PlaceOutcome::Placed(order) => match self.pay(Bought { session, order }, card).await.unwrap() {
                PayOutcome::Paid => Rushed::Paid,
                PayOutcome::Declined => Rushed::Declined,
                other => panic!("{other:?}"),
            },
            PlaceOutcome::Refused => {
                let (draft, ..) = self.shop.services.order.draft(session, draft).await.unwrap();
                assert_eq!(draft.refused.as_deref(), Some("sold_out"), "everyone else is told so");
                assert_eq!(draft.fields.name, fields().name, "and keeps what they typed");
                Rushed::SoldOut
            }
            PlaceOutcome::NotFound => panic!("the draft is gone"),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rushed {
    Paid,
    Declined,
    SoldOut,
}

/// A shop with ten pieces left, and what became of five hundred who wanted one at once.
async fn rush(card: fn(usize) -> &'static str) -> (TestShop, Vec<Rushed>) {
    let shop = TestShop::with_till().await;
    for _ in LEFT..PIECES {
        shop.paid().await;
    }
    let buyers = (0..BUYERS).map(|buyer| shop.rush(card(buyer)));
    let outcomes = futures::future::join_all(buyers).await;
    (shop, outcomes)
}

fn count(outcomes: &[Rushed], outcome: Rushed) -> usize {
    outcomes.iter().filter(|it| **it == outcome).count()
}

#[tokio::test]
async fn five_hundred_buyers_of_the_last_ten_pieces_make_ten_paid_orders() {
    let (shop, outcomes) = rush(|_| GOOD).await;
    assert_eq!(count(&outcomes, Rushed::Paid), 10);
    assert_eq!(count(&outcomes, Rushed::SoldOut), 490);
    shop.quiet().await;
    assert_eq!(shop.pieces().await, (0, 0));
    assert_eq!(
        shop.captures().await.len(),
        usize::try_from(PIECES).unwrap(),
        "nobody is charged for nothing"
    );
    assert_eq!(shop.order_count().await, PIECES, "who was too late has no order");
    shop.assert_sound().await;
}

#[tokio::test]
async fn pieces_that_a_declined_buyer_held_are_free_again_after_the_rush() {
    let (shop, outcomes) = rush(|buyer| if buyer % 2 == 0 { GOOD } else { DECLINED }).await;
    let (paid, declined) = (count(&outcomes, Rushed::Paid), count(&outcomes, Rushed::Declined));
    assert_eq!(paid + declined, 10, "a declined order keeps its piece for a while");
    shop.quiet().await;
    assert_eq!(shop.pieces().await, (i64::try_from(declined).unwrap(), 0), "and then it is free again");
    shop.assert_sound().await;
}
