//! 상품: garments, their sizes and colours, their words and prices.
//!
//! Knows nothing of orders. How many pieces are free is order's to say; pages read both together.

mod garment;
mod ports;
mod service;
mod words;

pub mod demo;

pub use garment::{Closeup, Garment, Line, Measure, Outfit, OutfitPiece, SizeRow, Variant};
pub use ports::{Garments, Shelf, ShelfGarment, ShelfVariant};
pub use service::Service;
pub use words::{Words, words};
