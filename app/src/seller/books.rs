//! The money that waits for a person, and the provider's books beside ours, on the page 복구.

use kernel::{Lang, Money, OrderId, OrderNumber};
use leptos::prelude::*;

use super::payments::{attempt_words, refund_words};
use super::view::{BooksView, DifferenceView, MoneyView, WaitingView};
use crate::ui::time::When;

/// Payments to settle, refused refunds, and the books.
#[component]
pub(super) fn Books(lang: Lang, money: MoneyView) -> impl IntoView {
    let MoneyView { to_settle, refused, books } = money;
    view! {
        <Waiting
            lang
            id="to-settle"
            heading=lang.pick("사람이 정할 결제", "Payments to settle")
            word=lang.pick("하루가 지나도 결과를 모르는 결제", "outcome unknown for a day")
            waiting=to_settle
        />
        <Waiting
            lang
            id="refused"
            heading=lang.pick("거절된 환불", "Refused refunds")
            word=lang.pick("결제사가 거절한 환불", "refused by the provider")
            waiting=refused
        />
        <Compared lang books />
    }
}

/// Shown only when something waits.
#[component]
fn Waiting(
    lang: Lang,
    id: &'static str,
    heading: &'static str,
    word: &'static str,
    waiting: Vec<WaitingView>,
) -> impl IntoView {
    if waiting.is_empty() {
        return ().into_any();
    }
    let line = |WaitingView { order, number, since, amount }: WaitingView| {
        view! {
            <li>
                <p>
                    {to_order(lang, order, &number)}
                    " "
                    <span class="num">{amount.text(lang)}</span>
                    " · "
                    {word}
                </p>
                <span class="xs mut">
                    <When at=since text=since.text(lang) />
                </span>
            </li>
        }
    };
    view! {
        <section class="sec" aria-labelledby=id>
            <h2 id=id>{heading}</h2>
            <ul class="letters">{waiting.into_iter().map(line).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn to_order(lang: Lang, order: OrderId, number: &OrderNumber) -> impl IntoView + use<> {
    view! {
        <a class="link num" href=lang.path(&format!("/seller/orders/{order}"))>
            {number.to_string()}
        </a>
    }
}

#[component]
fn Compared(lang: Lang, books: BooksView) -> impl IntoView {
    let BooksView { compared_until, late, differences } = books;
    let until = match (compared_until.map(|until| until.text(lang)), lang) {
        (Some(until), Lang::Ko) => format!("{until}까지의 장부를 견주어 보았어요. "),
        (Some(until), Lang::En) => format!("Compared up to {until}. "),
        (None, Lang::Ko) => "아직 견주어 보지 않았어요. 하루가 끝나면 저절로 해요. ".to_owned(),
        (None, Lang::En) => "Not compared yet; it is done by itself once a day has ended. ".to_owned(),
    };
    let none = lang.pick("다른 것이 없어요.", "No differences.");
    let said = if differences.is_empty() && compared_until.is_some() { none } else { "" };
    let list = (!differences.is_empty()).then(|| {
        let rows = differences.into_iter().map(|difference| row(lang, difference)).collect_view();
        view! { <ul class="letters">{rows}</ul> }
    });
    view! {
        <section class="sec" aria-labelledby="books">
            <h2 id="books">{lang.pick("결제사 장부와 다른 것", "The provider’s books and ours")}</h2>
            <p class="mut sm">{until}{said}</p>
            {late
                .then(|| {
                    view! {
                        <p class="err">
                            {lang
                                .pick(
                                    "이틀 넘게 결제사 장부를 읽지 못했어요. 결제사에 문의해 주세요.",
                                    "The provider’s books could not be read for more than two days. Please ask the provider.",
                                )}
                        </p>
                    }
                })}
            {list}
        </section>
    }
}

/// What the provider says, what we say, and what to do.
fn row(lang: Lang, difference: DifferenceView) -> impl IntoView {
    let theirs = match difference.theirs {
        Some(amount) if returned(&difference) => said(lang, amount, lang.pick("돌려줌", "given back")),
        Some(amount) => said(lang, amount, lang.pick("받음", "captured")),
        None => lang.pick("없음", "nothing").to_owned(),
    };
    let ours = our_words(lang, &difference);
    let DifferenceView { kind, order, reference, at, first_seen, .. } = difference;
    let order = order.map(|(order, number)| view! { {to_order(lang, order, &number)} " " });
    view! {
        <li>
            <div>
                <p>
                    {order}
                    <b>{heading(&kind, lang)}</b>
                </p>
                <dl class="rows num">
                    <dt>{lang.pick("결제사", "Provider")}</dt>
                    <dd>{theirs}</dd>
                    <dt>{lang.pick("우리", "Shop")}</dt>
                    <dd>{ours}</dd>
                    <dt>{lang.pick("할 일", "To do")}</dt>
                    <dd>{remedy(&kind, lang)}</dd>
                </dl>
                <p class="xs mut">
                    <When at text=at.text(lang) />
                    {reference.map(|reference| view! { " · " <span class="whole">{reference}</span> })}
                    {lang.pick(" · 처음 본 때 ", " · first seen ")}
                    <When at=first_seen text=first_seen.text(lang) />
                </p>
            </div>
        </li>
    }
}

fn returned(difference: &DifferenceView) -> bool {
    difference.of_refund || difference.kind == "returned_there_only"
}

fn said(lang: Lang, amount: Money, word: &str) -> String {
    format!("{} {word}", amount.text(lang))
}

fn our_words(lang: Lang, difference: &DifferenceView) -> String {
    let word = difference.state.as_deref().map(|state| match difference.of_refund {
        true => refund_words(state, lang).1,
        false => attempt_words(state, lang).1,
    });
    match (difference.ours, word) {
        (Some(amount), Some(word)) => said(lang, amount, word),
        (Some(amount), None) => amount.text(lang),
        (None, Some(word)) => word.to_owned(),
        (None, None) => lang.pick("없음", "nothing").to_owned(),
    }
}

fn heading(kind: &str, lang: Lang) -> String {
    match kind {
        "captured_there_only" => lang.pick("결제사만 받았다고 해요", "Only the provider captured it"),
        "captured_here_only" => lang.pick("우리만 결제됐다고 해요", "Only we call it paid"),
        "amounts_differ" => lang.pick("금액이 달라요", "The amounts differ"),
        "returned_there_only" => {
            lang.pick("우리가 요청하지 않은 환불이에요", "Money back that we did not ask for")
        }
        "returned_here_only" => lang.pick("우리만 환불됐다고 해요", "Only we call it refunded"),
        other => other,
    }
    .to_owned()
}

/// What to do about it, in a sentence.
fn remedy(kind: &str, lang: Lang) -> &'static str {
    match kind {
        "captured_there_only" => lang.pick(
            "우리 결제라면 이미 다시 묻고 있고, 남는 돈은 저절로 환불돼요. 내일도 남아 있으면 결제사 페이지에서 환불해 주세요.",
            "If it is ours it is being asked about, and what is too much goes back by itself. If it still stands here tomorrow, refund it on the provider’s page.",
        ),
        "captured_here_only" => lang.pick(
            "물건을 보내기 전에 결제사 페이지에서 결제를 찾아보세요. 결제되지 않았다면 주문한 분에게 연락해 주세요.",
            "Look the payment up on the provider’s page before you ship. If it was not paid, contact the buyer.",
        ),
        "amounts_differ" => lang.pick(
            "결제사 페이지에서 금액을 확인하고, 다른 만큼 돌려주거나 주문한 분에게 연락해 주세요.",
            "Check the amount on the provider’s page; give the difference back, or contact the buyer.",
        ),
        "returned_there_only" => lang.pick(
            "누가 결제사 페이지에서 환불했는지, 계좌이체와 두 번 돌려준 것은 아닌지 확인해 주세요.",
            "Find out who refunded it on the provider’s page, and whether a transfer went back as well.",
        ),
        "returned_here_only" => lang.pick(
            "결제사 페이지에서 환불을 찾아보고, 없으면 거기에서 돌려주세요.",
            "Look the refund up on the provider’s page; if it is not there, make it there.",
        ),
        _ => "",
    }
}
