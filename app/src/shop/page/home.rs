//! The home page: this week's outfit, the lookbook, and what is new.

use kernel::Lang;
use leptos::prelude::*;

use super::card::{Grid, Level};
use super::data;
use super::outfit::{Spreads, ThisWeek};
use crate::shop::view::{HomeView, Outfit};
use crate::ui::drawing::Sprite;
use crate::ui::head::{About, Head};

/// The home page.
#[component]
pub fn HomePage(lang: Lang, view: HomeView) -> impl IntoView {
    let HomeView { outfits, cards } = view;
    let slugs =
        outfits.iter().flat_map(Outfit::slugs).chain(cards.iter().map(|card| card.slug.clone())).collect();
    let mut outfits = outfits.into_iter();
    let this_week = outfits.next();
    let name = lang.pick("새로 나온 옷", "New in");
    let (class, newest, level) = if this_week.is_some() {
        ("wrap page nopt", view! { <h2>{name}</h2> }.into_any(), Level::Three)
    } else {
        ("wrap page near-top", view! { <h1>{name}</h1> }.into_any(), Level::Two)
    };
    let about = About {
        title: lang.pick("한 벌로 입는 옷", "Clothes by the outfit").to_owned(),
        description: lang
            .pick(
                "한 벌로 맞춰 입는 옷 가게예요. 이번 주의 한 벌과 새로 나온 옷을 보고, 한 가지씩 따로 주문할 수 있어요.",
                "A clothes shop that thinks in outfits. See this week’s, and what is new; each piece can be ordered by itself.",
            )
            .to_owned(),
        path: "/".to_owned(),
        data: vec![data::shop(lang)],
        ..About::default()
    };
    view! {
        <Head lang about />
        <Sprite slugs />
        {this_week.map(|outfit| view! { <ThisWeek lang outfit /> })}
        <div class=class>
            {lookbook(lang, outfits.collect())}
            <div class="row apart base mb5">
                {newest} <a class="link" href=lang.path("/garments")>
                    {lang.pick("모든 옷 보기", "See all clothes")}
                </a>
            </div>
            <Grid lang cards level />
        </div>
    }
}

/// The other outfits, where there are some.
fn lookbook(lang: Lang, outfits: Vec<Outfit>) -> Option<impl IntoView> {
    (!outfits.is_empty()).then(|| {
        view! {
            <section class="mb7" aria-labelledby="lookbook">
                <h2 id="lookbook" class="mb4">
                    {lang.pick("한 벌로 입기", "By the outfit")}
                </h2>
                <Spreads lang outfits />
            </section>
        }
    })
}
