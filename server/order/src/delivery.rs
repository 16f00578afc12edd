//! What an order costs: its pieces at the catalogue's prices, and their delivery as the shop's terms have it. The
//! browser says neither; it says what its page showed, so that nobody agrees to a sum they have not seen.

use events::Line;
use kernel::Money;

use crate::MAX_QUANTITY;

/// What the shop charges for delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryTerms {
    /// For an order as a whole, never negative.
    pub fee: Money,
    /// Clothes worth so much or more are sent for nothing; `None`: never.
    pub free_from: Option<Money>,
}

/// A sum and its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sum {
    /// The lines alone.
    pub goods: Money,
    pub delivery_fee: Money,
    pub total: Money,
}

/// What a page showed when its form was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shown {
    pub delivery_fee: Money,
    pub total: Money,
}

impl DeliveryTerms {
    /// What delivery costs for clothes worth so much.
    #[must_use]
    pub fn fee_for(self, goods: Money) -> Money {
        let free = self.free_from.is_some_and(|from| goods.amount >= from.amount);
        if free { Money { amount: 0, ..self.fee } } else { self.fee }
    }

    /// How much more would be sent for nothing; `None` when it is already, or never is.
    #[must_use]
    pub fn missing_to_free(self, goods: Money) -> Option<Money> {
        let from = self.free_from.filter(|_| self.fee_for(goods).amount > 0)?;
        Some(Money { amount: from.amount - goods.amount, ..from })
    }
}

impl Sum {
    /// The sum of lines under the shop's terms. `None` when a quantity is out of bounds or the sum does not fit.
    #[must_use]
    pub fn of(lines: &[Line], terms: DeliveryTerms) -> Option<Self> {
        let goods = lines.iter().try_fold(Money::won(0), |sum, line| {
            let price =
                (1..=MAX_QUANTITY).contains(&line.quantity).then(|| line.unit_price.times(line.quantity))?;
            sum.plus(price.ok()?).ok()
        })?;
        let delivery_fee = terms.fee_for(goods);
        Some(Self { goods, delivery_fee, total: goods.plus(delivery_fee).ok()? })
    }

    /// Why a buyer who saw that has to look again, as a code; `None` when it is still so.
    #[must_use]
    pub fn differs_from(&self, shown: Shown) -> Option<&'static str> {
        if self.delivery_fee != shown.delivery_fee {
            Some("fee_changed")
        } else {
            (self.total != shown.total).then_some("price_changed")
        }
    }
}
