//! What every test of the context starts from: one attempt of one order, at a known moment.

use kernel::{AttemptId, Money, OrderId, Time};
use payment::{Attempt, ProviderRef};
use uuid::Uuid;

/// When the attempt was sent.
pub const SENT: Time = Time::from_micros(1_795_365_000_000_000);
pub const ORDER: OrderId = OrderId(Uuid::from_u128(0x0de5));
pub const TOTAL: Money = Money::won(78_000);

/// The order's n-th attempt.
pub fn id(n: u32) -> AttemptId {
    AttemptId::nth(ORDER, n)
}

/// The first attempt, just sent; the provider knows it as `pi_1`.
pub fn attempt() -> Attempt {
    let sent = Attempt::sent(id(1), ORDER, TOTAL, Uuid::from_u128(1), SENT);
    Attempt { reference: Some(ProviderRef("pi_1".to_owned())), ..sent }
}
