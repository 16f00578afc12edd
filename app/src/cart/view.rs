//! What the cart shows.

use kernel::{Money, OrderId, VariantId};
use serde::{Deserialize, Serialize};

use crate::checkout::view::Line;

/// A line of the cart, as it would be ordered now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartItem {
    pub variant: VariantId,
    /// Today's words and price.
    pub line: Line,
    /// What a piece cost when the buyer last looked.
    pub seen: Money,
    /// Pieces that are free.
    pub free: i64,
}

impl CartItem {
    /// Whether fewer pieces are free than it asks for.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.free < i64::from(self.line.quantity)
    }
}

/// A line of what is not sold any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoneItem {
    pub variant: VariantId,
    /// What it was; `None` where nothing is known of it.
    pub line: Option<Line>,
}

/// What it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartSum {
    pub goods: Money,
    pub delivery_fee: Money,
    pub total: Money,
    /// How much more would be sent for nothing, where that can be.
    pub missing_to_free: Option<Money>,
}

/// The cart's page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartView {
    pub items: Vec<CartItem>,
    /// Lines of what is not sold any more.
    pub gone: Vec<GoneItem>,
    /// The newest order that waits to be paid: what it took from the cart is still here.
    pub waiting: Option<OrderId>,
    /// `None` while there is nothing to add up.
    pub sum: Option<CartSum>,
    /// What was taken out last and can be put back.
    pub removed: Option<Line>,
    /// What the last form came to.
    pub notice: Option<Notice>,
}

/// What the last form came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// Put in.
    Added,
    /// Put in, but for what was on the outfit's page and cannot be had any more.
    AddedInPart,
    /// Put in, up to the ten that one order may have.
    Capped,
    /// There is no place for another line.
    Full,
    /// A quantity that is none, as it was typed.
    Quantity { variant: VariantId, typed: String },
    /// Something in it is sold out, so it was not ordered as it is.
    Short,
}

impl Notice {
    /// Whether nothing was done: the title says so.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        match self {
            Self::Added | Self::AddedInPart | Self::Capped => false,
            Self::Full | Self::Quantity { .. } | Self::Short => true,
        }
    }
}
