//! The Leptos application: pages, islands and server functions.
//!
//! A page is a document that the server renders; an island is the small part of it that lives on in the
//! browser. `ssr` builds all of it for the program, `storefront` and `desk` build the islands of the buyers'
//! and of the seller's pages for the browser.

// Deep view types: the layout of a page is one type.
#![recursion_limit = "256"]

#[cfg(feature = "ssr")]
pub mod account;
pub mod cart;
pub mod checkout;
pub mod error;
pub mod mails;
pub mod mypage;
pub mod seller;
pub mod shop;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod kept;
#[cfg(feature = "ssr")]
pub mod routes;
#[cfg(feature = "ssr")]
pub mod services;
#[cfg(feature = "ssr")]
pub mod shell;

pub use error::AppError;

/// Turns the islands of this document live.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
