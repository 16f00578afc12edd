//! Shipments and the seller's queue.

use events::{Actor, CancelReason, ConsumerName, Event, Progress, Requester};
use kernel::time::{hours, minutes, seconds};
use kernel::{Ids, OrderId, Time};
use order::Order;
use shipping::{
    Command, Commit, Committed, Consumed, Counts, Parcel, Place, QueueQuery, Shipment, ShipmentState, Tab,
    command, consume,
};

use uuid::Uuid;

use crate::shop::{NOON, Shop};

crate::on_both_databases! {
    every_field_of_a_shipment_survives,
    a_shipment_is_made_once,
    shipments_of_many_orders_are_made_in_one_commit_or_none_is,
    an_event_that_means_nothing_moves_progress,
    a_decision_about_an_older_shipment_is_lost_and_writes_nothing,
    a_stop_for_an_unknown_order_leaves_a_tombstone_that_no_page_shows,
    stops_without_an_answer_are_found,
    the_queue_is_read_in_pages_oldest_first,
    the_queue_is_searched_by_number_name_and_telephone,
    the_queue_is_searched_by_tracking_number,
    rows_are_found_by_order_and_by_number,
    the_orders_with_a_tracking_number_are_found,
    a_command_and_its_entry_are_one_commit,
    the_counts_are_those_of_the_tabs,
    changes_since_a_moment_come_oldest_first,
}

/// Has shipping consume the order's placing at a time.
pub async fn shipment_at(shop: &Shop, order: &Order, at: Time) -> Shipment {
    let placed =
        Event::OrderPlaced { details: order.details.clone(), attempt: kernel::AttemptId::nth(order.id, 1) };
    apply(shop, order.id, &placed, at).await.unwrap()
}

pub async fn shipment(shop: &Shop) -> Shipment {
    let (order, _) = shop.paid(shop.variant(5).await).await;
    shipment_at(shop, &order, NOON).await
}

pub async fn apply(shop: &Shop, order: OrderId, event: &Event, at: Time) -> Option<Shipment> {
    let row = shop.main.shipments().shipment(order).await.unwrap();
    let Consumed::Change(decided) = consume(order, row.as_ref(), event, at) else { panic!("a change") };
    let commit = Commit { decided: Some(*decided), now: at, progress: None, audit: None };
    assert_eq!(shop.main.shipments().commit(commit).await, Ok(Committed::Done));
    shop.main.shipments().shipment(order).await.unwrap()
}

pub async fn tell(shop: &Shop, shipment: &Shipment, asked: Command, now: Time) -> Shipment {
    let decided = command(shipment, &asked, now).unwrap();
    let commit = Commit { decided: Some(decided), now, progress: None, audit: None };
    assert_eq!(shop.main.shipments().commit(commit).await, Ok(Committed::Done));
    shop.main.shipments().shipment(shipment.order).await.unwrap().unwrap()
}

pub fn parcel() -> Parcel {
    Parcel { carrier: "cj".to_owned(), tracking: "6543-2109".to_owned() }
}

pub fn stop() -> Event {
    Event::OrderCancelRequested { reason: CancelReason::ChangedMind, by: Requester::Buyer }
}

async fn every_field_of_a_shipment_survives(shop: &Shop) {
    let ready = shipment(shop).await;
    assert_eq!((ready.state, ready.version, ready.placed_at), (ShipmentState::Ready, 1, NOON));
    assert!(ready.details.is_some() && ready.parcel.is_none());

    let reason = "실밥".to_owned();
    let held = tell(shop, &ready, Command::Hold { reason: reason.clone() }, NOON + seconds(1)).await;
    assert_eq!((held.state, held.hold_reason.as_ref()), (ShipmentState::OnHold, Some(&reason)));
    let ready = tell(shop, &held, Command::Release, NOON + seconds(2)).await;
    let labelled = tell(shop, &ready, Command::Label(parcel()), NOON + seconds(3)).await;
    let expected = Shipment {
        version: ready.version + 1,
        state: ShipmentState::Labelled,
        parcel: Some(parcel()),
        since: NOON + seconds(3),
        ..ready
    };
    assert_eq!(labelled, expected);
    let events = shop.envelopes(ConsumerName::MyPage, labelled.order).await;
    assert_eq!(events.last().unwrap().event.name(), "ShipmentLabelled");

    let asked = apply(shop, labelled.order, &stop(), NOON + seconds(4)).await.unwrap();
    assert!(!asked.stop_refused);
    let left = Command::AnswerStop(shipping::StopAnswer::Left);
    let left = tell(shop, &asked, left, NOON + seconds(5)).await;
    assert_eq!((left.state, left.stop_refused), (ShipmentState::Shipped, true));
}

async fn a_shipment_is_made_once(shop: &Shop) {
    let (order, attempt) = shop.paid(shop.variant(5).await).await;
    let placed = Event::OrderPlaced { details: order.details.clone(), attempt };
    let Consumed::Change(decided) = consume(order.id, None, &placed, NOON) else { panic!("a change") };
    let progress = |seq| Some(Progress { consumer: ConsumerName::Shipping, order: order.id, seq });
    let shipments = shop.main.shipments();
    let commit =
        |seq| Commit { decided: Some(*decided.clone()), now: NOON, progress: progress(seq), audit: None };

    assert_eq!(shipments.commit(commit(3)).await, Ok(Committed::Done));
    assert_eq!(shipments.commit(commit(3)).await, Ok(Committed::AppliedBefore));
    assert_eq!(shipments.commit(commit(4)).await, Ok(Committed::Lost), "a row is not inserted over another");

    assert_eq!(shop.number("SELECT seq FROM progress").await, 3);
    let events = shop.envelopes(ConsumerName::MyPage, order.id).await;
    assert_eq!(events.iter().filter(|it| it.event == Event::ShipmentCreated).count(), 1);
}

async fn shipments_of_many_orders_are_made_in_one_commit_or_none_is(shop: &Shop) {
    let variant = shop.variant(40).await;
    let mut commits = Vec::new();
    for _ in 0..21 {
        let (order, attempt) = shop.paid(variant).await;
        let placed = Event::OrderPlaced { details: order.details.clone(), attempt };
        let Consumed::Change(decided) = consume(order.id, None, &placed, NOON) else { panic!("a change") };
        let progress = Some(Progress { consumer: ConsumerName::Shipping, order: order.id, seq: 4 });
        commits.push(Commit { decided: Some(*decided), now: NOON, progress, audit: None });
    }
    commits.sort_by_key(|commit| commit.progress.map(|step| step.order));
    let (shipments, late) = (shop.main.shipments(), commits.pop().unwrap());
    let ids = |commits: &[Commit]| -> Vec<OrderId> {
        commits.iter().filter_map(|commit| commit.progress).map(|step| step.order).collect()
    };

    assert_eq!(shipments.commit_together(commits.clone()).await, Ok(Committed::Done));
    let made = shipments.shipments(&ids(&commits)).await.unwrap();
    assert_eq!(made.len(), 20);
    for shipment in made {
        assert_eq!((shipment.state, shipment.version), (ShipmentState::Ready, 1));
        let events = shop.envelopes(ConsumerName::MyPage, shipment.order).await;
        let last = events.last().unwrap();
        assert_eq!((&last.event, last.seq), (&Event::ShipmentCreated, 4), "after the three of ordering");
    }
    assert_eq!(shop.number("SELECT COUNT(*) FROM timeline WHERE name = 'ShipmentCreated'").await, 20);

    let again = |late: Commit| vec![commits[0].clone(), late];
    assert_eq!(shipments.commit_together(again(late.clone())).await, Ok(Committed::AppliedBefore));
    let mut lost = again(late.clone());
    lost[0].progress = None;
    assert_eq!(shipments.commit_together(lost).await, Ok(Committed::Lost));
    assert_eq!(
        shipments.shipments(&ids(std::slice::from_ref(&late))).await,
        Ok(Vec::new()),
        "all or nothing"
    );
    assert_eq!(shipments.commit_together(vec![late]).await, Ok(Committed::Done));
    assert_eq!(shop.number("SELECT COUNT(*) FROM progress WHERE consumer = 'shipping'").await, 21);
}

async fn an_event_that_means_nothing_moves_progress(shop: &Shop) {
    let progress =
        Some(Progress { consumer: ConsumerName::Shipping, order: OrderId(shop.ids.uuid()), seq: 3 });
    let commit = Commit { decided: None, now: NOON, progress, audit: None };
    assert_eq!(shop.main.shipments().commit(commit.clone()).await, Ok(Committed::Done));
    assert_eq!(shop.main.shipments().commit(commit).await, Ok(Committed::AppliedBefore));
}

async fn a_decision_about_an_older_shipment_is_lost_and_writes_nothing(shop: &Shop) {
    let ready = shipment(shop).await;
    let labelled = tell(shop, &ready, Command::Label(parcel()), NOON).await;
    let decided = command(&ready, &Command::Hold { reason: "늦음".to_owned() }, NOON).unwrap();
    let commit = Commit { decided: Some(decided), now: NOON, progress: None, audit: None };
    assert_eq!(shop.main.shipments().commit(commit).await, Ok(Committed::Lost));
    assert_eq!(shop.main.shipments().shipment(ready.order).await, Ok(Some(labelled)));
}

async fn a_stop_for_an_unknown_order_leaves_a_tombstone_that_no_page_shows(shop: &Shop) {
    let (order, _) = shop.paid(shop.variant(5).await).await;
    let tombstone = apply(shop, order.id, &stop(), NOON).await.unwrap();
    assert_eq!((tombstone.state, tombstone.details), (ShipmentState::Cancelled, None));
    let queue = shop.main.queue();
    assert_eq!(queue.entry(order.id).await, Ok(None));
    assert_eq!(queue.changed((NOON, OrderId(Uuid::nil())), 9).await, Ok(vec![]));
}

async fn stops_without_an_answer_are_found(shop: &Shop) {
    let labelled = tell(shop, &shipment(shop).await, Command::Label(parcel()), NOON).await;
    let asked = apply(shop, labelled.order, &stop(), NOON).await.unwrap();
    assert_eq!(asked.state, ShipmentState::StopAsked);
    let shipments = shop.main.shipments();
    assert_eq!(shipments.stops_unanswered(NOON, 9).await, Ok(vec![]));
    assert_eq!(shipments.stops_unanswered(NOON + seconds(1), 9).await, Ok(vec![asked.order]));
}

async fn the_queue_is_read_in_pages_oldest_first(shop: &Shop) {
    let variant = shop.variant(9).await;
    let mut placed = Vec::new();
    for minute in [2, 0, 1, 1] {
        let (order, _) = shop.paid(variant).await;
        shipment_at(shop, &order, NOON + minutes(minute)).await;
        placed.push((NOON + minutes(minute), order.id));
    }
    placed.sort();
    let query = |place| QueueQuery { place, limit: 2, ..QueueQuery::default() };

    let first = shop.main.queue().page(query(Place::Start)).await.unwrap();
    let read = |page: &shipping::QueuePage| {
        page.entries.iter().map(|it| (it.shipment.placed_at, it.shipment.order)).collect::<Vec<_>>()
    };
    assert_eq!((read(&first).as_slice(), first.more), (&placed[..2], true));
    // OrderOpened, OrderPaymentStarted, OrderPlaced, ShipmentCreated.
    assert!(first.entries.iter().all(|entry| entry.seq == 4));
    let after = Place::After(placed[1].0, placed[1].1);
    let second = shop.main.queue().page(query(after)).await.unwrap();
    assert_eq!((read(&second).as_slice(), second.more), (&placed[2..], false));
    let other = QueueQuery { tab: Tab::Shipped, ..query(Place::Start) };
    assert_eq!(shop.main.queue().page(other).await.unwrap().entries, []);

    let before = Place::Before(placed[3].0, placed[3].1);
    let back = shop.main.queue().page(query(before)).await.unwrap();
    assert_eq!((read(&back).as_slice(), back.more), (&placed[1..3], true));
    let before = Place::Before(placed[1].0, placed[1].1);
    let start = shop.main.queue().page(query(before)).await.unwrap();
    assert_eq!((read(&start).as_slice(), start.more), (&placed[..1], false));
    let late = QueueQuery { placed_before: Some(NOON + minutes(1)), ..query(Place::Start) };
    assert_eq!(read(&shop.main.queue().page(late).await.unwrap()), &placed[..1]);
}

async fn the_queue_is_searched_by_number_name_and_telephone(shop: &Shop) {
    let wanted = shipment(shop).await;
    shop.execute("UPDATE shipments SET search = 'elsewhere'").await;
    let found = shipment(shop).await;
    let number = found.details.as_ref().unwrap().number.to_string();
    let search = async |text: &str| {
        let query = QueueQuery { search: text.to_owned(), limit: 9, ..QueueQuery::default() };
        let page = shop.main.queue().page(query).await.unwrap();
        page.entries.into_iter().map(|entry| entry.shipment.order).collect::<Vec<_>>()
    };
    for text in [&number, &number.to_lowercase(), "한벌", " 1234-56", "0101234"] {
        assert_eq!(search(text).await, [found.order], "{text}");
    }
    for text in ["%", "_", "\\", "두벌"] {
        assert_eq!(search(text).await, [], "{text}");
    }
    assert_eq!(search("").await, [wanted.order, found.order]);
}

async fn the_queue_is_searched_by_tracking_number(shop: &Shop) {
    let ready = shipment(shop).await;
    let labelled = tell(shop, &ready, Command::Label(parcel()), NOON).await;
    for text in ["6543-2109", "65432109", "4321"] {
        let query = QueueQuery { search: text.to_owned(), limit: 9, ..QueueQuery::default() };
        let page = shop.main.queue().page(query).await.unwrap();
        assert_eq!(page.entries[0].shipment, labelled, "{text}");
    }
}

async fn rows_are_found_by_order_and_by_number(shop: &Shop) {
    let variant = shop.variant(20).await;
    let mut shipments = Vec::new();
    // More than one query has places for.
    for minute in 0..10 {
        let (order, _) = shop.paid(variant).await;
        shipments.push(shipment_at(shop, &order, NOON + minutes(minute)).await);
    }
    let (unheard, _) = shop.paid(variant).await;
    let orders: Vec<_> = shipments.iter().rev().map(|shipment| shipment.order).chain([unheard.id]).collect();
    let found = shop.main.queue().entries(&orders).await.unwrap();
    assert_eq!(found.into_iter().map(|entry| entry.shipment).collect::<Vec<_>>(), shipments);

    let numbers = shipments.iter().map(|shipment| shipment.details.as_ref().unwrap().number.clone());
    let numbers: Vec<_> = numbers.chain([unheard.details.number.clone()]).collect();
    let found = shop.main.queue().numbered(&numbers).await.unwrap();
    assert_eq!(found.into_iter().map(|entry| entry.shipment).collect::<Vec<_>>(), shipments);
    assert_eq!(shop.main.queue().numbered(&[]).await, Ok(vec![]));
}

async fn the_orders_with_a_tracking_number_are_found(shop: &Shop) {
    let of =
        |carrier: &str, n: u64| Parcel { carrier: carrier.to_owned(), tracking: (61_000 + n).to_string() };
    let mut labelled = Vec::new();
    // More than one query has places for.
    for n in 0..9 {
        labelled.push(tell(shop, &shipment(shop).await, Command::Label(of("cj", n)), NOON).await);
    }
    let again = tell(shop, &shipment(shop).await, Command::Ship(Some(of("cj", 0))), NOON).await;
    tell(shop, &shipment(shop).await, Command::Label(of("lotte", 0)), NOON).await;
    let asked = apply(shop, labelled[1].order, &stop(), NOON).await.unwrap();
    tell(shop, &asked, Command::AnswerStop(shipping::StopAnswer::Kept), NOON).await;

    let carrying = async |parcels: &[Parcel]| {
        let found = shop.main.queue().carrying(parcels).await.unwrap();
        let mut orders: Vec<_> = found.into_iter().map(|entry| entry.shipment.order).collect();
        orders.sort_unstable();
        orders
    };
    let sorted = |mut orders: Vec<OrderId>| {
        orders.sort_unstable();
        orders
    };
    assert_eq!(
        carrying(&[of("cj", 0)]).await,
        sorted(vec![labelled[0].order, again.order]),
        "and no lotte's"
    );
    assert_eq!(carrying(&[of("cj", 1)]).await, [], "its order was cancelled");
    let all: Vec<_> = (0..9).map(|n| of("cj", n)).collect();
    let expected = labelled.iter().enumerate().filter(|(n, _)| *n != 1).map(|(_, it)| it.order);
    assert_eq!(carrying(&all).await, sorted(expected.chain([again.order]).collect()));
    assert_eq!(carrying(&[]).await, []);
}

async fn a_command_and_its_entry_are_one_commit(shop: &Shop) {
    let ready = shipment(shop).await;
    let asked = Command::Label(parcel());
    let audit = Some(asked.entry(ready.order, Actor::Seller(shop.session())));
    let decided = command(&ready, &asked, NOON).unwrap();
    let commit = Commit { decided: Some(decided), now: NOON, progress: None, audit: audit.clone() };
    assert_eq!(shop.main.shipments().commit(commit.clone()).await, Ok(Committed::Done));
    assert_eq!(shop.main.shipments().commit(commit).await, Ok(Committed::Lost));
    let entries = shop.main.audit().of_order(ready.order, 9).await.unwrap();
    let [kept] = entries.as_slice() else { panic!("one entry: {entries:?}") };
    assert_eq!((kept.at, Some(&kept.entry)), (NOON, audit.as_ref()));
    assert_eq!(kept.number, ready.details.map(|details| details.number));
}

async fn the_counts_are_those_of_the_tabs(shop: &Shop) {
    let variant = shop.variant(20).await;
    let mut shipments = Vec::new();
    for _ in 0..6 {
        let (order, _) = shop.paid(variant).await;
        shipments.push(shipment_at(shop, &order, NOON).await);
    }
    tell(shop, &shipments[0], Command::Hold { reason: "실밥".to_owned() }, NOON).await;
    for shipment in &shipments[1..4] {
        tell(shop, shipment, Command::Ship(Some(parcel())), NOON).await;
    }
    let shipped = shop.main.shipments().shipment(shipments[1].order).await.unwrap().unwrap();
    tell(shop, &shipped, Command::Deliver, NOON).await;
    let labelled = tell(shop, &shipments[4], Command::Label(parcel()), NOON).await;
    apply(shop, labelled.order, &stop(), NOON).await;

    let counts =
        Counts { ready: 1, on_hold: 1, labelled: 0, stop_asked: 1, late: 0, shipped: 2, delivered: 1 };
    assert_eq!(shop.main.queue().counts(NOON).await, Ok(counts));
    assert_eq!(shop.main.queue().counts(NOON + hours(1)).await, Ok(Counts { late: 3, ..counts }));
    for (tab, count) in [
        (Tab::Open, 3),
        (Tab::Ready, 1),
        (Tab::Labelled, 0),
        (Tab::Look, 2),
        (Tab::Shipped, 2),
        (Tab::Delivered, 1),
    ] {
        let query = QueueQuery { tab, limit: 9, ..QueueQuery::default() };
        assert_eq!(shop.main.queue().page(query).await.unwrap().entries.len(), count, "{tab:?}");
    }
}

async fn changes_since_a_moment_come_oldest_first(shop: &Shop) {
    let variant = shop.variant(9).await;
    let (first, _) = shop.paid(variant).await;
    let (second, _) = shop.paid(variant).await;
    let first = shipment_at(shop, &first, NOON).await;
    let second = shipment_at(shop, &second, NOON + seconds(1)).await;
    let first = tell(shop, &first, Command::Label(parcel()), NOON + seconds(2)).await;

    let changed = shop.main.queue().changed((NOON + seconds(1), OrderId(Uuid::nil())), 9).await.unwrap();
    let changed = changed.into_iter().map(|(at, entry)| (at, entry.shipment)).collect::<Vec<_>>();
    assert_eq!(changed, [(NOON + seconds(1), second), (NOON + seconds(2), first.clone())]);
    assert_eq!(shop.main.queue().changed((NOON + seconds(3), OrderId(Uuid::nil())), 9).await, Ok(vec![]));
    let entry = shop.main.queue().entry(first.order).await.unwrap().unwrap();
    assert_eq!((entry.shipment, entry.seq), (first, 5));
}
