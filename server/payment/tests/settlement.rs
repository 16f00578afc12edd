//! The provider's books beside ours: every state of a row meets what the provider may list of it.

mod common;

use common::{ORDER, SENT, TOTAL, attempt, id};
use events::RefundReason;
use kernel::time::hours;
use kernel::{Day, Money, RefundId};
use payment::{
    Attempt, AttemptState, Difference, DifferenceKind, Movement, Ours, ProviderRef, ProviderTransaction,
    Refund, RefundState, compare,
};

use DifferenceKind::{
    AmountsDiffer, CapturedHereOnly, CapturedThereOnly, ReturnedHereOnly, ReturnedThereOnly,
};

fn today() -> Day {
    Day::of(SENT)
}

fn in_state(state: AttemptState) -> Attempt {
    Attempt { state, ..attempt() }
}

fn refund(state: RefundState) -> Refund {
    let id = RefundId::of(id(1), RefundReason::Cancelled.code());
    let row = Refund::requested(id, ORDER, attempt().id, TOTAL, RefundReason::Cancelled, SENT);
    Refund { state, sent_at: Some(SENT), ..row }
}

fn captured() -> ProviderTransaction {
    ProviderTransaction {
        id: "pi_1".to_owned(),
        reference: ProviderRef("pi_1".to_owned()),
        attempt: Some(attempt().id),
        movement: Movement::Captured,
        amount: TOTAL,
        at: SENT,
    }
}

fn returned() -> ProviderTransaction {
    let refund = Some(refund(RefundState::Succeeded).id);
    ProviderTransaction { id: "re_1".to_owned(), movement: Movement::Returned(refund), ..captured() }
}

fn found(attempts: &[Attempt], refunds: &[Refund], theirs: &[ProviderTransaction]) -> Vec<Difference> {
    let ours = Ours { attempts: attempts.to_vec(), refunds: refunds.to_vec() };
    compare(today(), &ours, theirs)
}

fn kinds(found: &[Difference]) -> Vec<DifferenceKind> {
    found.iter().map(|difference| difference.kind).collect()
}

#[test]
fn a_capture_of_every_state_is_a_difference_unless_we_call_it_captured() {
    for state in AttemptState::ALL {
        let expected = match state {
            AttemptState::Approved | AttemptState::Surplus => vec![],
            AttemptState::Sent
            | AttemptState::ActionNeeded
            | AttemptState::Unknown
            | AttemptState::Declined
            | AttemptState::NotSent => vec![CapturedThereOnly],
        };
        assert_eq!(kinds(&found(&[in_state(state)], &[], &[captured()])), expected, "{state:?}");
    }
}

#[test]
fn no_capture_of_any_state_is_a_difference_only_where_we_call_it_captured() {
    for state in AttemptState::ALL {
        let expected = if state.captured() { vec![CapturedHereOnly] } else { vec![] };
        assert_eq!(kinds(&found(&[in_state(state)], &[], &[])), expected, "{state:?}");
    }
}

#[test]
fn a_refund_of_every_state_meets_one_there_and_none() {
    // One there, the same of another amount, none.
    let matrix = [
        (RefundState::Requested, [None, Some(AmountsDiffer), None]),
        (RefundState::Sent, [None, Some(AmountsDiffer), None]),
        (RefundState::Succeeded, [None, Some(AmountsDiffer), Some(ReturnedHereOnly)]),
        (RefundState::Refused, [None, Some(AmountsDiffer), None]),
        (RefundState::Unknown, [None, Some(AmountsDiffer), None]),
        (RefundState::PaidByTransfer, [Some(ReturnedThereOnly), Some(ReturnedThereOnly), None]),
    ];
    assert_eq!(matrix.map(|(state, _)| state), RefundState::ALL, "a row for every state");
    let approved = in_state(AttemptState::Approved);
    for (state, row) in matrix {
        let other = ProviderTransaction { amount: Money::won(1), ..returned() };
        for (back, expected) in [Some(returned()), Some(other), None].into_iter().zip(row) {
            let theirs: Vec<_> = [captured()].into_iter().chain(back).collect();
            let found = found(std::slice::from_ref(&approved), &[refund(state)], &theirs);
            assert_eq!(kinds(&found), Vec::from_iter(expected), "{state:?}");
        }
    }
}

#[test]
fn what_nobody_here_knows_is_told_with_all_that_the_provider_says() {
    let strange = ProviderTransaction {
        id: "pi_9".to_owned(),
        reference: ProviderRef("pi_9".to_owned()),
        attempt: None,
        ..captured()
    };
    let back =
        ProviderTransaction { movement: Movement::Returned(None), id: "re_9".to_owned(), ..captured() };
    let found = found(&[in_state(AttemptState::Approved)], &[], &[captured(), strange, back]);
    assert_eq!(kinds(&found), [CapturedThereOnly, ReturnedThereOnly]);
    assert_eq!((found[0].order, found[0].theirs, found[0].ours), (None, Some(TOTAL), None));
    assert_eq!(found[0].reference, Some(ProviderRef("pi_9".to_owned())));
    // By the payment's name it is known whose money went back.
    assert_eq!((found[1].order, found[1].ours, found[1].refund), (Some(ORDER), None, None));
    assert_eq!(found[1].subject, "re_9");
}

#[test]
fn a_payment_is_known_by_its_name_where_nothing_says_which_attempt_it_is() {
    let nameless = ProviderTransaction { attempt: None, ..captured() };
    assert_eq!(found(&[in_state(AttemptState::Approved)], &[], &[nameless]), []);
}

#[test]
fn another_amount_is_told_with_both() {
    let theirs = ProviderTransaction { amount: Money::won(1_000), ..captured() };
    let found = found(&[in_state(AttemptState::Approved)], &[], &[theirs]);
    assert_eq!(kinds(&found), [AmountsDiffer]);
    assert_eq!((found[0].theirs, found[0].ours), (Some(Money::won(1_000)), Some(TOTAL)));
}

#[test]
fn the_second_capture_of_an_attempt_and_the_second_refund_of_a_refund_are_nobodys() {
    let again = ProviderTransaction { id: "pi_2".to_owned(), ..captured() };
    let twice = ProviderTransaction { id: "re_2".to_owned(), ..returned() };
    let rows = ([in_state(AttemptState::Approved)], [refund(RefundState::Succeeded)]);
    let found = found(&rows.0, &rows.1, &[captured(), again, returned(), twice]);
    assert_eq!(kinds(&found), [CapturedThereOnly, ReturnedThereOnly]);
    assert_eq!([&found[0].subject, &found[1].subject], ["pi_2", "re_2"]);
}

#[test]
fn what_lies_outside_the_day_is_looked_up_and_not_compared() {
    let tomorrow = ProviderTransaction { at: today().until(), ..captured() };
    let strange =
        ProviderTransaction { attempt: None, reference: ProviderRef("pi_9".to_owned()), ..tomorrow.clone() };
    assert_eq!(found(&[in_state(AttemptState::Approved)], &[], &[tomorrow, strange]), []);
    let yesterday = Attempt { sent_at: SENT - hours(2), ..in_state(AttemptState::Approved) };
    assert_eq!(found(&[yesterday], &[], &[]), []);
}

#[test]
fn an_alert_names_the_payment_and_its_order_if_there_is_one() {
    let found = found(&[in_state(AttemptState::Approved)], &[], &[]);
    let alert = found[0].alert();
    assert_eq!(alert.order, ORDER);
    assert!(alert.text.ends_with("(pi_1)"), "{}", alert.text);
    let orderless = Difference { order: None, ..found[0].clone() };
    assert!(orderless.alert().order.uuid().is_nil());
}

#[test]
fn a_kind_and_the_word_it_is_stored_as_are_one_to_one() {
    for kind in DifferenceKind::ALL {
        assert_eq!(DifferenceKind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(DifferenceKind::parse("captured"), None);
}
