//! One order, live: a frame changes the parts of the page that it is about and leaves the others, so that a form
//! under the finger stays as it is.

use std::cell::Cell;

use kernel::{Lang, OrderId, Time};
use leptos::prelude::*;

use super::frame::Frame;
use crate::ui::live::{Connection, LiveChip, Stream, patch};

/// Follows an order; the parts that it patches stand beside it in the page.
#[island]
pub fn LiveOrder(
    lang: Lang,
    order: OrderId,
    /// The sequence number of what the page shows.
    seq: i64,
    since: String,
    now: Time,
) -> impl IntoView {
    let connection = Connection::new(now);
    let shown = Cell::new(seq);
    Stream::new(connection, lang, &format!("/live/orders/{order}"), since)
        .on("row", move |frame: Frame| {
            if frame.seq > shown.replace(shown.get().max(frame.seq)) {
                frame.parts.iter().for_each(|(id, html)| patch(id, html));
                connection.news.set(frame.said);
            }
        })
        .follow();
    view! { <LiveChip lang connection /> }
}
