//! A provider that dies in the middle of a busy day: how many calls still reach it, what buyers are told, and that
//! paying works again by itself. Both clocks are set by the test. The same over real sockets is `cargo xtask outage`.

#[allow(dead_code, reason = "other tests use the rest")]
mod common;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "common/ports.rs"]
mod ports;

use std::time::Duration;

use common::TOTAL;
use events::PaymentFailure;
use kernel::time::Span;
use kernel::{AttemptId, OrderId, Secret};
use payment::{Circuit, ProviderState, Reply};
use ports::{CallFault, LIKE_STRIPE, Shop, shop_with};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use uuid::Uuid;

/// Fifty payments a second.
const EVERY: Duration = Duration::from_millis(20);

/// A shop in which somebody new pays every 20 ms, whatever becomes of those before.
struct Busy {
    shop: Shop,
    orders: u32,
}

/// What somebody was told, and after how long.
type Told = (Reply, Duration);

impl Busy {
    fn open() -> Self {
        Self { shop: shop_with(LIKE_STRIPE, 32), orders: 0 }
    }

    /// One try to pay, in a task of its own.
    fn pay(&self, order: u32, n: u32) -> JoinHandle<Told> {
        let service = self.shop.service.clone();
        let order = OrderId(Uuid::from_u128(order.into()));
        tokio::spawn(async move {
            let (begun, method) = (Instant::now(), Secret::new("4242424242424242".to_owned()));
            let reply = service.pay(order, AttemptId::nth(order, n), TOTAL, method).await;
            (reply.expect("the database is there"), begun.elapsed())
        })
    }

    /// Lets time go by, the shop's with tokio's.
    async fn tick(&self) {
        tokio::time::sleep(EVERY).await;
        self.shop.clock.later(Span::from_millis(20));
    }

    /// So many seconds, at most until something is so. What those are told who came meanwhile.
    async fn go_on(&mut self, seconds: u32, until: impl Fn(&Shop) -> bool) -> Vec<JoinHandle<Told>> {
        let mut payments = Vec::new();
        for _ in 0..seconds * 50 {
            self.orders += 1;
            payments.push(self.pay(self.orders, 1));
            self.tick().await;
            if until(&self.shop) {
                break;
            }
        }
        payments
    }

    fn kill(&self, how: Option<CallFault>) {
        self.shop.provider.books().dead = how;
    }

    fn circuit(&self) -> Circuit {
        self.shop.service.gate_snapshot().circuit
    }

    fn calls(&self) -> usize {
        self.shop.provider.calls().len()
    }
}

async fn told(payments: Vec<JoinHandle<Told>>) -> Vec<Told> {
    let mut told = Vec::new();
    for payment in payments {
        told.push(payment.await.expect("no panic"));
    }
    told
}

fn is_open(shop: &Shop) -> bool {
    matches!(shop.service.gate_snapshot().circuit, Circuit::Open { .. })
}

/// A busy half-minute, and then the provider is dead for 20 seconds. Says how many calls reached it before the breaker
/// opened, after how long that was, and how many there were in all.
async fn outage(how: CallFault) -> (usize, Duration, usize) {
    let mut busy = Busy::open();
    let calm = busy.go_on(30, |_| false).await;
    assert!(told(calm).await.iter().all(|(reply, _)| *reply == Reply::Approved), "{how:?}");

    let (calls, died) = (busy.calls(), Instant::now());
    busy.kill(Some(how));
    let first = busy.orders + 1;
    let mut meanwhile = busy.go_on(20, is_open).await;
    let (opened_after, before) = (died.elapsed(), busy.calls() - calls);
    let turned_away = busy.go_on(8, |_| false).await;
    assert!(matches!(busy.circuit(), Circuit::Open { .. }), "{how:?}");
    assert_eq!(busy.calls() - calls, before, "none goes through an open breaker");
    for (reply, took) in told(turned_away).await {
        assert!(matches!(reply, Reply::Busy { retry_after: 1..=12 }), "{reply:?}");
        assert_eq!(took, Duration::ZERO, "whoever is turned away is told at once");
    }
    meanwhile.extend(busy.go_on(10, |_| false).await);
    let in_all = busy.calls() - calls;
    for (reply, took) in told(meanwhile).await {
        let uncharged = matches!(reply, Reply::Busy { .. } | Reply::Declined(PaymentFailure::NotSent));
        // A call that hangs ends by its timeout, and may have waited a quarter of a second for its place.
        assert!(uncharged && took <= Duration::from_millis(15_260), "{reply:?} after {took:?}");
    }

    busy.kill(None);
    while is_open(&busy.shop) {
        busy.tick().await;
    }
    for order in first..=busy.orders {
        let again = busy.pay(order, 2).await.expect("no panic");
        assert_eq!(again.0, Reply::Approved, "everyone who was turned away can pay");
    }
    assert_eq!(busy.circuit(), Circuit::Closed, "it closed by itself");
    let books = busy.shop.provider.books();
    let captured = books.payments.values().filter(|state| **state == ProviderState::Captured).count();
    assert_eq!(captured, busy.orders as usize, "everybody paid once");
    (before, opened_after, in_all)
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_refuses_gets_twenty_calls_however_busy_the_shop_was() {
    let (before, opened_after, in_all) = outage(CallFault::NotSent).await;
    assert_eq!(before, 20);
    assert!(opened_after <= Duration::from_millis(420), "{opened_after:?}");
    assert!(in_all <= 60, "{in_all}");
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_hangs_gets_as_many_calls_as_there_are_places() {
    let (before, opened_after, in_all) = outage(CallFault::Hangs).await;
    assert_eq!(before, 32);
    assert!(opened_after <= Duration::from_millis(3_500), "{opened_after:?}");
    assert!(in_all <= 60, "{in_all}");
}
