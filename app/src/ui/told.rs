//! What was just done, on top of the page to which doing it led.

use leptos::prelude::*;

/// The box that says it. It has the focus, so that it is read aloud first. One sentence needs no heading, and so it is no
/// section.
#[component]
pub fn Told(text: &'static str) -> impl IntoView {
    view! {
        <div class="mb5 sum tell" role="group" tabindex="-1" autofocus=true aria-labelledby="done">
            <p id="done">{text}</p>
        </div>
    }
}
