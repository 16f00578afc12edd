//! Ordering the same again: as far as it is still sold and there are free pieces. What is left out is said before
//! anything is ordered.

use std::collections::BTreeMap;

use events::Line;
use kernel::{DraftId, OrderId, SessionId, VariantId};

use crate::{CommandError, DraftLine, MAX_QUANTITY, Service};

/// A line that cannot be had again as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// As it was ordered.
    pub line: Line,
    pub why: WhyLeft,
}

/// Why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhyLeft {
    /// The shop no longer sells it.
    NoLongerSold,
    /// There is no free piece.
    SoldOut,
    /// There are only so many, and they are taken.
    Only(u32),
}

/// What of an order can be had again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Again {
    pub lines: Vec<DraftLine>,
    pub left_out: Vec<LeftOut>,
}

/// What asking for the same again came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reordered {
    Draft(DraftId),
    /// Not all of it can be had: the buyer is asked first, and nothing was made.
    AskFirst,
}

/// What of these lines can be had, by the free pieces of what is still sold. Lines of one variant share its pieces, the
/// earlier ones first.
#[must_use]
pub fn again(lines: &[Line], mut free: BTreeMap<VariantId, i64>) -> Again {
    let mut again = Again::default();
    for line in lines {
        let left = free.get_mut(&line.variant);
        let quantity = left.as_ref().map_or(0, |left| (**left).clamp(0, i64::from(line.quantity)));
        let quantity = u32::try_from(quantity).unwrap_or(0).min(MAX_QUANTITY);
        let why = match (&left, quantity) {
            (None, _) => Some(WhyLeft::NoLongerSold),
            (Some(_), 0) => Some(WhyLeft::SoldOut),
            (Some(_), some) if some < line.quantity => Some(WhyLeft::Only(some)),
            (Some(_), _) => None,
        };
        if let Some(left) = left {
            *left -= i64::from(quantity);
        }
        if quantity > 0 {
            again.lines.push(DraftLine { variant: line.variant, quantity });
        }
        again.left_out.extend(why.map(|why| LeftOut { line: line.clone(), why }));
    }
    again
}

impl Service {
    /// What of a session's order can be had again.
    ///
    /// # Errors
    /// [`CommandError::NotFound`] also for somebody else's order.
    pub async fn again(&self, session: SessionId, id: OrderId) -> Result<Again, CommandError> {
        let order = self.of_session(session, id).await?;
        let mut free = BTreeMap::new();
        for line in &order.details.lines {
            let asked = [DraftLine { variant: line.variant, quantity: 1 }];
            if self.lines.lines(&asked).await?.is_some() {
                free.insert(line.variant, self.pieces.free(line.variant).await?);
            }
        }
        Ok(again(&order.details.lines, free))
    }

    /// Begins a checkout of the same again, for the session that asks: it may act for the order's owner without being
    /// them. When not all of it can be had, only if the buyer said that a `part` will
    /// do, and there is one.
    ///
    /// # Errors
    /// As [`Service::again`].
    pub async fn reorder(
        &self,
        owner: SessionId,
        id: OrderId,
        asks: SessionId,
        part: bool,
    ) -> Result<Reordered, CommandError> {
        let Again { lines, left_out } = self.again(owner, id).await?;
        if lines.is_empty() || (!left_out.is_empty() && !part) {
            return Ok(Reordered::AskFirst);
        }
        Ok(Reordered::Draft(self.begin_draft(asks, lines, false).await?))
    }
}
