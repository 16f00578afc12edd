//! Moments on a page: read by people in Seoul's time, by machines with its offset.

use kernel::Time;
use leptos::prelude::*;

/// A moment, in whatever words the place wants: `<When at text=at.text(lang) />`.
#[component]
pub fn When(at: Time, #[prop(into)] text: String) -> impl IntoView {
    view! { <time datetime=at.datetime()>{text}</time> }
}
