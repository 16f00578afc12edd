//! What happened and what comes, as an ordered list with times: done is sewn, to come is needle holes.

use kernel::Lang;
use leptos::prelude::*;

use crate::mypage::view::{Entry, Happened};
use crate::ui::time::When;

/// The timeline of an order. While something is still to come, the last entry is where the order stands now.
///
/// The day is said when it changes, as on the pages of a diary.
#[component]
pub fn Timeline(
    lang: Lang,
    /// In the order in which they happened.
    entries: Vec<Entry>,
    /// The steps to come, in their order.
    #[prop(optional)]
    next: Vec<&'static str>,
) -> impl IntoView {
    let now = entries.len().checked_sub(1).filter(|_| !next.is_empty());
    let mut day = String::new();
    let past: Vec<_> = entries
        .into_iter()
        .enumerate()
        .map(|(i, Entry { at, what })| {
            let text = if at.day_text(lang) == day { at.clock_text() } else { at.text(lang) };
            day = at.day_text(lang);
            let (class, current) = match (now == Some(i), came_to_nothing(what)) {
                (true, false) => ("now", Some("step")),
                (true, true) => ("now no", Some("step")),
                (false, false) => ("done", None),
                (false, true) => ("done no", None),
            };
            view! {
                <li class=class aria-current=current>
                    <b>{happened(lang, what)}</b>
                    <When at text />
                </li>
            }
        })
        .collect();
    let coming: Vec<_> = next
        .into_iter()
        .map(|step| {
            view! {
                <li class="next">
                    <b>{step}</b>
                </li>
            }
        })
        .collect();
    view! { <ol class="line">{past} {coming}</ol> }
}

/// Whether something was tried and did not go through: it is no step that the order has made.
const fn came_to_nothing(what: Happened) -> bool {
    matches!(what, Happened::PaymentFailed | Happened::RefundRefused)
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
        Happened::CancelAskedByShop => lang.pick("가게가 취소하기로 했어요", "The shop decided to cancel it"),
        Happened::Cancelled => lang.pick("취소했어요", "Cancelled"),
        Happened::CancelRejected => {
            lang.pick("이미 떠나서 취소하지 못했어요", "Too late to cancel: it had left")
        }
        Happened::Surplus => {
            lang.pick("되지 않았던 결제가 뒤늦게 승인됐어요", "A payment that had failed came through late")
        }
        Happened::RefundDue => lang.pick("환불을 시작했어요", "Refund started"),
        Happened::Refunded => lang.pick("돈을 돌려드렸어요", "Refunded"),
        Happened::PaidByTransfer => lang.pick("계좌이체로 돌려드렸어요", "Paid back by bank transfer"),
        Happened::RefundRefused => lang.pick("카드 환불이 거절됐어요", "The card refund was refused"),
        Happened::Preparing => lang.pick("포장할 차례가 됐어요", "Ready to be packed"),
        Happened::Held => lang.pick("출고를 잠시 멈췄어요", "Put on hold"),
        Happened::Released => lang.pick("멈춘 것을 풀었어요", "Taken off hold"),
        Happened::Labelled => lang.pick("송장을 붙였어요", "Label put on"),
        Happened::StopAsked => lang.pick("상자를 찾고 있어요", "Looking for the box"),
        Happened::Shipped => lang.pick("보냈어요", "Shipped"),
        Happened::Renumbered => lang.pick("송장 번호를 바로잡았어요", "Tracking number corrected"),
        Happened::Reopened => lang.pick("보내기를 되돌렸어요", "Shipping taken back"),
        Happened::Delivered => lang.pick("도착했어요", "Delivered"),
        Happened::Readdressed => lang.pick("받는 곳을 바꿨어요", "The delivery was changed"),
        Happened::ReturnAsked => lang.pick("반품을 신청했어요", "Return asked for"),
        Happened::ReturnWithdrawn => lang.pick("반품하지 않기로 했어요", "Return withdrawn"),
        Happened::ReturnReceived => lang.pick("돌아온 옷을 받았어요", "The shop has the clothes"),
        Happened::ReturnRefunded => lang.pick("반품이 끝났어요", "Return accepted"),
        Happened::ReturnRefused => lang.pick("반품을 받지 않았어요", "Return refused"),
        Happened::Completed => lang.pick("구매를 확정했어요", "Purchase confirmed"),
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use kernel::Time;
    use kernel::time::{days, minutes};

    use super::*;

    #[test]
    fn a_try_that_came_to_nothing_is_no_step_that_was_made() {
        let at = Time::from_micros(1_795_395_720_000_000);
        let entry = |what| Entry { at, what };
        let entries = vec![entry(Happened::Opened), entry(Happened::PaymentFailed), entry(Happened::Placed)];
        let html = view! { <Timeline lang=Lang::Ko entries=entries.clone() /> }.to_html();
        let classes: Vec<_> =
            html.split("<li class=\"").skip(1).filter_map(|li| li.split('"').next()).collect();
        assert_eq!(classes, ["done", "done no", "done"]);
        let waiting =
            view! { <Timeline lang=Lang::Ko entries=entries[..2].to_vec() next=vec!["결제"] /> }.to_html();
        assert!(waiting.contains("class=\"now no\""), "{waiting}");
    }

    #[test]
    fn the_day_is_said_once_and_the_last_entry_is_now_while_more_is_to_come() {
        let at = Time::from_micros(1_795_395_720_000_000);
        let entry = |at, what| Entry { at, what };
        let entries = vec![
            entry(at, Happened::Opened),
            entry(at + minutes(1), Happened::Placed),
            entry(at + days(1), Happened::Shipped),
        ];
        let (lang, next) = (Lang::En, vec!["Arrival"]);
        let html = view! { <Timeline lang entries=entries.clone() next /> }.to_html();
        for time in [">23 Nov 10:02<", ">10:03<", ">24 Nov 10:02<"] {
            assert!(html.contains(time), "{time} in {html}");
        }
        assert_eq!(html.matches("aria-current").count(), 1);
        let settled = view! { <Timeline lang entries /> }.to_html();
        assert!(!settled.contains("aria-current"), "nothing to come, nothing under way");
    }
}
