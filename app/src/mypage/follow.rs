//! The browser's side of a followed page: what a frame says, and what it changes.

use std::cell::RefCell;

use js_sys::{Array, JSON, Reflect};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsValue;

use super::followed::{Followed, Known};
use crate::ui::live::{Connection, Stream, patch};

/// Follows the page's stream for as long as the page lives.
pub(super) fn follow(followed: Followed, connection: Connection) {
    let Followed { lang, path, since, leaves, known, .. } = followed;
    let known = RefCell::new(known);
    Stream::new(connection, lang, &path, since)
        .on_text("row", move |json| {
            let Some(frame) = Frame::read(json) else { return };
            if let Some(away) = frame.away.as_ref().filter(|_| leaves) {
                // In place of this page: going back should not lead to a wait that is over.
                _ = location().replace(away);
            }
            take(&mut known.borrow_mut(), &frame, connection);
        })
        .follow();
}

/// As much of a frame as a page needs.
struct Frame {
    order: String,
    seq: i64,
    tab: String,
    said: String,
    parts: Vec<(String, String)>,
    away: Option<String>,
}

/// Patches what a newer frame is about, and says it aloud; one that is repeated or late does nothing.
fn take(known: &mut [Known], frame: &Frame, connection: Connection) {
    let Some(order) = known.iter_mut().find(|known| known.order == frame.order) else {
        return show_arrivals();
    };
    if order.seq >= frame.seq {
        return;
    }
    (order.seq, order.tab) = (frame.seq, frame.tab.clone());
    for (id, html) in &frame.parts {
        patch(id, html);
    }
    for tab in ["coming", "arrived", "cancelled"] {
        let count = known.iter().filter(|known| known.tab == tab).count();
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

impl Frame {
    fn read(json: &str) -> Option<Self> {
        let frame = JSON::parse(json).ok()?;
        let parts = Array::from(&get(&frame, "parts")?);
        let part = |part: JsValue| {
            let part = Array::from(&part);
            Some((part.get(0).as_string()?, part.get(1).as_string()?))
        };
        Some(Self {
            order: text(&frame, "order")?,
            // An order has far fewer changes than a double counts exactly.
            seq: get(&frame, "seq")?.as_f64()? as i64,
            tab: text(&frame, "tab")?,
            said: text(&frame, "said")?,
            parts: parts.iter().filter_map(part).collect(),
            away: text(&frame, "away"),
        })
    }
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok()
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name)?.as_string()
}
