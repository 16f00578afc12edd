//! Toss's face: payments made by the shop, their window for the buyer, approval, cancels and transactions.
//!
//! Decisions are pure functions (`payments`, `transactions`); `work` carries them out in one transaction; `routes`
//! and `window` are HTTP. What is imitated: <https://docs.tosspayments.com/reference>.

mod call;
mod events;
mod objects;
mod payments;
mod refusal;
mod requests;
mod routes;
mod transactions;
mod window;
mod work;

pub(crate) use crate::toss::payments::Payment;
pub(crate) use crate::toss::refusal::Refusal;
pub(crate) use crate::toss::routes::{api, hosted};
pub(crate) use crate::toss::transactions::{Listed, Transaction};
pub(crate) use crate::toss::work::{Command, approve_late, expire, perform};

#[cfg(test)]
mod tests;
