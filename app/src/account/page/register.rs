//! Making an account: the address first, and by the link that is mailed there the rest. The page says the same of an address
//! that has an account.

use customer::Field;
use kernel::Lang;
use leptos::prelude::*;

use super::links::over;
use super::{FormPage, error, with_next};
use crate::account::view::{FormView, LinkView};
use crate::kept::{ASK_TO_REGISTER, REGISTER};
use crate::ui::field::TextField;

/// The page to make an account.
#[component]
pub fn RegisterPage(lang: Lang, view: LinkView) -> impl IntoView {
    let heading = lang.pick("계정 만들기", "Make an account");
    match view {
        LinkView { token, form, .. } if token.is_empty() => {
            view! { <AskToRegister lang heading view=form /> }.into_any()
        }
        LinkView { token, email: Some(email), form } => {
            view! { <Register lang heading token email view=form /> }.into_any()
        }
        LinkView { email: None, .. } => over(
            lang,
            heading,
            lang.pick(
                "이미 썼거나, 한 시간이 지났거나, 그 뒤에 탈퇴했어요. 계정을 만들었다면 로그인해 주세요. 아니면 메일을 다시 받아 주세요.",
                "It was used, its hour is over, or the account was closed since. If you have an account, log in. If not, ask for another letter.",
            ),
            "/account/register",
            lang.pick("메일 다시 받기", "Send another"),
        )
        .into_any(),
    }
}

#[component]
fn AskToRegister(lang: Lang, heading: &'static str, view: FormView) -> impl IntoView {
    let email = view.typed("email");
    let email_error = error(lang, view.refused.as_ref(), Field::Email);
    let log_in = with_next(lang, "/account/log-in", &view.next);
    // Nobody who is about to order waits for a letter.
    let open = !view.next.is_empty() && !Lang::of_path(&view.next).1.starts_with("/account");
    let go_on = open.then(|| {
        view! {
            <li>
                <a class="link" href=view.next.clone()>
                    {lang.pick("계정 없이 계속하기", "Go on without an account")}
                </a>
            </li>
        }
    });
    let more = view! {
        <ul class="mt5">
            {go_on}
            <li>
                <a class="link" href=log_in>
                    {lang.pick("이미 계정이 있어요", "I have an account")}
                </a>
            </li>
        </ul>
    };
    view! {
        <FormPage lang heading action="/api/ask_to_register" id=ASK_TO_REGISTER.id view more=more.into_any()>
            <TextField
                name="email"
                label=lang.pick("이메일", "E-mail")
                hint=lang.pick(
                    "링크를 보내 드려요. 누르면 비밀번호를 정하고, 이 주소로 한 주문도 계정에 모여요.",
                    "We send a link. It leads to your password, and orders with this address come into the account.",
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

/// What the letter's link leads to. Opening it uses nothing up: mail programs open links by themselves.
#[component]
fn Register(
    lang: Lang,
    heading: &'static str,
    token: String,
    email: String,
    view: FormView,
) -> impl IntoView {
    let name = view.typed("name");
    let error = |field| error(lang, view.refused.as_ref(), field);
    let (name_error, password_error) = (error(Field::Name), error(Field::NewPassword));
    view! {
        <FormPage lang heading action="/api/register" id=REGISTER.id view>
            <input type="hidden" name="token" value=token />
            <p>
                <b>{email}</b>
            </p>
            <TextField
                name="name"
                label=lang.pick("이름", "Name")
                autocomplete="name"
                value=name
                nostrip:error=name_error
            />
            <NewPassword lang label=lang.pick("비밀번호", "Password") error=password_error />
            <p>
                <button class="btn wide">{lang.pick("계정 만들기", "Make the account")}</button>
            </p>
        </FormPage>
    }
}

/// The field for a password that somebody chooses.
#[component]
pub(super) fn NewPassword(
    lang: Lang,
    label: &'static str,
    #[prop(optional_no_strip)] error: Option<&'static str>,
) -> impl IntoView {
    view! {
        <TextField
            name="new_password"
            label
            hint=lang.pick(
                "열 자 이상. 낱말 몇 개를 이으면 외우기 쉽고 맞히기 어려워요.",
                "Ten characters or more. A few words in a row are easy to keep and hard to guess.",
            )
            kind="password"
            autocomplete="new-password"
            nostrip:error=error
        />
    }
}
