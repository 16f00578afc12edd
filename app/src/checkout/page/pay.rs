//! The pay page: one card form, and around it whatever the last try came to.

use kernel::{Lang, Money};
use leptos::prelude::*;

use super::waiting::{ActionPage, BusyPage, CheckingPage, ExpiredPage};
use super::{Step, StepPage};
use crate::checkout::view::{Methods, PayState, PayView, TestCard};
use crate::mypage::refunds;
use crate::ui::drawing::Sprite;
use crate::ui::time::When;

/// The pay page, in the state that paying is in.
#[component]
pub fn PayPage(lang: Lang, view: PayView) -> impl IntoView {
    let slugs = view.lines.iter().map(|line| line.slug.clone()).collect();
    let page = match view.state.clone() {
        PayState::Open => view! { <ChoicePage lang view refused=None /> }.into_any(),
        PayState::Declined { code } => {
            let refused = Some(Refused::Declined(code));
            view! { <ChoicePage lang view refused /> }.into_any()
        }
        PayState::Abandoned => {
            let refused = Some(Refused::Abandoned);
            view! { <ChoicePage lang view refused /> }.into_any()
        }
        PayState::ActionNeeded { page, until, may_be_charged, not_stopped } => {
            view! { <ActionPage lang view page until may_be_charged not_stopped /> }.into_any()
        }
        PayState::Busy { retry_at } => view! { <BusyPage lang view retry_at /> }.into_any(),
        PayState::Checking { since } => view! { <CheckingPage lang view started=since /> }.into_any(),
        PayState::Expired => view! { <ExpiredPage lang view /> }.into_any(),
    };
    view! {
        <Sprite slugs />
        {page}
    }
}

/// Why the last try came to nothing.
enum Refused {
    /// The provider's code.
    Declined(String),
    Abandoned,
}

#[component]
fn ChoicePage(lang: Lang, view: PayView, refused: Option<Refused>) -> impl IntoView {
    let form = pay_form(lang, &view);
    let PayView { order, number, lines, total, recipient, address, held_until, refunds, .. } = view;
    let order = lang.path(&format!("/orders/{order}"));
    let late = refunds::late(lang, &refunds);
    let hint = view! {
        {lang.pick("옷은 ", "We keep the pieces until ")}
        <When at=held_until text=held_until.clock_text() />
        {lang.pick("까지 맡아 둘게요. 주문번호 ", ". Order ")}
        <span class="num">{number.to_string()}</span>
    };
    view! {
        <StepPage
            lang
            step=Step::Pay
            wrong=matches!(refused, Some(Refused::Declined(_)))
            lines
            total
            button=button_text(lang, total)
            hint=hint.into_any()
        >
            <div class="form">
                {refused.map(|refused| match refused {
                    Refused::Declined(code) => refusal(lang, &code, late).into_any(),
                    Refused::Abandoned => abandoned(lang, late).into_any(),
                })}
                {form}
                <GoesTo lang recipient address order />
            </div>
        </StepPage>
    }
}

/// Where the parcel will go. Before it is paid nobody is told of another address: one cancels, and orders it again.
#[component]
fn GoesTo(
    lang: Lang,
    recipient: String,
    address: String,
    /// The path of the order's page.
    order: String,
) -> impl IntoView {
    view! {
        <section class="sec" aria-labelledby="goes-to">
            <h2 id="goes-to">{lang.pick("받는 곳", "Where it goes")}</h2>
            <dl class="rows">
                <dt>{lang.pick("받는 분", "Recipient")}</dt>
                <dd>{recipient}</dd>
                <dt>{lang.pick("주소", "Address")}</dt>
                <dd>{address}</dd>
            </dl>
            <p class="hint mt3">
                {lang.pick(
                    "다르면 주문 화면에서 취소하고 똑같이 다시 주문해 주세요. 주문서에서 고칠 수 있어요. ",
                    "If that is wrong, cancel it on the order’s page and order the same again: the order form lets you change it. ",
                )}
                <a class="link" href=order>{lang.pick("주문 화면으로 가기", "Go to the order’s page")}</a>
            </p>
        </section>
    }
}

/// `39,000원 결제하기`, `Pay ₩39,000`.
pub(super) fn button_text(lang: Lang, total: Money) -> String {
    match lang {
        Lang::Ko => format!("{} 결제하기", total.text(lang)),
        Lang::En => format!("Pay {}", total.text(lang)),
    }
}

/// Why the card was refused, and what is so about money: nothing was charged, or what came through late after all.
fn refusal(lang: Lang, code: &str, late: Option<String>) -> impl IntoView + use<> {
    let heading = match code {
        "insufficient_funds" => lang.pick("카드의 한도나 잔액이 모자라요", "The card has too little on it"),
        "expired_card" => lang.pick("기한이 지난 카드예요", "The card has expired"),
        "incorrect_number" => lang.pick("카드 번호가 맞지 않아요", "The card number isn’t right"),
        _ => lang.pick("카드사가 결제를 거절했어요", "The bank declined the card"),
    };
    let text = match late {
        None => lang
            .pick(
                "청구되지 않았어요. 적으신 것은 그대로 있으니 다른 카드로 해 보세요.",
                "Nothing was charged, and nothing you typed is lost. Try another card.",
            )
            .to_owned(),
        Some(late) => format!(
            "{late} {}",
            lang.pick(
                "주문은 아직 되지 않았고 적으신 것은 그대로 있으니, 다른 카드로 해 보세요.",
                "There is no order yet, and nothing you typed is lost. Try another card.",
            )
        ),
    };
    view! {
        <section class="sum" role="alert" tabindex="-1" autofocus=true>
            <h2>{heading}</h2>
            <p>{text}</p>
        </section>
    }
}

/// The buyer came back without paying; no alarm, they know.
fn abandoned(lang: Lang, late: Option<String>) -> impl IntoView + use<> {
    let money = late.unwrap_or_else(|| lang.pick("청구되지 않았어요.", "Nothing was charged.").to_owned());
    view! {
        <section class="sum tell" tabindex="-1">
            <h2>{lang.pick("결제를 마치지 않고 돌아오셨어요", "You came back without paying")}</h2>
            <p>
                {money} " "
                {lang.pick(
                    "옷은 아직 맡아 두고 있으니 다시 결제할 수 있어요.",
                    "We still keep the pieces for you, so you can pay again.",
                )}
            </p>
        </section>
    }
}

/// The form with the provider's methods; its button stands elsewhere and names it (`form="pay"`).
pub(super) fn pay_form(lang: Lang, view: &PayView) -> impl IntoView + use<> {
    let methods = match &view.methods {
        Methods::TestCards(cards) => test_cards(lang, cards).into_any(),
        Methods::Page { provider } => provider_page(lang, provider.get(lang)).into_any(),
    };
    view! {
        <form class="form" id=Step::Pay.form() method="post" action="/api/pay">
            <input type="hidden" name="lang" value=lang.tag() />
            <input type="hidden" name="order" value=view.order.to_string() />
            <input type="hidden" name="attempt" value=view.attempt.to_string() />
            {methods}
        </form>
    }
}

fn test_cards(lang: Lang, cards: &[TestCard]) -> impl IntoView + use<> {
    let cards: Vec<_> = cards.iter().enumerate().map(|(i, card)| card_choice(lang, card, i == 0)).collect();
    view! {
        <fieldset>
            <legend class="lab mb4">{lang.pick("시험 카드", "Test card")}</legend>
            {cards}
        </fieldset>
        <p class="hint">
            {lang.pick(
                "시험 카드만 받아요. 진짜 카드 번호는 묻지 않아요.",
                "Test cards only. We never ask for a real card number here.",
            )}
        </p>
    }
}

fn provider_page(lang: Lang, provider: &str) -> impl IntoView + use<> {
    let (heading, text) = match lang {
        Lang::Ko => (
            format!("{provider} 결제창에서 결제해요"),
            "단추를 누르면 결제창으로 옮겨 가고, 결제를 마치면 이리로 돌아와요. 카드 번호는 저희에게 오지 않아요.",
        ),
        Lang::En => (
            format!("You pay on {provider}’s page"),
            "The button leads to its page, and back here once you have paid. We never see your card number.",
        ),
    };
    view! {
        <h2 class="lab">{heading}</h2>
        <p class="hint">{text}</p>
    }
}

fn card_choice(lang: Lang, card: &TestCard, first: bool) -> impl IntoView + use<> {
    view! {
        <label class="pick">
            <input type="radio" name="card" value=card.number.clone() checked=first />
            <span class="num">{in_fours(&card.number)}</span>
            <small>{card.meaning.get(lang).to_owned()}</small>
        </label>
    }
}

/// A card number as it stands on the card: `4242 4242 4242 4242`.
fn in_fours(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(|c| !c.is_whitespace()).collect();
    digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_is_read_in_groups_of_four() {
        assert_eq!(in_fours("4242424242424242"), "4242 4242 4242 4242");
        assert_eq!(in_fours(""), "");
    }
}
