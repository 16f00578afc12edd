//! How the desk says where an order stands, order and shipment taken together.

use desk::Standing;
use kernel::Lang;

use crate::ui::badge::Thread;

/// The word on the chip and in the sheet.
pub(in crate::seller) const fn word(standing: Standing, lang: Lang) -> &'static str {
    match standing {
        Standing::Paid => lang.pick("결제완료", "Paid"),
        Standing::Ready => lang.pick("포장 전", "To pack"),
        Standing::OnHold => lang.pick("출고 보류", "On hold"),
        Standing::Labelled => lang.pick("송장 붙임", "Labelled"),
        Standing::StopAsked => lang.pick("취소 요청", "Cancel asked"),
        Standing::CancelRequested => lang.pick("취소 접수 중", "Cancel under way"),
        Standing::Shipped => lang.pick("배송중", "Shipped"),
        Standing::Delivered => lang.pick("배송완료", "Delivered"),
        Standing::Completed => lang.pick("구매확정", "Completed"),
        Standing::Cancelled => lang.pick("취소됨", "Cancelled"),
    }
}

/// The thread beside it.
pub(super) const fn thread(standing: Standing) -> Thread {
    match standing {
        Standing::Paid | Standing::Labelled | Standing::Shipped => Thread::Go,
        Standing::Ready | Standing::Delivered | Standing::Completed => Thread::Off,
        Standing::OnHold | Standing::StopAsked | Standing::CancelRequested | Standing::Cancelled => {
            Thread::Stop
        }
    }
}
