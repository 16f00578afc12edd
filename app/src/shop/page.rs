//! The documents of the shop.

mod card;
mod filter;
mod garment;
mod list;
mod measure;

pub use garment::GarmentPage;
pub use list::ListPage;
