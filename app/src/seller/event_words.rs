//! The names of events in words, for what was parked and taken up again.

use kernel::Lang;

/// What an event says; one we have no words for shows its name.
pub(super) fn event_word(name: &str, lang: Lang) -> String {
    of_order(name, lang)
        .or_else(|| of_return(name, lang))
        .or_else(|| of_payment(name, lang))
        .or_else(|| of_shipment(name, lang))
        .unwrap_or(name)
        .to_owned()
}

fn of_order(name: &str, lang: Lang) -> Option<&'static str> {
    Some(match name {
        "OrderOpened" => lang.pick("주문서가 만들어짐", "Order opened"),
        "OrderPaymentStarted" => lang.pick("결제 시작", "Payment started"),
        "OrderPaymentFailed" => lang.pick("결제 안 됨", "Payment failed"),
        "OrderExpired" => lang.pick("결제 없이 끝남", "Order expired unpaid"),
        "OrderCancelPending" => lang.pick("결제를 기다리는 취소", "Cancel waiting for the payment"),
        "OrderPlaced" => lang.pick("주문 접수", "Order placed"),
        "OrderCancelRequested" => lang.pick("취소 접수", "Cancel asked"),
        "OrderCancelled" => lang.pick("주문 취소됨", "Order cancelled"),
        "OrderCancelRejected" => lang.pick("취소 못 함", "Cancel came too late"),
        "OrderRefundDue" => lang.pick("돌려줄 돈 생김", "Refund due"),
        "OrderAddressChanged" => lang.pick("배송지 바뀜", "Address changed"),
        "OrderCompleted" => lang.pick("구매확정", "Order completed"),
        "OrderClaimed" => lang.pick("계정에 연결됨", "Order joined to an account"),
        _ => return None,
    })
}

fn of_return(name: &str, lang: Lang) -> Option<&'static str> {
    Some(match name {
        "OrderReturnAsked" => lang.pick("반품 신청", "Return asked"),
        "OrderReturnWithdrawn" => lang.pick("반품 신청 거둠", "Return withdrawn"),
        "OrderReturnReceived" => lang.pick("반품 도착", "Return received"),
        "OrderReturnRefunded" => lang.pick("반품 환불", "Return accepted"),
        "OrderReturnRefused" => lang.pick("반품 거절", "Return refused"),
        _ => return None,
    })
}

fn of_payment(name: &str, lang: Lang) -> Option<&'static str> {
    Some(match name {
        "PaymentApproved" => lang.pick("결제 승인", "Payment approved"),
        "PaymentDeclined" => lang.pick("결제 거절", "Payment declined"),
        "PaymentActionNeeded" => lang.pick("본인 확인 필요", "The bank asks first"),
        "PaymentOutcomeUnknown" => lang.pick("결제 결과 모름", "Payment’s outcome unknown"),
        "PaymentSurplus" => lang.pick("더 받은 돈", "Paid once too often"),
        "PaymentRefunded" => lang.pick("환불됨", "Refunded"),
        "PaymentRefundRefused" => lang.pick("환불 거절됨", "Refund refused"),
        "PaymentPaidByTransfer" => lang.pick("계좌이체로 환불", "Paid back by transfer"),
        _ => return None,
    })
}

fn of_shipment(name: &str, lang: Lang) -> Option<&'static str> {
    Some(match name {
        "ShipmentCreated" => lang.pick("출고 준비", "Shipment made ready"),
        "ShipmentHeld" => lang.pick("출고 보류", "Shipment on hold"),
        "ShipmentReleased" => lang.pick("보류 풀림", "Shipment released"),
        "ShipmentLabelled" => lang.pick("송장 붙임", "Shipment labelled"),
        "ShipmentStopAsked" => lang.pick("상자를 찾는 중", "Box looked for"),
        "ShipmentShipped" => lang.pick("출고", "Shipped"),
        "ShipmentRenumbered" => lang.pick("송장 번호 바뀜", "Tracking number changed"),
        "ShipmentReopened" => lang.pick("출고 되돌림", "Shipping undone"),
        "ShipmentDelivered" => lang.pick("배송완료", "Delivered"),
        "ShipmentCancelled" => lang.pick("출고 취소됨", "Shipment cancelled"),
        "ShipmentStopRejected" => lang.pick("이미 나감", "It has left"),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_there_is_has_words_in_both_languages() {
        let events = include_str!("../../../server/events/src/event.rs");
        let named = events.lines().filter_map(|line| line.split_once("=> \"")?.1.strip_suffix("\","));
        let of = |name: &&str| ["Order", "Payment", "Shipment"].iter().any(|owner| name.starts_with(owner));
        let names: Vec<_> = named.filter(of).collect();
        assert!(names.len() >= 37 && names.contains(&"ShipmentStopRejected"), "{names:?}");
        for name in names {
            for lang in [Lang::Ko, Lang::En] {
                assert_ne!(event_word(name, lang), name);
            }
        }
        assert_eq!(event_word("OrderPlaced", Lang::Ko), "주문 접수");
    }
}
