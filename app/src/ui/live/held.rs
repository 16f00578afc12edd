//! What somebody has chosen and typed in a part of a page, while the part is written anew.

use js_sys::Reflect;
use leptos::prelude::*;
use leptos::wasm_bindgen::{JsCast, JsValue};
use leptos::web_sys::{Element, HtmlElement};

/// The fields that hold something of their own. What is ticked is the business of who follows the page.
const FIELDS: &str = "select[id], textarea[id], input[id]:not([type=hidden], [type=checkbox], [type=radio])";

/// A field: its id, what it holds, and whether somebody is in it.
pub(super) type Held = (String, JsValue, bool);

/// The fields of a part.
pub(super) fn take(part: &Element) -> Vec<Held> {
    let Ok(fields) = part.query_selector_all(FIELDS) else { return Vec::new() };
    let here = document().active_element();
    (0..fields.length())
        .filter_map(|n| fields.get(n)?.dyn_into::<Element>().ok())
        .filter_map(|field| {
            let value = Reflect::get(&field, &"value".into()).ok()?;
            let here = here.as_ref() == Some(&field);
            // A select has no such value, and is kept as it stands.
            let as_sent = Reflect::get(&field, &"defaultValue".into()).ok()?;
            (here || value != as_sent).then(|| (field.id(), value, here))
        })
        .collect()
}

/// Puts it back into the fields that are still there.
pub(super) fn put_back(held: Vec<Held>) {
    for (id, value, here) in held {
        let Some(field) = document().get_element_by_id(&id) else { continue };
        _ = Reflect::set(&field, &"value".into(), &value);
        if here {
            _ = field.unchecked_into::<HtmlElement>().focus();
        }
    }
}
