//! MyPage's rows, live: a row changes in place, and an order that is not on the page waits behind a line.

use kernel::{Lang, Time};
use leptos::prelude::*;

use super::tab::Tab;
use super::view::{OrderRow, Status};
use super::words;
use crate::ui::badge::{StatusChip, label};
use crate::ui::drawing::Thumb;
use crate::ui::line::{lines_text, option_text};
use crate::ui::live::{Connection, LiveChip, Stream};
use crate::ui::time::When;

/// The buyer's orders. The rows of all tabs are here, so that the counts stay true; a row that leaves its tab
/// stays where it is until the page is asked for again.
#[island]
pub fn LiveOrders(lang: Lang, rows: Vec<OrderRow>, tab: String, since: String, now: Time) -> impl IntoView {
    let tab = Tab::parse(&tab);
    let connection = Connection::new(now);
    let fresh = RwSignal::new(false);
    let rows: Vec<RwSignal<OrderRow>> = rows.into_iter().map(RwSignal::new).collect();
    let known = rows.clone();
    Stream::new(connection, lang, "/live/mypage", since)
        .on("row", move |row: OrderRow| {
            match known.iter().find(|known| known.with_untracked(|known| known.order == row.order)) {
                Some(known) => replace(lang, *known, row, connection),
                None => fresh.set(true),
            }
        })
        .follow();

    let shown: Vec<_> = rows
        .iter()
        .filter(|row| tab.holds(row.with_untracked(|row| row.status)))
        .map(|row| view! { <Row lang row=*row /> })
        .collect();
    let empty = shown.is_empty().then(|| view! { <Nothing lang any=!rows.is_empty() /> });
    view! {
        <div class="row apart base">
            <h1>{lang.pick("내 주문", "My orders")}</h1>
            <LiveChip lang connection />
        </div>
        <Tabs lang tab rows />
        <Show when=move || fresh.get()>
            <a class="fresh" href=tab.path(lang)>
                {lang.pick("새 주문이 있어요. 다시 보기", "There is a new order. Show it")}
            </a>
        </Show>
        <ul class="mine">{shown}</ul>
        {empty}
    }
}

/// Takes the newer row and says its state aloud.
fn replace(lang: Lang, known: RwSignal<OrderRow>, row: OrderRow, connection: Connection) {
    if row.seq > known.with_untracked(|known| known.seq) {
        connection.news.set(format!("{}: {}", lines_text(lang, &row.lines), label(lang, row.status)));
        known.set(row);
    }
}

#[component]
fn Tabs(lang: Lang, tab: Tab, rows: Vec<RwSignal<OrderRow>>) -> impl IntoView {
    let links: Vec<_> = Tab::ALL
        .into_iter()
        .map(|each| {
            let rows = rows.clone();
            let count = move || rows.iter().filter(|row| each.holds(row.with(|row| row.status))).count();
            view! {
                <a href=each.path(lang) aria-current=(each == tab).then_some("page")>
                    {each.label(lang)}
                    " "
                    <span class="count">{count}</span>
                </a>
            }
        })
        .collect();
    view! {
        <nav class="mt4 tabs" aria-label=lang.pick("주문 가려 보기", "Which orders")>
            {links}
        </nav>
    }
}

/// One order: what it is stands still, where it stands changes.
#[component]
fn Row(lang: Lang, row: RwSignal<OrderRow>) -> impl IntoView {
    let OrderRow { order, lines, total, opened_at, .. } = row.get_untracked();
    let (slug, dye, option) = match lines.first() {
        Some(line) => (line.slug.clone(), line.dye.clone(), option_text(lang, line)),
        None => Default::default(),
    };
    view! {
        <li>
            <Thumb slug dye />
            <div>
                <h2>
                    <a href=lang.path(&format!("/orders/{order}"))>{lines_text(lang, &lines)}</a>
                </h2>
                <p class="sm mut">{option}</p>
            </div>
            <div class="st">{move || row.with(|row| standing(lang, row))}</div>
            <div class="st">
                <b class="num sm">{total.text(lang)}</b>
                <p class="xs mut">
                    <When at=opened_at text=opened_at.day_text(lang) />
                </p>
            </div>
        </li>
    }
}

/// The chip, what it means, and the one thing to do next.
fn standing(lang: Lang, row: &OrderRow) -> impl IntoView + use<> {
    view! {
        <StatusChip lang status=row.status />
        <p class="sm mut">{words::meaning(lang, row)}</p>
        {next_action(lang, row).map(|(path, text)| view! { <a class="link" href=path>{text}</a> })}
    }
}

fn next_action(lang: Lang, row: &OrderRow) -> Option<(String, &'static str)> {
    let order = format!("/orders/{}", row.order);
    match row.status {
        Status::AwaitingPayment | Status::PaymentFailed => {
            Some((lang.path(&(order + "/pay")), lang.pick("결제하기", "Pay")))
        }
        Status::Delivered => Some((lang.path(&order), lang.pick("구매확정하기", "Confirm purchase"))),
        Status::Shipped => Some((lang.path(&order), lang.pick("배송 조회", "Track it"))),
        Status::Checking
        | Status::Expired
        | Status::Paid
        | Status::Preparing
        | Status::OnHold
        | Status::Completed
        | Status::CancelRequested
        | Status::Cancelled
        | Status::Refunding
        | Status::Refunded => None,
    }
}

/// Nothing yet is not the same as nothing here.
#[component]
fn Nothing(lang: Lang, any: bool) -> impl IntoView {
    let (text, path, link) = if any {
        (lang.pick("여기에 속하는 주문이 없어요.", "No orders here."), "/mypage", lang.pick("모든 주문 보기", "See all"))
    } else {
        (lang.pick("아직 주문이 없어요.", "No orders yet."), "/", lang.pick("옷 보러 가기", "Look at the clothes"))
    };
    view! {
        <p class="mt6">{text}</p>
        <p>
            <a class="link" href=lang.path(path)>
                {link}
            </a>
        </p>
    }
}
