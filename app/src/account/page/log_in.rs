//! The door of an account.

use customer::Field;
use kernel::Lang;
use leptos::prelude::*;

use super::{FormPage, error, with_next};
use crate::account::view::FormView;
use crate::kept::LOG_IN;
use crate::ui::field::TextField;

/// The page to log in.
#[component]
pub fn LogInPage(lang: Lang, view: FormView) -> impl IntoView {
    let email = view.typed("email");
    let error = |field| error(lang, view.refused.as_ref(), field);
    let (email_error, password_error) = (error(Field::Email), error(Field::Password));
    let register = with_next(lang, "/account/register", &view.next);
    let more = view! {
        <ul class="mt4">
            <li>
                <a class="link" href=lang.path("/account/reset")>
                    {lang.pick("비밀번호를 잊었어요", "I forgot my password")}
                </a>
            </li>
            <li>
                <a class="link" href=lang.path("/account/find-order")>
                    {lang.pick("계정 없이 한 주문 찾기", "Find an order made without an account")}
                </a>
            </li>
        </ul>
        <section class="mt7 sec">
            <h2>{lang.pick("처음 오셨나요", "New here")}</h2>
            <p class="mb4">
                {lang.pick(
                    "계정이 있으면 어느 기기에서나 주문을 볼 수 있어요. 없어도 주문할 수 있어요.",
                    "With an account you see your orders on any device. You can order without one, too.",
                )}
            </p>
            <a class="btn q" href=register>
                {lang.pick("계정 만들기", "Make an account")}
            </a>
        </section>
    };
    view! {
        <FormPage
            lang
            heading=lang.pick("로그인", "Log in")
            action="/api/log_in"
            id=LOG_IN.id
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
                name="password"
                label=lang.pick("비밀번호", "Password")
                kind="password"
                autocomplete="current-password"
                nostrip:error=password_error
            />
            <p>
                <button class="btn wide">{lang.pick("로그인하기", "Log in")}</button>
            </p>
        </FormPage>
    }
}
