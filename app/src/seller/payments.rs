//! An order's payments and refunds at the desk, each a card with its sums, and the forms for what only a person can
//! settle.

use customer::Permission;
use kernel::{Lang, Money};
use leptos::prelude::*;

use super::forms::{Post, may};
use super::give_back::GiveBackForm;
use super::notice::Notice;
use super::return_forms;
use super::view::{PaymentCard, RefundCard, Typed};
use crate::mypage::view::ReturnView;
use crate::ui::badge::{Chip, Thread};
use crate::ui::field::{FieldError, TextField, described_by};
use crate::ui::time::When;

/// What the forms of a page share: whose order it is, and what a refused one held.
#[derive(Debug, Clone)]
pub(super) struct Desk {
    pub(super) order: String,
    pub(super) typed: Typed,
    pub(super) notice: Option<Notice>,
}

impl Desk {
    /// What was typed into the form about this, if that was the refused one.
    fn typed(&self, about: &str) -> Typed {
        if self.typed.about == about { self.typed.clone() } else { Typed::default() }
    }

    /// How to put the field right, if it is the refused one's.
    fn remedy(&self, about: &str, field: &str) -> Option<&'static str> {
        Notice::remedy(self.notice, field).filter(|_| self.typed.about == about)
    }

    /// The field's id. Several forms of a kind may stand on a page; the summary of what was refused leads to the plain
    /// one.
    fn id(&self, about: &str, field: &str) -> String {
        match self.remedy(about, field) {
            Some(_) => field.to_owned(),
            None => format!("{field}-{about}"),
        }
    }
}

/// The notice, without fields of a form that is no longer there: the row has moved on since.
pub(super) fn leading(
    notice: Option<Notice>,
    payments: &[PaymentCard],
    returns: &[ReturnView],
    typed: &Typed,
) -> Option<Notice> {
    let settles = |card: &PaymentCard| card.to_settle && card.attempt.to_string() == typed.about;
    let refused = |refund: &RefundCard| refund.state == "refused" && refund.refund.to_string() == typed.about;
    let there = |field: &str| match field {
        "verdict" | "reference" => payments.iter().any(settles),
        "why" => payments.iter().any(|card| card.refunds.iter().any(refused)),
        "amount" | "part" => payments.iter().any(|card| card.give_back.is_some()),
        "goods" | "off" | "off_why" | "no" => return_forms::asks(returns, field),
        _ => true,
    };
    notice?.only(there)
}

/// Every payment of an order.
#[component]
pub(super) fn Payments(
    lang: Lang,
    order: String,
    payments: Vec<PaymentCard>,
    typed: Typed,
    notice: Option<Notice>,
) -> impl IntoView {
    let desk = Desk { order, typed, notice };
    let (tries, payments): (Vec<_>, Vec<_>) = payments.into_iter().partition(PaymentCard::came_to_nothing);
    let cards = payments
        .into_iter()
        .map(|card| view! { <Payment lang card desk=desk.clone() /> })
        .collect::<Vec<_>>();
    view! {
        <section class="sec" aria-labelledby="payments">
            <h2 id="payments">{lang.pick("결제와 환불", "Payments and refunds")}</h2>
            {(!cards.is_empty()).then(|| view! { <ul class="payments">{cards}</ul> })}
            {(!tries.is_empty()).then(|| view! { <Tries lang tries /> })}
        </section>
    }
}

/// What took no money: a line each, below what did.
#[component]
fn Tries(lang: Lang, tries: Vec<PaymentCard>) -> impl IntoView {
    let line = |card: PaymentCard| {
        let word = attempt_words(&card.state, lang).1;
        let why = card.failure.as_deref().and_then(|code| failure_words(code, lang));
        view! {
            <li>
                <span>{why.map_or_else(|| word.to_owned(), |why| format!("{word} · {why}"))}</span>
                <span class="mut">
                    <When at=card.at text=card.at.text(lang) />
                </span>
            </li>
        }
    };
    view! {
        <h3 class="mt4">{lang.pick("돈을 받지 않은 결제 시도", "Tries that took no money")}</h3>
        <ul class="tries">{tries.into_iter().map(line).collect_view()}</ul>
    }
}

#[component]
fn Payment(lang: Lang, card: PaymentCard, desk: Desk) -> impl IntoView {
    let PaymentCard {
        attempt, at, state, reference, captured, refunded, to_settle, refunds, give_back, ..
    } = card;
    let (thread, word) = attempt_words(&state, lang);
    let net = Money { amount: captured.amount - refunded.amount, ..captured };
    let settle = to_settle
        .then(|| view! { <Settle lang attempt=attempt.to_string() reference=reference.clone() desk=desk.clone() /> });
    let refunds =
        refunds.into_iter().map(|refund| view! { <Refund lang refund desk=desk.clone() /> }).collect_view();
    view! {
        <li>
            <p class="row apart">
                <Chip thread text=word />
                <span class="xs mut">
                    <When at text=at.text(lang) />
                </span>
            </p>
            <dl class="rows sums num">
                <dt>{lang.pick("받은 돈", "Captured")}</dt>
                <dd>{captured.text(lang)}</dd>
                <dt>{lang.pick("돌려준 돈", "Refunded")}</dt>
                <dd>{refunded.text(lang)}</dd>
                <dt class="tot">{lang.pick("남은 돈", "Net")}</dt>
                <dd class="tot">{net.text(lang)}</dd>
            </dl>
            {settle}
            {refunds}
            {give_back.map(|form| view! { <GiveBackForm lang form desk /> })}
        </li>
    }
}

/// A payment whose outcome has been open for a day: what did the provider's own page say?
#[component]
fn Settle(lang: Lang, attempt: String, reference: Option<String>, desk: Desk) -> impl IntoView {
    let Typed { verdict, reference: typed, .. } = desk.typed(&attempt);
    let verdict_error = desk.remedy(&attempt, "verdict");
    let (verdict_id, reference_id) = (desk.id(&attempt, "verdict"), desk.id(&attempt, "reference"));
    let name = reference.map(|reference| {
        view! {
            <p class="sm mut">
                {lang.pick("결제사에서 찾을 이름: ", "Its name at the provider: ")}
                <span class="whole num">{reference}</span>
            </p>
        }
    });
    let described = described_by(&verdict_id, false, verdict_error.is_some());
    let verdict_error = verdict_error.map(|text| view! { <FieldError name=verdict_id.clone() text /> });
    let choices = [
        ("approved", lang.pick("결제됐어요", "It was paid")),
        (
            "not_approved",
            lang.pick("결제되지 않았고, 될 일도 없어요", "It was not paid, and cannot be any more"),
        ),
    ]
    .map(|(value, text)| {
        view! {
            <label class="tick">
                <input type="radio" name="verdict" value=value checked=verdict == value />
                {text}
            </label>
        }
    })
    .collect_view();
    view! {
        <Post lang asks=Permission::Money action="/api/settle_payment" class="form mt4">
            <input type="hidden" name="order" value=desk.order.clone() />
            <input type="hidden" name="attempt" value=attempt.clone() />
            <p>
                {lang
                    .pick(
                        "하루가 지나도 결제사의 답을 듣지 못했어요. 결제사 페이지에서 찾아보고 결과를 적어 주세요. \
                         적기 전에 결제사에 한 번 더 묻고, 답이 오면 그 답을 따라요.",
                        "For a day the provider has not told the outcome. Look it up on the provider’s page and write it down. \
                         The provider is asked once more first, and its answer wins.",
                    )}
            </p>
            {name}
            <fieldset
                id=verdict_id tabindex="-1" aria-describedby=described
            >
                <legend>{lang.pick("결제사 페이지에서는", "The provider’s page says")}</legend>
                {verdict_error}
                {choices}
            </fieldset>
            <TextField
                name="reference"
                id=reference_id
                label=lang.pick("결제사의 결제 번호", "The provider’s reference")
                value=typed
                nostrip:error=desk.remedy(&attempt, "reference")
                hint=lang.pick("무엇을 보고 적었는지 기록에 남아요", "Kept in the record of what was done")
                class="in num"
            />
            <p><button class="btn">{lang.pick("결과 적기", "Settle it")}</button></p>
        </Post>
    }
}

#[component]
fn Refund(lang: Lang, refund: RefundCard, desk: Desk) -> impl IntoView {
    let RefundCard { refund, amount, state, transfer_from } = refund;
    let (thread, word) = refund_words(&state, lang);
    let forms = (state == "refused").then(|| {
        let early = transfer_from.map(|from| from.clock_text());
        view! { <Refused lang refund=refund.to_string() early desk /> }
    });
    view! {
        <div class="mt4">
            <p class="row apart">
                <Chip thread text=word />
                <span class="num">{amount.text(lang)}</span>
            </p>
            {forms}
        </div>
    }
}

/// A refund that the provider refused: ask again, or pay it back by transfer.
#[component]
fn Refused(
    lang: Lang,
    refund: String,
    /// When the last request must have landed, if that is still to come.
    early: Option<String>,
    desk: Desk,
) -> impl IntoView {
    let (order, again, open) = (desk.order.clone(), refund.clone(), desk.typed.about == refund);
    may(Permission::Money).then(|| {
        view! {
            <Again lang order refund=again />
            <details class="fold mt4" open=open>
                <summary>{lang.pick("계좌이체로 돌려줬어요", "Paid back by transfer")}</summary>
                <Transfer lang refund early desk />
            </details>
        }
    })
}

#[component]
fn Again(lang: Lang, order: String, refund: String) -> impl IntoView {
    view! {
        <Post lang asks=Permission::Money action="/api/retry_refund" class="form">
            <input type="hidden" name="order" value=order />
            <input type="hidden" name="refund" value=refund />
            <p class="row">
                <button class="btn">{lang.pick("다시 시도", "Try again")}</button>
                <span class="hint">
                    {lang.pick("하루에 한 번은 저절로 다시 물어봐요", "It is asked again by itself once a day")}
                </span>
            </p>
        </Post>
    }
}

#[component]
fn Transfer(lang: Lang, refund: String, early: Option<String>, desk: Desk) -> impl IntoView {
    let error = desk.remedy(&refund, "why");
    let (id, typed) = (desk.id(&refund, "why"), desk.typed(&refund));
    let wait = early.map(|from| {
        let text = match lang {
            Lang::Ko => format!("마지막 요청이 아직 도착할 수 있어서 {from}부터 적을 수 있어요."),
            Lang::En => format!("The last request may still arrive: possible from {from}."),
        };
        view! { <p class="hint">{text}</p> }
    });
    view! {
        <Post lang asks=Permission::Money action="/api/pay_by_transfer" class="form">
            <input type="hidden" name="order" value=desk.order />
            <input type="hidden" name="refund" value=refund />
            {wait}
            <TextField
                name="why"
                id
                label=lang.pick("이유와 보낸 곳 (가게만 봐요)", "Why, and where it went (only the shop sees it)")
                value=typed.why
                nostrip:error=error
                hint=lang
                    .pick(
                        "적기 전에 결제사에 한 번 더 물어봐요",
                        "The provider is asked once more before it is written down",
                    )
            />
            <p>
                <button class="btn q">{lang.pick("계좌이체로 돌려줬어요", "Paid back by transfer")}</button>
            </p>
        </Post>
    }
}

/// Thread and word of an attempt to pay.
pub(super) fn attempt_words(state: &str, lang: Lang) -> (Thread, &'static str) {
    match state {
        "approved" => (Thread::Off, lang.pick("결제됨", "Paid")),
        "declined" => (Thread::Off, lang.pick("거절됨", "Declined")),
        "not_sent" => (Thread::Off, lang.pick("보내지 않음", "Not sent")),
        "surplus" => (Thread::Stop, lang.pick("뒤늦게 결제됨", "Captured late")),
        _ => (Thread::Go, lang.pick("결제 확인 중", "Being checked")),
    }
}

/// Why an attempt came to nothing, where its state does not say so already.
fn failure_words(code: &str, lang: Lang) -> Option<&'static str> {
    Some(match code {
        "insufficient_funds" => lang.pick("한도나 잔액이 모자라요", "too little on the card"),
        "expired_card" => lang.pick("기한이 지난 카드예요", "the card has expired"),
        "incorrect_number" => lang.pick("카드 번호가 맞지 않아요", "the card number is wrong"),
        "busy" => lang.pick("결제 창구가 붐볐어요", "the payment desk was busy"),
        "abandoned" => lang.pick("구매자가 마치지 않았어요", "the buyer did not finish"),
        _ => return None,
    })
}

/// Thread and word of a refund.
pub(super) fn refund_words(state: &str, lang: Lang) -> (Thread, &'static str) {
    match state {
        "succeeded" => (Thread::Off, lang.pick("환불됨", "Refunded")),
        "paid_by_transfer" => (Thread::Off, lang.pick("계좌이체로 돌려줌", "Paid back by transfer")),
        "refused" => (Thread::Stop, lang.pick("환불 거절됨", "Refund refused")),
        "unknown" => (Thread::Go, lang.pick("환불 확인 중", "Refund being checked")),
        _ => (Thread::Go, lang.pick("환불 진행 중", "Refund under way")),
    }
}
