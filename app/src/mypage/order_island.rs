//! One order, live: its state as the title, its timeline, its parcel, and what the buyer can ask for now.

use kernel::{Lang, Time};
use leptos::prelude::*;

use super::view::{Cancel, OrderRow, Status};
use super::words;
use crate::ui::badge::{StatusChip, label};
use crate::ui::live::{Connection, LiveChip, Stream};
use crate::ui::timeline::Timeline;

/// The order page's changing part. The summary beside it stands still and comes as children.
///
/// A frame patches the texts it changes and leaves the rest as it is, so that a form under the finger stays.
#[island]
pub fn LiveOrder(
    lang: Lang,
    row: OrderRow,
    /// Just paid: says what comes next and how to find the order again.
    confirmation: bool,
    since: String,
    now: Time,
    children: Children,
) -> impl IntoView {
    let connection = Connection::new(now);
    let number = row.number.to_string();
    let path = format!("/live/orders/{}", row.order);
    let row = RwSignal::new(row);
    Stream::new(connection, lang, &path, since)
        .on("row", move |newer: OrderRow| {
            if newer.seq > row.with_untracked(|row| row.seq) {
                connection.news.set(label(lang, newer.status).to_owned());
                row.set(newer);
            }
        })
        .follow();
    view! {
        <div class="row apart">
            <p class="sm mut num">
                <a class="crumb" href=lang.path("/mypage")>
                    {lang.pick("내 주문", "My orders")}
                </a>
                " · "
                {lang.pick("주문번호 ", "Order ")}
                <span class="whole">{number}</span>
            </p>
            <LiveChip lang connection />
        </div>
        <div class="mt4 mb7 state">{move || row.with(|row| head(lang, row))}</div>
        <div class="two">
            <div>
                {confirmation.then(|| view! { <Thanks lang /> })}
                {move || row.with(|row| body(lang, row))}
            </div>
            {children()}
        </div>
    }
}

fn head(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    let pay = matches!(row.status, Status::AwaitingPayment | Status::PaymentFailed).then(|| {
        let text = match lang {
            Lang::Ko => format!("{} 결제하기", row.total.text(lang)),
            Lang::En => format!("Pay {}", row.total.text(lang)),
        };
        view! {
            <div class="mt4">
                <a class="btn" href=lang.path(&format!("/orders/{}/pay", row.order))>
                    {text}
                </a>
            </div>
        }
    });
    let lost = row.cancel_lost.then(|| {
        view! {
            <p>
                <b>{lang.pick("취소하지 못했어요.", "The cancel came too late.")}</b>
                {lang.pick(
                    " 상자가 이미 떠났어요. 받은 날부터 7일 안에 돌려보낼 수 있어요.",
                    " The box had already left. You can send it back within 7 days of receiving it.",
                )}
            </p>
        }
    });
    view! {
        <div>
            <StatusChip lang status=row.status />
        </div>
        <h1>{words::title(lang, row.status)}</h1>
        <p>{words::outlook(lang, row)}</p>
        {lost}
        {pay}
    }
}

fn body(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    view! {
        <Timeline lang entries=words::entries_to_show(&row.timeline) next=words::steps_to_come(lang, row.status) />
        {parcel(lang, row)}
        {complete_form(lang, row)}
        {cancel_form(lang, row)}
    }
}

/// Where it goes and, once it has left, how to follow it.
fn parcel(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    let carrier = row.carrier.clone().map(|carrier| {
        view! {
            <dt>{lang.pick("택배사", "Carrier")}</dt>
            <dd>{carrier}</dd>
        }
    });
    let tracking = row.tracking.clone().map(|tracking| {
        view! {
            <dt>{lang.pick("송장 번호", "Tracking number")}</dt>
            <dd class="whole">{tracking}</dd>
        }
    });
    view! {
        <section class="mt6 sec">
            <h2>{lang.pick("배송 조회", "Delivery")}</h2>
            <dl class="rows num">
                {carrier}
                {tracking}
                <dt>{lang.pick("받는 곳", "To")}</dt>
                <dd>{row.recipient.clone()} " · " {row.address.clone()}</dd>
            </dl>
        </section>
    }
}

fn complete_form(lang: Lang, row: &OrderRow) -> Option<impl IntoView + use<>> {
    let order = row.order.to_string();
    row.can_complete.then(|| {
        view! {
            <section class="sec no-print">
                <h2>{lang.pick("구매확정", "Confirm the purchase")}</h2>
                <form class="stack" method="post" action="/api/complete_order">
                    <input type="hidden" name="lang" value=lang.tag() />
                    <input type="hidden" name="order" value=order />
                    <p class="sm">
                        {lang.pick(
                            "옷이 마음에 들면 확정해 주세요. 누르지 않아도 도착하고 8일 뒤에 저절로 확정돼요.",
                            "Confirm if you’re happy with it. It confirms itself 8 days after delivery.",
                        )}
                    </p>
                    <button class="btn">{lang.pick("구매확정하기", "Confirm purchase")}</button>
                </form>
            </section>
        }
    })
}

fn cancel_form(lang: Lang, row: &OrderRow) -> Option<impl IntoView + use<>> {
    let promise = promise(lang, row)?;
    let order = row.order.to_string();
    Some(view! {
        <details class="fold no-print" open=true>
            <summary>{lang.pick("주문 취소", "Cancel the order")}</summary>
            <form class="stack" method="post" action="/api/cancel_order">
                <input type="hidden" name="lang" value=lang.tag() />
                <input type="hidden" name="order" value=order />
                <p class="sm">{promise}</p>
                <div class="field">
                    <label for="reason">{lang.pick("이유 (고르지 않아도 돼요)", "Reason (optional)")}</label>
                    <select class="in" id="reason" name="reason">
                        <option value="">{lang.pick("고르지 않음", "No reason")}</option>
                        <option value="changed_mind">{lang.pick("마음이 바뀌었어요", "I changed my mind")}</option>
                        <option value="wrong_choice">
                            {lang.pick("색이나 사이즈를 잘못 골랐어요", "I chose the wrong colour or size")}
                        </option>
                        <option value="too_slow">{lang.pick("너무 늦어요", "It takes too long")}</option>
                    </select>
                </div>
                <button class="btn bad">{lang.pick("주문 취소하기", "Cancel the order")}</button>
            </form>
        </details>
    })
}

/// What a cancel brings back, and what happens if the parcel has left. None where there is nothing to ask for.
fn promise(lang: Lang, row: &OrderRow) -> Option<String> {
    let sum = words::sum_as_object(lang, row.total);
    match (row.cancel, lang) {
        (Cancel::No, _) => None,
        (Cancel::AtOnce, _) => Some(
            lang.pick(
                "아직 결제 전이라 청구되는 것이 없어요. 누르면 바로 취소돼요.",
                "Nothing has been paid, so nothing is charged. It is cancelled at once.",
            )
            .to_owned(),
        ),
        (Cancel::Refund, Lang::Ko) if row.status == Status::Checking => {
            Some(format!("결제가 됐으면 {sum} 결제하신 카드로 돌려드리고, 안 됐으면 청구되지 않아요."))
        }
        (Cancel::Refund, Lang::En) if row.status == Status::Checking => {
            Some(format!("If the payment went through, {sum} goes back to your card. If it didn’t, nothing is charged."))
        }
        (Cancel::Refund, Lang::Ko) => {
            Some(format!("지금 취소하면 {sum} 결제하신 카드로 돌려드려요. 카드사에 따라 3–5일 걸려요."))
        }
        (Cancel::Refund, Lang::En) => {
            Some(format!("Cancel now and {sum} goes back to the card you paid with. Banks take 3 to 5 days."))
        }
        (Cancel::Ask, Lang::Ko) => Some(format!(
            "송장을 붙여서 가게가 상자를 먼저 찾아야 해요. 찾으면 {sum} 결제하신 카드로 돌려드리고, 이미 떠났다면 취소하지 못했다고 알려 드려요. 그때는 받은 날부터 7일 안에 돌려보낼 수 있어요."
        )),
        (Cancel::Ask, Lang::En) => Some(format!(
            "The label is on, so the shop has to find the box first. If it does, {sum} goes back to the card you paid with. If the box has left, we tell you, and you can send it back within 7 days of receiving it."
        )),
    }
}

/// The confirmation: what comes next, and how to find it again.
#[component]
fn Thanks(lang: Lang) -> impl IntoView {
    view! {
        <section class="mb7" aria-labelledby="thanks">
            <h2 id="thanks" class="mb4">
                {lang.pick("고맙습니다", "Thank you")}
            </h2>
            <ul class="sure">
                <li>{lang.pick("보내면 송장 번호가 이 주소에 보여요.", "The tracking number shows at this address once it ships.")}</li>
                <li>
                    {lang.pick(
                        "송장을 붙이기 전까지는 바로 취소할 수 있어요.",
                        "Until the label is on, you can cancel at once.",
                    )}
                </li>
                <li>
                    {lang.pick(
                        "마이페이지에서 언제든 다시 볼 수 있고, 인쇄하면 한 장에 나와요.",
                        "You find it again in My orders at any time, and it prints on one sheet.",
                    )}
                </li>
            </ul>
        </section>
    }
}
