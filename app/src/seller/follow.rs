//! The browser's side of the live queue.

use std::cell::RefCell;

use leptos::prelude::*;

use super::arrivals::{Heard, Rows};
use super::choice::show_chosen;
use crate::ui::live::{Connection, Followed, Frame, Stream, patch, patch_all};

/// Follows the queue for as long as the page lives.
pub(super) fn follow(followed: Followed, connection: Connection) {
    let Followed { lang, path, since, known, .. } = followed;
    let rows = RefCell::new(Rows::new(known));
    Stream::new(connection, lang, &path, since)
        .on("row", move |json| {
            if let Some(frame) = Frame::read(json) {
                take(&mut rows.borrow_mut(), &frame, connection);
            }
        })
        .on("counts", patch_all)
        .follow();
}

/// Tells the page of an order as soon as its order stands otherwise than it says.
pub(super) fn follow_order(followed: Followed, changed: RwSignal<bool>) {
    let Followed { lang, path, since, now, known, .. } = followed;
    let rows = RefCell::new(Rows::new(known));
    Stream::new(Connection::new(now), lang, &path, since)
        .on("row", move |json| {
            if let Some(Frame { order, seq, kind, .. }) = Frame::read(json)
                && rows.borrow_mut().hear(&order, seq, &kind, false, true).is_shown()
            {
                changed.set(true);
            }
        })
        .follow();
}

fn take(rows: &mut Rows, frame: &Frame, connection: Connection) {
    let Frame { order, seq, kind, .. } = frame;
    match rows.hear(order, *seq, kind, frame.is("comes"), frame.is("stays")) {
        Heard::Nothing => {}
        Heard::Changed => {
            frame.patch();
            show_chosen();
        }
        Heard::Moved => {
            frame.patch();
            show_chosen();
            connection.news.set(frame.said.clone());
        }
        Heard::Waiting(count) => show_arrivals(count, connection),
    }
}

/// The line that new orders wait behind, said aloud as often as it grows.
fn show_arrivals(count: usize, connection: Connection) {
    let Some(line) = document().get_element_by_id("arrivals") else { return };
    if count == 0 {
        _ = line.set_attribute("hidden", "");
        return;
    }
    patch("arrived", &count.to_string());
    _ = line.remove_attribute("hidden");
    connection.news.set(line.text_content().unwrap_or_default());
}
