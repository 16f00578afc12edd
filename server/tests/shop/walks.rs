//! Random walks: buyer, seller, clock, provider and consumers do what they like, in any order. After each step an
//! order's events fold to what is built from Main, and what was open for a day has been told; at the end, when all
//! is quiet, every invariant holds.
//!
//! The walks are the same in every run.

use std::cell::RefCell;

use customer::mypage::OrderStage;
use events::{Actor, ConsumerName};
use kernel::time::{Span, hours, minutes, seconds};
use order::CommandError;
use payment::{ProviderRef, RetryError, SettleError, TransferError, Verdict};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use shipping::{Command, Parcel, StopAnswer};

use crate::invariants;
use crate::shop::{Bought, SELLER, TestShop, parcel};
use crate::till::{DECLINED, GOOD, LOST, Line, REFUSED, UNHEARD};

/// Walks, and steps of each.
const WALKS: u32 = 48;
const STEPS: usize = 24;

/// What happens to one of the orders, or to all.
#[derive(Debug, Clone)]
enum Move {
    Place,
    Pay(&'static str),
    Cancel,
    Complete,
    Seller(Command),
    Settle,
    Wait(Span),
    Pause(ConsumerName, bool),
    Provider(Line),
    RefuseRefunds(bool),
    /// A person settles the payment, as the provider's books say.
    SettleByHand,
    RetryRefunds,
    PayByTransfer,
}

fn moves() -> impl Strategy<Value = Move> {
    let cards = prop::sample::select(vec![GOOD, GOOD, GOOD, DECLINED, REFUSED, UNHEARD, LOST]);
    let commands = prop::sample::select(vec![
        Command::Label(parcel()),
        Command::Ship(None),
        Command::Ship(Some(parcel())),
        Command::Renumber(Parcel { tracking: "1234-5679".to_owned(), ..parcel() }),
        Command::UndoShip,
        Command::Hold { reason: "재고 확인".to_owned() },
        Command::Release,
        Command::Deliver,
        Command::AnswerStop(StopAnswer::Kept),
        Command::AnswerStop(StopAnswer::Left),
    ]);
    let spans = prop::sample::select(vec![seconds(3), seconds(61), minutes(6), minutes(20), hours(25)]);
    let lines = prop::sample::select(vec![Line::Up, Line::Up, Line::Refusing, Line::Silent]);
    let consumers = prop::sample::select(ConsumerName::ALL.to_vec());
    prop_oneof![
        3 => Just(Move::Place),
        6 => cards.prop_map(Move::Pay),
        3 => Just(Move::Cancel),
        2 => Just(Move::Complete),
        8 => commands.prop_map(Move::Seller),
        5 => Just(Move::Settle),
        4 => spans.prop_map(Move::Wait),
        1 => (consumers, any::<bool>()).prop_map(|(consumer, paused)| Move::Pause(consumer, paused)),
        1 => lines.prop_map(Move::Provider),
        1 => any::<bool>().prop_map(Move::RefuseRefunds),
        1 => Just(Move::SettleByHand),
        1 => Just(Move::RetryRefunds),
        2 => Just(Move::PayByTransfer),
    ]
}

/// Makes a move with the order that it is about.
async fn make(shop: &TestShop, step: &Move, which: usize, orders: &mut Vec<Bought>) {
    if matches!(step, Move::Place) {
        orders.push(shop.place().await);
        return;
    }
    let Some(bought) = orders.get(which % orders.len().max(1)).copied() else { return };
    match step {
        Move::Place => {}
        Move::Pay(card) => drop(shop.pay(bought, card).await.unwrap()),
        Move::Cancel => allowed(shop.cancel(bought).await),
        Move::Complete => allowed(shop.complete(bought).await),
        Move::Seller(command) => {
            // What the state does not allow is refused; that is the desk's own test.
            let done = shop.shop.services.shipping.command(bought.order, command.clone(), SELLER).await;
            assert!(!matches!(done, Err(shipping::CommandError::Unavailable(_))), "{done:?}");
        }
        Move::Settle => shop.settle().await,
        Move::Wait(span) => shop.wait(*span).await,
        Move::Pause(consumer, paused) => {
            shop.shop.services.outbox.pause(*consumer, *paused).await.unwrap();
        }
        Move::Provider(line) => shop.till().set_line(*line),
        Move::RefuseRefunds(refuses) => shop.till().refuse_refunds(*refuses),
        Move::SettleByHand => settle_by_hand(shop, bought).await,
        Move::RetryRefunds | Move::PayByTransfer => pay_back(shop, step, bought).await,
    }
}

/// A person who looked the payment up says what is so, where they may.
async fn settle_by_hand(shop: &TestShop, bought: Bought) {
    let Some(attempt) = shop.order(bought.order).await.state.attempt() else { return };
    let captured = shop.till().captures().iter().any(|capture| capture.attempt == attempt);
    let verdict = if captured { Verdict::Approved } else { Verdict::NotApproved };
    let (payment, who) = (&shop.shop.services.payment, Actor::Seller(bought.session));
    let reference = ProviderRef(format!("pi_{attempt}"));
    let done = payment.settle_by_hand(bought.order, attempt, verdict, reference, who).await;
    assert!(!matches!(done, Err(SettleError::Unavailable(_))), "{done:?}");
}

/// A person sees to every refund of the order, where they may.
async fn pay_back(shop: &TestShop, step: &Move, bought: Bought) {
    let (payment, who) = (&shop.shop.services.payment, Actor::Seller(bought.session));
    let (_, refunds) = payment.of_order(bought.order).await.unwrap();
    for refund in refunds {
        if matches!(step, Move::RetryRefunds) {
            let done = payment.retry_refund(bought.order, refund.id, who).await;
            assert!(!matches!(done, Err(RetryError::Unavailable(_))), "{done:?}");
        } else {
            let done = payment.pay_by_transfer(bought.order, refund.id, "이체".to_owned(), who).await;
            assert!(!matches!(done, Err(TransferError::Unavailable(_))), "{done:?}");
        }
    }
}

fn allowed(done: Result<(), CommandError>) {
    assert!(matches!(done, Ok(()) | Err(CommandError::Conflict)), "{done:?}");
}

/// Everybody does what is still theirs to do.
async fn come_to_rest(shop: &TestShop, orders: &[Bought]) {
    for consumer in ConsumerName::ALL {
        shop.shop.services.outbox.pause(consumer, false).await.unwrap();
    }
    shop.till().set_line(Line::Up);
    shop.till().refuse_refunds(false);
    shop.quiet().await;
    for bought in orders {
        // A cancel after the label waits for the seller, who may take any time.
        if shop.my_page(*bought).await.stage == OrderStage::CancelRequested {
            shop.seller(*bought, Command::AnswerStop(StopAnswer::Kept)).await.unwrap();
        }
    }
    shop.quiet().await;
}

/// A walk, to its end. What is wrong after it, and where it has been.
async fn walk(steps: &[(Move, usize)]) -> (Vec<String>, Vec<OrderStage>) {
    let shop = TestShop::with_till().await;
    let mut orders = vec![shop.place().await];
    for (step, which) in steps {
        make(&shop, step, *which, &mut orders).await;
        let mut wrong = invariants::folds_that_differ(&shop).await;
        wrong.extend(invariants::untold(&shop).await);
        if !wrong.is_empty() {
            return (wrong, Vec::new());
        }
    }
    come_to_rest(&shop, &orders).await;
    let mut ends = Vec::new();
    for bought in orders {
        ends.push(shop.my_page(bought).await.stage);
    }
    (invariants::violations(&shop).await, ends)
}

#[test]
fn whatever_happens_in_any_order_every_invariant_holds_when_all_is_quiet() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let config = Config { cases: WALKS, failure_persistence: None, ..Config::default() };
    let ends = RefCell::new(Vec::new());
    let walks = prop::collection::vec((moves(), 0..3_usize), 1..STEPS);
    let walked = TestRunner::new_with_rng(config, deterministic()).run(&walks, |steps| {
        let (wrong, reached) = runtime.block_on(walk(&steps));
        prop_assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        ends.borrow_mut().extend(reached);
        Ok(())
    });
    assert!(walked.is_ok(), "{}", walked.unwrap_err());
    for end in [OrderStage::Expired, OrderStage::Paid, OrderStage::Cancelled] {
        assert!(ends.borrow().contains(&end), "no walk ended {end:?}: they prove too little");
    }
}

fn deterministic() -> proptest::test_runner::TestRng {
    use proptest::test_runner::{RngAlgorithm, TestRng};
    TestRng::deterministic_rng(RngAlgorithm::ChaCha)
}
