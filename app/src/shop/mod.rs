//! Looking around: the list of garments, and one garment with its colours, sizes and measures.

#[cfg(feature = "ssr")]
pub mod api;
pub mod view;

#[cfg(feature = "ssr")]
pub mod page;
