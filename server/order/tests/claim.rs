//! A guest's order that an account claims.

#[allow(dead_code, reason = "other tests use the rest")]
mod common;

use common::{BUYER, after, approved, cancelled_by_buyer, opened, paying};
use events::{Audience, Event};
use kernel::SessionId;
use order::{StockMove, Verdict, claim};
use uuid::Uuid;

const ACCOUNT: SessionId = SessionId(Uuid::from_u128(0xacc));
const STRANGER: SessionId = SessionId(Uuid::from_u128(0xeee));

#[test]
fn wherever_it_stands_a_claimed_order_changes_its_owner_and_nothing_else() {
    let paying = paying(&opened());
    let paid = after(&paying, &approved(1));
    let cancelled = after(&cancelled_by_buyer(&paid), &Event::ShipmentCancelled);
    for order in [opened(), cancelled_by_buyer(&paying), paying, paid, cancelled] {
        let Verdict::Change(decided) = claim(&order, BUYER, ACCOUNT) else { panic!("{:?}", order.state) };
        let mut expected = order.clone();
        expected.details.session = ACCOUNT;
        assert_eq!((decided.order, decided.stock), (expected, StockMove::None));
        assert_eq!(decided.events, [Event::OrderClaimed { session: ACCOUNT }]);
        assert!(decided.events.iter().all(|event| event.audience() == Audience::Private));
    }
}

#[test]
fn a_second_claim_changes_nothing_and_nobody_claims_an_order_of_somebody_else() {
    let mut order = opened();
    assert_eq!(claim(&order, STRANGER, ACCOUNT), Verdict::Conflict);
    order.details.session = ACCOUNT;
    assert_eq!(claim(&order, BUYER, ACCOUNT), Verdict::Already);
    assert_eq!(claim(&order, BUYER, STRANGER), Verdict::Conflict);
}
