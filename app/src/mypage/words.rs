//! What the shop says of an order: its state as a title, what that means now, and what comes next.

use kernel::Lang;

use super::refunds;
use super::view::{Entry, Happened, OrderRow, RefundStage, Status, TryFailed};

/// The state as the page's title.
pub(super) fn title(lang: Lang, row: &OrderRow) -> &'static str {
    match row.status {
        Status::CancelRequested if row.cancelled.as_ref().is_some_and(|note| note.by_shop) => {
            lang.pick("가게가 취소하고 있어요", "The shop is cancelling it")
        }
        Status::AwaitingPayment => lang.pick("결제를 기다리고 있어요", "Waiting for your payment"),
        Status::PaymentFailed => lang.pick("결제가 되지 않았어요", "The payment didn’t go through"),
        Status::ActionNeeded => lang.pick("결제를 마쳐 주세요", "Please finish paying"),
        Status::Checking => lang.pick("결제를 확인하고 있어요", "We’re checking your payment"),
        Status::Expired => lang.pick("결제 시간이 지났어요", "The time to pay ran out"),
        Status::Paid | Status::Preparing => lang.pick("주문을 받았어요", "We have your order"),
        Status::Packed => lang.pick("포장했어요", "It’s packed"),
        Status::OnHold => lang.pick("잠시 멈췄어요", "On hold for a moment"),
        Status::Shipped => lang.pick("가고 있어요", "It’s on its way"),
        Status::Delivered => lang.pick("도착했어요", "It has arrived"),
        Status::Completed => lang.pick("구매를 확정했어요", "Purchase confirmed"),
        Status::CancelRequested => lang.pick("취소를 요청했어요", "Cancel requested"),
        Status::ReturnAsked => lang.pick("반품을 기다리고 있어요", "Waiting for what you send back"),
        Status::ReturnReceived => lang.pick("돌아온 옷을 보고 있어요", "We’re looking at what came back"),
        Status::Returned => lang.pick("모두 반품했어요", "All of it went back"),
        Status::Cancelled => lang.pick("취소했어요", "Cancelled"),
        Status::Refunding => lang.pick("돈을 돌려드리고 있어요", "Your money is on its way back"),
        Status::RefundRefused => lang.pick("환불이 아직 나가지 않았어요", "Your refund hasn’t gone out yet"),
        Status::Refunded => lang.pick("돈을 돌려드렸어요", "Your money is back"),
    }
}

/// What the state means for the buyer now, in one line beside the chip.
pub(super) fn meaning(lang: Lang, row: &OrderRow) -> String {
    let plain = |ko: &'static str, en: &'static str| lang.pick(ko, en).to_owned();
    match row.status {
        Status::AwaitingPayment if refunds::is_late(&row.refunds) => refunds::in_short(lang, &row.refunds),
        Status::AwaitingPayment => match row.held_until {
            Some(until) if lang == Lang::Ko => format!("{}까지 옷을 맡아 둘게요", until.clock_text()),
            Some(until) => format!("We keep the pieces until {}", until.clock_text()),
            None => plain("결제하면 주문이 돼요", "Pay to place the order"),
        },
        Status::PaymentFailed | Status::Expired if refunds::is_late(&row.refunds) => {
            refunds::in_short(lang, &row.refunds)
        }
        Status::PaymentFailed => plain("청구되지 않았어요", "Nothing was charged"),
        Status::ActionNeeded => {
            plain("카드사나 결제창에서 마쳐 주세요", "Your bank or the payment page waits for you")
        }
        Status::Checking => plain("다시 결제하지 마세요", "Please don’t pay again"),
        Status::Expired => plain("청구되지 않았어요", "Nothing was charged"),
        Status::Paid | Status::Preparing => plain("곧 포장해요", "Packing comes next"),
        Status::Packed => plain("곧 보내요", "It ships soon"),
        Status::OnHold => plain("가게가 확인하고 있어요", "The shop is looking into it"),
        Status::Shipped => match &row.carrier {
            Some(carrier) => carrier.get(lang).to_owned(),
            None => plain("택배사에 넘겼어요", "Handed to the carrier"),
        },
        Status::Delivered => plain("잘 받으셨나요?", "Did you get it?"),
        Status::Completed => plain("거래가 끝났어요", "All done"),
        Status::CancelRequested => plain("취소하고 있어요", "Being cancelled"),
        Status::ReturnAsked => plain("가게로 보내 주세요", "Please send it to the shop"),
        Status::ReturnReceived => plain("곧 돈을 돌려드려요", "Your money goes back soon"),
        Status::Returned => plain("거래가 끝났어요", "All done"),
        Status::Cancelled => plain("청구된 것이 없어요", "Nothing was charged"),
        Status::Refunding => match (row.refund, lang) {
            (Some(sum), Lang::Ko) => format!("{}을 돌려드리는 중이에요", sum.text(lang)),
            (Some(sum), Lang::En) => format!("{} is on its way back", sum.text(lang)),
            (None, _) => plain("돈을 돌려드리는 중이에요", "Your money is on its way back"),
        },
        Status::RefundRefused => refunds::in_short(lang, &row.refunds),
        Status::Refunded => match (row.refund, lang) {
            (Some(sum), Lang::Ko) => format!("{}을 돌려드렸어요", sum.text(lang)),
            (Some(sum), Lang::En) => format!("{} is back", sum.text(lang)),
            (None, _) => plain("돈을 돌려드렸어요", "Your money is back"),
        },
    }
}

/// What comes next, in full sentences under the title.
pub(super) fn outlook(lang: Lang, row: &OrderRow) -> String {
    match row.status {
        Status::Refunding | Status::RefundRefused | Status::Refunded => {
            let done = lang.pick("취소가 끝났어요. ", "It is cancelled. ");
            format!("{done}{}", refunds::in_full(lang, &row.refunds))
        }
        _ => next(lang, row).to_owned(),
    }
}

/// [`outlook`], where that is no matter of sums.
fn next(lang: Lang, row: &OrderRow) -> &'static str {
    match row.status {
        Status::AwaitingPayment | Status::PaymentFailed => unpaid(lang, row),
        Status::ActionNeeded => lang.pick(
            "카드사나 결제창에서 아직 답이 오지 않았어요. 거기서 이미 마치셨다면 기다려 주세요. 아직이라면 이어서 결제할 수 있어요.",
            "There’s no answer from your bank or the payment page yet. If you have finished there, just wait; if not, go on to pay.",
        ),
        Status::Checking => lang.pick(
            "카드사에 결과를 물어보고 있어요. 다시 결제하지 마세요. 답이 오면 여기에 바로 보여요.",
            "We’re asking your bank. Please don’t pay again. The answer shows here as soon as it comes.",
        ),
        Status::Expired if refunds::is_late(&row.refunds) => {
            lang.pick("맡아 둔 옷은 다시 내놓았어요.", "The pieces are back on the shelf.")
        }
        Status::Expired => lang.pick(
            "청구되지 않았고, 맡아 둔 옷은 다시 내놓았어요.",
            "Nothing was charged, and the pieces are back on the shelf.",
        ),
        Status::Paid | Status::Preparing => lang.pick(
            "결제가 끝났어요. 다음은 포장이에요. 송장을 붙이기 전까지는 바로 취소할 수 있어요.",
            "It is paid. Packing comes next. Until the label is on, you can cancel at once.",
        ),
        Status::Packed => lang.pick(
            "택배사에 넘기면 송장 번호가 여기에 보여요.",
            "The tracking number shows here once the carrier has it.",
        ),
        Status::OnHold => lang.pick(
            "가게가 확인할 것이 있어 출고를 멈췄어요. 곧 이어서 보내 드려요.",
            "The shop has something to check first. It goes on soon.",
        ),
        Status::Shipped => lang.pick(
            "택배사에 넘겼어요. 아래 송장 번호로 어디까지 왔는지 볼 수 있어요.",
            "It was handed to the carrier. The tracking number below says where it is.",
        ),
        Status::Delivered => lang.pick(
            "받은 날부터 7일 안에 반품할 수 있어요.",
            "You can send it back within 7 days.",
        ),
        Status::Completed => lang.pick("고맙습니다. 오래 입으세요.", "Thank you. Wear it well."),
        Status::CancelRequested if row.timeline.iter().any(|entry| entry.what == Happened::StopAsked) => lang.pick(
            "가게가 상자를 찾고 있어요. 찾으면 취소되고, 이미 떠났다면 여기에 알려 드려요.",
            "The shop is looking for the box. If it is found, the order is cancelled; if it has left, we say so here.",
        ),
        Status::CancelRequested => lang.pick(
            "취소하고 있어요. 끝나면 이 페이지에서 볼 수 있어요. 다시 누르지 않아도 돼요.",
            "We’re cancelling it. The outcome will be on this page once it is known; there’s no need to ask again.",
        ),
        Status::ReturnAsked => lang.pick(
            "가게로 보내 주세요. 닿으면 3영업일 안에 돈을 돌려드려요.",
            "Send it to the shop. Your money goes back within 3 business days of its arrival.",
        ),
        Status::ReturnReceived => lang.pick(
            "옷을 받았어요. 살펴보고 3영업일 안에 돈을 돌려드려요.",
            "It is here. We look it over, and your money goes back within 3 business days.",
        ),
        Status::Returned => lang.pick(
            "돌려보내신 옷을 모두 받았고, 돈은 결제하신 카드로 돌려드려요.",
            "All of it came back, and your money goes to the card you paid with.",
        ),
        Status::Cancelled => lang.pick("이 주문으로 청구된 것은 없어요.", "Nothing was charged for this order."),
        // Their sums say it: see [`outlook`].
        Status::Refunding | Status::RefundRefused | Status::Refunded => "",
    }
}

/// What the buyer can do about an order that is not paid, by what the last try came to.
fn unpaid(lang: Lang, row: &OrderRow) -> &'static str {
    match (row.failure, refunds::is_late(&row.refunds)) {
        (Some(TryFailed::Declined), true) => lang.pick(
            "주문은 아직 되지 않았어요. 옷은 맡아 두고 있으니 다른 카드로 해 보세요.",
            "There is no order yet. The pieces are still kept for you: try another card.",
        ),
        (Some(TryFailed::Declined), false) => lang.pick(
            "청구되지 않았어요. 옷은 아직 맡아 두고 있으니 다른 카드로 해 보세요.",
            "Nothing was charged. The pieces are still kept for you: try another card.",
        ),
        (Some(TryFailed::Abandoned), true) => lang.pick(
            "주문은 아직 되지 않았어요. 옷은 맡아 두고 있으니 다시 결제할 수 있어요.",
            "There is no order yet. The pieces are still kept for you, so you can pay again.",
        ),
        (Some(TryFailed::Abandoned), false) => lang.pick(
            "결제를 마치지 않아 청구되지 않았어요. 옷은 아직 맡아 두고 있으니 다시 결제할 수 있어요.",
            "It wasn’t finished, and nothing was charged. The pieces are still kept for you, so you can pay again.",
        ),
        (Some(TryFailed::NotSent), _) => lang.pick(
            "결제사에 닿지 않거나 답이 늦어서 결제를 시작하지 못했어요. 옷은 맡아 두고 있으니 잠시 뒤에 다시 해 보세요.",
            "The payment provider couldn’t be reached or was slow, so the payment was not begun. We keep the pieces: try again in a moment.",
        ),
        (None, _) => lang.pick("결제가 되어야 주문이 돼요.", "It becomes an order once it is paid."),
    }
}

/// The money of payments that the order did not wait for. An order whose own money goes back says so by its state.
pub(super) fn late_refund(lang: Lang, row: &OrderRow) -> Option<String> {
    let told = matches!(row.status, Status::Refunding | Status::RefundRefused | Status::Refunded);
    if told { None } else { refunds::late(lang, &row.refunds) }
}

/// Why it is, or was, cancelled, as far as anyone said.
pub(super) fn why_cancelled(lang: Lang, row: &OrderRow) -> Option<&'static str> {
    let note = row.cancelled.as_ref()?;
    Some(match (note.by_shop, note.reason.as_str()) {
        (_, "sold_out") => {
            lang.pick("남은 옷이 없어서 가게가 취소했어요.", "The shop cancelled it because it is sold out.")
        }
        (_, "asked") => lang.pick("부탁하신 대로 가게가 취소했어요.", "The shop cancelled it, as you asked."),
        (_, "mistake") => lang.pick(
            "값이나 설명이 잘못되어 있어서 가게가 취소했어요.",
            "The shop cancelled it because its price or description was wrong.",
        ),
        (true, _) => lang.pick("가게가 취소했어요.", "The shop cancelled it."),
        (false, "changed_mind") => {
            lang.pick("취소한 이유: 마음이 바뀌었어요", "Why you cancelled: you changed your mind")
        }
        (false, "wrong_choice") => lang.pick(
            "취소한 이유: 색이나 사이즈를 잘못 골랐어요",
            "Why you cancelled: the wrong colour or size",
        ),
        (false, "too_slow") => lang.pick("취소한 이유: 너무 늦어요", "Why you cancelled: it takes too long"),
        (false, _) => return None,
    })
}

/// Why money goes back, as the buyer reads it.
pub(super) fn refund_reason(lang: Lang, reason: &str) -> &'static str {
    match reason {
        "cancelled" => lang.pick("주문 취소", "Order cancelled"),
        "unexpected" | "surplus" => lang.pick("뒤늦게 승인된 결제", "A payment that came through late"),
        "damaged" => lang.pick("옷에 흠이 있어서", "A piece had a fault"),
        "missing" => lang.pick("빠진 옷이 있어서", "A piece was missing"),
        "late" => lang.pick("늦게 보내서", "It came late"),
        "price" => lang.pick("값이 달라서", "The price was different"),
        "returned" => lang.pick("반품", "Returned"),
        "goodwill" => lang.pick("가게의 마음으로", "With the shop’s thanks"),
        _ => lang.pick("환불", "Refund"),
    }
}

/// How far a refund has come.
pub(super) const fn refund_stage(lang: Lang, stage: RefundStage) -> &'static str {
    match stage {
        RefundStage::UnderWay => lang.pick("돌려드리는 중", "on its way"),
        RefundStage::Refused => {
            lang.pick("결제사가 거절해서 가게가 보고 있어요", "refused; the shop is seeing to it")
        }
        RefundStage::Refunded => lang.pick("카드로 돌려드렸어요", "back on your card"),
        RefundStage::PaidByTransfer => lang.pick("계좌이체로 돌려드렸어요", "paid back by transfer"),
    }
}

/// The steps to come, as the timeline names them.
pub(super) fn steps_to_come(lang: Lang, status: Status) -> Vec<&'static str> {
    let [pay, pack, ship, arrive] = [
        lang.pick("결제합니다", "Payment"),
        lang.pick("포장합니다", "Packing"),
        lang.pick("보냅니다", "Shipping"),
        lang.pick("도착합니다", "Arrival"),
    ];
    match status {
        Status::AwaitingPayment | Status::PaymentFailed | Status::ActionNeeded | Status::Checking => {
            vec![pay, pack, ship, arrive]
        }
        Status::Paid | Status::Preparing => vec![pack, ship, arrive],
        Status::Packed | Status::OnHold => vec![ship, arrive],
        Status::Shipped => vec![arrive],
        Status::Delivered => vec![lang.pick("구매를 확정합니다", "Confirmation")],
        Status::ReturnAsked => vec![
            lang.pick("가게가 옷을 받습니다", "Arrival at the shop"),
            lang.pick("돈이 돌아옵니다", "The money is back"),
        ],
        Status::ReturnReceived => vec![lang.pick("돈이 돌아옵니다", "The money is back")],
        Status::CancelRequested => vec![lang.pick("취소가 끝납니다", "The outcome")],
        Status::Refunding | Status::RefundRefused => vec![lang.pick("돈이 돌아옵니다", "The money is back")],
        Status::Expired | Status::Completed | Status::Returned | Status::Cancelled | Status::Refunded => {
            Vec::new()
        }
    }
}

/// The entries a buyer reads: that a payment was started says nothing once it has ended, and that a refund was refused
/// says the same however often the shop tries it again.
pub(super) fn entries_to_show(timeline: &[Entry]) -> Vec<Entry> {
    let last = timeline.len().saturating_sub(1);
    let refused = timeline.iter().position(|entry| entry.what == Happened::RefundRefused);
    let told = |(i, entry): &(usize, &Entry)| match entry.what {
        Happened::PaymentStarted => *i == last,
        Happened::RefundRefused => refused == Some(*i),
        _ => true,
    };
    timeline.iter().enumerate().filter(told).map(|(_, entry)| entry.clone()).collect()
}

/// What a command that was done is told as.
pub(super) fn done(lang: Lang, code: &str) -> Option<&'static str> {
    Some(match code {
        "address_changed" => {
            lang.pick("받는 곳을 바꿨어요. 새 주소로 보내요.", "Changed. It goes to the new address.")
        }
        "return_asked" => lang.pick(
            "반품을 신청했어요. 보낼 곳은 아래 반품에서 볼 수 있어요.",
            "Asked for. Where it goes stands under Returns below.",
        ),
        "return_withdrawn" => lang.pick("반품을 거두었어요.", "The return is withdrawn."),
        _ => return None,
    })
}

/// What a refused command is told as; the code is the one in the URL.
pub(super) fn notice(lang: Lang, code: &str) -> (&'static str, &'static str) {
    match code {
        "conflict" => (
            lang.pick("그 사이 주문이 바뀌었어요", "The order has moved on"),
            lang.pick(
                "방금 누르신 것은 적용하지 않았어요. 아래가 지금 상태예요.",
                "What you asked for was not done. This is where it stands now.",
            ),
        ),
        "return_late" => (
            lang.pick("반품 기간이 지났어요", "The time to send it back is over"),
            lang.pick(
                "받은 날부터 7일이 지나 신청하지 못했어요. 옷에 흠이 있으면 가게로 연락해 주세요.",
                "Seven days have passed since it came, so nothing was asked for. If it has a fault, please call the shop.",
            ),
        ),
        "address_late" => (
            lang.pick("받는 곳을 바꾸지 못했어요", "Too late to change the delivery"),
            lang.pick(
                "그 사이 송장을 붙였거나 주문이 바뀌었어요. 아무것도 바꾸지 않았어요. 받는 곳은 아래와 같아요.",
                "The label was put on meanwhile, or the order has moved on. Nothing was changed; it goes where it says below.",
            ),
        ),
        "unavailable" => (
            lang.pick("지금은 할 수 없었어요", "That couldn’t be done just now"),
            lang.pick(
                "주문과 돈은 그대로예요. 잠시 뒤에 다시 해 보세요.",
                "Your order and your money are as they were. Try again in a moment.",
            ),
        ),
        _ => (
            lang.pick("그렇게는 할 수 없어요", "That isn’t possible"),
            lang.pick(
                "주문과 돈은 그대로예요. 아래가 지금 상태예요.",
                "Your order and your money are as they were. This is where it stands now.",
            ),
        ),
    }
}

#[cfg(test)]
mod tests {
    use kernel::Time;

    use super::*;

    #[test]
    fn a_started_payment_is_told_only_while_it_has_no_end() {
        let entry = |what| Entry { at: Time::EPOCH, what };
        let under_way = [entry(Happened::Opened), entry(Happened::PaymentStarted)];
        assert_eq!(entries_to_show(&under_way), under_way);
        let paid = [entry(Happened::Opened), entry(Happened::PaymentStarted), entry(Happened::Placed)];
        assert_eq!(entries_to_show(&paid), [entry(Happened::Opened), entry(Happened::Placed)]);
        assert_eq!(entries_to_show(&[]), []);
    }

    #[test]
    fn a_refund_that_is_refused_again_and_again_is_told_once() {
        let entry = |what| Entry { at: Time::EPOCH, what };
        let refused = || entry(Happened::RefundRefused);
        let due = || entry(Happened::RefundDue);
        assert_eq!(entries_to_show(&[due(), refused(), refused(), refused()]), [due(), refused()]);
    }

    #[test]
    fn nothing_is_to_come_for_an_order_that_has_ended() {
        for status in [Status::Expired, Status::Completed, Status::Cancelled, Status::Refunded] {
            assert!(steps_to_come(Lang::Ko, status).is_empty(), "{status:?}");
        }
    }
}
