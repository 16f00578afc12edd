//! What every test of the context starts from: the shipment of one order, reached by its own decisions.

use events::{Delivery, Event, OrderDetails, Recipient};
use kernel::{AttemptId, Lang, Money, OrderId, OrderNumber, SessionId, Time};
use shipping::{Consumed, Decided, Parcel, consume};
use uuid::Uuid;

/// When the order was placed.
pub const PLACED: Time = Time::from_micros(1_795_365_000_000_000);
pub const ORDER: OrderId = OrderId(Uuid::from_u128(0x0de5));

pub fn parcel() -> Parcel {
    Parcel { carrier: "cj".to_owned(), tracking: "6302-1111-2222".to_owned() }
}

pub fn delivery() -> Delivery {
    Delivery {
        recipient: Recipient { name: "김민지".to_owned(), phone: "010-1234-5678".to_owned() },
        postcode: "04524".to_owned(),
        address1: "서울 중구 세종대로 110".to_owned(),
        address2: "3층".to_owned(),
        note: String::new(),
    }
}

pub fn placed() -> Event {
    let details = OrderDetails {
        number: OrderNumber::new(PLACED, 7),
        session: SessionId(Uuid::from_u128(0xb0b)),
        lang: Lang::Ko,
        email: "minji@example.kr".to_owned(),
        lines: Vec::new(),
        delivery_fee: Money::won(0),
        total: Money::won(39_000),
        delivery: delivery(),
        opened_at: PLACED,
    };
    Event::OrderPlaced { details, attempt: AttemptId::nth(ORDER, 1) }
}

/// What an event that changes something comes to.
pub fn change(consumed: Consumed) -> Decided {
    match consumed {
        Consumed::Change(decided) => *decided,
        other => panic!("no change: {other:?}"),
    }
}

/// The shipment of an order that was just placed.
pub fn ready() -> shipping::Shipment {
    change(consume(ORDER, None, &placed(), PLACED)).shipment
}
