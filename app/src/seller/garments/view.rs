//! What the desk's pages of the garments show.

use catalogue::{Garment, Typed, Why, Wrong};
use kernel::{Money, Text};

use crate::seller::stock::view::StockFilter;
use crate::shop::view::Category;

/// A garment's or an outfit's form that was posted and is shown again. Put into the request's extensions by the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posted {
    pub typed: Typed,
    pub why: Again,
    /// The version that it is a change of.
    pub version: i64,
}

/// Why a form is shown again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Again {
    /// To look at what it would become.
    Preview,
    /// To go on in the other language.
    Translated,
    /// These fields have to be put right.
    Refused(Vec<Wrong>),
    /// Somebody changed it meanwhile.
    Changed,
}

impl Again {
    /// Why a field was refused, if it was.
    #[must_use]
    pub fn wrong(&self, name: &str) -> Option<Why> {
        let Self::Refused(wrong) = self else { return None };
        wrong.iter().find(|(field, _)| field == name).map(|(_, why)| *why)
    }
}

/// The garments, in the order of the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GarmentsView {
    pub rows: Vec<GarmentRow>,
    pub categories: Vec<Category>,
    pub filter: StockFilter,
    pub notice: Option<String>,
}

/// One garment in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GarmentRow {
    pub slug: String,
    pub name: Text,
    /// The dye of its picture.
    pub dye: String,
    pub category: Text,
    pub price: Money,
    pub dyes: usize,
    pub sizes: usize,
    pub hidden: bool,
}

/// A garment's form.
#[derive(Debug, Clone, PartialEq)]
pub struct FormView {
    /// The garment that is changed; none for a new one.
    pub of: Option<Standing>,
    pub typed: Typed,
    /// The version that what was typed is a change of.
    pub version: i64,
    pub again: Option<Again>,
    /// How many garments there are.
    pub shelf: usize,
    pub notice: Option<String>,
}

/// A garment as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Standing {
    pub garment: Garment,
    pub hidden: bool,
    pub version: i64,
    /// As its form would show it.
    pub typed: Typed,
}
