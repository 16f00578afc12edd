//! What every test of the context starts from: an order. Its events and the links of letters stand beside it.

use events::{Delivery, Line, OrderDetails, Recipient};
use kernel::{Lang, Money, OrderId, OrderNumber, SessionId, Text, Time, VariantId};
use uuid::Uuid;

/// When the order was placed.
pub const PLACED: Time = Time::from_micros(1_795_365_000_000_000);
pub const ORDER: OrderId = OrderId(Uuid::from_u128(0x0de5));

pub fn text(ko: &str, en: &str) -> Text {
    Text { ko: ko.to_owned(), en: en.to_owned() }
}

pub fn details(lang: Lang) -> OrderDetails {
    OrderDetails {
        number: OrderNumber::new(PLACED, 7),
        session: SessionId(Uuid::from_u128(0xb0b)),
        lang,
        email: "minji@example.kr".to_owned(),
        lines: vec![Line {
            variant: VariantId(Uuid::from_u128(0x5eed)),
            garment: "linen".to_owned(),
            name: text("리넨 셔츠", "Linen shirt"),
            dye: "navy".to_owned(),
            dye_name: text("쪽", "Indigo"),
            size: "M".to_owned(),
            quantity: 2,
            unit_price: Money::won(39_000),
        }],
        delivery_fee: Money::won(3_000),
        total: Money::won(81_000),
        delivery: delivery("서울 중구 세종대로 110"),
        opened_at: PLACED,
    }
}

pub fn delivery(address: &str) -> Delivery {
    Delivery {
        recipient: Recipient { name: "김민지".to_owned(), phone: "010-1234-5678".to_owned() },
        postcode: "04524".to_owned(),
        address1: address.to_owned(),
        address2: "3층".to_owned(),
        note: "문 앞에".to_owned(),
    }
}
