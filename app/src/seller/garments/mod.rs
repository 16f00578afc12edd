//! 옷: the garments as the seller keeps them. A form that is refused or looked at first is answered with its page at once:
//! what it holds is too long for an address.

pub mod api;
pub(in crate::seller) mod fields;
pub(in crate::seller) mod form;
mod list;
mod preview;
mod table;
pub mod view;

pub use form::GarmentFormPage;
pub use list::GarmentsPage;
