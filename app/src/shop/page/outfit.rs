//! An outfit, laid out as on a table: on the home page, in the lookbook, and on a page of its own where each piece can
//! be ordered.

use kernel::{Lang, Money};
use leptos::prelude::*;

use super::data;
use super::piece::{Pieces, refusals};
use crate::shop::view::{Outfit, OutfitPiece, OutfitView, PieceView};
use crate::ui::drawing::Sprite;
use crate::ui::field::{ErrorSummary, count_text};
use crate::ui::frame;
use crate::ui::head::{About, Head};

/// One outfit.
#[component]
pub fn OutfitPage(lang: Lang, view: OutfitView) -> impl IntoView {
    let refusals = refusals(lang, &view.pieces);
    let about = about(lang, &view.outfit, !refusals.is_empty());
    let OutfitView { outfit, pieces, left_out, others } = view;
    let slugs = outfit.slugs().chain(others.iter().flat_map(Outfit::slugs)).collect();
    let more = (!others.is_empty()).then(|| {
        view! {
            <section class="page" aria-labelledby="others">
                <h2 id="others" class="mb4">
                    {lang.pick("다른 한 벌", "Other outfits")}
                </h2>
                <Spreads lang outfits=others />
            </section>
        }
    });
    view! {
        <Head lang about />
        <Sprite slugs />
        <section class="look" aria-labelledby="outfit">
            <Lay outfit=outfit.clone() hero=true />
            <div class="say-it">
                <h1 id="outfit">{outfit.name.get(lang).to_owned()}</h1>
                <p>{outfit.text.get(lang).to_owned()}</p>
                <p class="num">{left_text(lang, &pieces)}</p>
                {(left_out > 0).then(|| view! { <p>{left_out_text(lang, left_out)}</p> })}
            </div>
        </section>
        <div class="wrap">
            <section class="page nopt" aria-labelledby="pieces">
                <h2 id="pieces" class="mb4">
                    {lang.pick("색과 사이즈 고르기", "Choose colours and sizes")}
                </h2>
                {(!refusals.is_empty()).then(|| view! { <div class="mb5"><ErrorSummary lang errors=refusals /></div> })}
                <Pieces lang outfit=outfit.slug pieces />
            </section>
            {more}
        </div>
    }
}

fn about(lang: Lang, outfit: &Outfit, refused: bool) -> About {
    let (name, path) = (outfit.name.get(lang), format!("/outfits/{}", outfit.slug));
    let names: Vec<_> = outfit.pieces.iter().map(|piece| piece.name.get(lang)).collect();
    About {
        title: if refused { frame::refused(lang, name) } else { name.to_owned() },
        description: format!("{} {}.", outfit.text.get(lang), names.join(", ")),
        picture: Some(outfit.slug.clone()),
        data: vec![data::outfit(lang, outfit), data::breadcrumbs(lang, &[(name, path.as_str())])],
        path,
        ..About::default()
    }
}

/// `다섯 가지, 모두 361,000원`.
fn sum_text(lang: Lang, outfit: &Outfit) -> String {
    priced(lang, pieces_text(lang, outfit.pieces.len()), outfit.pieces.iter().map(|piece| piece.price))
}

/// The same of what can be bought: `네 가지 가운데 남은 세 가지, 모두 201,000원`.
fn left_text(lang: Lang, pieces: &[PieceView]) -> String {
    let left = || pieces.iter().filter(|piece| !piece.sold_out()).map(|piece| piece.price);
    let (count, all) = (left().count(), pieces.len());
    let counted = |count| count_text(lang, count);
    let what = match (lang, count, all) {
        (_, 0, 1) => return lang.pick("품절이에요", "Sold out").to_owned(),
        (Lang::Ko, 0, _) => return format!("{} 가지 모두 품절이에요", counted(all)),
        (Lang::En, 0, _) => return format!("{} pieces, sold out", capital(&counted(all))),
        _ if count == all => pieces_text(lang, all),
        (Lang::Ko, ..) => format!("{} 가지 가운데 남은 {} 가지", counted(all), counted(count)),
        (Lang::En, ..) => format!("{} of {} pieces left", capital(&counted(count)), counted(all)),
    };
    priced(lang, what, left())
}

fn pieces_text(lang: Lang, count: usize) -> String {
    let text = count_text(lang, count);
    match lang {
        Lang::Ko => format!("{text} 가지"),
        Lang::En if count == 1 => "One piece".to_owned(),
        Lang::En => format!("{} pieces", capital(&text)),
    }
}

/// Pieces with what they cost; without the sum when nobody can pay so much.
fn priced(lang: Lang, what: String, mut prices: impl Iterator<Item = Money> + Clone) -> String {
    let one = prices.clone().count() == 1;
    let Ok(sum) = prices.try_fold(Money::won(0), Money::plus) else { return what };
    let sum = sum.text(lang);
    match lang {
        _ if one => format!("{what}, {sum}"),
        Lang::Ko => format!("{what}, 모두 {sum}"),
        Lang::En => format!("{what}, {sum} in all"),
    }
}

/// That the outfit was more once.
fn left_out_text(lang: Lang, pieces: usize) -> String {
    let count = count_text(lang, pieces);
    match lang {
        Lang::Ko => {
            format!("이 한 벌 가운데 {count} 가지는 지금 팔지 않아요. 나머지는 그대로 고를 수 있어요.")
        }
        Lang::En if pieces == 1 => "One piece of this outfit is not sold now. The others are.".to_owned(),
        Lang::En => format!("{} pieces of this outfit are not sold now. The others are.", capital(&count)),
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// This week's outfit on the dyed panel: it names the shop's home page.
#[component]
pub(super) fn ThisWeek(lang: Lang, outfit: Outfit) -> impl IntoView {
    let pieces: Vec<_> = named_order(outfit.pieces.clone())
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
        <section class="look spread" aria-labelledby="outfit">
            <Lay outfit=outfit.clone() hero=false />
            <div class="say-it">
                <h1 id="outfit">
                    <span>{lang.pick("이번 주", "This week’s")}</span>
                    " "
                    <span>{lang.pick("한 벌", "outfit")}</span>
                </h1>
                <p>
                    <span>{sentence(outfit.name.get(lang))}</span>
                    " "
                    <span>{outfit.text.get(lang).to_owned()}</span>
                </p>
                <ul>{pieces}</ul>
                <p class="all">
                    <a class="btn" href=lang.path(&format!("/outfits/{}", outfit.slug))>
                        {lang.pick("한 벌 모두 보기", "See the whole outfit")}
                    </a>
                </p>
            </div>
        </section>
    }
}

/// A name as a sentence that stands before another one.
fn sentence(name: &str) -> String {
    let ends =
        name.trim_end_matches(['”', '’', '"', '\'', ')']).ends_with(['.', '?', '!', '…', '。', '？', '！']);
    if ends { name.to_owned() } else { format!("{name}.") }
}

/// The lookbook: outfits side by side, each a link to its page.
#[component]
pub(super) fn Spreads(lang: Lang, outfits: Vec<Outfit>) -> impl IntoView {
    let spreads: Vec<_> = outfits
        .into_iter()
        .map(|outfit| {
            view! {
                <li class="spread">
                    <Lay outfit=outfit.clone() hero=false />
                    <div class="txt">
                        <h3>
                            <a href=lang.path(&format!("/outfits/{}", outfit.slug))>
                                {outfit.name.get(lang).to_owned()}
                            </a>
                        </h3>
                        <p class="note num">{sum_text(lang, &outfit)}</p>
                    </div>
                </li>
            }
        })
        .collect();
    view! { <ul class="spreads">{spreads}</ul> }
}

/// The pieces as they lie.
#[component]
pub(crate) fn Lay(
    outfit: Outfit,
    /// It is what the page is about, to which its small picture travels.
    hero: bool,
) -> impl IntoView {
    let drawings: Vec<_> = outfit.pieces.iter().map(drawing).collect();
    view! {
        <svg id=hero.then_some("hero") class="lay" viewBox="0 0 1200 900" aria-hidden="true">
            {drawings}
        </svg>
    }
}

/// The pieces as they are named: the largest leads the outfit, the others follow as they are laid out.
pub(crate) fn named_order(mut pieces: Vec<OutfitPiece>) -> Vec<OutfitPiece> {
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
    use kernel::Text;

    use super::*;
    use crate::shop::view::{Choice, Variant};

    fn piece(slug: &str, scale: f32, price: i64) -> OutfitPiece {
        OutfitPiece {
            slug: slug.to_owned(),
            dye: "sand".to_owned(),
            name: Text::default(),
            price: Money::won(price),
            x: 0,
            y: 0,
            scale,
            turn: 0,
        }
    }

    #[test]
    fn the_coat_that_lies_on_top_is_named_first() {
        let laid_out = [("stripe", 1.12), ("trousers", 1.2), ("trench", 1.6), ("tote", 0.78)];
        let laid_out = laid_out.map(|(slug, scale)| piece(slug, scale, 39_000));
        let named: Vec<_> = named_order(laid_out.into()).into_iter().map(|piece| piece.slug).collect();
        assert_eq!(named, ["trench", "stripe", "trousers", "tote"]);
    }

    #[test]
    fn a_name_ends_with_one_mark() {
        for (name, said) in [
            ("쌀쌀한 아침", "쌀쌀한 아침."),
            ("오늘 뭐 입지?", "오늘 뭐 입지?"),
            ("What now!", "What now!"),
            ("그리고…", "그리고…"),
            ("“Now?”", "“Now?”"),
        ] {
            assert_eq!(sentence(name), said);
        }
    }

    #[test]
    fn an_outfit_says_how_many_pieces_it_has_and_what_all_of_them_cost() {
        let outfit = |prices: &[i64]| Outfit {
            slug: String::new(),
            name: Text::default(),
            text: Text::default(),
            pieces: prices.iter().map(|price| piece("tee", 1.0, *price)).collect(),
        };
        assert_eq!(sum_text(Lang::Ko, &outfit(&[189_000, 39_000])), "두 가지, 모두 228,000원");
        assert_eq!(sum_text(Lang::En, &outfit(&[189_000, 39_000])), "Two pieces, ₩228,000 in all");
        assert_eq!(sum_text(Lang::En, &outfit(&[i64::MAX, 1])), "Two pieces");
        assert_eq!(sum_text(Lang::Ko, &outfit(&[29_000])), "한 가지, 29,000원");
        assert_eq!(sum_text(Lang::En, &outfit(&[29_000])), "One piece, ₩29,000");
    }

    #[test]
    fn what_is_sold_out_is_not_in_the_price() {
        let piece = |free| PieceView {
            slug: String::new(),
            name: Text::default(),
            price: Money::won(39_000),
            dye: String::new(),
            dyes: Vec::new(),
            sizes: Vec::new(),
            variants: vec![Variant { dye: String::new(), size: String::new(), free }],
            choice: Choice::default(),
        };
        for (free, ko, en) in [
            (&[1, 1][..], "두 가지, 모두 78,000원", "Two pieces, ₩78,000 in all"),
            (
                &[1, 0, 1],
                "세 가지 가운데 남은 두 가지, 모두 78,000원",
                "Two of three pieces left, ₩78,000 in all",
            ),
            (&[0, 1], "두 가지 가운데 남은 한 가지, 39,000원", "One of two pieces left, ₩39,000"),
            (&[0, 0], "두 가지 모두 품절이에요", "Two pieces, sold out"),
            (&[0], "품절이에요", "Sold out"),
        ] {
            let pieces: Vec<_> = free.iter().map(|free| piece(*free)).collect();
            assert_eq!([Lang::Ko, Lang::En].map(|lang| left_text(lang, &pieces)), [ko, en]);
        }
    }

    #[test]
    fn an_outfit_says_what_it_was_once() {
        assert!(left_out_text(Lang::Ko, 1).starts_with("이 한 벌 가운데 한 가지는"));
        assert!(left_out_text(Lang::En, 2).starts_with("Two pieces of this outfit are not sold"));
    }
}
