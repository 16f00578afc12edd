//! What the shop says of money that goes back: how much, which way, and how far it has come. What the provider refused is
//! on no way at all until the shop has seen to it.

use kernel::{Lang, Money};

use super::view::{RefundRow, RefundStage};

/// In the order in which they concern the buyer.
const STAGES: [RefundStage; 4] =
    [RefundStage::Refused, RefundStage::UnderWay, RefundStage::Refunded, RefundStage::PaidByTransfer];

/// Whether a payment was captured that the order did not wait for.
pub(crate) fn is_late(refunds: &[RefundRow]) -> bool {
    refunds.iter().any(|refund| refund.of_another)
}

/// What was captured without the order waiting for it, and what becomes of it; `None` when there is no such payment.
pub(crate) fn late(lang: Lang, refunds: &[RefundRow]) -> Option<String> {
    let late: Vec<_> = refunds.iter().filter(|refund| refund.of_another).cloned().collect();
    (!late.is_empty()).then(|| in_full(lang, &late))
}

/// Every refund, in full sentences.
pub(super) fn in_full(lang: Lang, refunds: &[RefundRow]) -> String {
    let late =
        is_late(refunds).then(|| lang.pick("뒤늦게 승인된 결제가 있어요.", "A payment came through late."));
    let sentences = sums(refunds).into_iter().map(|(stage, sum)| sentence(lang, stage, &sum.text(lang)));
    late.map(str::to_owned).into_iter().chain(sentences).collect::<Vec<_>>().join(" ")
}

/// The refund that concerns the buyer most, in one line beside the chip.
pub(super) fn in_short(lang: Lang, refunds: &[RefundRow]) -> String {
    let Some((stage, sum)) = sums(refunds).into_iter().next() else { return String::new() };
    let sum = sum.text(lang);
    match (stage, lang) {
        (RefundStage::Refused, _) => lang
            .pick("환불이 거절돼서 가게가 보고 있어요", "The refund was refused; the shop is seeing to it")
            .to_owned(),
        (RefundStage::UnderWay, Lang::Ko) => format!("{sum}을 돌려드리고 있어요"),
        (RefundStage::UnderWay, Lang::En) => format!("{sum} is on its way back"),
        (RefundStage::Refunded, Lang::Ko) => format!("{sum}을 카드로 돌려드렸어요"),
        (RefundStage::Refunded, Lang::En) => format!("{sum} went back to your card"),
        (RefundStage::PaidByTransfer, Lang::Ko) => format!("{sum}을 계좌이체로 돌려드렸어요"),
        (RefundStage::PaidByTransfer, Lang::En) => format!("{sum} was paid back by bank transfer"),
    }
}

fn sentence(lang: Lang, stage: RefundStage, sum: &str) -> String {
    match (stage, lang) {
        (RefundStage::Refused, Lang::Ko) => format!(
            "{sum}을 카드로 돌려드리려 했는데 결제사가 거절했어요. 가게가 보고 있고, 카드로 다시 보내거나 계좌이체로 \
             돌려드릴게요. 궁금한 것은 화면 맨 아래의 문의로 물어봐 주세요."
        ),
        (RefundStage::Refused, Lang::En) => format!(
            "The payment provider refused to send {sum} back to your card. The shop is seeing to it, and pays it back by \
             card or by bank transfer. Whom to ask stands at the foot of this page."
        ),
        (RefundStage::UnderWay, Lang::Ko) => {
            format!(
                "{sum}을 결제하신 카드로 돌려드리고 있어요. 얼마나 걸리는지는 카드사마다 다르고, 따로 하실 일은 없어요."
            )
        }
        (RefundStage::UnderWay, Lang::En) => format!(
            "{sum} is going back to the card you paid with. How long it takes is up to your bank, and there is nothing you need to do."
        ),
        (RefundStage::Refunded, Lang::Ko) => {
            format!("{sum}을 결제하신 카드로 돌려드렸어요. 명세서에는 카드사에 따라 며칠 뒤에 보여요.")
        }
        (RefundStage::Refunded, Lang::En) => {
            format!("{sum} went back to the card you paid with. Your statement may show it some days later.")
        }
        (RefundStage::PaidByTransfer, Lang::Ko) => {
            format!("{sum}을 계좌이체로 돌려드렸어요. 통장을 확인해 주세요.")
        }
        (RefundStage::PaidByTransfer, Lang::En) => {
            format!("The shop paid {sum} back by bank transfer. Please check your account.")
        }
    }
}

/// The sum of each stage that a refund is in.
fn sums(refunds: &[RefundRow]) -> Vec<(RefundStage, Money)> {
    let sum = |stage: RefundStage| {
        let of_it: Vec<_> = refunds.iter().filter(|refund| refund.stage == stage).collect();
        let sum = of_it.iter().fold(0_i64, |sum, refund| sum.saturating_add(refund.amount.amount));
        (!of_it.is_empty()).then(|| (stage, Money::won(sum)))
    };
    STAGES.into_iter().filter_map(sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refund(stage: RefundStage, of_another: bool) -> RefundRow {
        RefundRow { amount: Money::won(39_000), stage, of_another, reason: String::new() }
    }

    #[test]
    fn each_stage_says_which_way_and_how_far() {
        let said = |lang, stage| in_full(lang, &[refund(stage, false)]);
        let coming = "돌려드리고 있어요";
        assert!(said(Lang::Ko, RefundStage::UnderWay).contains(coming));
        for over in [RefundStage::Refused, RefundStage::Refunded, RefundStage::PaidByTransfer] {
            assert!(!said(Lang::Ko, over).contains(coming), "{over:?}");
            assert!(!said(Lang::En, over).contains("going back"), "{over:?}");
        }
        let refused = said(Lang::Ko, RefundStage::Refused);
        assert!(refused.contains("결제사가 거절했어요") && refused.contains("문의"), "{refused}");
        assert!(!said(Lang::Ko, RefundStage::PaidByTransfer).contains("카드로"));
    }

    #[test]
    fn only_a_payment_that_nobody_waited_for_is_late() {
        assert_eq!(late(Lang::Ko, &[refund(RefundStage::UnderWay, false)]), None);
        let both = [refund(RefundStage::Refunded, false), refund(RefundStage::PaidByTransfer, true)];
        let late = late(Lang::En, &both).unwrap_or_default();
        assert_eq!(late.matches("₩39,000").count(), 1, "{late}");
        assert!(late.starts_with("A payment came through late.") && late.contains("transfer"), "{late}");
    }

    #[test]
    fn what_is_refused_is_said_before_what_is_back() {
        let both = [refund(RefundStage::Refunded, false), refund(RefundStage::Refused, false)];
        assert!(in_short(Lang::En, &both).contains("refused"));
    }

    #[test]
    fn refunds_of_a_stage_are_one_sum() {
        let two = [refund(RefundStage::UnderWay, false), refund(RefundStage::UnderWay, true)];
        assert!(in_short(Lang::Ko, &two).starts_with("78,000원"));
    }
}
