//! MyPage, live: a row's standing changes in place, the counts with it, and an order that is not on the page waits
//! behind a line. The rows themselves are the server's.

use std::cell::RefCell;

use kernel::{Lang, OrderId, Time};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::parts::standing;
use super::progress::Progress;
use super::tab::Tab;
use super::view::Status;
use crate::ui::badge::label;
use crate::ui::live::{Connection, LiveChip, Stream};
use crate::ui::markup::put;

/// As much of a row as the island has to remember.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Known {
    pub order: OrderId,
    pub seq: i64,
    pub status: Status,
    /// What is in it, to say aloud.
    pub name: String,
}

/// The buyer's orders; the children are the tabs and the rows.
#[island]
pub fn LiveOrders(
    lang: Lang,
    /// The orders of all tabs, so that the counts stay true.
    orders: Vec<Known>,
    /// The page's own path, to see new orders.
    here: String,
    since: String,
    now: Time,
    children: Children,
) -> impl IntoView {
    let connection = Connection::new(now);
    let fresh = RwSignal::new(false);
    let orders = RefCell::new(orders);
    Stream::new(connection, lang, "/live/mypage", since)
        .on("row", move |newer: Progress| {
            let mut orders = orders.borrow_mut();
            match orders.iter_mut().find(|known| known.order == newer.order) {
                None => fresh.set(true),
                Some(known) if known.seq >= newer.seq => {}
                Some(known) => {
                    (known.seq, known.status) = (newer.seq, newer.status);
                    connection.news.set(format!("{}: {}", known.name, label(lang, known.status)));
                    put(&standing_id(newer.order), &standing(lang, &newer));
                    for tab in Tab::ALL {
                        put(tab.count_id(), &count(&orders, tab).to_string());
                    }
                }
            }
        })
        .follow();
    view! {
        <div class="row apart base">
            <h1>{lang.pick("내 주문", "My orders")}</h1>
            <LiveChip lang connection />
        </div>
        <p hidden=move || !fresh.get()>
            <a class="fresh" href=here>
                {lang.pick("새 주문이 있어요. 다시 보기", "There is a new order. Show it")}
            </a>
        </p>
        {children()}
    }
}

/// The id of the element that shows where an order stands.
pub(super) fn standing_id(order: OrderId) -> String {
    format!("order-{order}")
}

/// How many orders a tab holds.
pub(super) fn count(orders: &[Known], tab: Tab) -> usize {
    orders.iter().filter(|known| tab.holds(known.status)).count()
}
