//! A variant's ledger: all that ever moved its pieces, newest first.

use kernel::{Lang, grouped};
use leptos::prelude::*;
use leptos_meta::Title;

use super::view::{LedgerLine, LedgerView};
use super::words::{movement, pieces, signed};
use crate::seller::frame::DeskFrame;
use crate::ui::frame::title;
use crate::ui::line::size_text;
use crate::ui::time::When;

/// The ledger of one variant.
#[component]
pub fn LedgerPage(lang: Lang, view: LedgerView) -> impl IntoView {
    let LedgerView { slug, name, dye, size, on_hand, held, lines, next } = view;
    let heading = format!("{} {} {}", name.get(lang), dye.name.get(lang), size_text(lang, &size));
    let path = format!("/seller/stock/{slug}/{}/{size}", dye.key);
    let next = next.map(|next| lang.path(&format!("{path}?before={next}")));
    let (on_hand, held, free) = (grouped(on_hand), grouped(held), grouped(on_hand - held));
    let standing = match lang {
        Lang::Ko => format!("있는 {on_hand} · 잡힌 {held} · 팔 수 있는 {free}"),
        Lang::En => format!("{on_hand} on hand · {held} held · {free} free"),
    };
    view! {
        <Title text=title(lang, &heading) />
        <DeskFrame lang path>
            <a class="crumb mut" href=lang.path(&format!("/seller/stock/{slug}"))>
                {name.get(lang).to_owned()}
            </a>
            <h1>{heading}</h1>
            <p class="mut num mb5">{standing}</p>
            <Lines lang lines />
            {next.map(|next| {
                view! {
                    <p class="mt5">
                        <a class="btn q" href=next>
                            {lang.pick("그 전 것", "Earlier")}
                        </a>
                    </p>
                }
            })}
        </DeskFrame>
    }
}

#[component]
fn Lines(lang: Lang, lines: Vec<LedgerLine>) -> impl IntoView {
    if lines.is_empty() {
        return view! { <p>{lang.pick("그 전에는 움직인 것이 없어요.", "Nothing moved before that.")}</p> }
            .into_any();
    }
    let head = [lang.pick("바뀐 수", "Change"), lang.pick("그 뒤 있는 수", "On hand after")];
    view! {
        <table class="tbl cards">
            <caption class="vh">{lang.pick("움직인 기록", "Movements")}</caption>
            <thead>
                <tr>
                    <th scope="col">{lang.pick("무슨 일", "What")}</th>
                    <th scope="col">{lang.pick("언제", "When")}</th>
                    {head.map(|word| view! { <th scope="col" class="n">{word}</th> }).collect_view()}
                    <th scope="col">{lang.pick("누가, 왜", "Who, and why")}</th>
                </tr>
            </thead>
            <tbody>{lines.into_iter().map(|line| row(lang, head, line)).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

fn row(lang: Lang, head: [&'static str; 2], line: LedgerLine) -> impl IntoView {
    let LedgerLine { at, what, difference, on_hand, order, by_hand, note } = line;
    let who = match order {
        Some((order, number)) => view! {
            <a class="link num" href=lang.path(&format!("/seller/orders/{order}"))>
                {number.to_string()}
            </a>
        }
        .into_any(),
        None => by_hand.map_or_else(|| "–".to_owned(), |who| who.get(lang).to_owned()).into_any(),
    };
    view! {
        <tr>
            <th scope="row">{movement(&what, lang)}</th>
            <td><When at text=at.text(lang) /></td>
            <td class="n num" data-label=head[0]>{signed(difference)}</td>
            <td class="n num" data-label=head[1]>{pieces(on_hand, lang)}</td>
            <td data-label=lang.pick("누가, 왜", "Who, and why")>
                <span>{who} {(!note.is_empty()).then(|| format!(" · {note}"))}</span>
            </td>
        </tr>
    }
}
