//! What payments ask of a person, the comparison of the books, and the audit.

use events::{
    Action, Actor, Alert, AuditEntry, AuditQuery, Audited, ConsumerName, Partitions, PaymentFailure,
    Progress, RefundReason,
};
use kernel::time::{days, hours, seconds};
use kernel::{Day, Ids, Money, OrderId, RefundId, SessionId, Time};
use payment::{
    Answer, Attempt, AttemptState, Commit, Committed, Decided, Difference, DifferenceKind, Inserted,
    ProviderRef, Refund, RefundAnswer, RefundCommit, RefundState, answer, refund_answer, refund_send,
};

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    attempts_that_are_open_for_long_wait_for_a_person,
    refused_refunds_wait_for_a_person,
    a_day_has_the_captures_and_refunds_that_were_sent_in_it,
    an_attempt_is_found_by_the_providers_name,
    the_books_are_compared_until_the_latest_day,
    a_new_difference_is_kept_and_told_once,
    a_difference_that_is_not_found_again_is_resolved_and_one_that_comes_back_is_new,
    every_field_of_a_difference_survives,
    a_verdict_and_its_entry_are_one_commit,
    a_transfer_and_its_entry_are_one_commit,
    what_is_done_to_a_consumer_is_written_with_its_entry,
}

fn today() -> Day {
    Day::of(NOON)
}

async fn insert(shop: &Shop, attempt: &Attempt) {
    let decided = Decided { attempt: attempt.clone(), events: Vec::new(), refund: None, alerts: Vec::new() };
    let inserted = shop.main.attempts().insert(Commit { decided, now: NOON }).await;
    assert_eq!(inserted, Ok(Inserted::Done));
}

/// A new attempt in this state.
async fn attempt_in(shop: &Shop, state: AttemptState) -> Attempt {
    let attempt = Attempt { state, ..shop.attempt(OrderId(shop.ids.uuid())) };
    insert(shop, &attempt).await;
    attempt
}

/// A refund that was sent and answered so.
async fn refund_answered(shop: &Shop, said: RefundAnswer) -> Refund {
    let attempt = attempt_in(shop, AttemptState::Approved).await;
    let id = RefundId::of(attempt.id, "cancelled");
    let refund =
        Refund::requested(id, attempt.order, attempt.id, attempt.amount, RefundReason::Cancelled, NOON);
    let progress = Progress { consumer: ConsumerName::Payment, order: attempt.order, seq: 9 };
    let refunds = shop.main.refunds();
    refunds.consume(Some(refund.clone()), Vec::new(), progress, NOON).await.unwrap();
    let decided = refund_answer(&refund_send(&refund, days(1), NOON).unwrap(), said, NOON);
    refunds.commit(RefundCommit { decided, now: NOON }).await.unwrap();
    refunds.refund(id).await.unwrap().unwrap()
}

fn difference(subject: &str) -> Difference {
    Difference {
        kind: DifferenceKind::CapturedThereOnly,
        subject: subject.to_owned(),
        order: None,
        attempt: None,
        refund: None,
        reference: None,
        theirs: Some(Money::won(39_000)),
        ours: None,
        state: None,
        at: NOON,
    }
}

fn entry(shop: &Shop, action: Action, order: Option<OrderId>) -> AuditEntry {
    let who = Actor::Seller(SessionId(shop.ids.uuid()));
    AuditEntry { who, action, order, subject: "subject".to_owned(), text: "이유".to_owned() }
}

async fn attempts_that_are_open_for_long_wait_for_a_person(shop: &Shop) {
    let mut open = Vec::new();
    for state in AttemptState::ALL {
        let attempt = attempt_in(shop, state).await;
        if matches!(state, AttemptState::Unknown | AttemptState::ActionNeeded) {
            open.push(attempt.id);
        }
    }
    let rows = shop.main.settlements();
    let ids = |rows: Vec<Attempt>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
    let mut found = ids(rows.open_since(NOON, 9).await.unwrap());
    found.sort();
    open.sort();
    assert_eq!(found, open);
    assert_eq!(rows.open_since(NOON, 1).await.unwrap().len(), 1);
    assert_eq!(rows.open_since(NOON - seconds(1), 9).await, Ok(vec![]));
}

async fn refused_refunds_wait_for_a_person(shop: &Shop) {
    refund_answered(shop, RefundAnswer::Succeeded).await;
    refund_answered(shop, RefundAnswer::Unknown).await;
    let refused = refund_answered(shop, RefundAnswer::Refused).await;
    assert_eq!(shop.main.settlements().refused(9).await, Ok(vec![refused]));
}

async fn a_day_has_the_captures_and_refunds_that_were_sent_in_it(shop: &Shop) {
    let rows = shop.main.settlements();
    assert_eq!(rows.first_sent().await, Ok(None));
    for state in AttemptState::ALL {
        attempt_in(shop, state).await;
    }
    let refund = refund_answered(shop, RefundAnswer::Succeeded).await;
    refund_answered(shop, RefundAnswer::Refused).await;
    let earlier = Attempt { sent_at: today().from() - seconds(1), ..shop.attempt(OrderId(shop.ids.uuid())) };
    insert(shop, &Attempt { state: AttemptState::Approved, ..earlier.clone() }).await;

    assert_eq!(rows.first_sent().await, Ok(Some(earlier.sent_at)));
    let captured = rows.captured(today()).await.unwrap();
    // Approved, Surplus, and the two that were refunded.
    assert_eq!(captured.len(), 4);
    assert!(captured.iter().all(|row| row.state.captured()));
    assert_eq!(rows.captured(Day::of(earlier.sent_at)).await.unwrap().len(), 1);
    let late = rows.captured_late(today().from()).await.unwrap();
    assert_eq!(
        late.iter().map(|row| row.id).collect::<Vec<_>>(),
        [earlier.id],
        "sent yesterday, known today"
    );
    assert_eq!(rows.captured_late(today().until()).await, Ok(vec![]));
    assert_eq!(rows.succeeded(today()).await, Ok(vec![refund]));
    assert_eq!(rows.succeeded(Day::of(today().until())).await, Ok(vec![]));
}

async fn an_attempt_is_found_by_the_providers_name(shop: &Shop) {
    let name = ProviderRef("pi_1".to_owned());
    let attempt = Attempt { reference: Some(name.clone()), ..shop.attempt(OrderId(shop.ids.uuid())) };
    insert(shop, &attempt).await;
    let rows = shop.main.attempts();
    assert_eq!(rows.named(&name).await, Ok(Some(attempt)));
    assert_eq!(rows.named(&ProviderRef("pi_2".to_owned())).await, Ok(None));
}

async fn the_books_are_compared_until_the_latest_day(shop: &Shop) {
    let rows = shop.main.settlements();
    assert_eq!(rows.compared_until().await, Ok(None));
    let tomorrow = Day::of(today().until());
    for day in [today(), tomorrow, today()] {
        rows.record(day, Vec::new(), NOON).await.unwrap();
    }
    assert_eq!(
        rows.compared_until().await,
        Ok(Some(tomorrow.until())),
        "an earlier day does not set it back"
    );
}

async fn a_new_difference_is_kept_and_told_once(shop: &Shop) {
    let rows = shop.main.settlements();
    for later in [0, 1, 2] {
        rows.record(today(), vec![difference("pi_1")], NOON + hours(later)).await.unwrap();
    }
    let kept = rows.differences(9).await.unwrap();
    let [one] = kept.as_slice() else { panic!("one difference: {kept:?}") };
    assert_eq!((one.first_seen, one.last_seen, one.day), (NOON, NOON + hours(2), today()));
    let alert: Alert = difference("pi_1").alert();
    assert_eq!(shop.main.outbox().alerts(9).await, Ok(vec![(NOON, alert)]));
}

async fn a_difference_that_is_not_found_again_is_resolved_and_one_that_comes_back_is_new(shop: &Shop) {
    let rows = shop.main.settlements();
    let (one, other) = (difference("pi_1"), difference("pi_2"));
    let tomorrow = Day::of(today().until());
    rows.record(today(), vec![one.clone(), other.clone()], NOON).await.unwrap();
    rows.record(tomorrow, Vec::new(), NOON + hours(1)).await.unwrap();
    assert_eq!(rows.differences(9).await.unwrap().len(), 2, "another day says nothing of them");

    rows.record(today(), vec![other.clone()], NOON + hours(2)).await.unwrap();
    let standing = rows.differences(9).await.unwrap();
    assert_eq!(standing.iter().map(|kept| &kept.difference).collect::<Vec<_>>(), [&other]);
    let resolved = "SELECT COUNT(*) FROM differences WHERE resolved_at IS NOT NULL";
    assert_eq!(shop.number(resolved).await, 1);

    rows.record(today(), vec![one, other], NOON + hours(3)).await.unwrap();
    let standing = rows.differences(9).await.unwrap();
    let seen = standing.iter().map(|kept| (kept.difference.subject.as_str(), kept.first_seen));
    assert_eq!(seen.collect::<Vec<_>>(), [("pi_2", NOON), ("pi_1", NOON + hours(3))]);
    assert_eq!(shop.main.outbox().alerts(9).await.unwrap().len(), 3);
    assert_eq!(rows.differences(1).await.unwrap().len(), 1);
}

async fn every_field_of_a_difference_survives(shop: &Shop) {
    let attempt = attempt_in(shop, AttemptState::Approved).await;
    let full = Difference {
        kind: DifferenceKind::ReturnedHereOnly,
        order: Some(attempt.order),
        attempt: Some(attempt.id),
        refund: Some(RefundId::of(attempt.id, "cancelled")),
        reference: Some(ProviderRef("pi_1".to_owned())),
        ours: Some(Money::won(1_000)),
        state: Some("succeeded".to_owned()),
        ..difference("re_1")
    };
    let rows = shop.main.settlements();
    let known = vec![full.clone(), difference("pi_2")];
    rows.record(today(), known.clone(), NOON).await.unwrap();
    let kept = rows.differences(9).await.unwrap();
    let mut found: Vec<_> = kept.into_iter().map(|kept| kept.difference).collect();
    found.sort_by_key(|it| it.subject != "re_1");
    assert_eq!(found, known);

    let changed = Difference { theirs: None, state: Some("paid_by_transfer".to_owned()), ..full };
    rows.record(today(), vec![changed.clone()], NOON + hours(1)).await.unwrap();
    assert_eq!(rows.differences(9).await.unwrap()[0].difference, changed, "as it was seen last");
}

fn said(entries: Vec<Audited>) -> Vec<(Time, AuditEntry)> {
    entries.into_iter().map(|it| (it.at, it.entry)).collect()
}

/// The newest entries.
async fn latest(shop: &Shop, limit: i64) -> Vec<(Time, AuditEntry)> {
    said(shop.main.audit().page(AuditQuery { limit, ..AuditQuery::default() }).await.unwrap())
}

async fn a_verdict_and_its_entry_are_one_commit(shop: &Shop) {
    let attempt = attempt_in(shop, AttemptState::Unknown).await;
    let commit = || Commit { decided: answer(&attempt, &Answer::Captured, NOON), now: NOON };
    let entry = entry(shop, Action::PaymentApproved, Some(attempt.order));
    let attempts = shop.main.attempts();
    assert_eq!(attempts.commit_audited(commit(), entry.clone()).await, Ok(Committed::Done));
    assert_eq!(attempts.commit_audited(commit(), entry.clone()).await, Ok(Committed::Lost));

    let audit = shop.main.audit();
    let of_order = audit.of_order(attempt.order, 9).await.unwrap();
    assert_eq!(said(of_order), [(NOON, entry.clone())]);
    assert_eq!(latest(shop, 9).await, [(NOON, entry)]);
    assert_eq!(audit.of_order(OrderId(shop.ids.uuid()), 9).await, Ok(vec![]));
    assert_eq!(shop.envelopes(ConsumerName::Order, attempt.order).await.len(), 1);
}

async fn a_transfer_and_its_entry_are_one_commit(shop: &Shop) {
    let refund = refund_answered(shop, RefundAnswer::Refused).await;
    let asked = NOON + payment::LANDED;
    let decided = payment::refund_by_transfer(&refund, payment::Shown::Nothing, asked).unwrap();
    let commit = RefundCommit { decided, now: asked };
    let entry = entry(shop, Action::RefundPaidByTransfer, Some(refund.order));
    let refunds = shop.main.refunds();
    assert_eq!(refunds.commit_audited(commit.clone(), entry.clone()).await, Ok(Committed::Done));
    assert_eq!(refunds.commit_audited(commit, entry.clone()).await, Ok(Committed::Lost));

    let row = refunds.refund(refund.id).await.unwrap().unwrap();
    assert_eq!((row.state, row.next_at), (RefundState::PaidByTransfer, None));
    assert_eq!(latest(shop, 9).await, [(asked, entry)]);
    let events = shop.envelopes(ConsumerName::MyPage, refund.order).await;
    assert_eq!(events.last().unwrap().event.name(), "PaymentPaidByTransfer");
}

async fn what_is_done_to_a_consumer_is_written_with_its_entry(shop: &Shop) {
    let order = OrderId(shop.ids.uuid());
    let busy = Commit { decided: shop.attempt(order).not_sent(PaymentFailure::Busy), now: NOON };
    shop.main.attempts().insert(busy).await.unwrap();
    let (outbox, consumer) = (shop.main.outbox(), ConsumerName::MyPage);
    let position = outbox.due(consumer, Partitions::ALL, NOON, 9).await.unwrap()[0].position;
    let replayed = entry(shop, Action::EventReplayed, Some(order));
    assert_eq!(outbox.replay_audited(consumer, position, replayed.clone(), NOON).await, Ok(false));
    assert_eq!(latest(shop, 9).await, [], "nothing was parked");

    outbox.rejected(consumer, position, "이상함", None, NOON).await.unwrap();
    assert_eq!(outbox.replay_audited(consumer, position, replayed.clone(), NOON).await, Ok(true));
    let paused = entry(shop, Action::ConsumerPaused, None);
    outbox.pause_audited(consumer, true, paused.clone(), NOON + seconds(1)).await.unwrap();
    let expected = vec![(NOON + seconds(1), paused.clone()), (NOON, replayed)];
    assert_eq!(latest(shop, 9).await, expected);
    assert_eq!(latest(shop, 1).await, [(NOON + seconds(1), paused)]);
    assert_eq!(shop.due(consumer).await, []);
}
