//! Placing: a draft becomes an order that awaits its payment, its pieces held.

use events::{Event, OrderDetails};
use kernel::{DraftId, OrderId};

use crate::order::HOLD;
use crate::{Decided, Order, State, StockMove};

/// The new order. The port holds the stock in the same transaction or refuses the whole.
#[must_use]
pub fn open(id: OrderId, checkout_key: DraftId, details: OrderDetails) -> Decided {
    let now = details.opened_at;
    let held_until = now + HOLD;
    let order = Order {
        id,
        version: 0,
        state: State::AwaitingPayment,
        checkout_key,
        held_until,
        since: now,
        attempts: 0,
        busy_extended: false,
        last_failure: None,
        paid_by: None,
        refunds: Vec::new(),
        delivered_at: None,
        returns: Vec::new(),
        cancel_reason: None,
        details: details.clone(),
    };
    Decided::keep(&order).stock(StockMove::Hold).event(Event::OrderOpened { details, held_until })
}
