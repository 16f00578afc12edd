//! The list's filter: a GET form that any browser can send, and the parts that are on, each a link that takes it off.

use kernel::{Lang, Money};
use leptos::prelude::*;

use crate::shop::view::{Choices, Counted, Dye, Filter};
use crate::ui::line::size_text;

use super::address::address;

/// What a range of prices is called: `50,000–100,000원`.
pub(super) fn price_text(lang: Lang, filter: &Filter) -> String {
    let (least, most) = filter.prices();
    let bare = |amount| Money::won(amount).to_string();
    let whole = |amount| Money::won(amount).text(lang);
    match (lang, least, most) {
        (Lang::Ko, 0, _) => format!("{}까지", whole(most)),
        (Lang::En, 0, _) => format!("Up to {}", whole(most)),
        (Lang::Ko, _, i64::MAX) => format!("{}부터", whole(least)),
        (Lang::En, _, i64::MAX) => format!("From {}", whole(least)),
        (Lang::Ko, ..) => format!("{}–{}", bare(least), whole(most)),
        (Lang::En, ..) => format!("{} to {}", whole(least), whole(most)),
    }
}

fn price_range(lang: Lang, range: &str) -> String {
    price_text(lang, &Filter { price: range.to_owned(), ..Filter::default() })
}

fn sorts(lang: Lang, search: bool) -> Vec<(&'static str, &'static str)> {
    let mut sorts = vec![
        ("new", lang.pick("새로 나온 순", "Newest first")),
        ("low", lang.pick("낮은 가격순", "Price, low to high")),
        ("high", lang.pick("높은 가격순", "Price, high to low")),
        ("name", lang.pick("이름순", "Name")),
    ];
    // The empty one is what the list does by itself.
    if search {
        sorts.insert(0, ("", lang.pick("잘 맞는 순", "Best match")));
    } else if let Some(first) = sorts.first_mut() {
        first.0 = "";
    }
    sorts
}

/// The form. It is open when something but the search is asked for.
#[component]
pub(super) fn FilterForm(lang: Lang, filter: Filter, choices: Choices) -> impl IntoView {
    let without = Filter { q: String::new(), category: String::new(), page: String::new(), ..filter.clone() };
    let open = without != Filter::default();
    let search = !filter.q.is_empty();
    let named = |of: Vec<Counted>| -> Vec<Choice> {
        of.into_iter().map(|it| Choice::counted(it.name.get(lang), &it)).collect()
    };
    let sizes = choices.sizes.iter().map(|it| Choice::counted(&size_text(lang, &it.key), it)).collect();
    let prices = choices.prices.iter().map(|it| Choice::counted(&price_range(lang, &it.key), it)).collect();
    let sorts = sorts(lang, search)
        .into_iter()
        .map(|(value, text)| Choice { value: value.to_owned(), text: text.to_owned() })
        .collect();
    let any = |text: &str| Some(Choice { value: String::new(), text: String::from(text) });
    view! {
        <details class="filters" open=open>
            <summary>{lang.pick("고르기", "Filter")}</summary>
            <form action=lang.path("/garments")>
                {search.then(|| view! { <input type="hidden" name="q" value=filter.q.clone() /> })}
                <Select
                    name="category"
                    label=lang.pick("종류", "Kind")
                    any=any(lang.pick("모든 종류", "Any kind"))
                    choices=named(choices.categories)
                    chosen=filter.category
                />
                <Select
                    name="color"
                    label=lang.pick("색", "Colour")
                    any=any(lang.pick("모든 색", "Any colour"))
                    choices=named(choices.dyes)
                    chosen=filter.color
                />
                <Select
                    name="size"
                    label=lang.pick("사이즈", "Size")
                    any=any(lang.pick("모든 사이즈", "Any size"))
                    choices=sizes
                    chosen=filter.size
                />
                <Select
                    name="price"
                    label=lang.pick("가격", "Price")
                    any=any(lang.pick("모든 가격", "Any price"))
                    choices=prices
                    chosen=filter.price
                />
                <Select name="sort" label=lang.pick("순서", "Order") any=None choices=sorts chosen=filter.sort />
                <label class="tick sm">
                    <input type="checkbox" name="in" value="on" checked=!filter.in_stock.is_empty() />
                    {lang.pick("품절 빼고 보기", "In stock only")}
                    {format!(" ({})", choices.in_stock)}
                </label>
                <button class="btn s">{lang.pick("골라 보기", "Show")}</button>
            </form>
        </details>
    }
}

/// An option of a select.
struct Choice {
    value: String,
    text: String,
}

impl Choice {
    /// `먹 (12)`.
    fn counted(name: &str, counted: &Counted) -> Self {
        Self { value: counted.key.clone(), text: format!("{name} ({})", counted.count) }
    }
}

#[component]
fn Select(
    name: &'static str,
    label: &'static str,
    /// The choice of nothing, where there is one.
    any: Option<Choice>,
    choices: Vec<Choice>,
    chosen: String,
) -> impl IntoView {
    let options: Vec<_> = any
        .into_iter()
        .chain(choices)
        .map(|Choice { value, text }| {
            let selected = value == chosen;
            view! { <option value=value selected=selected>{text}</option> }
        })
        .collect();
    view! {
        <p class="field">
            <label for=name>{label}</label>
            <select class="in" id=name name=name>
                {options}
            </select>
        </p>
    }
}

/// The parts that are on. The sort order is not one: it hides nothing.
#[component]
pub(super) fn AskedFor(lang: Lang, filter: Filter, dyes: Vec<Dye>) -> impl IntoView {
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
                <a class="on" href=address(lang, &part.without)>
                    {color.map(swatch)}
                    {part.text}
                    " "
                    <span aria-hidden="true">"×"</span>
                    <span class="vh">{lang.pick("빼기", "remove")}</span>
                </a>
            }
        })
        .collect();
    let cleared = Filter { q: filter.q.clone(), category: filter.category.clone(), ..Filter::default() };
    Some(view! {
        <p class="gap2 mb5 row">
            {links}
            <a class="link" href=address(lang, &cleared)>
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
    let first = Filter { page: String::new(), ..filter.clone() };
    if !filter.color.is_empty() {
        let dye = dyes.iter().find(|dye| dye.key == filter.color);
        let text = dye.map_or(filter.color.as_str(), |dye| dye.name.get(lang)).to_owned();
        parts.push(Part { text, without: Filter { color: String::new(), ..first.clone() } });
    }
    if !filter.size.is_empty() {
        let text = size_text(lang, &filter.size);
        parts.push(Part { text, without: Filter { size: String::new(), ..first.clone() } });
    }
    if filter.prices() != (0, i64::MAX) {
        let without = Filter { price: String::new(), ..first.clone() };
        parts.push(Part { text: price_text(lang, filter), without });
    }
    if !filter.in_stock.is_empty() {
        let text = lang.pick("품절 빼고", "In stock").to_owned();
        parts.push(Part { text, without: Filter { in_stock: String::new(), ..first } });
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taking_one_part_off_keeps_the_others_and_begins_at_the_first_page() {
        let filter = Filter {
            color: "ink".into(),
            size: "M".into(),
            sort: "low".into(),
            page: "2".into(),
            ..Filter::default()
        };
        let parts = asked_for(Lang::Ko, &filter, &[]);
        let without: Vec<_> = parts.iter().map(|part| address(Lang::Ko, &part.without)).collect();
        assert_eq!(without, ["/garments?size=M&sort=low", "/garments?color=ink&sort=low"]);
    }

    #[test]
    fn prices_are_written_with_their_thousands() {
        let text = |lang, range: &str| price_range(lang, range);
        assert_eq!(text(Lang::Ko, "-50000"), "50,000원까지");
        assert_eq!(text(Lang::Ko, "50000-100000"), "50,000–100,000원");
        assert_eq!(text(Lang::Ko, "100000-"), "100,000원부터");
        assert_eq!(text(Lang::En, "50000-100000"), "₩50,000 to ₩100,000");
        assert_eq!(text(Lang::En, "1234567-"), "From ₩1,234,567");
    }
}
