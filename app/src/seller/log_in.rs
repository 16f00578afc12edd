//! The seller's door: a one-time link that is confirmed with a click, or a password.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::forms::Post;
use super::frame::DeskFrame;
use super::view::LogInView;
use crate::ui::field::{ErrorSummary, TextField};
use crate::ui::frame::{error_title, title};

/// The log-in page.
///
/// Opening a link does not follow it: mail programs open links by themselves and would use it up.
#[component]
pub fn LogInPage(lang: Lang, view: LogInView) -> impl IntoView {
    let LogInView { token, error, email, wait_seconds, next } = view;
    let heading = lang.pick("로그인", "Log in");
    let remedy = error.as_deref().map(|error| remedy(error, lang));
    let document = if remedy.is_some() { error_title(lang, heading) } else { title(lang, heading) };
    let wait = (error.as_deref() == Some("wait")).then(|| view! { <Wait lang seconds=wait_seconds /> });
    let summary = remedy.filter(|_| wait.is_none()).map(|remedy| {
        view! { <ErrorSummary lang errors=vec![("password", remedy)] /> }
    });
    let way_in = match token.filter(|_| remedy.is_none()) {
        Some(token) => view! { <ByLink lang token /> }.into_any(),
        None => view! { <ByPassword lang email error=remedy /> }.into_any(),
    };
    view! {
        <Title text=document />
        <DeskFrame lang path="/seller/log-in" signed_in=false>
            <div class="narrow form">
                <h1>{heading}</h1>
                {wait}
                {summary}
                <Post lang action="/api/sign_in" class="form">
                    <input type="hidden" name="next" value=next />
                    {way_in}
                </Post>
            </div>
        </DeskFrame>
    }
}

/// It was tried too often.
#[component]
fn Wait(lang: Lang, seconds: i64) -> impl IntoView {
    let text = match lang {
        Lang::Ko => format!("{seconds}초 뒤에 다시 해 보세요."),
        Lang::En => format!("Try again in {seconds} seconds."),
    };
    view! {
        <section class="sum" tabindex="-1" autofocus=true aria-labelledby="waits">
            <h2 id="waits">{lang.pick("여러 번 해 봐서 잠깐 멈췄어요", "Too many tries, so we paused")}</h2>
            <p>{text}</p>
        </section>
    }
}

/// What to do after a refused try.
fn remedy(error: &str, lang: Lang) -> &'static str {
    match error {
        "link_used" => lang.pick(
            "이 링크는 이미 썼어요. 비밀번호로 들어오거나 새 링크를 받아 주세요",
            "This link was used. Use the password, or ask for a new link",
        ),
        _ => lang.pick("이메일과 비밀번호를 다시 살펴 주세요", "Check the e-mail and the password"),
    }
}

#[component]
fn ByLink(lang: Lang, token: String) -> impl IntoView {
    view! {
        <p class="mut">{lang.pick(
            "한 번만 쓸 수 있는 링크예요. 이미 썼으면 비밀번호로 들어오거나 새 링크를 받아 주세요.",
            "This link works once. If it was used, use the password, or ask for a new link.",
        )}</p>
        <input type="hidden" name="token" value=token />
        <p>
            <button class="btn">{lang.pick("주문 보러 가기", "Go to the orders")}</button>
        </p>
    }
}

#[component]
fn ByPassword(lang: Lang, email: String, error: Option<&'static str>) -> impl IntoView {
    view! {
        <TextField
            name="email"
            label=lang.pick("이메일", "E-mail")
            hint=lang.pick("초대받은 주소예요. 주인은 비워 두세요.", "The one you were invited with. The owner leaves it empty.")
            kind="email"
            autocomplete="username"
            value=email
        />
        <TextField
            name="password"
            label=lang.pick("비밀번호", "Password")
            nostrip:error=error
            kind="password"
            autocomplete="current-password"
        />
        <p>
            <button class="btn">{lang.pick("로그인하기", "Log in")}</button>
        </p>
    }
}
