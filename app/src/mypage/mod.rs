//! The buyer's orders: all of them in one list, and each on a page of its own. Both change live.

#[cfg(feature = "ssr")]
pub mod address;
#[cfg(feature = "ssr")]
pub mod api;
pub mod view;

#[cfg(any(feature = "ssr", feature = "storefront"))]
pub mod island;

#[cfg(feature = "storefront")]
mod follow;

#[cfg(feature = "ssr")]
pub mod frame;
#[cfg(feature = "ssr")]
pub mod page;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
pub mod receipt;
#[cfg(feature = "ssr")]
pub(crate) mod refunds;
#[cfg(feature = "ssr")]
pub mod reorder;
#[cfg(feature = "ssr")]
pub(crate) mod returned;
#[cfg(feature = "ssr")]
pub mod returns;
#[cfg(feature = "ssr")]
pub(crate) mod row;
#[cfg(feature = "ssr")]
mod tab;
#[cfg(feature = "ssr")]
mod words;
