//! One order of the queue as a row of its table. It is made once; what may change of it changes in place.

use kernel::{Lang, OrderId, Time};
use leptos::html;
use leptos::prelude::*;

use super::tab::Bulk;
use super::view::{QueueRow, Stage};
use super::words::when;
use crate::checkout::view::Line;
use crate::ui::Drawing;

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
    pub(super) fn chosen(self, bulk: Bulk) -> bool {
        self.ticked.get() && self.row.with(|row| bulk.takes(row.stage))
    }
}

/// The row.
#[component]
pub(super) fn Row(lang: Lang, bulk: Bulk, now: Time, followed: Followed) -> impl IntoView {
    let row = followed.row;
    let QueueRow { order, number, lines, total, placed_at, .. } = row.get_untracked();
    let number = number.to_string();
    let page = lang.path(&format!("/seller/orders/{order}"));
    let stage = Memo::new(move |_| row.with(|row| row.stage));
    let late = Memo::new(move |_| row.with(|row| row.late));
    let gone = move || stage.get() == Stage::Cancelled;
    let tick = view! { <Tick lang bulk number=number.clone() followed stage /> };
    let step = Step { lang, order: order.to_string(), number: number.clone(), page: page.clone() };
    view! {
        <tr class:gone=gone>
            <td>{tick}</td>
            <th scope="row"><a href=page class="num">{number}</a></th>
            <td class="opt-n"><Garments lang lines /></td>
            <td class="who">
                {move || row.with(|row| row.recipient.clone())}
                <small>{move || row.with(|row| row.district.clone())}</small>
            </td>
            <td class="n amt">{total.text(lang)}</td>
            <td class="when"><time datetime=placed_at.datetime()>{when(placed_at, now, lang)}</time></td>
            <td class="st">
                <span class=move || stage.get().chip()>{move || stage.get().word(lang)}</span>
                <span class="chip stop" hidden=move || !late.get()>{lang.pick("하루 지남", "Over a day")}</span>
            </td>
            <td class="do">{move || step.after(stage.get())}</td>
        </tr>
    }
}

/// The box that chooses the row, for as long as there is something to do with it.
#[component]
fn Tick(lang: Lang, bulk: Bulk, number: String, followed: Followed, stage: Memo<Stage>) -> impl IntoView {
    let input = NodeRef::<html::Input>::new();
    // A browser that came back to the page has ticked it already.
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            followed.ticked.set(input.checked());
        }
    });
    view! {
        <label class="tick">
            <input
                node_ref=input
                type="checkbox"
                name="orders[]"
                value=followed.order.to_string()
                disabled=move || !bulk.takes(stage.get())
                on:change=move |event| followed.ticked.set(event_target_checked(&event))
            />
            <span class="vh">{number}{lang.pick(" 고르기", " choose")}</span>
        </label>
    }
}

/// The first garment, and how many more are in the box.
#[component]
fn Garments(lang: Lang, lines: Vec<Line>) -> impl IntoView {
    let more = match (lines.len().saturating_sub(1), lang) {
        (0, _) => String::new(),
        (more, Lang::Ko) => format!(" 외 {more}건"),
        (more, Lang::En) => format!(" and {more} more"),
    };
    lines.into_iter().next().map(|line| {
        let choice = line_words(&line, lang);
        view! {
            <div class="item">
                <span class="ground thumb s"><Drawing slug=line.slug dye=line.dye /></span>
                <span>{line.name.get(lang).to_owned()}{more}<small>{choice}</small></span>
            </div>
        }
    })
}

/// Colour, size and how many: `모래 M 1벌`.
pub(super) fn line_words(line: &Line, lang: Lang) -> String {
    let Line { dye_name, size, quantity, .. } = line;
    let dye = dye_name.get(lang);
    match lang {
        Lang::Ko => format!("{dye} {size} {quantity}벌"),
        Lang::En => format!("{dye} {size} × {quantity}"),
    }
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
