//! Money on a page: tabular figures, in the way of the page's language.

use kernel::{Lang, Money};
use leptos::prelude::*;

/// `39,000원` in Korean, `₩39,000` in English.
#[component]
pub fn Price(lang: Lang, money: Money) -> impl IntoView {
    view! { <span class="num">{money.text(lang)}</span> }
}
