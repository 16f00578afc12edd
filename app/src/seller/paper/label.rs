//! Address labels: eight on a sheet of A4.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::PaperFrame;
use super::api::{PaperView, Sheet};
use crate::ui::Barcode;
use crate::ui::frame::title;

/// The labels.
#[component]
pub fn LabelsPage(lang: Lang, view: PaperView) -> impl IntoView {
    let heading = lang.pick("주소 라벨", "Address labels");
    let hint = lang.pick("인쇄하면 A4 한 장에 여덟 장씩 나와요.", "Prints eight on a sheet of A4.");
    let path = format!("/seller/labels{}", view.asked.query());
    let labels = view.orders.iter().cloned().map(|order| view! { <Label order /> }).collect_view();
    let list = (!view.orders.is_empty()).then(|| view! { <ul class="labels">{labels}</ul> });
    view! {
        <Title text=title(lang, heading) />
        <PaperFrame lang path heading hint view>{list}</PaperFrame>
    }
}

#[component]
fn Label(order: Sheet) -> impl IntoView {
    let Sheet { number, recipient, phone, postcode, address, note, .. } = order;
    view! {
        <li class="paper">
            <p class="big num">{postcode}</p>
            <p>{address}</p>
            <p><b class="big">{recipient}</b>" "<span class="num">{phone}</span></p>
            {(!note.is_empty()).then(|| view! { <p class="sm">{note}</p> })}
            <div class="code">
                <Barcode text=number.as_str() />
                <p class="sm num">{number.to_string()}</p>
            </div>
        </li>
    }
}
