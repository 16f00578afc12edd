//! The list of garments: home with this week's outfit, or one category, as filtered.

use kernel::Lang;
use leptos::prelude::*;
use leptos_meta::Title;

use super::card::{Grid, Level};
use super::filter::{AskedFor, FilterForm, list_path};
use crate::shop::view::{ListView, Outfit, OutfitPiece};
use crate::ui::drawing::Sprite;
use crate::ui::frame::title;

/// The list.
#[component]
pub fn ListPage(lang: Lang, view: ListView) -> impl IntoView {
    let ListView { category, categories: _, outfit, filter, dyes, sizes, cards, total } = view;
    let action = list_path(lang, category.as_ref());
    let name = category
        .map_or_else(|| lang.pick("새로 나온 옷", "New in").to_owned(), |it| it.name.get(lang).to_owned());
    let (heading, level) = if outfit.is_some() {
        (view! { <h2>{name.clone()}</h2> }.into_any(), Level::Three)
    } else {
        (view! { <h1>{name.clone()}</h1> }.into_any(), Level::Two)
    };
    let pieces = outfit.iter().flat_map(|outfit| &outfit.pieces).map(|piece| piece.slug.clone());
    let slugs = pieces.chain(cards.iter().map(|card| card.slug.clone())).collect();
    let class = if outfit.is_some() { "wrap page nopt" } else { "wrap page near-top" };
    let found = found_text(lang, cards.len(), total);
    let grid = if cards.is_empty() {
        view! { <Nothing lang action=action.clone() any={total > 0} /> }.into_any()
    } else {
        view! { <Grid lang cards level /> }.into_any()
    };
    view! {
        <Title text=title(lang, &name) />
        <Sprite slugs />
        {outfit.map(|outfit| view! { <OutfitPanel lang outfit /> })}
        <div class=class>
            <div class="row apart base">
                {heading}
                <p class="sm mut num">{found}</p>
            </div>
            <FilterForm lang action=action.clone() filter=filter.clone() dyes=dyes.clone() sizes />
            <AskedFor lang action filter dyes />
            {grid}
        </div>
    }
}

/// `12가지 중 3가지`, `3 of 12`; only the count when nothing is left out.
fn found_text(lang: Lang, found: usize, total: usize) -> String {
    match (lang, found == total) {
        (Lang::Ko, true) => format!("{total}가지"),
        (Lang::Ko, false) => format!("{total}가지 중 {found}가지"),
        (Lang::En, true) => format!("{total} garments"),
        (Lang::En, false) => format!("{found} of {total}"),
    }
}

/// Nothing found is not the same as nothing there.
#[component]
fn Nothing(lang: Lang, action: String, any: bool) -> impl IntoView {
    let (text, link) = if any {
        (
            lang.pick("그렇게 고른 옷은 없어요.", "Nothing matches that."),
            lang.pick("모두 보기", "See everything"),
        )
    } else {
        (
            lang.pick("아직 옷을 걸지 않았어요.", "There are no clothes here yet."),
            lang.pick("다시 보기", "Look again"),
        )
    };
    view! {
        <div class="empty">
            <p>{text}</p>
            <a class="btn q" href=action>
                {link}
            </a>
        </div>
    }
}

/// This week's outfit, laid out on the dyed panel.
#[component]
fn OutfitPanel(lang: Lang, outfit: Outfit) -> impl IntoView {
    let drawings: Vec<_> = outfit.pieces.iter().map(drawing).collect();
    let pieces: Vec<_> = named_order(outfit.pieces)
        .into_iter()
        .map(|piece| {
            view! {
                <li>
                    <a href=lang.path(&format!("/garments/{}", piece.slug))>
                        <span>{piece.name.get(lang).to_owned()}</span>
                        <span class="num">{piece.price.text(lang)}</span>
                    </a>
                </li>
            }
        })
        .collect();
    view! {
        <section class="look" aria-labelledby="outfit">
            <svg class="lay" viewBox="0 0 1200 900" aria-hidden="true">
                {drawings}
            </svg>
            <div class="say-it">
                <h1 id="outfit">
                    <span>{lang.pick("이번 주", "This week’s")}</span>
                    " "
                    <span>{lang.pick("한 벌", "outfit")}</span>
                </h1>
                <p>
                    <span>{outfit.name.get(lang).to_owned()} "."</span>
                    " "
                    <span>{outfit.text.get(lang).to_owned()}</span>
                    " "
                    <span>{lang.pick("한 가지씩 따로 주문하실 수 있어요.", "Each piece can be ordered by itself.")}</span>
                </p>
                <ul>{pieces}</ul>
            </div>
        </section>
    }
}

/// The pieces as they are named: the largest leads the outfit, the others follow as they are laid out.
fn named_order(mut pieces: Vec<OutfitPiece>) -> Vec<OutfitPiece> {
    let largest = pieces.iter().map(|piece| piece.scale).fold(0.0, f32::max);
    pieces.sort_by_key(|piece| piece.scale < largest);
    pieces
}

/// One piece at its place: moved, turned about the middle of its 400 x 500 box, scaled.
fn drawing(piece: &OutfitPiece) -> impl IntoView + use<> {
    let OutfitPiece { slug, dye, x, y, scale, turn, .. } = piece;
    let (middle_x, middle_y) = (200.0 * scale, 250.0 * scale);
    view! {
        <g
            class=format!("g c-{dye}")
            transform=format!("translate({x} {y}) rotate({turn} {middle_x} {middle_y}) scale({scale})")
        >
            <use href=format!("#{slug}") width="400" height="500"></use>
        </g>
    }
}

#[cfg(test)]
mod tests {
    use kernel::{Money, Text};

    use super::*;

    #[test]
    fn the_coat_that_lies_on_top_is_named_first() {
        let piece = |slug: &str, scale| OutfitPiece {
            slug: slug.to_owned(),
            dye: "sand".to_owned(),
            name: Text::default(),
            price: Money::won(39_000),
            x: 0,
            y: 0,
            scale,
            turn: 0,
        };
        let laid_out =
            vec![piece("stripe", 1.12), piece("trousers", 1.2), piece("trench", 1.6), piece("tote", 0.78)];
        let named: Vec<_> = named_order(laid_out).into_iter().map(|piece| piece.slug).collect();
        assert_eq!(named, ["trench", "stripe", "trousers", "tote"]);
    }
}
