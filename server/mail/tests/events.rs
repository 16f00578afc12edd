//! What mail does with each event, whatever it knows of its order.

mod common;
#[path = "common/events.rs"]
mod order_events;

use common::{ORDER, PLACED, delivery};
use events::{CancelReason, Event, RefundReason, Requester, Return, ReturnReason, ReturnState};
use kernel::{AttemptId, LetterId, Money, RefundId};
use mail::{Consumed, Content, Decided, Extra, Known, Numbered, SHIPPED_WAITS, consume};
use order_events::{envelope, placed};
use uuid::Uuid;

fn change(known: Option<&Known>, event: Event) -> Decided {
    match consume(known, &envelope(9, event)) {
        Consumed::Change(decided) => *decided,
        other => panic!("no change: {other:?}"),
    }
}

/// What is known of an order that was just placed.
fn known() -> Known {
    change(None, placed()).known
}

/// The content of the letter that an event causes, if it causes one.
fn letter(known: &Known, event: Event) -> Option<Content> {
    change(Some(known), event).letter.and_then(|letter| letter.content)
}

fn asked(by: Requester) -> Event {
    Event::OrderCancelRequested { reason: CancelReason::SoldOut, by }
}

fn shipped() -> Event {
    Event::ShipmentShipped { carrier: "cj".to_owned(), tracking: "6302".to_owned() }
}

fn refund() -> (RefundId, AttemptId, Money) {
    let attempt = AttemptId::nth(ORDER, 1);
    (RefundId::of(attempt, "cancelled"), attempt, Money::won(78_000))
}

fn refunded() -> Event {
    let (refund, attempt, amount) = refund();
    Event::PaymentRefunded { refund, attempt, amount }
}

fn due(reason: RefundReason) -> Event {
    let (refund, attempt, amount) = refund();
    Event::OrderRefundDue { refund, attempt, amount, reason }
}

fn transferred() -> Event {
    let (refund, attempt, amount) = refund();
    Event::PaymentPaidByTransfer { refund, attempt, amount }
}

fn returned(state: ReturnState) -> Return {
    Return {
        number: 1,
        state,
        lines: Vec::new(),
        reason: ReturnReason::WrongSize,
        asked_at: PLACED,
        received_at: None,
        due: None,
        closed_at: None,
        settled: None,
        refused: None,
    }
}

fn renumbered() -> Event {
    Event::ShipmentRenumbered { carrier: "hanjin".to_owned(), tracking: "42".to_owned() }
}

/// Every event that mail takes.
fn taken() -> Vec<Event> {
    vec![
        placed(),
        asked(Requester::Buyer),
        Event::OrderCancelled { placed: true, reason: CancelReason::ChangedMind },
        Event::OrderCancelRejected,
        due(RefundReason::Cancelled),
        Event::OrderAddressChanged { delivery: delivery("부산") },
        refunded(),
        transferred(),
        Event::ShipmentStopAsked,
        shipped(),
        renumbered(),
        Event::ShipmentReopened,
        Event::ShipmentDelivered,
        Event::OrderReturnAsked { returned: returned(ReturnState::Asked) },
        Event::OrderReturnReceived { returned: returned(ReturnState::Received) },
        Event::OrderReturnRefunded { returned: returned(ReturnState::Refunded) },
        Event::OrderReturnRefused { returned: returned(ReturnState::Refused) },
    ]
}

#[test]
fn a_placed_order_is_known_and_written_about_under_the_events_id() {
    let decided = change(None, placed());
    let letter = decided.letter.unwrap();
    assert_eq!(letter.id, LetterId(Uuid::from_u128(9)));
    assert_eq!((letter.to.as_str(), letter.order), ("minji@example.kr", Some(ORDER)));
    assert_eq!((letter.due, letter.kind.as_str()), (Some(PLACED), "placed"));
    assert_eq!(decided.known.details.unwrap().email, "minji@example.kr");
}

#[test]
fn an_order_that_is_known_is_not_placed_again() {
    assert_eq!(consume(Some(&known()), &envelope(9, placed())), Consumed::Nothing);
}

#[test]
fn of_an_order_that_was_never_placed_nothing_is_written() {
    for event in taken().into_iter().skip(1) {
        assert_eq!(consume(None, &envelope(9, event)), Consumed::Nothing);
    }
}

#[test]
fn what_mail_does_not_take_is_said_so() {
    let private = [
        Event::OrderExpired,
        Event::OrderCancelled { placed: false, reason: CancelReason::Unsaid },
        Event::ShipmentCreated,
        Event::OrderReturnWithdrawn { returned: returned(ReturnState::Withdrawn) },
    ];
    for event in private {
        for known in [None, Some(&known())] {
            assert_eq!(consume(known, &envelope(9, event.clone())), Consumed::NotTaken);
        }
    }
}

#[test]
fn every_event_that_is_taken_has_its_letter_or_is_remembered() {
    let with_letter = [
        "OrderCancelled",
        "OrderCancelRejected",
        "PaymentRefunded",
        "PaymentPaidByTransfer",
        "ShipmentStopAsked",
        "ShipmentShipped",
        "ShipmentRenumbered",
        "OrderReturnAsked",
        "OrderReturnReceived",
        "OrderReturnRefunded",
        "OrderReturnRefused",
    ];
    for event in taken().into_iter().skip(1) {
        let name = event.name();
        assert_eq!(letter(&known(), event).is_some(), with_letter.contains(&name), "{name}");
    }
}

#[test]
fn shipping_is_written_about_once_it_cannot_be_taken_back() {
    let decided = change(Some(&known()), shipped());
    assert_eq!(decided.letter.unwrap().due, Some(PLACED + SHIPPED_WAITS));
    assert!(SHIPPED_WAITS > kernel::time::minutes(10));
    for event in [Event::ShipmentReopened, Event::ShipmentDelivered] {
        let decided = change(Some(&known()), event);
        assert!(decided.withdraw_shipped && decided.letter.is_none());
    }
}

#[test]
fn another_number_is_written_about_unless_a_letter_that_waits_can_say_it() {
    let decided = change(Some(&known()), renumbered());
    let number = Numbered { carrier: "hanjin".to_owned(), tracking: "42".to_owned() };
    let letter = decided.letter.unwrap();
    assert_eq!((letter.due, letter.content.unwrap().number()), (Some(PLACED), Some(number.clone())));
    assert_eq!(decided.renumber, Some(number));
    assert!(!decided.withdraw_shipped);
}

#[test]
fn a_new_address_stands_in_the_letters_after_it() {
    let moved =
        change(Some(&known()), Event::OrderAddressChanged { delivery: delivery("부산 해운대구") }).known;
    let Some(Content::Shipped { order, .. }) = letter(&moved, shipped()) else { panic!("a letter") };
    assert_eq!(order.delivery.address1, "부산 해운대구");
}

#[test]
fn who_asked_for_the_cancel_decides_what_is_written() {
    let by = |by| change(Some(&known()), asked(by)).known;
    let (buyer, seller) = (by(Requester::Buyer), by(Requester::Seller));
    assert!(matches!(letter(&buyer, Event::ShipmentStopAsked), Some(Content::CancelAsked { .. })));
    assert!(matches!(letter(&buyer, Event::OrderCancelRejected), Some(Content::CancelRejected { .. })));
    assert_eq!(letter(&seller, Event::ShipmentStopAsked), None);
    assert_eq!(letter(&seller, Event::OrderCancelRejected), None);
    let cancelled = Event::OrderCancelled { placed: true, reason: CancelReason::SoldOut };
    for (known, who) in [(buyer, Requester::Buyer), (seller, Requester::Seller)] {
        let Some(Content::Cancelled { reason, by, .. }) = letter(&known, cancelled.clone()) else {
            panic!("a letter")
        };
        assert_eq!((reason, by), (CancelReason::SoldOut, who));
    }
}

#[test]
fn a_refund_of_the_order_and_one_of_money_beside_it_read_differently() {
    let extra = |known: &Known| match letter(known, refunded()) {
        Some(Content::Refunded { extra, amount, .. }) => {
            assert_eq!(amount, Money::won(78_000));
            extra
        }
        other => panic!("{other:?}"),
    };
    let decided = |reason| change(Some(&known()), due(reason)).known;
    assert_eq!(extra(&decided(RefundReason::Cancelled)), Extra::No);
    assert_eq!(extra(&decided(RefundReason::Unexpected)), Extra::BesideTheOrder);
    assert_eq!(extra(&known()), Extra::BesideTheOrder, "a surplus, of which order knows nothing");
}

#[test]
fn what_happens_to_a_forgotten_order_is_told_to_the_seller() {
    let forgotten = Known { details: None, cancel: None, refunds: Vec::new(), ..known() };
    for event in taken() {
        let name = event.name();
        match consume(Some(&forgotten), &envelope(9, event)) {
            Consumed::Change(decided) => {
                assert!(decided.letter.is_none() && decided.alert.is_some(), "{name}");
                assert_eq!(decided.known, forgotten);
            }
            Consumed::Nothing => assert!(
                [
                    "OrderPlaced",
                    "OrderCancelRequested",
                    "OrderRefundDue",
                    "OrderAddressChanged",
                    "OrderReturnAsked",
                    "ShipmentReopened",
                    "ShipmentDelivered"
                ]
                .contains(&name),
                "{name}"
            ),
            Consumed::NotTaken => panic!("{name} is taken"),
        }
    }
}
