//! The page of a demo shop's mails.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::view::{MailView, MailsView};
use super::words::state_word;
use crate::ui::badge::Chip;
use crate::ui::field::TextField;
use crate::ui::frame::title;
use crate::ui::time::When;

/// Every mail, newest first.
#[component]
pub fn MailsPage(lang: Lang, view: MailsView) -> impl IntoView {
    let name = lang.pick("이 가게의 메일", "This shop’s mails");
    let MailsView { address, mails } = view;
    let body = if mails.is_empty() {
        view! { <p class="mut">{nothing(&address, lang)}</p> }.into_any()
    } else {
        let mails = mails.into_iter().map(|mail| view! { <Mail lang mail /> }).collect_view();
        view! { <ul class="mails">{mails}</ul> }.into_any()
    };
    view! {
        <Title text=title(lang, name) />
        <div class="wrap page">
            <div class="state mt4 mb6">
                <h1>{name}</h1>
                <p>
                    {lang.pick(
                        "시험 가게는 메일을 보내지 않고 여기에 보여 드려요.",
                        "A demo shop sends no mail. It shows here what it would send.",
                    )}
                </p>
            </div>
            <form class="form mb6" role="search" action=lang.path("/mails")>
                <TextField
                    name="to"
                    label=lang.pick("받는 주소", "Address")
                    value=address
                    hint=lang.pick("일부만 적어도 찾아요", "A part of it is enough")
                    inputmode="email"
                />
                <p>
                    <button class="btn q">{lang.pick("찾기", "Find")}</button>
                </p>
            </form>
            {body}
        </div>
    }
}

/// Nothing yet, or nothing found.
fn nothing(address: &str, lang: Lang) -> String {
    match lang {
        _ if address.is_empty() => lang
            .pick("아직 메일이 없어요. 옷을 주문하면 와요.", "No mail yet. Order something and it comes.")
            .to_owned(),
        Lang::Ko => format!("“{address}”에 온 메일이 없어요."),
        Lang::En => format!("No mail to “{address}”."),
    }
}

#[component]
fn Mail(lang: Lang, mail: MailView) -> impl IntoView {
    let MailView { id, to, subject, text, state, due, since } = mail;
    let (thread, word) = state_word(&state, lang);
    let at = due.unwrap_or(since);
    let when = match (due, lang) {
        (Some(due), Lang::Ko) => format!("{}에 보내요", due.text(lang)),
        (Some(due), Lang::En) => format!("goes out {}", due.text(lang)),
        (None, _) => since.text(lang),
    };
    view! {
        <li>
            <h2>{subject.clone()}</h2>
            <p class="row sm mut num">
                <Chip thread text=word />
                <span>{to}</span>
                <When at text=when />
            </p>
            <details class="fold">
                <summary>
                    {lang.pick("글로 보기", "As text")}
                    <span class="vh">" "{subject.clone()}</span>
                </summary>
                <pre class="mail-text">{text}</pre>
            </details>
            <p>
                <a class="link" href=lang.path(&format!("/mails/{id}")) target="_blank">
                    {lang.pick("받은 모습 보기 (새 탭)", "As it arrives (new tab)")}
                    <span class="vh">" "{subject}</span>
                </a>
            </p>
        </li>
    }
}
