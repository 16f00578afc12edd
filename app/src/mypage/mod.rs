//! The buyer's orders: all of them in one list, and each on a page of its own. Both change live.

#[cfg(feature = "ssr")]
pub mod api;
pub mod view;

#[cfg(any(feature = "ssr", feature = "storefront"))]
pub mod frame;
#[cfg(any(feature = "ssr", feature = "storefront"))]
pub mod island;
#[cfg(any(feature = "ssr", feature = "storefront"))]
pub mod order_island;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(any(feature = "ssr", feature = "storefront"))]
mod tab;
#[cfg(feature = "ssr")]
mod words;

#[cfg(feature = "ssr")]
pub mod page;
