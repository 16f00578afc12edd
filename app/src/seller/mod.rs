//! The seller's desk: the queue of what is to be sent, many at once, on paper; one order, every order; the events page,
//! the audit, the settings and the log-in.
//!
//! Pages are documents made on the server. Two islands listen: [`island::LiveQueue`] keeps the queue as it stands, and
//! [`island::LiveOrder`] says on the page of an order that the order has changed.

#[cfg(feature = "ssr")]
pub mod api;
pub mod carriers;
pub mod numbers;
pub mod stock;
pub mod view;

#[cfg(any(feature = "ssr", feature = "desk"))]
pub mod island;

#[cfg(any(test, feature = "desk"))]
mod arrivals;
#[cfg(feature = "desk")]
mod choice;
#[cfg(feature = "desk")]
mod follow;

#[cfg(feature = "ssr")]
pub mod audit;
#[cfg(feature = "ssr")]
mod books;
#[cfg(feature = "ssr")]
pub mod bulk;
#[cfg(feature = "ssr")]
pub mod cancel;
#[cfg(feature = "ssr")]
mod event_words;
#[cfg(feature = "ssr")]
mod events;
#[cfg(feature = "ssr")]
pub mod find;
#[cfg(feature = "ssr")]
mod forms;
#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
pub mod garments;
#[cfg(feature = "ssr")]
mod give_back;
#[cfg(feature = "ssr")]
mod goods;
#[cfg(feature = "ssr")]
pub mod left;
#[cfg(feature = "ssr")]
mod letters;
#[cfg(feature = "ssr")]
mod log_in;
#[cfg(feature = "ssr")]
pub mod mail;
#[cfg(feature = "ssr")]
pub mod many;
#[cfg(feature = "ssr")]
pub mod money;
#[cfg(feature = "ssr")]
pub mod note;
#[cfg(feature = "ssr")]
mod notice;
#[cfg(feature = "ssr")]
mod order;
#[cfg(feature = "ssr")]
pub mod outfits;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
pub mod paper;
#[cfg(feature = "ssr")]
mod parcel;
#[cfg(feature = "ssr")]
pub mod parts;
#[cfg(feature = "ssr")]
mod payments;
#[cfg(feature = "ssr")]
pub mod photographs;
#[cfg(feature = "ssr")]
mod promise;
#[cfg(feature = "ssr")]
mod question;
#[cfg(feature = "ssr")]
mod queue;
#[cfg(feature = "ssr")]
pub mod recover;
#[cfg(feature = "ssr")]
mod return_forms;
#[cfg(feature = "ssr")]
pub mod returns;
#[cfg(feature = "ssr")]
mod row;
#[cfg(feature = "ssr")]
pub mod settings;
#[cfg(feature = "ssr")]
pub mod staff;
#[cfg(feature = "ssr")]
mod stuck;
#[cfg(feature = "ssr")]
mod tab;
#[cfg(feature = "ssr")]
mod unplaced;
#[cfg(feature = "ssr")]
mod words;

#[cfg(feature = "ssr")]
pub use self::settings::SettingsPage;
#[cfg(feature = "ssr")]
pub use cancel::CancelPage;
#[cfg(feature = "ssr")]
pub use events::EventsPage;
#[cfg(feature = "ssr")]
pub use frame::DeskFrame;
#[cfg(feature = "ssr")]
pub use garments::{GarmentFormPage, GarmentsPage};
#[cfg(feature = "ssr")]
pub use left::LeftPage;
#[cfg(feature = "ssr")]
pub use log_in::LogInPage;
#[cfg(feature = "ssr")]
pub use numbers::NumbersPage;
#[cfg(feature = "ssr")]
pub use order::DeskOrderPage;
#[cfg(feature = "ssr")]
pub use outfits::{OutfitFormPage, OutfitsPage};
#[cfg(feature = "ssr")]
pub use photographs::PhotographsPage;
#[cfg(feature = "ssr")]
pub use promise::late_before;
#[cfg(feature = "ssr")]
pub use queue::QueuePage;
#[cfg(feature = "ssr")]
pub use returns::ReturnsPage;
#[cfg(feature = "ssr")]
pub use stock::{GarmentStockPage, LedgerPage, StockPage};
#[cfg(feature = "ssr")]
pub use unplaced::UnplacedPage;
