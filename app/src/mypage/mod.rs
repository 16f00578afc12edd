//! The buyer's orders: all of them in one list, and each on a page of its own. Both change live.

pub mod view;

pub mod island;
pub mod order_island;
mod tab;
mod words;

#[cfg(feature = "ssr")]
pub mod page;
