//! The breaker beside a model that keeps every call with its times, goes through time half a second at a time, and
//! counts everything anew whenever it is asked.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use kernel::Ids;
use payment::{Breaker, Call, Circuit, Counts, Outcome};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use uuid::Uuid;

/// Times are in milliseconds, and multiples of this.
const STEP: u64 = 500;

/// Something that happens.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// So many ask to be let through.
    Begin(usize),
    /// The oldest or the newest of those under way sends a request.
    Send(bool),
    /// So many of those under way, the oldest or the newest, are over.
    End(usize, bool, Outcome),
    /// So many are let through, if they are, and over at once.
    AtOnce(usize, Outcome),
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let outcome = || {
        prop_oneof![
            4 => Just(Outcome::Succeeded),
            5 => Just(Outcome::Failed),
            1 => Just(Outcome::Dropped),
        ]
    };
    let step = prop_oneof![
        4 => (1_usize..10).prop_map(Step::Begin),
        2 => any::<bool>().prop_map(Step::Send),
        4 => (1_usize..6, any::<bool>(), outcome()).prop_map(|(count, oldest, how)| Step::End(count, oldest, how)),
        4 => (1_usize..14, outcome()).prop_map(|(count, how)| Step::AtOnce(count, how)),
        1 => (20_usize..60).prop_map(|count| Step::AtOnce(count, Outcome::Succeeded)),
        4 => (1_u64..8).prop_map(|steps| Step::Wait(steps * STEP)),
        1 => (8_u64..140).prop_map(|steps| Step::Wait(steps * STEP)),
    ];
    prop::collection::vec(step, 1..60)
}

// ------------------------------------------------------------------ the model

/// A call, with all that was ever known of it.
#[derive(Debug)]
struct Seen {
    /// Which change of the circuit it came after.
    phase: usize,
    started: u64,
    slow: bool,
    ended: Option<(u64, Outcome)>,
    /// The how-manieth it was to be counted, if it was.
    place: Option<usize>,
}

impl Seen {
    /// When it was counted, if it was.
    fn counted(&self) -> Option<u64> {
        match self.ended {
            _ if self.slow => Some(self.started + 3_000),
            Some((at, Outcome::Succeeded | Outcome::Failed)) => Some(at),
            Some((_, Outcome::Dropped)) | None => None,
        }
    }

    fn ended_as(&self, outcome: Outcome) -> bool {
        self.ended.is_some_and(|(_, how)| how == outcome)
    }

    fn went_well(&self) -> bool {
        !self.slow && self.ended_as(Outcome::Succeeded)
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Phase {
    Closed,
    Open { until: u64 },
    HalfOpen,
}

#[derive(Debug)]
struct Model {
    calls: Vec<Seen>,
    /// All that have been; the last one is now.
    phases: Vec<Phase>,
    /// How many calls were counted.
    places: usize,
    /// How often a row opened it that was not half of the calls.
    rows: usize,
    now: u64,
}

impl Model {
    fn new() -> Self {
        Self { calls: Vec::new(), phases: vec![Phase::Closed], places: 0, rows: 0, now: 0 }
    }

    fn phase(&self) -> Phase {
        *self.phases.last().expect("there is always one")
    }

    fn of_phase(&self) -> impl Iterator<Item = &Seen> {
        self.calls.iter().filter(|call| call.phase == self.phases.len())
    }

    fn succeeded(&self) -> u32 {
        self.of_phase().filter(|call| call.ended_as(Outcome::Succeeded)).count() as u32
    }

    /// The calls that the window still holds.
    fn counted(&self) -> Vec<&Seen> {
        let in_window = |at: u64| at / 1_000 + 30 > self.now / 1_000;
        self.of_phase().filter(|call| call.counted().is_some_and(in_window)).collect()
    }

    /// How many were counted since the last one that went well.
    fn in_a_row(&self) -> usize {
        let well = self.of_phase().filter(|call| call.went_well()).filter_map(|call| call.place).max();
        self.counted().into_iter().filter(|call| call.place > well).count()
    }

    /// Gives a call its place among those that were counted, unless it has one.
    fn count(&mut self, call: usize) {
        self.places += 1;
        self.calls[call].place.get_or_insert(self.places);
    }

    fn counts(&self) -> Counts {
        let counted = self.counted();
        let count = |which: fn(&Seen) -> bool| counted.iter().filter(|call| which(call)).count() as u32;
        Counts {
            calls: count(|_| true),
            failed: count(|call| call.ended_as(Outcome::Failed)),
            slow: count(|call| call.slow),
        }
    }

    fn circuit(&self) -> Circuit {
        match self.phase() {
            Phase::Closed => Circuit::Closed,
            Phase::Open { until } => Circuit::Open { until: Duration::from_millis(until) },
            Phase::HalfOpen => {
                let used = self.of_phase().filter(|call| !call.ended_as(Outcome::Dropped)).count();
                Circuit::HalfOpen { free: 3 - used as u32, succeeded: self.succeeded() }
            }
        }
    }

    /// Until when a call is refused, if it is.
    fn refused_until(&self) -> Option<u64> {
        match (self.phase(), self.circuit()) {
            (Phase::Open { until }, _) => Some(until),
            (Phase::HalfOpen, Circuit::HalfOpen { free: 0, .. }) => {
                let under_way = self.of_phase().filter(|call| call.ended.is_none());
                under_way.map(|call| call.started + 3_000).max()
            }
            _ => None,
        }
    }

    fn begin(&mut self) {
        let phase = self.phases.len();
        self.calls.push(Seen { phase, started: self.now, slow: false, ended: None, place: None });
    }

    fn send(&mut self, call: usize) {
        if !self.calls[call].slow {
            self.calls[call].started = self.now;
        }
    }

    fn end(&mut self, call: usize, outcome: Outcome) {
        self.calls[call].ended = Some((self.now, outcome));
        if self.calls[call].phase != self.phases.len() {
            return;
        }
        match (self.phase(), outcome) {
            (Phase::Closed, Outcome::Succeeded | Outcome::Failed) => {
                self.count(call);
                self.open_if_bad();
            }
            (Phase::HalfOpen, Outcome::Failed) => self.open(),
            (Phase::HalfOpen, Outcome::Succeeded) if self.succeeded() == 3 => self.phases.push(Phase::Closed),
            _ => {}
        }
    }

    fn wait(&mut self, millis: u64) {
        for _ in 0..millis / STEP {
            self.now += STEP;
            if self.phase() == (Phase::Open { until: self.now }) {
                self.phases.push(Phase::HalfOpen);
            }
            for call in 0..self.calls.len() {
                self.turn_slow(call);
            }
        }
    }

    fn turn_slow(&mut self, call: usize) {
        let phase = self.phases.len();
        let seen = &mut self.calls[call];
        if seen.phase == phase && seen.ended.is_none() && seen.started + 3_000 == self.now {
            seen.slow = true;
            match self.phase() {
                Phase::Closed => {
                    self.count(call);
                    self.open_if_bad();
                }
                Phase::HalfOpen => self.open(),
                Phase::Open { .. } => unreachable!("nothing was let through in it"),
            }
        }
    }

    fn open_if_bad(&mut self) {
        let Counts { calls, failed, slow } = self.counts();
        let half = calls >= 20 && (f64::from(failed.max(slow)) / f64::from(calls) >= 0.5);
        let row = self.in_a_row() >= 20;
        self.rows += usize::from(row && !half);
        if half || row {
            self.open();
        }
    }

    /// For 10 s, doubled for each time that half-open has failed since it was closed, and 60 s at most.
    fn open(&mut self) {
        let since_closed = self.phases.iter().rev().take_while(|phase| **phase != Phase::Closed);
        let tries = since_closed.filter(|phase| **phase == Phase::HalfOpen).count() as u32;
        let pause = (10_000 * 2_u64.pow(tries.min(10))).min(60_000);
        self.phases.push(Phase::Open { until: self.now + pause });
    }
}

// ------------------------------------------------------------------ side by side

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

/// The breaker and the model, and what is under way in both.
struct Pair {
    breaker: Breaker,
    model: Model,
    under_way: Vec<(usize, Call)>,
}

impl Pair {
    fn new() -> Self {
        Self { breaker: Breaker::new(Arc::new(NoChance)), model: Model::new(), under_way: Vec::new() }
    }

    fn now(&self) -> Duration {
        Duration::from_millis(self.model.now)
    }

    fn perform(&mut self, step: Step) {
        match step {
            Step::Begin(count) => (0..count).for_each(|_| self.begin()),
            Step::End(count, oldest, outcome) => {
                for _ in 0..count.min(self.under_way.len()) {
                    let which = if oldest { 0 } else { self.under_way.len() - 1 };
                    self.end(which, outcome);
                }
            }
            Step::Send(oldest) => self.send(oldest),
            Step::AtOnce(count, outcome) => {
                for _ in 0..count {
                    let before = self.under_way.len();
                    self.begin();
                    if self.under_way.len() > before {
                        self.end(before, outcome);
                    }
                }
            }
            Step::Wait(millis) => self.model.wait(millis),
        }
        self.assert_same();
    }

    fn begin(&mut self) {
        let now = self.now();
        match (self.breaker.admit(now), self.model.refused_until()) {
            (Ok(call), None) => {
                self.under_way.push((self.model.calls.len(), call));
                self.model.begin();
            }
            (Err(refused), Some(until)) => {
                assert_eq!(now + refused.retry_after, Duration::from_millis(until));
            }
            (said, expected) => panic!("{said:?}, where the model refuses until {expected:?}"),
        }
    }

    fn send(&mut self, oldest: bool) {
        let now = self.now();
        let under_way = if oldest { self.under_way.first_mut() } else { self.under_way.last_mut() };
        if let Some((number, call)) = under_way {
            *call = self.breaker.sent(*call, now);
            self.model.send(*number);
        }
    }

    fn end(&mut self, which: usize, outcome: Outcome) {
        let (number, call) = self.under_way.remove(which);
        self.breaker.end(call, outcome, self.now());
        self.model.end(number, outcome);
    }

    fn assert_same(&mut self) {
        let now = self.now();
        assert_eq!(self.breaker.circuit(now), self.model.circuit(), "at {now:?}");
        if self.model.phase() == Phase::Closed {
            assert_eq!(self.breaker.counts(now), self.model.counts(), "at {now:?}");
        }
    }
}

proptest! {
    #[test]
    fn the_breaker_does_what_the_model_does(steps in steps()) {
        let mut pair = Pair::new();
        for step in steps {
            pair.perform(step);
        }
    }

    /// Looked at only where something is asked of it, it comes to the same as looked at after every step.
    #[test]
    fn a_breaker_that_was_not_looked_at_for_long_stands_where_it_would_have(steps in steps()) {
        let mut pair = Pair::new();
        for step in steps {
            match step {
                Step::Wait(millis) => pair.model.wait(millis),
                other => pair.perform(other),
            }
        }
        pair.assert_same();
    }
}

#[test]
fn the_walks_meet_every_change_of_the_circuit() {
    let mut runner = TestRunner::deterministic();
    let mut met = BTreeSet::new();
    for _ in 0..300 {
        let mut pair = Pair::new();
        for step in steps().new_tree(&mut runner).expect("steps").current() {
            pair.perform(step);
        }
        if pair.model.rows > 0 {
            met.insert("opens by a row");
        }
        for change in pair.model.phases.windows(2) {
            met.insert(match change {
                [Phase::Closed, Phase::Open { .. }] => "opens",
                [Phase::Open { .. }, Phase::HalfOpen] => "probes",
                [Phase::HalfOpen, Phase::Open { .. }] => "opens again",
                [Phase::HalfOpen, Phase::Closed] => "closes",
                other => panic!("{other:?}"),
            });
        }
    }
    assert_eq!(met, BTreeSet::from(["opens", "opens by a row", "probes", "opens again", "closes"]));
}
