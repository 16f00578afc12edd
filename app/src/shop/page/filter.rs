//! The list's filter: a GET form that any browser can send, and the parts that are on, each a link that takes it off.

use kernel::Lang;
use leptos::prelude::*;
use leptos_router::location::Url;

use crate::shop::view::{Category, Dye, Filter};

/// A filter as a URL's query, `?` included; empty when nothing is asked.
fn query(filter: &Filter) -> String {
    let parts = [
        ("color", &filter.color),
        ("size", &filter.size),
        ("price", &filter.price),
        ("sort", &filter.sort),
        ("in", &filter.in_stock),
    ];
    let asked: Vec<_> = parts
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}={}", Url::escape(value)))
        .collect();
    if asked.is_empty() { String::new() } else { format!("?{}", asked.join("&")) }
}

/// The list's path: home, or one category.
pub(super) fn list_path(lang: Lang, category: Option<&Category>) -> String {
    category.map_or_else(|| lang.path("/"), |category| lang.path(&format!("/c/{}", category.key)))
}

fn prices(lang: Lang) -> [(&'static str, &'static str); 3] {
    [
        ("-50000", lang.pick("5만원까지", "Up to ₩50,000")),
        ("50000-100000", lang.pick("5–10만원", "₩50,000 to ₩100,000")),
        ("100000-", lang.pick("10만원부터", "From ₩100,000")),
    ]
}

fn sorts(lang: Lang) -> [(&'static str, &'static str); 2] {
    [
        ("low", lang.pick("낮은 가격순", "Price, low to high")),
        ("high", lang.pick("높은 가격순", "Price, high to low")),
    ]
}

/// The form. It is open when something is asked for.
#[component]
pub(super) fn FilterForm(
    lang: Lang,
    /// The list's path.
    action: String,
    filter: Filter,
    dyes: Vec<Dye>,
    sizes: Vec<String>,
) -> impl IntoView {
    let open = filter != Filter::default();
    let dyes = dyes.into_iter().map(|dye| (dye.key.clone(), dye.name.get(lang).to_owned())).collect();
    let sizes =
        sizes.into_iter().map(|size| (size.clone(), crate::ui::line::size_text(lang, &size))).collect();
    view! {
        <details class="filters" open=open>
            <summary>{lang.pick("고르기", "Filter")}</summary>
            <form action=action>
                <Choice name="color" label=lang.pick("색", "Colour") any=lang.pick("모든 색", "Any colour") options=dyes chosen=filter.color />
                <Choice name="size" label=lang.pick("사이즈", "Size") any=lang.pick("모든 사이즈", "Any size") options=sizes chosen=filter.size />
                <Choice
                    name="price"
                    label=lang.pick("가격", "Price")
                    any=lang.pick("모든 가격", "Any price")
                    options=owned(prices(lang))
                    chosen=filter.price
                />
                <Choice
                    name="sort"
                    label=lang.pick("순서", "Order")
                    any=lang.pick("새로 나온 순", "Newest first")
                    options=owned(sorts(lang))
                    chosen=filter.sort
                />
                <label class="tick sm">
                    <input type="checkbox" name="in" value="on" checked=!filter.in_stock.is_empty() />
                    {lang.pick("품절 빼고 보기", "In stock only")}
                </label>
                <button class="btn s">{lang.pick("골라 보기", "Show")}</button>
            </form>
        </details>
    }
}

fn owned<const N: usize>(options: [(&'static str, &'static str); N]) -> Vec<(String, String)> {
    options.into_iter().map(|(value, text)| (value.to_owned(), text.to_owned())).collect()
}

#[component]
fn Choice(
    name: &'static str,
    label: &'static str,
    /// What the empty choice is called.
    any: &'static str,
    /// Values and their words.
    options: Vec<(String, String)>,
    chosen: String,
) -> impl IntoView {
    let options: Vec<_> = options
        .into_iter()
        .map(|(value, text)| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect();
    view! {
        <p class="field">
            <label for=name>{label}</label>
            <select class="in" id=name name=name>
                <option value="">{any}</option>
                {options}
            </select>
        </p>
    }
}

/// The parts that are on. The sort order is not one: it hides nothing.
#[component]
pub(super) fn AskedFor(
    lang: Lang,
    /// The list's path.
    action: String,
    filter: Filter,
    dyes: Vec<Dye>,
) -> impl IntoView {
    let parts = asked_for(lang, &filter, &dyes);
    if parts.is_empty() {
        return None;
    }
    let swatch = |key: String| view! { <span class=format!("sw c-{key}") aria-hidden="true"></span> };
    let links: Vec<_> = parts
        .into_iter()
        .map(|part| {
            let color =
                (part.without.color.is_empty() && !filter.color.is_empty()).then(|| filter.color.clone());
            view! {
                <a class="on" href=format!("{action}{}", query(&part.without))>
                    {color.map(swatch)}
                    {part.text}
                    " "
                    <span aria-hidden="true">"×"</span>
                    <span class="vh">{lang.pick("빼기", "remove")}</span>
                </a>
            }
        })
        .collect();
    Some(view! {
        <p class="gap2 mb5 row">
            {links}
            <a class="link" href=action>
                {lang.pick("모두 지우기", "Clear all")}
            </a>
        </p>
    })
}

/// A part of the filter: its words, and the filter without it.
struct Part {
    text: String,
    without: Filter,
}

fn asked_for(lang: Lang, filter: &Filter, dyes: &[Dye]) -> Vec<Part> {
    let mut parts = Vec::new();
    if !filter.color.is_empty() {
        let dye = dyes.iter().find(|dye| dye.key == filter.color);
        let text = dye.map_or(filter.color.as_str(), |dye| dye.name.get(lang)).to_owned();
        parts.push(Part { text, without: Filter { color: String::new(), ..filter.clone() } });
    }
    if !filter.size.is_empty() {
        let text = crate::ui::line::size_text(lang, &filter.size);
        parts.push(Part { text, without: Filter { size: String::new(), ..filter.clone() } });
    }
    if let Some((_, text)) = prices(lang).into_iter().find(|(value, _)| *value == filter.price) {
        let without = Filter { price: String::new(), ..filter.clone() };
        parts.push(Part { text: text.to_owned(), without });
    }
    if !filter.in_stock.is_empty() {
        let text = lang.pick("품절 빼고", "In stock").to_owned();
        parts.push(Part { text, without: Filter { in_stock: String::new(), ..filter.clone() } });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_one_part_off_keeps_the_others() {
        let filter =
            Filter { color: "ink".into(), size: "M".into(), sort: "low".into(), ..Filter::default() };
        let parts = asked_for(Lang::Ko, &filter, &[]);
        let queries: Vec<_> = parts.iter().map(|part| query(&part.without)).collect();
        assert_eq!(queries, ["?size=M&sort=low", "?color=ink&sort=low"]);
        assert_eq!(query(&Filter::default()), "");
    }
}
