//! The garments, in the order of the shelf, those that are not sold too.

use customer::Permission;
use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::view::{GarmentRow, GarmentsView};
use crate::seller::forms::may;
use crate::seller::frame::DeskFrame;
use crate::seller::notice::Notice;
use crate::seller::stock::{Find, Goods};
use crate::ui::Sprite;
use crate::ui::badge::{Chip, Thread};
use crate::ui::drawing::Thumb;

/// The garments.
#[component]
pub fn GarmentsPage(lang: Lang, view: GarmentsView) -> impl IntoView {
    let GarmentsView { rows, categories, filter, notice } = view;
    let notice = notice.as_deref().and_then(|code| Notice::parse(code, lang));
    let heading = lang.pick("옷", "Garments");
    let slugs = rows.iter().map(|row| row.slug.clone()).collect();
    let table = if rows.is_empty() {
        view! { <p class="mt6">{lang.pick("그런 옷이 없어요. 다른 말로 찾아 보세요.", "No such garment. Try other words.")}</p> }
            .into_any()
    } else {
        view! { <Rows lang rows /> }.into_any()
    };
    view! {
        <Title text=Notice::title(notice, heading, lang) />
        <Sprite slugs />
        <DeskFrame lang path="/seller/garments">
            <Goods lang here="/seller/garments" />
            <div class="row apart base mt4">
                <h1>{heading}</h1>
                {may(Permission::Goods)
                    .then(|| {
                        view! {
                            <a class="btn s" href=lang.path("/seller/garments/new")>
                                {lang.pick("새 옷 올리기", "Add a garment")}
                            </a>
                        }
                    })}
            </div>
            {notice.map(|notice| notice.view(lang))}
            <Find lang action="/seller/garments" categories filter low=false />
            {table}
        </DeskFrame>
    }
}

#[component]
fn Rows(lang: Lang, rows: Vec<GarmentRow>) -> impl IntoView {
    let head = [
        lang.pick("종류", "Category"),
        lang.pick("값", "Price"),
        lang.pick("색과 사이즈", "Colours and sizes"),
    ];
    view! {
        <table class="tbl cards shelf">
            <caption class="vh">{lang.pick("거는 순서대로", "In the order of the shelf")}</caption>
            <thead>
                <tr>
                    <th scope="col">{lang.pick("옷", "Garment")}</th>
                    <th scope="col">{head[0]}</th>
                    <th scope="col" class="n">{head[1]}</th>
                    <th scope="col">{head[2]}</th>
                    <th scope="col">{lang.pick("상태", "State")}</th>
                </tr>
            </thead>
            <tbody>{rows.into_iter().map(|it| row(lang, head, it)).collect_view()}</tbody>
        </table>
    }
}

fn row(lang: Lang, head: [&'static str; 3], row: GarmentRow) -> impl IntoView {
    let GarmentRow { slug, name, dye, category, price, dyes, sizes, hidden, .. } = row;
    let (thread, state) = if hidden {
        (Thread::Off, lang.pick("내림", "Hidden"))
    } else {
        (Thread::Go, lang.pick("파는 중", "Sold"))
    };
    view! {
        <tr>
            <th scope="row">
                <a class="item" href=lang.path(&format!("/seller/garments/{slug}"))>
                    <Thumb slug=slug.clone() dye />
                    <span>{name.get(lang).to_owned()}</span>
                </a>
            </th>
            <td data-label=head[0]>{category.get(lang).to_owned()}</td>
            <td class="n num" data-label=head[1]>{price.text(lang)}</td>
            <td class="num" data-label=head[2]>{format!("{dyes} × {sizes}")}</td>
            <td><Chip thread text=state /></td>
        </tr>
    }
}
