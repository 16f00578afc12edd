//! The browser's side of a followed page: what a frame changes.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::prelude::*;

use crate::ui::live::{Connection, Followed, Frame, Known, Stream, patch};

/// Follows the page's stream for as long as the page lives.
pub(super) fn follow(followed: Followed, connection: Connection) {
    let Followed { lang, path, since, leaves, known, .. } = followed;
    let (known, leaving) = (RefCell::new(known), Rc::new(Cell::new(false)));
    let submitted = leaving.clone();
    // A form's answer is on its way and leads on: leaving for another page would break it off.
    let _ = window_event_listener(leptos::ev::submit, move |_| submitted.set(true));
    Stream::new(connection, lang, &path, since)
        .on("row", move |json| {
            let Some(frame) = Frame::read(json) else { return };
            if let Some(away) = frame.text("away").filter(|_| leaves && !leaving.replace(true)) {
                // In place of this page: going back should not lead to a wait that is over. Once: the next frame is
                // often close behind, and leaving again would break off what has begun.
                _ = location().replace(&away);
            }
            take(&mut known.borrow_mut(), &frame, connection);
        })
        .follow();
}

/// Patches what a newer frame is about, and says it aloud; one that is repeated or late does nothing.
fn take(known: &mut [Known], frame: &Frame, connection: Connection) {
    let Some(order) = known.iter_mut().find(|known| known.order == frame.order) else {
        return show_arrivals();
    };
    if order.seq >= frame.seq {
        return;
    }
    (order.seq, order.kind) = (frame.seq, frame.kind.clone());
    frame.patch();
    for tab in ["unpaid", "coming", "arrived", "cancelled"] {
        let count = known.iter().filter(|known| known.kind == tab).count();
        patch(&format!("count-{tab}"), &count.to_string());
    }
    connection.news.set(frame.said.clone());
}

/// An order that the page does not show waits behind a line.
fn show_arrivals() {
    if let Some(line) = document().get_element_by_id("arrivals") {
        _ = line.remove_attribute("hidden");
    }
}
