//! The parts of MyPage and the order page that change with the order, each as HTML (see [`crate::ui::markup`]).

use kernel::Lang;

use super::progress::Progress;
use super::view::{Cancel, Status};
use super::words;
use crate::ui::badge::status_chip;
use crate::ui::markup::escape;
use crate::ui::timeline::timeline_items;

/// A part of the order page: the id of its element, and what it shows.
pub(super) struct Part {
    pub(super) id: &'static str,
    pub(super) html: fn(Lang, &Progress) -> String,
}

pub(super) const STATE: Part = Part { id: "state", html: state };
pub(super) const TIMELINE: Part = Part { id: "timeline", html: timeline };
pub(super) const PARCEL: Part = Part { id: "parcel", html: parcel };
pub(super) const REQUESTS: Part = Part { id: "requests", html: requests };

/// All that an order's page patches.
pub(super) const ORDER_PAGE: [Part; 4] = [STATE, TIMELINE, PARCEL, REQUESTS];

/// A row of MyPage: the chip, what it means, and the one thing to do next.
pub(super) fn standing(lang: Lang, order: &Progress) -> String {
    let (chip, meaning) = (status_chip(lang, order.status), escape(&words::meaning(lang, order)));
    let next = next_action(lang, order)
        .map(|(path, text)| format!(r#"<a class="link" href="{path}">{text}</a>"#))
        .unwrap_or_default();
    format!(r#"{chip}<p class="sm mut">{meaning}</p>{next}"#)
}

fn next_action(lang: Lang, order: &Progress) -> Option<(String, &'static str)> {
    let path = |rest: &str| lang.path(&format!("/orders/{}{rest}", order.order));
    match order.status {
        Status::AwaitingPayment | Status::PaymentFailed => Some((path("/pay"), lang.pick("결제하기", "Pay"))),
        Status::Shipped => Some((path(""), lang.pick("배송 조회", "Track it"))),
        Status::Delivered => Some((path(""), lang.pick("구매확정하기", "Confirm purchase"))),
        Status::Checking
        | Status::Expired
        | Status::Paid
        | Status::Preparing
        | Status::OnHold
        | Status::Completed
        | Status::CancelRequested
        | Status::Cancelled
        | Status::Refunding
        | Status::Refunded => None,
    }
}

/// The state as the title, what comes next, and the way to pay while that is what is missing.
fn state(lang: Lang, order: &Progress) -> String {
    let (chip, title) = (status_chip(lang, order.status), words::title(lang, order.status));
    let outlook = words::outlook(lang, order);
    let lost = if order.cancel_lost {
        lang.pick(
            "<p><b>취소하지 못했어요.</b> 상자가 이미 떠났어요. 받은 날부터 7일 안에 돌려보낼 수 있어요.</p>",
            "<p><b>The cancel came too late.</b> The box had left. You can send it back within 7 days of receiving it.</p>",
        )
    } else {
        ""
    };
    let pay = match (order.status, lang) {
        (Status::AwaitingPayment | Status::PaymentFailed, Lang::Ko) => {
            format!("{} 결제하기", order.total.text(lang))
        }
        (Status::AwaitingPayment | Status::PaymentFailed, Lang::En) => {
            format!("Pay {}", order.total.text(lang))
        }
        _ => return format!("<div>{chip}</div><h1>{title}</h1><p>{outlook}</p>{lost}"),
    };
    let path = lang.path(&format!("/orders/{}/pay", order.order));
    format!(
        r#"<div>{chip}</div><h1>{title}</h1><p>{outlook}</p>{lost}<div class="mt4"><a class="btn" href="{path}">{pay}</a></div>"#
    )
}

fn timeline(lang: Lang, order: &Progress) -> String {
    timeline_items(lang, &words::entries_to_show(&order.timeline), &words::steps_to_come(lang, order.status))
}

/// Where it goes and, once it has left, how to follow it.
fn parcel(lang: Lang, order: &Progress) -> String {
    let row =
        |term: &str, class: &str, text: &str| format!(r#"<dt>{term}</dt><dd{class}>{}</dd>"#, escape(text));
    let carrier =
        order.carrier.as_ref().map(|carrier| row(lang.pick("택배사", "Carrier"), "", carrier.get(lang)));
    let tracking = order
        .tracking
        .as_deref()
        .map(|tracking| row(lang.pick("송장 번호", "Tracking number"), r#" class="whole""#, tracking));
    let to = row(lang.pick("받는 곳", "To"), "", &format!("{} · {}", order.recipient, order.address));
    carrier.unwrap_or_default() + &tracking.unwrap_or_default() + &to
}

/// What the buyer can ask for now: 구매확정 after delivery, a cancel before the parcel has left.
fn requests(lang: Lang, order: &Progress) -> String {
    let complete = if order.can_complete { complete_form(lang, order) } else { String::new() };
    complete + &cancel_form(lang, order).unwrap_or_default()
}

/// What every form of an order posts.
fn hidden_inputs(lang: Lang, order: &Progress) -> String {
    format!(
        r#"<input type="hidden" name="lang" value="{}"><input type="hidden" name="order" value="{}">"#,
        lang.tag(),
        order.order
    )
}

fn complete_form(lang: Lang, order: &Progress) -> String {
    let (heading, button) =
        lang.pick(("구매확정", "구매확정하기"), ("Confirm the purchase", "Confirm purchase"));
    let text = lang.pick(
        "옷이 마음에 들면 확정해 주세요. 누르지 않아도 도착하고 8일 뒤에 저절로 확정돼요.",
        "Confirm if you’re happy with it. It confirms itself 8 days after delivery.",
    );
    let inputs = hidden_inputs(lang, order);
    format!(
        r#"<section class="sec"><h2>{heading}</h2><form class="stack" method="post" action="/api/complete_order">{inputs}<p class="sm">{text}</p><button class="btn">{button}</button></form></section>"#
    )
}

fn cancel_form(lang: Lang, order: &Progress) -> Option<String> {
    let promise = promise(lang, order)?;
    let inputs = hidden_inputs(lang, order);
    let button = lang.pick("주문 취소하기", "Cancel the order");
    let heading = lang.pick("주문 취소", "Cancel the order");
    let label = lang.pick("이유 (고르지 않아도 돼요)", "Reason (optional)");
    let reasons: String = [
        ("", lang.pick("고르지 않음", "No reason")),
        ("changed_mind", lang.pick("마음이 바뀌었어요", "I changed my mind")),
        ("wrong_choice", lang.pick("색이나 사이즈를 잘못 골랐어요", "I chose the wrong colour or size")),
        ("too_slow", lang.pick("너무 늦어요", "It takes too long")),
    ]
    .map(|(value, text)| format!(r#"<option value="{value}">{text}</option>"#))
    .concat();
    Some(format!(
        r#"<details class="fold" open><summary>{heading}</summary><form class="stack" method="post" action="/api/cancel_order">{inputs}<p class="sm">{promise}</p><div class="field"><label for="reason">{label}</label><select class="in" id="reason" name="reason">{reasons}</select></div><button class="btn bad">{button}</button></form></details>"#
    ))
}

/// What a cancel brings back, and what happens if the parcel has left. None where there is nothing to ask for.
fn promise(lang: Lang, order: &Progress) -> Option<String> {
    let sum = order.total.text(lang);
    let checking = order.status == Status::Checking;
    Some(match (order.cancel, lang) {
        (Cancel::No, _) => return None,
        (Cancel::AtOnce, Lang::Ko) => {
            "아직 결제 전이라 청구되는 것이 없어요. 누르면 바로 취소돼요.".to_owned()
        }
        (Cancel::AtOnce, Lang::En) => {
            "Nothing has been paid, so nothing is charged. It is cancelled at once.".to_owned()
        }
        (Cancel::Refund, Lang::Ko) if checking => {
            format!("결제가 됐으면 <b>{sum}</b>을 결제하신 카드로 돌려드리고, 안 됐으면 청구되지 않아요.")
        }
        (Cancel::Refund, Lang::En) if checking => {
            format!(
                "If the payment went through, <b>{sum}</b> goes back to your card. If it didn’t, nothing is charged."
            )
        }
        (Cancel::Refund, Lang::Ko) => {
            format!("지금 취소하면 <b>{sum}</b>을 결제하신 카드로 돌려드려요. 카드사에 따라 3–5일 걸려요.")
        }
        (Cancel::Refund, Lang::En) => {
            format!(
                "Cancel now and <b>{sum}</b> goes back to the card you paid with. Banks take 3 to 5 days."
            )
        }
        (Cancel::Ask, Lang::Ko) => format!(
            "송장을 붙여서 가게가 상자를 먼저 찾아야 해요. 찾으면 <b>{sum}</b>을 결제하신 카드로 돌려드리고, 이미 떠났다면 취소하지 못했다고 알려 드려요. 그때는 받은 날부터 7일 안에 돌려보낼 수 있어요."
        ),
        (Cancel::Ask, Lang::En) => format!(
            "The label is on, so the shop has to find the box first. If it does, <b>{sum}</b> goes back to the card you paid with. If the box has left, we tell you, and you can send it back within 7 days of receiving it."
        ),
    })
}

#[cfg(test)]
mod tests {
    use kernel::{Money, Text, Time};

    use super::*;

    fn order(status: Status, cancel: Cancel) -> Progress {
        Progress {
            order: "00000000-0000-0000-0000-000000000001".parse().expect("a UUID"),
            seq: 1,
            status,
            total: Money::won(39_000),
            recipient: "<김하늘>".to_owned(),
            address: "서울".to_owned(),
            carrier: Some(Text { ko: "한빛 & 택배".to_owned(), en: String::new() }),
            tracking: None,
            held_until: Some(Time::EPOCH),
            refund: None,
            cancel,
            can_complete: false,
            cancel_lost: false,
            timeline: Vec::new(),
        }
    }

    #[test]
    fn what_somebody_typed_is_never_markup() {
        let order = order(Status::Shipped, Cancel::No);
        assert!(parcel(Lang::Ko, &order).contains("&lt;김하늘&gt; · 서울"));
        assert!(standing(Lang::Ko, &order).contains("한빛 &amp; 택배"));
    }

    #[test]
    fn a_cancel_is_offered_where_it_can_be_asked_for_and_says_what_comes_back() {
        assert_eq!(cancel_form(Lang::Ko, &order(Status::Shipped, Cancel::No)), None);
        for cancel in [Cancel::Refund, Cancel::Ask] {
            let form = cancel_form(Lang::Ko, &order(Status::Paid, cancel)).expect("a form");
            assert!(form.contains("<b>39,000원</b>"), "{form}");
        }
    }

    #[test]
    fn an_unpaid_order_leads_to_its_pay_page() {
        let order = order(Status::PaymentFailed, Cancel::AtOnce);
        let path = format!(r#"href="/en/orders/{}/pay""#, order.order);
        assert!(state(Lang::En, &order).contains(&path) && standing(Lang::En, &order).contains(&path));
    }
}
