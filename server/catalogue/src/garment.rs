//! A garment as the shop sells it, and the outfits it is laid out in.

use std::collections::BTreeMap;

use kernel::{Money, Text, VariantId};
use serde::{Deserialize, Serialize};

/// A garment. Its colours and sizes span its variants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Garment {
    /// Names the page and the drawing.
    pub slug: String,
    /// A category's key.
    pub category: String,
    pub name: Text,
    pub text: Text,
    pub fabric: Text,
    pub care: Text,
    pub price: Money,
    /// Dye keys; the first is the one shown.
    pub dyes: Vec<String>,
    pub measures: Vec<Measure>,
    pub sizes: Vec<SizeRow>,
    pub closeups: Vec<Closeup>,
}

/// A measure: a column of the size table and a line on the drawing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measure {
    /// A key of the words' measures.
    pub key: String,
    pub line: Line,
}

/// A line in the drawing's 400 x 500 box.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Line {
    pub x1: f32,
    pub y1: f32,
    pub x2: f32,
    pub y2: f32,
}

impl Line {
    /// Of a measure that is not shown on the drawing.
    pub const NONE: Self = Self { x1: 0.0, y1: 0.0, x2: 0.0, y2: 0.0 };
}

/// A size and its measures in centimetres, by their keys.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SizeRow {
    pub size: String,
    #[serde(flatten)]
    pub cm: BTreeMap<String, f32>,
}

/// A part of the drawing seen closer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closeup {
    #[serde(rename = "viewBox")]
    pub view_box: String,
    pub caption: Text,
}

/// One size in one colour.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    pub id: VariantId,
    /// The garment's slug.
    pub garment: String,
    pub dye: String,
    pub size: String,
}

/// A garment as the desk sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub garment: Garment,
    /// Counts the changes; a change names the one that it was made on.
    pub version: i64,
    /// Not sold: no page of the shop shows it. Orders of it stay as they are.
    pub hidden: bool,
    /// The shop has sold it, or does: one that is hidden now is not new but gone.
    pub was_shown: bool,
    /// All that were ever sold of it.
    pub variants: Vec<Variant>,
    /// Of them, the colours and sizes that the garment has no more.
    pub retired: Vec<VariantId>,
}

/// Garments laid out together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outfit {
    pub slug: String,
    pub name: Text,
    pub text: Text,
    /// Back to front.
    pub items: Vec<OutfitPiece>,
}

/// An outfit as the desk sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct KeptOutfit {
    pub outfit: Outfit,
    /// Counts the changes; a change names the one that it was made on.
    pub version: i64,
    /// No page of the shop shows it.
    pub hidden: bool,
}

/// A garment's place in an outfit, on a panel of 1200 x 900.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutfitPiece {
    pub slug: String,
    pub dye: String,
    /// Left and top of its 400 x 500 box.
    pub x: i32,
    pub y: i32,
    pub scale: f32,
    /// Degrees about the middle of the box.
    pub turn: i32,
}
