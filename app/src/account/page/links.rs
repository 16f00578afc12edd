//! The pages of links in letters, of asking for one, and of finding an order without an account.

use customer::Field;
use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::register::NewPassword;
use super::{FormPage, error};
use crate::account::view::{FormView, LinkView};
use crate::kept::{ASK_TO_RESET, FIND_ORDER};
use crate::ui::field::TextField;
use crate::ui::frame::title;

/// Setting a password anew: the letter, and what its link leads to.
#[component]
pub fn ResetPage(lang: Lang, view: LinkView) -> impl IntoView {
    let heading = lang.pick("비밀번호 새로 정하기", "Set a new password");
    match view {
        LinkView { token, form, .. } if token.is_empty() => {
            view! { <AskToReset lang heading view=form /> }.into_any()
        }
        LinkView { token, email: Some(email), form } => {
            let new_error = error(lang, form.refused.as_ref(), Field::NewPassword);
            view! {
                <FormPage lang heading action="/api/reset_password" view=form>
                    <input type="hidden" name="token" value=token />
                    <p>
                        <b>{email}</b>
                    </p>
                    <NewPassword lang label=lang.pick("새 비밀번호", "New password") error=new_error />
                    <p class="hint">
                        {lang.pick(
                            "정하면 모든 기기에서 로그아웃돼요.",
                            "All devices are logged out by this.",
                        )}
                    </p>
                    <p>
                        <button class="btn wide">{lang.pick("비밀번호 정하기", "Set it")}</button>
                    </p>
                </FormPage>
            }
            .into_any()
        }
        LinkView { email: None, .. } => over(
            lang,
            heading,
            lang.pick(
                "이미 썼거나, 한 시간이 지났거나, 그 뒤에 탈퇴한 계정의 링크예요. 이 링크로 바뀐 것은 없어요. 계정이 있다면 메일을 다시 받아 주세요.",
                "It was used, its hour is over, or the account was closed since. Nothing was changed by it. If you have an account, ask for another letter.",
            ),
            "/account/reset",
            lang.pick("메일 다시 받기", "Send another"),
        )
        .into_any(),
    }
}

#[component]
fn AskToReset(lang: Lang, heading: &'static str, view: FormView) -> impl IntoView {
    let email = view.typed("email");
    let email_error = error(lang, view.refused.as_ref(), Field::Email);
    view! {
        <FormPage lang heading action="/api/ask_to_reset" id=ASK_TO_RESET.id view>
            <TextField
                name="email"
                label=lang.pick("이메일", "E-mail")
                hint=lang.pick(
                    "계정이 있으면 한 시간 동안 쓸 수 있는 링크를 보내 드려요.",
                    "If there is an account, we send a link that works for an hour.",
                )
                kind="email"
                autocomplete="username"
                value=email
                nostrip:error=email_error
            />
            <p>
                <button class="btn wide">{lang.pick("메일 받기", "Send the letter")}</button>
            </p>
        </FormPage>
    }
}

/// A link that was used, is over, or ended with its account: which of them is nobody's business.
pub(super) fn over(
    lang: Lang,
    heading: &'static str,
    text: &'static str,
    path: &'static str,
    next: &'static str,
) -> impl IntoView {
    view! {
        <Title text=title(lang, heading) />
        <div class="wrap page">
            <div class="state mt4 mb6">
                <h1>{lang.pick("이 링크는 이제 쓸 수 없어요", "This link no longer works")}</h1>
                <p>{text}</p>
            </div>
            <p>
                <a class="btn" href=lang.path(path)>
                    {next}
                </a>
            </p>
        </div>
    }
}

/// An order for somebody without an account, by its number and mail address.
#[component]
pub fn FindOrderPage(lang: Lang, view: FormView) -> impl IntoView {
    let (number, email) = (view.typed("number"), view.typed("email"));
    let error = |field| error(lang, view.refused.as_ref(), field);
    let (number_error, email_error) = (error(Field::Number), error(Field::Email));
    view! {
        <FormPage
            lang
            heading=lang.pick("주문 찾기", "Find an order")
            action="/api/find_order"
            id=FIND_ORDER.id
            view
        >
            <TextField
                name="number"
                label=lang.pick("주문번호", "Order number")
                hint=lang.pick("주문 메일에 있어요. 예: 261123-7K4M2", "It is in our mail, like 261123-7K4M2.")
                class="in num"
                value=number
                nostrip:error=number_error
            />
            <TextField
                name="email"
                label=lang.pick("주문할 때 쓴 이메일", "The e-mail you ordered with")
                kind="email"
                autocomplete="email"
                value=email
                nostrip:error=email_error
            />
            <p>
                <button class="btn wide">{lang.pick("주문 보기", "See the order")}</button>
            </p>
        </FormPage>
    }
}
