//! A guest's order becomes an account's: its buyer has proved that the order's mail address is theirs.

use events::Event;
use kernel::SessionId;

use crate::{Decided, Order, Verdict};

/// Decides that an order goes from a guest to an account. Where it stands does not matter: it is another's, nothing else.
#[must_use]
pub fn claim(order: &Order, guest: SessionId, account: SessionId) -> Verdict {
    match order.details.session {
        owner if owner == account => Verdict::Already,
        owner if owner == guest => {
            let mut decided = Decided::keep(order).event(Event::OrderClaimed { session: account });
            decided.order.details.session = account;
            Verdict::Change(Box::new(decided))
        }
        _ => Verdict::Conflict,
    }
}
