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

/// The outfit of the week. Pieces stand back to front.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outfit {
    pub name: Text,
    pub text: Text,
    pub pieces: Vec<OutfitPiece>,
}

/// The list: home, or one category, as filtered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ListView {
    /// `None` is the home page (새로 나온 옷).
    pub category: Option<Category>,
    pub categories: Vec<Category>,
    /// Only on the unfiltered home page.
    pub outfit: Option<Outfit>,
    /// The filter as it was asked for, so that the form shows it again.
    pub filter: Filter,
    /// Colours and sizes the filter form offers.
    pub dyes: Vec<Dye>,
    pub sizes: Vec<String>,
    pub cards: Vec<Card>,
    /// How many garments the category holds, unfiltered.
    pub total: usize,
}

/// The list's filter; each part is a query parameter of the same name, empty when not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filter {
    /// A dye's key.
    #[serde(default)]
    pub color: String,
    #[serde(default)]
    pub size: String,
    /// `-50000`, `50000-100000`, `100000-`.
    #[serde(default)]
    pub price: String,
    /// ``, `low`, `high`.
    #[serde(default)]
    pub sort: String,
    /// `on`: leave out what is sold out.
    #[serde(default, rename = "in")]
    pub in_stock: String,
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

/// What was chosen on the garment page and refused, so that the page shows it again.
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
    /// What goes with it.
    pub together: Vec<Card>,
}
