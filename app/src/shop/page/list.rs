//! The list of garments: all of them or one category, as searched and filtered, page by page.

use kernel::Lang;
use leptos::prelude::*;

use super::address::address;
use super::card::{Grid, Level};
use super::data;
use super::filter::{AskedFor, FilterForm};
use crate::shop::view::{Dye, Filter, ListView};
use crate::ui::drawing::Sprite;
use crate::ui::head::{About, Head};

/// The list.
#[component]
pub fn ListPage(lang: Lang, view: ListView) -> impl IntoView {
    let name = name(lang, &view);
    let about = about(lang, &view, &name);
    let ListView { category: _, filter, choices, cards, found, any, near, page, pages } = view;
    let slugs = cards.iter().map(|card| card.slug.clone()).collect();
    let dyes = choices.dyes.iter().map(|it| Dye { key: it.key.clone(), name: it.name.clone() }).collect();
    let grid = if cards.is_empty() {
        view! { <Nothing lang filter=filter.clone() /> }.into_any()
    } else {
        view! { <Grid lang cards level=Level::Two dye=filter.color.clone() /> }.into_any()
    };
    view! {
        <Head lang about />
        <Sprite slugs />
        <div class="wrap page near-top">
            <div class="row apart base">
                <h1>{name}</h1>
                <p class="sm mut num">{found_text(lang, found, any)}</p>
            </div>
            {near.then(|| view! { <p class="mt3">{near_text(lang)}</p> })}
            <FilterForm lang filter=filter.clone() choices />
            <AskedFor lang filter=filter.clone() dyes />
            {grid}
            {(pages > 1).then(|| view! { <Pages lang filter page pages /> })}
        </div>
    }
}

/// What the list is called: what was looked for, the category, or all there is.
fn name(lang: Lang, view: &ListView) -> String {
    let category = view.category.as_ref().map(|category| category.name.get(lang));
    match (view.filter.q.trim(), category, lang) {
        ("", Some(category), _) => category.to_owned(),
        ("", None, _) => lang.pick("모든 옷", "All clothes").to_owned(),
        (typed, None, Lang::Ko) => format!("‘{typed}’ 찾기"),
        (typed, None, Lang::En) => format!("Search: {typed}"),
        (typed, Some(category), Lang::Ko) => format!("{category}에서 ‘{typed}’ 찾기"),
        (typed, Some(category), Lang::En) => format!("{category}: {typed}"),
    }
}

/// What was looked for or filtered is one of many views of the clothes: the whole list and its categories are found.
fn about(lang: Lang, view: &ListView, name: &str) -> About {
    let asked = Filter { page: view.page.to_string(), ..view.filter.clone() };
    let whole = Filter { category: asked.category.clone(), page: asked.page.clone(), ..Filter::default() };
    let step = view.category.as_ref().map(|it| (it.name.get(lang), format!("/c/{}", it.key)));
    let steps: Vec<_> = step.iter().map(|(name, path)| (*name, path.as_str())).collect();
    let count = view.any;
    About {
        title: titled(lang, name, view.page),
        description: match lang {
            Lang::Ko => format!("{name} {count}가지. 색과 사이즈, 실측을 보고 골라요."),
            Lang::En => format!("{name}: {count} to choose from, with colours, sizes and measures."),
        },
        path: address(Lang::Ko, &asked),
        passing: asked != whole,
        data: if steps.is_empty() { Vec::new() } else { vec![data::breadcrumbs(lang, &steps)] },
        ..About::default()
    }
}

/// The name as the document's title has it, which tells one page from the next.
fn titled(lang: Lang, name: &str, page: i64) -> String {
    match (page, lang) {
        (1, _) => name.to_owned(),
        (_, Lang::Ko) => format!("{name} {page}쪽"),
        (_, Lang::En) => format!("{name}, page {page}"),
    }
}

/// `12가지 중 3가지`, `3 of 12`; only the count when nothing is left out.
fn found_text(lang: Lang, found: i64, any: i64) -> String {
    match (lang, found == any) {
        (Lang::Ko, true) => format!("{any}가지"),
        (Lang::Ko, false) => format!("{any}가지 중 {found}가지"),
        (Lang::En, true) if any == 1 => "1 garment".to_owned(),
        (Lang::En, true) => format!("{any} garments"),
        (Lang::En, false) => format!("{found} of {any}"),
    }
}

fn near_text(lang: Lang) -> &'static str {
    lang.pick("꼭 맞는 옷은 없어서 비슷한 옷을 모았어요.", "Nothing is called exactly that. These come near.")
}

/// Nothing found is not the same as nothing there. One step leads on: without the filter, if there is one to blame.
#[component]
fn Nothing(lang: Lang, filter: Filter) -> impl IntoView {
    let searched = Filter { q: filter.q.clone(), ..Filter::default() };
    let category = Filter { category: filter.category.clone(), ..Filter::default() };
    let blamed = !filter.q.is_empty()
        && Filter { sort: String::new(), page: String::new(), ..filter.clone() } != searched;
    let (text, link, to) = if blamed {
        (
            lang.pick("그렇게 골라서 찾은 옷은 없어요.", "Nothing matches that search and filter."),
            lang.pick("고르지 않고 찾기", "Search without the filter"),
            searched,
        )
    } else if !filter.q.is_empty() {
        (
            lang.pick(
                "그런 옷은 없어요. 다른 말로 찾아 보세요.",
                "No clothes are called that. Try another word.",
            ),
            lang.pick("모든 옷 보기", "See all clothes"),
            Filter::default(),
        )
    } else if filter.hides() {
        (
            lang.pick("그렇게 고른 옷은 없어요.", "Nothing matches that."),
            lang.pick("모두 보기", "See everything"),
            category,
        )
    } else {
        (
            lang.pick("아직 옷을 걸지 않았어요.", "There are no clothes here yet."),
            lang.pick("다시 보기", "Look again"),
            Filter::default(),
        )
    };
    view! {
        <div class="empty">
            <p>{text}</p>
            <a class="btn q" href=address(lang, &to)>
                {link}
            </a>
        </div>
    }
}

/// The pages as links; the one shown is sewn under.
#[component]
fn Pages(lang: Lang, filter: Filter, page: i64, pages: i64) -> impl IntoView {
    let to = |page: i64| address(lang, &Filter { page: page.to_string(), ..filter.clone() });
    let step = |rel: &'static str, page: i64, text: &'static str| {
        (1..=pages).contains(&page).then(|| view! { <li><a rel=rel href=to(page)>{text}</a></li> })
    };
    let numbers: Vec<_> = shown_pages(page, pages)
        .into_iter()
        .map(|shown| match shown {
            Some(number) => {
                let (here, label) = ((number == page).then_some("page"), page_text(lang, number));
                view! {
                    <li>
                        <a href=to(number) aria-label=label aria-current=here>
                            {number}
                        </a>
                    </li>
                }
                .into_any()
            }
            None => view! { <li aria-hidden="true">"…"</li> }.into_any(),
        })
        .collect();
    view! {
        <nav class="pages num" aria-label=lang.pick("쪽", "Pages")>
            <ul>
                {step("prev", page - 1, lang.pick("앞", "Back"))} {numbers}
                {step("next", page + 1, lang.pick("다음", "Next"))}
            </ul>
        </nav>
    }
}

fn page_text(lang: Lang, number: i64) -> String {
    match lang {
        Lang::Ko => format!("{number}쪽"),
        Lang::En => format!("Page {number}"),
    }
}

/// The first, the last and those around the one shown; `None` where some are passed over.
fn shown_pages(page: i64, pages: i64) -> Vec<Option<i64>> {
    let mut shown = Vec::new();
    for number in 1..=pages {
        if number == 1 || number == pages || (number - page).abs() <= 1 {
            shown.push(Some(number));
        } else if shown.last() != Some(&None) {
            shown.push(None);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_that_are_passed_over_are_said_once() {
        assert_eq!(shown_pages(1, 3), [Some(1), Some(2), Some(3)]);
        assert_eq!(shown_pages(1, 9), [Some(1), Some(2), None, Some(9)]);
        assert_eq!(shown_pages(5, 9), [Some(1), None, Some(4), Some(5), Some(6), None, Some(9)]);
    }

    #[test]
    fn a_list_says_how_many_it_shows_of_how_many() {
        assert_eq!(found_text(Lang::Ko, 3, 12), "12가지 중 3가지");
        assert_eq!(found_text(Lang::En, 1, 1), "1 garment");
        assert_eq!(titled(Lang::En, "Tops", 2), "Tops, page 2");
    }
}
