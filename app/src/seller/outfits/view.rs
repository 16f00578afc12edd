//! What the desk's pages of the outfits show.

use catalogue::{Kept, Typed};
use kernel::{Lang, Text};

use crate::seller::garments::view::Again;
use crate::shop::view::Outfit;

/// The outfits, in the order of the lookbook.
#[derive(Debug, Clone, PartialEq)]
pub struct OutfitsView {
    pub rows: Vec<OutfitRow>,
}

/// Where buyers meet an outfit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// The first in the lookbook: it opens the home page.
    ThisWeek,
    InLookbook,
    /// Garments of it are hidden: it has a page, without them, and waits for the lookbook.
    Waits,
    /// All of its garments are: it has no page either.
    Bare,
    Hidden,
}

/// That garments lie in another colour than was chosen, where some do.
pub(super) fn recoloured_text(lang: Lang, garments: &[Text]) -> Option<String> {
    let names = garments.iter().map(|name| name.get(lang)).collect::<Vec<_>>().join(", ");
    (!garments.is_empty()).then(|| match lang {
        Lang::Ko => format!("고른 색을 이제 팔지 않아서 다른 색으로 보여요: {names}"),
        Lang::En => format!("Not sold in the chosen colour any more, so shown in another: {names}"),
    })
}

/// One outfit in the list.
#[derive(Debug, Clone, PartialEq)]
pub struct OutfitRow {
    pub outfit: Outfit,
    pub shown: Shown,
    /// The garments of it that are not sold in the colour that was chosen, and lie there in another.
    pub recoloured: Vec<Text>,
}

/// An outfit's form.
#[derive(Debug, Clone, PartialEq)]
pub struct OutfitFormView {
    /// The outfit that is changed; none for a new one.
    pub of: Option<StandingOutfit>,
    pub typed: Typed,
    /// The version that what was typed is a change of.
    pub version: i64,
    pub again: Option<Again>,
    /// How many outfits there are.
    pub count: usize,
    /// What it can be made of, hidden ones too.
    pub garments: Vec<Kept>,
    pub notice: Option<String>,
}

/// An outfit as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct StandingOutfit {
    pub outfit: catalogue::Outfit,
    pub shown: Shown,
    /// As in [`OutfitRow`].
    pub recoloured: Vec<Text>,
    pub version: i64,
    /// As its form would show it.
    pub typed: Typed,
}
