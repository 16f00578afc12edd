//! The diagram of a shipment and shipping's rows of the consumer table (the domain page), each as a matrix: every
//! state meets every command of the seller and every event. `-` is nothing at all.

mod common;

use common::{ORDER, PLACED, change, delivery, parcel, placed, ready};
use events::{CancelReason, Delivery, Event, Requester};
use kernel::Time;
use kernel::time::{minutes, seconds};
use shipping::{
    Command, Consumed, Decided, Parcel, Refused, Shipment, ShipmentState, StopAnswer, UNDO, command, consume,
};

const LATER: Time = Time::from_micros(PLACED.micros() + 60_000_000);

/// Another parcel than the label's.
fn other() -> Parcel {
    Parcel { carrier: "hanjin".to_owned(), tracking: "42".to_owned() }
}

fn stop() -> Event {
    Event::OrderCancelRequested { reason: CancelReason::ChangedMind, by: Requester::Buyer }
}

fn moved() -> Event {
    Event::OrderAddressChanged {
        delivery: Delivery { address1: "부산 해운대구 우동 1".to_owned(), ..delivery() },
    }
}

/// The shipment after commands of the seller.
fn after(before: &Shipment, commands: &[Command]) -> Shipment {
    let done =
        |shipment: Shipment, asked: &Command| command(&shipment, asked, PLACED).expect("allowed").shipment;
    commands.iter().fold(before.clone(), done)
}

fn stopped(before: Option<&Shipment>) -> Shipment {
    change(consume(ORDER, before, &stop(), PLACED)).shipment
}

/// Every state, reached by the decisions themselves.
fn standings() -> [(ShipmentState, Shipment); 7] {
    let ready = ready();
    let hold = Command::Hold { reason: "재고 확인".to_owned() };
    let labelled = after(&ready, &[Command::Label(parcel())]);
    let shipped = after(&labelled, &[Command::Ship(None)]);
    [
        (ShipmentState::Ready, ready.clone()),
        (ShipmentState::OnHold, after(&ready, &[hold])),
        (ShipmentState::Labelled, labelled.clone()),
        (ShipmentState::StopAsked, stopped(Some(&labelled))),
        (ShipmentState::Shipped, shipped.clone()),
        (ShipmentState::Delivered, after(&shipped, &[Command::Deliver])),
        (ShipmentState::Cancelled, stopped(Some(&ready))),
    ]
}

/// A decision in words: the new state, the events, an alert.
fn told(before: &Shipment, decided: &Decided) -> String {
    let mut words = Vec::new();
    if decided.shipment.state != before.state {
        words.push(decided.shipment.state.as_str());
    }
    words.extend(decided.events.iter().map(Event::name));
    if decided.shipment.details != before.details {
        words.push("new address");
    }
    words.extend(decided.alerts.iter().map(|_| "alert"));
    words.join(" + ")
}

#[test]
fn every_command_does_in_every_state_what_the_diagram_says_and_nothing_else() {
    const LABEL: &str = "labelled + ShipmentLabelled";
    const SHIP: &str = "shipped + ShipmentShipped";
    const NO: &str = "conflict";
    let commands = [
        Command::Label(parcel()),
        Command::Relabel(other()),
        Command::Ship(Some(parcel())),
        Command::Renumber(other()),
        Command::UndoShip,
        Command::Hold { reason: "재고 확인".to_owned() },
        Command::Release,
        Command::Deliver,
        Command::AnswerStop(StopAnswer::Kept),
        Command::AnswerStop(StopAnswer::Left),
    ];
    // label, another label, ship, another number, undo, hold, release, deliver, "빼 두었어요", "이미 나갔어요"
    let matrix = [
        (ShipmentState::Ready, [LABEL, NO, SHIP, NO, NO, "on_hold + ShipmentHeld", "already", NO, NO, NO]),
        (ShipmentState::OnHold, [NO, NO, NO, NO, NO, "already", "ready + ShipmentReleased", NO, NO, NO]),
        (ShipmentState::Labelled, ["already", "ShipmentLabelled", SHIP, NO, "already", NO, NO, NO, NO, NO]),
        (
            ShipmentState::StopAsked,
            [
                NO,
                NO,
                NO,
                NO,
                NO,
                NO,
                NO,
                NO,
                "cancelled + ShipmentCancelled",
                "shipped + ShipmentShipped + ShipmentStopRejected",
            ],
        ),
        (
            ShipmentState::Shipped,
            [
                NO,
                NO,
                "already",
                "ShipmentRenumbered",
                "labelled + ShipmentReopened",
                NO,
                NO,
                "delivered + ShipmentDelivered",
                NO,
                "already",
            ],
        ),
        (ShipmentState::Delivered, [NO, NO, NO, NO, NO, NO, NO, "already", NO, NO]),
        (ShipmentState::Cancelled, [NO, NO, NO, NO, NO, NO, NO, NO, "already", NO]),
    ];
    assert_eq!(matrix.map(|(state, _)| state), ShipmentState::ALL, "a row for every state");
    let mut wrong = Vec::new();
    for ((state, shipment), (_, row)) in standings().iter().zip(matrix) {
        assert_eq!(*state, shipment.state);
        for (asked, should) in commands.iter().zip(row) {
            let is = match command(shipment, asked, LATER) {
                Ok(decided) => told(shipment, &decided),
                Err(Refused::Already) => "already".to_owned(),
                Err(Refused::Conflict) => NO.to_owned(),
                Err(Refused::TooLate) => "too late".to_owned(),
                Err(Refused::StopRefused) => "a stop was refused".to_owned(),
                Err(Refused::NoParcel) => "no parcel".to_owned(),
            };
            if is != should {
                wrong.push(format!("{state:?} / {asked:?}: is \"{is}\", should be \"{should}\""));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn every_event_does_in_every_state_what_the_consumer_table_says() {
    // OrderPlaced, OrderCancelRequested, OrderAddressChanged
    let matrix = [
        (ShipmentState::Ready, ["-", "cancelled + ShipmentCancelled", "new address"]),
        (ShipmentState::OnHold, ["-", "cancelled + ShipmentCancelled", "new address"]),
        (ShipmentState::Labelled, ["-", "stop_asked + ShipmentStopAsked", "alert"]),
        (ShipmentState::StopAsked, ["-", "-", "alert"]),
        (ShipmentState::Shipped, ["-", "ShipmentStopRejected", "alert"]),
        (ShipmentState::Delivered, ["-", "ShipmentStopRejected", "alert"]),
        (ShipmentState::Cancelled, ["-", "ShipmentCancelled", "-"]),
    ];
    assert_eq!(matrix.map(|(state, _)| state), ShipmentState::ALL, "a row for every state");
    let mut wrong = Vec::new();
    for ((state, shipment), (_, row)) in standings().iter().zip(matrix) {
        for (event, should) in [placed(), stop(), moved()].iter().zip(row) {
            let is = match consume(ORDER, Some(shipment), event, LATER) {
                Consumed::Change(decided) => told(shipment, &decided),
                Consumed::Nothing => "-".to_owned(),
                Consumed::NotTaken => "not taken".to_owned(),
            };
            if is != should {
                wrong.push(format!("{state:?} / {}: is \"{is}\", should be \"{should}\"", event.name()));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_placed_order_makes_a_shipment_ready_with_everything_that_is_on_the_order() {
    let decided = change(consume(ORDER, None, &placed(), PLACED));
    let Event::OrderPlaced { details, .. } = placed() else { panic!("it is") };
    let shipment = decided.shipment;
    assert_eq!((shipment.order, shipment.version, shipment.state), (ORDER, 0, ShipmentState::Ready));
    assert_eq!((shipment.details, shipment.placed_at), (Some(details), PLACED));
    assert_eq!(decided.events, [Event::ShipmentCreated]);
}

#[test]
fn a_stop_for_an_order_that_shipping_does_not_know_leaves_a_tombstone_that_the_order_meets() {
    let decided = change(consume(ORDER, None, &stop(), LATER));
    assert_eq!((decided.shipment.state, &decided.shipment.details), (ShipmentState::Cancelled, &None));
    assert_eq!(decided.events, [Event::ShipmentCancelled]);
    assert_eq!(consume(ORDER, Some(&decided.shipment), &placed(), LATER), Consumed::Nothing);
}

#[test]
fn a_new_address_for_an_order_that_shipping_does_not_know_is_nothing() {
    assert_eq!(consume(ORDER, None, &moved(), LATER), Consumed::Nothing);
}

#[test]
fn shipping_takes_its_three_events_and_no_other() {
    let others = [
        Event::OrderExpired,
        Event::OrderCompleted,
        Event::OrderCancelRejected,
        Event::OrderCancelled { placed: true, reason: CancelReason::Unsaid },
        Event::ShipmentDelivered,
        Event::ShipmentCancelled,
    ];
    for event in &others {
        assert_eq!(consume(ORDER, None, event, LATER), Consumed::NotTaken, "{}", event.name());
        for (_, shipment) in standings() {
            assert_eq!(consume(ORDER, Some(&shipment), event, LATER), Consumed::NotTaken);
        }
    }
}

#[test]
fn a_shipment_is_taken_back_within_ten_minutes_and_not_after() {
    let shipped = after(&ready(), &[Command::Ship(Some(parcel()))]);
    assert_eq!(UNDO, minutes(10));
    let last = Time::from_micros((shipped.since + UNDO).micros() - 1);
    let undone = command(&shipped, &Command::UndoShip, last).unwrap().shipment;
    assert_eq!((undone.state, &undone.parcel), (ShipmentState::Labelled, &Some(parcel())));
    assert_eq!(command(&shipped, &Command::UndoShip, shipped.since + UNDO), Err(Refused::TooLate));
    let again = command(&undone, &Command::Ship(None), LATER).unwrap().shipment;
    assert_eq!(again.state, ShipmentState::Shipped);
}

#[test]
fn what_was_delivered_is_not_taken_back() {
    let shipped = after(&ready(), &[Command::Ship(Some(parcel())), Command::Deliver]);
    assert_eq!(command(&shipped, &Command::UndoShip, PLACED), Err(Refused::Conflict));
}

#[test]
fn a_ship_that_answered_a_stop_is_not_taken_back() {
    let labelled = after(&ready(), &[Command::Label(parcel())]);
    let left = after(&stopped(Some(&labelled)), &[Command::AnswerStop(StopAnswer::Left)]);
    let asked_too_late = stopped(Some(&after(&labelled, &[Command::Ship(None)])));
    for shipment in [left, asked_too_late] {
        assert_eq!(shipment.state, ShipmentState::Shipped);
        assert_eq!(command(&shipment, &Command::UndoShip, LATER), Err(Refused::StopRefused));
        let delivered = command(&shipment, &Command::Deliver, LATER).unwrap().shipment;
        assert_eq!(delivered.state, ShipmentState::Delivered);
    }
}

#[test]
fn a_label_takes_another_number_and_stays_on_since_it_was_put_on() {
    let labelled = after(&ready(), &[Command::Label(parcel())]);
    let decided = command(&labelled, &Command::Relabel(other()), LATER).unwrap();
    let Parcel { carrier, tracking } = other();
    assert_eq!(decided.events, [Event::ShipmentLabelled { carrier, tracking }]);
    assert_eq!(decided.shipment, Shipment { parcel: Some(other()), ..labelled });
    let again = command(&decided.shipment, &Command::Relabel(other()), LATER);
    assert_eq!(again, Err(Refused::Already));
}

#[test]
fn what_has_left_takes_another_number_and_is_undone_until_when_it_could_be() {
    let shipped = after(&ready(), &[Command::Ship(Some(parcel()))]);
    let weeks_later = Time::from_micros(PLACED.micros() + 21 * 86_400_000_000);
    for now in [LATER, weeks_later] {
        let decided = command(&shipped, &Command::Renumber(other()), now).unwrap();
        let Parcel { carrier, tracking } = other();
        assert_eq!(decided.events, [Event::ShipmentRenumbered { carrier, tracking }]);
        assert_eq!(decided.shipment, Shipment { parcel: Some(other()), ..shipped.clone() });
        let again = command(&decided.shipment, &Command::Renumber(other()), now);
        assert_eq!(again, Err(Refused::Already));
    }
    let renumbered = after(&shipped, &[Command::Renumber(other())]);
    let undone = command(&renumbered, &Command::UndoShip, LATER).unwrap().shipment;
    assert_eq!((undone.state, undone.parcel), (ShipmentState::Labelled, Some(other())));
    assert_eq!(command(&renumbered, &Command::UndoShip, weeks_later), Err(Refused::TooLate));
}

#[test]
fn shipping_without_a_number_needs_one_on_the_label() {
    assert_eq!(command(&ready(), &Command::Ship(None), LATER), Err(Refused::NoParcel));
    let labelled = after(&ready(), &[Command::Label(parcel())]);
    let shipped = command(&labelled, &Command::Ship(None), LATER).unwrap();
    let Parcel { carrier, tracking } = parcel();
    assert_eq!(shipped.events, [Event::ShipmentShipped { carrier, tracking }]);
}

#[test]
fn a_number_given_while_shipping_takes_the_place_of_the_labels() {
    let labelled = after(&ready(), &[Command::Label(parcel())]);
    let other = Parcel { carrier: "hanjin".to_owned(), tracking: "42".to_owned() };
    let shipped = command(&labelled, &Command::Ship(Some(other.clone())), LATER).unwrap();
    assert_eq!(shipped.shipment.parcel, Some(other.clone()));
    let (carrier, tracking) = (other.carrier, other.tracking);
    assert_eq!(shipped.events, [Event::ShipmentShipped { carrier, tracking }]);
}

#[test]
fn a_second_label_or_ship_with_another_number_is_a_conflict_and_not_a_replay() {
    let other = Parcel { carrier: "hanjin".to_owned(), tracking: "42".to_owned() };
    let labelled = after(&ready(), &[Command::Label(parcel())]);
    let shipped = after(&labelled, &[Command::Ship(None)]);
    assert_eq!(command(&labelled, &Command::Label(other.clone()), LATER), Err(Refused::Conflict));
    assert_eq!(command(&shipped, &Command::Ship(Some(other)), LATER), Err(Refused::Conflict));
    assert_eq!(command(&shipped, &Command::Ship(None), LATER), Err(Refused::Already));
}

#[test]
fn a_hold_keeps_its_reason_until_it_is_released() {
    let reason = "재고 확인".to_owned();
    let held = command(&ready(), &Command::Hold { reason: reason.clone() }, LATER).unwrap();
    assert_eq!(held.shipment.hold_reason, Some(reason.clone()));
    assert_eq!(held.events, [Event::ShipmentHeld { reason }]);
    let released = command(&held.shipment, &Command::Release, LATER).unwrap();
    assert_eq!((released.shipment.state, released.shipment.hold_reason), (ShipmentState::Ready, None));
}

#[test]
fn a_stop_after_undoing_a_shipment_has_to_find_the_box_first() {
    let labelled = after(&ready(), &[Command::Ship(Some(parcel())), Command::UndoShip]);
    let asked = stopped(Some(&labelled));
    assert_eq!(asked.state, ShipmentState::StopAsked);
    let kept = command(&asked, &Command::AnswerStop(StopAnswer::Kept), LATER).unwrap();
    assert_eq!(kept.events, [Event::ShipmentCancelled]);
    assert_eq!(kept.shipment.state, ShipmentState::Cancelled);
}

#[test]
fn an_answer_that_the_box_has_left_ships_it_under_the_labels_number() {
    let asked = stopped(Some(&after(&ready(), &[Command::Label(parcel())])));
    let left = command(&asked, &Command::AnswerStop(StopAnswer::Left), LATER).unwrap();
    let Parcel { carrier, tracking } = parcel();
    assert_eq!(
        left.events,
        [Event::ShipmentShipped { carrier, tracking }, Event::ShipmentStopRejected],
        "shipped first: the rejection finds it gone"
    );
    assert_eq!((left.shipment.state, left.shipment.since), (ShipmentState::Shipped, LATER));
}

#[test]
fn a_cancelled_shipment_never_ships() {
    for cancelled in [stopped(None), stopped(Some(&ready()))] {
        for asked in [
            Command::Label(parcel()),
            Command::Ship(Some(parcel())),
            Command::Release,
            Command::Deliver,
            Command::AnswerStop(StopAnswer::Left),
        ] {
            assert_eq!(command(&cancelled, &asked, LATER), Err(Refused::Conflict), "{asked:?}");
        }
    }
}

#[test]
fn a_change_counts_its_time_and_keeps_order_and_version() {
    for (state, shipment) in standings() {
        let shipment = Shipment { version: 9, ..shipment };
        let now = LATER + seconds(1);
        for asked in [Command::Ship(Some(parcel())), Command::Deliver, Command::AnswerStop(StopAnswer::Kept)]
        {
            let Ok(decided) = command(&shipment, &asked, now) else { continue };
            let row = decided.shipment;
            assert_eq!(
                (row.order, row.version, row.since, row.placed_at),
                (ORDER, 9, now, PLACED),
                "{state:?}"
            );
        }
    }
}

#[test]
fn only_labels_and_ship_ask_order_first() {
    let asks = |asked: Command| asked.asks_standing();
    assert!(asks(Command::Label(parcel())) && asks(Command::Relabel(parcel())) && asks(Command::Ship(None)));
    assert!(!asks(Command::UndoShip) && !asks(Command::Deliver) && !asks(Command::Release));
    assert!(!asks(Command::AnswerStop(StopAnswer::Left)) && !asks(Command::AnswerStop(StopAnswer::Kept)));
    assert!(!asks(Command::Hold { reason: String::new() }));
}

#[test]
fn a_state_and_the_word_it_is_stored_as_are_one_to_one() {
    for state in ShipmentState::ALL {
        assert_eq!(ShipmentState::parse(state.as_str()), Some(state));
    }
    assert_eq!(ShipmentState::parse("lost"), None);
}
