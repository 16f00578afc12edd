//! Packing slips: what belongs into each box, large enough to be read at arm's length.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::PaperFrame;
use super::api::{Packed, PaperView, Sheet};
use crate::ui::frame::title;
use crate::ui::line::size_text;
use crate::ui::{Barcode, Drawing, Sprite};

/// The slips, one a sheet of paper.
#[component]
pub fn SlipsPage(lang: Lang, view: PaperView) -> impl IntoView {
    let heading = lang.pick("명세서", "Packing slips");
    let hint = lang.pick(
        "인쇄하면 한 장에 한 주문씩 나와요. 값은 적히지 않아요.",
        "Prints one order a sheet, without prices.",
    );
    let path = format!("/seller/slips{}", view.asked.query());
    let lines = view.orders.iter().flat_map(|order| &order.lines);
    let slugs = lines.map(|packed| packed.line.slug.clone()).collect();
    let slips = view.orders.iter().cloned().map(|order| view! { <Slip lang order /> }).collect_view();
    view! {
        <Title text=title(lang, heading) />
        <Sprite slugs />
        <PaperFrame lang path heading hint view>{slips}</PaperFrame>
    }
}

#[component]
fn Slip(lang: Lang, order: Sheet) -> impl IntoView {
    let Sheet { number, placed_at, recipient, phone, postcode, address, note, lines } = order;
    let pieces: u32 = lines.iter().map(|packed| packed.line.quantity).sum();
    let pieces = match (lang, pieces) {
        (Lang::Ko, pieces) => format!("모두 {pieces}벌"),
        (Lang::En, 1) => "1 piece".to_owned(),
        (Lang::En, pieces) => format!("{pieces} pieces"),
    };
    let (heading, labelled) = (format!("slip-{number}"), format!("slip-{number}"));
    let note = (!note.is_empty()).then(|| {
        view! {
            <dt>{lang.pick("부탁", "Note")}</dt>
            <dd>{note}</dd>
        }
    });
    view! {
        <article class="paper slip" aria-labelledby=labelled>
            <header class="row apart">
                <p class="logo">{lang.pick("한벌", "Hanbeol")}</p>
                <div class="code">
                    <Barcode text=number.as_str() />
                    <h2 class="num" id=heading>{number.to_string()}</h2>
                    <p class="sm num">{placed_at.text(lang)}</p>
                </div>
            </header>
            <dl class="rows num mt5 mb5">
                <dt>{lang.pick("받는 분", "To")}</dt>
                <dd>
                    <b>{recipient}</b>
                    " · "
                    {phone}
                    <br />
                    {postcode}
                    " "
                    {address}
                </dd>
                {note}
            </dl>
            <ul class="packed">
                {lines.into_iter().map(|packed| view! { <Piece lang packed /> }).collect_view()}
            </ul>
            <p class="end mt4"><b>{pieces}</b></p>
        </article>
    }
}

#[component]
fn Piece(lang: Lang, packed: Packed) -> impl IntoView {
    let line = packed.line;
    let (size, dye) = (size_text(lang, &line.size), line.dye_name.get(lang).to_owned());
    view! {
        <li>
            <span class="ground thumb">
                <Drawing slug=line.slug dye=line.dye />
            </span>
            <div>
                <p class="sm">{line.name.get(lang).to_owned()}</p>
                <p class="big">{size}" "<span>{dye}</span></p>
            </div>
            <p class="big num">"× "{line.quantity}</p>
        </li>
    }
}
