//! The gate: places, waiting for one, and what becomes of leave that nobody uses. Waiting is on tokio's clock, which
//! stands until everybody waits; the breaker is on the gate's own.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use kernel::time::Span;
use kernel::{Clock, Ids, Time};
use payment::{Bulkhead, Circuit, Gate, Permit, Refused, Snapshot};
use tokio::time::Instant;
use uuid::Uuid;

/// A wall clock and a monotonic one, each set by itself.
#[derive(Debug, Default)]
struct Clocks {
    wall: AtomicI64,
    monotonic: AtomicU64,
}

impl Clocks {
    fn wait(&self, seconds: u64) {
        self.monotonic.fetch_add(seconds, Ordering::SeqCst);
    }

    fn set_wall(&self, span: Span) {
        self.wall.store(span.micros(), Ordering::SeqCst);
    }
}

impl Clock for Clocks {
    fn now(&self) -> Time {
        Time::from_micros(self.wall.load(Ordering::SeqCst))
    }

    fn monotonic(&self) -> Duration {
        Duration::from_secs(self.monotonic.load(Ordering::SeqCst))
    }
}

/// Pauses are as long as they say.
#[derive(Debug)]
struct NoChance;

impl Ids for NoChance {
    fn uuid(&self) -> Uuid {
        Uuid::nil()
    }

    fn chance(&self) -> u64 {
        0
    }
}

fn gate(places: usize) -> (Gate, Arc<Clocks>) {
    let clocks = Arc::new(Clocks::default());
    (Gate::new(places, clocks.clone(), Arc::new(NoChance)), clocks)
}

async fn fail(gate: &Gate, count: u32) {
    for _ in 0..count {
        gate.admit().await.expect("let through").failed();
    }
}

/// An open gate.
async fn open_gate(places: usize) -> (Gate, Arc<Clocks>) {
    let (gate, clocks) = gate(places);
    fail(&gate, 20).await;
    assert_eq!(gate.snapshot().retry_after, 10);
    (gate, clocks)
}

/// How long something takes on tokio's clock.
async fn waited<T>(act: impl Future<Output = T>) -> (T, Duration) {
    let begun = Instant::now();
    let result = act.await;
    (result, begun.elapsed())
}

#[tokio::test(start_paused = true)]
async fn a_full_gate_refuses_after_a_quarter_of_a_second() {
    let (gate, _) = gate(2);
    let _permits = [gate.admit().await.expect("a place"), gate.admit().await.expect("a place")];
    let (refused, waited) = waited(gate.admit()).await;
    assert_eq!(refused.map(drop).map_err(Refused::seconds), Err(30));
    // Its timer counts whole milliseconds.
    assert!((250..=251).contains(&waited.as_millis()), "{waited:?}");
}

#[tokio::test(start_paused = true)]
async fn a_place_that_becomes_free_in_time_is_taken_by_whoever_waited_first() {
    let (gate, _) = gate(1);
    let permit = gate.admit().await.expect("a place");
    let ask = || {
        let gate = gate.clone();
        tokio::spawn(async move { gate.admit().await })
    };
    let (first, second) = (ask(), ask());
    tokio::time::sleep(Duration::from_millis(100)).await;
    permit.succeeded();
    let first = first.await.expect("no panic").expect("the place");
    assert!(second.await.expect("no panic").is_err());
    drop(first);
    assert_eq!(gate.snapshot().under_way, 0);
}

#[tokio::test(start_paused = true)]
async fn an_open_gate_refuses_without_waiting_although_every_place_is_taken() {
    let (gate, clocks) = gate(20);
    let mut hanging = Vec::new();
    for _ in 0..20 {
        hanging.push(gate.admit().await.expect("let through"));
    }
    clocks.wait(4);
    let (refused, waited) = waited(gate.admit()).await;
    assert_eq!(refused.map(drop), Err(Refused { retry_after: Duration::from_secs(9) }));
    assert_eq!((waited, gate.snapshot().under_way), (Duration::ZERO, 20));
}

#[tokio::test(start_paused = true)]
async fn a_gate_that_opens_while_somebody_waits_refuses_them_and_keeps_no_place() {
    let (gate, _) = gate(1);
    fail(&gate, 19).await;
    let last = gate.admit().await.expect("let through");
    let waiting = tokio::spawn({
        let gate = gate.clone();
        async move { gate.admit().await.map(drop) }
    });
    tokio::task::yield_now().await;
    last.failed();
    let refused = waiting.await.expect("no panic");
    assert_eq!(refused, Err(Refused { retry_after: Duration::from_secs(10) }));
    assert_eq!(gate.snapshot().under_way, 0);
}

#[tokio::test(start_paused = true)]
async fn whoever_gives_up_waiting_leaves_nothing_behind() {
    let (gate, clocks) = open_gate(1).await;
    clocks.wait(10);
    let probe = gate.admit().await.expect("a probe");
    let waiting = tokio::spawn({
        let gate = gate.clone();
        async move { gate.admit().await.map(drop) }
    });
    tokio::task::yield_now().await;
    waiting.abort();
    assert!(waiting.await.is_err_and(|gone| gone.is_cancelled()));
    assert_eq!(gate.snapshot().circuit, Circuit::HalfOpen { free: 2, succeeded: 0 });
    probe.succeeded();
    assert_eq!(gate.snapshot().circuit, Circuit::HalfOpen { free: 2, succeeded: 1 });
    let (next, waited) = waited(gate.admit()).await;
    assert_eq!((next.map(drop), waited), (Ok(()), Duration::ZERO), "the place is free");
}

#[tokio::test(start_paused = true)]
async fn a_task_that_is_stopped_in_the_middle_of_a_call_gives_its_place_back_and_counts_neither_way() {
    let (gate, clocks) = open_gate(3).await;
    clocks.wait(10);
    let calling = tokio::spawn({
        let gate = gate.clone();
        async move {
            let _permit = gate.admit().await.expect("a probe");
            std::future::pending::<()>().await;
        }
    });
    tokio::task::yield_now().await;
    assert_eq!(gate.snapshot().under_way, 1);
    calling.abort();
    assert!(calling.await.is_err_and(|gone| gone.is_cancelled()));
    let Snapshot { circuit, under_way, .. } = gate.snapshot();
    assert_eq!((circuit, under_way), (Circuit::HalfOpen { free: 3, succeeded: 0 }, 0));
}

#[tokio::test(start_paused = true)]
async fn three_probes_close_the_gate_and_a_fourth_has_to_wait_for_them() {
    let (gate, clocks) = open_gate(32).await;
    clocks.wait(10);
    let mut probes: Vec<Permit> = Vec::new();
    for _ in 0..3 {
        probes.push(gate.admit().await.expect("a probe"));
    }
    assert_eq!(gate.admit().await.map(drop), Err(Refused { retry_after: Duration::from_secs(3) }));
    probes.into_iter().for_each(Permit::succeeded);
    assert_eq!(gate.snapshot().circuit, Circuit::Closed);
}

#[tokio::test(start_paused = true)]
async fn what_we_did_before_a_request_left_is_not_the_providers_slowness() {
    let (gate, clocks) = open_gate(32).await;
    clocks.wait(10);
    let mut probe = gate.admit().await.expect("a probe");
    clocks.wait(2);
    probe.sent();
    clocks.wait(2);
    assert_eq!(gate.snapshot().circuit, Circuit::HalfOpen { free: 2, succeeded: 0 });
    clocks.wait(1);
    assert!(matches!(gate.snapshot().circuit, Circuit::Open { .. }), "the request itself took three seconds");
}

#[tokio::test(start_paused = true)]
async fn a_jump_of_the_wall_clock_does_not_move_the_breaker() {
    let (gate, clocks) = open_gate(1).await;
    for jump in [kernel::time::days(365), kernel::time::days(-365)] {
        clocks.set_wall(jump);
        assert_eq!(gate.snapshot().retry_after, 10);
    }
    clocks.wait(9);
    assert_eq!(gate.snapshot().retry_after, 1);
    clocks.wait(1);
    assert_eq!(gate.snapshot().retry_after, 0);
}

#[tokio::test(start_paused = true)]
async fn a_snapshot_says_where_the_gate_stands_and_what_it_has_seen() {
    let (gate, clocks) = gate(2);
    fail(&gate, 3).await;
    gate.admit().await.expect("let through").succeeded();
    let _hanging = gate.admit().await.expect("let through");
    clocks.wait(3);
    let Snapshot { circuit, retry_after, counts, under_way } = gate.snapshot();
    assert_eq!((circuit, retry_after, under_way), (Circuit::Closed, 0, 1));
    assert_eq!((counts.calls, counts.failed, counts.slow), (5, 3, 1));
    let _other = gate.admit().await.expect("let through");
    assert_eq!(gate.snapshot().retry_after, 30, "all places are taken");
}

#[tokio::test(start_paused = true)]
async fn a_bulkhead_of_its_own_does_not_take_places_from_another() {
    let (payments, questions) = (Bulkhead::new(1), Bulkhead::new(1));
    let _place = questions.enter().await.expect("a place");
    assert!(questions.enter().await.is_none());
    assert!(payments.enter().await.is_some());
}
