//! The documents of the shop.

pub(crate) mod address;
mod card;
mod data;
mod filter;
mod garment;
mod home;
mod list;
mod measure;
mod outfit;
mod piece;
mod zoom;

pub use garment::GarmentPage;
pub use home::HomePage;
pub use list::ListPage;
pub use outfit::OutfitPage;
pub(crate) use outfit::{Lay, named_order};
