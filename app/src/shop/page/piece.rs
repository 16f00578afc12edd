//! The pieces of an outfit in one form: a colour and a size for each, a button that puts all of them into the cart, and
//! beside each piece two that put it in alone or order it.

use kernel::Lang;
use leptos::prelude::*;

use super::garment::size_remedy;
use crate::shop::view::PieceView;
use crate::ui::drawing::Drawing;
use crate::ui::field::{FieldError, count_text, described_by};
use crate::ui::line::size_text;

/// What is wrong with the choices, each by the id of its field.
pub(super) fn refusals(lang: Lang, pieces: &[PieceView]) -> Vec<(String, String)> {
    let refusal = |piece: &PieceView| {
        let remedy = size_remedy(lang, &piece.choice)?;
        Some((size_id(&piece.slug), format!("{}: {remedy}", piece.name.get(lang))))
    };
    pieces.iter().filter_map(refusal).collect()
}

fn size_id(slug: &str) -> String {
    format!("size-{slug}")
}

/// The form, with the pieces as rows.
#[component]
pub(super) fn Pieces(lang: Lang, #[prop(into)] outfit: String, pieces: Vec<PieceView>) -> impl IntoView {
    let whole = whole_text(lang, pieces.len(), pieces.iter().filter(|it| !it.sold_out()).count());
    let rows: Vec<_> = pieces.into_iter().map(|piece| view! { <Piece lang piece /> }).collect();
    view! {
        <form method="post" action=lang.path(&format!("/outfits/{outfit}"))>
            <input type="hidden" name="lang" value=lang.tag() />
            <ul class="parts">{rows}</ul>
            {whole.map(|text| view! { <div class="bar outfit"><button class="btn">{text}</button></div> })}
        </form>
    }
}

/// What the button of the whole outfit says; nothing where nothing is left.
fn whole_text(lang: Lang, all: usize, left: usize) -> Option<String> {
    let count = count_text(lang, left);
    match (lang, left) {
        (_, 0) => None,
        (_, 1) if all == 1 => Some(lang.pick("장바구니에 담기", "Add it to the cart").to_owned()),
        (_, left) if left == all => {
            Some(lang.pick("한 벌 모두 장바구니에 담기", "Add the whole outfit to the cart").to_owned())
        }
        (Lang::Ko, _) => Some(format!("남은 {count} 가지 장바구니에 담기")),
        (Lang::En, _) => Some(format!("Add the {count} left to the cart")),
    }
}

/// A piece in the colour that was chosen, or in which it is laid out, if that is left.
#[component]
fn Piece(lang: Lang, piece: PieceView) -> impl IntoView {
    let left = |dye: &str| piece.variants.iter().any(|it| it.dye == dye && it.free > 0);
    let shown = [&piece.choice.dye, &piece.dye]
        .into_iter()
        .chain(piece.dyes.iter().map(|dye| &dye.key))
        .find(|dye| left(dye))
        .unwrap_or(&piece.dye)
        .clone();
    let dyes: Vec<_> = piece
        .dyes
        .iter()
        .map(|dye| {
            let (key, left) = (dye.key.clone(), left(&dye.key));
            let (selected, text) = (key == shown, said(lang, dye.name.get(lang), left));
            view! { <option value=key selected=selected disabled=!left>{text}</option> }
        })
        .collect();
    let (name, slug) = (piece.name.get(lang).to_owned(), piece.slug.clone());
    let (dye_id, error) = (format!("dye-{slug}"), size_remedy(lang, &piece.choice));
    view! {
        <li class="piece dyeing">
            <span class="ground dyed">
                <Drawing slug=slug.clone() dye=shown />
            </span>
            <div class="stack">
                <div>
                    <h3>
                        <a href=lang.path(&format!("/garments/{slug}"))>{name.clone()}</a>
                    </h3>
                    <p class="price num">{piece.price.text(lang)}</p>
                </div>
                <div class="pair">
                    <p class="field">
                        <label for=dye_id.clone()>{lang.pick("색", "Colour")}</label>
                        <select class="in" id=dye_id.clone() name=dye_id>
                            {dyes}
                        </select>
                    </p>
                    {size_field(lang, &piece, error)}
                </div>
                {orders(lang, &name, slug, piece.sold_out())}
            </div>
        </li>
    }
}

/// The sizes; where there is one, and it is left, it is chosen.
fn size_field(lang: Lang, piece: &PieceView, error: Option<&'static str>) -> impl IntoView + use<> {
    let only = piece.sizes.len() == 1 && !piece.sold_out();
    let options: Vec<_> = piece
        .sizes
        .iter()
        .map(|size| {
            let left = piece.variants.iter().any(|it| it.size == *size && it.free > 0);
            let (value, text) = (size.clone(), said(lang, &size_text(lang, size), left));
            let selected = left && (only || *size == piece.choice.size);
            view! { <option value=value selected=selected disabled=!left>{text}</option> }
        })
        .collect();
    let id = size_id(&piece.slug);
    view! {
        <div class="field">
            <label for=id.clone()>{lang.pick("사이즈", "Size")}</label>
            <select
                class="in"
                id=id.clone()
                name=id.clone()
                aria-describedby=described_by(&id, false, error.is_some())
                aria-invalid=error.map(|_| "true")
            >
                {(!only).then(|| view! { <option value="">{lang.pick("고르기", "Choose")}</option> })}
                {options}
            </select>
            {error.map(|text| view! { <FieldError name=id text /> })}
        </div>
    }
}

/// The buttons of one piece.
fn orders(lang: Lang, name: &str, slug: String, gone: bool) -> impl IntoView + use<> {
    let called = || view! { <span class="vh">{name.to_owned()} " "</span> };
    let (into_cart, order) = (called(), called());
    view! {
        <p class="gap2 row">
            {(!gone)
                .then(|| {
                    view! {
                        <button class="btn q s" name="only" value=slug.clone()>
                            {into_cart}
                            {lang.pick("장바구니 담기", "Add to cart")}
                        </button>
                    }
                })}
            <button class="btn q s" name="order" value=slug.clone() disabled=gone>
                {order}
                {if gone { lang.pick("품절", "Sold out") } else { lang.pick("주문하기", "Order") }}
            </button>
        </p>
    }
}

fn said(lang: Lang, name: &str, left: bool) -> String {
    if left { name.to_owned() } else { format!("{name} {}", lang.pick("품절", "sold out")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_of_the_whole_says_when_something_is_left_out() {
        assert_eq!(whole_text(Lang::Ko, 3, 3).as_deref(), Some("한 벌 모두 장바구니에 담기"));
        assert_eq!(whole_text(Lang::Ko, 3, 2).as_deref(), Some("남은 두 가지 장바구니에 담기"));
        assert_eq!(whole_text(Lang::En, 3, 1).as_deref(), Some("Add the one left to the cart"));
        assert_eq!(whole_text(Lang::En, 3, 0), None);
        assert_eq!(
            whole_text(Lang::Ko, 1, 1).as_deref(),
            Some("장바구니에 담기"),
            "one piece is no whole outfit"
        );
    }
}
