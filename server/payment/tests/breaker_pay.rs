//! What paying tells the breaker, and what an open breaker means to a buyer who wants to pay.

#[allow(dead_code, reason = "other tests use the rest")]
mod common;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "common/ports.rs"]
mod ports;

use common::{ORDER, TOTAL, id};
use events::{PaymentFailure, Unavailable};
use kernel::Secret;
use kernel::time::{hours, seconds};
use payment::{Attempt, AttemptState, Circuit, ProviderState, Reply};
use ports::{CallFault, LIKE_STRIPE, Shop, shop, shop_with};

impl Shop {
    async fn pay(&self, n: u32) -> Result<Reply, Unavailable> {
        self.service.pay(ORDER, id(n), TOTAL, Secret::new("4242424242424242".to_owned())).await
    }

    /// Pays anew, from the n-th attempt on, so many times.
    async fn pay_many(&self, first: u32, count: u32) {
        for n in first..first + count {
            self.pay(n).await.expect("the database is there");
        }
    }

    /// So many payments are declined.
    async fn pay_declined(&self, first: u32, count: u32) {
        let declined = ProviderState::Declined { code: "declined".to_owned() };
        self.provider.books().verdicts.extend(vec![declined; count as usize]);
        self.pay_many(first, count).await;
    }

    fn row(&self, n: u32) -> Attempt {
        self.database.rows().attempts[&id(n)].clone()
    }

    /// Calls, failed, slow, as the breaker has counted them.
    fn counts(&self) -> (u32, u32, u32) {
        let counts = self.service.gate_snapshot().counts;
        (counts.calls, counts.failed, counts.slow)
    }

    fn circuit(&self) -> Circuit {
        self.service.gate_snapshot().circuit
    }
}

/// A shop whose breaker has just opened, after twenty attempts.
async fn shop_with_open_breaker() -> Shop {
    let shop = shop();
    shop.provider.fails("prepare", [CallFault::NotSent; 20]);
    shop.pay_many(1, 20).await;
    assert!(matches!(shop.circuit(), Circuit::Open { .. }));
    shop
}

#[tokio::test]
async fn a_payment_that_is_declined_is_a_success_of_the_provider() {
    let shop = shop();
    shop.pay_declined(1, 25).await;
    assert_eq!((shop.counts(), shop.circuit()), ((25, 0, 0), Circuit::Closed));
    assert_eq!(shop.pay(26).await, Ok(Reply::Approved));
    assert_eq!(shop.counts(), (26, 0, 0));
}

#[tokio::test]
async fn what_the_buyer_has_to_do_at_the_provider_is_a_success_of_the_provider() {
    let shop = shop();
    shop.provider.books().verdicts.push_back(ProviderState::ActionNeeded { page: None });
    assert_eq!(shop.pay(1).await, Ok(Reply::Checking));
    assert_eq!(shop.counts(), (1, 0, 0));
}

#[tokio::test]
async fn a_call_that_was_not_sent_or_whose_outcome_is_not_known_is_a_failure() {
    for call in ["prepare", "confirm"] {
        for fault in [CallFault::NotSent, CallFault::RequestLost, CallFault::AnswerLost] {
            let shop = shop();
            shop.provider.fails(call, [fault]);
            shop.pay_many(1, 1).await;
            assert_eq!(shop.counts(), (1, 1, 0), "{call} {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_decline_that_could_not_be_made_final_is_a_failure() {
    let shop = shop();
    shop.provider.fails("close", [CallFault::AnswerLost]);
    shop.pay_declined(1, 1).await;
    assert_eq!((shop.row(1).state, shop.counts()), (AttemptState::Unknown, (1, 1, 0)));
}

#[tokio::test]
async fn what_never_came_to_a_call_counts_neither_way() {
    let shop = shop();
    shop.database.rows().meanwhile = Some(Box::new(|row| row.state = AttemptState::Declined));
    shop.pay_many(1, 1).await;
    assert_eq!(shop.counts(), (0, 0, 0), "the row moved on before the charge");
    shop.pay_many(2, 1).await;
    shop.pay_many(2, 1).await;
    assert_eq!(shop.counts(), (1, 0, 0), "the second click met the row");
    shop.pay_many(3, 1).await;
    assert_eq!(shop.counts(), (1, 0, 0), "the order has an approved attempt");
    shop.database.rows().away = true;
    assert!(shop.pay(4).await.is_err());
    assert_eq!(shop.counts(), (1, 0, 0), "the database was away");
}

#[tokio::test]
async fn an_open_breaker_sends_nothing_writes_the_attempt_as_busy_and_says_when_to_come_again() {
    let shop = shop_with_open_breaker().await;
    let sent = shop.provider.calls().len();
    shop.clock.later(seconds(4));
    let retry_after = shop.service.gate_snapshot().retry_after;
    assert!((6..=8).contains(&retry_after), "{retry_after} of 10 to 12 seconds are left");
    assert_eq!(shop.pay(21).await, Ok(Reply::Busy { retry_after }));
    let row = shop.row(21);
    assert_eq!((row.state, row.failure), (AttemptState::NotSent, Some(PaymentFailure::Busy)));
    assert_eq!(shop.provider.calls().len(), sent);

    shop.clock.later(seconds(1));
    assert_eq!(
        shop.pay(21).await,
        Ok(Reply::Busy { retry_after: retry_after - 1 }),
        "the same row, a second later"
    );
    let standing = Attempt { id: id(22), state: AttemptState::Approved, ..shop.row(1) };
    shop.database.rows().attempts.insert(id(22), standing);
    assert_eq!(shop.pay(22).await, Ok(Reply::Approved), "the row that stands is the answer");
}

#[tokio::test]
async fn when_the_countdown_is_over_three_payments_that_are_answered_close_the_breaker() {
    let shop = shop_with_open_breaker().await;
    shop.clock.later(seconds(shop.service.gate_snapshot().retry_after.into()));
    assert_eq!(shop.circuit(), Circuit::HalfOpen { free: 3, succeeded: 0 });
    shop.pay_many(1, 5).await;
    assert_eq!(
        shop.circuit(),
        Circuit::HalfOpen { free: 3, succeeded: 0 },
        "old rows answered, no probe was used"
    );
    shop.pay_declined(21, 3).await;
    assert_eq!(shop.circuit(), Circuit::Closed);
    assert_eq!(shop.pay(24).await, Ok(Reply::Approved));
}

#[tokio::test]
async fn questions_go_out_while_the_breaker_is_open_and_do_not_feed_it() {
    let shop = shop();
    shop.provider.fails("confirm", [CallFault::AnswerLost]);
    assert_eq!(shop.pay(1).await, Ok(Reply::Checking));
    shop.provider.fails("ask", [CallFault::RequestLost; 2]);
    for _ in 0..2 {
        shop.clock.later(seconds(5));
        shop.service.tick().await.expect("the database is there");
    }
    assert_eq!((shop.provider.count("ask"), shop.counts()), (2, (1, 1, 0)));

    shop.provider.fails("prepare", [CallFault::NotSent; 20]);
    shop.database.rows().attempts.get_mut(&id(1)).expect("the row").order =
        kernel::OrderId(uuid::Uuid::nil());
    shop.pay_many(2, 20).await;
    assert!(matches!(shop.circuit(), Circuit::Open { .. }));
    shop.clock.later(hours(1));
    shop.service.tick().await.expect("the database is there");
    assert_eq!(shop.row(1).state, AttemptState::Approved);
    assert_eq!(shop.circuit(), Circuit::HalfOpen { free: 3, succeeded: 0 }, "its answer was no probe's");
}

#[tokio::test(start_paused = true)]
async fn payments_that_take_every_place_leave_refunds_and_questions_theirs() {
    let shop = shop_with(LIKE_STRIPE, 0);
    let waiting = Attempt { id: id(1), ..common::attempt() };
    shop.database.rows().attempts.insert(id(1), waiting);
    shop.clock.later(seconds(30));
    let (paid, asked) = tokio::join!(shop.pay(2), shop.service.tick());
    assert_eq!((paid, asked), (Ok(Reply::Busy { retry_after: 30 }), Ok(1)));
    assert_eq!(shop.provider.count("ask"), 1);
}
