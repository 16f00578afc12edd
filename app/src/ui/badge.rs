//! States in the market's own words, each beside one of the two threads. Never by colour alone: the word is always there.

use kernel::Lang;
use leptos::prelude::*;

use crate::mypage::view::Status;

/// The mark beside a state's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thread {
    /// Blue stitches: it goes on.
    Go,
    /// A plain bar: settled.
    Off,
    /// A red cross: held back.
    Stop,
}

impl Thread {
    const fn class(self) -> &'static str {
        match self {
            Self::Go => "chip go",
            Self::Off => "chip off",
            Self::Stop => "chip stop",
        }
    }
}

/// A state: its word and its thread.
#[component]
pub fn Chip(thread: Thread, text: &'static str) -> impl IntoView {
    view! { <span class=thread.class()>{text}</span> }
}

/// The chip of an order's status.
#[component]
pub fn StatusChip(lang: Lang, status: Status) -> impl IntoView {
    view! { <Chip thread=thread(status) text=label(lang, status) /> }
}

/// The word of a status.
#[must_use]
pub const fn label(lang: Lang, status: Status) -> &'static str {
    match status {
        Status::AwaitingPayment => lang.pick("결제대기", "Awaiting payment"),
        Status::PaymentFailed => lang.pick("결제실패", "Payment failed"),
        Status::ActionNeeded => lang.pick("결제 진행 중", "Payment under way"),
        Status::Checking => lang.pick("결제 확인 중", "Checking payment"),
        Status::Expired => lang.pick("결제시간 만료", "Payment time over"),
        Status::Paid => lang.pick("결제완료", "Paid"),
        Status::Preparing | Status::Packed => lang.pick("상품준비중", "Preparing"),
        Status::OnHold => lang.pick("출고 보류", "On hold"),
        Status::Shipped => lang.pick("배송중", "Shipped"),
        Status::Delivered => lang.pick("배송완료", "Delivered"),
        Status::Completed => lang.pick("구매확정", "Completed"),
        Status::ReturnAsked => lang.pick("반품요청", "Return asked"),
        Status::ReturnReceived => lang.pick("반품 확인 중", "Return being checked"),
        Status::Returned => lang.pick("반품완료", "Returned"),
        Status::CancelRequested => lang.pick("취소요청", "Cancel requested"),
        Status::Cancelled => lang.pick("취소완료", "Cancelled"),
        Status::Refunding => lang.pick("취소완료 · 환불 진행 중", "Cancelled · refund under way"),
        Status::RefundRefused => lang.pick("취소완료 · 환불 거절됨", "Cancelled · refund refused"),
        Status::Refunded => lang.pick("환불완료", "Refunded"),
    }
}

/// The thread of a status: what runs is blue, what is held back is red, what is settled is ink.
#[must_use]
pub const fn thread(status: Status) -> Thread {
    match status {
        Status::AwaitingPayment
        | Status::ActionNeeded
        | Status::Checking
        | Status::Paid
        | Status::Preparing
        | Status::Packed
        | Status::Shipped
        | Status::ReturnAsked
        | Status::ReturnReceived => Thread::Go,
        Status::Returned | Status::Expired | Status::Delivered | Status::Completed | Status::Refunded => {
            Thread::Off
        }
        Status::PaymentFailed
        | Status::OnHold
        | Status::CancelRequested
        | Status::Cancelled
        | Status::Refunding
        | Status::RefundRefused => Thread::Stop,
    }
}
