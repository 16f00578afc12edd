//! One garment in the grid.

use kernel::Lang;
use leptos::prelude::*;

use crate::shop::view::{Card, Dye};
use crate::ui::drawing::Drawing;
use crate::ui::field::count_text;
use crate::ui::photo::Picture;

/// So few pieces left are said on the picture.
const FEW: i64 = 2;
/// So many colours are shown as dots; of the others a card says how many they are.
const DOTS: usize = 5;

/// The grid of garments.
#[component]
pub(super) fn Grid(
    lang: Lang,
    cards: Vec<Card>,
    /// How deep the page's headings are here.
    level: Level,
    /// The colour that was asked for: it goes along to the garments that have it.
    #[prop(optional, into)]
    dye: String,
) -> impl IntoView {
    let card = |card| view! { <GridCard lang card level asked=dye.clone() /> };
    view! { <ul class="grid">{cards.into_iter().map(card).collect::<Vec<_>>()}</ul> }
}

/// The heading that carries a card's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Two,
    Three,
}

#[component]
fn GridCard(lang: Lang, card: Card, level: Level, asked: String) -> impl IntoView {
    let dye = card.dyes.first().map(|dye| dye.key.clone()).unwrap_or_default();
    let with_dye = if asked.is_empty() || asked != dye { String::new() } else { format!("?dye={dye}") };
    let to = lang.path(&format!("/garments/{}{with_dye}", card.slug));
    let link = view! { <a href=to>{card.name.get(lang).to_owned()}</a> };
    let heading = match level {
        Level::Two => view! { <h2>{link}</h2> }.into_any(),
        Level::Three => view! { <h3>{link}</h3> }.into_any(),
    };
    let picture = match card.photo.clone() {
        Some(photo) => {
            view! { <Picture lang photo sizes="(width >= 64rem) 25vw, (width >= 48rem) 33vw, 50vw" /> }
                .into_any()
        }
        None => view! { <Drawing slug=card.slug.clone() dye /> }.into_any(),
    };
    let class = if card.free > 0 { "card" } else { "card out" };
    view! {
        <li class=class>
            <span class="ground">
                {picture}
                {tag(lang, card.free).map(|text| view! { <span class="tag">{text}</span> })}
            </span>
            <div class="txt">
                {heading}
                <p class="price num">{card.price.text(lang)}</p>
                {colours(lang, &card.dyes)}
            </div>
        </li>
    }
}

fn tag(lang: Lang, free: i64) -> Option<String> {
    match (free, lang) {
        (..=0, _) => Some(lang.pick("품절", "Sold out").to_owned()),
        (1..=FEW, Lang::Ko) => Some(format!("마지막 {free}벌")),
        (1..=FEW, Lang::En) => Some(format!("Last {free}")),
        _ => None,
    }
}

/// The colours as dots, and in words for those who hear the page.
fn colours(lang: Lang, dyes: &[Dye]) -> impl IntoView + use<> {
    let dots = dyes.iter().take(DOTS).map(|dye| view! { <i class=format!("c-{}", dye.key)></i> });
    let more = dyes.len().checked_sub(DOTS).filter(|more| *more > 0).map(|more| format!("+{more}"));
    view! {
        <p class="note">
            <span class="vh">{colours_text(lang, dyes)}</span>
            <span class="dots num" aria-hidden="true">
                {dots.collect_view()}
                {more}
            </span>
        </p>
    }
}

/// `색 2가지: 귀리, 먹`.
fn colours_text(lang: Lang, dyes: &[Dye]) -> String {
    let names: Vec<_> = dyes.iter().map(|dye| dye.name.get(lang)).collect();
    let (count, names) = (names.len(), names.join(", "));
    match lang {
        Lang::Ko => format!("색 {count}가지: {names}"),
        Lang::En if count == 1 => format!("1 colour: {names}"),
        Lang::En => format!("{count} colours: {names}"),
    }
}

/// `M 두 벌`, `M two`: so few that it is said. None when there are more, or none at all.
pub(super) fn few_text(lang: Lang, size: &str, free: i64) -> Option<String> {
    let count = usize::try_from(free).ok().filter(|_| (1..=FEW).contains(&free))?;
    let words = count_text(lang, count);
    Some(match lang {
        Lang::Ko => format!("{size} {words} 벌"),
        Lang::En => format!("{words} in {size}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dyes(count: usize) -> Vec<Dye> {
        let name = |n| kernel::Text { ko: format!("색{n}"), en: format!("Colour {n}") };
        (1..=count).map(|n| Dye { key: format!("dye{n}"), name: name(n) }).collect()
    }

    #[test]
    fn the_colours_of_a_card_are_named_in_words() {
        assert_eq!(colours_text(Lang::Ko, &dyes(2)), "색 2가지: 색1, 색2");
        assert_eq!(colours_text(Lang::En, &dyes(1)), "1 colour: Colour 1");
        assert_eq!(colours_text(Lang::En, &dyes(2)), "2 colours: Colour 1, Colour 2");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn colours_beyond_the_fifth_are_counted_and_still_named() {
        let html = |count| colours(Lang::Ko, &dyes(count)).to_html();
        assert!(html(5).matches("<i ").count() == 5 && !html(5).contains('+'), "{}", html(5));
        let seven = html(7);
        assert!(seven.matches("<i ").count() == 5 && seven.contains("+2"), "{seven}");
        assert!(seven.contains("색 7가지: 색1, 색2, 색3, 색4, 색5, 색6, 색7"), "{seven}");
    }

    #[test]
    fn what_is_sold_out_or_nearly_so_is_said_in_words() {
        assert_eq!(tag(Lang::Ko, 0).as_deref(), Some("품절"));
        assert_eq!(tag(Lang::En, 1).as_deref(), Some("Last 1"));
        assert_eq!(tag(Lang::Ko, 3), None);
        assert_eq!(few_text(Lang::Ko, "M", 2).as_deref(), Some("M 두 벌"));
        assert_eq!(few_text(Lang::Ko, "M", 0), None);
    }
}
