//! The mails of an order at the desk, and those that did not go out.

use customer::Permission;
use kernel::Lang;
use leptos::prelude::*;

use super::forms::Post;
use super::view::{LetterView, MailView};
use crate::mails::words::{kind_word, state_word};
use crate::ui::badge::Chip;
use crate::ui::time::When;

/// What was written to the buyer of an order, oldest first; nothing where nothing was.
#[component]
pub(super) fn Letters(lang: Lang, letters: Vec<LetterView>) -> impl IntoView {
    if letters.is_empty() {
        return ().into_any();
    }
    let lines = letters.into_iter().map(|letter| view! { <Letter lang letter /> }).collect_view();
    view! {
        <section class="sec" aria-labelledby="mails">
            <h2 id="mails">{lang.pick("주문한 분에게 보낸 메일", "Mails to the buyer")}</h2>
            <ul class="letters">{lines}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn Letter(lang: Lang, letter: LetterView) -> impl IntoView {
    let LetterView { letter, order, kind, state, at, due, said, again } = letter;
    let (thread, word) = state_word(&state, lang);
    let kind = kind_word(&kind, lang);
    let when = match (due, lang) {
        (true, Lang::Ko) => format!("{}에 보내요", at.text(lang)),
        (true, Lang::En) => format!("goes out {}", at.text(lang)),
        (false, _) => at.text(lang),
    };
    let again = again.then_some(order).flatten().map(|(order, _)| {
        view! {
            <Post lang asks=Permission::Recover action="/api/send_letter_again">
                <input type="hidden" name="order" value=order.to_string() />
                <input type="hidden" name="letter" value=letter.to_string() />
                <button class="btn q s">
                    {lang.pick("다시 보내기", "Send again")}
                    <span class="vh">" "{kind}</span>
                </button>
            </Post>
        }
    });
    view! {
        <li>
            <div>
                <p class="row">
                    <b>{kind}</b>
                    <Chip thread text=word />
                </p>
                {said.map(|said| view! { <p class="err">{said}</p> })}
                <p class="xs mut">
                    <When at text=when />
                </p>
            </div>
            {again}
        </li>
    }
}

/// Whether mail goes out, and which letters did not. Said only when something is wrong.
#[component]
pub(super) fn MailStanding(lang: Lang, mail: MailView) -> impl IntoView {
    let MailView { sends, waiting, oldest, failed } = mail;
    if failed.is_empty() && waiting == 0 {
        return ().into_any();
    }
    let waits = (waiting > 0).then(|| {
        let count = match lang {
            Lang::Ko => format!("메일 {waiting}통이 나가기를 기다려요."),
            Lang::En => format!("Mails waiting to go out: {waiting}."),
        };
        let why = if sends {
            lang.pick(
                " 메일 서버가 받으면 저절로 나가요.",
                " They go out by themselves once the mail server takes them.",
            )
        } else {
            lang.pick(" 메일 서버를 정해 두지 않았어요.", " No mail server is configured.")
        };
        let since = oldest.map(|oldest| {
            view! {
                " "
                <span class="xs mut">
                    <When at=oldest text=oldest.text(lang) />
                    {lang.pick("부터", " on")}
                </span>
            }
        });
        view! { <p>{count}{why}{since}</p> }
    });
    let failed = (!failed.is_empty()).then(|| {
        let line = |letter: LetterView| {
            let order = letter.order.clone().map(|(order, number)| {
                view! {
                    <a class="link num" href=lang.path(&format!("/seller/orders/{order}"))>
                        {number}
                    </a>
                    " "
                }
            });
            view! {
                <li>
                    <p>
                        {order}
                        {kind_word(&letter.kind, lang)}
                        {letter.said.map(|said| view! { <span class="err">" "{said}</span> })}
                    </p>
                    <span class="xs mut">
                        <When at=letter.at text=letter.at.text(lang) />
                    </span>
                </li>
            }
        };
        view! { <ul class="letters">{failed.into_iter().map(line).collect_view()}</ul> }
    });
    view! {
        <section class="sec" aria-labelledby="mail">
            <h2 id="mail">{lang.pick("나가지 않은 메일", "Mail that did not go out")}</h2>
            {waits}
            {failed}
        </section>
    }
    .into_any()
}
