//! The account's own page: who it is, where its orders are, its password and its devices.

use customer::Field;
use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::devices::Devices;
use super::register::NewPassword;
use super::{done, error, refusal, title_with};
use crate::account::view::{AccountView, FormView};
use crate::kept::RENAME;
use crate::ui::field::TextField;

/// The page.
#[component]
pub fn AccountPage(lang: Lang, view: AccountView) -> impl IntoView {
    let AccountView { name, email, devices, rename, password, notice } = view;
    let heading = lang.pick("내 계정", "Your account");
    view! {
        <Title text=title_with(lang, heading, &[&rename, &password]) />
        <div class="wrap page">
            {done(lang, &notice)}
            <h1 class="mb5">{heading}</h1>
            <div class="account">
                <section class="sec" aria-labelledby="who">
                    <h2 id="who">{name.clone()}</h2>
                    <p class="mb4 mut">{email}</p>
                    <div class="row">
                        <a class="btn" href=lang.path("/mypage")>
                            {lang.pick("내 주문 보기", "See my orders")}
                        </a>
                        <a class="btn q" href=lang.path("/account/addresses")>
                            {lang.pick("저장한 주소", "Saved addresses")}
                        </a>
                        <form method="post" action="/api/log_out">
                            <input type="hidden" name="lang" value=lang.tag() />
                            <button class="btn q">{lang.pick("로그아웃", "Log out")}</button>
                        </form>
                    </div>
                </section>
                <Rename lang name view=rename />
                <Password lang view=password />
                <Devices lang devices />
                <section class="sec" aria-labelledby="close">
                    <h2 id="close">{lang.pick("회원 탈퇴", "Close the account")}</h2>
                    <p class="mb4">
                        {lang.pick(
                            "언제든 탈퇴할 수 있어요. 무엇이 지워지고 무엇이 남는지 먼저 알려 드려요.",
                            "You can leave at any time. The next page says what goes and what is kept.",
                        )}
                    </p>
                    <a class="btn q" href=lang.path("/account/close")>
                        {lang.pick("회원 탈퇴", "Close the account")}
                    </a>
                </section>
            </div>
        </div>
    }
}

#[component]
fn Rename(lang: Lang, name: String, view: FormView) -> impl IntoView {
    let FormView { refused, now, .. } = view;
    let name_error = error(lang, refused.as_ref(), Field::Name);
    let value = refused.as_ref().map_or(name, |refused| refused.typed("name"));
    view! {
        <section class="sec" aria-labelledby="another-name">
            <h2 id="another-name">{lang.pick("이름 바꾸기", "Change the name")}</h2>
            {refused.as_ref().map(|refused| refusal(lang, refused, now))}
            <form class="form" id=RENAME.id method="post" action="/api/rename_account" novalidate=true>
                <input type="hidden" name="lang" value=lang.tag() />
                <TextField
                    name="name"
                    label=lang.pick("이름", "Name")
                    autocomplete="name"
                    value
                    nostrip:error=name_error
                />
                <p>
                    <button class="btn q">{lang.pick("이름 바꾸기", "Change the name")}</button>
                </p>
            </form>
        </section>
    }
}

#[component]
fn Password(lang: Lang, view: FormView) -> impl IntoView {
    let FormView { refused, now, .. } = view;
    let error = |field| error(lang, refused.as_ref(), field);
    let (password_error, new_error) = (error(Field::Password), error(Field::NewPassword));
    view! {
        <section class="sec" aria-labelledby="change">
            <h2 id="change">{lang.pick("비밀번호 바꾸기", "Change the password")}</h2>
            {refused.as_ref().map(|refused| refusal(lang, refused, now))}
            <form class="form" method="post" action="/api/change_password" novalidate=true>
                <input type="hidden" name="lang" value=lang.tag() />
                <PresentPassword lang error=password_error />
                <NewPassword lang label=lang.pick("새 비밀번호", "New password") error=new_error />
                <p class="hint">
                    {lang.pick("바꾸면 다른 기기에서는 로그아웃돼요.", "Other devices are logged out by this.")}
                </p>
                <p>
                    <button class="btn q">{lang.pick("비밀번호 바꾸기", "Change it")}</button>
                </p>
            </form>
        </section>
    }
}

/// The field for the password that the account has, without which somebody at a browser left open changes nothing.
#[component]
pub(super) fn PresentPassword(
    lang: Lang,
    #[prop(optional_no_strip)] error: Option<&'static str>,
) -> impl IntoView {
    view! {
        <TextField
            name="password"
            label=lang.pick("지금 비밀번호", "Present password")
            kind="password"
            autocomplete="current-password"
            nostrip:error=error
        />
    }
}
