//! Long random walks of several orders for one variant, in quantities: the contexts' own services over tables in memory,
//! between them a bus that repeats, and a provider that is slow, loses requests and answers, and captures late. Calls
//! hang while everything else goes on, the program crashes in the middle of them, commits bring no answer, and the clock
//! jumps. What the search sees of one order step by step, this sees of whole services.

mod books;
mod invariants;
mod network;
mod ports;
mod rows;
mod shop;
mod steps;
mod walk;

use std::collections::BTreeSet;

use events::{ConsumerName, PaymentFailure};
use kernel::time::seconds;
use payment::{AttemptState, CapturedBy};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};
use proptest_state_machine::{ReferenceStateMachine, StateMachineTest, prop_state_machine};

use crate::asks::Click;
use crate::provider::Verdict;
use crate::walks::network::{Fate, Way};
use crate::walks::steps::{Returned, Step, buyers, faults, machinery, provider};
use crate::walks::walk::Walk;

/// The most checkouts of a walk.
const CHECKOUTS: usize = 4;

/// What is asked of the shop. What comes of it is the shop's to decide, so that this only knows what there is to ask
/// about.
#[derive(Debug, Clone)]
struct Asked {
    /// How the provider works.
    way: Way,
    /// How the seller answers stops at the end.
    found_box: bool,
    checkouts: usize,
    /// How it begins, so that walks come far.
    script: &'static [Step],
}

const BEGIN: Step = Step::Begin { quantity: 2 };
const PAY: Step = Step::Pay { order: 0, old_page: false };
const FINISH: Step = Step::FinishAction { well: true };
const BACK: Step = Step::ComesBack { order: 0, old_page: false, aborted: false };
const SHIPPING_HEARS: Step = Step::Deliver { order: 0, consumer: ConsumerName::Shipping };
const ORDER_HEARS: Step = Step::Deliver { order: 0, consumer: ConsumerName::Order };

/// Ways that an order often goes. Where no page is needed, finishing there and coming back is nothing.
const SCRIPTS: [&[Step]; 12] = [
    &[BEGIN],
    &[BEGIN, BEGIN, BEGIN, BEGIN],
    &[BEGIN, Step::Begin { quantity: 3 }, PAY],
    &[BEGIN, PAY, FINISH],
    &[BEGIN, PAY, FINISH, Step::Fate(Fate::Hangs), BACK, BACK],
    &[BEGIN, PAY, Step::Fate(Fate::Late), BACK, Step::Later { span: seconds(61), requests_arrive: false }],
    &[BEGIN, Step::Verdict(Verdict::Declined), PAY, FINISH, BACK],
    &[BEGIN, PAY, FINISH, BACK, SHIPPING_HEARS],
    &[BEGIN, PAY, FINISH, BACK, SHIPPING_HEARS, Step::Seller { order: 0, click: Click::Ship }],
    &[BEGIN, PAY, FINISH, BACK, SHIPPING_HEARS, Step::Cancel { order: 0 }, SHIPPING_HEARS],
    &[
        BEGIN,
        PAY,
        FINISH,
        BACK,
        SHIPPING_HEARS,
        Step::Seller { order: 0, click: Click::Ship },
        Step::Seller { order: 0, click: Click::Deliver },
        ORDER_HEARS,
        ORDER_HEARS,
        Step::Complete { order: 0 },
    ],
    &[
        BEGIN,
        PAY,
        FINISH,
        BACK,
        SHIPPING_HEARS,
        Step::Seller { order: 0, click: Click::Ship },
        Step::Seller { order: 0, click: Click::Deliver },
        ORDER_HEARS,
        ORDER_HEARS,
        Step::AskReturn { order: 0, quantity: 1 },
        Step::MoveReturn { order: 0, number: 1, how: Returned::Received },
        Step::MoveReturn { order: 0, number: 1, how: Returned::BackToStock },
    ],
];

/// How providers work.
const WAYS: [Way; 4] = [
    Way { captured_by: CapturedBy::Confirm, close_after_decline: false },
    Way { captured_by: CapturedBy::Confirm, close_after_decline: true },
    Way { captured_by: CapturedBy::Page, close_after_decline: false },
    Way { captured_by: CapturedBy::ConfirmAfterPage, close_after_decline: false },
];

struct Asking;

impl ReferenceStateMachine for Asking {
    type State = Asked;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<Asked> {
        let scripts = prop::sample::select(SCRIPTS.to_vec());
        (prop::sample::select(WAYS.to_vec()), any::<bool>(), scripts)
            .prop_map(|(way, found_box, script)| Asked { way, found_box, checkouts: 0, script })
            .boxed()
    }

    fn transitions(asked: &Asked) -> BoxedStrategy<Step> {
        match asked.script.first() {
            Some(step) => Just(*step).boxed(),
            None => prop_oneof![
                25 => buyers(asked.checkouts),
                25 => machinery(asked.checkouts),
                25 => provider(),
                4 => faults(),
            ]
            .boxed(),
        }
    }

    fn preconditions(asked: &Asked, step: &Step) -> bool {
        match step {
            Step::Begin { .. } => asked.checkouts < CHECKOUTS,
            Step::PlaceAgain { order }
            | Step::Pay { order, .. }
            | Step::ComesBack { order, .. }
            | Step::Abandon { order }
            | Step::Cancel { order }
            | Step::Complete { order }
            | Step::GiveBack { order, .. }
            | Step::Readdress { order }
            | Step::AskReturn { order, .. }
            | Step::MoveReturn { order, .. }
            | Step::Seller { order, .. }
            | Step::Deliver { order, .. }
            | Step::Repeat { order, .. } => *order < asked.checkouts,
            _ => true,
        }
    }

    fn apply(mut asked: Asked, step: &Step) -> Asked {
        asked.checkouts += usize::from(matches!(step, Step::Begin { .. }));
        asked.script = asked.script.get(1..).unwrap_or_default();
        asked
    }
}

struct Walking;

impl StateMachineTest for Walking {
    type SystemUnderTest = Walk;
    type Reference = Asking;

    fn init_test(asked: &Asked) -> Walk {
        Walk::new(asked.way)
    }

    fn apply(mut walk: Walk, _: &Asked, step: Step) -> Walk {
        walk.perform(step);
        walk
    }

    /// The rows look at themselves after each commit.
    fn check_invariants(walk: &Walk, _: &Asked) {
        let wrong = &walk.tables.read().wrong;
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }

    fn teardown(mut walk: Walk, asked: Asked) {
        walk.quiet(asked.found_box);
        let wrong = invariants::violations(&walk.tables.read(), &walk.provider.books());
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}

/// So many walks, the same in every run.
fn walks(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(0x4a11_beef),
        ..ProptestConfig::default()
    }
}

prop_state_machine! {
    #![proptest_config(walks(300))]

    #[test]
    fn whatever_happens_to_several_orders_money_goods_and_stock_are_right_at_quiet(
        sequential 1..90 => Walking
    );
}

prop_state_machine! {
    #![proptest_config(ProptestConfig { rng_seed: RngSeed::Random, ..walks(5_000) })]

    #[test]
    #[ignore = "minutes of chance"]
    fn whatever_happens_by_chance_money_goods_and_stock_are_right_at_quiet(
        sequential 1..200 => Walking
    );
}

/// What a walk met, in a word each.
fn met(walk: &Walk) -> BTreeSet<String> {
    let rows = walk.tables.read();
    let events = rows.outbox.iter().map(|envelope| envelope.event.name().to_owned());
    let refused = rows.drafts.values().filter_map(|draft| draft.refused.clone());
    let several = (rows.orders.values().filter(|order| order.paid_by.is_some()).count() > 1)
        .then(|| "several paid".to_owned());
    let part = |refund: &payment::Refund| {
        rows.orders.get(&refund.order).is_some_and(|order| refund.amount != order.details.total)
    };
    let parts = rows.refunds.values().filter(|refund| part(refund)).map(|_| "a part went back".to_owned());
    let captured_by = walk.provider.way.captured_by;
    let ends = rows.attempts.values().filter_map(|row| match (row.state, row.failure) {
        (AttemptState::Approved, _) => Some(format!("{captured_by:?}: approved")),
        (AttemptState::Declined, Some(PaymentFailure::Abandoned)) => {
            Some(format!("{captured_by:?}: abandoned"))
        }
        (AttemptState::Surplus, _) => Some(format!("{captured_by:?}: surplus")),
        _ => None,
    });
    events.chain(refused).chain(several).chain(parts).chain(ends).collect()
}

#[test]
fn the_walks_come_through_everything_that_orders_can_meet() {
    let mut runner = TestRunner::deterministic();
    let mut reached = BTreeSet::new();
    for _ in 0..300 {
        let (asked, steps, _) =
            Asking::sequential_strategy(1..90).new_tree(&mut runner).expect("a walk").current();
        let mut walk = Walk::new(asked.way);
        steps.into_iter().for_each(|step| walk.perform(step));
        walk.quiet(asked.found_box);
        reached.extend(met(&walk));
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
        "OrderAddressChanged",
        "OrderReturnAsked",
        "OrderReturnReceived",
        "OrderReturnRefunded",
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
        "sold_out",
        "too_many_unpaid",
        "several paid",
        "a part went back",
        "Confirm: approved",
        "Page: approved",
        "Page: abandoned",
        "ConfirmAfterPage: approved",
        "ConfirmAfterPage: abandoned",
        "ConfirmAfterPage: surplus",
    ];
    let missed: Vec<_> = all.into_iter().filter(|name| !reached.contains(*name)).collect();
    assert!(missed.is_empty(), "{missed:?}");
}
