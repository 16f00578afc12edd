//! Stripe's face: payment intents, refunds, Checkout Sessions with their page, and 3-D Secure.
//!
//! Decisions are pure functions (`intents`, `refunds`, `sessions`, `listing`); `work` carries them out in one
//! transaction; `routes` and `pages` are HTTP.

mod call;
mod events;
mod form;
mod intents;
mod listing;
mod objects;
mod pages;
mod refunds;
mod refusal;
mod routes;
mod sessions;
mod work;

pub(crate) use crate::stripe::intents::Intent;
pub(crate) use crate::stripe::refunds::{Refund, RefundStatus};
pub(crate) use crate::stripe::refusal::Refusal;
pub(crate) use crate::stripe::routes::{api, hosted};
pub(crate) use crate::stripe::sessions::Session;
pub(crate) use crate::stripe::work::{
    Command, capture_late, expire_session, perform, release, settle_refund,
};

use kernel::Time;

/// The version of Stripe's API that is imitated.
const API_VERSION: &str = "2024-06-20";

/// Whole seconds since 1970, as Stripe writes a moment.
fn seconds(at: Time) -> i64 {
    at.micros().div_euclid(1_000_000)
}

/// The moment that so many seconds are; one that no clock shows stays beyond all others.
fn moment(seconds: i64) -> Time {
    Time::from_micros(seconds.saturating_mul(1_000_000))
}

#[cfg(test)]
mod tests;
