//! The use cases of shipping over ports in memory: the race between ship and stop, the courtesy to order, and
//! events that come twice.

mod common;
#[path = "common/ports.rs"]
mod ports;

use std::sync::atomic::Ordering;

use common::{ORDER, change, parcel, placed, ready};
use events::{Action, Actor, CancelReason, Consumer, Envelope, Event, Failure, Requester};
use kernel::time::{days, minutes, seconds};
use kernel::{Clock, EventId, SessionId};
use ports::{Shop, shop};
use shipping::{Command, CommandError, Shipment, ShipmentState, StopAnswer, consume};
use uuid::Uuid;

const SELLER: Actor = Actor::Seller(SessionId(Uuid::from_u128(0x5e11)));

fn stop() -> Event {
    Event::OrderCancelRequested { reason: CancelReason::ChangedMind, by: Requester::Buyer }
}

impl Shop {
    fn envelope(&self, seq: i64, event: Event) -> Envelope {
        let id = EventId(Uuid::from_u128(seq.unsigned_abs().into()));
        Envelope { id, order: ORDER, seq, version: 1, at: self.clock.now(), trace: None, event }
    }

    async fn apply(&self, seq: i64, event: Event) -> Result<(), Failure> {
        self.service.consumer().apply(&self.envelope(seq, event)).await
    }

    /// As the relay does with what it finds at once. Whether that was all.
    async fn apply_together(&self, seq: i64, event: Event) -> Result<bool, Failure> {
        let applied = self.service.consumer().apply_together(&[&self.envelope(seq, event)]).await;
        applied.map(|orders| orders.contains(&ORDER))
    }

    async fn command(&self, asked: Command) -> Result<(), CommandError> {
        self.service.command(ORDER, asked, SELLER).await
    }

    fn state(&self) -> Option<ShipmentState> {
        self.database.rows().shipment.as_ref().map(|row| row.state)
    }

    /// What the audit says was done, and with which words.
    fn audit(&self) -> Vec<(Action, String)> {
        self.database.rows().audit.iter().map(|entry| (entry.action, entry.text.clone())).collect()
    }

    fn event_names(&self) -> Vec<&'static str> {
        self.database.rows().events.iter().map(Event::name).collect()
    }
}

/// A shop whose order was placed.
async fn shop_with_shipment() -> Shop {
    let shop = shop();
    shop.apply(3, placed()).await.expect("the database is there");
    shop
}

#[tokio::test]
async fn a_placed_order_is_shipped_and_delivered() {
    let shop = shop_with_shipment().await;
    assert_eq!(shop.command(Command::Label(parcel())).await, Ok(()));
    assert_eq!(shop.command(Command::Ship(None)).await, Ok(()));
    assert_eq!(shop.command(Command::Deliver).await, Ok(()));
    let names = ["ShipmentCreated", "ShipmentLabelled", "ShipmentShipped", "ShipmentDelivered"];
    assert_eq!(shop.event_names(), names);
    assert_eq!(shop.service.shipment(ORDER).await.unwrap().unwrap().state, ShipmentState::Delivered);
}

#[tokio::test]
async fn every_command_is_audited_with_what_was_typed_and_a_replay_is_not() {
    let shop = shop_with_shipment().await;
    let steps = [
        (Command::Hold { reason: "실밥".to_owned() }, Action::Held, "실밥"),
        (Command::Release, Action::Released, ""),
        (Command::Label(parcel()), Action::Labelled, "cj 6302-1111-2222"),
        (Command::Ship(None), Action::Shipped, ""),
        (Command::UndoShip, Action::ShipUndone, ""),
        (Command::Ship(Some(parcel())), Action::Shipped, "cj 6302-1111-2222"),
        (Command::Deliver, Action::Delivered, ""),
    ];
    for (command, ..) in &steps {
        for _ in 0..2 {
            assert_eq!(shop.command(command.clone()).await, Ok(()));
        }
    }
    let said: Vec<_> = steps.iter().map(|(_, action, text)| (*action, (*text).to_owned())).collect();
    assert_eq!(shop.audit(), said);
    let rows = shop.database.rows();
    assert!(rows.audit.iter().all(|entry| (entry.who, entry.order) == (SELLER, Some(ORDER))));
}

#[tokio::test]
async fn what_was_refused_or_done_by_an_event_is_not_audited() {
    let shop = shop_with_shipment().await;
    assert_eq!(shop.command(Command::Deliver).await, Err(CommandError::Conflict));
    shop.apply(4, stop()).await.unwrap();
    assert_eq!(shop.audit(), []);
}

#[tokio::test]
async fn an_order_delivered_twice_is_one_shipment() {
    let shop = shop_with_shipment().await;
    assert_eq!(shop.apply(3, placed()).await, Ok(()), "the same delivery");
    assert_eq!(shop.apply(4, placed()).await, Ok(()), "another of the same order");
    assert_eq!(shop.event_names(), ["ShipmentCreated"]);
}

#[tokio::test]
async fn an_order_whose_shipment_is_there_already_is_left_to_be_heard_by_itself() {
    let shop = shop();
    assert_eq!(shop.apply_together(3, placed()).await, Ok(true));
    assert_eq!(shop.apply_together(3, placed()).await, Ok(false), "the same delivery");
    assert_eq!(shop.apply_together(4, placed()).await, Ok(false), "another of the same order");
    assert_eq!(shop.apply(4, placed()).await, Ok(()));
    assert_eq!(shop.event_names(), ["ShipmentCreated"]);
    assert_eq!(shop.apply_together(5, stop()).await, Ok(true));
    assert_eq!(shop.event_names(), ["ShipmentCreated", "ShipmentCancelled"]);
}

#[tokio::test]
async fn a_stop_delivered_twice_is_answered_once_and_a_second_stop_again() {
    let shop = shop_with_shipment().await;
    for _ in 0..2 {
        assert_eq!(shop.apply(4, stop()).await, Ok(()));
    }
    assert_eq!(shop.event_names(), ["ShipmentCreated", "ShipmentCancelled"]);
    assert_eq!(shop.apply(5, stop()).await, Ok(()));
    assert_eq!(shop.event_names().len(), 3);
}

#[tokio::test]
async fn a_stop_that_overtakes_its_order_keeps_it_from_ever_being_shipped() {
    let shop = shop();
    assert_eq!(shop.apply(4, stop()).await, Ok(()));
    assert_eq!(shop.apply(5, placed()).await, Ok(()));
    assert_eq!(shop.state(), Some(ShipmentState::Cancelled));
    assert_eq!(shop.command(Command::Ship(Some(parcel()))).await, Err(CommandError::Conflict));
}

#[tokio::test]
async fn a_click_that_comes_twice_is_a_success_and_one_event() {
    let shop = shop_with_shipment().await;
    for _ in 0..2 {
        assert_eq!(shop.command(Command::Ship(Some(parcel()))).await, Ok(()));
    }
    assert_eq!(shop.event_names(), ["ShipmentCreated", "ShipmentShipped"]);
}

#[tokio::test]
async fn label_and_ship_are_refused_while_the_order_is_not_paid_and_the_rest_is_not() {
    let shop = shop_with_shipment().await;
    shop.standing.0.store(false, Ordering::SeqCst);
    assert_eq!(shop.command(Command::Label(parcel())).await, Err(CommandError::Conflict));
    assert_eq!(shop.command(Command::Ship(Some(parcel()))).await, Err(CommandError::Conflict));
    assert_eq!(shop.command(Command::Hold { reason: "확인".to_owned() }).await, Ok(()));
    assert_eq!(shop.command(Command::Release).await, Ok(()));
    assert_eq!(shop.state(), Some(ShipmentState::Ready));
}

#[tokio::test]
async fn a_replay_is_a_success_even_when_the_order_is_no_longer_paid() {
    let shop = shop_with_shipment().await;
    assert_eq!(shop.command(Command::Ship(Some(parcel()))).await, Ok(()));
    shop.standing.0.store(false, Ordering::SeqCst);
    assert_eq!(shop.command(Command::Ship(Some(parcel()))).await, Ok(()));
}

#[tokio::test]
async fn a_ship_that_loses_to_a_stop_is_told_and_sends_nothing() {
    let shop = shop_with_shipment().await;
    shop.database.rows().meanwhile = Some(Box::new(|row| {
        let before = row.take().expect("it was placed");
        let stopped = change(consume(ORDER, Some(&before), &stop(), before.since)).shipment;
        *row = Some(Shipment { version: before.version + 1, ..stopped });
    }));
    assert_eq!(shop.command(Command::Ship(Some(parcel()))).await, Err(CommandError::Conflict));
    assert_eq!(shop.state(), Some(ShipmentState::Cancelled));
}

#[tokio::test]
async fn a_stop_that_loses_to_a_ship_is_rejected() {
    let shop = shop_with_shipment().await;
    shop.database.rows().meanwhile = Some(Box::new(|row| {
        let before = row.take().expect("it was placed");
        let shipped = shipping::command(&before, &Command::Ship(Some(parcel())), before.since);
        *row = Some(Shipment { version: before.version + 1, ..shipped.expect("it is ready").shipment });
    }));
    assert_eq!(shop.apply(4, stop()).await, Ok(()));
    assert_eq!(shop.state(), Some(ShipmentState::Shipped));
    assert_eq!(shop.event_names(), ["ShipmentCreated", "ShipmentStopRejected"]);
}

#[tokio::test]
async fn a_stop_and_an_order_that_race_to_be_first_leave_one_row() {
    let shop = shop();
    shop.database.rows().meanwhile = Some(Box::new(|row| *row = Some(Shipment { version: 1, ..ready() })));
    assert_eq!(shop.apply(4, stop()).await, Ok(()));
    assert_eq!(shop.state(), Some(ShipmentState::Cancelled));
    let details = shop.database.rows().shipment.as_ref().and_then(|row| row.details.clone());
    assert!(details.is_some(), "the shipment that was there, not a tombstone");
}

#[tokio::test]
async fn a_labelled_box_is_looked_for_and_the_answer_is_published() {
    for (answer, state, event) in [
        (StopAnswer::Kept, ShipmentState::Cancelled, "ShipmentCancelled"),
        (StopAnswer::Left, ShipmentState::Shipped, "ShipmentStopRejected"),
    ] {
        let shop = shop_with_shipment().await;
        shop.command(Command::Label(parcel())).await.unwrap();
        shop.apply(5, stop()).await.unwrap();
        assert_eq!(shop.state(), Some(ShipmentState::StopAsked));
        assert_eq!(shop.command(Command::AnswerStop(answer)).await, Ok(()));
        assert_eq!(shop.state(), Some(state));
        assert_eq!(shop.event_names().last(), Some(&event));
    }
}

#[tokio::test]
async fn a_stop_that_waits_for_its_answer_for_more_than_a_day_is_told_of() {
    let shop = shop_with_shipment().await;
    shop.command(Command::Label(parcel())).await.unwrap();
    shop.apply(5, stop()).await.unwrap();
    shop.clock.later(days(1));
    assert_eq!(shop.service.stops_unanswered().await, Ok(vec![]));
    shop.clock.later(seconds(1));
    assert_eq!(shop.service.stops_unanswered().await, Ok(vec![ORDER]));
    shop.command(Command::AnswerStop(StopAnswer::Left)).await.unwrap();
    assert_eq!(shop.service.stops_unanswered().await, Ok(vec![]));
}

#[tokio::test]
async fn taking_a_shipment_back_is_over_after_ten_minutes() {
    let shop = shop_with_shipment().await;
    shop.command(Command::Ship(Some(parcel()))).await.unwrap();
    shop.clock.later(minutes(10));
    assert_eq!(shop.command(Command::UndoShip).await, Err(CommandError::TooLate));
    assert_eq!(shop.state(), Some(ShipmentState::Shipped));
}

#[tokio::test]
async fn an_order_without_a_shipment_and_one_without_a_number_are_said() {
    let shop = shop();
    assert_eq!(shop.command(Command::Deliver).await, Err(CommandError::NotFound));
    shop.apply(3, placed()).await.unwrap();
    assert_eq!(shop.command(Command::Ship(None)).await, Err(CommandError::NoParcel));
}

#[tokio::test]
async fn a_database_that_is_away_pauses_the_consumer_and_fails_the_command() {
    let shop = shop_with_shipment().await;
    shop.database.rows().away = true;
    assert!(matches!(shop.apply(4, stop()).await, Err(Failure::Unavailable(_))));
    assert!(matches!(shop.command(Command::Deliver).await, Err(CommandError::Unavailable(_))));
}

#[tokio::test]
async fn an_event_that_is_not_for_shipping_is_rejected() {
    let shop = shop();
    assert!(matches!(shop.apply(1, Event::OrderExpired).await, Err(Failure::Rejected(_))));
}
