//! Garments as drawings. A page carries one sprite of the drawings it needs; each place shows one of them in a dye.

use leptos::prelude::*;

/// A garment in a dye. It is decoration beside the garment's name, and needs its [`Sprite`] in the page: without it,
/// and for an unknown slug, nothing is drawn.
#[component]
pub fn Drawing(
    /// Which garment: `trench`.
    #[prop(into)]
    slug: String,
    /// Which dye: `sand`.
    #[prop(into)]
    dye: String,
) -> impl IntoView {
    view! {
        <svg class=format!("g c-{dye}") viewBox="0 0 400 500" aria-hidden="true">
            <use href=format!("#{slug}")></use>
        </svg>
    }
}

/// A drawing on its ground, as small as it stands beside a line of text.
#[component]
pub fn Thumb(#[prop(into)] slug: String, #[prop(into)] dye: String) -> impl IntoView {
    view! {
        <span class="ground thumb">
            <Drawing slug dye />
        </span>
    }
}

/// The symbols that the drawings of one page refer to, in a box without size. It must not be `display: none`, or
/// the gradients in it would not be drawn.
#[cfg(feature = "ssr")]
#[component]
pub fn Sprite(
    /// Which garments; repeated and unknown ones do no harm.
    slugs: Vec<String>,
) -> impl IntoView {
    let mut wanted: Vec<&str> = slugs.iter().map(String::as_str).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let symbols: String = wanted.into_iter().filter_map(symbol).collect();
    view! { <svg width="0" height="0" class="vh" aria-hidden="true" inner_html=symbols></svg> }
}

/// The drawing as a `<symbol>` with the slug as its id.
#[cfg(feature = "ssr")]
fn symbol(slug: &str) -> Option<String> {
    let (_, file) = DRAWINGS.iter().find(|(name, _)| *name == slug)?;
    let (_, body) = file.split_once('>')?;
    let (body, _) = body.rsplit_once("</svg>")?;
    Some(format!(r#"<symbol id="{slug}" viewBox="0 0 400 500">{body}</symbol>"#))
}

/// Whether a picture of it lies in `public/cards`, for where a page is shared.
#[cfg(feature = "ssr")]
#[must_use]
pub fn has_card(name: &str) -> bool {
    DRAWINGS.iter().any(|(drawn, _)| *drawn == name) || OUTFITS.contains(&name)
}

/// The outfits that are drawn.
#[cfg(feature = "ssr")]
const OUTFITS: [&str; 6] = ["morning", "walk", "firstday", "snow", "evening", "dinner"];

#[cfg(feature = "ssr")]
macro_rules! drawings {
    ($($slug:literal)*) => {
        /// Every drawing there is, by its garment's slug.
        const DRAWINGS: &[(&str, &str)] = &[$(
            ($slug, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../public/garments/", $slug, ".svg"))),
        )*];
    };
}

#[cfg(feature = "ssr")]
drawings! {
    "beanie" "blazer" "cap" "cardigan" "cargo" "crew" "hoodie" "jeans" "knitdress" "linen" "midi" "oxford" "padded" "parka"
    "polo" "scarf" "shirtdress" "skirt" "slip" "stripe" "sweat" "tee" "tote" "trench" "trousers" "trucker" "turtle" "vest"
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn every_drawing_becomes_a_symbol_of_its_own_name() {
        for (slug, _) in DRAWINGS {
            let symbol = symbol(slug).expect("a drawing is one svg element");
            assert!(symbol.starts_with(&format!(r#"<symbol id="{slug}""#)), "{slug}");
            assert!(!symbol.contains("svg>"), "{slug} keeps no outer element");
            assert!(symbol.contains(&format!(r#"id="{slug}-s""#)), "{slug} prefixes its ids");
        }
    }

    #[test]
    fn all_that_is_drawn_has_a_picture_to_be_shared() {
        let cards = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/cards");
        for name in DRAWINGS.iter().map(|(slug, _)| *slug).chain(OUTFITS).chain(["shop"]) {
            assert!(cards.join(format!("{name}.jpg")).is_file(), "{name}: npm run cards, in end2end");
        }
        assert!(has_card("trench") && has_card("snow") && !has_card("socks"));
    }

    #[test]
    fn an_unknown_garment_draws_nothing() {
        assert_eq!(symbol("socks"), None);
    }
}
