//! Sessions, one-time links, and MyPage with its two ways of coming to be.

use std::collections::BTreeSet;

use customer::DeskEntry;
use customer::mypage::{Row, fold};
use events::{CancelReason, ConsumerName, Event, Requester};
use kernel::time::{hours, seconds};
use kernel::{Ids, OrderId, SessionId};
use order::{PayReply, Verdict};

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    a_session_is_found_by_its_hash_alone,
    a_rotated_hash_takes_the_place_of_the_old_one,
    sessions_of_long_ago_and_of_who_never_came_back_are_forgotten,
    a_one_time_link_lets_one_in_once,
    a_link_that_is_over_lets_nobody_in,
    a_newer_row_of_mypage_is_never_overwritten_by_an_older_one,
    rows_of_many_orders_are_put_and_read_together,
    an_owner_sees_their_own_rows_newest_first,
    rows_changed_since_a_moment_come_oldest_first,
    a_view_that_was_built_beside_takes_the_others_place_and_is_of_another_epoch,
    a_row_is_put_right_unless_a_newer_one_stands,
    mypage_from_main_is_mypage_from_the_events,
    every_order_is_found_a_page_at_a_time,
}

async fn a_session_is_found_by_its_hash_alone(shop: &Shop) {
    let sessions = shop.main.sessions();
    let session = shop.guest();
    sessions.create(session.clone(), "hash".to_owned()).await.unwrap();
    assert_eq!(sessions.by_hash("hash").await, Ok(Some(session.clone())));
    assert_eq!(sessions.by_hash("hush").await, Ok(None));
    assert!(sessions.create(session, "other".to_owned()).await.is_err(), "one row per session");
}

async fn a_rotated_hash_takes_the_place_of_the_old_one(shop: &Shop) {
    let sessions = shop.main.sessions();
    let mut session = shop.guest();
    sessions.create(session.clone(), "old".to_owned()).await.unwrap();
    session.seen_at = NOON + hours(1);
    sessions.seen(session.device, session.seen_at).await.unwrap();
    assert_eq!(sessions.by_hash("old").await, Ok(Some(session.clone())));

    session.seller_until = Some(NOON + hours(12));
    let entry = DeskEntry { until: NOON + hours(12), staff: None };
    sessions.let_in(session.device, Some(entry), Some("new".to_owned())).await.unwrap();
    assert_eq!(sessions.by_hash("old").await, Ok(None));
    assert_eq!(sessions.by_hash("new").await, Ok(Some(session.clone())));

    session.seller_until = None;
    sessions.let_in(session.device, None, None).await.unwrap();
    assert_eq!(sessions.by_hash("new").await, Ok(Some(session)));
}

async fn sessions_of_long_ago_and_of_who_never_came_back_are_forgotten(shop: &Shop) {
    let sessions = shop.main.sessions();
    let (lone, ordered, back) = (shop.guest(), shop.guest(), shop.guest());
    for (session, hash) in [(&lone, "lone"), (&ordered, "ordered"), (&back, "back")] {
        sessions.create(session.clone(), hash.to_owned()).await.unwrap();
    }
    shop.draft(ordered.id, shop.variant(1).await, 1).await;
    sessions.seen(back.device, NOON + hours(1)).await.unwrap();
    let stay = async || {
        let mut stay = Vec::new();
        for hash in ["lone", "ordered", "back"] {
            if sessions.by_hash(hash).await.unwrap().is_some() {
                stay.push(hash);
            }
        }
        stay
    };
    sessions.forget_sessions(NOON, NOON).await.unwrap();
    assert_eq!(stay().await, ["lone", "ordered", "back"]);
    sessions.forget_sessions(NOON, NOON + hours(2)).await.unwrap();
    assert_eq!(stay().await, ["ordered", "back"], "nothing was theirs");
    sessions.forget_sessions(NOON + hours(1), NOON + hours(1)).await.unwrap();
    assert_eq!(stay().await, ["back"], "the others were not seen for so long");
}

async fn a_one_time_link_lets_one_in_once(shop: &Shop) {
    let links = shop.main.links();
    links.create_link("link".to_owned(), NOON + hours(1)).await.unwrap();
    let (first, second) = tokio::join!(links.use_link("link", NOON), links.use_link("link", NOON));
    assert!(first.unwrap() != second.unwrap(), "of two at once, one");
    assert_eq!(links.use_link("link", NOON).await, Ok(false));
    assert_eq!(links.use_link("another", NOON).await, Ok(false));
}

async fn a_link_that_is_over_lets_nobody_in(shop: &Shop) {
    let links = shop.main.links();
    links.create_link("link".to_owned(), NOON + hours(1)).await.unwrap();
    assert_eq!(links.use_link("link", NOON + hours(1)).await, Ok(false));
}

/// The row of a new order as its first event makes it.
async fn opened(shop: &Shop) -> Row {
    let order = shop.order(shop.variant(1).await, 1).await;
    let envelopes = shop.envelopes(ConsumerName::MyPage, order.id).await;
    fold(None, &envelopes[0]).unwrap()
}

async fn a_newer_row_of_mypage_is_never_overwritten_by_an_older_one(shop: &Shop) {
    let pages = shop.view.pages();
    let row = opened(shop).await;
    assert_eq!(pages.row(row.order).await, Ok(None));
    let newer = Row { seq: 2, carrier: Some("cj".to_owned()), ..row.clone() };
    pages.put(vec![newer.clone()], NOON).await.unwrap();
    pages.put(vec![row.clone()], NOON).await.unwrap();
    assert_eq!(pages.row(row.order).await, Ok(Some(newer)));
    let newest = Row { seq: 3, ..row };
    pages.put(vec![newest.clone()], NOON).await.unwrap();
    assert_eq!(pages.row(newest.order).await, Ok(Some(newest)));
}

async fn rows_of_many_orders_are_put_and_read_together(shop: &Shop) {
    let pages = shop.view.pages();
    let row = opened(shop).await;
    let mut rows = vec![row.clone()];
    rows.extend((1..20).map(|_| Row { order: OrderId(shop.ids.uuid()), ..row.clone() }));
    rows.sort_by_key(|row| row.order);
    let ids: Vec<_> = rows.iter().map(|row| row.order).collect();
    assert_eq!(pages.rows(&ids).await, Ok(Vec::new()));
    pages.put(vec![Row { seq: 9, ..rows[10].clone() }], NOON).await.unwrap();
    pages.put(rows.clone(), NOON).await.unwrap();
    rows[10].seq = 9;
    let read = async |ids: &[OrderId]| {
        let mut read = pages.rows(ids).await.unwrap();
        read.sort_by_key(|row| row.order);
        read
    };
    assert_eq!(read(&ids).await, rows, "each but the one that has a newer row");
    assert_eq!(read(&[ids[3], OrderId(shop.ids.uuid()), ids[1]]).await, [rows[1].clone(), rows[3].clone()]);
    assert_eq!(read(&[]).await, []);
}

async fn an_owner_sees_their_own_rows_newest_first(shop: &Shop) {
    let pages = shop.view.pages();
    let row = opened(shop).await;
    let mut rows = Vec::new();
    for later in [1, 2, 3] {
        let mut row = Row { order: OrderId(shop.ids.uuid()), ..row.clone() };
        row.details.opened_at = NOON + seconds(later);
        pages.put(vec![row.clone()], NOON).await.unwrap();
        rows.insert(0, row);
    }
    pages.put(vec![Row { owner: SessionId(shop.ids.uuid()), ..row.clone() }], NOON).await.unwrap();
    assert_eq!(pages.of_owner(row.owner, 9).await, Ok(rows.clone()));
    assert_eq!(pages.of_owner(row.owner, 2).await, Ok(rows[..2].to_vec()));
}

async fn rows_changed_since_a_moment_come_oldest_first(shop: &Shop) {
    let pages = shop.view.pages();
    let first = opened(shop).await;
    let second = Row { order: OrderId(shop.ids.uuid()), ..first.clone() };
    pages.put(vec![first.clone()], NOON).await.unwrap();
    pages.put(vec![second.clone()], NOON + seconds(1)).await.unwrap();
    let first = Row { seq: 2, ..first };
    pages.put(vec![first.clone()], NOON + seconds(2)).await.unwrap();

    let changed = pages.changed_since(first.owner, NOON + seconds(1), 9).await;
    assert_eq!(changed, Ok(vec![(NOON + seconds(1), second), (NOON + seconds(2), first.clone())]));
    assert_eq!(pages.changed_since(first.owner, NOON, 1).await.unwrap().len(), 1);
    assert_eq!(pages.changed_since(shop.session(), NOON, 9).await, Ok(vec![]));
}

async fn a_row_is_put_right_unless_a_newer_one_stands(shop: &Shop) {
    let pages = shop.view.pages();
    let right = Row { seq: 3, ..opened(shop).await };
    let wrong = Row { tracking: Some("0".to_owned()), ..right.clone() };
    pages.put(vec![wrong.clone()], NOON).await.unwrap();
    pages.put(vec![right.clone()], NOON).await.unwrap();
    assert_eq!(pages.row(right.order).await, Ok(Some(wrong)), "a row of the same number is no news");
    pages.mend(right.clone(), NOON + seconds(1)).await.unwrap();
    assert_eq!(pages.row(right.order).await, Ok(Some(right.clone())));
    let older = Row { seq: 2, ..right.clone() };
    pages.mend(older, NOON + seconds(2)).await.unwrap();
    let newest = pages.changed_since(right.owner, NOON, 9).await;
    assert_eq!(newest, Ok(vec![(NOON + seconds(1), right)]));
}

async fn a_view_that_was_built_beside_takes_the_others_place_and_is_of_another_epoch(shop: &Shop) {
    let pages = shop.view.pages();
    let (row, epoch) = (opened(shop).await, pages.epoch().await.unwrap());
    let name = pages.name().await.unwrap();
    assert_eq!(pages.count().await, Ok(0));
    let (same, newer, missing) = (opened(shop).await, opened(shop).await, opened(shop).await);
    for row in [&row, &same, &newer, &missing] {
        pages.put(vec![row.clone()], NOON - seconds(1)).await.unwrap();
    }
    assert_eq!((pages.count().await, shop.main.snapshots().count().await), (Ok(4), Ok(4)));
    shop.view.migrate().await.unwrap();
    assert_eq!(pages.epoch().await, Ok(epoch.clone()), "a restart builds nothing anew");

    let given_up = pages.begin_anew().await.unwrap();
    pages.put_anew(Row { seq: 9, ..missing.clone() }, NOON).await.unwrap();
    let anew = pages.begin_anew().await.unwrap();
    let right = Row { tracking: Some("7".to_owned()), ..row.clone() };
    for row in [&right, &same, &newer] {
        pages.put_anew(row.clone(), NOON).await.unwrap();
    }
    let newest = Row { seq: newer.seq + 1, ..newer.clone() };
    pages.put(vec![newest.clone()], NOON).await.unwrap();
    let behind = BTreeSet::from([newer.order, missing.order]);
    assert_eq!(pages.behind().await.unwrap().into_iter().collect::<BTreeSet<_>>(), behind);
    assert_eq!(pages.row(row.order).await, Ok(Some(row.clone())), "the other stands");

    assert_eq!(pages.swap(given_up).await, Ok(None));
    assert_eq!(pages.epoch().await, Ok(epoch.clone()));
    let swapped = pages.swap(anew).await.unwrap().unwrap();
    assert_eq!(swapped.into_iter().collect::<BTreeSet<_>>(), behind);
    assert_eq!(pages.row(row.order).await, Ok(Some(right)));
    assert_eq!(pages.row(newer.order).await, Ok(Some(newest)), "what was written meanwhile stands");
    assert_eq!(pages.row(missing.order).await, Ok(None));
    assert_ne!(pages.epoch().await, Ok(epoch));
    assert_eq!(pages.name().await, Ok(name), "it is the same view");

    // And again, for the tables have changed their places.
    let anew = pages.begin_anew().await.unwrap();
    pages.put_anew(missing.clone(), NOON).await.unwrap();
    assert_eq!(pages.swap(anew).await.unwrap().unwrap().len(), 3);
    assert_eq!(pages.row(missing.order).await, Ok(Some(missing)));
}

/// Walks one order from its placing to its refund, and compares both rows at every step.
async fn mypage_from_main_is_mypage_from_the_events(shop: &Shop) {
    let order = shop.order(shop.variant(2).await, 1).await;
    let (order, attempt) = shop.start(&order).await;
    same(shop, order.id).await;
    let declined = PayReply::Declined { failure: events::PaymentFailure::Declined };
    let order = shop.commit(order::answered(&order, attempt, &declined, NOON), NOON).await;
    same(shop, order.id).await;
    let (order, attempt) = shop.start(&order).await;
    let order = shop.commit(order::answered(&order, attempt, &PayReply::Approved, NOON), NOON).await;
    ship(shop, &order, &Event::OrderPlaced { details: order.details.clone(), attempt }).await;
    same(shop, order.id).await;

    let account = shop.session();
    let Verdict::Change(claimed) = order::claim(&order, order.details.session, account) else {
        panic!("a guest's order can be claimed");
    };
    let order = shop.commit(*claimed, NOON).await;
    assert_eq!(same(shop, order.id).await.owner, account);

    let Verdict::Change(asked) = order::cancel(&order, CancelReason::TooSlow, Requester::Buyer, NOON) else {
        panic!("a paid order can be cancelled");
    };
    let order = shop.commit(*asked, NOON).await;
    let stop = Event::OrderCancelRequested { reason: CancelReason::TooSlow, by: Requester::Buyer };
    ship(shop, &order, &stop).await;
    same(shop, order.id).await;
    let stopped = order::consume(&order, &Event::ShipmentCancelled, NOON).unwrap();
    shop.commit(stopped, NOON).await;
    let row = same(shop, order.id).await;
    assert_eq!(row.refunds.len(), 1);
    assert_eq!(shop.main.snapshots().snapshot(OrderId(shop.ids.uuid())).await, Ok(None));
}

/// Has shipping consume an event.
async fn ship(shop: &Shop, order: &order::Order, event: &Event) {
    let row = shop.main.shipments().shipment(order.id).await.unwrap();
    let shipping::Consumed::Change(decided) = shipping::consume(order.id, row.as_ref(), event, NOON) else {
        panic!("shipping takes {}", event.name());
    };
    let commit = shipping::Commit { decided: Some(*decided), now: NOON, progress: None, audit: None };
    assert_eq!(shop.main.shipments().commit(commit).await, Ok(shipping::Committed::Done));
}

async fn same(shop: &Shop, order: OrderId) -> Row {
    let envelopes = shop.envelopes(ConsumerName::MyPage, order).await;
    let folded = envelopes.iter().fold(None, |row, envelope| Some(fold(row, envelope).unwrap()));
    let built = shop.main.snapshots().snapshot(order).await.unwrap();
    assert_eq!(built, folded);
    built.unwrap()
}

async fn every_order_is_found_a_page_at_a_time(shop: &Shop) {
    let variant = shop.variant(9).await;
    let mut ids = Vec::new();
    for _ in 0..3 {
        ids.push(shop.order(variant, 1).await.id);
    }
    let snapshots = shop.main.snapshots();
    assert_eq!(snapshots.orders(None, 2).await, Ok(ids[..2].to_vec()));
    assert_eq!(snapshots.orders(Some(ids[1]), 2).await, Ok(ids[2..].to_vec()));
    assert_eq!(snapshots.orders(Some(ids[2]), 2).await, Ok(vec![]));
}
