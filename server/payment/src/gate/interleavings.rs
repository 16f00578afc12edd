//! The gate through every order in which threads can take its lock, by loom. Time stands still.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use kernel::Time;
use kernel::time::seconds;
use loom::thread;
use uuid::Uuid;

use super::*;

/// A clock that stands.
#[derive(Debug)]
struct At(Time);

impl Clock for At {
    fn now(&self) -> Time {
        self.0
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

/// A gate in its tenth second, after so many calls failed in its first: twenty opened it, and it is half-open.
fn gate_after(failures: u32, places: usize) -> Gate {
    let mut breaker = Breaker::new(Arc::new(NoChance));
    for _ in 0..failures {
        let call = breaker.admit(Duration::ZERO).expect("closed until twenty have failed");
        breaker.end(call, Outcome::Failed, Duration::ZERO);
    }
    Gate::over(breaker, places, Arc::new(At(Time::EPOCH + seconds(10))))
}

/// What the gate says at once, as long as it has a place.
fn ask(gate: &Gate) -> Result<Permit, Refused> {
    match pin!(gate.admit()).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(said) => said,
        Poll::Pending => panic!("all places are taken"),
    }
}

/// Gives each thing to a thread of its own, and brings back what they make of it.
fn in_threads<T: Send + 'static, R: Send + 'static, const N: usize>(
    things: [T; N],
    act: fn(T) -> R,
) -> [R; N] {
    things
        .map(|thing| thread::spawn(move || act(thing)))
        .map(|thread| thread.join().expect("no thread panics"))
}

/// What a thread does that has leave for a call.
type Use = fn(Permit);

fn with_permits<const N: usize>(gate: &Gate, uses: [Use; N]) {
    let permits = uses.map(|end| (ask(gate).expect("let through"), end));
    in_threads(permits, |(permit, end)| end(permit));
}

/// Where the gate stands, and how often that has changed.
fn standing(gate: &Gate) -> (Circuit, u64) {
    gate.breaker(|breaker, now| (breaker.circuit(now), breaker.generation()))
}

const fn open_until(seconds: u64) -> Circuit {
    Circuit::Open { until: Duration::from_secs(seconds) }
}

const fn half_open(free: u32, succeeded: u32) -> Circuit {
    Circuit::HalfOpen { free, succeeded }
}

#[test]
fn of_two_that_ask_for_the_last_probe_one_gets_it() {
    loom::model(|| {
        let gate = gate_after(20, 4);
        let _probes = [ask(&gate), ask(&gate)];
        let said = in_threads([gate.clone(), gate.clone()], |gate| ask(&gate));
        assert_eq!(said.iter().filter(|said| said.is_ok()).count(), 1);
        assert_eq!(standing(&gate), (half_open(0, 0), 2));
    });
}

#[test]
fn three_probes_that_succeed_close_it_once_in_whatever_order_they_end() {
    loom::model(|| {
        let gate = gate_after(20, 3);
        with_permits(&gate, [Permit::succeeded; 3]);
        assert_eq!(standing(&gate), (Circuit::Closed, 3));
    });
}

#[test]
fn one_probe_that_fails_opens_it_once_in_whatever_order_the_others_end() {
    for others in [Permit::succeeded as Use, Permit::failed, drop] {
        loom::model(move || {
            let gate = gate_after(20, 3);
            with_permits(&gate, [Permit::failed, others, others]);
            assert_eq!(standing(&gate), (open_until(30), 3));
        });
    }
}

#[test]
fn a_probe_that_is_dropped_gives_its_place_back_and_takes_nothing_from_others() {
    loom::model(|| {
        let gate = gate_after(20, 3);
        with_permits(&gate, [Permit::succeeded, drop, Permit::succeeded]);
        assert_eq!(standing(&gate), (half_open(1, 2), 2));
        assert_eq!(gate.snapshot().under_way, 0);
    });
}

#[test]
fn the_place_of_a_probe_that_is_dropped_is_given_to_one_at_most() {
    loom::model(|| {
        let gate = gate_after(20, 4);
        let probes = [(); 3].map(|()| ask(&gate).expect("let through"));
        let next = gate.clone();
        let next = thread::spawn(move || ask(&next));
        let [_one, _two, dropped] = probes;
        drop(dropped);
        let next = next.join().expect("no thread panics");
        assert_eq!(standing(&gate), (half_open(u32::from(next.is_err()), 0), 2));
    });
}

#[test]
fn whoever_asks_while_a_probe_fails_is_refused_or_means_nothing_any_more() {
    loom::model(|| {
        let gate = gate_after(20, 2);
        let probe = ask(&gate).expect("let through");
        let next = gate.clone();
        let next = thread::spawn(move || ask(&next).map(Permit::succeeded).is_ok());
        probe.failed();
        next.join().expect("no thread panics");
        assert_eq!(standing(&gate), (open_until(30), 3));
    });
}

#[test]
fn two_failures_that_both_are_too_many_open_it_once() {
    loom::model(|| {
        let gate = gate_after(19, 2);
        with_permits(&gate, [Permit::failed; 2]);
        assert_eq!(standing(&gate), (open_until(20), 1));
    });
}

#[test]
fn whoever_gets_the_place_of_a_call_meets_what_it_has_shown() {
    loom::model(|| {
        let gate = gate_after(19, 1);
        let last = ask(&gate).expect("closed");
        let next = gate.clone();
        let next = thread::spawn(move || {
            if !next.bulkhead.is_full() {
                assert!(ask(&next).is_err(), "the call that had the place has opened the breaker");
            }
        });
        last.failed();
        next.join().expect("no thread panics");
    });
}
