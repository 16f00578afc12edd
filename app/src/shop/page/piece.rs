//! The pieces of an outfit, each with its colours and sizes and a form that orders it or puts it into the cart.

use kernel::Lang;
use leptos::prelude::*;

use crate::shop::view::PieceView;
use crate::ui::drawing::Drawing;
use crate::ui::line::size_text;

/// The pieces as rows.
#[component]
pub(super) fn Pieces(lang: Lang, pieces: Vec<PieceView>) -> impl IntoView {
    let rows: Vec<_> = pieces.into_iter().map(|piece| view! { <Piece lang piece /> }).collect();
    view! { <ul class="pieces">{rows}</ul> }
}

/// A piece in the colour in which it is laid out, if that is left. A choice that cannot be had is refused on the
/// garment's own page, which shows what can.
#[component]
fn Piece(lang: Lang, piece: PieceView) -> impl IntoView {
    let left = |dye: &str| piece.variants.iter().any(|it| it.dye == dye && it.free > 0);
    let gone = piece.variants.iter().all(|it| it.free <= 0);
    let shown = std::iter::once(&piece.dye)
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
    let sizes: Vec<_> = piece
        .sizes
        .iter()
        .map(|size| {
            let left = piece.variants.iter().any(|it| it.size == *size && it.free > 0);
            let (value, text) = (size.clone(), said(lang, &size_text(lang, size), left));
            let selected = left && piece.sizes.len() == 1;
            view! { <option value=value selected=selected disabled=!left>{text}</option> }
        })
        .collect();
    let (name, slug) = (piece.name.get(lang).to_owned(), piece.slug.clone());
    let [dye_id, size_id] = ["dye", "size"].map(|part| format!("{slug}-{part}"));
    view! {
        <li class="piece dyeing">
            <span class="ground dyed">
                <Drawing slug=slug.clone() dye=shown />
            </span>
            <form class="stack" action=lang.path("/checkout")>
                <input type="hidden" name="garment" value=slug.clone() />
                <div>
                    <h3>
                        <a href=lang.path(&format!("/garments/{slug}"))>{name.clone()}</a>
                    </h3>
                    <p class="price num">{piece.price.text(lang)}</p>
                </div>
                <div class="pair">
                    <p class="field">
                        <label for=dye_id.clone()>{lang.pick("색", "Colour")}</label>
                        <select class="in" id=dye_id name="dye">
                            {dyes}
                        </select>
                    </p>
                    <p class="field">
                        <label for=size_id.clone()>{lang.pick("사이즈", "Size")}</label>
                        <select class="in" id=size_id name="size">
                            <option value="">{lang.pick("고르기", "Choose")}</option>
                            {sizes}
                        </select>
                    </p>
                </div>
                <p class="gap2 row">
                    {(!gone)
                        .then(|| {
                            view! {
                                <button class="btn q s" formaction=lang.path("/cart") formmethod="post">
                                    <span class="vh">{name.clone()} " "</span>
                                    {lang.pick("장바구니 담기", "Add to cart")}
                                </button>
                            }
                        })}
                    <button class="btn q s" disabled=gone>
                        <span class="vh">{name.clone()} " "</span>
                        {if gone { lang.pick("품절", "Sold out") } else { lang.pick("주문하기", "Order") }}
                    </button>
                </p>
            </form>
        </li>
    }
}

fn said(lang: Lang, name: &str, left: bool) -> String {
    if left { name.to_owned() } else { format!("{name} {}", lang.pick("품절", "sold out")) }
}
