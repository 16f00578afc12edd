//! Attempts and refunds.

use events::{Alert, ConsumerName, Event, PaymentFailure, Progress, RefundReason};
use kernel::time::{Span, days, minutes, seconds};
use kernel::{Ids, OrderId, RefundId};
use payment::{
    Answer, Attempt, Commit, Committed, Decided, Inserted, ProviderRef, Refund, RefundAnswer, RefundCommit,
    RefundState, answer, refund_answer, refund_send,
};

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    every_field_of_an_attempt_survives,
    an_id_is_written_once_and_its_row_is_the_answer,
    an_order_has_one_open_attempt,
    of_two_attempts_at_once_one_is_written,
    a_decision_about_an_older_attempt_is_lost_and_writes_nothing,
    a_late_capture_is_written_with_its_refund,
    attempts_are_asked_in_the_order_of_their_time,
    moments_with_and_without_fractions_stand_in_order,
    a_due_refund_is_requested_once,
    a_refund_of_no_attempt_is_not_written,
    every_field_of_a_refund_survives,
    a_refund_that_is_refused_again_stands_once_among_the_alerts,
    a_decision_about_an_older_refund_is_lost,
}

fn written(attempt: &Attempt) -> Commit {
    let decided = Decided { attempt: attempt.clone(), events: Vec::new(), refund: None, alerts: Vec::new() };
    Commit { decided, now: NOON }
}

async fn insert(shop: &Shop, attempt: &Attempt) -> Inserted {
    shop.main.attempts().insert(written(attempt)).await.unwrap()
}

/// An approved attempt, written.
async fn approved(shop: &Shop) -> Attempt {
    let attempt = shop.attempt(OrderId(shop.ids.uuid()));
    insert(shop, &attempt).await;
    let decided = answer(&attempt, &Answer::Captured, NOON);
    let commit = Commit { decided, now: NOON };
    assert_eq!(shop.main.attempts().commit(commit).await, Ok(Committed::Done));
    shop.main.attempts().attempt(attempt.id).await.unwrap().unwrap()
}

/// A refund of an approved attempt, requested.
async fn requested(shop: &Shop) -> Refund {
    let attempt = approved(shop).await;
    let id = RefundId::of(attempt.id, "cancelled");
    let refund =
        Refund::requested(id, attempt.order, attempt.id, attempt.amount, RefundReason::Cancelled, NOON);
    let progress = Progress { consumer: ConsumerName::Payment, order: attempt.order, seq: 9 };
    let consumed = shop.main.refunds().consume(Some(refund.clone()), Vec::new(), progress, NOON).await;
    assert_eq!(consumed, Ok(Committed::Done));
    refund
}

async fn every_field_of_an_attempt_survives(shop: &Shop) {
    let attempts = shop.main.attempts();
    let attempt = shop.attempt(OrderId(shop.ids.uuid()));
    assert_eq!(insert(shop, &attempt).await, Inserted::Done);
    assert_eq!(attempts.attempt(attempt.id).await, Ok(Some(attempt.clone())));

    let mut decided = answer(&attempt, &Answer::Declined { code: "insufficient_funds".to_owned() }, NOON);
    decided.attempt.reference = Some(ProviderRef("pi_1".to_owned()));
    decided.attempt.ask_at = Some(NOON + days(1));
    decided.attempt.asks = 3;
    let expected = Attempt { version: attempt.version + 1, ..decided.attempt.clone() };
    assert_eq!(attempts.commit(Commit { decided, now: NOON }).await, Ok(Committed::Done));
    assert_eq!(attempts.attempt(attempt.id).await, Ok(Some(expected.clone())));
    assert_eq!(attempts.of_order(attempt.order).await, Ok(vec![expected]));
    let events = shop.envelopes(ConsumerName::Order, attempt.order).await;
    assert!(matches!(events[0].event, Event::PaymentDeclined { .. }));
}

async fn an_id_is_written_once_and_its_row_is_the_answer(shop: &Shop) {
    let first = shop.attempt(OrderId(shop.ids.uuid()));
    let second = Attempt { token: shop.ids.uuid(), ..first.clone() };
    assert_eq!(insert(shop, &first).await, Inserted::Done);
    assert_eq!(insert(shop, &second).await, Inserted::Stands(Box::new(first.clone())));

    let closed = Commit { decided: second.not_sent(PaymentFailure::Busy), now: NOON };
    let inserted = shop.main.attempts().insert(closed).await;
    assert_eq!(inserted, Ok(Inserted::Stands(Box::new(first))));
    assert_eq!(shop.due(ConsumerName::Order).await, [], "what was not written has no event");
}

async fn an_order_has_one_open_attempt(shop: &Shop) {
    let order = OrderId(shop.ids.uuid());
    let (first, second, third) = (shop.attempt(order), shop.attempt(order), shop.attempt(order));
    assert_eq!(insert(shop, &first).await, Inserted::Done);
    assert_eq!(insert(shop, &second).await, Inserted::AnotherOpen);

    let not_sent = Commit { decided: third.not_sent(PaymentFailure::NotSent), now: NOON };
    assert_eq!(shop.main.attempts().insert(not_sent).await, Ok(Inserted::Done), "a closed one may join it");

    let declined = answer(&first, &Answer::Closed, NOON);
    shop.main.attempts().commit(Commit { decided: declined, now: NOON }).await.unwrap();
    assert_eq!(insert(shop, &second).await, Inserted::Done, "a closed one makes room");
    let elsewhere = shop.attempt(OrderId(shop.ids.uuid()));
    assert_eq!(insert(shop, &elsewhere).await, Inserted::Done);
}

async fn of_two_attempts_at_once_one_is_written(shop: &Shop) {
    let order = OrderId(shop.ids.uuid());
    let (first, second) = (shop.attempt(order), shop.attempt(order));
    let (first, second) = tokio::join!(insert(shop, &first), insert(shop, &second));
    let mut inserted = [first, second];
    inserted.sort_by_key(|it| *it != Inserted::Done);
    assert_eq!(inserted, [Inserted::Done, Inserted::AnotherOpen]);
}

async fn a_decision_about_an_older_attempt_is_lost_and_writes_nothing(shop: &Shop) {
    let attempt = approved(shop).await;
    let older = Attempt { version: 0, ..attempt.clone() };
    let mut decided = answer(&older, &Answer::Captured, NOON);
    decided.events.push(Event::PaymentOutcomeUnknown { attempt: attempt.id });
    assert_eq!(shop.main.attempts().commit(Commit { decided, now: NOON }).await, Ok(Committed::Lost));
    assert_eq!(shop.main.attempts().attempt(attempt.id).await, Ok(Some(attempt.clone())));
    assert_eq!(shop.envelopes(ConsumerName::MyPage, attempt.order).await.len(), 1);
}

async fn a_late_capture_is_written_with_its_refund(shop: &Shop) {
    let attempt = shop.attempt(OrderId(shop.ids.uuid()));
    let not_sent = attempt.clone().not_sent(PaymentFailure::NotSent);
    let row = not_sent.attempt.clone();
    shop.main.attempts().insert(Commit { decided: not_sent, now: NOON }).await.unwrap();

    let decided = answer(&row, &Answer::Captured, NOON + minutes(1));
    let refund = decided.refund.clone().unwrap();
    let commit = Commit { decided, now: NOON + minutes(1) };
    assert_eq!(shop.main.attempts().commit(commit).await, Ok(Committed::Done));

    assert_eq!(shop.main.refunds().refund(refund.id).await, Ok(Some(refund)));
    let alerts = shop.main.outbox().alerts(9).await.unwrap();
    assert_eq!(alerts.len(), 1);
    assert_eq!((alerts[0].0, alerts[0].1.order), (NOON + minutes(1), attempt.order));
}

async fn attempts_are_asked_in_the_order_of_their_time(shop: &Shop) {
    let mut ids = Vec::new();
    for later in [2, 0, 1] {
        let mut attempt = shop.attempt(OrderId(shop.ids.uuid()));
        attempt.ask_at = Some(NOON + seconds(later));
        insert(shop, &attempt).await;
        ids.push(attempt.id);
    }
    approved(shop).await;
    let due = shop.main.attempts().to_ask(NOON + seconds(1), 9).await.unwrap();
    assert_eq!(due.iter().map(|it| it.id).collect::<Vec<_>>(), [ids[1], ids[2]]);
    assert_eq!(shop.main.attempts().to_ask(NOON + seconds(1), 1).await.unwrap().len(), 1);
}

async fn moments_with_and_without_fractions_stand_in_order(shop: &Shop) {
    let microseconds = |count: i64| NOON + seconds(count / 1_000_000) + micros(count % 1_000_000);
    let moments = [0, 1, 999, 1_000, 1_001, 500_000, 999_999, 1_000_000, 1_000_001, 1_100_000, 60_000_000];
    for moment in moments.iter().rev() {
        let mut attempt = shop.attempt(OrderId(shop.ids.uuid()));
        attempt.ask_at = Some(microseconds(*moment));
        insert(shop, &attempt).await;
    }
    for (before, moment) in moments.iter().enumerate() {
        let due = shop.main.attempts().to_ask(microseconds(*moment), 99).await.unwrap();
        let expected = moments[..=before].iter().map(|it| Some(microseconds(*it))).collect::<Vec<_>>();
        assert_eq!(due.iter().map(|it| it.ask_at).collect::<Vec<_>>(), expected);
    }
}

/// A span of microseconds, which the kernel has no word for.
fn micros(count: i64) -> Span {
    kernel::Time::from_micros(count) - kernel::Time::EPOCH
}

async fn a_due_refund_is_requested_once(shop: &Shop) {
    let refund = requested(shop).await;
    let refunds = shop.main.refunds();
    assert_eq!(refunds.refund(refund.id).await, Ok(Some(refund.clone())));

    let progress = Progress { consumer: ConsumerName::Payment, order: refund.order, seq: 9 };
    let alert = Alert { order: refund.order, text: "다시".to_owned() };
    let again = refunds.consume(Some(refund.clone()), vec![alert.clone()], progress, NOON).await;
    assert_eq!(again, Ok(Committed::AppliedBefore));
    assert_eq!(shop.main.outbox().alerts(9).await, Ok(vec![]));

    // Another event for the same refund: known already, and so only progress and its alert are written.
    let later = Progress { seq: 10, ..progress };
    let changed = Refund { state: RefundState::Refused, ..refund.clone() };
    assert_eq!(refunds.consume(Some(changed), vec![alert.clone()], later, NOON).await, Ok(Committed::Done));
    assert_eq!(refunds.refund(refund.id).await, Ok(Some(refund)));
    assert_eq!(shop.main.outbox().alerts(9).await, Ok(vec![(NOON, alert)]));
}

async fn a_refund_of_no_attempt_is_not_written(shop: &Shop) {
    let attempt = shop.attempt(OrderId(shop.ids.uuid()));
    let id = RefundId::of(attempt.id, "cancelled");
    let refund =
        Refund::requested(id, attempt.order, attempt.id, attempt.amount, RefundReason::Cancelled, NOON);
    let progress = Progress { consumer: ConsumerName::Payment, order: attempt.order, seq: 9 };
    assert!(shop.main.refunds().consume(Some(refund), Vec::new(), progress, NOON).await.is_err());
    assert_eq!(shop.number("SELECT COUNT(*) FROM progress").await, 0);
}

async fn every_field_of_a_refund_survives(shop: &Shop) {
    let refund = requested(shop).await;
    let refunds = shop.main.refunds();
    assert_eq!(refunds.due(NOON - seconds(1), 9).await, Ok(vec![]));
    assert_eq!(refunds.due(NOON, 9).await, Ok(vec![refund.clone()]));

    let mut sent = refund_send(&refund, days(1), NOON).unwrap();
    sent.failures = 2;
    let decided = refund_answer(&sent, RefundAnswer::Refused, NOON);
    let expected = Refund { version: refund.version + 1, ..decided.refund.clone() };
    assert_eq!(refunds.commit(RefundCommit { decided, now: NOON }).await, Ok(Committed::Done));

    assert_eq!(refunds.refund(refund.id).await, Ok(Some(expected.clone())));
    assert_eq!(refunds.of_order(refund.order).await, Ok(vec![expected]));
    let events = shop.envelopes(ConsumerName::MyPage, refund.order).await;
    assert!(matches!(events.last().unwrap().event, Event::PaymentRefundRefused { .. }));
    assert_eq!(shop.main.outbox().alerts(9).await.unwrap().len(), 1);
}

async fn a_refund_that_is_refused_again_stands_once_among_the_alerts(shop: &Shop) {
    let mut refund = requested(shop).await;
    let refunds = shop.main.refunds();
    for now in [NOON, NOON + days(1), NOON + days(2)] {
        let sent = refund_send(&refund, days(1), now).unwrap();
        let decided = refund_answer(&sent, RefundAnswer::Refused, now);
        assert_eq!(refunds.commit(RefundCommit { decided, now }).await, Ok(Committed::Done));
        refund = refunds.refund(refund.id).await.unwrap().unwrap();
        let alerts = shop.main.outbox().alerts(9).await.unwrap();
        let stand: Vec<_> = alerts.iter().map(|(at, alert)| (*at, alert.order)).collect();
        assert_eq!(stand, [(now, refund.order)], "with the moment at which it was last so");
    }
}

async fn a_decision_about_an_older_refund_is_lost(shop: &Shop) {
    let refund = requested(shop).await;
    let commit = RefundCommit { decided: refund_answer(&refund, RefundAnswer::Succeeded, NOON), now: NOON };
    assert_eq!(shop.main.refunds().commit(commit.clone()).await, Ok(Committed::Done));
    assert_eq!(shop.main.refunds().commit(commit).await, Ok(Committed::Lost));
    let refunded = shop.envelopes(ConsumerName::MyPage, refund.order).await;
    assert_eq!(refunded.iter().filter(|it| it.event.name() == "PaymentRefunded").count(), 1);
}
