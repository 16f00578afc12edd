//! One order of the queue as a row of its table. It is made once; what may change of it changes in place.

use kernel::{Lang, OrderId, Time};
use leptos::html;
use leptos::prelude::*;

use super::tab::Tab;
use super::view::{QueueRow, Stage};
use super::words::{late_word, when};
use crate::checkout::view::Line;
use crate::ui::Drawing;
use crate::ui::badge::{Chip, Thread};
use crate::ui::line::{lines_text, option_text};
use crate::ui::time::When;

/// A row that follows its order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Followed {
    pub(super) order: OrderId,
    pub(super) row: RwSignal<QueueRow>,
    /// Whether its box is ticked. The box itself is never written to, so that a choice survives every update.
    ticked: RwSignal<bool>,
}

impl Followed {
    pub(super) fn new(row: QueueRow) -> Self {
        Self { order: row.order, row: RwSignal::new(row), ticked: RwSignal::new(false) }
    }

    /// Whether the button below the table is going to take it along.
    pub(super) fn chosen(self, tab: Tab) -> bool {
        self.ticked.get() && self.row.with(|row| tab.takes(row.stage))
    }
}

/// The row.
#[component]
pub(super) fn Row(lang: Lang, tab: Tab, now: Time, followed: Followed) -> impl IntoView {
    let row = followed.row;
    let QueueRow { order, number, lines, total, placed_at, .. } = row.get_untracked();
    let number = number.to_string();
    let page = lang.path(&format!("/seller/orders/{order}"));
    let stage = Memo::new(move |_| row.with(|row| row.stage));
    let late = Memo::new(move |_| row.with(|row| row.late));
    let gone = move || stage.get() == Stage::Cancelled;
    let tick = tab.chooses().then(|| view! { <Tick lang tab number=number.clone() followed stage /> });
    let step = Step { lang, order: order.to_string(), number: number.clone(), page: page.clone() };
    view! {
        <tr class:gone=gone>
            {tick}
            <th scope="row"><a href=page class="num">{number}</a></th>
            <td class="opt-n"><Garments lang lines /></td>
            <td class="who">
                {move || row.with(|row| row.recipient.clone())}
                <small>{move || row.with(|row| row.district.clone())}</small>
            </td>
            <td class="n amt">{total.text(lang)}</td>
            <td class="when"><When at=placed_at text=when(placed_at, now, lang) /></td>
            <td class="st">
                {move || view! { <Chip thread=stage.get().thread() text=stage.get().word(lang) /> }}
                {move || late.get().then(|| view! { <Chip thread=Thread::Stop text=late_word(lang) /> })}
            </td>
            <td class="do">{move || step.after(stage.get())}</td>
        </tr>
    }
}

/// The box that chooses the row, for as long as there is something to do with it.
#[component]
fn Tick(lang: Lang, tab: Tab, number: String, followed: Followed, stage: Memo<Stage>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    // A browser that came back to the page has ticked it already.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            followed.ticked.set(input.checked());
        }
    });
    view! {
        <td>
            <label class="tick">
                <input
                    node_ref=input
                    type="checkbox"
                    name="orders[]"
                    value=followed.order.to_string()
                    disabled=move || !tab.takes(stage.get())
                    on:change=move |event| followed.ticked.set(event_target_checked(&event))
                />
                <span class="vh">{number}{lang.pick(" 고르기", " choose")}</span>
            </label>
        </td>
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

/// The one thing to do next with a row, as a button or a way to its page.
#[derive(Debug, Clone)]
struct Step {
    lang: Lang,
    order: String,
    number: String,
    page: String,
}

impl Step {
    fn after(&self, stage: Stage) -> AnyView {
        let lang = self.lang;
        match stage {
            Stage::Ready => self.link(lang.pick("송장 붙이기", "Label")),
            Stage::OnHold => self.button("release", "order", lang.pick("보류 풀기", "Release")),
            Stage::Labelled => self.button("ship", "order", lang.pick("보내기", "Ship")),
            Stage::StopAsked => (
                self.button("kept", "order", lang.pick("빼 두었어요", "Kept back")),
                self.button("left", "order", lang.pick("이미 나갔어요", "It has left")),
            )
                .into_any(),
            Stage::Shipped => self.button("deliver", "orders[]", lang.pick("배송완료", "Delivered")),
            Stage::Delivered | Stage::Cancelled => ().into_any(),
        }
    }

    /// A button of one of the page's forms (see `queue::NextSteps`), which brings the order along.
    fn button(&self, form: &'static str, name: &'static str, word: &'static str) -> AnyView {
        view! {
            <button class="btn q s" form=form name=name value=self.order.clone()>
                {word}
                <span class="vh">" "{self.number.clone()}</span>
            </button>
        }
        .into_any()
    }

    fn link(&self, word: &'static str) -> AnyView {
        view! {
            <a class="btn q s" href=format!("{}#next", self.page)>
                {word}
                <span class="vh">" "{self.number.clone()}</span>
            </a>
        }
        .into_any()
    }
}
