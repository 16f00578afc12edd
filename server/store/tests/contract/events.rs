//! The outbox and its deliveries.

use events::{ConsumerName, Event, Partitions, PaymentFailure, Unreadable};
use kernel::time::{days, seconds};
use kernel::{Ids, OrderId};
use payment::{Commit, Inserted};

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    an_event_goes_to_those_who_take_it_and_stays_in_the_timeline,
    numbers_have_no_gap_however_many_write_at_once,
    two_events_of_one_commit_follow_each_other,
    what_is_done_is_not_due_again,
    a_rejected_delivery_holds_back_its_order_alone,
    a_parked_delivery_is_a_dead_letter_until_it_is_replayed,
    a_paused_consumer_has_nothing_due,
    the_lags_say_who_is_behind_and_since_when,
    an_event_that_cannot_be_read_is_delivered_as_such,
    an_event_of_a_newer_version_is_not_guessed_at,
    commits_with_events_wake_who_waits,
    old_events_are_forgotten_once_everybody_is_done_with_them,
}

/// Writes an event of an order: an attempt that was never sent.
async fn emit(shop: &Shop, order: OrderId) {
    let decided = shop.attempt(order).not_sent(PaymentFailure::Busy);
    let commit = Commit { decided, now: NOON };
    assert_eq!(shop.main.attempts().insert(commit).await, Ok(Inserted::Done));
}

async fn positions(shop: &Shop, consumer: ConsumerName) -> Vec<i64> {
    shop.due(consumer).await.into_iter().map(|due| due.position).collect()
}

async fn an_event_goes_to_those_who_take_it_and_stays_in_the_timeline(shop: &Shop) {
    let (order, attempt) = shop.paid(shop.variant(1).await).await;
    let to_shipping = shop.envelopes(ConsumerName::Shipping, order.id).await;
    let [placed] = to_shipping.as_slice() else { panic!("one event: {to_shipping:?}") };
    assert_eq!(placed.event, Event::OrderPlaced { details: order.details.clone(), attempt });
    assert_eq!((placed.seq, placed.version), (3, events::VERSION));

    assert_eq!(shop.envelopes(ConsumerName::MyPage, order.id).await.last(), Some(placed));
    assert_eq!(shop.due(ConsumerName::Payment).await, []);
    assert_eq!(shop.number("SELECT COUNT(*) FROM timeline WHERE name = 'OrderPlaced' AND seq = 3").await, 1);
    assert_eq!(shop.number("SELECT COUNT(*) FROM outbox WHERE audience = 'public'").await, 1);
    assert_eq!(shop.number("SELECT COUNT(*) FROM deliveries WHERE partition BETWEEN 0 AND 63").await, 5);
}

async fn numbers_have_no_gap_however_many_write_at_once(shop: &Shop) {
    let (one, other) = (OrderId(shop.ids.uuid()), OrderId(shop.ids.uuid()));
    futures::future::join_all((0..40).map(|i| emit(shop, if i % 2 == 0 { one } else { other }))).await;
    for order in [one, other] {
        let numbers = shop.envelopes(ConsumerName::MyPage, order).await.into_iter().map(|it| it.seq);
        assert_eq!(numbers.collect::<Vec<_>>(), (1..=20).collect::<Vec<_>>());
    }
}

async fn two_events_of_one_commit_follow_each_other(shop: &Shop) {
    let order = OrderId(shop.ids.uuid());
    emit(shop, order).await;
    let attempt = shop.attempt(order);
    let mut decided = attempt.clone().not_sent(PaymentFailure::Busy);
    decided.events.insert(0, Event::PaymentOutcomeUnknown { attempt: attempt.id });
    shop.main.attempts().insert(Commit { decided, now: NOON }).await.unwrap();
    let envelopes = shop.envelopes(ConsumerName::MyPage, order).await;
    let read = envelopes.iter().map(|it| (it.seq, it.event.name())).collect::<Vec<_>>();
    assert_eq!(read, [(1, "PaymentDeclined"), (2, "PaymentOutcomeUnknown"), (3, "PaymentDeclined")]);
}

async fn what_is_done_is_not_due_again(shop: &Shop) {
    let order = OrderId(shop.ids.uuid());
    for _ in 0..11 {
        emit(shop, order).await;
    }
    let outbox = shop.main.outbox();
    let due = positions(shop, ConsumerName::Order).await;
    assert_eq!(due.len(), 11);
    assert!(due.is_sorted());
    assert_eq!(outbox.due(ConsumerName::Order, Partitions::ALL, NOON, 2).await.unwrap().len(), 2);

    outbox.done(ConsumerName::Order, &[]).await.unwrap();
    outbox.done(ConsumerName::Order, &due[..10]).await.unwrap();

    assert_eq!(positions(shop, ConsumerName::Order).await, due[10..]);
    assert_eq!(positions(shop, ConsumerName::MyPage).await.len(), 11, "another's deliveries stay");
}

async fn a_rejected_delivery_holds_back_its_order_alone(shop: &Shop) {
    let (one, other) = (OrderId(shop.ids.uuid()), OrderId(shop.ids.uuid()));
    emit(shop, one).await;
    emit(shop, one).await;
    emit(shop, other).await;
    let outbox = shop.main.outbox();
    let all = positions(shop, ConsumerName::Order).await;
    let due = async |now| {
        let due = outbox.due(ConsumerName::Order, Partitions::ALL, now, 9).await.unwrap();
        due.into_iter().map(|due| (due.position, due.attempts)).collect::<Vec<_>>()
    };

    outbox.rejected(ConsumerName::Order, all[0], "이상함", Some(NOON + seconds(2)), NOON).await.unwrap();

    assert_eq!(due(NOON + seconds(1)).await, [(all[2], 0)]);
    assert_eq!(due(NOON + seconds(2)).await, [(all[0], 1), (all[1], 0), (all[2], 0)]);
    assert_eq!(positions(shop, ConsumerName::MyPage).await, all, "another consumer goes on");
}

async fn a_parked_delivery_is_a_dead_letter_until_it_is_replayed(shop: &Shop) {
    let order = shop.order(shop.variant(1).await, 1).await;
    emit(shop, order.id).await;
    let outbox = shop.main.outbox();
    let all = positions(shop, ConsumerName::MyPage).await;
    assert_eq!(outbox.replay(ConsumerName::MyPage, all[0]).await, Ok(false), "it is not parked");

    outbox.rejected(ConsumerName::MyPage, all[0], "읽을 수 없음", Some(NOON), NOON).await.unwrap();
    outbox.rejected(ConsumerName::MyPage, all[0], "읽을 수 없음", None, NOON + seconds(1)).await.unwrap();

    assert_eq!(shop.due(ConsumerName::MyPage).await, []);
    let letters = outbox.dead_letters().await.unwrap();
    let [letter] = letters.as_slice() else { panic!("one dead letter: {letters:?}") };
    assert_eq!((letter.position, letter.consumer), (all[0], ConsumerName::MyPage));
    assert_eq!((letter.order, letter.number.as_ref()), (order.id, Some(&order.details.number)));
    assert_eq!((letter.name.as_str(), letter.reason.as_str()), ("OrderOpened", "읽을 수 없음"));
    assert_eq!((letter.attempts, letter.parked_at), (2, NOON + seconds(1)));

    assert_eq!(outbox.replay(ConsumerName::MyPage, all[0]).await, Ok(true));
    assert_eq!(outbox.dead_letters().await, Ok(vec![]));
    let due = shop.due(ConsumerName::MyPage).await;
    assert_eq!(
        due.iter().map(|due| (due.position, due.attempts)).collect::<Vec<_>>(),
        [(all[0], 0), (all[1], 0)]
    );
}

async fn a_paused_consumer_has_nothing_due(shop: &Shop) {
    emit(shop, OrderId(shop.ids.uuid())).await;
    let outbox = shop.main.outbox();
    outbox.pause(ConsumerName::Order, true).await.unwrap();
    assert_eq!(shop.due(ConsumerName::Order).await, []);
    assert_eq!(shop.due(ConsumerName::MyPage).await.len(), 1);

    let mut committed = shop.main.committed();
    committed.mark_unchanged();
    outbox.pause(ConsumerName::Order, false).await.unwrap();
    assert!(committed.has_changed().unwrap(), "who waits is woken");
    assert_eq!(shop.due(ConsumerName::Order).await.len(), 1);
}

async fn the_lags_say_who_is_behind_and_since_when(shop: &Shop) {
    emit(shop, OrderId(shop.ids.uuid())).await;
    let (order, _) = shop.start(&shop.order(shop.variant(1).await, 1).await).await;
    shop.main.outbox().pause(ConsumerName::Payment, true).await.unwrap();
    let lags = shop.main.outbox().lags().await.unwrap();
    let read = lags.iter().map(|lag| (lag.consumer, lag.paused, lag.waiting, lag.oldest)).collect::<Vec<_>>();
    assert_eq!(order.details.opened_at, NOON);
    assert_eq!(
        read,
        [
            (ConsumerName::Order, false, 1, Some(NOON)),
            (ConsumerName::Payment, true, 0, None),
            (ConsumerName::Shipping, false, 0, None),
            (ConsumerName::MyPage, false, 3, Some(NOON)),
            (ConsumerName::Mail, false, 0, None),
        ]
    );
}

async fn an_event_that_cannot_be_read_is_delivered_as_such(shop: &Shop) {
    let (poisoned, other) = (OrderId(shop.ids.uuid()), OrderId(shop.ids.uuid()));
    emit(shop, poisoned).await;
    shop.execute(r#"UPDATE outbox SET event = '{"type": "OrderVanished"}'"#).await;
    emit(shop, other).await;
    let due = shop.main.outbox().due(ConsumerName::Order, Partitions::ALL, NOON + days(1), 9).await.unwrap();
    assert_eq!(due.iter().map(|due| due.order).collect::<Vec<_>>(), [poisoned, other]);
    assert!(
        due[0].envelope.as_ref().is_err_and(|why| why.to_string().contains("OrderVanished")),
        "{:?}",
        due[0]
    );
    assert!(due[1].envelope.is_ok());
}

async fn an_event_of_a_newer_version_is_not_guessed_at(shop: &Shop) {
    emit(shop, OrderId(shop.ids.uuid())).await;
    shop.execute("UPDATE outbox SET version = 99").await;
    assert_eq!(shop.due(ConsumerName::Order).await[0].envelope, Err(Unreadable::Newer(99)));
}

async fn commits_with_events_wake_who_waits(shop: &Shop) {
    let mut committed = shop.main.committed();
    committed.mark_unchanged();
    let attempt = shop.attempt(OrderId(shop.ids.uuid()));
    let silent = payment::Decided { attempt, events: Vec::new(), refund: None, alerts: Vec::new() };
    shop.main.attempts().insert(Commit { decided: silent, now: NOON }).await.unwrap();
    assert!(!committed.has_changed().unwrap());
    emit(shop, OrderId(shop.ids.uuid())).await;
    assert!(committed.has_changed().unwrap());
}

async fn old_events_are_forgotten_once_everybody_is_done_with_them(shop: &Shop) {
    let outbox = shop.main.outbox();
    let (one, other, late) = (OrderId(shop.ids.uuid()), OrderId(shop.ids.uuid()), OrderId(shop.ids.uuid()));
    emit(shop, one).await;
    let (month, later) = (NOON + days(31), NOON + days(1));
    // A day that is over by then, and today's.
    outbox.forget(NOON - days(30), NOON).await.unwrap();
    emit(shop, other).await;
    outbox.forget(later - days(30), later).await.unwrap();
    emit(shop, late).await;
    let events = async || shop.number("SELECT COUNT(*) FROM outbox").await;
    let finish = async |order: OrderId| {
        for consumer in ConsumerName::ALL {
            let due = shop.due(consumer).await.into_iter().filter(|due| due.order == order);
            outbox.done(consumer, &due.map(|due| due.position).collect::<Vec<_>>()).await.unwrap();
        }
    };
    assert_eq!(outbox.forget(month - days(30), month).await, Ok(0), "nothing is done");

    finish(one).await;
    assert_eq!(outbox.forget(NOON - days(1), NOON).await, Ok(0), "nothing is old");
    assert_eq!(events().await, 3);
    assert_eq!(outbox.forget(month - days(30), month).await, Ok(1));
    assert_eq!(events().await, 2);

    finish(other).await;
    finish(late).await;
    assert!(outbox.forget(month, month).await.unwrap() >= 1);
    assert_eq!(events().await, 0);
    assert_eq!(shop.number("SELECT COUNT(*) FROM timeline").await, 3, "the timeline stays");

    // The shop goes on, and numbers of an order do.
    emit(shop, one).await;
    let next = shop.envelopes(ConsumerName::MyPage, one).await;
    assert_eq!(next.iter().map(|event| event.seq).collect::<Vec<_>>(), [2]);
}
