//! The breaker's rules, one by one, on a clock that is a number.

use std::sync::Arc;
use std::time::Duration;

use kernel::Ids;
use payment::{Breaker, Call, Circuit, Counts, Outcome, Refused};
use uuid::Uuid;

/// Chance that is always the same.
#[derive(Debug)]
struct Chance(u64);

impl Ids for Chance {
    fn uuid(&self) -> Uuid {
        Uuid::nil()
    }

    fn chance(&self) -> u64 {
        self.0
    }
}

/// A breaker and its clock.
struct Watched {
    breaker: Breaker,
    now: Duration,
}

/// A closed breaker whose pauses are as long as they say.
fn closed() -> Watched {
    with_chance(0)
}

fn with_chance(chance: u64) -> Watched {
    Watched { breaker: Breaker::new(Arc::new(Chance(chance))), now: Duration::ZERO }
}

/// A breaker that opened in its first moment.
fn open() -> Watched {
    let mut watched = closed();
    watched.end_at_once(20, Outcome::Failed);
    assert_eq!(watched.circuit(), open_until(10));
    watched
}

/// A breaker in its tenth second, with all its probes free.
fn half_open() -> Watched {
    let mut watched = open();
    watched.wait(10_000);
    assert_eq!(watched.circuit(), Circuit::HalfOpen { free: 3, succeeded: 0 });
    watched
}

impl Watched {
    fn wait(&mut self, millis: u64) {
        self.now += Duration::from_millis(millis);
    }

    fn circuit(&mut self) -> Circuit {
        self.breaker.circuit(self.now)
    }

    /// Calls, failed, slow.
    fn counts(&mut self) -> (u32, u32, u32) {
        let Counts { calls, failed, slow } = self.breaker.counts(self.now);
        (calls, failed, slow)
    }

    fn ask(&mut self) -> Result<Call, Refused> {
        self.breaker.admit(self.now)
    }

    fn begin(&mut self) -> Call {
        self.ask().expect("let through")
    }

    fn begin_many(&mut self, count: usize) -> Vec<Call> {
        (0..count).map(|_| self.begin()).collect()
    }

    fn end(&mut self, call: Call, outcome: Outcome) {
        self.breaker.end(call, outcome, self.now);
    }

    /// So many calls that take no time.
    fn end_at_once(&mut self, count: u32, outcome: Outcome) {
        for _ in 0..count {
            let call = self.begin();
            self.end(call, outcome);
        }
    }

    fn refused_for(&mut self) -> Duration {
        self.ask().expect_err("refused").retry_after
    }
}

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

const fn open_until(second: u64) -> Circuit {
    Circuit::Open { until: seconds(second) }
}

// ------------------------------------------------------------------ closed

#[test]
fn nineteen_failures_say_nothing_and_the_twentieth_opens_it() {
    let mut watched = closed();
    watched.end_at_once(19, Outcome::Failed);
    assert_eq!(watched.circuit(), Circuit::Closed);
    watched.end_at_once(1, Outcome::Failed);
    assert_eq!(watched.circuit(), open_until(10));
}

#[test]
fn half_of_the_calls_failing_opens_it_and_one_fewer_does_not() {
    for (failures, circuit) in [(10, Circuit::Closed), (11, open_until(10))] {
        let mut watched = closed();
        watched.end_at_once(11, Outcome::Succeeded);
        watched.end_at_once(failures, Outcome::Failed);
        assert_eq!(watched.circuit(), circuit, "{failures} of {}", 11 + failures);
    }
}

#[test]
fn enough_calls_are_enough_also_when_the_last_of_them_succeeds() {
    let mut watched = closed();
    watched.end_at_once(10, Outcome::Failed);
    watched.end_at_once(9, Outcome::Succeeded);
    assert_eq!(watched.circuit(), Circuit::Closed);
    watched.end_at_once(1, Outcome::Succeeded);
    assert_eq!(watched.circuit(), open_until(10));
}

#[test]
fn a_call_is_slow_from_three_seconds_on() {
    for (lasted, slow) in [(2_999, 0), (3_000, 1)] {
        let mut watched = closed();
        let call = watched.begin();
        watched.wait(lasted);
        watched.end(call, Outcome::Succeeded);
        assert_eq!(watched.counts(), (1, 0, slow), "after {lasted} ms");
    }
}

#[test]
fn calls_that_hang_open_it_while_they_hang() {
    let mut watched = closed();
    let _hanging = watched.begin_many(20);
    watched.wait(2_999);
    assert_eq!(watched.circuit(), Circuit::Closed);
    watched.wait(1);
    assert_eq!(watched.circuit(), open_until(13));
}

#[test]
fn half_of_the_calls_being_slow_opens_it_also_when_all_succeed() {
    let mut watched = closed();
    let slow = watched.begin_many(10);
    watched.end_at_once(10, Outcome::Succeeded);
    watched.wait(3_000);
    assert_eq!(watched.circuit(), open_until(13));
    for call in slow {
        watched.end(call, Outcome::Succeeded);
    }
    assert_eq!(watched.circuit(), open_until(13));
}

#[test]
fn it_makes_no_difference_when_it_is_looked_at() {
    let [mut often, mut once] = [closed(), closed()];
    for watched in [&mut often, &mut once] {
        watched.begin_many(20);
    }
    for _ in 0..120 {
        often.wait(100);
        often.circuit();
    }
    once.wait(12_000);
    assert_eq!((often.circuit(), once.circuit()), (open_until(13), open_until(13)));
    once.wait(1_000);
    assert_eq!(once.circuit(), Circuit::HalfOpen { free: 3, succeeded: 0 });
}

#[test]
fn a_call_that_turned_slow_and_then_failed_is_one_call_and_both() {
    let mut watched = closed();
    let call = watched.begin();
    watched.wait(3_000);
    assert_eq!(watched.counts(), (1, 0, 1));
    watched.wait(12_000);
    watched.end(call, Outcome::Failed);
    assert_eq!(watched.counts(), (1, 1, 1));
}

#[test]
fn a_call_leaves_the_window_thirty_seconds_after_the_second_it_was_counted_in() {
    let mut watched = closed();
    watched.wait(900);
    watched.end_at_once(1, Outcome::Failed);
    watched.wait(29_099);
    assert_eq!(watched.counts(), (1, 1, 0));
    watched.wait(1);
    assert_eq!(watched.counts(), (0, 0, 0));
}

#[test]
fn a_failure_of_a_call_that_has_left_the_window_is_added_to_no_other() {
    let mut watched = closed();
    let hanging = watched.begin();
    watched.wait(33_000);
    watched.end_at_once(1, Outcome::Succeeded);
    watched.end(hanging, Outcome::Failed);
    assert_eq!(watched.counts(), (1, 0, 0), "it was counted 30 seconds before, in the same place");
}

#[test]
fn ten_thousand_successes_do_not_hide_what_fails_after_them() {
    let mut watched = closed();
    watched.end_at_once(10_000, Outcome::Succeeded);
    watched.wait(29_000);
    watched.end_at_once(10, Outcome::Failed);
    assert_eq!(watched.circuit(), Circuit::Closed);
    watched.wait(1_000);
    watched.end_at_once(10, Outcome::Failed);
    assert_eq!(watched.circuit(), open_until(40));
}

#[test]
fn twenty_failures_in_a_row_open_it_however_many_calls_went_well_a_moment_before() {
    let mut watched = closed();
    watched.end_at_once(10_000, Outcome::Succeeded);
    watched.end_at_once(19, Outcome::Failed);
    watched.end_at_once(1, Outcome::Succeeded);
    watched.end_at_once(19, Outcome::Failed);
    watched.end_at_once(100, Outcome::Dropped);
    assert_eq!(watched.circuit(), Circuit::Closed);
    watched.end_at_once(1, Outcome::Failed);
    assert_eq!(watched.circuit(), open_until(10));
}

#[test]
fn twenty_calls_that_hang_open_it_however_many_went_well_before() {
    let mut watched = closed();
    watched.end_at_once(10_000, Outcome::Succeeded);
    let _hanging = watched.begin_many(20);
    watched.wait(3_000);
    assert_eq!(watched.circuit(), open_until(13));
}

#[test]
fn a_slow_call_that_succeeds_in_the_end_does_not_end_a_row_and_is_in_it_once() {
    let mut watched = closed();
    watched.end_at_once(1_000, Outcome::Succeeded);
    let slow = watched.begin_many(19);
    watched.wait(3_000);
    for call in slow {
        watched.end(call, Outcome::Succeeded);
    }
    assert_eq!(watched.circuit(), Circuit::Closed);
    watched.end_at_once(1, Outcome::Failed);
    assert_eq!(watched.circuit(), open_until(13));
}

#[test]
fn a_row_is_over_when_its_calls_leave_the_window() {
    let mut watched = closed();
    watched.end_at_once(19, Outcome::Failed);
    watched.wait(30_000);
    watched.end_at_once(19, Outcome::Failed);
    assert_eq!(watched.circuit(), Circuit::Closed);
    watched.end_at_once(1, Outcome::Failed);
    assert_eq!(watched.circuit(), open_until(40));
}

#[test]
fn a_call_that_is_dropped_counts_neither_way() {
    let mut watched = closed();
    watched.end_at_once(100, Outcome::Dropped);
    assert_eq!((watched.circuit(), watched.counts()), (Circuit::Closed, (0, 0, 0)));
    let dropped = watched.begin();
    watched.end(dropped, Outcome::Dropped);
    watched.wait(3_000);
    assert_eq!(watched.counts(), (0, 0, 0), "it does not turn slow either");
}

// ------------------------------------------------------------------ open

#[test]
fn open_it_refuses_everything_and_says_for_how_long() {
    let mut watched = open();
    assert_eq!(watched.refused_for(), seconds(10));
    watched.wait(9_999);
    assert_eq!(watched.refused_for(), Duration::from_millis(1));
    watched.wait(1);
    watched.begin();
}

#[test]
fn open_it_says_what_opened_it_as_long_as_that_is_in_the_window() {
    let mut watched = closed();
    let late = watched.begin_many(2);
    watched.end_at_once(8, Outcome::Succeeded);
    watched.end_at_once(12, Outcome::Failed);
    watched.wait(9_000);
    for call in late {
        watched.end(call, Outcome::Failed);
    }
    assert_eq!(watched.counts(), (20, 12, 0), "and nothing that came later");
    watched.wait(21_000);
    assert_eq!(watched.counts(), (0, 0, 0));
}

#[test]
fn a_refusal_is_told_in_whole_seconds_that_are_never_too_short() {
    for (micros, seconds) in [(0, 1), (1, 1), (1_000_000, 1), (1_000_001, 2), (10_000_000, 10)] {
        let refused = Refused { retry_after: Duration::from_micros(micros) };
        assert_eq!(refused.seconds(), seconds, "{micros} µs");
    }
    assert_eq!(Refused { retry_after: Duration::MAX }.seconds(), u32::MAX);
}

#[test]
fn each_failed_probe_doubles_the_pause_up_to_a_minute_and_closing_starts_it_anew() {
    let mut watched = open();
    watched.wait(10_000);
    for pause in [20, 40, 60, 60] {
        watched.end_at_once(1, Outcome::Failed);
        assert_eq!(watched.refused_for(), seconds(pause));
        watched.wait(pause * 1_000);
    }
    watched.end_at_once(3, Outcome::Succeeded);
    assert_eq!(watched.circuit(), Circuit::Closed);
    watched.end_at_once(20, Outcome::Failed);
    assert_eq!(watched.refused_for(), seconds(10));
}

#[test]
fn a_pause_is_by_chance_up_to_a_fifth_longer_and_never_shorter() {
    let pause = |chance| {
        let mut watched = with_chance(chance);
        watched.end_at_once(20, Outcome::Failed);
        watched.refused_for()
    };
    assert_eq!([0, 1, 100, 200].map(pause), [10_000, 10_010, 11_000, 12_000].map(Duration::from_millis));
    for chance in [201, 12_345, u64::MAX] {
        assert!((seconds(10)..=seconds(12)).contains(&pause(chance)), "{chance}");
    }
}

// ------------------------------------------------------------------ half-open

#[test]
fn half_open_it_lets_three_through_and_says_when_the_last_of_them_must_have_answered() {
    let mut watched = half_open();
    watched.begin_many(2);
    watched.wait(1_000);
    watched.begin();
    watched.wait(500);
    assert_eq!(watched.refused_for(), Duration::from_millis(2_500));
}

#[test]
fn all_three_probes_have_to_succeed_and_then_it_is_closed_and_knows_nothing_bad() {
    let mut watched = half_open();
    let probes = watched.begin_many(3);
    for (succeeded, probe) in (0..).zip(probes) {
        assert_eq!(watched.circuit(), Circuit::HalfOpen { free: 0, succeeded });
        watched.end(probe, Outcome::Succeeded);
    }
    assert_eq!((watched.circuit(), watched.counts()), (Circuit::Closed, (0, 0, 0)));
}

#[test]
fn a_probe_that_succeeded_is_not_followed_by_a_fourth() {
    let mut watched = half_open();
    let probes = watched.begin_many(3);
    watched.end(probes[0], Outcome::Succeeded);
    assert!(watched.ask().is_err());
}

#[test]
fn one_probe_that_fails_opens_it_again() {
    let mut watched = half_open();
    let probes = watched.begin_many(3);
    watched.end(probes[0], Outcome::Succeeded);
    watched.end(probes[1], Outcome::Failed);
    assert_eq!(watched.circuit(), open_until(30));
}

#[test]
fn one_probe_that_is_slow_opens_it_again_while_it_hangs() {
    let mut watched = half_open();
    let probes = watched.begin_many(2);
    watched.end(probes[0], Outcome::Succeeded);
    watched.wait(2_999);
    assert_eq!(watched.circuit(), Circuit::HalfOpen { free: 1, succeeded: 1 });
    watched.wait(1);
    assert_eq!(watched.circuit(), open_until(33));
}

#[test]
fn a_probe_that_is_dropped_gives_its_place_back() {
    let mut watched = half_open();
    let probes = watched.begin_many(3);
    assert!(watched.ask().is_err());
    watched.end(probes[0], Outcome::Dropped);
    assert_eq!(watched.circuit(), Circuit::HalfOpen { free: 1, succeeded: 0 });
    watched.begin();
    assert!(watched.ask().is_err());
}

// ------------------------------------------------------------------ results of calls from before

#[test]
fn a_result_of_a_call_from_before_it_opened_changes_nothing_half_open() {
    for outcome in [Outcome::Succeeded, Outcome::Failed, Outcome::Dropped] {
        let mut watched = closed();
        let old = watched.begin_many(3);
        watched.end_at_once(20, Outcome::Failed);
        watched.wait(10_000);
        let probe = watched.begin();
        for call in old {
            watched.end(call, outcome);
        }
        assert_eq!(watched.circuit(), Circuit::HalfOpen { free: 2, succeeded: 0 }, "{outcome:?}");
        watched.end(probe, Outcome::Succeeded);
        assert_eq!(watched.circuit(), Circuit::HalfOpen { free: 2, succeeded: 1 });
    }
}

#[test]
fn a_result_of_an_earlier_probe_changes_nothing_when_it_is_half_open_again() {
    for outcome in [Outcome::Succeeded, Outcome::Failed, Outcome::Dropped] {
        let mut watched = half_open();
        let probes = watched.begin_many(3);
        watched.end(probes[0], Outcome::Failed);
        watched.wait(20_000);
        watched.end(probes[1], outcome);
        watched.end(probes[2], outcome);
        assert_eq!(watched.circuit(), Circuit::HalfOpen { free: 3, succeeded: 0 }, "{outcome:?}");
    }
}

#[test]
fn a_result_of_a_call_from_before_it_opened_is_not_counted_once_it_is_closed_again() {
    let mut watched = closed();
    let old = watched.begin_many(25);
    watched.end_at_once(20, Outcome::Failed);
    watched.wait(10_000);
    watched.end_at_once(3, Outcome::Succeeded);
    for call in old {
        watched.end(call, Outcome::Failed);
    }
    assert_eq!((watched.circuit(), watched.counts()), (Circuit::Closed, (0, 0, 0)));
}
