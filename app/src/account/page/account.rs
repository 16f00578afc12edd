//! The account's own page: who it is, where its orders are, its password and its devices.

use customer::Field;
use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::devices::Devices;
use super::register::NewPassword;
use super::{done, error, refusal};
use crate::account::view::{AccountView, FormView};
use crate::ui::field::TextField;
use crate::ui::frame::{error_title, title};

/// The page.
#[component]
pub fn AccountPage(lang: Lang, view: AccountView) -> impl IntoView {
    let AccountView { name, email, devices, password, notice } = view;
    let heading = lang.pick("내 계정", "Your account");
    let wrong = password.refused.is_some();
    view! {
        <Title text=if wrong { error_title(lang, heading) } else { title(lang, heading) } />
        <div class="wrap page">
            {done(lang, &notice)}
            <h1 class="mb5">{heading}</h1>
            <div class="account">
                <section class="sec" aria-labelledby="who">
                    <h2 id="who">{name}</h2>
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
                <Password lang view=password />
                <Devices lang devices />
            </div>
        </div>
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
                <TextField
                    name="password"
                    label=lang.pick("지금 비밀번호", "Present password")
                    kind="password"
                    autocomplete="current-password"
                    nostrip:error=password_error
                />
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
