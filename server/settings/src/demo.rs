//! What the demo's shop says of itself. Its numbers are plainly nobody's.

use kernel::{Money, TimeOfDay, Weekday};

use crate::{Business, DeliveryFee, Dispatch, Settings};

/// The demo's settings.
#[must_use]
pub fn demo() -> Settings {
    Settings {
        business: Business {
            name: "한벌".to_owned(),
            owner: "홍길동".to_owned(),
            registration: "000-00-00000".to_owned(),
            mail_order: "제0000-서울중구-0000호".to_owned(),
            address: "서울 중구 을지로 00".to_owned(),
            phone: "02-000-0000".to_owned(),
            hours: "평일 10–17시".to_owned(),
            email: "shop@hanbeol.example".to_owned(),
        },
        delivery: DeliveryFee { fee: Money::won(3_000), free_from: Some(Money::won(50_000)) },
        dispatch: Dispatch {
            cut_off: TimeOfDay::parse("15:00").ok(),
            pick_up: TimeOfDay::parse("17:00").ok(),
            closed_weekdays: [Weekday::Sat, Weekday::Sun].into(),
            closed_dates: [].into(),
        },
        carriers: Vec::new(),
        return_address: "서울 중구 을지로 00, 1층 한벌 반품 담당".to_owned(),
    }
}
