//! The desk's pages of the outfits, with something in every place and with nothing in it.

use app::seller::garments::view::Again;
use app::seller::outfits::view::{OutfitFormView, OutfitRow, OutfitsView, Shown, StandingOutfit};
use app::seller::{OutfitFormPage, OutfitsPage};
use app::shop::view::{Outfit, OutfitPiece};
use catalogue::{Kept, Typed, Why};
use kernel::{Lang, Money};
use leptos::prelude::*;

use super::pages::{rendered, text};

const SHOWN: [Shown; 5] = [Shown::ThisWeek, Shown::InLookbook, Shown::Waits, Shown::Bare, Shown::Hidden];

/// Every page by its name, as HTML.
pub(crate) fn pages(lang: Lang) -> Vec<(String, String)> {
    let rows = SHOWN.map(|shown| OutfitRow {
        outfit: outfit(),
        shown,
        recoloured: vec![text("트렌치코트", "Trench coat")],
    });
    let (some, none) = (OutfitsView { rows: rows.to_vec() }, OutfitsView { rows: Vec::new() });
    let mut pages = vec![
        rendered(lang, "desk, outfits", || view! { <OutfitsPage lang view=some /> }),
        rendered(lang, "desk, no outfits", || view! { <OutfitsPage lang view=none /> }),
    ];
    for again in [None, Some(Again::Preview), Some(Again::Translated), Some(Again::Changed), Some(refused())]
    {
        for new in [true, false] {
            let mut again = again.clone();
            if let (true, Some(Again::Refused(wrong))) = (new, &mut again) {
                wrong.push(("slug".to_owned(), Why::Taken));
            }
            let name = format!("desk, an outfit's form, new: {new}, again: {again:?}");
            let view = form(new, Shown::InLookbook, again);
            pages.push(rendered(lang, name, || view! { <OutfitFormPage lang view /> }));
        }
    }
    for shown in SHOWN {
        let view = form(false, shown, None);
        let name = format!("desk, an outfit, {shown:?}");
        pages.push(rendered(lang, name, || view! { <OutfitFormPage lang view /> }));
    }
    pages
}

/// Something is wrong in every kind of field.
fn refused() -> Again {
    let wrong = [
        ("name_ko", Why::Missing),
        ("text_en", Why::TooLong(200)),
        ("place", Why::Malformed),
        ("piece_0", Why::Malformed),
        ("piece_1", Why::Taken),
        ("piece_2", Why::Missing),
        ("x_0", Why::Malformed),
        ("y_0", Why::OutOfSight),
        ("scale_1", Why::Malformed),
        ("turn_1", Why::Malformed),
    ];
    Again::Refused(wrong.map(|(name, why)| (name.to_owned(), why)).to_vec())
}

fn outfit() -> Outfit {
    let piece = |slug: &str, x| OutfitPiece {
        slug: slug.to_owned(),
        dye: "sand".to_owned(),
        name: text("트렌치코트", "Trench coat"),
        price: Money::won(189_000),
        x,
        y: 0,
        scale: 1.2,
        turn: 2,
    };
    Outfit {
        slug: "morning".to_owned(),
        name: text("쌀쌀한 아침", "A cold morning"),
        text: text("걸쳐요.", "Worn."),
        pieces: vec![piece("trench", 0), piece("jeans", 600)],
    }
}

fn form(new: bool, shown: Shown, again: Option<Again>) -> OutfitFormView {
    let outfit = catalogue::demo::outfits()[0].clone();
    let mut stands = outfit.clone();
    stands.items.truncate(3);
    stands.items[0].dye = "purple".to_owned();
    let typed = if new && again.is_none() { Typed::default() } else { Typed::of_outfit(&stands, 2) };
    let standing = StandingOutfit {
        typed: Typed::of_outfit(&outfit, 1),
        shown,
        recoloured: vec![text("바지", "Trousers")],
        version: 2,
        outfit,
    };
    let garments = catalogue::demo::garments().into_iter().enumerate().map(|(n, garment)| Kept {
        garment,
        version: 1,
        hidden: n == 0,
        was_shown: true,
        variants: Vec::new(),
        retired: Vec::new(),
    });
    OutfitFormView {
        of: (!new).then_some(standing),
        typed,
        version: 1,
        again,
        count: 6,
        garments: garments.collect(),
        notice: Some("outfit_moved_on".to_owned()).filter(|_| shown == Shown::Hidden),
    }
}
