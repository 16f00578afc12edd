//! When to leave the provider alone: a circuit breaker, as a pure state machine.
//!
//! Closed, it lets every call through and counts what becomes of them; when half of enough calls fail or are slow,
//! or as many go wrong in a row, it opens and refuses them all. After a pause it is half-open: a few calls go through
//! as probes. Do all of them succeed, it closes; does one not, it opens for longer.
//!
//! It reads no clock: `now` is a reading of [`kernel::Clock::monotonic`] and MUST NOT be smaller than the one
//! before. What time alone brings about (a call turns slow, a pause ends) is made up for at the next look, as of
//! the moment at which it came about. So nothing depends on when it is looked at, a call that hangs counts while
//! it hangs, and no timer is needed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use kernel::Ids;

/// For how many seconds a call is counted.
const WINDOW: u64 = 30;
/// Fewer calls than this say nothing about the provider; so many that went wrong in a row say that it is gone, however
/// many went well in the seconds before. (Half of a busy half-minute would be hundreds.)
const ENOUGH: u32 = 20;
/// A call that has lasted so long is slow, over or not.
const SLOW: Duration = Duration::from_secs(3);
/// How long it stays open, the first time.
const FIRST_PAUSE: Duration = Duration::from_secs(10);
/// How long at most: each time that half-open fails doubles the pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// By up to so many thousandths a pause is longer, by chance: what opened together shall not probe together.
const JITTER: u64 = 200;
/// How many calls go through half-open. All of them have to succeed.
const PROBES: u32 = 3;

/// Where the breaker stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Circuit {
    /// Everything goes through.
    Closed,
    /// Nothing goes through.
    Open {
        /// A reading of the monotonic clock.
        until: Duration,
    },
    /// Probes go through.
    HalfOpen {
        /// How many more may.
        free: u32,
        succeeded: u32,
    },
}

/// What became of calls. One that is slow and fails is one call and counts as both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Those that have ended or turned slow.
    pub calls: u32,
    pub failed: u32,
    pub slow: u32,
}

impl Counts {
    /// Whether there are enough of them, and half of them failed or were slow.
    const fn are_bad(self) -> bool {
        self.calls >= ENOUGH && (2 * self.failed >= self.calls || 2 * self.slow >= self.calls)
    }
}

/// A call that was let through, to be told of when it is over.
#[derive(Debug, Clone, Copy)]
pub struct Call {
    generation: u64,
    number: u64,
    started: Duration,
}

/// How a call was over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The provider answered, be it with a no.
    Succeeded,
    Failed,
    /// It says nothing of the provider: it was never made, or nobody waited for its end.
    Dropped,
}

/// No leave to call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the provider is left alone for {} s", self.seconds())]
pub struct Refused {
    /// How long until asking again is worth it.
    pub retry_after: Duration,
}

impl Refused {
    /// The time in whole seconds, never too short and at least one: for `Retry-After` and for countdowns.
    #[must_use]
    pub fn seconds(self) -> u32 {
        let seconds = self.retry_after.as_micros().div_ceil(1_000_000);
        u32::try_from(seconds).unwrap_or(u32::MAX).max(1)
    }
}

/// The breaker.
#[derive(Debug)]
pub struct Breaker {
    circuit: Circuit,
    /// Counted up with every change of the circuit: results of calls from before mean nothing after it.
    generation: u64,
    window: Window,
    /// Those of them since the last one that went well.
    in_a_row: Window,
    /// When the calls of this generation started that are not over and not slow yet, by their numbers.
    in_flight: BTreeMap<u64, Duration>,
    numbers: u64,
    /// How long it will stay open next time.
    pause: Duration,
    ids: Arc<dyn Ids>,
}

impl Breaker {
    /// A closed breaker that takes its chance from `ids`.
    #[must_use]
    pub fn new(ids: Arc<dyn Ids>) -> Self {
        Self {
            circuit: Circuit::Closed,
            generation: 0,
            window: Window::default(),
            in_a_row: Window::default(),
            in_flight: BTreeMap::new(),
            numbers: 0,
            pause: FIRST_PAUSE,
            ids,
        }
    }

    /// How often the circuit has changed.
    pub(crate) const fn generation(&self) -> u64 {
        self.generation
    }

    /// Where it stands.
    pub fn circuit(&mut self, now: Duration) -> Circuit {
        self.advance(now);
        self.circuit
    }

    /// What became of the calls of the last 30 seconds since it was last closed; probes are not counted. Open, it
    /// still says what opened it.
    pub fn counts(&mut self, now: Duration) -> Counts {
        self.advance(now);
        self.window.counts(now)
    }

    /// Whether a call would be let through.
    ///
    /// # Errors
    /// When it would not, with the time until the next probe; while all probes are under way, with the time by
    /// which the last of them has ended or is slow.
    pub fn check(&mut self, now: Duration) -> Result<(), Refused> {
        self.advance(now);
        let until = match self.circuit {
            Circuit::Closed | Circuit::HalfOpen { free: 1.., .. } => return Ok(()),
            Circuit::HalfOpen { free: 0, .. } => self.in_flight.values().next_back().map(|last| *last + SLOW),
            Circuit::Open { until } => Some(until),
        };
        Err(Refused { retry_after: until.unwrap_or(now).saturating_sub(now) })
    }

    /// Lets a call through.
    ///
    /// # Errors
    /// As [`Breaker::check`].
    pub fn admit(&mut self, now: Duration) -> Result<Call, Refused> {
        self.check(now)?;
        if let Circuit::HalfOpen { free, .. } = &mut self.circuit {
            *free -= 1;
        }
        Ok(self.under_way(now))
    }

    /// A request of a call leaves only now: whether the call is slow is measured from here, so that what we did before
    /// (our own commits) does not count against the provider. One that is slow already stays so.
    pub fn sent(&mut self, call: Call, now: Duration) -> Call {
        self.advance(now);
        let waits = call.generation == self.generation && self.in_flight.remove(&call.number).is_some();
        if waits { self.under_way(now) } else { call }
    }

    /// Numbers are in the order of the starts.
    fn under_way(&mut self, started: Duration) -> Call {
        let call = Call { generation: self.generation, number: self.numbers, started };
        self.numbers += 1;
        self.in_flight.insert(call.number, started);
        call
    }

    /// Takes note of how a call was over; once, and not at all when the circuit has changed since it was let
    /// through.
    pub fn end(&mut self, call: Call, outcome: Outcome, now: Duration) {
        self.advance(now);
        if call.generation != self.generation {
            return;
        }
        let turned_slow = self.in_flight.remove(&call.number).is_none();
        match (self.circuit, outcome) {
            (Circuit::Closed, Outcome::Dropped) | (Circuit::Open { .. }, _) => {}
            (Circuit::Closed, Outcome::Succeeded | Outcome::Failed) => {
                let failed = u32::from(outcome == Outcome::Failed);
                // A call is counted once. One that turned slow was counted then, and its failure belongs to it.
                let (at, calls) = if turned_slow { (call.started + SLOW, 0) } else { (now, 1) };
                self.count(at, Counts { calls, failed, slow: 0 }, now);
            }
            (Circuit::HalfOpen { free, succeeded }, Outcome::Succeeded) => match succeeded + 1 {
                PROBES => self.close(),
                succeeded => self.circuit = Circuit::HalfOpen { free, succeeded },
            },
            (Circuit::HalfOpen { .. }, Outcome::Failed) => self.open(now),
            (Circuit::HalfOpen { free, succeeded }, Outcome::Dropped) => {
                self.circuit = Circuit::HalfOpen { free: free + 1, succeeded };
            }
        }
    }

    /// Does what time alone has brought about, each thing as of its own moment.
    fn advance(&mut self, now: Duration) {
        while let Some(moment) = self.next_moment().filter(|moment| *moment <= now) {
            match self.circuit {
                Circuit::Closed => {
                    self.in_flight.pop_first();
                    self.count(moment, Counts { calls: 1, failed: 0, slow: 1 }, moment);
                }
                Circuit::HalfOpen { .. } => self.open(moment),
                Circuit::Open { .. } => self.enter(Circuit::HalfOpen { free: PROBES, succeeded: 0 }),
            }
        }
    }

    /// When the pause ends, or the oldest call turns slow.
    fn next_moment(&self) -> Option<Duration> {
        match self.circuit {
            Circuit::Open { until } => Some(until),
            Circuit::Closed | Circuit::HalfOpen { .. } => {
                self.in_flight.values().next().map(|oldest| *oldest + SLOW)
            }
        }
    }

    /// Adds to what happened at a moment, and opens if too much is wrong by now.
    fn count(&mut self, at: Duration, counts: Counts, now: Duration) {
        self.window.add(at, counts);
        match counts {
            Counts { calls: 1.., failed: 0, slow: 0 } => self.in_a_row = Window::default(),
            _ => self.in_a_row.add(at, counts),
        }
        if self.window.counts(now).are_bad() || self.in_a_row.counts(now).calls >= ENOUGH {
            self.open(now);
        }
    }

    fn open(&mut self, now: Duration) {
        let thousandths = self.ids.chance() % (JITTER + 1);
        let until = now + self.pause + self.pause * thousandths as u32 / 1_000;
        self.pause = (2 * self.pause).min(LONGEST_PAUSE);
        self.enter(Circuit::Open { until });
    }

    fn close(&mut self) {
        self.pause = FIRST_PAUSE;
        (self.window, self.in_a_row) = (Window::default(), Window::default());
        self.enter(Circuit::Closed);
    }

    /// Changes the circuit and forgets the calls under way.
    fn enter(&mut self, circuit: Circuit) {
        self.circuit = circuit;
        self.generation += 1;
        self.in_flight.clear();
    }
}

/// What happened in each of the last seconds. A second's place is taken over by the one 30 seconds later.
#[derive(Debug, Default)]
struct Window([Bucket; WINDOW as usize]);

#[derive(Debug, Default, Clone, Copy)]
struct Bucket {
    second: u64,
    counts: Counts,
}

impl Window {
    /// Adds to the second of a moment, unless that has left the window.
    fn add(&mut self, at: Duration, more: Counts) {
        let second = at.as_secs();
        let bucket = &mut self.0[(second % WINDOW) as usize];
        if bucket.second < second {
            *bucket = Bucket { second, counts: Counts::default() };
        }
        if bucket.second == second {
            bucket.counts = bucket.counts.plus(more);
        }
    }

    /// The sum of the last 30 seconds, the one that has begun included.
    fn counts(&self, now: Duration) -> Counts {
        let counted = self.0.iter().filter(|bucket| bucket.second + WINDOW > now.as_secs());
        counted.fold(Counts::default(), |sum, bucket| sum.plus(bucket.counts))
    }
}

impl Counts {
    const fn plus(self, more: Self) -> Self {
        Self {
            calls: self.calls + more.calls,
            failed: self.failed + more.failed,
            slow: self.slow + more.slow,
        }
    }
}
