//! One order of the queue as a row of its table: what it is stands still, what may change of it has an id.

use customer::Permission;
use kernel::{Lang, Time};
use leptos::prelude::*;

use super::forms::may;
use super::parts::{html, of_row};
use super::tab::Tab;
use super::view::QueueRow;
use super::words::when;
use crate::checkout::view::Line;
use crate::ui::Drawing;
use crate::ui::line::{lines_text, option_text};
use crate::ui::time::When;

/// The row.
#[component]
pub(super) fn Row(lang: Lang, tab: Tab, now: Time, row: QueueRow) -> impl IntoView {
    let parts = of_row(lang, tab, may(Permission::Pack), &row);
    let QueueRow { order, number, lines, total, placed_at, .. } = row;
    let id = |name: &str| format!("{name}-{order}");
    let part = |name: &str| html(&parts, &id(name));
    let tick = tab.chooses().then(|| view! { <td id=id("tick") inner_html=part("tick")></td> });
    view! {
        <tr>
            {tick}
            <th scope="row">
                <a href=lang.path(&format!("/seller/orders/{order}")) class="num">
                    {number.to_string()}
                </a>
            </th>
            <td class="opt-n"><Garments lang lines /></td>
            <td class="who" id=id("who") inner_html=part("who")></td>
            <td class="n amt">{total.text(lang)}</td>
            <td class="when"><When at=placed_at text=when(placed_at, now, lang) /></td>
            <td class="st" id=id("st") inner_html=part("st")></td>
            <td class="do" id=id("do") inner_html=part("do")></td>
        </tr>
    }
}

/// The first garment, and how many more are in the box.
#[component]
fn Garments(lang: Lang, lines: Vec<Line>) -> impl IntoView {
    let names = lines_text(lang, &lines);
    lines.into_iter().next().map(|line| {
        let option = option_text(lang, &line);
        view! {
            <div class="item">
                <span class="ground thumb s">
                    <Drawing slug=line.slug dye=line.dye />
                </span>
                <span>{names} <small>{option}</small></span>
            </div>
        }
    })
}
