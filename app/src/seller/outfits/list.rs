//! The outfits, in the order of the lookbook, those that are not shown too.

use customer::Permission;
use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::view::{OutfitRow, OutfitsView, Shown, recoloured_text};
use crate::seller::forms::may;
use crate::seller::frame::DeskFrame;
use crate::seller::stock::Goods;
use crate::shop::page::Lay;
use crate::ui::Sprite;
use crate::ui::badge::{Chip, Thread};
use crate::ui::frame::title;

/// The outfits.
#[component]
pub fn OutfitsPage(lang: Lang, view: OutfitsView) -> impl IntoView {
    let rows = view.rows;
    let heading = lang.pick("한 벌", "Outfits");
    let slugs = rows.iter().flat_map(|row| row.outfit.slugs()).collect();
    let table = if rows.is_empty() {
        let none = lang.pick(
            "아직 한 벌이 없어요. 만들면 첫 화면에 보여요.",
            "No outfits yet. The first that you add opens the home page.",
        );
        view! { <p class="mt6">{none}</p> }.into_any()
    } else {
        view! { <Rows lang rows /> }.into_any()
    };
    view! {
        <Title text=title(lang, heading) />
        <Sprite slugs />
        <DeskFrame lang path="/seller/outfits">
            <Goods lang here="/seller/outfits" />
            <div class="row apart base mt4 mb4">
                <h1>{heading}</h1>
                {may(Permission::Goods)
                    .then(|| {
                        view! {
                            <a class="btn s" href=lang.path("/seller/outfits/new")>
                                {lang.pick("새 한 벌 만들기", "Add an outfit")}
                            </a>
                        }
                    })}
            </div>
            {table}
        </DeskFrame>
    }
}

#[component]
fn Rows(lang: Lang, rows: Vec<OutfitRow>) -> impl IntoView {
    let head = [lang.pick("순서", "Place"), lang.pick("옷", "Pieces")];
    let rows = (1..).zip(rows).map(|(place, it)| row(lang, head, place, it)).collect_view();
    view! {
        <table class="tbl cards shelf">
            <caption class="vh">{lang.pick("첫 화면의 순서대로", "In the order of the home page")}</caption>
            <thead>
                <tr>
                    <th scope="col">{lang.pick("한 벌", "Outfit")}</th>
                    <th scope="col" class="n">{head[0]}</th>
                    <th scope="col">{head[1]}</th>
                    <th scope="col">{lang.pick("상태", "State")}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(lang: Lang, head: [&'static str; 2], place: usize, row: OutfitRow) -> impl IntoView {
    let OutfitRow { outfit, shown, recoloured } = row;
    let pieces = outfit.pieces.iter().map(|piece| piece.name.get(lang)).collect::<Vec<_>>().join(", ");
    let name = outfit.name.get(lang).to_owned();
    let page = lang.path(&format!("/seller/outfits/{}", outfit.slug));
    view! {
        <tr>
            <th scope="row">
                <a class="item" href=page>
                    <span class="laid">
                        <Lay outfit hero=false />
                    </span>
                    <span>{name}</span>
                </a>
            </th>
            <td class="n num" data-label=head[0]>{place}</td>
            <td data-label=head[1]>
                {pieces}
                {recoloured_text(lang, &recoloured).map(|text| view! { <span class="hint">{text}</span> })}
            </td>
            <td><State lang shown /></td>
        </tr>
    }
}

#[component]
fn State(lang: Lang, shown: Shown) -> impl IntoView {
    let (thread, text) = match shown {
        Shown::ThisWeek => (Thread::Go, lang.pick("이번 주 한 벌", "This week’s")),
        Shown::InLookbook => (Thread::Go, lang.pick("보이는 중", "Shown")),
        Shown::Waits => (Thread::Stop, lang.pick("내린 옷이 있음", "A piece is hidden")),
        Shown::Bare => (Thread::Stop, lang.pick("옷을 모두 내림", "All pieces are hidden")),
        Shown::Hidden => (Thread::Off, lang.pick("내림", "Hidden")),
    };
    view! { <Chip thread text /> }
}
