//! From a chosen garment to a paid order: the order form, and the pay page in each of its states.

#[cfg(feature = "ssr")]
pub mod api;
pub mod view;

#[cfg(any(feature = "ssr", feature = "storefront"))]
pub mod pay_island;

#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod saved;
