//! 한 벌: the outfits as the seller keeps them. A form that is refused or looked at first is answered with its page at once, as
//! a garment's is.

pub mod api;
mod form;
mod list;
pub mod view;

pub use form::OutfitFormPage;
pub use list::OutfitsPage;
