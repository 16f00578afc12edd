//! The parts of MyPage and the order page that change with the order, each with the id of its element. The page's
//! first answer and every later frame have them from here (see [`super::frame`]).

use kernel::Lang;
use leptos::prelude::*;

use super::returned::returns;
use super::view::{Cancel, Happened, OrderRow, Status};
use super::{refunds, words};
use crate::ui::badge::StatusChip;
use crate::ui::live::part;
use crate::ui::timeline::Timeline;

/// The part of MyPage that shows where an order stands.
pub(super) fn of_row(lang: Lang, row: &OrderRow) -> (String, String) {
    part(format!("order-{}", row.order), standing(lang, row))
}

/// The parts of the order's page: state, timeline, returns, money, parcel, requests.
pub(super) fn of_page(lang: Lang, row: &OrderRow) -> [(String, String); 6] {
    [
        part("state", state(lang, row)),
        part("timeline", timeline(lang, row)),
        part("returns", returns(lang, &row.order.to_string(), &row.returns)),
        part("money", money(lang, row)),
        part("parcel", parcel(lang, row)),
        part("requests", requests(lang, row)),
    ]
}

/// The chip, what it means, and the one thing to do next.
fn standing(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    view! {
        <StatusChip lang status=row.status />
        <p class="sm mut">{words::meaning(lang, row)}</p>
        {next_action(lang, row)
            .map(|(path, text)| {
                view! {
                    <p class="do">
                        <a class="link" href=path>
                            {text}
                        </a>
                    </p>
                }
            })}
    }
}

fn next_action(lang: Lang, row: &OrderRow) -> Option<(String, &'static str)> {
    let path = |rest: &str| lang.path(&format!("/orders/{}{rest}", row.order));
    match row.status {
        Status::AwaitingPayment | Status::PaymentFailed => Some((path("/pay"), lang.pick("결제하기", "Pay"))),
        Status::ActionNeeded => Some((path("/pay"), lang.pick("이어서 결제하기", "Go on to pay"))),
        Status::Shipped => Some((path(""), lang.pick("배송 조회", "Track it"))),
        Status::Delivered => Some((path(""), lang.pick("구매확정하기", "Confirm purchase"))),
        Status::Checking
        | Status::Expired
        | Status::Paid
        | Status::Preparing
        | Status::Packed
        | Status::OnHold
        | Status::Completed
        | Status::ReturnAsked
        | Status::ReturnReceived
        | Status::Returned
        | Status::CancelRequested
        | Status::Cancelled
        | Status::Refunding
        | Status::RefundRefused
        | Status::Refunded => None,
    }
}

/// The state as the title, what comes next, and the way to pay while that is what is missing.
fn state(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    let lost = row.cancel_lost.then(|| {
        view! {
            <p>
                <b>{lang.pick("취소하지 못했어요. ", "The cancel came too late. ")}</b>
                {lang.pick(
                    "상자가 이미 떠났어요. 받은 날부터 7일 안에 돌려보낼 수 있어요.",
                    "The box had left. You can send it back within 7 days of receiving it.",
                )}
            </p>
        }
    });
    let pay = to_pay(lang, row).map(|text| {
        view! {
            <div class="mt4">
                <a class="btn" href=lang.path(&format!("/orders/{}/pay", row.order))>
                    {text}
                </a>
            </div>
        }
    });
    view! {
        <div>
            <StatusChip lang status=row.status />
        </div>
        <h1>{words::title(lang, row)}</h1>
        <p>{words::outlook(lang, row)}</p>
        {words::why_cancelled(lang, row).map(|text| view! { <p>{text}</p> })}
        {words::late_refund(lang, row).map(|text| view! { <p>{text}</p> })}
        {lost}
        {pay}
    }
}

/// What the way to the pay page is called, while paying is what is missing.
fn to_pay(lang: Lang, row: &OrderRow) -> Option<String> {
    match (row.status, lang) {
        (Status::AwaitingPayment | Status::PaymentFailed, Lang::Ko) => {
            Some(format!("{} 결제하기", row.total.text(lang)))
        }
        (Status::AwaitingPayment | Status::PaymentFailed, Lang::En) => {
            Some(format!("Pay {}", row.total.text(lang)))
        }
        (Status::ActionNeeded, _) => Some(lang.pick("이어서 결제하기", "Go on to pay").to_owned()),
        _ => None,
    }
}

fn timeline(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    let (entries, next) = (words::entries_to_show(&row.timeline), words::steps_to_come(lang, row.status));
    view! { <Timeline lang entries next /> }
}

/// What goes back, each with its reason, or nothing.
fn money(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    let refunds = row.refunds.iter().map(|refund| {
        view! {
            <dt>{words::refund_reason(lang, &refund.reason)} " · " {words::refund_stage(lang, refund.stage)}</dt>
            <dd>{refund.amount.text(lang)}</dd>
        }
    });
    (!row.refunds.is_empty()).then(|| {
        view! {
            <section class="mt6 sec">
                <h2>{lang.pick("돌려드리는 돈", "Money back")}</h2>
                <dl class="rows sums num">{refunds.collect_view()}</dl>
            </section>
        }
    })
}

/// Where it goes and, once it has left, how to follow it.
fn parcel(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    let carrier = row.carrier.as_ref().map(|carrier| {
        view! {
            <dt>{lang.pick("택배사", "Carrier")}</dt>
            <dd>{carrier.get(lang).to_owned()}</dd>
        }
    });
    let tracking = row.tracking.clone().map(|tracking| {
        view! {
            <dt>{lang.pick("송장 번호", "Tracking number")}</dt>
            <dd class="whole">
                {tracking}
                {row.follow.clone().map(|page| view! { " " <Follow lang page /> })}
            </dd>
        }
    });
    let readdress = row.may_readdress.then(|| {
        view! {
            <br />
            <a class="link no-print" href=lang.path(&format!("/orders/{}/address", row.order))>
                {lang.pick("받는 곳 바꾸기", "Change the delivery")}
            </a>
        }
    });
    let note = (!row.note.is_empty()).then(|| {
        view! {
            <dt>{lang.pick("부탁하신 것", "Note for the carrier")}</dt>
            <dd>{row.note.clone()}</dd>
        }
    });
    view! {
        {carrier}
        {tracking}
        <dt>{lang.pick("받는 곳", "To")}</dt>
        <dd>{row.recipient.clone()} " · " {row.address.clone()} {readdress}</dd>
        <dt>{lang.pick("휴대전화", "Mobile")}</dt>
        <dd>{row.phone.clone()}</dd>
        {note}
    }
}

/// The way to the carrier's page about the parcel.
#[component]
fn Follow(lang: Lang, page: String) -> impl IntoView {
    view! {
        <a class="link no-print" href=page rel="external noreferrer">
            {lang.pick("배송 조회", "Track it")}
        </a>
    }
}

/// What the buyer can ask for now: 구매확정 after delivery, a cancel before the parcel has left; the receipt of what was
/// paid, and the same again.
fn requests(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    let complete = row.can_complete.then(|| complete_form(lang, row));
    let cancel = promise(lang, row).map(|promise| cancel_form(lang, row, promise));
    let send_back = row.return_until.map(|until| return_link(lang, row, until));
    let paid = row.timeline.iter().any(|entry| entry.what == Happened::Placed);
    let receipt = paid.then(|| {
        view! {
            <a class="btn q" href=lang.path(&format!("/orders/{}/receipt", row.order))>
                {lang.pick("영수증", "Receipt")}
            </a>
        }
    });
    let again = has_ended_its_payment(row.status).then(|| reorder_form(lang, row));
    view! {
        {complete}
        {send_back}
        {cancel}
        <div class="row mt5">{receipt} {again}</div>
    }
}

fn return_link(lang: Lang, row: &OrderRow, until: kernel::Time) -> impl IntoView + use<> {
    let day = until.day_text(lang);
    let text = match lang {
        Lang::Ko => format!("{day}까지 이유를 말하지 않고 돌려보낼 수 있어요."),
        Lang::En => format!("You can send it back until {day}."),
    };
    view! {
        <section class="sec">
            <h2>{lang.pick("반품", "Send it back")}</h2>
            <p class="sm">{text}</p>
            <p class="mt3">
                <a class="btn q" href=lang.path(&format!("/orders/{}/return", row.order))>
                    {lang.pick("반품 신청", "Ask to send it back")}
                </a>
            </p>
        </section>
    }
}

/// Whether the order waits for its payment no more: until then the same again would only be a second one.
const fn has_ended_its_payment(status: Status) -> bool {
    !matches!(
        status,
        Status::AwaitingPayment | Status::PaymentFailed | Status::ActionNeeded | Status::Checking
    )
}

fn reorder_form(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    view! {
        <form method="post" action="/api/reorder">
            <input type="hidden" name="lang" value=lang.tag() />
            <input type="hidden" name="order" value=row.order.to_string() />
            <button class="btn q">{lang.pick("똑같이 다시 주문하기", "Order the same again")}</button>
        </form>
    }
}

fn complete_form(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    view! {
        <section class="sec">
            <h2>{lang.pick("구매확정", "Confirm the purchase")}</h2>
            <form class="stack" method="post" action="/api/complete_order">
                <input type="hidden" name="lang" value=lang.tag() />
                <input type="hidden" name="order" value=row.order.to_string() />
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
}

fn cancel_form(lang: Lang, row: &OrderRow, promise: String) -> impl IntoView + use<> {
    view! {
        <details class="fold" open=true>
            <summary>{lang.pick("주문 취소", "Cancel the order")}</summary>
            <form class="stack" method="post" action="/api/cancel_order">
                <input type="hidden" name="lang" value=lang.tag() />
                <input type="hidden" name="order" value=row.order.to_string() />
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
    }
}

/// What a cancel brings back, and what happens if the parcel has left. None where there is nothing to ask for.
fn promise(lang: Lang, row: &OrderRow) -> Option<String> {
    let sum = row.rest.text(lang);
    let checking = matches!(row.status, Status::ActionNeeded | Status::Checking);
    let late = refunds::is_late(&row.refunds);
    Some(match (row.cancel, lang) {
        (Cancel::No, _) => return None,
        (Cancel::AtOnce, Lang::Ko) if late => {
            "아직 주문이 되지 않아서 누르면 바로 취소돼요. 뒤늦게 승인된 결제의 환불은 위에 적은 그대로예요.".to_owned()
        }
        (Cancel::AtOnce, Lang::En) if late => {
            "It isn’t an order yet, so it is cancelled at once. The refund of the late payment stands as said above."
                .to_owned()
        }
        (Cancel::AtOnce, Lang::Ko) => {
            "아직 결제 전이라 청구되는 것이 없어요. 누르면 바로 취소돼요.".to_owned()
        }
        (Cancel::AtOnce, Lang::En) => {
            "Nothing has been paid, so nothing is charged. It is cancelled at once.".to_owned()
        }
        (Cancel::Refund, Lang::Ko) if checking => {
            format!("결제가 됐으면 {sum}을 결제하신 카드로 돌려드리고, 안 됐으면 청구되지 않아요.")
        }
        (Cancel::Refund, Lang::En) if checking => {
            format!(
                "If the payment went through, {sum} goes back to your card. If it didn’t, nothing is charged."
            )
        }
        (Cancel::Refund, Lang::Ko) => {
            format!("지금 취소하면 {sum}을 결제하신 카드로 돌려드려요. 명세서에는 카드사에 따라 나중에 보여요.")
        }
        (Cancel::Refund, Lang::En) => {
            format!(
                "Cancel now and {sum} goes back to the card you paid with. Your bank may show it later."
            )
        }
        (Cancel::Ask, Lang::Ko) => format!(
            "송장을 붙여서 가게가 상자를 먼저 찾아야 해요. 찾으면 {sum}을 결제하신 카드로 돌려드리고, \
             이미 떠났다면 취소하지 못했다고 알려 드려요. 그때는 받은 날부터 7일 안에 돌려보낼 수 있어요."
        ),
        (Cancel::Ask, Lang::En) => format!(
            "The label is on, so the shop has to find the box first. If it does, {sum} goes back to the card you \
             paid with. If the box has left, we tell you, and you can send it back within 7 days of receiving it."
        ),
    })
}
