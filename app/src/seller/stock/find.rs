//! What the lists of garments and of their stock share: the way between them, and the form that narrows either.

use kernel::Lang;
use leptos::prelude::*;

use super::view::StockFilter;
use crate::shop::view::Category;

/// The way between the pages about goods.
#[component]
pub(in crate::seller) fn Goods(lang: Lang, here: &'static str) -> impl IntoView {
    let link = |path: &'static str, word: &'static str| {
        let current = (path == here).then_some("page");
        view! {
            <a href=lang.path(path) aria-current=current>
                {word}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=lang.pick("옷·재고", "Garments and stock")>
            {link("/seller/stock", lang.pick("재고", "Stock"))}
            {link("/seller/garments", lang.pick("옷", "Garments"))}
            {link("/seller/outfits", lang.pick("한 벌", "Outfits"))}
        </nav>
    }
}

/// Finds garments by name and category.
#[component]
pub(in crate::seller) fn Find(
    lang: Lang,
    action: &'static str,
    categories: Vec<Category>,
    filter: StockFilter,
    /// Whether one can ask for what is low alone.
    low: bool,
) -> impl IntoView {
    let options = categories.into_iter().map(|category| {
        let selected = category.key == filter.category;
        view! { <option value=category.key selected=selected>{category.name.get(lang).to_owned()}</option> }
    });
    let only_low = low.then(|| {
        view! {
            <label class="tick">
                <input type="checkbox" name="low" value="on" checked=!filter.low.is_empty() />
                {lang.pick("적은 것만", "Only low")}
            </label>
        }
    });
    view! {
        <form class="find wide" method="get" action=lang.path(action) role="search">
            <label class="vh" for="q">{lang.pick("옷 이름으로 찾기", "Find by name")}</label>
            <input
                class="in"
                id="q"
                name="q"
                type="search"
                value=filter.search
                maxlength="100"
                placeholder=lang.pick("옷 이름", "Name")
            />
            <label class="vh" for="category">{lang.pick("종류", "Category")}</label>
            <select class="in" id="category" name="category">
                <option value="">{lang.pick("모든 종류", "All categories")}</option>
                {options.collect_view()}
            </select>
            {only_low}
            <button class="btn q s">{lang.pick("찾기", "Find")}</button>
        </form>
    }
}
