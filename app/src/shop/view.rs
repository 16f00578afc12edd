//! What the list and the garment page show.

use kernel::{Day, Money, Text, Time};
use serde::{Deserialize, Serialize};

use crate::ui::photo::Photo;

/// A colour of cloth: the class of the stylesheet is `c-{key}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dye {
    pub key: String,
    pub name: Text,
}

/// A category of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    pub key: String,
    pub name: Text,
}

/// One garment in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Names the garment's page (`/garments/{slug}`) and its drawing.
    pub slug: String,
    pub name: Text,
    pub price: Money,
    /// The first is the one shown.
    pub dyes: Vec<Dye>,
    /// Free pieces over all colours and sizes.
    pub free: i64,
    /// Stands in place of the drawing, if there is one.
    #[serde(default)]
    pub photo: Option<Photo>,
}

/// One line of an outfit, as the home page draws it on the dyed panel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutfitPiece {
    pub slug: String,
    pub dye: String,
    pub name: Text,
    pub price: Money,
    /// Left and top of the 400 x 500 drawing on a panel of 1200 x 900.
    pub x: i32,
    pub y: i32,
    pub scale: f32,
    /// Degrees about the middle of the drawing.
    pub turn: i32,
}

/// Garments laid out together. Pieces stand back to front.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outfit {
    /// Names the outfit's page: `/outfits/{slug}`.
    pub slug: String,
    pub name: Text,
    pub text: Text,
    pub pieces: Vec<OutfitPiece>,
}

impl Outfit {
    /// Which garments it shows.
    pub fn slugs(&self) -> impl Iterator<Item = String> {
        self.pieces.iter().map(|piece| piece.slug.clone())
    }
}

/// The home page: the lookbook, which begins with this week's outfit, and what is new.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HomeView {
    pub outfits: Vec<Outfit>,
    pub cards: Vec<Card>,
}

/// The page of an outfit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutfitView {
    pub outfit: Outfit,
    /// As they are named: the largest first.
    pub pieces: Vec<PieceView>,
    /// How many pieces of it the shop does not sell now: they are not laid out.
    pub left_out: usize,
    pub others: Vec<Outfit>,
}

/// A piece of an outfit, with what can be ordered of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PieceView {
    pub slug: String,
    pub name: Text,
    pub price: Money,
    /// The dye in which it is laid out.
    pub dye: String,
    pub dyes: Vec<Dye>,
    pub sizes: Vec<String>,
    pub variants: Vec<Variant>,
    pub choice: Choice,
}

impl PieceView {
    /// Whether nothing of it is left, in any colour.
    #[must_use]
    pub fn sold_out(&self) -> bool {
        self.variants.iter().all(|variant| variant.free <= 0)
    }
}

/// The list: all garments or one category, as filtered, searched and sorted; one page of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListView {
    /// The category that is asked for.
    pub category: Option<Category>,
    /// The filter as it was asked for, so that the form shows it again.
    pub filter: Filter,
    pub choices: Choices,
    pub cards: Vec<Card>,
    /// How many garments the list holds.
    pub found: i64,
    /// How many it would hold with the search and the category alone.
    pub any: i64,
    /// Nothing fits the search: this comes near.
    pub near: bool,
    /// The page that is shown, from 1 on.
    pub page: i64,
    /// How many pages there are; at least one.
    pub pages: i64,
}

/// What the filter form offers: each choice with how many garments it would leave. Choices that leave none are left
/// out, but for the one that is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choices {
    pub categories: Vec<Counted>,
    pub dyes: Vec<Counted>,
    pub sizes: Vec<Counted>,
    /// The keys are `-50000`, `50000-100000`; the names are the page's.
    pub prices: Vec<Counted>,
    /// How many of the list are not sold out.
    pub in_stock: i64,
}

/// A choice of the filter form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    pub key: String,
    pub name: Text,
    /// Garments.
    pub count: i64,
}

/// The list's filter; each part is a query parameter of the same name, empty when not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// What is looked for, as typed.
    #[serde(default)]
    pub q: String,
    /// A category's key.
    #[serde(default)]
    pub category: String,
    /// A dye's key.
    #[serde(default)]
    pub color: String,
    #[serde(default)]
    pub size: String,
    /// `-50000`, `50000-100000`, `100000-`.
    #[serde(default)]
    pub price: String,
    /// ``, `new`, `low`, `high`, `name`. Empty is `new`, for a search what fits best.
    #[serde(default)]
    pub sort: String,
    /// `on`: leave out what is sold out.
    #[serde(default, rename = "in")]
    pub in_stock: String,
    /// The page, from 1 on; empty is 1.
    #[serde(default)]
    pub page: String,
}

impl Filter {
    /// Whether anything is asked that hides garments.
    #[must_use]
    pub fn hides(&self) -> bool {
        [&self.q, &self.category, &self.color, &self.size, &self.price, &self.in_stock]
            .iter()
            .any(|part| !part.is_empty())
    }

    /// The lowest and highest price, in minor units; what cannot be read is every price.
    #[must_use]
    pub fn prices(&self) -> (i64, i64) {
        let (least, most) = self.price.split_once('-').unwrap_or_default();
        (least.parse().unwrap_or(0), most.parse().unwrap_or(i64::MAX))
    }
}

/// Who sells, for the foot of every page. What the owner has not said yet is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    /// 상호
    pub name: String,
    /// 대표
    pub owner: String,
    /// 사업자등록번호
    pub registration: String,
    /// 통신판매업 신고번호
    pub mail_order: String,
    pub address: String,
    pub phone: String,
    pub hours: String,
    pub email: String,
}

/// What the shop promises of delivery and returns: all of it from the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    pub fee: Money,
    /// Clothes worth so much or more are sent for nothing.
    pub free_from: Option<Money>,
    /// `None` where the shop promises no day.
    pub ship_by: Option<ShipBy>,
    /// Empty where the owner has not said it yet.
    pub return_address: String,
    /// When this was so.
    pub now: Time,
}

/// What is paid before a moment leaves on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipBy {
    pub pay_before: Time,
    pub day: Day,
}

/// A measure of a garment: a column of its size table and a line on its drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    pub key: String,
    pub name: Text,
    /// Ends of the line in the drawing's 400 x 500 box.
    pub x1: f32,
    pub y1: f32,
    pub x2: f32,
    pub y2: f32,
}

/// A size, in centimetres per measure, in the measures' order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SizeRow {
    pub size: String,
    pub cm: Vec<f32>,
}

/// A part of the drawing seen closer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closeup {
    pub view_box: String,
    pub caption: Text,
}

/// One size in one colour, with what is left of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Variant {
    pub dye: String,
    pub size: String,
    pub free: i64,
}

/// What was chosen of a garment on a page and refused, so that the page shows it again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// A dye's key, or empty.
    pub dye: String,
    /// A size, or empty.
    pub size: String,
    /// As typed.
    pub quantity: String,
    /// What is wrong with it, if anything: `size` (none chosen), `quantity` (not 1 to 10), `sold_out`.
    pub error: Option<String>,
}

/// The garment page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GarmentView {
    pub slug: String,
    pub category: Category,
    pub name: Text,
    pub text: Text,
    pub fabric: Text,
    pub care: Text,
    pub price: Money,
    pub dyes: Vec<Dye>,
    pub measures: Vec<Measure>,
    pub sizes: Vec<SizeRow>,
    pub closeups: Vec<Closeup>,
    /// Every size in every colour.
    pub variants: Vec<Variant>,
    pub choice: Choice,
    pub terms: Terms,
    /// In place of the drawing, in their order; those of one colour only while it is chosen.
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// Outfits that it is part of.
    pub outfits: Vec<Outfit>,
    /// What goes with it.
    pub together: Vec<Card>,
}
