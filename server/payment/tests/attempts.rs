//! The diagram of an attempt (the domain page) as a matrix: every state meets every answer. And when the provider
//! is asked, what order is told, and what a due refund means.

mod common;

use common::{ORDER, SENT, TOTAL, attempt, id};
use events::{Event, PaymentFailure, RefundReason};
use kernel::time::{Span, days, hours, minutes, seconds};
use kernel::{Money, RefundId, Time};
use payment::{
    Answer, Attempt, AttemptState, Decided, Refund, RefundDue, RefundState, Reply, answer, refund_due,
};

const LATER: Time = Time::from_micros(SENT.micros() + 7_000_000);

/// The attempt in a state.
fn in_state(state: AttemptState) -> Attempt {
    let failure = match state {
        AttemptState::Declined | AttemptState::Surplus => Some(PaymentFailure::Declined),
        AttemptState::NotSent => Some(PaymentFailure::NotSent),
        AttemptState::Sent | AttemptState::ActionNeeded | AttemptState::Unknown | AttemptState::Approved => {
            None
        }
    };
    Attempt { state, failure, version: 3, ..attempt() }
}

fn answers() -> [Answer; 9] {
    use Answer::{ActionNeeded, Captured, Closed, GivenUp, NotPrepared, NotSent, Open, Unknown};
    let declined = Answer::Declined { code: "insufficient_funds".to_owned() };
    [Captured, declined, Closed, NotSent, NotPrepared, ActionNeeded { page: None }, Open, Unknown, GivenUp]
}

/// A decision in words: the new state, the events, a refund, an alert; `-` is nothing at all.
fn told(before: &Attempt, decided: &Decided) -> String {
    let mut words = Vec::new();
    if decided.attempt.state != before.state {
        words.push(decided.attempt.state.as_str());
    }
    words.extend(decided.events.iter().map(Event::name));
    words.extend(decided.refund.iter().map(|_| "refund"));
    words.extend(decided.alerts.iter().map(|_| "alert"));
    if words.is_empty() {
        assert_eq!(&decided.attempt, before, "a change that no word tells");
        words.push("-");
    }
    words.join(" + ")
}

#[test]
fn every_answer_does_in_every_state_what_the_diagram_says_and_nothing_else() {
    use AttemptState::{ActionNeeded, Approved, Declined, NotSent, Sent, Surplus, Unknown};
    const YES: &str = "approved + PaymentApproved";
    const NO: &str = "declined + PaymentDeclined";
    const SURPLUS: &str = "surplus + PaymentSurplus + refund + alert";
    const ACTION: &str = "action_needed + PaymentActionNeeded";
    const NOT_SENT: &str = "not_sent + PaymentDeclined";
    const UNKNOWN: &str = "unknown + PaymentOutcomeUnknown";
    // Captured, Declined, Closed, NotSent, NotPrepared, ActionNeeded, Open, Unknown, GivenUp
    let matrix = [
        (Sent, [YES, NO, NO, NOT_SENT, NOT_SENT, ACTION, UNKNOWN, UNKNOWN, "-"]),
        (ActionNeeded, [YES, NO, NO, "-", "-", "-", "-", "-", NO]),
        (Unknown, [YES, NO, NO, "-", "-", ACTION, "-", "-", "-"]),
        (Approved, ["-", "-", "-", "-", "-", "-", "-", "-", "-"]),
        (Declined, [SURPLUS, "-", "-", "-", "-", "-", "-", "-", "-"]),
        (NotSent, [SURPLUS, "-", "-", "-", "-", "-", "-", "-", "-"]),
        (Surplus, ["-", "-", "-", "-", "-", "-", "-", "-", "-"]),
    ];
    assert_eq!(matrix.map(|(state, _)| state), AttemptState::ALL, "a row for every state");
    let mut wrong = Vec::new();
    for (state, row) in matrix {
        let before = in_state(state);
        for (said, should) in answers().iter().zip(row) {
            let is = told(&before, &answer(&before, said, LATER));
            if is != should {
                wrong.push(format!("{state:?} / {said:?}: is \"{is}\", should be \"{should}\""));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn an_answer_that_comes_twice_changes_nothing_the_second_time() {
    for state in AttemptState::ALL {
        for said in answers() {
            let once = answer(&in_state(state), &said, LATER).attempt;
            let twice = answer(&once, &said, LATER + seconds(1));
            assert_eq!(told(&once, &twice), "-", "{said:?} twice from {state:?}");
        }
    }
}

#[test]
fn a_change_keeps_the_attempts_identity_and_the_version_it_was_decided_on() {
    for state in AttemptState::ALL {
        for said in answers() {
            let before = in_state(state);
            let after = answer(&before, &said, LATER).attempt;
            assert_eq!(
                (
                    after.id,
                    after.order,
                    after.version,
                    after.token,
                    after.amount,
                    after.sent_at,
                    &after.reference
                ),
                (before.id, ORDER, 3, before.token, TOTAL, SENT, &before.reference)
            );
            let since = if after.state == state { SENT } else { LATER };
            assert_eq!(after.since, since, "{said:?} from {state:?}");
        }
    }
}

#[test]
fn every_failure_is_published_under_its_own_name() {
    let failure_after = |said: &Answer| {
        let decided = answer(&attempt(), said, LATER);
        let Some(Event::PaymentDeclined { attempt, failure }) = decided.events.first() else { return None };
        assert_eq!((*attempt, decided.attempt.failure), (id(1), Some(*failure)));
        Some((*failure, decided.attempt.code))
    };
    let [_, declined, closed, not_sent, not_prepared, ..] = &answers();
    let code = Some("insufficient_funds".to_owned());
    assert_eq!(failure_after(declined), Some((PaymentFailure::Declined, code)));
    assert_eq!(failure_after(closed), Some((PaymentFailure::Abandoned, None)));
    assert_eq!(failure_after(not_sent), Some((PaymentFailure::NotSent, None)));
    assert_eq!(failure_after(not_prepared), Some((PaymentFailure::NotSent, None)));
    for failure in [PaymentFailure::Busy, PaymentFailure::NotSent] {
        let decided = attempt().not_sent(failure);
        assert_eq!(decided.attempt.state, AttemptState::NotSent);
        assert_eq!(decided.events, [Event::PaymentDeclined { attempt: id(1), failure }]);
    }
}

#[test]
fn a_surplus_refunds_the_whole_attempt_by_itself_under_its_own_id() {
    for state in [AttemptState::Declined, AttemptState::NotSent] {
        let decided = answer(&in_state(state), &Answer::Captured, LATER);
        let refund = decided.refund.unwrap();
        assert_eq!(refund.id, RefundId::of(id(1), RefundReason::Surplus.code()));
        assert_eq!((refund.attempt, refund.order, refund.amount), (id(1), ORDER, TOTAL));
        assert_eq!((refund.state, refund.tries, refund.next_at), (RefundState::Requested, 0, Some(LATER)));
        let event = Event::PaymentSurplus { attempt: id(1), refund: refund.id, amount: TOTAL };
        assert_eq!(decided.events, [event]);
        assert_eq!(decided.alerts.len(), 1);
    }
}

/// The pauses between the questions about an attempt whose answer stays the same, as long as it is asked.
fn pauses(mut attempt: Attempt, mut now: Time, most: usize) -> Vec<Span> {
    let mut pauses = Vec::new();
    while let Some(ask_at) = attempt.ask_at
        && pauses.len() < most
    {
        pauses.push(ask_at - now);
        now = ask_at;
        attempt = attempt.asked(true, now).attempt;
    }
    pauses
}

/// When it is told that the outcome stays open, if the questions come so long after their time.
fn alerted(mut attempt: Attempt, late: Span, until: Time) -> Vec<Time> {
    let mut at = Vec::new();
    while let Some(ask_at) = attempt.ask_at
        && ask_at + late < until
    {
        let decided = attempt.asked(false, ask_at + late);
        assert!(decided.alerts.iter().all(|alert| alert.order == ORDER));
        at.extend(decided.alerts.iter().map(|_| ask_at + late));
        attempt = decided.attempt;
    }
    at
}

#[test]
fn an_outcome_that_stays_open_for_a_day_is_told_once_by_then() {
    for said in [Answer::Unknown, Answer::ActionNeeded { page: None }] {
        let open = answer(&attempt(), &said, LATER).attempt;
        for late in [seconds(0), seconds(1), minutes(3)] {
            let alerted = alerted(open.clone(), late, LATER + days(30));
            let [at] = alerted.as_slice() else { panic!("{said:?}, {late:?} late: {alerted:?}") };
            assert!(*at <= LATER + days(1) + late && *at > LATER + hours(23), "{said:?}: {at:?}");
        }
    }
}

#[test]
fn a_shop_that_was_down_when_the_day_was_over_tells_it_with_its_next_question_and_once() {
    for asked_before in [0, 1, 4, 200] {
        let mut open = answer(&attempt(), &Answer::Unknown, LATER).attempt;
        for _ in 0..asked_before {
            let decided = open.asked(false, open.ask_at.unwrap());
            assert_eq!(decided.alerts, []);
            open = decided.attempt;
        }
        let back = LATER + days(3);
        let first = open.asked(false, back);
        assert_eq!(first.alerts.len(), 1, "after {asked_before} questions");
        assert_eq!(alerted(first.attempt, seconds(0), back + days(3)), []);
    }
}

#[test]
fn what_is_told_names_the_payment_as_the_provider_does() {
    let open = answer(&attempt(), &Answer::Unknown, LATER).attempt;
    let nameless = Attempt { reference: None, ..open.clone() };
    for (row, name) in [(open, "pi_1".to_owned()), (nameless, id(1).to_string())] {
        let alerts = row.asked(false, LATER + days(1)).alerts;
        assert!(alerts[0].text.matches(&name).count() == 2, "in Korean and in English: {alerts:?}");
    }
}

#[test]
fn what_is_decided_is_never_told_as_open() {
    for said in [Answer::Captured, Answer::Closed, Answer::NotSent] {
        let decided = answer(&attempt(), &said, LATER).attempt;
        assert_eq!(alerted(decided, seconds(0), LATER + days(60)), [], "{said:?}");
    }
}

#[test]
fn an_unknown_outcome_is_asked_after_2_5_15_and_60_seconds_and_then_every_five_minutes() {
    let unknown = answer(&attempt(), &Answer::Unknown, LATER).attempt;
    let schedule = [2, 5, 15, 60, 300, 300, 300].map(seconds);
    assert_eq!(pauses(unknown, LATER, 7), schedule);
}

#[test]
fn an_attempt_whose_caller_was_lost_is_asked_about_and_not_before_the_call_is_over() {
    let pause = attempt().ask_at.unwrap() - SENT;
    assert!(pause > seconds(15) && pause <= minutes(1), "{pause:?}");
}

#[test]
fn what_the_buyer_was_asked_to_do_is_waited_for_ten_minutes() {
    let decided = answer(&attempt(), &Answer::ActionNeeded { page: None }, LATER);
    assert_eq!(decided.attempt.ask_at, Some(LATER + minutes(1)), "they may not come back to say it");
    let until = LATER + minutes(10);
    assert_eq!(decided.events, [Event::PaymentActionNeeded { attempt: id(1), until }]);
}

#[test]
fn an_action_is_asked_about_each_minute_and_every_five_once_its_time_is_over() {
    let waiting = answer(&attempt(), &Answer::ActionNeeded { page: None }, SENT).attempt;
    let mut schedule = vec![minutes(1); 10];
    schedule.extend([minutes(5); 3]);
    assert_eq!(pauses(waiting, SENT, 13), schedule);
}

#[test]
fn only_a_row_that_waits_for_its_buyer_in_time_is_on_its_way_to_a_charge() {
    for state in AttemptState::ALL {
        let row = Attempt { state, ..attempt() };
        let charged = row.charged(LATER);
        assert_eq!(charged.is_some(), state == AttemptState::ActionNeeded, "{state:?}");
        if let Some(charged) = charged {
            assert_eq!((charged.state, charged.sent_at), (AttemptState::Sent, LATER));
            assert_eq!(row.charged(row.since + minutes(10)), None, "their time is over");
        }
    }
}

#[test]
fn a_declined_attempt_is_asked_again_after_an_hour_and_each_day_for_fifteen_days() {
    for said in [Answer::Closed, Answer::NotSent] {
        let refused = answer(&attempt(), &said, LATER).attempt;
        let pauses = pauses(refused, LATER, 100);
        assert_eq!(pauses.first(), Some(&hours(1)), "{said:?}");
        assert!(pauses[1..].iter().all(|pause| *pause == days(1)));
        assert_eq!(pauses.len(), 15, "the first after an hour, then on fourteen days: within fifteen days");
    }
}

#[test]
fn only_an_answer_ends_the_asking_and_without_one_it_goes_on_each_day() {
    let mut refused = answer(&attempt(), &Answer::Closed, LATER).attempt;
    let mut now = LATER;
    for question in 0..40 {
        let ask_at = refused.ask_at.unwrap();
        assert_eq!(ask_at - now, if question == 0 { hours(1) } else { days(1) });
        now = ask_at;
        assert_eq!(refused.asked(true, now).attempt.ask_at.is_none(), now >= LATER + days(14), "{question}");
        refused = refused.asked(false, now).attempt;
    }
}

#[test]
fn a_shop_that_was_down_past_the_fifteen_days_still_asks_until_it_is_answered() {
    let refused = answer(&attempt(), &Answer::Closed, LATER).attempt;
    let back = LATER + days(40);
    assert!(refused.ask_at.is_some_and(|at| at < back), "it is due");
    let unanswered = refused.asked(false, back).attempt;
    assert_eq!(unanswered.ask_at, Some(back + days(1)));
    assert_eq!(unanswered.asked(true, back + days(1)).attempt.ask_at, None);
}

#[test]
fn an_attempt_the_provider_never_heard_of_is_not_asked_about() {
    let nameless = Attempt { reference: None, ..attempt() };
    assert_eq!(answer(&nameless, &Answer::NotSent, LATER).attempt.ask_at, None);
    assert_eq!(nameless.not_sent(PaymentFailure::Busy).attempt.ask_at, None);
}

#[test]
fn an_attempt_the_provider_may_have_heard_of_is_asked_about_also_without_a_name() {
    let nameless = Attempt { reference: None, ..attempt() };
    let given_up = answer(&nameless, &Answer::NotPrepared, LATER).attempt;
    let pauses = pauses(given_up, LATER, 100);
    assert_eq!((pauses.first(), pauses.len()), (Some(&hours(1)), 15));
}

#[test]
fn nothing_more_is_asked_about_captured_money() {
    let approved = answer(&attempt(), &Answer::Captured, LATER).attempt;
    assert_eq!(approved.ask_at, None);
    let surplus = answer(&in_state(AttemptState::Declined), &Answer::Captured, LATER).attempt;
    assert_eq!(surplus.ask_at, None);
}

#[test]
fn the_reply_to_order_is_what_the_row_says() {
    use PaymentFailure::{Abandoned, Busy, Declined, NotSent};
    let of = |state, failure| Reply::of(&Attempt { state, failure, ..attempt() });
    assert_eq!(of(AttemptState::Approved, None), Reply::Approved);
    for state in [AttemptState::Sent, AttemptState::ActionNeeded, AttemptState::Unknown] {
        assert_eq!(of(state, None), Reply::Checking, "{state:?}");
    }
    for failure in [Declined, Abandoned] {
        assert_eq!(of(AttemptState::Declined, Some(failure)), Reply::Declined(failure));
    }
    assert_eq!(of(AttemptState::NotSent, Some(NotSent)), Reply::Declined(NotSent));
    assert!(matches!(of(AttemptState::NotSent, Some(Busy)), Reply::Busy { .. }));
    for failure in [Declined, Abandoned, NotSent, Busy] {
        assert_eq!(
            of(AttemptState::Surplus, Some(failure)),
            Reply::Declined(failure),
            "a surplus refunds itself: to order it was declined"
        );
    }
}

#[test]
fn a_due_refund_is_requested_of_an_approved_attempt_alone() {
    let refund = RefundId::of(id(1), RefundReason::Cancelled.code());
    let due = |attempt: Option<&Attempt>, amount| {
        let due = Refund::requested(refund, ORDER, id(1), amount, RefundReason::Cancelled, LATER);
        refund_due(due, attempt, &[])
    };
    for state in AttemptState::ALL {
        let row = in_state(state);
        let said = match due(Some(&row), TOTAL) {
            RefundDue::Request(request) => {
                assert_eq!((request.id, request.attempt, request.amount), (refund, id(1), TOTAL));
                assert_eq!(
                    (request.order, request.state, request.next_at),
                    (ORDER, RefundState::Requested, Some(LATER))
                );
                "requested"
            }
            RefundDue::Surplus(_) => "nothing, alert",
            RefundDue::Reject(_) => "rejected",
        };
        let should = match state {
            AttemptState::Approved => "requested",
            AttemptState::Surplus => "nothing, alert",
            AttemptState::Sent
            | AttemptState::ActionNeeded
            | AttemptState::Unknown
            | AttemptState::Declined
            | AttemptState::NotSent => "rejected",
        };
        assert_eq!(said, should, "{state:?}");
    }
    assert!(matches!(due(None, TOTAL), RefundDue::Reject(_)), "no such attempt");
    let more = Money::won(TOTAL.amount + 1);
    assert!(matches!(due(Some(&in_state(AttemptState::Approved)), more), RefundDue::Reject(_)), "{more}");
}

#[test]
fn the_refunds_of_one_attempt_together_never_pass_what_it_captured() {
    let of = |attempt, reason: RefundReason, won| {
        Refund::requested(
            RefundId::of(attempt, reason.code()),
            ORDER,
            attempt,
            Money::won(won),
            reason,
            LATER,
        )
    };
    let due = of(id(1), RefundReason::Unexpected, 40_000);
    let approved = in_state(AttemptState::Approved);
    let requested =
        |known: &[Refund]| matches!(refund_due(due.clone(), Some(&approved), known), RefundDue::Request(_));
    assert!(requested(&[of(id(1), RefundReason::Cancelled, 38_000)]), "together the whole");
    assert!(!requested(&[of(id(1), RefundReason::Cancelled, 38_001)]), "one won more");
    assert!(requested(std::slice::from_ref(&due)), "the same refund, heard again");
    assert!(requested(&[of(id(2), RefundReason::Surplus, 78_000)]), "another attempt's");
}

#[test]
fn a_state_and_the_word_it_is_stored_as_are_one_to_one() {
    for state in AttemptState::ALL {
        assert_eq!(AttemptState::parse(state.as_str()), Some(state));
        assert_eq!(state.captured(), matches!(state, AttemptState::Approved | AttemptState::Surplus));
    }
    assert_eq!(AttemptState::parse("paid"), None);
}

#[test]
fn a_hint_brings_the_next_question_forward_where_something_can_come_of_it() {
    for state in AttemptState::ALL {
        let row = Attempt { ask_at: Some(LATER + days(1)), ..in_state(state) };
        let hinted = row.hinted(LATER);
        match state {
            AttemptState::ActionNeeded
            | AttemptState::Unknown
            | AttemptState::Declined
            | AttemptState::NotSent => assert_eq!(hinted, Some(Attempt { ask_at: Some(LATER), ..row })),
            // Its caller hears the answer, or money was captured already.
            AttemptState::Sent | AttemptState::Approved | AttemptState::Surplus => assert_eq!(hinted, None),
        }
    }
    let due = Attempt { ask_at: Some(LATER), ..in_state(AttemptState::Unknown) };
    assert_eq!(due.hinted(LATER), None, "it is asked about anyway");
    let forgotten = Attempt { ask_at: None, ..in_state(AttemptState::NotSent) };
    assert_eq!(forgotten.hinted(LATER).unwrap().ask_at, Some(LATER), "however long ago it was");
}
