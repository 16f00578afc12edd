//! The diagram of a refund (the domain page): every state meets every answer, and which request may leave under
//! which key.

mod common;

use common::{ORDER, SENT, TOTAL, attempt, id};
use events::{Event, RefundReason};
use kernel::time::{Span, days, hours, minutes, seconds};
use kernel::{RefundId, Time};
use payment::{LANDED, Refund, RefundAnswer, RefundDecided, RefundState, refund_answer, refund_send};

/// How long the provider of these tests keeps a key.
const KEY_LIVES: Span = hours(24);
/// Longer than a request can be under way.
const LATER: Span = minutes(2);

fn requested() -> Refund {
    let refund = RefundId::of(id(1), RefundReason::Cancelled.code());
    Refund::requested(refund, ORDER, attempt().id, TOTAL, RefundReason::Cancelled, SENT)
}

fn in_state(state: RefundState) -> Refund {
    let (tries, sent_at) = if state == RefundState::Requested { (0, None) } else { (1, Some(SENT)) };
    Refund { state, tries, sent_at, key_since: sent_at, version: 5, ..requested() }
}

/// A decision in words: the new state, the events, an alert; `-` is neither of them.
fn told(before: &Refund, decided: &RefundDecided) -> String {
    let mut words = Vec::new();
    if decided.refund.state != before.state {
        words.push(decided.refund.state.as_str());
    }
    words.extend(decided.events.iter().map(Event::name));
    words.extend(decided.alerts.iter().map(|_| "alert"));
    if words.is_empty() {
        words.push("-");
    }
    words.join(" + ")
}

#[test]
fn every_answer_does_in_every_state_what_the_diagram_says_and_nothing_else() {
    const YES: &str = "succeeded + PaymentRefunded";
    const NO: &str = "refused + PaymentRefundRefused + alert";
    // Succeeded, Refused, Unknown
    let matrix = [
        (RefundState::Requested, [YES, NO, "unknown"]),
        (RefundState::Sent, [YES, NO, "unknown"]),
        (RefundState::Succeeded, ["-", "-", "-"]),
        (RefundState::Refused, [YES, "-", "-"]),
        (RefundState::Unknown, [YES, NO, "-"]),
        (RefundState::PaidByTransfer, ["-", "-", "-"]),
    ];
    assert_eq!(matrix.map(|(state, _)| state), RefundState::ALL, "a row for every state");
    for (state, row) in matrix {
        let before = in_state(state);
        for (answer, should) in
            [RefundAnswer::Succeeded, RefundAnswer::Refused, RefundAnswer::Unknown].into_iter().zip(row)
        {
            let decided = refund_answer(&before, answer, SENT + LATER);
            assert_eq!(told(&before, &decided), should, "{state:?} / {answer:?}");
            let (now, then) = (&decided.refund, &before);
            assert_eq!((now.id, now.version, now.amount, now.tries), (then.id, 5, TOTAL, then.tries));
        }
    }
}

#[test]
fn a_refund_that_is_made_is_final_and_never_sent_again() {
    for state in [RefundState::Succeeded, RefundState::PaidByTransfer] {
        let made = Refund { next_at: None, ..in_state(state) };
        assert_eq!(refund_send(&made, KEY_LIVES, SENT + days(30)), None);
        for answer in [RefundAnswer::Succeeded, RefundAnswer::Refused, RefundAnswer::Unknown] {
            assert_eq!(refund_answer(&made, answer, SENT + days(30)).refund, made, "{state:?}: {answer:?}");
        }
    }
}

#[test]
fn the_first_request_leaves_under_key_one() {
    let sent = refund_send(&requested(), KEY_LIVES, SENT + seconds(3)).unwrap();
    assert_eq!((sent.state, sent.tries), (RefundState::Sent, 1));
    assert_eq!(sent.key(), format!("{}:1", requested().id));
    assert_eq!((sent.sent_at, sent.key_since), (Some(SENT + seconds(3)), Some(SENT + seconds(3))));
}

#[test]
fn while_its_key_lives_a_repeat_uses_the_same_key() {
    for state in [RefundState::Sent, RefundState::Unknown] {
        let repeats = [SENT + seconds(1), SENT + LATER, SENT + KEY_LIVES - seconds(1)];
        for now in repeats {
            let sent = refund_send(&in_state(state), KEY_LIVES, now).unwrap();
            assert_eq!((sent.state, sent.tries), (RefundState::Sent, 1), "{state:?}");
            assert_eq!((sent.sent_at, sent.key_since), (Some(now), Some(SENT)), "{state:?}");
        }
    }
}

#[test]
fn after_a_refusal_nothing_leaves_until_the_last_request_has_landed_and_then_under_a_new_key() {
    let refused = in_state(RefundState::Refused);
    for early in [SENT, SENT + seconds(61), SENT + LANDED - seconds(1)] {
        assert_eq!(refund_send(&refused, KEY_LIVES, early), None);
    }
    for now in [SENT + LANDED, SENT + KEY_LIVES] {
        let sent = refund_send(&refused, KEY_LIVES, now).unwrap();
        assert_eq!((sent.tries, sent.key_since, sent.sent_at), (2, Some(now), Some(now)));
    }
}

#[test]
fn without_a_refusal_the_next_key_is_used_only_when_the_last_is_dead() {
    for state in [RefundState::Sent, RefundState::Unknown] {
        let now = SENT + KEY_LIVES;
        let sent = refund_send(&in_state(state), KEY_LIVES, now).unwrap();
        assert_eq!((sent.tries, sent.key_since, sent.sent_at), (2, Some(now), Some(now)), "{state:?}");
    }
}

#[test]
fn nothing_leaves_while_a_request_under_a_dead_key_may_still_be_under_way() {
    for state in [RefundState::Sent, RefundState::Unknown] {
        let late = Refund { sent_at: Some(SENT + KEY_LIVES - seconds(1)), ..in_state(state) };
        assert_eq!(refund_send(&late, KEY_LIVES, SENT + KEY_LIVES + seconds(58)), None, "{state:?}");
        let sent = refund_send(&late, KEY_LIVES, SENT + KEY_LIVES + seconds(59)).unwrap();
        assert_eq!(sent.tries, 2, "{state:?}");
    }
}

#[test]
fn a_refund_that_was_never_sent_starts_with_key_one_whatever_its_state() {
    let unsent = Refund { tries: 0, sent_at: None, key_since: None, ..in_state(RefundState::Unknown) };
    assert_eq!(refund_send(&unsent, KEY_LIVES, SENT + days(3)).unwrap().tries, 1);
}

#[test]
fn an_unknown_refund_is_tried_for_ever_ever_more_slowly_up_to_an_hour_and_alerts_once() {
    let (mut refund, mut pauses, mut alerts) = (in_state(RefundState::Sent), Vec::new(), 0);
    for _ in 0..40 {
        let decided = refund_answer(&refund, RefundAnswer::Unknown, SENT);
        alerts += decided.alerts.len();
        refund = decided.refund;
        pauses.push(refund.next_at.unwrap() - SENT);
    }
    assert_eq!(pauses[..4], [2, 4, 8, 16].map(seconds));
    assert!(pauses.windows(2).all(|pair| pair[0] <= pair[1]), "{pauses:?}");
    assert_eq!(pauses.last(), Some(&hours(1)));
    assert_eq!(alerts, 1);
}

#[test]
fn a_refund_that_is_not_made_after_a_day_is_told_with_its_next_failure_and_once() {
    for state in [RefundState::Requested, RefundState::Sent, RefundState::Unknown] {
        for failures in 0..6 {
            let before = Refund { failures, ..in_state(state) };
            let early = refund_answer(&before, RefundAnswer::Unknown, SENT + hours(23));
            assert_eq!(early.alerts.len(), usize::from(failures == 5), "{state:?} after {failures}");
            let day = refund_answer(&before, RefundAnswer::Unknown, SENT + days(1));
            assert_eq!(day.alerts.len(), 1, "{state:?} after {failures}");
            let later = refund_answer(&day.refund, RefundAnswer::Unknown, SENT + days(2));
            assert_eq!(later.alerts, []);
        }
    }
}

#[test]
fn a_refused_refund_is_taken_up_again_daily_and_its_success_is_still_heard() {
    let refused = refund_answer(&in_state(RefundState::Sent), RefundAnswer::Refused, SENT).refund;
    assert_eq!(refused.next_at, Some(SENT + days(1)));
    for answer in [RefundAnswer::Refused, RefundAnswer::Unknown] {
        let still = refund_answer(&refused, answer, SENT + days(1)).refund;
        assert_eq!((still.state, still.next_at), (RefundState::Refused, Some(SENT + days(2))), "{answer:?}");
    }
    let made = refund_answer(&refused, RefundAnswer::Succeeded, SENT + days(1));
    assert_eq!((made.refund.state, made.refund.next_at), (RefundState::Succeeded, None));
    let Refund { id, attempt, amount, .. } = requested();
    assert_eq!(made.events, [Event::PaymentRefunded { refund: id, attempt, amount }]);
}

#[test]
fn a_request_that_is_under_way_is_looked_at_again_when_it_must_have_landed() {
    let sent = refund_send(&requested(), KEY_LIVES, SENT).unwrap();
    assert_eq!(sent.next_at, Some(Time::from_micros(SENT.micros() + 60_000_000)));
}

#[test]
fn a_state_and_the_word_it_is_stored_as_are_one_to_one() {
    for state in RefundState::ALL {
        assert_eq!(RefundState::parse(state.as_str()), Some(state));
    }
    assert_eq!(RefundState::parse("approved"), None);
}
