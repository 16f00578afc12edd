//! 숫자: what is to do first, then what was sold, how long orders waited, what sold best and what was cancelled. Plots are
//! drawn here, each with its table, and each table can be taken along as CSV.

#[cfg(feature = "ssr")]
pub mod api;
#[cfg(feature = "ssr")]
pub mod csv;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod plot;
#[cfg(feature = "ssr")]
mod tables;
pub mod view;

#[cfg(feature = "ssr")]
pub use page::NumbersPage;
