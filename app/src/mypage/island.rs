//! MyPage, live: a row's standing changes in place, the counts with it, and an order that is not on the page waits
//! behind a line. The rows themselves are the server's.

use std::cell::RefCell;

use kernel::{Lang, OrderId, Time};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::frame::Frame;
use super::tab::Tab;
use super::view::Status;
use crate::ui::live::{Connection, LiveChip, Stream, patch};

/// As much of a row as the island has to remember.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Known {
    pub order: OrderId,
    pub seq: i64,
    pub status: Status,
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
        .on("row", move |frame: Frame| match take(&mut orders.borrow_mut(), &frame) {
            Taken::New => fresh.set(true),
            Taken::Newer => {
                frame.parts.iter().for_each(|(id, html)| patch(id, html));
                for tab in Tab::ALL {
                    patch(tab.count_id(), &count(&orders.borrow(), tab).to_string());
                }
                connection.news.set(frame.said);
            }
            Taken::Old => {}
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

/// What a frame is to a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Taken {
    /// Of an order that the page does not show.
    New,
    Newer,
    /// Repeated or late.
    Old,
}

fn take(orders: &mut [Known], frame: &Frame) -> Taken {
    match orders.iter_mut().find(|known| known.order == frame.order) {
        None => Taken::New,
        Some(known) if known.seq >= frame.seq => Taken::Old,
        Some(known) => {
            (known.seq, known.status) = (frame.seq, frame.status);
            Taken::Newer
        }
    }
}

/// How many orders a tab holds.
pub(super) fn count(orders: &[Known], tab: Tab) -> usize {
    orders.iter().filter(|known| tab.holds(known.status)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_takes_what_is_newer_and_nothing_that_is_repeated_late_or_of_another_order() {
        let order: OrderId = "00000000-0000-0000-0000-000000000001".parse().expect("a UUID");
        let other: OrderId = "00000000-0000-0000-0000-000000000002".parse().expect("a UUID");
        let frame =
            |order, seq| Frame { order, seq, status: Status::Refunded, said: String::new(), parts: vec![] };
        let mut orders = [Known { order, seq: 5, status: Status::Paid }];
        assert_eq!(take(&mut orders, &frame(other, 9)), Taken::New);
        assert_eq!(take(&mut orders, &frame(order, 5)), Taken::Old);
        assert_eq!(count(&orders, Tab::Coming), 1);
        assert_eq!(take(&mut orders, &frame(order, 6)), Taken::Newer);
        assert_eq!(take(&mut orders, &frame(order, 5)), Taken::Old);
        assert_eq!((count(&orders, Tab::Coming), count(&orders, Tab::Cancelled)), (0, 1));
    }
}
