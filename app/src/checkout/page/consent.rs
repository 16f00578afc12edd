//! What the law asks a buyer to agree to before an order: that the order is as they want it and is paid (전자상거래법
//! article 8), and what becomes of the data that the form asks for (개인정보 보호법 article 15). What is agreed to can be
//! read in place.

use kernel::Lang;
use leptos::prelude::*;

use crate::ui::field::FieldError;

/// The two boxes that have to be ticked, each with what it means.
#[component]
pub(super) fn Consents(
    lang: Lang,
    /// The shop's trade name; empty where the owner has not said it.
    seller: String,
    agreed: bool,
    allowed: bool,
    agree_error: Option<&'static str>,
    privacy_error: Option<&'static str>,
) -> impl IntoView {
    let order = lang.pick(
        "[필수] 구매조건을 확인했고 결제 진행에 동의해요",
        "I have checked the terms of purchase and agree to pay (required)",
    );
    let data = lang.pick(
        "[필수] 개인정보 수집·이용에 동의해요",
        "I agree to the collection and use of my personal data (required)",
    );
    view! {
        <section class="form" aria-labelledby="consents">
            <h2 id="consents">{lang.pick("동의", "Consent")}</h2>
            <Consent name="agree" text=order ticked=agreed error=agree_error>
                <Purchase lang />
            </Consent>
            <Consent name="privacy" text=data ticked=allowed error=privacy_error>
                <Privacy lang seller />
            </Consent>
        </section>
    }
}

/// A box to tick, and under it what it means, folded.
#[component]
fn Consent(
    name: &'static str,
    text: &'static str,
    ticked: bool,
    error: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <div>
            <label class="tick">
                <input
                    type="checkbox"
                    id=name
                    name=name
                    value="on"
                    required=true
                    checked=ticked
                    aria-describedby=error.map(|_| format!("{name}-error"))
                    aria-invalid=error.map(|_| "true")
                />
                {text}
            </label>
            {error.map(|text| view! { <FieldError name text /> })}
            {children()}
        </div>
    }
}

#[component]
fn Purchase(lang: Lang) -> impl IntoView {
    let lines = [
        lang.pick(
            "옷, 색, 사이즈, 수량, 배송비를 더한 금액을 이 화면에서 확인했어요.",
            "I have checked the garments, colours, sizes, quantities, and the total with delivery on this page.",
        ),
        lang.pick(
            "결제가 되면 주문이 돼요. 결제가 되지 않으면 주문도 없어요.",
            "Once it is paid, it is an order; if the payment fails, there is none.",
        ),
        lang.pick(
            "받은 날부터 7일 안에는 이유를 말하지 않고 돌려보낼 수 있어요(청약철회). 입거나 훼손한 옷은 그렇지 않을 수 있어요.",
            "Within 7 days of receiving it I can send it back without giving a reason (withdrawal), unless it was worn or damaged.",
        ),
        lang.pick(
            "돈은 옷을 돌려받은 날부터 3영업일 안에 결제한 방법으로 돌아와요.",
            "The money comes back the way it was paid, within 3 business days of the clothes reaching the shop.",
        ),
    ];
    let items = lines.map(|line| view! { <li>{line}</li> });
    view! {
        <details class="fold">
            <summary>{lang.pick("구매조건 보기", "Read the terms of purchase")}</summary>
            <ul class="terms sm">{items}</ul>
        </details>
    }
}

#[component]
fn Privacy(lang: Lang, seller: String) -> impl IntoView {
    let seller = if seller.is_empty() { lang.pick("이 가게", "This shop").to_owned() } else { seller };
    let rows = [
        (lang.pick("누가", "Who"), seller),
        (
            lang.pick("무엇을", "What"),
            lang.pick(
                "이메일, 받는 분 이름, 휴대전화, 주소",
                "E-mail, recipient’s name, mobile number, address",
            )
            .to_owned(),
        ),
        (
            lang.pick("왜", "Why"),
            lang.pick(
                "주문 확인과 연락, 배송, 반품",
                "To confirm the order, reach you, deliver, and take returns",
            )
            .to_owned(),
        ),
        (
            lang.pick("얼마나", "For how long"),
            lang.pick(
                "주문하지 않으면 하루, 주문하면 5년(전자상거래법 제6조)",
                "A day if you do not order; 5 years if you do (E-Commerce Act, article 6)",
            )
            .to_owned(),
        ),
        (
            lang.pick("동의하지 않으면", "If you do not agree"),
            lang.pick(
                "배송할 수 없어서 주문을 받지 못해요.",
                "We cannot deliver, and so cannot take the order.",
            )
            .to_owned(),
        ),
    ];
    let rows = rows.map(|(term, text)| view! { <dt>{term}</dt><dd>{text}</dd> });
    view! {
        <details class="fold">
            <summary>{lang.pick("수집·이용 내용 보기", "Read what is collected and why")}</summary>
            <dl class="rows">{rows}</dl>
        </details>
    }
}
