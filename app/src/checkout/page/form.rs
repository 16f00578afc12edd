//! The order form: one page, no account. What was typed stays in the draft, and a refusal leads back here.

use kernel::{Lang, Money};
use leptos::prelude::*;
use leptos_meta::Title;

use super::remedy::{name, remedy};
use super::{Step, Steps};
use crate::checkout::view::{CheckoutView, Field, FieldError as Refused, Fields};
use crate::ui::drawing::Sprite;
use crate::ui::field::{ErrorSummary, FieldError, TextField};
use crate::ui::frame::{error_title, title};
use crate::ui::line::Summary;

/// The order form.
#[component]
pub fn CheckoutPage(lang: Lang, view: CheckoutView) -> impl IntoView {
    let CheckoutView { draft, lines, total, fields, errors, refused } = view;
    let text = lang.pick("주문서", "Order form");
    let wrong = !errors.is_empty() || refused.is_some();
    let title = if wrong { error_title(lang, text) } else { title(lang, text) };
    let slugs = lines.iter().map(|line| line.slug.clone()).collect();
    let summary = (!errors.is_empty()).then(|| {
        let errors =
            errors.iter().map(|error| (name(error.field), remedy(lang, error.field, error.why))).collect();
        view! { <ErrorSummary lang errors /> }
    });
    view! {
        <Title text=title />
        <Sprite slugs />
        <div class="wrap page">
            <Steps lang now=Step::Form />
            <h1 class="mt3 mb6">{text}</h1>
            <div class="two">
                <form class="form" id="order" method="post" action="/api/place_order" novalidate=true>
                    <input type="hidden" name="lang" value=lang.tag() />
                    <input type="hidden" name="draft" value=draft.to_string() />
                    {refused.map(|code| refusal(lang, &code))}
                    {summary}
                    <OrderFields lang fields errors />
                </form>
                <Summary
                    lang
                    heading=lang.pick("주문할 옷", "Your order")
                    total_label=lang.pick("합계", "Total")
                    lines
                    total
                >
                    <button class="btn wide mt5" form="order">
                        {button_text(lang, total)}
                    </button>
                    <p class="mt3 hint">
                        {lang.pick(
                            "결제가 되어야 주문이 돼요. 결제가 안 되면 돈도 나가지 않아요.",
                            "It becomes an order once it is paid. If the payment fails, no money is taken.",
                        )}
                    </p>
                </Summary>
            </div>
        </div>
    }
}

fn button_text(lang: Lang, total: Money) -> String {
    format!("{} · {}", lang.pick("결제로 가기", "Go to payment"), total.text(lang))
}

/// Why the whole form was refused; nothing typed is lost.
fn refusal(lang: Lang, code: &str) -> impl IntoView + use<> {
    let (heading, text) = match code {
        "sold_out" => (
            lang.pick("방금 다 팔렸어요", "Just sold out"),
            lang.pick(
                "마지막 한 벌이 먼저 나갔어요. 주문도 결제도 되지 않았어요. 옷으로 돌아가 다른 색이나 사이즈를 골라 주세요.",
                "The last piece went to somebody else. Nothing was ordered or charged. Please choose another colour or size.",
            ),
        ),
        "too_many_unpaid" => (
            lang.pick("결제를 기다리는 주문이 셋이에요", "Three orders are waiting to be paid"),
            lang.pick(
                "내 주문에서 하나를 결제하거나 취소하면 이 주문을 낼 수 있어요. 적으신 것은 그대로 있어요.",
                "Pay or cancel one of them under My orders, then send this form again. Nothing you typed is lost.",
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
        </section>
    }
}

#[component]
fn OrderFields(lang: Lang, fields: Fields, errors: Vec<Refused>) -> impl IntoView {
    let error = |field: Field| {
        errors.iter().find(|error| error.field == field).map(|error| remedy(lang, field, error.why))
    };
    view! {
        <section class="form" aria-labelledby="contact">
            <h2 id="contact">{lang.pick("연락받을 곳", "Where to reach you")}</h2>
            <TextField
                name="email"
                label=lang.pick("이메일", "E-mail")
                hint=lang.pick("가입하지 않아도 주문할 수 있어요.", "No account needed.")
                kind="email"
                autocomplete="email"
                value=fields.email
                error=error(Field::Email)
            />
        </section>
        <section class="form" aria-labelledby="recipient">
            <h2 id="recipient">{lang.pick("받는 분", "Recipient")}</h2>
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
                autocomplete="address-line2"
                value=fields.address2
                error=error(Field::Address2)
            />
            <TextField
                name="note"
                label=lang.pick("배송 때 부탁할 일", "Note for the carrier")
                hint=lang.pick("없으면 비워 두세요.", "Leave it empty if there is none.")
                value=fields.note
                error=error(Field::Note)
            />
        </section>
        <Agreement lang agreed=!fields.agree.is_empty() error=error(Field::Agree) />
    }
}

#[component]
fn Agreement(lang: Lang, agreed: bool, error: Option<&'static str>) -> impl IntoView {
    view! {
        <div>
            <label class="tick">
                <input
                    type="checkbox"
                    id="agree"
                    name="agree"
                    value="on"
                    checked=agreed
                    aria-describedby=error.map(|_| "agree-error")
                    aria-invalid=error.map(|_| "true")
                />
                {lang.pick(
                    "주문 내용과 7일 청약철회 안내를 확인했고, 주문에 동의해요",
                    "I have checked the order and the 7-day right of withdrawal, and agree to order",
                )}
            </label>
            {error.map(|text| view! { <FieldError name="agree" text /> })}
        </div>
    }
}
