//! Choosing rows of the queue, made quick: all at once, a run of them with Shift, and by the arrow keys. Without it each
//! row has its box, and that is enough.

use std::cell::RefCell;

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Event, HtmlInputElement, KeyboardEvent, MouseEvent};

use crate::ui::live::patch;

/// The boxes of the rows that can be chosen. A row that was cancelled has none any more.
const BOXES: &str = ".choose tbody input:enabled";

/// Follows what is chosen for as long as the page lives. A browser that came back to the page may have ticked some
/// already.
pub(super) fn follow_choice() {
    show_all_box();
    show_chosen();
    let last = RefCell::new(None::<HtmlInputElement>);
    window_event_listener_untyped("click", move |event| {
        if let (Some(here), Some(click)) = (target(&event, BOXES), event.dyn_ref::<MouseEvent>()) {
            let from = last.replace(Some(here.clone())).filter(|_| click.shift_key());
            if let Some(from) = from {
                choose_between(&from, &here);
            }
        }
    });
    window_event_listener_untyped("change", |event| {
        if let Some(all) = target(&event, "#choose-all input") {
            boxes().iter().for_each(|each| each.set_checked(all.checked()));
        }
        show_chosen();
    });
    window_event_listener_untyped("keydown", |event| {
        if let (Some(here), Some(key)) = (target(&event, BOXES), event.dyn_ref::<KeyboardEvent>()) {
            step(&here, key);
        }
    });
    window_event_listener_untyped("pageshow", |_| show_chosen());
}

/// Says how many rows are chosen, and whether all are.
pub(super) fn show_chosen() {
    let boxes = boxes();
    let chosen = boxes.iter().filter(|each| each.checked()).count();
    patch("chosen", &chosen.to_string());
    if let Some(all) = input(document().query_selector("#choose-all input").ok().flatten()) {
        all.set_checked(chosen > 0 && chosen == boxes.len());
        all.set_indeterminate(chosen > 0 && chosen < boxes.len());
    }
}

/// Only a script can choose all: without one the box is not shown.
fn show_all_box() {
    if let Some(label) = document().get_element_by_id("choose-all") {
        _ = label.remove_attribute("hidden");
    }
}

/// Up and down go from box to box; with Shift the next one becomes as this one is.
fn step(here: &HtmlInputElement, key: &KeyboardEvent) {
    let boxes = boxes();
    let Some(at) = boxes.iter().position(|each| each == here) else { return };
    let next = match key.key().as_str() {
        "ArrowDown" => boxes.get(at + 1),
        "ArrowUp" => at.checked_sub(1).and_then(|before| boxes.get(before)),
        _ => return,
    };
    key.prevent_default();
    let Some(next) = next else { return };
    _ = next.focus();
    if key.shift_key() {
        next.set_checked(here.checked());
        show_chosen();
    }
}

/// All between two boxes become as the second is.
fn choose_between(from: &HtmlInputElement, to: &HtmlInputElement) {
    let boxes = boxes();
    let at = |sought: &HtmlInputElement| boxes.iter().position(|each| each == sought);
    let (Some(from), Some(to)) = (at(from), at(to)) else { return };
    let checked = boxes[to].checked();
    boxes[from.min(to)..=from.max(to)].iter().for_each(|each| each.set_checked(checked));
}

fn boxes() -> Vec<HtmlInputElement> {
    let Ok(found) = document().query_selector_all(BOXES) else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.item(i)?.dyn_into().ok()).collect()
}

fn target(event: &Event, selector: &str) -> Option<HtmlInputElement> {
    let input: HtmlInputElement = event.target()?.dyn_into().ok()?;
    input.matches(selector).ok()?.then_some(input)
}

fn input(element: Option<leptos::web_sys::Element>) -> Option<HtmlInputElement> {
    element?.dyn_into().ok()
}
