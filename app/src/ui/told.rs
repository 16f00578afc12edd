//! What was just done, on top of the page to which doing it led.

use leptos::prelude::*;

/// The box that says it. It has the focus, so that it is read aloud first.
#[component]
pub fn Told(text: &'static str) -> impl IntoView {
    view! {
        <section class="mb5 sum tell" tabindex="-1" autofocus=true aria-labelledby="done">
            <p id="done">{text}</p>
        </section>
    }
}
