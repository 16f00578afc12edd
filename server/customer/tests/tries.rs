//! How often something may be guessed, and how long the next guess waits.

use customer::Limit;
use customer::tries::Tried;
use kernel::Time;
use kernel::time::{Span, hours, minutes, seconds};
use proptest::prelude::*;

const NOW: Time = Time::from_micros(1_795_365_000_000_000);

fn limit() -> Limit {
    Limit::of_address("log-in", "haneul@example.com")
}

/// After so many tries, each made as soon as it may be. Says the moment of the last.
fn tried(count: i64) -> (Tried, Time) {
    (0..count).fold((Tried::default(), NOW), |(tried, at), _| {
        let at = tried.until.unwrap_or(at);
        (tried.again(&limit(), at).expect("its wait is over"), at)
    })
}

#[test]
fn the_first_tries_wait_for_nothing() {
    let (tried, _) = tried(limit().free);
    assert_eq!((tried.count, tried.until), (limit().free, None));
}

#[test]
fn each_further_try_doubles_the_wait_up_to_a_quarter_of_an_hour() {
    let waits: Vec<Span> = (1..=7)
        .map(|more| {
            let (tried, at) = tried(limit().free + more);
            tried.until.expect("it waits") - at
        })
        .collect();
    let all = [seconds(30), minutes(1), minutes(2), minutes(4), minutes(8), minutes(15), minutes(15)];
    assert_eq!(waits, all);
}

#[test]
fn a_try_in_between_is_told_until_when_and_counts_for_nothing() {
    let (tried, at) = tried(limit().free + 1);
    assert_eq!(tried.again(&limit(), at), Err(at + seconds(30)));
    assert_eq!(tried.again(&limit(), at + seconds(29)), Err(at + seconds(30)));
    assert!(tried.again(&limit(), at + seconds(30)).is_ok());
}

#[test]
fn what_was_right_is_taken_back_and_makes_nobody_wait() {
    let (tried, _) = tried(limit().free + 1);
    let without = tried.without();
    assert_eq!((without.count, without.until), (limit().free, None));
    assert_eq!(Tried::default().without().count, 0);
}

#[test]
fn an_hour_after_the_last_one_tries_are_forgotten() {
    let (tried, at) = tried(limit().free + 3);
    let again = tried.again(&limit(), at + hours(1)).expect("its wait is over");
    assert_eq!((again.count, again.until), (1, None));
}

#[test]
fn what_is_counted_names_nobody() {
    let about = limit().about;
    assert!(!about.contains("haneul") && !about.contains('@'), "{about}");
    assert_eq!(
        Limit::of_address("log-in", "Haneul@Example.com"),
        limit(),
        "one address, however it is typed"
    );
    assert_ne!(Limit::of_address("reset", "haneul@example.com"), limit());
    let network = Limit::of_network("log-in", Some(3_405_803_783)).expect("a network");
    assert!(!network.about.contains("3405803783"), "{}", network.about);
    assert_eq!(Limit::of_network("log-in", None), None);
}

proptest! {
    #[test]
    fn no_pace_of_trying_is_let_through_more_often_than_waiting_allows(gaps in prop::collection::vec(0_i64..120, 1..200)) {
        let (mut tried, mut at, mut let_through) = (Tried::default(), NOW, 0_i64);
        for gap in gaps {
            at = at + seconds(gap);
            if let Ok(next) = tried.again(&limit(), at) {
                let_through += 1;
                tried = next;
            }
        }
        let hours = (at - NOW).micros() / hours(1).micros() + 1;
        // Five free ones, then 30, 60, 120, 240 and 480 seconds, then four in each hour.
        prop_assert!(let_through <= limit().free + 6 + 4 * hours, "{let_through} in {hours} h");
    }
}
