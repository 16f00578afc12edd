//! The published language as the domain page has it: who takes which event, who may hear of it, and that every
//! event survives its way through the outbox.

use std::collections::HashSet;

use events::{
    Audience, CancelReason, ConsumerName, Delivery, Envelope, Event, Failure, Line, OrderDetails,
    PaymentFailure, Progress, Recipient, RefundReason, Requester, Unavailable, VERSION,
};
use kernel::{
    AttemptId, EventId, Lang, Money, OrderId, OrderNumber, RefundId, SessionId, Text, Time, VariantId,
};
use uuid::Uuid;

const NOW: Time = Time::from_micros(1_795_365_000_000_000);
const ORDER: OrderId = OrderId(Uuid::from_u128(0x0de5));

fn details() -> OrderDetails {
    let text = |ko: &str, en: &str| Text { ko: ko.to_owned(), en: en.to_owned() };
    OrderDetails {
        number: OrderNumber::new(NOW, 7),
        session: SessionId(Uuid::from_u128(0xb0b)),
        lang: Lang::En,
        email: "minji@example.kr".to_owned(),
        lines: vec![Line {
            variant: VariantId(Uuid::from_u128(0x5eed)),
            garment: "linen-shirt".to_owned(),
            name: text("리넨 \"셔츠\"", "Linen shirt"),
            dye: "indigo".to_owned(),
            dye_name: text("쪽빛", "Indigo"),
            size: "M".to_owned(),
            quantity: 10,
            unit_price: Money::won(39_000),
        }],
        delivery_fee: Money::won(0),
        total: Money::won(390_000),
        delivery: delivery(),
        opened_at: NOW,
    }
}

fn delivery() -> Delivery {
    Delivery {
        recipient: Recipient { name: "김민지 👕".to_owned(), phone: "010-1234-5678".to_owned() },
        postcode: "04524".to_owned(),
        address1: "서울 중구 세종대로 110".to_owned(),
        address2: "3층".to_owned(),
        note: String::new(),
    }
}

/// What mail writes about, or has to know when it does.
const MAILED: [&str; 13] = [
    "OrderPlaced",
    "OrderCancelRequested",
    "OrderCancelled",
    "OrderCancelRejected",
    "OrderRefundDue",
    "OrderAddressChanged",
    "PaymentRefunded",
    "PaymentPaidByTransfer",
    "ShipmentStopAsked",
    "ShipmentShipped",
    "ShipmentRenumbered",
    "ShipmentReopened",
    "ShipmentDelivered",
];

/// One of each event, with who may hear of it and who takes it besides mail and MyPage: the tables of the domain page.
fn table() -> Vec<(Event, Audience, Option<ConsumerName>)> {
    use Audience::{Private, Public};
    use ConsumerName::{Order, Payment, Shipping};
    let attempt = AttemptId::nth(ORDER, 1);
    let (refund, amount) = (RefundId::of(attempt, RefundReason::Surplus.code()), Money::won(390_000));
    let (failure, reason) = (PaymentFailure::Abandoned, CancelReason::SoldOut);
    let (carrier, tracking) = ("cj".to_owned(), "6302".to_owned());
    let label = Event::ShipmentLabelled { carrier: carrier.clone(), tracking: tracking.clone() };
    let renumbered = Event::ShipmentRenumbered { carrier: carrier.clone(), tracking: tracking.clone() };
    vec![
        (Event::OrderOpened { details: details(), held_until: NOW }, Private, None),
        (Event::OrderPaymentStarted { attempt }, Private, None),
        (Event::OrderPaymentFailed { attempt, failure, held_until: NOW }, Private, None),
        (Event::OrderExpired, Private, None),
        (Event::OrderCancelPending { reason }, Private, None),
        (Event::OrderCancelled { placed: false, reason }, Private, None),
        (Event::OrderClaimed { session: details().session }, Private, None),
        (Event::PaymentApproved { attempt, amount }, Private, Some(Order)),
        (Event::PaymentDeclined { attempt, failure }, Private, Some(Order)),
        (Event::PaymentActionNeeded { attempt, until: NOW }, Private, None),
        (Event::PaymentOutcomeUnknown { attempt }, Private, None),
        (Event::PaymentSurplus { attempt, refund, amount }, Private, None),
        (Event::OrderPlaced { details: details(), attempt }, Public, Some(Shipping)),
        (Event::OrderCancelRequested { reason, by: Requester::Seller }, Public, Some(Shipping)),
        (Event::OrderCancelled { placed: true, reason }, Public, None),
        (Event::OrderCancelRejected, Public, None),
        (
            Event::OrderRefundDue { refund, attempt, amount, reason: RefundReason::Unexpected },
            Public,
            Some(Payment),
        ),
        (Event::OrderAddressChanged { delivery: delivery() }, Public, Some(Shipping)),
        (Event::OrderCompleted, Public, None),
        (Event::PaymentRefunded { refund, attempt, amount }, Public, None),
        (Event::PaymentRefundRefused { refund, attempt, amount }, Public, None),
        (Event::PaymentPaidByTransfer { refund, attempt, amount }, Public, None),
        (Event::ShipmentCreated, Public, None),
        (Event::ShipmentHeld { reason: "재고 확인".to_owned() }, Public, None),
        (Event::ShipmentReleased, Public, None),
        (label, Public, None),
        (Event::ShipmentStopAsked, Public, None),
        (Event::ShipmentShipped { carrier, tracking }, Public, None),
        (renumbered, Public, None),
        (Event::ShipmentReopened, Public, None),
        (Event::ShipmentDelivered, Public, Some(Order)),
        (Event::ShipmentCancelled, Public, Some(Order)),
        (Event::ShipmentStopRejected, Public, Some(Order)),
    ]
}

#[test]
fn before_it_is_placed_an_order_is_heard_of_by_order_payment_and_its_buyer_alone() {
    for (event, audience, taker) in table() {
        assert_eq!(event.audience(), audience, "{}", event.name());
        if audience == Audience::Private {
            assert_ne!(taker, Some(ConsumerName::Shipping), "{}", event.name());
            assert!(!event.taken_by().contains(&ConsumerName::Mail), "{}", event.name());
        }
    }
}

#[test]
fn every_event_is_taken_by_mypage_and_by_whom_the_domain_page_names() {
    for (event, _, taker) in table() {
        let mail = MAILED.contains(&event.name()) && event.audience() == Audience::Public;
        let mail = mail.then_some(ConsumerName::Mail);
        let takers: Vec<ConsumerName> = taker.into_iter().chain(mail).chain([ConsumerName::MyPage]).collect();
        assert_eq!(event.taken_by(), takers, "{}", event.name());
    }
}

#[test]
fn every_event_has_a_name_of_its_own_and_says_it_in_its_json() {
    let mut names = HashSet::new();
    for (event, ..) in table() {
        let json = serde_json::to_value(&event).unwrap();
        assert_eq!(json["type"], event.name());
        names.insert(event.name());
    }
    // OrderCancelled stands in the table twice: placed, and never placed.
    assert_eq!(names.len(), table().len() - 1);
}

#[test]
fn every_event_comes_out_of_the_outbox_as_it_went_in() {
    for (seq, (event, ..)) in (1..).zip(table()) {
        let trace = Some("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".to_owned());
        let id = EventId(Uuid::from_u128(9));
        let envelope = Envelope { id, order: ORDER, seq, version: VERSION, at: NOW, trace, event };
        let json = serde_json::to_string(&envelope).unwrap();
        assert_eq!(serde_json::from_str::<Envelope>(&json).unwrap(), envelope);
    }
}

#[test]
fn an_event_of_an_unknown_type_or_without_its_words_cannot_be_read() {
    for json in [r#"{"type":"OrderTeleported"}"#, r#"{"type":"PaymentApproved"}"#, "{}", "null"] {
        assert!(serde_json::from_str::<Event>(json).is_err(), "{json}");
    }
}

#[test]
fn the_consumers_are_named_one_to_one() {
    for name in ConsumerName::ALL {
        assert_eq!(name.as_str().parse(), Ok(name));
        assert_eq!(name.to_string(), name.as_str());
    }
    assert!("mails ".parse::<ConsumerName>().is_err());
}

#[test]
fn reasons_for_a_refund_have_words_of_their_own() {
    let words =
        [RefundReason::Cancelled, RefundReason::Unexpected, RefundReason::Surplus].map(RefundReason::code);
    assert_eq!(words, ["cancelled", "unexpected", "surplus"]);
}

#[test]
fn a_database_that_is_away_never_rejects_an_event() {
    assert_eq!(Failure::from(Unavailable("busy".to_owned())), Failure::Unavailable("busy".to_owned()));
}

#[test]
fn progress_is_of_one_consumer_with_one_order() {
    let (event, id) = (Event::OrderExpired, EventId(Uuid::from_u128(9)));
    let envelope = Envelope { id, order: ORDER, seq: 4, version: VERSION, at: NOW, trace: None, event };
    let consumer = ConsumerName::Shipping;
    assert_eq!(Progress::of(consumer, &envelope), Progress { consumer, order: ORDER, seq: 4 });
}
