//! Closing an account: what goes with it, what is kept and why, and its password. As easy as joining was.

use customer::Field;
use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::account::PresentPassword;
use super::{crumb, error, refusal, title_with};
use crate::account::view::{CloseView, FormView};

/// The page.
#[component]
pub fn ClosePage(lang: Lang, view: CloseView) -> impl IntoView {
    let CloseView { email, form } = view;
    let heading = lang.pick("회원 탈퇴", "Close the account");
    view! {
        <Title text=title_with(lang, heading, &[&form]) />
        <div class="wrap page">
            {crumb(lang)}
            <h1 class="mb5">{heading}</h1>
            <div class="account">
                {form.refused.as_ref().map(|refused| refusal(lang, refused, form.now))}
                <Goes lang />
                <Stays lang />
                <Confirm lang email form />
            </div>
        </div>
    }
}

#[component]
fn Goes(lang: Lang) -> impl IntoView {
    let goes = [
        lang.pick("로그인: 이메일, 이름, 비밀번호", "Your log-in: e-mail, name and password"),
        lang.pick("저장한 주소", "Saved addresses"),
        lang.pick("장바구니와 쓰던 주문서", "The cart, and orders that you have begun"),
        lang.pick("모든 기기의 로그인", "Being logged in, on all devices"),
    ];
    view! {
        <section class="sec" aria-labelledby="goes">
            <h2 id="goes">{lang.pick("바로 지워져요", "What goes at once")}</h2>
            <ul class="points">{goes.map(|text| view! { <li>{text}</li> })}</ul>
            <p class="mt4">{lang.pick("되돌릴 수 없어요.", "This cannot be undone.")}</p>
        </section>
    }
}

/// What 전자상거래법 제6조 and 시행령 제6조 have a shop keep, and what becomes of orders: see [`customer::Accounts::close`].
#[component]
fn Stays(lang: Lang) -> impl IntoView {
    let rows = [
        (lang.pick("주문과 취소·반품", "Orders, cancels and returns"), lang.pick("5년", "5 years")),
        (lang.pick("결제와 배송", "Payments and deliveries"), lang.pick("5년", "5 years")),
        (lang.pick("불만과 분쟁 처리", "Complaints and how they were settled"), lang.pick("3년", "3 years")),
    ];
    let rows = rows.map(|(term, text)| view! { <dt>{term}</dt><dd>{text}</dd> });
    let points = [
        lang.pick(
            "진행 중인 주문은 그대로 가요. 메일도 계속 오고, 메일의 링크로 주문을 보거나 취소·반품할 수 있어요.",
            "Orders under way go on. Their mails still come, and the links in them still open the order, to cancel it or to send it back.",
        ),
        lang.pick(
            "지난 주문은 주문번호와 이메일로도 볼 수 있어요.",
            "Past orders can also be found by number and e-mail.",
        ),
        lang.pick(
            "같은 이메일로 언제든 다시 가입할 수 있어요. 그 이메일로 받은 주문은, 회원이 아닐 때 한 주문처럼 새 계정에 모여요.",
            "You can join again with the same e-mail at any time. Orders whose mails went there then come into the new account, as a guest’s do.",
        ),
    ];
    view! {
        <section class="sec" aria-labelledby="stays">
            <h2 id="stays">{lang.pick("법에 따라 남아요", "What the law has us keep")}</h2>
            <p class="mb4">
                {lang.pick(
                    "전자상거래법 시행령 제6조가 거래 기록을 보관하게 해요. 다른 일에는 쓰지 않아요.",
                    "The E-Commerce Act’s decree, article 6, has shops keep records of what was sold. They are used for nothing else.",
                )}
            </p>
            <dl class="rows">{rows}</dl>
            <h3 class="mt5 mb4">{lang.pick("주문은 이렇게 돼요", "What becomes of your orders")}</h3>
            <ul class="points">{points.map(|text| view! { <li>{text}</li> })}</ul>
        </section>
    }
}

#[component]
fn Confirm(lang: Lang, email: String, form: FormView) -> impl IntoView {
    let password_error = error(lang, form.refused.as_ref(), Field::Password);
    view! {
        <section class="sec" aria-labelledby="confirm">
            <h2 id="confirm">{lang.pick("비밀번호를 확인하고 탈퇴해요", "Confirm with your password")}</h2>
            <p class="mb4 mut">{email}</p>
            <form class="form" method="post" action="/api/close_account" novalidate=true>
                <input type="hidden" name="lang" value=lang.tag() />
                <PresentPassword lang error=password_error />
                <p class="row">
                    <button class="btn bad">{lang.pick("탈퇴하기", "Close my account")}</button>
                    <a class="btn q" href=lang.path("/account")>
                        {lang.pick("그대로 두기", "Keep it")}
                    </a>
                </p>
            </form>
        </section>
    }
}
