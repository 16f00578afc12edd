//! One order, live: a frame changes the parts of the page that it is about and leaves the others, so that a form
//! under the finger stays as it is.

use kernel::{Lang, Time};
use leptos::prelude::*;

use super::parts::ORDER_PAGE;
use super::progress::Progress;
use crate::ui::badge::label;
use crate::ui::live::{Connection, LiveChip, Stream};
use crate::ui::markup::put;

/// Follows an order; the parts that it patches stand beside it in the page.
#[island]
pub fn LiveOrder(lang: Lang, order: Progress, since: String, now: Time) -> impl IntoView {
    let connection = Connection::new(now);
    let path = format!("/live/orders/{}", order.order);
    let shown = std::cell::RefCell::new(order);
    Stream::new(connection, lang, &path, since)
        .on("row", move |newer: Progress| {
            if newer.seq > shown.borrow().seq {
                connection.news.set(label(lang, newer.status).to_owned());
                patch(lang, &shown.replace(newer.clone()), &newer);
            }
        })
        .follow();
    view! { <LiveChip lang connection /> }
}

fn patch(lang: Lang, old: &Progress, new: &Progress) {
    for part in ORDER_PAGE {
        let html = (part.html)(lang, new);
        if html != (part.html)(lang, old) {
            put(part.id, &html);
        }
    }
}
