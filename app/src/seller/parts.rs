//! The parts of the queue that change, each with the id of its element. The page's first answer and every later
//! frame have them from here, as the buyers' have theirs (see [`crate::mypage::frame`]).

use kernel::{Lang, OrderId};
use leptos::prelude::*;
use serde::Serialize;

use super::tab::Tab;
use super::view::{Counts, QueueRow, Stage};
use super::words::late_word;
use crate::ui::badge::{Chip, Thread};
use crate::ui::live::part;

/// The id of an element, and what stands in it.
pub(super) type Part = (String, String);

/// The part of this id; what is not there is empty.
pub(super) fn html(parts: &[Part], id: &str) -> String {
    parts.iter().find(|(of, _)| of == id).map(|(_, html)| html.clone()).unwrap_or_default()
}

/// An order of the queue as it stands, for one tab of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QueueFrame {
    pub order: OrderId,
    /// The order's sequence number: of two frames the higher is the newer.
    pub seq: i64,
    /// The stage it is at.
    pub kind: &'static str,
    /// The change in words, to be said aloud.
    pub said: String,
    /// Whether it has just come into the tab.
    pub comes: bool,
    /// Whether the tab holds it.
    pub stays: bool,
    /// Ids of elements, and what stands in them now.
    pub parts: Vec<(String, String)>,
}

/// A page of the queue, as its stream knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    pub lang: Lang,
    tab: Tab,
    /// Nobody waits for what was not searched for.
    searched: bool,
    /// Whether its reader works orders, or looks.
    packs: bool,
}

impl Page {
    /// The page of a tab by its key, or of a search in it, for somebody who works orders or looks.
    #[must_use]
    pub fn new(lang: Lang, tab: &str, searched: bool, packs: bool) -> Self {
        Self { lang, tab: Tab::parse(tab), searched, packs }
    }

    /// A frame for this page.
    #[must_use]
    pub fn frame(self, row: &QueueRow) -> QueueFrame {
        QueueFrame {
            order: row.order,
            seq: row.seq,
            kind: row.stage.key(),
            said: said(self.lang, row),
            comes: !self.searched && self.tab.receives(row.stage),
            stays: self.tab.holds(row.stage),
            parts: of_row(self.lang, self.tab, self.packs, row),
        }
    }
}

fn said(lang: Lang, row: &QueueRow) -> String {
    let QueueRow { number, stage, .. } = row;
    match (stage, lang) {
        (Stage::Cancelled, Lang::Ko) => format!("{number} 주문이 취소됐어요. 보내지 마세요."),
        (Stage::Cancelled, Lang::En) => format!("Order {number} was cancelled. Do not send it."),
        _ => format!("{number} {}", stage.word(lang)),
    }
}

/// What changes of a row: who it is for, where it stands, what to do next for whoever works orders, and whether it may
/// be chosen.
pub(super) fn of_row(lang: Lang, tab: Tab, packs: bool, row: &QueueRow) -> Vec<Part> {
    let order = row.order;
    let mut parts = vec![
        part(format!("who-{order}"), who(row)),
        part(format!("st-{order}"), standing(lang, row)),
        part(format!("do-{order}"), packs.then(|| step(lang, row))),
    ];
    if tab.chooses() {
        parts.push(part(format!("tick-{order}"), tick(lang, tab, row)));
    }
    parts
}

/// The numbers on top of the queue and in its tabs.
#[must_use]
pub fn of_counts(counts: &Counts) -> Vec<(String, String)> {
    let facts = [
        ("ready", counts.ready),
        ("late", counts.late),
        ("stop", counts.stop_asked),
        ("stuck", counts.stuck),
    ];
    let facts = facts.map(|(name, count)| (format!("fact-{name}"), count.to_string()));
    let tabs = Tab::ALL.into_iter().filter_map(|tab| {
        let count = tab.count(counts)?;
        Some((format!("count-{}", tab.key()), count.to_string()))
    });
    facts.into_iter().chain(tabs).collect()
}

fn who(row: &QueueRow) -> impl IntoView + use<> {
    view! {
        {row.recipient.clone()}
        <small>{row.district.clone()}</small>
    }
}

/// The stage, by which style knows the row of a cancelled order, too.
fn standing(lang: Lang, row: &QueueRow) -> impl IntoView + use<> {
    let late = row.late.then(|| view! { <Chip thread=Thread::Stop text=late_word(lang) /> });
    view! {
        <span data-stage=row.stage.key()>
            <Chip thread=row.stage.thread() text=row.stage.word(lang) />
            {late}
        </span>
    }
}

/// The box that chooses the row, for as long as there is something to do with it. It says nothing of being ticked,
/// so that a choice survives every update but the last.
fn tick(lang: Lang, tab: Tab, row: &QueueRow) -> impl IntoView + use<> {
    view! {
        <label class="tick">
            <input
                type="checkbox"
                name="orders[]"
                value=row.order.to_string()
                disabled=!tab.takes(row.stage)
            />
            <span class="vh">{row.number.to_string()}{lang.pick(" 고르기", " choose")}</span>
        </label>
    }
}

/// The one thing to do next, as a button or a way to the order's page.
fn step(lang: Lang, row: &QueueRow) -> AnyView {
    let button = |form, name, word| button(form, name, word, row);
    let link = |page, word| view! { <a class="btn q s" href=page>{words(word, row)}</a> }.into_any();
    match row.stage {
        Stage::Ready => {
            link(lang.path(&format!("/seller/orders/{}#next", row.order)), lang.pick("송장 붙이기", "Label"))
        }
        Stage::OnHold => button("release", "order", lang.pick("보류 풀기", "Release")),
        Stage::Labelled => button("ship", "order", lang.pick("보내기", "Ship")),
        Stage::StopAsked => (
            button("kept", "order", lang.pick("빼 두었어요", "Kept back")),
            link(
                lang.path(&format!("/seller/orders/{}/left", row.order)),
                lang.pick("이미 나갔어요", "It has left"),
            ),
        )
            .into_any(),
        Stage::Shipped => (
            button("deliver", "orders[]", lang.pick("배송완료", "Delivered")),
            row.undo_until.map(|_| button("undo", "order", lang.pick("되돌리기", "Undo"))),
        )
            .into_any(),
        Stage::Delivered | Stage::Cancelled => ().into_any(),
    }
}

/// A button of one of the page's forms (see `queue::NextSteps`), which brings the order along.
fn button(form: &'static str, name: &'static str, word: &'static str, row: &QueueRow) -> AnyView {
    view! {
        <button class="btn q s" form=form name=name value=row.order.to_string()>
            {words(word, row)}
        </button>
    }
    .into_any()
}

/// What is done, and for those who do not see the row, to which order.
fn words(word: &'static str, row: &QueueRow) -> impl IntoView + use<> {
    view! {
        {word}
        <span class="vh">" "{row.number.to_string()}</span>
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Money, OrderNumber, Time};

    use super::*;

    fn row(stage: Stage) -> QueueRow {
        QueueRow {
            order: "00000000-0000-7000-8000-000000000001".parse().expect("an id"),
            number: OrderNumber::parse("261123-ABCDE").expect("a number"),
            seq: 4,
            stage,
            lines: Vec::new(),
            total: Money::won(39_000),
            recipient: "김하늘".to_owned(),
            district: "서울 중구".to_owned(),
            placed_at: Time::EPOCH,
            late: false,
            carrier: None,
            tracking: None,
            undo_until: None,
        }
    }

    #[test]
    fn a_cancelled_order_is_announced_as_one_not_to_send() {
        let frame = Page::new(Lang::Ko, "open", false, true).frame(&row(Stage::Cancelled));
        assert_eq!(frame.said, "261123-ABCDE 주문이 취소됐어요. 보내지 마세요.");
        assert_eq!((frame.comes, frame.stays), (false, false));
    }

    #[test]
    fn nothing_comes_into_the_results_of_a_search() {
        assert!(Page::new(Lang::Ko, "open", false, true).frame(&row(Stage::Ready)).comes);
        assert!(!Page::new(Lang::Ko, "open", true, true).frame(&row(Stage::Ready)).comes);
    }

    #[test]
    fn only_what_can_still_be_delivered_may_be_chosen() {
        let tick = |stage| {
            html(
                &of_row(Lang::En, Tab::Shipped, true, &row(stage)),
                "tick-00000000-0000-7000-8000-000000000001",
            )
        };
        assert!(!tick(Stage::Shipped).contains("disabled"));
        assert!(tick(Stage::Delivered).contains("disabled"));
        assert_eq!(
            of_row(Lang::En, Tab::Look, true, &row(Stage::OnHold)).len(),
            3,
            "no box where nothing is chosen"
        );
    }

    #[test]
    fn a_cancelled_order_drops_out_of_the_choice() {
        let tick = |stage| {
            html(&of_row(Lang::En, Tab::Open, true, &row(stage)), "tick-00000000-0000-7000-8000-000000000001")
        };
        assert_eq!(tick(Stage::Ready), tick(Stage::Labelled), "a choice survives what it can survive");
        assert!(!tick(Stage::Ready).contains("disabled"));
        assert!(tick(Stage::Cancelled).contains("disabled"));
    }

    #[test]
    fn a_ship_is_taken_back_from_its_row_while_there_is_time() {
        let step = |row: &QueueRow| {
            html(&of_row(Lang::En, Tab::Shipped, true, row), "do-00000000-0000-7000-8000-000000000001")
        };
        let gone = row(Stage::Shipped);
        assert!(!step(&gone).contains("Undo"));
        assert!(step(&QueueRow { undo_until: Some(Time::EPOCH), ..gone }).contains("Undo"));
    }

    #[test]
    fn who_only_looks_is_offered_no_next_step() {
        let step = |packs| {
            let parts = of_row(Lang::Ko, Tab::Open, packs, &row(Stage::Labelled));
            html(&parts, "do-00000000-0000-7000-8000-000000000001")
        };
        assert!(step(true).contains("보내기"));
        assert_eq!(step(false).matches("<button").count(), 0);
    }

    #[test]
    fn every_count_has_a_place_of_its_own() {
        let parts = of_counts(&Counts { ready: 3, stop_asked: 1, late: 2, ..Counts::default() });
        assert_eq!(html(&parts, "fact-ready"), "3");
        assert_eq!(html(&parts, "fact-late"), "2");
        assert_eq!(html(&parts, "count-open"), "4");
        assert_eq!(html(&parts, "count-shipped"), "", "what was sent waits for nobody");
    }
}
