//! What happened and what comes, as an ordered list with times: done is sewn, to come is needle holes.

use kernel::Lang;
use leptos::prelude::*;

use crate::mypage::view::{Entry, Happened};

/// The timeline of an order. While something is still to come, the last entry is where the order stands now.
#[component]
pub fn Timeline(
    lang: Lang,
    /// In the order in which they happened.
    entries: Vec<Entry>,
    /// The steps to come, in their order.
    #[prop(optional)]
    next: Vec<&'static str>,
) -> impl IntoView {
    view! { <ol class="line" inner_html=timeline_items(lang, &entries, &next)></ol> }
}

/// The timeline's items, for a page that patches them. The day is said when it changes, as on the pages of a diary.
#[must_use]
pub fn timeline_items(lang: Lang, entries: &[Entry], next: &[&str]) -> String {
    let now = entries.len().checked_sub(1).filter(|_| !next.is_empty());
    let mut day = String::new();
    let mut items = String::new();
    for (i, Entry { at, what }) in entries.iter().enumerate() {
        let class = if now == Some(i) { r#"now" aria-current="step"# } else { "done" };
        let text = if at.day_text(lang) == day { at.clock_text() } else { at.text(lang) };
        let (title, datetime) = (happened(lang, *what), at.datetime());
        items +=
            &format!(r#"<li class="{class}"><b>{title}</b><time datetime="{datetime}">{text}</time></li>"#);
        day = at.day_text(lang);
    }
    for step in next {
        items += &format!(r#"<li class="next"><b>{step}</b></li>"#);
    }
    items
}

/// What happened, in a sentence.
#[must_use]
pub const fn happened(lang: Lang, what: Happened) -> &'static str {
    match what {
        Happened::Opened => lang.pick("주문서를 냈어요", "Order started"),
        Happened::PaymentStarted => lang.pick("결제를 시작했어요", "Payment started"),
        Happened::PaymentFailed => lang.pick("결제가 되지 않았어요", "The payment didn’t go through"),
        Happened::PaymentUnknown => lang.pick("결제를 확인하고 있어요", "Checking the payment"),
        Happened::Expired => lang.pick("결제 시간이 지났어요", "The time to pay ran out"),
        Happened::Placed => lang.pick("결제하고 주문을 받았어요", "Paid and ordered"),
        Happened::CancelAsked => lang.pick("취소를 요청했어요", "Cancel requested"),
        Happened::Cancelled => lang.pick("취소했어요", "Cancelled"),
        Happened::CancelRejected => {
            lang.pick("이미 떠나서 취소하지 못했어요", "Too late to cancel: it had left")
        }
        Happened::RefundDue => lang.pick("환불을 시작했어요", "Refund started"),
        Happened::Refunded => lang.pick("돈을 돌려드렸어요", "Refunded"),
        Happened::RefundRefused => lang.pick("카드사가 환불을 미뤘어요", "The bank put the refund off"),
        Happened::Preparing => lang.pick("포장을 시작했어요", "Packing started"),
        Happened::Held => lang.pick("출고를 잠시 멈췄어요", "Put on hold"),
        Happened::Released => lang.pick("다시 포장하고 있어요", "Packing again"),
        Happened::Labelled => lang.pick("송장을 붙였어요", "Label put on"),
        Happened::StopAsked => lang.pick("상자를 찾고 있어요", "Looking for the box"),
        Happened::Shipped => lang.pick("보냈어요", "Shipped"),
        Happened::Reopened => lang.pick("보내기를 되돌렸어요", "Shipping taken back"),
        Happened::Delivered => lang.pick("도착했어요", "Delivered"),
        Happened::Completed => lang.pick("구매를 확정했어요", "Purchase confirmed"),
    }
}

#[cfg(test)]
mod tests {
    use kernel::Time;
    use kernel::time::{days, minutes};

    use super::*;

    #[test]
    fn the_day_is_said_once_and_the_last_entry_is_now_while_more_is_to_come() {
        let at = Time::from_micros(1_795_395_720_000_000);
        let entry = |at, what| Entry { at, what };
        let entries = [
            entry(at, Happened::Opened),
            entry(at + minutes(1), Happened::Placed),
            entry(at + days(1), Happened::Shipped),
        ];
        let items = timeline_items(Lang::En, &entries, &["Arrival"]);
        let times: Vec<_> = items.split("</time>").filter_map(|item| item.rsplit('>').next()).collect();
        assert_eq!(times[..3], ["23 Nov 10:02", "10:03", "24 Nov 10:02"]);
        assert_eq!(items.matches("aria-current").count(), 1);
        assert!(
            !timeline_items(Lang::En, &entries, &[]).contains("now"),
            "nothing to come, nothing under way"
        );
    }
}
