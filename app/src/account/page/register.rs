//! Making an account.

use customer::Field;
use kernel::Lang;
use leptos::prelude::*;

use super::{FormPage, error, with_next};
use crate::account::view::FormView;
use crate::ui::field::TextField;

/// The page to make an account.
#[component]
pub fn RegisterPage(lang: Lang, view: FormView) -> impl IntoView {
    let (email, name) = (view.typed("email"), view.typed("name"));
    let error = |field| error(lang, view.refused.as_ref(), field);
    let (email_error, name_error, password_error) =
        (error(Field::Email), error(Field::Name), error(Field::NewPassword));
    let log_in = with_next(lang, "/account/log-in", &view.next);
    let more = view! {
        <p class="mt5">
            <a class="link" href=log_in>
                {lang.pick("이미 계정이 있어요", "I have an account")}
            </a>
        </p>
    };
    view! {
        <FormPage
            lang
            heading=lang.pick("계정 만들기", "Make an account")
            action="/api/register"
            view
            more=more.into_any()
        >
            <TextField
                name="email"
                label=lang.pick("이메일", "E-mail")
                kind="email"
                autocomplete="username"
                value=email
                nostrip:error=email_error
            />
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
