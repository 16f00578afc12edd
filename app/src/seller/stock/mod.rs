//! 재고: what there is of every variant, changing it by hand, and the ledger of what moved it.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
mod check;
#[cfg(feature = "ssr")]
mod find;
#[cfg(feature = "ssr")]
mod grid;
#[cfg(feature = "ssr")]
mod ledger;
#[cfg(feature = "ssr")]
mod list;
pub mod view;
#[cfg(feature = "ssr")]
mod words;

#[cfg(feature = "ssr")]
pub(super) use find::{Find, Goods};
#[cfg(feature = "ssr")]
pub use grid::GarmentStockPage;
#[cfg(feature = "ssr")]
pub use ledger::LedgerPage;
#[cfg(feature = "ssr")]
pub use list::StockPage;
