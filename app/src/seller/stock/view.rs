//! What the desk's pages of the stock show.

use kernel::{OrderId, OrderNumber, Text, Time};
use serde::{Deserialize, Serialize};

use crate::shop::view::{Category, Dye};

/// What is asked of the list; each part is a query parameter, empty when not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockFilter {
    /// A category's key.
    pub category: String,
    /// A part of a name, in either language.
    pub search: String,
    /// `on`: only what is low.
    pub low: String,
}

/// The stock of all garments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockView {
    pub rows: Vec<StockRow>,
    pub categories: Vec<Category>,
    pub filter: StockFilter,
    /// So many free pieces, or fewer, are few.
    pub few: i64,
    /// What was typed for it and refused.
    pub few_typed: Option<String>,
    /// Garments that pass the filter, on all pages.
    pub found: usize,
    /// From 1 on.
    pub page: usize,
    pub pages: usize,
    pub notice: Option<String>,
}

/// One garment in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockRow {
    pub slug: String,
    pub name: Text,
    /// The dye of its picture.
    pub dye: String,
    pub on_hand: i64,
    pub held: i64,
    /// The variants of which there are few, the fewest first.
    pub low: Vec<LowCell>,
}

/// A variant of which there are few.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LowCell {
    pub dye: Text,
    pub size: String,
    pub free: i64,
}

/// The stock of one garment, as a grid of colours and sizes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GridView {
    pub slug: String,
    pub name: Text,
    pub dyes: Vec<Dye>,
    pub sizes: Vec<String>,
    pub cells: Vec<Cell>,
    pub few: i64,
    /// What a refused form held.
    pub typed: TypedStock,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    pub notice: Option<String>,
}

/// One variant of the grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    pub dye: String,
    pub size: String,
    pub on_hand: i64,
    pub held: i64,
}

impl Cell {
    /// What can be sold now.
    #[must_use]
    pub const fn free(&self) -> i64 {
        self.on_hand - self.held
    }

    /// Its name in the form: `sand.M`.
    #[must_use]
    pub fn key(&self) -> String {
        format!("{}.{}", self.dye, self.size)
    }
}

/// The form of the grid, exactly as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedStock {
    /// Only the cells into which something was typed.
    pub cells: Vec<TypedCell>,
    pub reason: String,
    pub note: String,
}

/// A difference as it was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypedCell {
    /// The variant: `sand.M`.
    pub key: String,
    /// `+3`, `-1`.
    pub change: String,
    /// What the page showed as on hand.
    pub seen: String,
}

/// What is wrong with a form, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Problem {
    /// Nothing was typed into any cell.
    Nothing,
    /// Not a difference.
    Malformed {
        key: String,
    },
    /// Other pieces were there than the page showed.
    Changed {
        key: String,
        seen: i64,
        on_hand: i64,
    },
    /// Fewer would be left than are held.
    BelowHeld {
        key: String,
        would_be: i64,
        held: i64,
    },
    Reason,
    /// The reason wants a note, or the note is no line of 100 characters.
    Note {
        long: bool,
    },
}

/// A variant's ledger, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerView {
    pub slug: String,
    pub name: Text,
    pub dye: Dye,
    pub size: String,
    pub on_hand: i64,
    pub held: i64,
    pub lines: Vec<LedgerLine>,
    /// Starts the next page, if there is one.
    pub next: Option<i64>,
}

/// One movement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerLine {
    pub at: Time,
    /// `opening`, `sold`, `returned`, `taken_back`, or the reason of an adjustment: `received`, ...
    pub what: String,
    pub difference: i64,
    pub on_hand: i64,
    pub order: Option<(OrderId, OrderNumber)>,
    /// A person did it.
    pub by_hand: Option<Text>,
    pub note: String,
}
