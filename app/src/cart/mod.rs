//! The cart: what a buyer has put aside, with what changed since, and the way from it to the order form.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
mod item;
#[cfg(feature = "ssr")]
pub mod page;
pub mod view;
