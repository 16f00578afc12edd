//! A frame of a stream, as the browser reads it: with its own JSON, because serde's would be a quarter of what
//! every buyer loads.

use js_sys::{Array, JSON, Reflect};
use leptos::wasm_bindgen::JsValue;

use super::patch;

/// An order as it stands, and the parts of the page that show it.
#[derive(Debug)]
pub struct Frame {
    /// The order's id.
    pub order: String,
    /// The order's sequence number: of two frames the higher is the newer.
    pub seq: i64,
    /// See [`Known::kind`](super::Known::kind).
    pub kind: String,
    /// The change in words, to be said aloud.
    pub said: String,
    whole: JsValue,
}

impl Frame {
    /// None when it cannot be read.
    #[must_use]
    pub fn read(json: &str) -> Option<Self> {
        let whole = JSON::parse(json).ok()?;
        Some(Self {
            order: text(&whole, "order")?,
            // An order has far fewer changes than a double counts exactly.
            seq: get(&whole, "seq")?.as_f64()? as i64,
            kind: text(&whole, "kind")?,
            said: text(&whole, "said")?,
            whole,
        })
    }

    /// A text that only some pages care for.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<String> {
        text(&self.whole, name)
    }

    /// A yes or no that only some pages care for.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        get(&self.whole, name).is_some_and(|value| value.is_truthy())
    }

    /// Puts its parts into the page.
    pub fn patch(&self) {
        if let Some(parts) = get(&self.whole, "parts") {
            patch_parts(&parts);
        }
    }
}

/// Puts parts that come without an order into the page: pairs of an element's id and what stands in it now.
pub fn patch_all(json: &str) {
    if let Ok(parts) = JSON::parse(json) {
        patch_parts(&parts);
    }
}

fn patch_parts(parts: &JsValue) {
    for part in Array::from(parts).iter() {
        let part = Array::from(&part);
        if let (Some(id), Some(html)) = (part.get(0).as_string(), part.get(1).as_string()) {
            patch(&id, &html);
        }
    }
}

fn get(object: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(object, &name.into()).ok()
}

fn text(object: &JsValue, name: &str) -> Option<String> {
    get(object, name)?.as_string()
}
