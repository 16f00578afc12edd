//! The way to the page before and the page after, of a list that is read in pages.

use kernel::Lang;
use leptos::prelude::*;

/// Links to both, as far as they exist. Each is a whole address.
#[component]
pub(super) fn Pages(lang: Lang, previous: Option<String>, next: Option<String>) -> impl IntoView {
    let link = |rel, word, to: String| view! { <a class="btn q" rel=rel href=to>{word}</a> };
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="row mt5" aria-label=lang.pick("쪽", "Pages")>
                {previous.map(|to| link("prev", lang.pick("앞쪽", "Previous"), to))}
                {next.map(|to| link("next", lang.pick("다음 쪽", "Next"), to))}
            </nav>
        }
    })
}
