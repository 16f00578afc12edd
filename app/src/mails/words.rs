//! What letters and their states are called, on the demo's page and at the desk.

use kernel::Lang;

use crate::ui::badge::Thread;

/// A letter by its kind: `placed`, `shipped`, ...
#[must_use]
pub fn kind_word(kind: &str, lang: Lang) -> &'static str {
    match kind {
        "placed" => lang.pick("주문을 받았어요", "Order placed"),
        "shipped" => lang.pick("옷이 떠났어요", "Shipped"),
        "renumbered" => lang.pick("송장 번호가 바뀌었어요", "Tracking number changed"),
        "cancel_asked" => lang.pick("취소 요청을 받았어요", "Cancel asked"),
        "cancelled" => lang.pick("주문을 취소했어요", "Cancelled"),
        "cancel_rejected" => lang.pick("취소하지 못했어요", "Cancel came too late"),
        "refunded" => lang.pick("돈을 돌려드렸어요", "Refunded"),
        "paid_by_transfer" => lang.pick("계좌로 돌려드렸어요", "Paid back by transfer"),
        "return_asked" => lang.pick("반품 요청을 받았어요", "Return asked"),
        "return_received" => lang.pick("돌려보낸 옷을 받았어요", "Return received"),
        "return_refunded" => lang.pick("반품을 마쳤어요", "Return accepted"),
        "return_refused" => lang.pick("반품을 받지 못했어요", "Return refused"),
        "reset_password" => lang.pick("비밀번호 새로 정하기", "Password reset"),
        "register" => lang.pick("계정 만들기", "Account to make"),
        "has_account" => lang.pick("이미 있는 계정", "Account there already"),
        "invitation" => lang.pick("함께 일하자는 초대", "Invitation"),
        _ => lang.pick("메일", "A mail"),
    }
}

/// A state's thread and word.
#[must_use]
pub fn state_word(state: &str, lang: Lang) -> (Thread, &'static str) {
    match state {
        "waiting" => (Thread::Go, lang.pick("기다림", "Waiting")),
        "sending" => (Thread::Go, lang.pick("보내는 중", "Sending")),
        "sent" => (Thread::Off, lang.pick("보냄", "Sent")),
        "refused" => (Thread::Stop, lang.pick("거절됨", "Refused")),
        "unsure" => (Thread::Stop, lang.pick("도착했는지 모름", "Not sure it arrived")),
        "withdrawn" => (Thread::Off, lang.pick("보내지 않음", "Not sent")),
        "expired" => (Thread::Off, lang.pick("기한 지남", "Out of date")),
        _ => (Thread::Off, lang.pick("알 수 없음", "Unknown")),
    }
}
