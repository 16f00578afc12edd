//! The order form: one page, no account. What was typed stays in the draft, and a refusal leads back here.

use kernel::{Lang, Text};
use leptos::prelude::*;

use super::consent::Consents;
use super::remedy::{name, remedy};
use super::{Step, StepPage};
use crate::checkout::view::{CheckoutView, Field, FieldError as Refused, Fields, Left, SavedAddress};
use crate::ui::drawing::Sprite;
use crate::ui::field::{ErrorSummary, FieldError, TextField, count_text, described_by};
use crate::ui::line::dye_and_size;

/// The order form.
#[component]
pub fn CheckoutPage(lang: Lang, view: CheckoutView) -> impl IntoView {
    let CheckoutView { draft, lines, from_cart, delivery_fee, total, refused, left, .. } = view.clone();
    let errors = view.errors.clone();
    let wrong = !errors.is_empty() || refused.is_some();
    let slugs = lines.iter().map(|line| line.slug.clone()).collect();
    let summary = refused_fields(lang, &errors);
    let button = format!("{} · {}", lang.pick("결제로 가기", "Go to payment"), total.text(lang));
    let hint = lang.pick(
        "결제가 되어야 주문이 돼요. 결제가 안 되면 돈도 나가지 않아요.",
        "It becomes an order once it is paid. If the payment fails, no money is taken.",
    );
    view! {
        <Sprite slugs />
        <StepPage lang step=Step::Form wrong lines total button hint=hint.into_any()>
            <form class="form" id=Step::Form.form() method="post" action="/api/place_order" novalidate=true>
                <input type="hidden" name="lang" value=lang.tag() />
                <input type="hidden" name="draft" value=draft.to_string() />
                <input type="hidden" name="shown_fee" value=delivery_fee.amount />
                <input type="hidden" name="shown_total" value=total.amount />
                {refused.map(|code| refusal(lang, &code, from_cart, left))}
                {summary}
                <OrderFields lang view />
            </form>
        </StepPage>
    }
}

/// The summary of the fields that were refused, if any were.
pub fn refused_fields(lang: Lang, errors: &[Refused]) -> Option<impl IntoView + use<>> {
    (!errors.is_empty()).then(|| {
        let errors =
            errors.iter().map(|error| (name(error.field), remedy(lang, error.field, error.why))).collect();
        view! { <ErrorSummary lang errors /> }
    })
}

/// Why the whole form was refused; nothing typed is lost.
fn refusal(lang: Lang, code: &str, from_cart: bool, left: Vec<Left>) -> impl IntoView + use<> {
    let to_cart = (from_cart && code == "sold_out").then(|| {
        view! { <a href=lang.path("/cart")>{lang.pick("장바구니 보기", "See your cart")}</a> }
    });
    let back_again = left.iter().all(|line| line.is_enough());
    let (heading, text) = match code {
        "sold_out" if !left.is_empty() && back_again => (
            lang.pick("방금은 남은 것이 없었어요", "There was none left a moment ago"),
            lang.pick(
                "주문도 결제도 되지 않았어요. 그 사이 다시 나왔으니 한 번 더 눌러 주세요. 적으신 것은 그대로 있어요.",
                "Nothing was ordered or charged. By now there is some again: send the form once more. Nothing you typed is lost.",
            ),
        ),
        "sold_out" => (
            lang.pick("지금은 주문할 만큼 남아 있지 않아요", "There isn’t enough left just now"),
            lang.pick(
                "다른 분이 먼저 골랐어요. 그분이 결제하지 않으면 다시 나와요. 주문도 결제도 되지 않았어요. 옷으로 가서 다른 색이나 사이즈를 고르셔도 돼요. 적으신 연락처와 받는 곳은 다음 주문서에도 있어요.",
                "Somebody else was first; if they do not pay, it comes back. Nothing was ordered or charged. You can choose another colour or size, and who gets it and where stands in your next order form, too.",
            ),
        ),
        "fee_changed" => (
            lang.pick("그 사이 배송비가 바뀌었어요", "The delivery fee has changed meanwhile"),
            lang.pick(
                "주문도 결제도 되지 않았어요. 새 금액을 보고 괜찮으면 다시 눌러 주세요. 적으신 것은 그대로 있어요.",
                "Nothing was ordered or charged. Look at the new total, and send the form again if it suits you. Nothing you typed is lost.",
            ),
        ),
        "price_changed" => (
            lang.pick("그 사이 옷값이 바뀌었어요", "The price has changed meanwhile"),
            lang.pick(
                "주문도 결제도 되지 않았어요. 새 금액을 보고 괜찮으면 다시 눌러 주세요. 적으신 것은 그대로 있어요.",
                "Nothing was ordered or charged. Look at the new total, and send the form again if it suits you. Nothing you typed is lost.",
            ),
        ),
        "too_many_unpaid" => (
            lang.pick("결제를 기다리는 주문이 셋이에요", "Three orders are waiting to be paid"),
            lang.pick(
                "내 주문에서 하나를 결제하거나 취소하면 이 주문을 낼 수 있어요. 적으신 것은 그대로 있어요.",
                "Pay or cancel one of them under My orders, then send this form again. Nothing you typed is lost.",
            ),
        ),
        "too_many_nearby" => (
            lang.pick(
                "같은 인터넷에서 결제를 기다리는 주문이 셋이에요",
                "Three orders from your internet connection are waiting to be paid",
            ),
            lang.pick(
                "와이파이를 함께 쓰는 다른 분의 주문일 수도 있어요. 결제되거나 시간이 지나면, 보통 15분 안에, 이 주문을 낼 수 있어요. 휴대전화 데이터로 바꾸면 바로 낼 수 있어요. 적으신 것은 그대로 있어요.",
                "They may belong to somebody who shares your Wi-Fi. Once one is paid or its time is over, usually within 15 minutes, send this form again; over mobile data you can do so now. Nothing you typed is lost.",
            ),
        ),
        "too_many_pieces" => (
            lang.pick("같은 옷은 결제 전에 열 벌까지예요", "Up to ten of the same piece can wait to be paid"),
            lang.pick(
                "결제를 기다리는 주문과 더하면 같은 색과 사이즈가 열 벌이 넘어요. 내 주문에서 그 주문을 결제하거나 취소하면, 또는 수량을 줄이면 낼 수 있어요. 같은 인터넷을 쓰는 다른 분의 주문이라면 보통 15분 안에 풀려요. 적으신 것은 그대로 있어요.",
                "With the orders that are waiting to be paid it would be more than ten of this colour and size. Pay or cancel one of those under My orders, or choose fewer. If they belong to somebody who shares your connection, that usually passes within 15 minutes. Nothing you typed is lost.",
            ),
        ),
        _ => (
            lang.pick("지금은 주문을 받지 못했어요", "We couldn’t take the order just now"),
            lang.pick(
                "주문도 결제도 되지 않았어요. 적으신 것은 그대로 있으니 잠시 뒤에 다시 눌러 주세요.",
                "Nothing was ordered or charged. Nothing you typed is lost: try again in a moment.",
            ),
        ),
    };
    view! {
        <section class="sum" tabindex="-1" autofocus=true aria-labelledby="refused">
            <h2 id="refused">{heading}</h2>
            <p>{text}</p>
            {(!left.is_empty()).then(|| view! { <ul>{left.into_iter().map(|line| what_is_left(lang, line)).collect_view()}</ul> })}
            {to_cart}
        </section>
    }
}

/// The way to a garment of the order, and what is left of it where that is too little.
fn what_is_left(lang: Lang, left: Left) -> impl IntoView {
    let short = (!left.is_enough()).then(|| left_text(lang, left.free));
    let line = left.line;
    let garment = format!("/garments/{}?dye={}", line.slug, line.dye);
    view! {
        <li>
            <a href=lang.path(&garment)>{format!("{} · {}", line.name.get(lang), dye_and_size(lang, &line))}</a>
            {short.map(|text| format!(": {text}"))}
        </li>
    }
}

/// It may be held, and not sold.
fn left_text(lang: Lang, free: i64) -> String {
    let count = usize::try_from(free).unwrap_or(0);
    match (lang, count) {
        (_, 0) => lang.pick("지금은 남은 것이 없어요", "none left just now").to_owned(),
        (Lang::Ko, count) => format!("지금은 {} 벌만 남았어요", count_text(lang, count)),
        (Lang::En, count) => format!("only {} left just now", count_text(lang, count)),
    }
}

#[component]
fn OrderFields(lang: Lang, view: CheckoutView) -> impl IntoView {
    let CheckoutView { fields, saved, can_save, errors, requests, seller, postcode_search, .. } = view;
    let member = !saved.is_empty();
    let (agreed, allowed) = (!fields.agree.is_empty(), !fields.privacy.is_empty());
    let error = |field: Field| {
        errors.iter().find(|error| error.field == field).map(|error| remedy(lang, field, error.why))
    };
    view! {
        <section class="form" aria-labelledby="contact">
            <h2 id="contact">{lang.pick("연락받을 곳", "Where to reach you")}</h2>
            <TextField
                name="email"
                label=lang.pick("이메일", "E-mail")
                hint=if member { "" } else { lang.pick("가입하지 않아도 주문할 수 있어요.", "No account needed.") }
                kind="email"
                autocomplete="email"
                value=fields.email.clone()
                error=error(Field::Email)
            />
        </section>
        <RecipientFields
            lang
            fields=fields.clone()
            saved
            can_save
            errors=errors.clone()
            requests
            postcode_search
        />
        <Consents lang seller agreed allowed agree_error=error(Field::Agree) privacy_error=error(Field::Privacy) />
    }
}

/// Who gets the parcel, and where. Also the form for another address of an order.
#[component]
pub fn RecipientFields(
    lang: Lang,
    fields: Fields,
    /// Addresses to choose from instead.
    #[prop(optional)]
    saved: Vec<SavedAddress>,
    /// What is typed can be saved among them.
    #[prop(optional)]
    can_save: bool,
    errors: Vec<Refused>,
    /// What can be asked of the driver: a code, and its words.
    requests: Vec<(String, Text)>,
    /// Whether an address can be searched for.
    postcode_search: bool,
) -> impl IntoView {
    let error = |field: Field| {
        errors.iter().find(|error| error.field == field).map(|error| remedy(lang, field, error.why))
    };
    let gone = error(Field::Saved);
    view! {
        <section class="form" aria-labelledby="recipient">
            <h2 id="recipient">{lang.pick("받는 분", "Recipient")}</h2>
            {(!saved.is_empty() || gone.is_some()).then(|| view! { <Saved lang saved error=gone /> })}
            <div class="form typed">
            <div class="pair">
                <TextField
                    name="name"
                    label=lang.pick("이름", "Name")
                    autocomplete="name"
                    value=fields.name
                    error=error(Field::Name)
                />
                <TextField
                    name="phone"
                    label=lang.pick("휴대전화", "Mobile")
                    kind="tel"
                    autocomplete="tel"
                    value=fields.phone
                    error=error(Field::Phone)
                />
            </div>
            <TextField
                name="postcode"
                label=lang.pick("우편번호", "Postcode")
                autocomplete="postal-code"
                inputmode="numeric"
                class="in short num"
                value=fields.postcode
                error=error(Field::Postcode)
            />
            {postcode_search.then(|| view! { <FindAddress lang /> })}
            <TextField
                name="address1"
                label=lang.pick("도로명 주소", "Street address")
                autocomplete="address-line1"
                value=fields.address1
                error=error(Field::Address1)
            />
            <TextField
                name="address2"
                label=lang.pick("상세 주소", "Flat, floor")
                hint=lang.pick("없으면 비워 두세요.", "Leave it empty if there is none.")
                autocomplete="address-line2"
                value=fields.address2
                error=error(Field::Address2)
            />
            {can_save
                .then(|| {
                    view! {
                        <label class="tick">
                            <input type="checkbox" name="save" value="on" checked=!fields.save.is_empty() />
                            {lang.pick("이 주소를 저장", "Save this address")}
                        </label>
                    }
                })}
            </div>
            <Requests lang requests chosen=fields.request error=error(Field::Request) />
            <TextField
                name="note"
                label=lang.pick("더 부탁할 일", "Anything else for the carrier")
                hint=lang.pick("없으면 비워 두세요.", "Leave it empty if there is none.")
                value=fields.note
                error=error(Field::Note)
            />
        </section>
    }
}

/// The addresses of the account. While one is chosen, the fields for another are put away by the stylesheet.
#[component]
fn Saved(
    lang: Lang,
    saved: Vec<SavedAddress>,
    /// What was wrong with the choice.
    error: Option<&'static str>,
) -> impl IntoView {
    let other = saved.iter().all(|address| !address.chosen);
    let choices = saved.into_iter().map(|SavedAddress { id, name, address, chosen }| {
        view! {
            <label class="pick">
                <input type="radio" name="saved" value=id checked=chosen />
                {name}
                <small>{address}</small>
            </label>
        }
    });
    view! {
        <fieldset aria-describedby=described_by("saved", false, error.is_some())>
            <legend class="lab">{lang.pick("어디로 보낼까요", "Where to")}</legend>
            <div class="mt3">
                {choices.collect::<Vec<_>>()}
                <label class="pick">
                    <input type="radio" id="saved" name="saved" value="" checked=other />
                    {lang.pick("다른 주소", "Another address")}
                </label>
            </div>
            {error.map(|text| view! { <FieldError name="saved" text /> })}
        </fieldset>
    }
}

/// What is asked of the driver most, to choose from.
#[component]
fn Requests(
    lang: Lang,
    requests: Vec<(String, Text)>,
    chosen: String,
    error: Option<&'static str>,
) -> impl IntoView {
    let option = |(code, text): (String, Text)| {
        let selected = code == chosen;
        view! { <option value=code selected=selected>{text.get(lang).to_owned()}</option> }
    };
    view! {
        <div class="field">
            <label for="request">{lang.pick("배송 때 부탁할 일", "Note for the carrier")}</label>
            <select
                class="in"
                id="request"
                name="request"
                aria-describedby=described_by("request", false, error.is_some())
                aria-invalid=error.map(|_| "true")
            >
                <option value="">{lang.pick("없어요", "None")}</option>
                {requests.into_iter().map(option).collect::<Vec<_>>()}
            </select>
            {error.map(|text| view! { <FieldError name="request" text /> })}
        </div>
    }
}

/// The button that searches for an address, once its script has said that it can; the fields can always be filled in
/// by hand.
#[component]
fn FindAddress(lang: Lang) -> impl IntoView {
    view! {
        <div>
            <button class="btn q" type="button" id="find-address" hidden=true>
                {lang.pick("주소 찾기", "Find the address")}
            </button>
            <p class="hint" role="status">
                <span id="no-search" hidden=true>
                    {lang.pick(
                        "주소 찾기를 열지 못했어요. 우편번호와 주소를 직접 적어 주세요.",
                        "The search could not be opened. Please type the postcode and the address.",
                    )}
                </span>
            </p>
            <script src="/postcode.js" defer=true></script>
        </div>
    }
}
