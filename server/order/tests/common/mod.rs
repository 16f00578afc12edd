//! What every test of the context starts from: one order, and the decisions that bring it into its states.

use events::{CancelReason, Delivery, Event, Line, OrderDetails, PaymentFailure, Recipient, Requester};
use kernel::{AttemptId, DraftId, Lang, Money, OrderId, OrderNumber, SessionId, Text, Time, VariantId};
use order::{Order, Start, Verdict, cancel, consume, open, start};
use uuid::Uuid;

/// When the order was opened: 2026-11-23 01:30 in Seoul.
pub const OPENED: Time = Time::from_micros(1_795_365_000_000_000);
pub const ORDER: OrderId = OrderId(Uuid::from_u128(0x0de5));
pub const DRAFT: DraftId = DraftId(Uuid::from_u128(0xd5af));
pub const BUYER: SessionId = SessionId(Uuid::from_u128(0xb0b));

/// The order's n-th attempt.
pub fn attempt(n: u32) -> AttemptId {
    AttemptId::nth(ORDER, n)
}

pub fn approved(n: u32) -> Event {
    Event::PaymentApproved { attempt: attempt(n), amount: details().total }
}

pub fn declined(n: u32, failure: PaymentFailure) -> Event {
    Event::PaymentDeclined { attempt: attempt(n), failure }
}

/// Two pieces at 39,000 won.
pub fn line() -> Line {
    let text = |ko: &str, en: &str| Text { ko: ko.to_owned(), en: en.to_owned() };
    Line {
        variant: VariantId(Uuid::from_u128(0x5eed)),
        garment: "linen-shirt".to_owned(),
        name: text("리넨 셔츠", "Linen shirt"),
        dye: "indigo".to_owned(),
        dye_name: text("쪽빛", "Indigo"),
        size: "M".to_owned(),
        quantity: 2,
        unit_price: Money::won(39_000),
    }
}

pub fn details() -> OrderDetails {
    OrderDetails {
        number: OrderNumber::new(OPENED, 7),
        session: BUYER,
        lang: Lang::Ko,
        email: "minji@example.kr".to_owned(),
        lines: vec![line()],
        delivery_fee: Money::won(0),
        total: Money::won(78_000),
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

pub fn opened() -> Order {
    open(ORDER, DRAFT, details()).order
}

/// The order after a click on the pay button.
pub fn paying(before: &Order) -> Order {
    match start(before, before.next_attempt(), OPENED) {
        Start::Go(decided) => decided.order,
        other => panic!("cannot be paid: {other:?}"),
    }
}

/// The order after an event.
pub fn after(before: &Order, event: &Event) -> Order {
    consume(before, event, OPENED).expect("an event that order takes").order
}

/// The order after the buyer asked to cancel it.
pub fn cancelled_by_buyer(before: &Order) -> Order {
    match cancel(before, CancelReason::ChangedMind, Requester::Buyer, OPENED) {
        Verdict::Change(decided) => decided.order,
        other => panic!("cannot be cancelled: {other:?}"),
    }
}
