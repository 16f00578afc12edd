//! MyPage: what each event does to an order's row, when the row has to be built anew, and what the consumer writes
//! and announces.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::future::ready;
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use common::{Counter, ManualClock, OPENED};
use customer::MyPageConsumer;
use customer::mypage::{
    Announce, CancelNote, Entry, MyPages, OrderStage, RefundLine, RefundStage, Row, ShipmentStage, Snapshots,
    fold,
};
use events::{
    CancelReason, Consumer, Delivery, Envelope, Event, Failure, OrderDetails, PaymentFailure, Recipient,
    RefundReason, Requester, Return, ReturnLine, ReturnReason, ReturnState, Unavailable,
};
use kernel::time::{minutes, seconds};
use kernel::{AttemptId, EventId, Lang, Money, OrderId, OrderNumber, RefundId, SessionId, Time};
use proptest::prelude::*;
use uuid::Uuid;

const ORDER: OrderId = OrderId(Uuid::from_u128(0x0de5));
const BUYER: SessionId = SessionId(Uuid::from_u128(0xb0b));

fn details() -> OrderDetails {
    OrderDetails {
        number: OrderNumber::new(OPENED, 7),
        session: BUYER,
        lang: Lang::Ko,
        email: "minji@example.kr".to_owned(),
        lines: Vec::new(),
        delivery_fee: Money::won(0),
        total: Money::won(39_000),
        delivery: Delivery {
            recipient: Recipient { name: "김민지".to_owned(), phone: "010-1234-5678".to_owned() },
            postcode: "04524".to_owned(),
            address1: "서울 중구 세종대로 110".to_owned(),
            address2: "3층".to_owned(),
            note: String::new(),
        },
        opened_at: OPENED,
    }
}

fn attempt(n: u32) -> AttemptId {
    AttemptId::nth(ORDER, n)
}

fn refund(n: u32) -> RefundId {
    RefundId::of(attempt(n), RefundReason::Cancelled.code())
}

fn opened() -> Event {
    Event::OrderOpened { details: details(), held_until: OPENED + minutes(15) }
}

fn shipped() -> Event {
    Event::ShipmentShipped { carrier: "cj".to_owned(), tracking: "6302".to_owned() }
}

fn refund_due(n: u32) -> Event {
    let (refund, attempt, amount) = (refund(n), attempt(n), Money::won(39_000));
    Event::OrderRefundDue { refund, attempt, amount, reason: RefundReason::Cancelled }
}

/// The order's event of that number, a second after the one before.
fn envelope(seq: i64, event: Event) -> Envelope {
    let id = EventId(Uuid::from_u128(seq.unsigned_abs().into()));
    Envelope { id, order: ORDER, seq, version: 1, at: OPENED + seconds(seq), trace: None, event }
}

/// The row after these events, the first of which opens the order.
fn folded(events: &[Event]) -> Row {
    let next = |row, (seq, event): (i64, &Event)| fold(row, &envelope(seq, event.clone()));
    (1..).zip(events).fold(None, next).expect("no event is missing")
}

/// The row of an opened order after one more event.
fn after(event: Event) -> Row {
    folded(&[opened(), event])
}

/// Who asked for what an event says.
fn asked_by(event: &Event) -> Option<Requester> {
    match event {
        Event::OrderCancelRequested { by, .. } => Some(*by),
        _ => None,
    }
}

/// What one event changes besides number and timeline.
fn expect(event: Event, change: impl FnOnce(&mut Row)) {
    let (name, by) = (event.name(), asked_by(&event));
    let (before, is) = (folded(&[opened()]), after(event));
    let at = OPENED + seconds(2);
    let mut should = Row { seq: 2, ..before };
    should.timeline.push(Entry { seq: 2, at, name: name.to_owned(), by });
    change(&mut should);
    assert_eq!(is, should, "{name}");
}

#[test]
fn an_opened_order_begins_its_row() {
    let row = folded(&[opened()]);
    assert_eq!((row.order, row.owner, row.seq), (ORDER, BUYER, 1));
    assert_eq!((row.stage, row.held_until), (OrderStage::AwaitingPayment, OPENED + minutes(15)));
    assert_eq!((row.shipment, row.failure, row.refunds.len()), (None, None, 0));
    let (at, name) = (OPENED + seconds(1), "OrderOpened".to_owned());
    assert_eq!(row.timeline, [Entry { seq: 1, at, name, by: None }]);
}

#[test]
fn a_payment_waits_for_its_buyer_from_the_question_to_the_answer() {
    let (attempt, other) = (attempt(1), attempt(2));
    let mut events = vec![opened(), Event::OrderPaymentStarted { attempt }];
    assert!(!folded(&events).waits_for_buyer(), "it was only sent");
    events.push(Event::PaymentActionNeeded { attempt, until: OPENED + minutes(10) });
    assert!(folded(&events).waits_for_buyer());
    let heard = [events.as_slice(), &[Event::PaymentOutcomeUnknown { attempt }]].concat();
    assert!(!folded(&heard).waits_for_buyer(), "they came back, and the answer is lost");
    let failure = PaymentFailure::Abandoned;
    events.push(Event::PaymentDeclined { attempt, failure });
    events.push(Event::OrderPaymentFailed { attempt, failure, held_until: OPENED + minutes(15) });
    assert!(!folded(&events).waits_for_buyer());
    events.push(Event::OrderPaymentStarted { attempt: other });
    assert!(!folded(&events).waits_for_buyer(), "that was the first one's question");
}

#[test]
fn each_event_of_order_moves_the_orders_stage() {
    let attempt = attempt(1);
    let stage = |stage| move |row: &mut Row| row.stage = stage;
    expect(Event::OrderPaymentStarted { attempt }, stage(OrderStage::Paying));
    expect(Event::OrderExpired, stage(OrderStage::Expired));
    expect(Event::OrderPlaced { details: details(), attempt }, stage(OrderStage::Paid));
    expect(Event::OrderCancelRejected, stage(OrderStage::Paid));
    expect(Event::OrderCompleted, stage(OrderStage::Completed));
}

#[test]
fn a_cancel_says_who_asked_for_it_and_why_until_it_is_rejected() {
    let reason = CancelReason::SoldOut;
    let noted =
        |stage, by| move |row: &mut Row| (row.stage, row.cancel) = (stage, Some(CancelNote { reason, by }));
    let buyer = Requester::Buyer;
    expect(Event::OrderCancelPending { reason }, noted(OrderStage::CancelPending, buyer));
    expect(Event::OrderCancelled { placed: false, reason }, noted(OrderStage::Cancelled, buyer));
    for by in [Requester::Buyer, Requester::Seller] {
        let asked = Event::OrderCancelRequested { reason, by };
        expect(asked.clone(), noted(OrderStage::CancelRequested, by));
        let done = folded(&[opened(), asked.clone(), Event::OrderCancelled { placed: true, reason }]);
        assert_eq!(done.cancel, Some(CancelNote { reason, by }), "the answer does not say who asked");
        assert_eq!(folded(&[opened(), asked, Event::OrderCancelRejected]).cancel, None);
    }
}

#[test]
fn a_row_that_was_written_before_cancels_had_notes_is_read() {
    let mut stored = serde_json::to_value(folded(&[opened()])).unwrap();
    for added in ["cancel", "returns"] {
        stored.as_object_mut().unwrap().remove(added);
    }
    assert_eq!(serde_json::from_value::<Row>(stored).unwrap(), folded(&[opened()]));
}

#[test]
fn a_failed_payment_says_why_and_until_when_and_the_next_one_forgets_it() {
    let held_until = OPENED + minutes(20);
    let failed = Event::OrderPaymentFailed { attempt: attempt(1), failure: PaymentFailure::Busy, held_until };
    expect(failed.clone(), |row| (row.failure, row.held_until) = (Some(PaymentFailure::Busy), held_until));
    let again = folded(&[opened(), failed, Event::OrderPaymentStarted { attempt: attempt(2) }]);
    assert_eq!((again.stage, again.failure), (OrderStage::Paying, None));
}

#[test]
fn what_payment_and_shipping_say_to_each_other_only_lengthens_the_timeline() {
    let attempt = attempt(1);
    for event in [
        Event::PaymentApproved { attempt, amount: Money::won(39_000) },
        Event::PaymentDeclined { attempt, failure: PaymentFailure::Declined },
        Event::PaymentActionNeeded { attempt, until: OPENED },
        Event::PaymentOutcomeUnknown { attempt },
        Event::ShipmentStopRejected,
    ] {
        expect(event, |_| {});
    }
}

#[test]
fn each_event_of_a_refund_moves_its_line() {
    let (refund, attempt, amount) = (refund(1), attempt(1), Money::won(39_000));
    let decided = |reason| {
        let line = RefundLine { refund, amount, stage: RefundStage::Due, reason: Some(reason) };
        move |row: &mut Row| row.refunds = vec![line]
    };
    let line =
        |stage| move |row: &mut Row| row.refunds = vec![RefundLine { refund, amount, stage, reason: None }];
    expect(refund_due(1), decided(RefundReason::Cancelled));
    expect(Event::PaymentSurplus { attempt, refund, amount }, decided(RefundReason::Surplus));
    expect(Event::PaymentRefunded { refund, attempt, amount }, line(RefundStage::Refunded));
    expect(Event::PaymentRefundRefused { refund, attempt, amount }, line(RefundStage::Refused));
    expect(Event::PaymentPaidByTransfer { refund, attempt, amount }, line(RefundStage::PaidByTransfer));
}

#[test]
fn two_refunds_are_two_lines_in_the_order_of_their_ids_and_each_goes_its_own_way() {
    let amount = Money::won(39_000);
    let done = Event::PaymentRefunded { refund: refund(1), attempt: attempt(1), amount };
    let row = folded(&[opened(), refund_due(1), refund_due(2), done]);
    let reason = Some(RefundReason::Cancelled);
    let mut lines = vec![
        RefundLine { refund: refund(1), amount, stage: RefundStage::Refunded, reason },
        RefundLine { refund: refund(2), amount, stage: RefundStage::Due, reason },
    ];
    lines.sort_by_key(|line| line.refund);
    assert_eq!(row.refunds, lines);
}

#[test]
fn each_event_of_a_shipment_moves_its_stage() {
    let stage = |stage| move |row: &mut Row| row.shipment = Some(stage);
    let (carrier, tracking) = ("cj".to_owned(), "6302".to_owned());
    let with_number = |stage| {
        move |row: &mut Row| {
            (row.carrier, row.tracking) = (Some("cj".to_owned()), Some("6302".to_owned()));
            row.shipment = Some(stage);
        }
    };
    expect(Event::ShipmentCreated, stage(ShipmentStage::Ready));
    expect(Event::ShipmentHeld { reason: "재고 확인".to_owned() }, stage(ShipmentStage::OnHold));
    expect(Event::ShipmentReleased, stage(ShipmentStage::Ready));
    expect(Event::ShipmentLabelled { carrier, tracking }, with_number(ShipmentStage::Labelled));
    expect(Event::ShipmentStopAsked, stage(ShipmentStage::StopAsked));
    expect(shipped(), with_number(ShipmentStage::Shipped));
    let (carrier, tracking) = ("hanjin".to_owned(), "42".to_owned());
    expect(Event::ShipmentRenumbered { carrier, tracking }, |row| {
        (row.carrier, row.tracking) = (Some("hanjin".to_owned()), Some("42".to_owned()));
    });
    expect(Event::ShipmentReopened, stage(ShipmentStage::Labelled));
    expect(Event::ShipmentDelivered, stage(ShipmentStage::Delivered));
    expect(Event::ShipmentCancelled, stage(ShipmentStage::Cancelled));
}

#[test]
fn a_reopened_shipment_keeps_its_number() {
    let row = folded(&[opened(), shipped(), Event::ShipmentReopened]);
    assert_eq!((row.shipment, row.tracking.as_deref()), (Some(ShipmentStage::Labelled), Some("6302")));
}

#[test]
fn a_return_is_one_entry_that_each_of_its_events_replaces() {
    let of = |number, state| Return {
        number,
        state,
        lines: vec![ReturnLine { line: 0, quantity: 1 }],
        reason: ReturnReason::WrongSize,
        asked_at: OPENED,
        received_at: None,
        due: None,
        closed_at: None,
        settled: None,
        refused: None,
    };
    let first = of(1, ReturnState::Asked);
    expect(Event::OrderReturnAsked { returned: first.clone() }, |row| row.returns = vec![first.clone()]);
    let [received, refunded] = [ReturnState::Received, ReturnState::Refunded].map(|state| of(1, state));
    let [refused, withdrawn] = [ReturnState::Refused, ReturnState::Withdrawn].map(|state| of(2, state));
    let row = folded(&[
        opened(),
        Event::OrderReturnAsked { returned: first },
        Event::OrderReturnReceived { returned: received },
        Event::OrderReturnRefunded { returned: refunded.clone() },
        Event::OrderReturnAsked { returned: of(2, ReturnState::Asked) },
        Event::OrderReturnRefused { returned: refused.clone() },
    ]);
    assert_eq!(row.returns, [refunded.clone(), refused]);
    let row = folded(&[opened(), Event::OrderReturnWithdrawn { returned: withdrawn.clone() }]);
    assert_eq!(row.returns, [withdrawn], "also where the beginning is from a row of before");
}

#[test]
fn a_new_address_is_shown() {
    let delivery = Delivery { address1: "부산 해운대구 우동 1".to_owned(), ..details().delivery };
    expect(Event::OrderAddressChanged { delivery: delivery.clone() }, |row| row.details.delivery = delivery);
}

#[test]
fn a_gap_a_repeat_and_a_row_without_its_beginning_are_not_folded() {
    let row = folded(&[opened(), Event::ShipmentCreated]);
    for seq in [0, 1, 2, 4, 9] {
        assert_eq!(fold(Some(row.clone()), &envelope(seq, shipped())), None, "event {seq} after event 2");
    }
    assert!(fold(Some(row), &envelope(3, shipped())).is_some());
    assert_eq!(fold(None, &envelope(1, shipped())), None, "it does not open the order");
    assert_eq!(fold(None, &envelope(2, opened())), None, "something was before it");
}

#[test]
fn a_cancel_that_lost_to_shipping_is_shown_until_another_is_asked() {
    let asked = Event::OrderCancelRequested { reason: CancelReason::TooSlow, by: Requester::Buyer };
    let rejected = [opened(), asked.clone(), Event::OrderCancelRejected];
    assert!(!folded(&rejected[..2]).cancel_lost());
    assert!(folded(&rejected).cancel_lost());
    assert!(!folded(&[rejected.as_slice(), &[asked]].concat()).cancel_lost());
    assert!(!folded(&[opened()]).cancel_lost());
}

// ------------------------------------------------------------------ the consumer

/// Both databases and the browsers.
#[derive(Default)]
struct Rows {
    view: BTreeMap<OrderId, (Time, Row)>,
    /// The view that is built beside it, and how many have been begun.
    beside: BTreeMap<OrderId, (Time, Row)>,
    builds: u32,
    /// What happens to orders while one is built, the last first.
    meanwhile: Vec<Row>,
    main: BTreeMap<OrderId, Row>,
    announced: Vec<i64>,
    away: bool,
}

impl Rows {
    fn behind(&self) -> Vec<OrderId> {
        let newer = |row: &Row| self.beside.get(&row.order).is_none_or(|(_, beside)| beside.seq < row.seq);
        self.view.values().map(|(_, row)| row).filter(|row| newer(row)).map(|row| row.order).collect()
    }
}

#[derive(Clone, Default)]
struct Database(Arc<Mutex<Rows>>);

impl Database {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.0.lock().expect("no test panics while it holds the rows")
    }

    fn open(&self) -> Result<MutexGuard<'_, Rows>, Unavailable> {
        let rows = self.rows();
        if rows.away { Err(Unavailable("the database is away".to_owned())) } else { Ok(rows) }
    }
}

#[async_trait]
impl MyPages for Database {
    async fn row(&self, order: OrderId) -> Result<Option<Row>, Unavailable> {
        Ok(self.open()?.view.get(&order).map(|(_, row)| row.clone()))
    }

    async fn of_owner(&self, owner: SessionId, _limit: i64) -> Result<Vec<Row>, Unavailable> {
        let rows = self.open()?;
        Ok(rows.view.values().map(|(_, row)| row).filter(|row| row.owner == owner).cloned().collect())
    }

    async fn rows(&self, orders: &[OrderId]) -> Result<Vec<Row>, Unavailable> {
        let rows = self.open()?;
        Ok(orders.iter().filter_map(|order| rows.view.get(order)).map(|(_, row)| row.clone()).collect())
    }

    async fn put(&self, rows: Vec<Row>, now: Time) -> Result<(), Unavailable> {
        let mut database = self.open()?;
        for row in rows {
            if database.view.get(&row.order).is_none_or(|(_, stands)| stands.seq < row.seq) {
                database.view.insert(row.order, (now, row));
            }
        }
        Ok(())
    }

    async fn mend(&self, row: Row, now: Time) -> Result<(), Unavailable> {
        let mut rows = self.open()?;
        if rows.view.get(&row.order).is_none_or(|(_, stands)| stands.seq <= row.seq) {
            rows.view.insert(row.order, (now, row));
        }
        Ok(())
    }

    async fn changed_since(
        &self,
        owner: SessionId,
        since: Time,
        _limit: i64,
    ) -> Result<Vec<(Time, Row)>, Unavailable> {
        let rows = self.open()?;
        let changed = rows.view.values().filter(|(at, row)| row.owner == owner && *at >= since);
        Ok(changed.cloned().collect())
    }

    async fn changed(&self, after: (Time, OrderId), _limit: i64) -> Result<Vec<(Time, Row)>, Unavailable> {
        let rows = self.open()?;
        Ok(rows.view.values().filter(|(at, row)| (*at, row.order) > after).cloned().collect())
    }

    async fn name(&self) -> Result<String, Unavailable> {
        Ok("view".to_owned())
    }

    async fn epoch(&self) -> Result<String, Unavailable> {
        Ok("1".to_owned())
    }

    async fn count(&self) -> Result<i64, Unavailable> {
        Ok(i64::try_from(self.open()?.view.len()).unwrap_or(i64::MAX))
    }

    async fn begin_anew(&self) -> Result<String, Unavailable> {
        let mut rows = self.open()?;
        rows.beside.clear();
        rows.builds += 1;
        Ok(rows.builds.to_string())
    }

    async fn put_anew(&self, row: Row, now: Time) -> Result<(), Unavailable> {
        let mut rows = self.open()?;
        if rows.beside.get(&row.order).is_none_or(|(_, stands)| stands.seq < row.seq) {
            rows.beside.insert(row.order, (now, row));
        }
        // The shop goes on.
        if let Some(row) = rows.meanwhile.pop() {
            rows.main.insert(row.order, row.clone());
            rows.view.insert(row.order, (now, row));
        }
        Ok(())
    }

    async fn behind(&self) -> Result<Vec<OrderId>, Unavailable> {
        Ok(self.open()?.behind())
    }

    async fn swap(&self, anew: String) -> Result<Option<Vec<OrderId>>, Unavailable> {
        let mut rows = self.open()?;
        if rows.builds.to_string() != anew {
            return Ok(None);
        }
        let behind = rows.behind();
        rows.view = std::mem::take(&mut rows.beside);
        Ok(Some(behind))
    }
}

#[async_trait]
impl Snapshots for Database {
    async fn snapshot(&self, order: OrderId) -> Result<Option<Row>, Unavailable> {
        Ok(self.open()?.main.get(&order).cloned())
    }

    async fn orders(&self, after: Option<OrderId>, limit: i64) -> Result<Vec<OrderId>, Unavailable> {
        let rows = self.open()?;
        let later = rows.main.keys().filter(|order| after.is_none_or(|after| **order > after));
        Ok(later.take(usize::try_from(limit).unwrap_or_default()).copied().collect())
    }

    async fn count(&self) -> Result<i64, Unavailable> {
        Ok(i64::try_from(self.open()?.main.len()).unwrap_or(i64::MAX))
    }
}

impl Announce for Database {
    fn changed(&self, row: Row, _at: Time) {
        self.rows().announced.push(row.seq);
    }
}

fn consumer(database: &Database) -> MyPageConsumer {
    consumer_at(database, Arc::new(ManualClock::default()))
}

fn consumer_at(database: &Database, clock: Arc<ManualClock>) -> MyPageConsumer {
    let ports = Arc::new(database.clone());
    MyPageConsumer::new(ports.clone(), ports.clone(), ports, clock)
}

fn shown(database: &Database) -> Option<Row> {
    database.rows().view.get(&ORDER).map(|(_, row)| row.clone())
}

#[tokio::test]
async fn each_event_is_written_once_and_announced_once() {
    let database = Database::default();
    let consumer = consumer(&database);
    for envelope in
        [envelope(1, opened()), envelope(1, opened()), envelope(2, shipped()), envelope(1, opened())]
    {
        assert_eq!(consumer.apply(&envelope).await, Ok(()));
    }
    assert_eq!(shown(&database), Some(folded(&[opened(), shipped()])));
    assert_eq!(database.rows().announced, [1, 2]);
}

#[tokio::test]
async fn events_that_come_together_are_written_and_announced_once() {
    let events = [opened(), Event::ShipmentCreated, shipped()];
    let envelopes: Vec<_> = (1..).zip(events.clone()).map(|(seq, event)| envelope(seq, event)).collect();
    let all: Vec<_> = envelopes.iter().collect();
    for known in 0..=all.len() {
        let database = Database::default();
        let consumer = consumer(&database);
        for before in &all[..known] {
            consumer.apply(before).await.unwrap();
        }
        database.rows().announced.clear();
        assert_eq!(consumer.apply_together(&all).await, Ok(BTreeSet::from([ORDER])));
        assert_eq!(shown(&database), Some(folded(&events)));
        let told: &[i64] = if known < all.len() { &[3] } else { &[] };
        assert_eq!(database.rows().announced, told, "{known} were known");
    }
}

#[tokio::test]
async fn events_of_several_orders_that_come_together_are_each_in_their_own_row() {
    let other = OrderId(Uuid::from_u128(0x0ddb));
    let of_other = |seq, event| Envelope { order: other, ..envelope(seq, event) };
    let envelopes = [
        envelope(1, opened()),
        of_other(1, opened()),
        envelope(2, Event::ShipmentCreated),
        of_other(2, shipped()),
    ];
    let database = Database::default();
    let together = consumer(&database).apply_together(&envelopes.iter().collect::<Vec<_>>()).await;
    assert_eq!(together, Ok(BTreeSet::from([ORDER, other])));
    assert_eq!(shown(&database), Some(folded(&[opened(), Event::ShipmentCreated])));
    let row = database.rows().view[&other].1.clone();
    assert_eq!(row, Row { order: other, ..folded(&[opened(), shipped()]) });
    assert_eq!(database.rows().announced, [2, 2]);

    // One that cannot be applied holds back all: each is tried by itself then.
    let unknown = Envelope { order: OrderId(Uuid::from_u128(0xbad)), ..envelope(7, shipped()) };
    let more = envelope(3, shipped());
    let refused = consumer(&database).apply_together(&[&more, &unknown]).await;
    assert!(matches!(refused, Err(Failure::Rejected(_))));
    assert_eq!(shown(&database), Some(folded(&[opened(), Event::ShipmentCreated])));
}

#[tokio::test]
async fn events_that_come_together_after_one_that_is_missed_are_built_from_main() {
    let truth = folded(&[opened(), Event::ShipmentCreated, shipped(), Event::ShipmentDelivered]);
    let database = Database::default();
    let (third, fourth) = (envelope(3, shipped()), envelope(4, Event::ShipmentDelivered));
    let together = [&third, &fourth];
    let unknown = consumer(&database).apply_together(&together).await;
    assert!(matches!(unknown, Err(Failure::Rejected(_))));
    database.rows().main.insert(ORDER, truth.clone());
    assert_eq!(consumer(&database).apply_together(&together).await, Ok(BTreeSet::from([ORDER])));
    assert_eq!(shown(&database), Some(truth));
}

#[tokio::test]
async fn a_row_carries_the_time_it_was_written_at_for_browsers_that_come_back() {
    let (database, clock) = (Database::default(), Arc::new(ManualClock::default()));
    clock.later(minutes(7));
    consumer_at(&database, clock).apply(&envelope(1, opened())).await.unwrap();
    let changed = database.changed_since(BUYER, OPENED + minutes(7), 9).await.unwrap();
    assert_eq!(changed, [(OPENED + minutes(7), folded(&[opened()]))]);
    assert_eq!(database.changed_since(BUYER, OPENED + minutes(8), 9).await, Ok(vec![]));
}

#[tokio::test]
async fn a_row_that_is_lost_or_has_missed_an_event_is_built_from_main() {
    let truth = folded(&[opened(), Event::ShipmentCreated, shipped(), Event::ShipmentDelivered]);
    for missed in [vec![], vec![envelope(1, opened())]] {
        let database = Database::default();
        let consumer = consumer(&database);
        for envelope in &missed {
            consumer.apply(envelope).await.unwrap();
        }
        database.rows().main.insert(ORDER, truth.clone());
        assert_eq!(consumer.apply(&envelope(3, shipped())).await, Ok(()));
        assert_eq!(shown(&database), Some(truth.clone()));
        assert_eq!(
            consumer.apply(&envelope(4, Event::ShipmentDelivered)).await,
            Ok(()),
            "in the row already"
        );
        assert_eq!(shown(&database), Some(truth.clone()));
    }
}

#[tokio::test]
async fn an_order_that_main_does_not_know_is_rejected_and_a_database_that_is_away_waited_for() {
    let database = Database::default();
    let consumer = consumer(&database);
    assert!(matches!(consumer.apply(&envelope(5, shipped())).await, Err(Failure::Rejected(_))));
    database.rows().away = true;
    assert!(matches!(consumer.apply(&envelope(1, opened())).await, Err(Failure::Unavailable(_))));
    assert!(database.rows().announced.is_empty());
}

#[tokio::test]
async fn the_view_can_be_thrown_away_and_comes_back_from_main_however_many_orders_there_are() {
    let database = Database::default();
    let count = Counter::default();
    let row = folded(&[opened()]);
    for _ in 0..450 {
        let order = OrderId(Uuid::from_u128(count.next().into()));
        database.rows().main.insert(order, Row { order, ..row.clone() });
    }
    let first = OrderId(Uuid::from_u128(1));
    database.rows().view.insert(first, (OPENED, Row { order: first, ..row.clone() }));
    database.rows().view.insert(ORDER, (OPENED, row));
    assert_eq!(consumer(&database).rebuild(|_| {}).await, Ok(450));
    let rows = database.rows();
    assert!(rows.view.values().map(|(_, row)| row).eq(rows.main.values()), "exactly what Main says");
}

#[tokio::test]
async fn what_happens_while_the_view_is_built_anew_is_in_it() {
    let database = Database::default();
    let row = folded(&[opened()]);
    let orders = [1, 2, 3, 4].map(|id| OrderId(Uuid::from_u128(id)));
    for order in &orders[..3] {
        database.rows().main.insert(*order, Row { order: *order, ..row.clone() });
        database.rows().view.insert(*order, (OPENED, Row { order: *order, ..row.clone() }));
    }
    // During the first pass an order that was built already moves on; during the second a new one comes.
    let moved = Row { order: orders[0], seq: 9, ..row.clone() };
    let new = Row { order: orders[3], ..row };
    database.rows().meanwhile = vec![new, moved];
    let mut seen = Vec::new();
    assert_eq!(consumer(&database).rebuild(|count| seen.push(count)).await, Ok(4));
    assert_eq!(seen, [3, 4]);
    let rows = database.rows();
    assert!(rows.view.values().map(|(_, row)| row).eq(rows.main.values()), "exactly what Main says");
}

#[tokio::test]
async fn of_two_rebuilds_the_one_that_was_begun_last_counts() {
    let database = Database::default();
    database.rows().main.insert(ORDER, folded(&[opened()]));
    let first = database.begin_anew().await.unwrap();
    assert_eq!(consumer(&database).rebuild(|_| {}).await, Ok(1));
    assert_eq!(database.swap(first).await, Ok(None));
    assert_eq!(shown(&database), Some(folded(&[opened()])));
}

#[tokio::test]
async fn another_shops_view_is_not_built_over() {
    let database = Database::default();
    let theirs = folded(&[opened()]);
    database.rows().view.insert(ORDER, (OPENED, theirs.clone()));
    let ours = OrderId(Uuid::from_u128(1));
    database.rows().main.insert(ours, Row { order: ours, ..theirs.clone() });
    assert!(matches!(consumer(&database).rebuild(|_| {}).await, Err(Unavailable(_))));
    assert_eq!(shown(&database), Some(theirs));
}

#[tokio::test]
async fn only_a_view_that_was_lost_is_built_at_the_start() {
    let database = Database::default();
    database.rows().main.insert(ORDER, folded(&[opened()]));
    assert_eq!(consumer(&database).build_if_lost(ready(Ok(9))).await, Ok(1));
    assert_eq!(shown(&database), Some(folded(&[opened()])));
    assert_eq!(consumer(&database).build_if_lost(ready(Ok(0))).await, Ok(0));
}

#[tokio::test]
async fn an_older_view_that_was_put_back_is_built_at_the_start_unless_what_is_missing_is_on_its_way() {
    let database = Database::default();
    let row = folded(&[opened()]);
    database.rows().main.insert(ORDER, row.clone());
    consumer(&database).build_if_lost(ready(Ok(0))).await.unwrap();
    for n in 1..=3 {
        let order = OrderId(Uuid::from_u128(n));
        database.rows().main.insert(order, Row { order, ..row.clone() });
    }
    assert_eq!(consumer(&database).build_if_lost(ready(Ok(3))).await, Ok(0));
    assert_eq!(consumer(&database).build_if_lost(ready(Ok(2))).await, Ok(4));
}

/// Any event that can follow, with what matters to the row.
fn any_event() -> impl Strategy<Value = Event> {
    let amount = Money::won(39_000);
    let fixed = prop::sample::select(vec![
        Event::OrderExpired,
        Event::OrderCompleted,
        Event::OrderCancelRejected,
        Event::OrderPaymentStarted { attempt: attempt(1) },
        Event::OrderCancelled { placed: true, reason: CancelReason::Unsaid },
        Event::ShipmentCreated,
        Event::ShipmentCancelled,
        shipped(),
        Event::PaymentOutcomeUnknown { attempt: attempt(1) },
    ]);
    let refunds = (1_u32..5, any::<bool>()).prop_map(move |(n, made)| {
        if made {
            Event::PaymentRefunded { refund: refund(n), attempt: attempt(n), amount }
        } else {
            refund_due(n)
        }
    });
    prop_oneof![fixed, refunds]
}

proptest! {
    #[test]
    fn however_often_events_are_repeated_the_row_is_what_one_of_each_makes(
        events in prop::collection::vec(any_event(), 0..12),
        repeats in prop::collection::vec(1_usize..4, 13),
    ) {
        let events: Vec<Event> = std::iter::once(opened()).chain(events).collect();
        let database = Database::default();
        let consumer = consumer(&database);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for ((seq, event), times) in (1..).zip(&events).zip(repeats) {
            for _ in 0..times {
                prop_assert_eq!(runtime.block_on(consumer.apply(&envelope(seq, event.clone()))), Ok(()));
            }
        }
        let row = folded(&events);
        let ids: Vec<_> = row.refunds.iter().map(|line| line.refund).collect();
        prop_assert!(ids.is_sorted_by(|a, b| a < b), "refunds stand once each, in the order of their ids");
        prop_assert_eq!(shown(&database), Some(row));
    }
}
