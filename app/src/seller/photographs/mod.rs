//! 사진: the photographs of one garment, which stand in the shop in place of its drawing.

pub mod api;
mod page;
pub mod view;

pub use page::PhotographsPage;
