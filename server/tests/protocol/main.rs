//! The protocol of one order: order, payment and shipping over tables in memory, between them a bus that repeats,
//! and a provider that is slow, loses requests and answers, and captures late. Calls hang while everything else
//! goes on, the program crashes in the middle of them, commits bring no answer, and the clock jumps.
//!
//! Whatever people, network and clock do, at quiet the invariants of the domain page hold; those about goods and
//! stock hold after every commit.
//!
//! | module | holds |
//! |---|---|
//! | `walk` | what can happen, and how it is done |
//! | `tables` | the contexts' ports, every commit one step |
//! | `provider` | the provider, its books and its network |
//! | `invariants` | what must hold, as sentences about what does not |

mod invariants;
mod provider;
mod tables;
mod walk;

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::walk::{Step, Walk, steps};

/// A walk: what the provider can do, how the seller answers a stop at the end, and what happens until then.
fn walk() -> impl Strategy<Value = (bool, bool, Vec<Step>)> {
    (any::<bool>(), any::<bool>(), steps())
}

/// An order that went a walk and came to rest.
fn walked((close_after_decline, found_box, steps): &(bool, bool, Vec<Step>)) -> Walk {
    let walk = Walk::new(*close_after_decline);
    for step in steps {
        walk.perform(*step);
    }
    walk.quiet(*found_box);
    walk
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn whatever_happens_to_one_order_money_goods_and_stock_are_right_at_quiet(walk in walk()) {
        let end = walked(&walk);
        let wrong = invariants::violations(&end.tables.read(), &end.provider.books());
        prop_assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}

#[test]
fn the_walks_come_through_every_event_that_one_order_can_meet() {
    let mut runner = TestRunner::deterministic();
    let mut met = BTreeSet::new();
    for _ in 0..300 {
        let walk = walk().new_tree(&mut runner).expect("a walk").current();
        met.extend(walked(&walk).tables.read().outbox.iter().map(|envelope| envelope.event.name()));
    }
    let all = [
        "OrderOpened",
        "OrderPaymentStarted",
        "OrderPaymentFailed",
        "OrderExpired",
        "OrderCancelPending",
        "OrderPlaced",
        "OrderCancelRequested",
        "OrderCancelled",
        "OrderCancelRejected",
        "OrderRefundDue",
        "OrderCompleted",
        "PaymentApproved",
        "PaymentDeclined",
        "PaymentActionNeeded",
        "PaymentOutcomeUnknown",
        "PaymentSurplus",
        "PaymentRefunded",
        "PaymentRefundRefused",
        "ShipmentCreated",
        "ShipmentHeld",
        "ShipmentReleased",
        "ShipmentLabelled",
        "ShipmentStopAsked",
        "ShipmentShipped",
        "ShipmentReopened",
        "ShipmentDelivered",
        "ShipmentCancelled",
        "ShipmentStopRejected",
    ];
    let missed: Vec<_> = all.iter().filter(|name| !met.contains(*name)).collect();
    assert!(missed.is_empty(), "{missed:?}");
}
