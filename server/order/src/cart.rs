//! 장바구니: what a session has put aside. Nothing is held for it, and it promises no price: each line remembers the
//! price that was seen, so that a page can show what changed.

mod service;

use kernel::{Money, SessionId, Time, VariantId};
use serde::{Deserialize, Serialize};

use crate::{DraftLine, MAX_QUANTITY};

pub use service::{CartError, CartService, Contents, Gone, Item, Put};

/// The most lines of one cart.
pub const MAX_LINES: usize = 50;

/// One line of a cart; a variant has one at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    pub variant: VariantId,
    /// 1 to [`MAX_QUANTITY`].
    pub quantity: u32,
    /// What one piece cost when the buyer last looked.
    pub seen: Money,
}

/// A line that was taken out, and where it stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    pub line: CartLine,
    pub place: usize,
}

/// A cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cart {
    pub session: SessionId,
    /// Counts the changes; 0 while it was never kept.
    pub version: i64,
    /// In the order in which they were put in.
    pub lines: Vec<CartLine>,
    /// What was taken out last, for who wants it back; any other change forgets it.
    pub removed: Option<Removed>,
    pub changed_at: Time,
}

impl Cart {
    /// A session's cart before anything is in it.
    #[must_use]
    pub const fn empty(session: SessionId) -> Self {
        Self { session, version: 0, lines: Vec::new(), removed: None, changed_at: Time::EPOCH }
    }

    /// The pieces of all lines.
    #[must_use]
    pub fn pieces(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).sum()
    }

    /// Puts a line in; more of a variant that is there already adds up, to [`MAX_QUANTITY`] at most. `None` when the
    /// cart has no place for another line.
    #[must_use]
    pub fn put(mut self, line: CartLine) -> Option<Self> {
        self.removed = None;
        add(&mut self.lines, line);
        (self.lines.len() <= MAX_LINES).then_some(self)
    }

    /// Sets how many pieces of a variant are in it. `None` when it is not in it, or the quantity out of bounds.
    #[must_use]
    pub fn set(mut self, line: CartLine) -> Option<Self> {
        self.removed = None;
        let known = self.lines.iter_mut().find(|known| known.variant == line.variant)?;
        *known = line;
        (1..=MAX_QUANTITY).contains(&line.quantity).then_some(self)
    }

    /// Takes a variant out. `None` when it is not in it.
    #[must_use]
    pub fn remove(mut self, variant: VariantId) -> Option<Self> {
        let place = self.lines.iter().position(|line| line.variant == variant)?;
        self.removed = Some(Removed { line: self.lines.remove(place), place });
        Some(self)
    }

    /// Puts back what was taken out last, where it stood. `None` when nothing was.
    #[must_use]
    pub fn put_back(mut self) -> Option<Self> {
        let Removed { line, place } = self.removed.take()?;
        self.lines.insert(place.min(self.lines.len()), line);
        Some(self)
    }

    /// What stays after so much of it was ordered: a quantity that grew meanwhile keeps the rest.
    #[must_use]
    pub fn without(mut self, ordered: &[DraftLine]) -> Self {
        for DraftLine { variant, quantity } in ordered {
            for line in self.lines.iter_mut().filter(|line| line.variant == *variant) {
                line.quantity = line.quantity.saturating_sub(*quantity);
            }
        }
        self.lines.retain(|line| line.quantity > 0);
        self.removed = None;
        self
    }
}

/// The lines of two carts that become one, as when somebody logs in: what is in both adds up, to [`MAX_QUANTITY`] at
/// most, at the price that the second saw. What does not find a place stays out.
#[must_use]
pub fn merge(mut first: Vec<CartLine>, second: &[CartLine]) -> Vec<CartLine> {
    for line in second {
        add(&mut first, *line);
    }
    first.truncate(MAX_LINES);
    first
}

fn add(lines: &mut Vec<CartLine>, line: CartLine) {
    match lines.iter_mut().find(|known| known.variant == line.variant) {
        Some(known) => {
            let quantity = known.quantity.saturating_add(line.quantity).min(MAX_QUANTITY);
            *known = CartLine { quantity, ..line };
        }
        None => lines.push(CartLine { quantity: line.quantity.clamp(1, MAX_QUANTITY), ..line }),
    }
}
